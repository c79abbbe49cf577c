//! The build script: turns reviewed tables into constants.

fn main() {}
