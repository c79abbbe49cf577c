//! The command line as a script meets it: the program itself, its output, its exit codes.

mod clock;
mod failures;
mod home;
mod reads;
mod rules;
mod shapes;
