//! What frequencies are made of: periods, how often, named times of day. The build script knows them from the same
//! code.

/// What a frequency counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Period {
    /// Hours.
    Hour,
    /// Days.
    Day,
    /// Weeks.
    Week,
    /// Months.
    Month,
    /// Years.
    Year,
}

impl Period {
    /// How many days one of it has.
    pub fn days(self) -> f32 {
        match self {
            Self::Hour => 1.0 / 24.0,
            Self::Day => 1.0,
            Self::Week => 7.0,
            Self::Month => 30.0,
            Self::Year => 365.0,
        }
    }
}

/// How often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Often {
    /// So many times, or from `low` to `high` times, in every so many days, weeks, months or years.
    Times {
        /// The fewest.
        low: u8,
        /// The most.
        high: u8,
        /// In how many of the period.
        every: u8,
        /// Of what.
        period: Period,
    },
    /// Every so many hours, or every `low` to `high` hours.
    Hours {
        /// The shortest.
        low: u8,
        /// The longest.
        high: u8,
    },
    /// On the odd or the even days of the month.
    Dates {
        /// Whether on the odd ones.
        odd: bool,
    },
    /// One time and not again.
    Once,
    /// All the time.
    Continuously,
}

impl Often {
    /// So many times a day.
    pub const fn daily(times: u8) -> Self {
        Self::Times { low: times, high: times, every: 1, period: Period::Day }
    }

    /// So many times a week.
    pub const fn weekly(times: u8) -> Self {
        Self::Times { low: times, high: times, every: 1, period: Period::Week }
    }

    /// Times per day at most; `None` where that cannot be said.
    pub fn per_day(self) -> Option<f32> {
        match self {
            Self::Times { high, every, period, .. } if every > 0 => {
                Some(f32::from(high) / (f32::from(every) * period.days()))
            }
            Self::Hours { low, .. } if low > 0 => Some(24.0 / f32::from(low)),
            Self::Dates { .. } => Some(0.5),
            Self::Once => Some(0.0),
            Self::Times { .. } | Self::Hours { .. } | Self::Continuously => None,
        }
    }
}

/// A time of day, in hours and minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClockTime {
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
}

/// One named time of day.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// FHIR's code for `Timing.repeat.when`.
    pub fhir: &'static str,
    /// As people read it.
    pub words: &'static str,
    /// How many doses a day it stands for.
    pub doses: u8,
    /// When that is, unless somebody says otherwise.
    pub usual: &'static [ClockTime],
}

const fn at(hour: u8, minute: u8) -> ClockTime {
    ClockTime { hour, minute }
}

const fn moment(fhir: &'static str, words: &'static str, usual: &'static [ClockTime]) -> Moment {
    Moment { fhir, words, doses: usual.len() as u8, usual }
}

/// Every named time of day in the order of the day; a set of them has one bit for each.
pub const MOMENTS: [Moment; 17] = [
    moment("ACM", "before breakfast", &[at(8, 0)]),
    moment("CM", "with breakfast", &[at(8, 30)]),
    moment("PCM", "after breakfast", &[at(9, 0)]),
    moment("MORN", "every morning", &[at(9, 0)]),
    moment("ACD", "before lunch", &[at(11, 30)]),
    moment("NOON", "at noon", &[at(12, 0)]),
    moment("CD", "with lunch", &[at(12, 30)]),
    moment("PCD", "after lunch", &[at(13, 0)]),
    moment("AFT", "in the afternoon", &[at(14, 0)]),
    moment("ACV", "before supper", &[at(17, 30)]),
    moment("CV", "with supper", &[at(18, 0)]),
    moment("EVE", "every evening", &[at(18, 0)]),
    moment("PCV", "after supper", &[at(18, 30)]),
    moment("AC", "before meals", &[at(8, 0), at(12, 0), at(17, 30)]),
    moment("C", "with meals", &[at(8, 30), at(12, 30), at(18, 0)]),
    moment("PC", "after meals", &[at(9, 0), at(13, 0), at(18, 30)]),
    moment("HS", "at bedtime", &[at(21, 0)]),
];

/// A set of named times of day: bit `n` is row `n` of [`MOMENTS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moments(pub u32);

impl Moments {
    /// Whether none is named.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Both sets together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The named times, in the order of the day.
    pub fn iter(self) -> impl Iterator<Item = &'static Moment> {
        MOMENTS.iter().enumerate().filter(move |(bit, _)| self.0 & (1 << bit) != 0).map(|(_, moment)| moment)
    }

    /// Times around all meals, which say how as often as they say when.
    pub const MEALS: Self = Self(0b0_1110_0000_0000_0000);
    /// The parts of a day: two names within one of them are one time said twice.
    const PARTS: [Self; 4] = [
        Self(0b0_0000_0000_0000_1111),
        Self(0b0_0000_0000_1111_0000),
        Self(0b0_0000_0001_0000_0000),
        Self(0b0_0001_1110_0000_0000),
    ];
    /// Names that only say which part of the day.
    const LOOSE: Self = Self(0b0_0000_1000_0010_1000);
    /// In the evening.
    pub const EVENING: Self = Self(0b0_0000_1000_0000_0000);
    /// At bedtime.
    pub const BEDTIME: Self = Self(0b1_0000_0000_0000_0000);

    /// The moment with a code of FHIR.
    pub fn named(fhir: &str) -> Self {
        Self(MOMENTS.iter().position(|moment| moment.fhir == fhir).map_or(0, |bit| 1 << bit))
    }

    /// Those that are also in the other set.
    #[must_use]
    pub const fn of(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those that are not in the other set.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether both sets name a time in the same part of the day.
    pub fn meets(self, other: Self) -> bool {
        Self::PARTS.iter().any(|part| !self.of(*part).is_empty() && !other.of(*part).is_empty())
    }

    /// Both sets together, where of two names in one part of the day the more exact one stays.
    #[must_use]
    pub fn narrowed(self, other: Self) -> Self {
        let mut both = self.and(other);
        for part in Self::PARTS {
            let exact = both.of(part).without(Self::LOOSE);
            if !exact.is_empty() {
                both = both.without(part.of(Self::LOOSE));
            }
        }
        both
    }

    /// Those in whose part of the day a time by the clock lies.
    #[must_use]
    pub fn around(self, time: ClockTime) -> Self {
        let [morning, midday, afternoon, evening] = Self::PARTS;
        let mut near = Self(0);
        for (from, to, part) in
            [(4, 11, morning), (11, 13, midday), (12, 17, afternoon), (16, 21, evening), (19, 24, Self::BEDTIME)]
        {
            if (from..to).contains(&time.hour) {
                near = near.and(part);
            }
        }
        self.of(near)
    }

    /// How many doses a day they stand for.
    pub fn doses(self) -> u8 {
        self.iter().map(|moment| moment.doses).sum()
    }
}
