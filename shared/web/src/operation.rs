//! An operation is declared once, at its handler: method, path and document in `#[utoipa::path]`, who may call it in
//! the types of its parameters. `web::function!` makes the route table and the description out of that.

use crate::extract::{
    Applicant, BatchBody, Body, Caller, Channel, ClientNetwork, Clock, Id, Manager, Officer,
    Operator, Partner, Path, Query, Regulator, Staff,
};
use crate::idempotency::IdempotencyKey;
use crate::platform::Platform;
use crate::roles;
use axum::handler::Handler;
use axum::routing::{MethodFilter, MethodRouter, on};
use domain::Role;
use utoipa::openapi::{HttpMethod, OpenApi};

/// Who may call an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// Everybody, signed in or not.
    Everybody,
    /// Accounts of these roles, a set of [`roles`].
    Roles(u8),
    /// Partner systems that bear an access token.
    Partners,
    /// The clock.
    Clock,
}

impl Admission {
    /// As the document of the interface says it: role words, `partner`, `clock`, or nothing for everybody.
    pub fn words(self) -> Vec<&'static str> {
        match self {
            Self::Everybody => Vec::new(),
            Self::Partners => vec!["partner"],
            Self::Clock => vec!["clock"],
            Self::Roles(set) => {
                let admitted = |role: &Role| set & roles::of(*role) != 0;
                Role::ALL.iter().copied().filter(admitted).map(Role::as_str).collect()
            }
        }
    }

    /// Two parameters of a handler both have to admit; one that admits everybody adds nothing.
    const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Everybody, other) => other,
            (this, Self::Everybody) => this,
            (Self::Roles(these), Self::Roles(those)) => Self::Roles(these & those),
            (this, _) => this,
        }
    }
}

/// A type of parameter that a handler takes: whom it lets through.
pub trait Admits {
    /// Everybody, unless the type says otherwise.
    const ADMISSION: Admission = Admission::Everybody;
}

macro_rules! admits {
    ($($kind:ty => $admission:expr;)*) => {
        $(impl Admits for $kind { const ADMISSION: Admission = $admission; })*
    };
}
admits! {
    Applicant => Admission::Roles(roles::APPLICANT);
    Officer => Admission::Roles(roles::OFFICER);
    Manager => Admission::Roles(roles::MANAGER);
    Operator => Admission::Roles(roles::OPERATOR);
    Regulator => Admission::Roles(roles::REGULATOR);
    Staff => Admission::Roles(roles::STAFF);
    Partner => Admission::Partners;
    Clock => Admission::Clock;
}
impl<const ROLES: u8> Admits for Caller<ROLES> {
    const ADMISSION: Admission = Admission::Roles(ROLES);
}
impl<T: Admits, E> Admits for Result<T, E> {
    const ADMISSION: Admission = T::ADMISSION;
}
impl<T: Admits> Admits for Option<T> {
    const ADMISSION: Admission = T::ADMISSION;
}
impl Admits for Platform {}
impl Admits for Id {}
impl Admits for Channel {}
impl Admits for IdempotencyKey {}
impl<T> Admits for Query<T> {}
impl<T, const MAX: usize> Admits for Body<T, MAX> {}
impl<T, const MAX: usize> Admits for BatchBody<T, MAX> {}
impl<T> Admits for Path<T> {}
impl Admits for ClientNetwork {}
impl<B> Admits for axum::http::Request<B> {}
impl Admits for axum::body::Body {}
impl Admits for axum::http::HeaderMap {}
impl Admits for axum::http::Uri {}
impl Admits for axum::http::Method {}

/// The parameters of a handler, as axum names them: a marker, then one type for each.
pub trait Parameters {
    /// Whom all of them together let through.
    const ADMISSION: Admission;
}

macro_rules! parameters {
    ($($kind:ident)*) => {
        impl<M $(, $kind: Admits)*> Parameters for (M, $($kind,)*) {
            const ADMISSION: Admission = Admission::Everybody$(.and($kind::ADMISSION))*;
        }
    };
}
parameters!();
parameters!(A);
parameters!(A B);
parameters!(A B C);
parameters!(A B C D);
parameters!(A B C D E);
parameters!(A B C D E F);

/// What a function answers.
pub struct Description {
    /// The function.
    pub name: &'static str,
    /// What it is for, in Chinese.
    pub purpose: &'static str,
    /// Its operations in OpenAPI.
    pub document: OpenApi,
    /// Its operations.
    pub operations: Vec<Operation>,
    /// Method and path of what is no operation of the interface: pages, scheduled work, metrics.
    pub others: Vec<(&'static str, &'static str)>,
}

/// An operation of the interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// `get`, `post`, ...
    pub method: &'static str,
    /// With its parameters in braces.
    pub path: String,
    /// Who may call it.
    pub admission: Admission,
}

/// The path of an operation. For `web::function!`.
#[doc(hidden)]
pub fn operation_path<P: utoipa::Path>() -> String {
    P::path()
}

/// The route of an operation. For `web::function!`.
#[doc(hidden)]
pub fn operation_route<P: utoipa::Path, H: Handler<T, ()>, T: Parameters + 'static>(
    handler: H,
) -> MethodRouter {
    on(method::<P>().1, handler)
}

/// What there is to say of an operation. For `web::function!`.
#[doc(hidden)]
pub fn described<P: utoipa::Path, H: Handler<T, ()>, T: Parameters + 'static>(_: &H) -> Operation {
    Operation { method: method::<P>().0, path: P::path(), admission: T::ADMISSION }
}

fn method<P: utoipa::Path>() -> (&'static str, MethodFilter) {
    match P::methods().first() {
        Some(HttpMethod::Post) => ("post", MethodFilter::POST),
        Some(HttpMethod::Put) => ("put", MethodFilter::PUT),
        Some(HttpMethod::Delete) => ("delete", MethodFilter::DELETE),
        Some(HttpMethod::Patch) => ("patch", MethodFilter::PATCH),
        _ => ("get", MethodFilter::GET),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_admit_together() {
        type Handled = (u8, Platform, Caller<{ roles::OFFICER | roles::MANAGER }>, Id);
        let admission = <Handled as Parameters>::ADMISSION;
        assert_eq!(admission.words(), ["officer", "manager"]);
        assert_eq!(<(u8, Platform) as Parameters>::ADMISSION, Admission::Everybody);
        let both = Admission::Roles(roles::STAFF).and(Admission::Roles(roles::OPERATOR));
        assert_eq!(both.words(), ["operator"]);
    }
}
