//! The Postgres import against a real server: types, refusals, errors, streams, sessions, failures.

#[cfg(test)]
mod support;

#[cfg(test)]
#[path = "postgres/ask.rs"]
mod ask;
#[cfg(test)]
#[path = "postgres/failures.rs"]
mod failures;
#[cfg(test)]
#[path = "postgres/round_trips.rs"]
mod round_trips;
#[cfg(test)]
#[path = "postgres/sessions.rs"]
mod sessions;
#[cfg(test)]
#[path = "postgres/streams.rs"]
mod streams;
#[cfg(test)]
#[path = "postgres/types.rs"]
mod types;
