//! What every function needs to answer over HTTP: the request's surroundings, who calls, what was sent, and how a
//! refusal looks. A function is a route table over handlers; [`handle`] runs it.

pub mod ambient;
mod component;
mod cookie;
pub mod extract;
mod fault;
mod idempotency;
mod limiter;
mod metrics;
mod operation;
mod origin;
mod outbound;
mod page;
mod platform;
mod problem;
mod rest;
pub mod roles;
mod serve;
mod session;
mod settings;
mod sweep;
mod text;

pub use component::handle;
pub use cookie::{SESSION_COOKIE, cookie, cookie_name, session_token};
pub use extract::{
    Applicant, BatchBody, Body, Caller, Channel, ClientNetwork, Clock, Id, Manager, Officer,
    Operator, Partner, Path, Query, Regulator, Staff, TOKEN_SECONDS, is_declared_as,
};
pub use fault::Fault;
pub use idempotency::{IdempotencyKey, Stored};
pub use limiter::limit;
pub use macros::function;
pub use metrics::metrics;
pub use operation::{
    Admission, Admits, Description, Operation, described, operation_path, operation_route,
};
pub use outbound::Outbound;
pub use page::{List, Page, PageQuery, Slice, moment};
pub use platform::Platform;
pub use problem::Problem;
pub use session::{Session, Sessions};
pub use sweep::{Sweep, Swept, watched};

pub use axum::http::StatusCode;
pub use axum::response::{IntoResponse, Response};
pub use axum::routing::{any, get, post};
pub use axum::{Json, Router};

/// What a handler answers.
pub type Answer<T> = Result<T, Problem>;
