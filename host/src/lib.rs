//! The embedded host: runs `spin.toml` on one machine without the spin command.

pub mod ambient;
pub mod bindings;
pub mod cache;
pub mod engine;
pub mod guest_output;
pub mod link;
pub mod manifest;
pub mod outbound;
pub mod outbound_http;
pub mod postgres;
pub mod redis;
pub mod routes;
pub mod state;
pub mod variables;
pub mod variables_import;
