//! The build script: turns reviewed tables into constants.

mod compile_rules;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    compile_rules::write()?;
    Ok(())
}
