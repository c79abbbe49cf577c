//! The build script: turns reviewed tables into constants. One module for each family of tables.

#[allow(dead_code, unreachable_pub, reason = "the program uses all of it")]
#[path = "../domain/medication/decimal.rs"]
mod decimal;
#[allow(dead_code, unreachable_pub, reason = "the program uses all of it")]
#[path = "../domain/medication/sound.rs"]
mod sound;
#[allow(dead_code, unreachable_pub, reason = "the program uses all of it")]
#[path = "../domain/text.rs"]
mod text;
#[allow(dead_code, unreachable_pub, reason = "the program uses all of it")]
#[path = "../domain/medication/sig/timing.rs"]
mod timing;
#[allow(dead_code, unreachable_pub, reason = "the program uses all of it")]
#[path = "../domain/medication/sig/tokens.rs"]
mod tokens;
#[allow(dead_code, unreachable_pub, reason = "the program uses all of it")]
#[path = "../domain/medication/words.rs"]
mod words;

#[allow(dead_code, unreachable_pub, reason = "the program uses all of it")]
#[path = "../domain/formulary.rs"]
mod formulary;
#[allow(dead_code, unreachable_pub, reason = "the program uses all of it")]
#[path = "../domain/alert/tier.rs"]
mod tier;

/// What the tables say about alerts.
mod alert {
    pub(crate) use crate::tier::AlertTier;
}

/// The folders of the program, as far as the files read here name them.
mod domain {
    pub(crate) mod medication {
        pub(crate) mod sig {
            pub(crate) use crate::{timing, tokens};
        }
        pub(crate) use crate::{decimal, sound, words};
    }
    pub(crate) use crate::{alert, formulary, text};
}

mod assemble;
mod compile_formulary;
mod compile_rules;
mod compile_vitals;
#[allow(dead_code, unreachable_pub, reason = "the program uses all of it")]
mod tables;

use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let package = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    watch("src/knowledge/compile.rs");
    compile_formulary::write(&package.join("assets/knowledge"), &out.join("formulary.rs"))?;
    compile_rules::write()?;
    compile_vitals::write(&out)?;
    Ok(())
}

/// Asks cargo to build again when a file or folder changes.
#[expect(clippy::print_stdout, reason = "cargo listens on standard output")]
fn watch(path: &str) {
    println!("cargo::rerun-if-changed={path}");
}

/// Stops the build after everything has been looked at.
#[expect(clippy::print_stdout, reason = "cargo listens on standard output")]
fn refuse(reason: &str) {
    println!("cargo::error={reason}");
}
