//! The Redis import against a real server.

#[cfg(test)]
mod support;

#[cfg(test)]
#[path = "redis/commands.rs"]
mod commands;
