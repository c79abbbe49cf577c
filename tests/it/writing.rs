//! Writing long texts: the buffer against a simple model, the screen, and what is kept of what is typed.

mod buffer;
mod drafts;
mod screen;
