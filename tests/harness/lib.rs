//! A town with a running platform in it, for the tests: the real components in the real host, on a fresh database.

#![expect(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    reason = "test code, though built as a library: it makes ids and reads answers whose shape is asserted"
)]

mod credit;
mod host;
mod parity;
mod people;
mod person;
mod shared;
mod town;

pub use host::{Host, Runner};
pub use person::{Person, Reply};
pub use shared::{SharedTown, Visit};
pub use town::{PASSWORD, Town};

pub use serde_json::{Value, json};
