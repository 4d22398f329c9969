//! Decision tables as data. A [`Table`] is a list of rules; a rule names the inputs that it reads, a condition for
//! each, and what follows when all of them hold. All rules that match are reported, not the first alone. What cannot be
//! judged for lack of data is referred to a person, never approved.

mod condition;
mod evaluate;
mod input;
mod language;
mod table;

pub use evaluate::{Decision, Finding};
pub use input::{INPUTS, Input, Inputs, Kind};
pub use table::{Missing, Outcome, Rule, Table};
