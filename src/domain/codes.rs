//! Closed vocabularies and the words they are stored as.
//!
//! A word written by a newer program is kept in `Other` and written back unchanged, never lost.

/// Declares an enum, its stored words and the words people read.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal, $label:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$vdoc])* $variant,)+
            /// A word this program does not know; kept as it was found.
            Other(Box<str>),
        }

        impl $name {
            /// Every known code, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Every known word, as stored and as people read it.
            pub const WORDS: &'static [(&'static str, &'static str)] = &[$(($word, $label),)+];

            /// The word as stored and exchanged.
            pub fn word(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)+
                    Self::Other(word) => word,
                }
            }

            /// The word as people read it.
            pub fn label(&self) -> &str {
                match self {
                    $(Self::$variant => $label,)+
                    Self::Other(word) => word,
                }
            }

            /// Reads a stored word; an unknown one is kept.
            pub fn from_word(word: &str) -> Self {
                match word {
                    $($word => Self::$variant,)+
                    other => Self::Other(other.into()),
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
                Ok(Self::from_word(&word))
            }
        }
    };
}
pub(crate) use codes;

codes! {
    /// A discipline that visits.
    Discipline {
        /// Skilled nursing.
        SkilledNursing = "SN", "SN";
        /// Physical therapy.
        PhysicalTherapy = "PT", "PT";
        /// Occupational therapy.
        OccupationalTherapy = "OT", "OT";
        /// Speech-language pathology.
        SpeechTherapy = "SLP", "SLP";
        /// Medical social services.
        SocialWork = "MSW", "MSW";
        /// Home health aide.
        Aide = "HHA", "aide";
    }
}

impl Discipline {
    /// Those whose visits are skilled care: 42 CFR 409.44.
    pub const SKILLED: [Self; 4] =
        [Self::SkilledNursing, Self::PhysicalTherapy, Self::OccupationalTherapy, Self::SpeechTherapy];

    /// Whether its visits are skilled care.
    pub fn is_skilled(&self) -> bool {
        Self::SKILLED.contains(self)
    }
}

codes! {
    /// Administrative sex, as FHIR's `AdministrativeGender`.
    Sex {
        /// Female.
        Female = "female", "F";
        /// Male.
        Male = "male", "M";
        /// Neither of the two.
        Neither = "other", "X";
        /// Not recorded.
        Unknown = "unknown", "?";
    }
}

codes! {
    /// What to do when heart or breathing stop.
    CodeStatus {
        /// Everything is done.
        Full = "full", "full code";
        /// Do not resuscitate.
        Dnr = "dnr", "DNR";
        /// Do not resuscitate and do not intubate.
        DnrDni = "dnr_dni", "DNR/DNI";
        /// Comfort care only.
        Comfort = "comfort", "comfort care";
        /// Nobody has recorded it.
        NotRecorded = "not_recorded", "code status not recorded";
    }
}
