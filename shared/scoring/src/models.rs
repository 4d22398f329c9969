use crate::company::{self, Combination, CompanyError, CompanyFacts};
use crate::facts::FactsRead;
use crate::model::{Model, ModelError};
use crate::place::Scored;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The models of the platform. Each is read when it is first asked for: who needs one does not wait for the other.
pub struct Models {
    folder: PathBuf,
    financial: OnceLock<Model>,
    loan: OnceLock<Model>,
    /// How both and public records become a firm's score.
    pub combination: Combination,
}

impl Models {
    /// The models of a folder: `financial/model.onnx`, `loan/model.onnx` and `combination.toml`, which is read now.
    ///
    /// # Errors
    /// When `combination.toml` is missing or no such thing.
    pub fn of(folder: &Path) -> Result<Self, ModelError> {
        let combination = read(&folder.join("combination.toml"))?;
        Ok(Self {
            folder: folder.to_owned(),
            financial: OnceLock::new(),
            loan: OnceLock::new(),
            combination: toml::from_slice(&combination)
                .map_err(|error| ModelError::File(format!("combination.toml: {error}")))?,
        })
    }

    /// Company accounts: bankruptcy within a year.
    ///
    /// # Errors
    /// When the file is missing or no such thing; the next call tries again.
    pub fn financial(&self) -> Result<&Model, ModelError> {
        self.once(&self.financial, "financial")
    }

    /// Small-business loans: charge-off.
    ///
    /// # Errors
    /// As [`Models::financial`].
    pub fn loan(&self) -> Result<&Model, ModelError> {
        self.once(&self.loan, "loan")
    }

    fn once<'a>(&self, place: &'a OnceLock<Model>, name: &str) -> Result<&'a Model, ModelError> {
        if let Some(model) = place.get() {
            return Ok(model);
        }
        let model = Model::load(&read(&self.folder.join(name).join("model.onnx"))?)?;
        Ok(place.get_or_init(|| model))
    }

    /// The models that the manifest mounts under `/models`, read once per instance.
    ///
    /// # Errors
    /// What [`Models::of`] said.
    pub fn mounted() -> Result<&'static Self, &'static ModelError> {
        static MODELS: OnceLock<Result<Models, ModelError>> = OnceLock::new();
        MODELS.get_or_init(|| Self::of(Path::new("/models"))).as_ref()
    }

    /// The version of a firm's score: those of its parts.
    ///
    /// # Errors
    /// A defect of a model.
    pub fn company_version(&self) -> Result<String, ModelError> {
        Ok(format!(
            "{} (financial {}, loan {})",
            self.combination.version,
            self.financial()?.metadata().version,
            self.loan()?.metadata().version
        ))
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

fn read(file: &Path) -> Result<Vec<u8>, ModelError> {
    std::fs::read(file).map_err(|error| ModelError::File(format!("{}: {error}", file.display())))
}
