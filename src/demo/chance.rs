//! Random choices that are the same everywhere and for ever: the same seed must give the same agency in every
//! version, which no library of random numbers promises. The generator is `SplitMix64`.

/// A stream of choices.
pub(super) struct Chance(u64);

impl Chance {
    /// The stream of a branch of a seed: the same numbers, the same stream.
    pub(super) fn of(seed: u64, branch: &[u64]) -> Self {
        let mut stream = Self(seed);
        for step in branch {
            stream = Self(stream.next() ^ step.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        }
        stream
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 to `n - 1`; 0 when there is nothing to choose from.
    pub(super) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i32, high: i32) -> i32 {
        let span = usize::try_from(high - low + 1).unwrap_or(1);
        low + i32::try_from(self.below(span)).unwrap_or(0)
    }

    /// True in so many of a hundred cases.
    pub(super) fn percent(&mut self, of_hundred: usize) -> bool {
        self.below(100) < of_hundred
    }

    /// One of them.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }

    /// One of some texts; empty when there is none.
    pub(super) fn word<'a>(&mut self, from: &'a [String]) -> &'a str {
        self.pick(from).map_or("", String::as_str)
    }

    /// One of them, as often as its weight says.
    pub(super) fn weighted<'a, T>(&mut self, from: &'a [T], weight: impl Fn(&T) -> usize) -> Option<&'a T> {
        let mut left = self.below(from.iter().map(&weight).sum());
        from.iter().find(|each| {
            let here = weight(each);
            let found = left < here;
            left = left.saturating_sub(here);
            found
        })
    }
}
