//! Types and rules of the platform, without input or output.
//!
//! Everything here is a value: no clock, no randomness, no database. What a person may write is *parsed* into a
//! type of this crate once, at the edge, and is right from then on.

mod amount;
mod consent;
mod credit_code;
mod day;
mod demand;
mod device;
mod form;
mod identity;
mod mask;
mod order;
mod phone;
mod product;
mod project;
mod rate;
mod recommendation;
mod resident_id;
mod role;
mod share;
mod term;
mod text;
mod word;

pub use amount::{Amount, AmountBounds, spoken_yuan};
pub use consent::{consent_text_id, unknown_consent_text};
pub use credit_code::CreditCode;
pub use day::parse_day;
pub use demand::DemandState;
pub use device::DeviceId;
pub use form::{FieldError, FieldErrors, Form, Invalid};
pub use identity::{anonymous_text, refuse_identity};
pub use mask::{mask_credit_code, mask_name, mask_phone, mask_resident_id};
pub use order::{OrderState, Source};
pub use phone::Phone;
pub use product::{Offer, OfferLimits, SubjectType, VersionState};
pub use project::{ProjectNumber, parse_project_name, project_key};
pub use rate::AnnualRate;
pub use recommendation::{Candidate, Fit, Known};
pub use resident_id::ResidentId;
pub use role::Role;
pub use share::Share;
pub use term::TermMonths;
pub use text::{Line, Name, Remark, Text, plain_form};
pub use word::{IndustrySection, RegionCode, Word};
