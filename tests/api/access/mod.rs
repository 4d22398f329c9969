//! What the matrix and the tests of others' objects share: the operations of the document, everybody of a town with
//! two banks, and for each operation a right call with a real object.

mod calls;
mod document;
mod fingerprint;
mod objects;
mod scene;

pub(crate) use calls::Call;
pub(crate) use document::{Operation, operations};
pub(crate) use fingerprint::fingerprint;
pub(crate) use scene::Scene;

/// The roles of people, as the document names them.
pub(crate) const ROLES: [&str; 5] = ["applicant", "officer", "manager", "operator", "regulator"];
