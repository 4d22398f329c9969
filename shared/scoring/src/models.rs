use crate::company::{self, Combination, CompanyError, CompanyFacts};
use crate::facts::FactsRead;
use crate::model::{Model, ModelError};
use crate::place::Scored;
use std::path::Path;
use std::sync::OnceLock;

/// The models of the platform.
pub struct Models {
    /// Company accounts: bankruptcy within a year.
    pub financial: Model,
    /// Small-business loans: charge-off.
    pub loan: Model,
    /// How both and public records become a firm's score.
    pub combination: Combination,
}

impl Models {
    /// Reads `financial/model.onnx`, `loan/model.onnx` and `combination.toml` of a folder.
    ///
    /// # Errors
    /// When a file is missing or no such thing.
    pub fn load(folder: &Path) -> Result<Self, ModelError> {
        let read = |name: &str| {
            let file = folder.join(name);
            std::fs::read(&file)
                .map_err(|error| ModelError::File(format!("{}: {error}", file.display())))
        };
        let combination = read("combination.toml")?;
        Ok(Self {
            financial: Model::load(&read("financial/model.onnx")?)?,
            loan: Model::load(&read("loan/model.onnx")?)?,
            combination: toml::from_slice(&combination)
                .map_err(|error| ModelError::File(format!("combination.toml: {error}")))?,
        })
    }

    /// The models that the manifest mounts under `/models`, loaded once per instance.
    ///
    /// # Errors
    /// What [`Models::load`] said.
    pub fn mounted() -> Result<&'static Self, &'static ModelError> {
        static MODELS: OnceLock<Result<Models, ModelError>> = OnceLock::new();
        MODELS.get_or_init(|| Self::load(Path::new("/models"))).as_ref()
    }

    /// The model of a name.
    pub fn named(&self, name: &str) -> Option<&Model> {
        [&self.financial, &self.loan].into_iter().find(|model| model.metadata().name == name)
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

    /// A firm's score from facts that were read, and the digest of what it stands on; `None` where they allow none.
    ///
    /// # Errors
    /// A defect of a model.
    pub fn of_facts(
        &self,
        facts: &FactsRead,
        industry_section: Option<&str>,
    ) -> Result<Option<(Scored, Vec<u8>)>, ModelError> {
        match self.company(&facts.company(industry_section.map(str::to_owned))) {
            Ok(scored) => Ok(Some((scored, facts.digest(industry_section)))),
            Err(CompanyError::Facts(_)) => Ok(None),
            Err(CompanyError::Model(error)) => Err(error),
        }
    }

    /// A firm's score from what the platform knows of it.
    ///
    /// # Errors
    /// When the firm's accounts are missing or lack what the financial model needs.
    pub fn company(&self, facts: &CompanyFacts) -> Result<Scored, CompanyError> {
        company::score(self, facts)
    }
}
