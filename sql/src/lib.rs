//! Migrations, reference data, the demo city, and orders in any number.

mod bulk;
pub mod demo;
mod documents;
mod migrate;
pub mod orders;
mod reference;

pub use migrate::{migrate, pending};
pub use reference::reference;
