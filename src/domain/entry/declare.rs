//! How a kind of entry is declared: one struct, of which fields, JSON and audit words follow.
//!
//! ```text
//! entry! {
//!     /// Something in the home that may hurt somebody.
//!     Hazard = "hazard", "home hazard", "home hazards", Act::Fact {
//!         /// The day it was found.
//!         found: NaiveDate = asks("found on").starting(Start::Today),
//!         /// Who will fix it.
//!         owner: Option<String> = asks("who fixes it"),
//!     }
//! }
//! ```
//!
//! becomes `struct Hazard { pub found: NaiveDate, pub owner: Option<String> }`, `Hazard::KIND` (a [`Kind`](super::Kind)
//! with two fields, the second of which may be left out, and the audit words `hazard.add`, `hazard.close` and so on),
//! `Hazard::written` (its fields as JSON), `From<Hazard> for Content` and back. What its entries say is written by hand in
//! `impl Says for Hazard`.

/// Declares a kind of entry.
macro_rules! entry {
    (
        $(#[$doc:meta])* $name:ident = $word:literal, $title:literal, $plural:literal, $act:path
        $(, proves: $proves:literal)? $(, follows: $follows:literal)? {
            $($(#[$field_doc:meta])* $field:ident: $type:ty = $asks:expr,)+
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)+
        }

        impl $name {
            /// The kind it is.
            pub const KIND: $crate::domain::entry::Kind = $crate::domain::entry::Kind {
                word: $word,
                title: $title,
                plural: $plural,
                act: $act,
                fields: &[$($asks.field::<$type>(stringify!($field)),)+],
                proves: false $(|| $proves)?,
                follows: false $(|| $follows)?,
                actions: $crate::domain::entry::Actions {
                    add: $crate::domain::edit::Action { word: concat!($word, ".add"), says: concat!($title, " recorded") },
                    change: $crate::domain::edit::Action { word: concat!($word, ".change"), says: concat!($title, " changed") },
                    close: $crate::domain::edit::Action { word: concat!($word, ".close"), says: concat!($title, " closed") },
                    reopen: $crate::domain::edit::Action { word: concat!($word, ".reopen"), says: concat!($title, " open again") },
                    in_error: $crate::domain::edit::Action { word: concat!($word, ".in_error"), says: concat!($title, " marked entered in error") },
                    reinstate: $crate::domain::edit::Action { word: concat!($word, ".reinstate"), says: concat!($title, " counts again") },
                },
                read: |fields| {
                    Ok($crate::domain::entry::Content::$name($name {
                        $($field: $crate::domain::field::take(fields, stringify!($field)).map_err(|why| {
                            $crate::domain::entry::NotAnEntry { kind: $word, field: stringify!($field), why }
                        })?,)+
                    }))
                },
            };

            pub(super) fn written(&self) -> serde_json::Map<String, serde_json::Value> {
                let mut fields = serde_json::Map::new();
                $($crate::domain::field::put(&mut fields, stringify!($field), &self.$field);)+
                fields
            }
        }

        impl From<$name> for $crate::domain::entry::Content {
            fn from(content: $name) -> Self {
                Self::$name(content)
            }
        }

        impl<'a> TryFrom<&'a $crate::domain::entry::Content> for &'a $name {
            type Error = ();

            fn try_from(content: &'a $crate::domain::entry::Content) -> Result<Self, ()> {
                if let $crate::domain::entry::Content::$name(content) = content { Ok(content) } else { Err(()) }
            }
        }
    };
}
pub(super) use entry;
