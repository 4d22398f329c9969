use domain::{RegionCode, Word};
use serde::{Deserialize, Serialize};
use store::row;
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Fault, Problem};

row! {
    /// What a statement on a product gives back: where it stands, or why it stays there.
    pub(crate) struct StepResult {
        refusal: Option<String>,
        state: String,
        id: Uuid,
        number: String,
        version_id: Uuid,
        version: i32,
        version_state: String,
    }
}

/// Where a product and its last version stand now.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct ProductReceipt {
    id: Uuid,
    number: String,
    /// `draft`, `on_shelf` or `delisted`.
    state: String,
    version_id: Uuid,
    version: i32,
    /// `draft`, `in_review`, `approved`, `rejected`, `superseded` or `withdrawn`.
    version_state: String,
}

impl StepResult {
    /// The receipt, or the refusal as it is answered.
    pub(crate) fn into_answer(self) -> Answer<ProductReceipt> {
        if let Some(refusal) = self.refusal {
            return Err(refused(&refusal, self.state));
        }
        Ok(ProductReceipt {
            id: self.id,
            number: self.number,
            state: self.state,
            version_id: self.version_id,
            version: self.version,
            version_state: self.version_state,
        })
    }
}

pub(crate) fn refused(refusal: &str, state: String) -> Problem {
    match refusal {
        "unknown_guarantee_mode" => Problem::field("guarantee_mode", Word::unknown()),
        "unknown_region" => Problem::field("region_codes", RegionCode::unknown()),
        "version_open" => Problem::conflict(Fault::VersionOpen, state),
        _ => Problem::conflict(Fault::StateConflict, state),
    }
}
