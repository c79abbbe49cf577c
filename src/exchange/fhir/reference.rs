//! What resources are called and how they point at each other.
//!
//! An id holds within its source. A key of a known source is `//host/path/Type/id`, whatever scheme and port the address
//! was written with; one of a source that nobody names is `Type/id`. `urn:` addresses and identifiers stand for themselves.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::types::{Identifier, Reference};
use super::version::{self, Header};
use crate::domain::record::SourceKey;
use crate::domain::text;

/// Names longer than this are no names.
const LONGEST_KEY: usize = 512;

/// The names of one resource.
#[derive(Debug, Clone, Default)]
pub(super) struct Identity {
    /// `Type/id`, with its source in front where its own address says it.
    pub(super) key: SourceKey,
    /// What others may call it.
    pub(super) aliases: Vec<SourceKey>,
    /// Whether the key had to be made from the content, because the source gives none.
    pub(super) by_content: bool,
}

impl Identity {
    /// Names a resource by its address, else by its id, else by a digest of its content.
    pub(super) fn of(kind: &str, header: &Header<'_>, full_url: Option<&str>, json: &str) -> Self {
        let id = header.id.as_deref().map(text::line).filter(|id| !id.is_empty() && id.len() <= LONGEST_KEY);
        let url = full_url.map(text::line).filter(|url| !url.is_empty() && url.len() <= LONGEST_KEY);
        let address = url.as_deref().map(normal);
        let of_this_kind = address.as_deref().filter(|address| address.starts_with("//") && kind_of(address) == kind);
        let (key, by_content) = match (&id, &url) {
            _ if of_this_kind.is_some() => (of_this_kind.unwrap_or_default().to_owned(), false),
            (Some(id), _) => (format!("{kind}/{id}"), false),
            (None, Some(url)) => match uuid(url) {
                Some(uuid) => (format!("{kind}/{uuid}"), false),
                None => (normal(url), false),
            },
            (None, None) => (format!("{kind}/{}", digest(json)), true),
        };
        let mut aliases = BTreeSet::new();
        aliases.extend(address);
        if let Some(id) = id.filter(|id| is_uuid(id)) {
            aliases.insert(format!("urn:uuid:{id}"));
        }
        aliases.remove(&key);
        Self { key, aliases: aliases.into_iter().collect(), by_content }
    }

    /// What a deletion is about: by the address of its entry, else by the address it was asked for.
    pub(super) fn deleted(full_url: Option<&str>, url: Option<&str>) -> Option<Self> {
        let addresses = [full_url, url].into_iter().flatten().map(text::line);
        let mut named = addresses.filter(|url| !url.is_empty() && url.len() <= LONGEST_KEY).map(|url| normal(&url));
        let key = named.find(|key| version::is_r4(kind_of(key)) && !key.contains('?'))?;
        Some(Self { key, ..Self::default() })
    }

    /// Adds the names by which conditional references find it: `Practitioner?identifier=system|value`, and by the value alone.
    pub(super) fn also_by_identifier(&mut self, kind: &str, identifiers: &[Identifier]) {
        let mut names = BTreeSet::new();
        for identifier in identifiers {
            names.extend(conditional(kind, identifier));
            names.extend(
                conditional(kind, &Identifier { system: None, ..identifier.clone() })
                    .map(|name| name.replace("=|", "=")),
            );
        }
        self.aliases.extend(names);
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

/// What an address of the web is once scheme, port and letter case of the host are set aside; `None` for other addresses.
fn web(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return None;
    }
    let (host, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let host = host.to_ascii_lowercase();
    let host = host.strip_suffix(":443").or_else(|| host.strip_suffix(":80")).unwrap_or(&host);
    let path = path.split('/').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/");
    Some(if path.is_empty() { format!("//{host}") } else { format!("//{host}/{path}") })
}

/// The form in which links are kept: `Type/id` for relative addresses, with the source for absolute ones, others as they are.
fn normal(address: &str) -> SourceKey {
    let address = address.split('#').next().unwrap_or_default();
    if address.starts_with("urn:") {
        return address.to_owned();
    }
    if let Some((kind, query)) = address.split_once('?') {
        return searched(kind, query).unwrap_or_else(|| address.to_owned());
    }
    let unversioned = address.split("/_history").next().unwrap_or(address);
    if let Some(absolute) = web(unversioned) {
        return absolute;
    }
    let mut parts = unversioned.rsplit('/').filter(|part| !part.is_empty());
    match (parts.next(), parts.next()) {
        (Some(id), Some(kind)) => format!("{kind}/{id}"),
        _ => unversioned.to_owned(),
    }
}

/// A search that names one resource: by its identifier alone, or by its id.
fn searched(kind: &str, query: &str) -> Option<SourceKey> {
    if query.contains('&') {
        return None;
    }
    let (name, value) = query.split_once('=')?;
    let value =
        ["%7C|", "%7c|", "%3A:", "%3a:", "%2F/", "%2f/", "%20 "].iter().fold(value.to_owned(), |value, code| {
            let (code, letter) = code.split_at(3);
            value.replace(code, letter)
        });
    match name {
        "identifier" => Some(format!("{}?identifier={value}", kind.rsplit('/').next().unwrap_or(kind))),
        "_id" => Some(normal(&format!("{kind}/{value}"))),
        _ => None,
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
    if let Some((kind, _)) = target.split_once('?') {
        return kind.rsplit('/').next().unwrap_or(kind);
    }
    if target.starts_with("//") {
        return target.rsplit('/').nth(1).unwrap_or_default();
    }
    target.split('/').next().unwrap_or_default()
}

/// The source that an address of a resource names: what stands before its type.
pub(super) fn base(key: &str) -> Option<&str> {
    let (before, _) = key.strip_prefix("//")?.rsplit_once('/')?;
    let (base, kind) = before.rsplit_once('/')?;
    version::is_r4(kind).then(|| key.split_at(base.len() + 2).0)
}

/// The source that a server's own address names, or a name that somebody gives a source: `//host/path`, `//name`.
pub(super) fn source(address: &str) -> Option<String> {
    let address = text::line(address);
    let address = address.split('#').next().unwrap_or_default().trim();
    if address.is_empty() || address.len() > LONGEST_KEY {
        return None;
    }
    let unversioned = address.split("/_history").next().unwrap_or(address);
    let Some(found) = web(unversioned.split('?').next().unwrap_or_default()) else {
        return Some(format!("//{}", address.trim_matches('/')));
    };
    if let Some(base) = base(&found) {
        return Some(base.to_owned());
    }
    // A search on one type.
    let (before, last) = found.rsplit_once('/')?;
    Some(if version::is_r4(last) && before.len() > 2 { before.to_owned() } else { found })
}

/// A key as it holds everywhere: with the source in front, if it is the id of a resource and does not say so itself.
pub(super) fn scoped(source: Option<&str>, key: SourceKey) -> SourceKey {
    match source {
        Some(source) if !key.starts_with("//") && !key.starts_with("urn:") && !key.contains('?') => {
            format!("{source}/{key}")
        }
        _ => key,
    }
}

/// The source that the address of an entry of this type names.
pub(super) fn source_of_address(url: &str, kind: &str) -> Option<String> {
    let address = normal(&text::line(url));
    base(&address).filter(|_| kind_of(&address) == kind).map(str::to_owned)
}

/// An address in the form in which links are kept.
pub(super) fn normalised(address: &str) -> SourceKey {
    normal(&text::line(address))
}
