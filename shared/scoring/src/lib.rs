//! The scoring models. [`Model`] runs an ONNX file with tract, [`Inputs`] are the values of its dictionary, and
//! [`Answer`] is what people read of a run: points, grade, dimensions, reasons.

mod answer;
mod combination;
mod company;
mod explain;
mod industry;
mod inputs;
mod metadata;
mod model;
mod models;
mod place;
mod points;
#[cfg(target_family = "wasm")]
#[expect(unsafe_code, reason = "an export of a component is, and wit-bindgen writes it")]
mod prepare;
mod reasons;
mod trees;

pub use answer::{Answer, DimensionScore, GradeBand, Scale};
pub use combination::{Combination, PublicRecord};
pub use company::CompanyError;
pub use inputs::Inputs;
pub use metadata::{Feature, Grade, Metadata};
pub use model::{Model, ModelError, Outcome};
pub use models::Models;
pub use place::{Place, Scored};
pub use reasons::Reason;
