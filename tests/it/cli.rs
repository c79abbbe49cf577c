//! The command line as a script meets it: the program itself, its output, its exit codes.

mod charts;
mod check_meds;
mod clock;
mod entries;
mod failures;
mod home;
mod imported;
mod knowledge;
mod print;
mod reads;
mod rules;
mod shapes;
