//! The embedded host: runs `spin.toml` on one machine without the spin command.

pub mod ambient;
pub mod app;
pub mod bindings;
pub mod cache;
pub mod engine;
pub mod files;
pub mod guest_output;
pub mod http;
pub mod instances;
pub mod link;
pub mod logging;
pub mod manifest;
pub mod metrics;
pub mod outbound;
pub mod outbound_http;
pub mod postgres;
pub mod redis;
pub mod routes;
pub mod settings;
pub mod state;
pub mod variables;
pub mod variables_import;
