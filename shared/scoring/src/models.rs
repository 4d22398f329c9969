use crate::combination::Combination;
use crate::industry::industries;
use crate::model::{Model, ModelError};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The models of the platform; their files are part of each component that scores.
pub struct Models {
    /// Company accounts: bankruptcy within a year.
    pub financial: Model,
    /// Small-business loans: charge-off.
    pub loan: Model,
    /// How both and public records become a firm's score.
    pub combination: Combination,
    /// What the loan model adds for each section of GB/T 4754, log-odds.
    pub(crate) industries: BTreeMap<String, f64>,
}

/// A file of `models/`.
macro_rules! file {
    ($path:literal) => {
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/", $path))
    };
}

impl Models {
    /// The models, loaded once per instance; in a component that went through `models/prepare`, once for all.
    ///
    /// # Errors
    /// When a file is no model: a defect, which the tests of this crate would see.
    pub fn shared() -> Result<&'static Self, &'static ModelError> {
        static MODELS: OnceLock<Result<Models, ModelError>> = OnceLock::new();
        MODELS.get_or_init(Self::load).as_ref()
    }

    fn load() -> Result<Self, ModelError> {
        let loan = Model::load(file!("loan/model.onnx"))?;
        Ok(Self {
            financial: Model::load(file!("financial/model.onnx"))?,
            industries: industries(&loan)?,
            loan,
            combination: toml::from_slice(file!("combination.toml"))
                .map_err(|error| ModelError::Metadata(format!("combination.toml: {error}")))?,
        })
    }

    /// The version of a firm's score: those of its parts.
    pub fn company_version(&self) -> String {
        format!(
            "{} (financial {}, loan {})",
            self.combination.version,
            self.financial.metadata().version,
            self.loan.metadata().version
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_that_are_built_in_load() {
        let models = Models::shared().unwrap();
        assert_eq!(models.financial.metadata().name, "financial");
        assert_eq!(models.loan.metadata().name, "loan");
    }
}
