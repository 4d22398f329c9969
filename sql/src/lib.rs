//! Migrations, reference data, and the demo city.

mod bulk;
pub mod demo;
mod documents;
mod migrate;
mod reference;

pub use migrate::{migrate, pending};
pub use reference::reference;
