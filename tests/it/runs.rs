//! How often a property runs, and on which seed: the same one every time, so that a red run can be had again.

use std::env::{self, VarError};
use std::hash::{BuildHasher, RandomState};
use std::io::Write;
use std::sync::OnceLock;

use proptest::test_runner::{Config, RngSeed};

const COUNT: &str = "CASELOAD_RUNS";
const SEED: &str = "CASELOAD_SEED";
const USUAL_SEED: u64 = 20_260_310;

/// What a property runs with: so many cases, or as many as `CASELOAD_RUNS` says, on the seed of this run.
#[expect(clippy::print_stdout, reason = "captured, so it stands in the report of the test that fails")]
pub(crate) fn runs(usual: u32) -> Config {
    let seed = *seed_of_this_run();
    println!("{SEED}={seed}");
    Config { cases: count(usual), failure_persistence: None, rng_seed: RngSeed::Fixed(seed), ..Config::default() }
}

/// So many, or as many as `CASELOAD_RUNS` says.
pub(crate) fn count(usual: u32) -> u32 {
    set(COUNT).map_or(usual, |count| number(COUNT, &count))
}

/// One for all properties, so that one number plays the whole run again.
#[expect(clippy::explicit_write, reason = "past the capture, so it stands at the start of the run")]
fn seed_of_this_run() -> &'static u64 {
    static SEED_OF_THIS_RUN: OnceLock<u64> = OnceLock::new();
    SEED_OF_THIS_RUN.get_or_init(|| {
        let Some(asked) = set(SEED) else { return USUAL_SEED };
        let seed = if asked == "random" { RandomState::new().hash_one(SEED) } else { number(SEED, &asked) };
        writeln!(std::io::stderr(), "properties run with {SEED}={seed}").unwrap();
        seed
    })
}

fn set(name: &str) -> Option<String> {
    match env::var(name) {
        Err(VarError::NotPresent) => None,
        value => Some(value.unwrap()),
    }
}

fn number<T: std::str::FromStr>(name: &str, written: &str) -> T {
    written.parse().unwrap_or_else(|_| panic!("{name} is `{written}`, which is no number it can be"))
}
