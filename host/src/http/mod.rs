//! Requests from the network to a component and back.

mod answer;
mod body;
mod headers;
mod ids;
mod pages;
mod problem;
mod record;
mod server;

pub use body::AnswerBody;
pub use ids::Ids;
pub use server::serve;
