//! The terminal: raw mode, one write for each frame, restored on every way out, and what a person types.
//!
//! Nothing here asks the terminal anything: replies would be read as keys. Every thread blocks until something
//! happens, so an idle session costs nothing. When the terminal goes away, or a signal asks the process to end,
//! the program hears [`Input::Quit`] and has [`GRACE`] to store what is unsaved; then the process ends, even if the
//! screen's thread hangs in a write to a line that is dead.
//!
//! Imports nothing of ours. Used by `run` and `cli` only.

mod decoder;
mod device;
mod frame;
mod input;
mod listen;
mod paste;
mod pen;
mod screen;
mod sequence;
mod surroundings;

pub use decoder::{Decoder, Silence};
pub use device::is_hang_up;
pub use frame::Canvas;
pub use input::{Code, EndReason, Input, Key};
pub use listen::{GRACE, listen, when_hung_up};
pub use paste::LONGEST_PASTE;
pub use screen::{Screen, restore};
pub use surroundings::{Appearance, Palette, Surroundings, Unfit, Wish};
