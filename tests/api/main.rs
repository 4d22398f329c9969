//! Each operation beside its happy way: the wrong role, another's object, bad input. The happy ways are `tests/story`.

mod bad_input;
mod contract;
mod inbox;
mod matrix;
mod portal;
