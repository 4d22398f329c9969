//! What a handler may ask of a request, each a parameter of its own type.

mod body;
mod caller;
mod id;
mod query;

pub use body::Body;
pub use caller::{Applicant, Caller, Manager, Officer, Staff};
pub use id::Id;
pub use query::Query;
