//! What resources are called and how they point at each other.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::types::{Identifier, Reference};
use super::version::Header;
use crate::domain::record::SourceKey;
use crate::domain::text;

/// Names longer than this are no names.
const LONGEST_KEY: usize = 512;

/// The names of one resource.
#[derive(Debug, Clone, Default)]
pub(super) struct Identity {
    /// `Type/id`.
    pub(super) key: SourceKey,
    /// What others may call it.
    pub(super) aliases: Vec<SourceKey>,
    /// Whether the key had to be made from the content, because the source gives none.
    pub(super) by_content: bool,
}

impl Identity {
    /// Names a resource by its id, else by its `fullUrl`, else by a digest of its content.
    pub(super) fn of(kind: &str, header: &Header<'_>, full_url: Option<&str>, json: &str) -> Self {
        let id = header.id.as_deref().map(text::line).filter(|id| !id.is_empty() && id.len() <= LONGEST_KEY);
        let url = full_url.map(text::line).filter(|url| !url.is_empty() && url.len() <= LONGEST_KEY);
        let mut aliases = Vec::new();
        let (key, by_content) = match (&id, &url) {
            (Some(id), _) => (format!("{kind}/{id}"), false),
            (None, Some(url)) => match uuid(url) {
                Some(uuid) => (format!("{kind}/{uuid}"), false),
                None => (normal(url), false),
            },
            (None, None) => (format!("{kind}/{}", digest(json)), true),
        };
        for alias in url.iter().cloned().chain(url.as_deref().map(normal)) {
            aliases.push(alias);
        }
        if let Some(id) = id.filter(|id| is_uuid(id)) {
            aliases.push(format!("urn:uuid:{id}"));
        }
        aliases.sort();
        aliases.dedup();
        aliases.retain(|alias| *alias != key);
        Self { key, aliases, by_content }
    }

    /// Adds the names by which conditional references find it: `Practitioner?identifier=system|value`.
    pub(super) fn also_by_identifier(&mut self, kind: &str, identifiers: &[Identifier]) {
        for identifier in identifiers {
            if let Some(alias) = conditional(kind, identifier)
                && !self.aliases.contains(&alias)
            {
                self.aliases.push(alias);
            }
        }
    }
}

fn conditional(kind: &str, identifier: &Identifier) -> Option<SourceKey> {
    let value = identifier.value.as_deref().map(text::line).filter(|value| !value.is_empty())?;
    let system = identifier.system.as_deref().map(text::line).unwrap_or_default();
    let name = format!("{kind}?identifier={system}|{value}");
    (name.len() <= LONGEST_KEY).then_some(name)
}

/// A content digest that does not depend on white space or the order of keys.
fn digest(json: &str) -> String {
    let canonical = serde_json::from_str::<serde_json::Value>(json).map(|value| value.to_string());
    let digest = Sha256::digest(canonical.as_deref().unwrap_or(json).as_bytes());
    digest.iter().take(12).fold("content-".to_owned(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

fn uuid(url: &str) -> Option<&str> {
    url.strip_prefix("urn:uuid:").or_else(|| url.strip_prefix("urn:oid:"))
}

fn is_uuid(id: &str) -> bool {
    id.len() == 36
        && id
            .bytes()
            .enumerate()
            .all(|(at, b)| if matches!(at, 8 | 13 | 18 | 23) { b == b'-' } else { b.is_ascii_hexdigit() })
}

/// The form in which links are kept: `Type/id` for relative and absolute addresses, others as they are.
fn normal(address: &str) -> SourceKey {
    let address = address.split('#').next().unwrap_or_default();
    if address.starts_with("urn:") {
        return address.to_owned();
    }
    if let Some((kind, query)) = address.split_once("?identifier=") {
        let kind = kind.rsplit('/').next().unwrap_or(kind);
        let query = query.replace("%7C", "|").replace("%7c", "|").replace("%3A", ":").replace("%2F", "/");
        return format!("{kind}?identifier={query}");
    }
    let unversioned = address.split("/_history/").next().unwrap_or(address);
    let mut parts = unversioned.rsplit('/').filter(|part| !part.is_empty());
    match (parts.next(), parts.next()) {
        (Some(id), Some(kind)) => format!("{kind}/{id}"),
        _ => unversioned.to_owned(),
    }
}

/// Where a reference leads; `None` when it leads nowhere or into the resource itself (`#id`).
pub(super) fn target(reference: &Reference) -> Option<SourceKey> {
    if let Some(address) = reference.address.as_deref() {
        let address = text::line(address);
        if address.starts_with('#') || address.is_empty() || address.len() > LONGEST_KEY {
            return None;
        }
        return Some(normal(&address));
    }
    let kind = reference.kind.as_deref()?;
    conditional(&text::line(kind), reference.identifier.as_deref()?)
}

/// The id of a contained resource that a reference points at.
pub(super) fn contained(reference: &Reference) -> Option<String> {
    let address = text::line(reference.address.as_deref()?);
    address.strip_prefix('#').map(str::to_owned)
}

/// The type a reference names, where it does.
pub(super) fn kind_of(target: &str) -> &str {
    target.split(['/', '?']).next().unwrap_or_default()
}
