//! What a handler may ask of a request, each a parameter of its own type.

mod body;
mod caller;
mod channel;
mod client;
mod clock;
mod id;
mod partner;
mod path;
mod query;

pub use body::{BatchBody, Body, is_declared_as};
pub use caller::{Applicant, Caller, Manager, Officer, Operator, Regulator, Staff};
pub use channel::Channel;
pub use client::ClientNetwork;
pub use clock::Clock;
pub use id::Id;
pub use partner::{Partner, TOKEN_SECONDS};
pub use path::Path;
pub use query::Query;
