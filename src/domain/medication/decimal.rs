//! Numbers of prescriptions: exact, never negative, at most four digits behind the point.

use std::fmt;

/// One, in ten-thousandths.
const ONE: u64 = 10_000;
/// More of anything than this is a slip of the pen.
const MOST: u64 = 10_000_000 * ONE;

/// An exact number in ten-thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(u64);

impl Decimal {
    /// A half: `1/2 tab`.
    pub const HALF: Self = Self(ONE / 2);

    /// A whole number.
    pub const fn whole(number: u32) -> Self {
        Self(number as u64 * ONE)
    }

    /// Reads digits with at most one point among or before them: `5`, `0.125`, `.125`, `5.0`. `None` for more than four
    /// digits behind the point that are not nought, and for more than ten million.
    pub fn parse(digits: &str) -> Option<Self> {
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let part = part.trim_end_matches('0');
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if part.len() > 4 || !plain(whole) || !plain(part) || (whole.is_empty() && part.is_empty()) {
            return None;
        }
        let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        let part: u64 = format!("{part:0<4}").parse().ok()?;
        let all = whole.checked_mul(ONE)?.checked_add(part)?;
        (all <= MOST).then_some(Self(all))
    }

    /// The sum, where it is not too large.
    pub fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).filter(|sum| *sum <= MOST).map(Self)
    }

    /// The quotient, where it is exact.
    pub fn over(self, other: Self) -> Option<Self> {
        let scaled = self.0.checked_mul(ONE)?;
        (other.0 > 0 && scaled.is_multiple_of(other.0)).then(|| Self(scaled / other.0)).filter(|found| found.0 <= MOST)
    }

    /// The number itself, where nothing stands behind its point and it fits.
    pub fn as_whole(self) -> Option<u32> {
        if self.0.is_multiple_of(ONE) { u32::try_from(self.0 / ONE).ok() } else { None }
    }

    /// For computing a day's amount.
    #[expect(clippy::cast_precision_loss, reason = "doses have far fewer digits than a float keeps")]
    pub fn value(self) -> f32 {
        (self.0 as f64 / ONE as f64) as f32
    }

    /// Whether it is nothing.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether it is more than one of what it counts: `1.5 tablets`.
    pub const fn is_plural(self) -> bool {
        self.0 > ONE
    }
}

/// `0.125`, `2.5`, `1,000`: a nought before the point, none behind it, thousands set apart.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = (self.0 / ONE).to_string();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        let part = format!("{:04}", self.0 % ONE);
        let part = part.trim_end_matches('0');
        if part.is_empty() { Ok(()) } else { write!(f, ".{part}") }
    }
}
