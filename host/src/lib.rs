//! The embedded host: runs `spin.toml` on one machine without the spin command.

pub mod bindings;
pub mod postgres;
pub mod redis;
