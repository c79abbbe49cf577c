//! caseload: who needs me first, and why. A dashboard in the terminal for US home health case managers.
//!
//! This page is the map: what lies where, which way things point, and what must never be. Start reading at
//! [`domain`], which is the vocabulary; [`domain::rank`] is the heart.
//!
//! # In six sentences
//!
//! 1. [`domain`] knows what is true of home health care; it is pure.
//! 2. [`store`] keeps it in one SQLite database; every change of a chart goes through one door,
//!    [`store::Store::apply`], and leaves one audit row in the same transaction.
//! 3. [`ui`] turns keys into messages, messages into effects (plain values), and state into a frame.
//! 4. [`run`] carries effects to the store and answers back to the screens; nothing else knows both.
//! 5. What is due, what is dangerous and who comes first are computed from facts by pure functions and never stored;
//!    only what people did about them is.
//! 6. Rules, drug knowledge and the demo's people are data in `assets`, not code.
//!
//! # Folders
//!
//! | Module | Holds | Begin with |
//! |---|---|---|
//! | [`cli`] | one file per subcommand, exit codes | `src/cli.rs` |
//! | [`run`] | the loop: event, message, effect, store, answer, frame; threads | `src/run/office.rs` |
//! | [`terminal`] | raw mode, one write per frame, input, hang-ups and signals | `src/terminal/screen.rs` |
//! | [`config`] | settings in layers; an error names file, line, key and the fix | `src/config.rs` |
//! | [`clock`] | the time, asked in one place | `src/clock.rs` |
//! | [`domain`] | patients, episodes, visits, deadlines, alerts, plans, ranking, changes | `src/domain/rank.rs` |
//! | [`knowledge`] | drugs, rules and limits, compiled in and checked when the program is built | `assets/knowledge` |
//! | [`store`] | the database: opening, reading, the one door, taking back, import, audit, search | `src/store/apply.rs` |
//! | [`exchange`] | files of the outside world: FHIR R4 in, facts given by hand, plans on paper | `src/exchange/fhir.rs` |
//! | [`ui`] | commands, keys, panes, chart, overlays, colours | `src/ui/commands.rs` |
//! | [`demo`] | an invented agency from a seed and a date | `src/demo/situation.rs` |
//!
//! Beside `src`: `assets` (knowledge, rules, demo, docs) and `tests` (one binary, `tests/it/main.rs`; cases that a nurse
//! can read in `tests/cases`).
//!
//! # Directions
//!
//! ```text
//! main -> cli -> run --+-> ui ------------------------+
//!          |           |                              +-> domain
//!          |           +-> store ---------------------+
//!          +-> exchange, knowledge, demo -------------+
//!
//! terminal, clock, config: used by run and cli only
//! ```
//!
//! `domain` imports nothing of ours. `store`, `ui`, `exchange`, `knowledge` and `demo` import `domain` and never each
//! other. `tests/it/layers.rs` reads every import and fails on any other arrow.
//!
//! # One key's way
//!
//! `x` on a visit: [`terminal`] gives a key, [`ui`] finds the command row `visit.done`, whose one function answers with
//! a [`domain::change::Change`] or with the sentence why not. The effect `Write` carries the change to [`run`], which
//! hands it to the store's thread. [`store::Store::apply`] writes it only if the row is still as it was seen, with one audit
//! row, and commits. The answer becomes a message; the board is read again; panes keep their selection by id; one frame
//! is drawn. [`run::Office`] is that way without a terminal, which is how most tests walk it.
//!
//! # What must never be, and the test that keeps it out
//!
//! | Absence | Kept by |
//! |---|---|
//! | another arrow between the folders; a crate outside its folder | `tests/it/layers.rs` |
//! | files, environment, threads or clock in the domain | `tests/it/layers.rs` |
//! | the time asked outside [`clock`]; another program started | `clippy.toml`, `tests/it/layers.rs` |
//! | SQL outside the store | `tests/it/tidy.rs` |
//! | `unwrap`, `expect`, `panic` or unfinished work in the product | `tests/it/tidy.rs` |
//! | `unsafe` code | `Cargo.toml` |
//! | files over 600 lines, functions over 80 | `tests/it/tidy.rs` |
//! | a statement for each patient; a scan of a growing table | `tests/it/store/reading.rs`, `tests/it/store/statements.rs` |
//! | a change of a chart without its audit row; a colleague's work overwritten | `tests/it/store/door.rs` |
//! | an audit that was tampered with and looks whole; clinical text in it | `tests/it/store/audit.rs` |
//! | an acknowledged save lost | `tests/it/store/faults.rs` |
//! | a typed text lost to a kill or a hang-up | `tests/it/pty/writing.rs` |
//! | a file of somebody else touched | `tests/it/store/opening.rs`, `tests/it/cli/failures.rs` |
//! | a terminal left raw; a process that outlives its line | `tests/it/pty.rs` |
//! | escape sequences from a chart reaching the terminal; a question to the terminal | `tests/it/terminal.rs` |
//! | a JSON key that no page describes; a reason without facts and source | `tests/it/cli/shapes.rs` |
//! | a document that names what does not exist | `tests/it/docs.rs` |

pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod domain;
pub mod exchange;
pub mod knowledge;
pub mod run;
pub mod store;
pub mod terminal;
pub mod ui;
