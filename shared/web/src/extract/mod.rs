//! What a handler may ask of a request, each a parameter of its own type.

mod body;
mod caller;
mod channel;
mod clock;
mod id;
mod partner;
mod query;

pub use body::Body;
pub use caller::{Applicant, Caller, Manager, Officer, Operator, Regulator, Staff};
pub use channel::Channel;
pub use clock::Clock;
pub use id::Id;
pub use partner::{Partner, TOKEN_SECONDS};
pub use query::Query;
