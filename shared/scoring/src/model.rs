use crate::inputs::Inputs;
use crate::metadata::Metadata;
use crate::trees::TreeEnsembleRegressor;
use std::collections::HashMap;
use std::io::Cursor;
use std::sync::Arc;
use tract_onnx::prelude::*;

/// Why a model does not load or run: a defect of the file or of the program, never of what a caller sent.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The graph.
    #[error("the model's graph: {0:#}")]
    Graph(TractError),
    /// The properties beside the graph.
    #[error("the model's metadata: {0}")]
    Metadata(String),
    /// What a score stands on cannot be written down.
    #[error("the facts: {0}")]
    Facts(#[from] serde_json::Error),
}

impl From<TractError> for ModelError {
    fn from(error: TractError) -> Self {
        Self::Graph(error)
    }
}

/// A model, loaded once and shared.
pub struct Model {
    metadata: Metadata,
    plan: Arc<TypedRunnableModel>,
    columns: usize,
}

/// What the graph says of one firm.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Of default, 0 to 1.
    pub probability: f64,
    /// `ln(p / (1 - p))`.
    pub log_odds: f64,
    /// Points.
    pub score: f64,
    /// What each feature adds to the log-odds, in the order of the metadata.
    pub features: Vec<f64>,
    /// The same by dimension.
    pub dimensions: Vec<f64>,
}

impl Model {
    /// Reads an ONNX file that `models/train.py` wrote.
    ///
    /// # Errors
    /// When it is no such file.
    pub fn load(file: &[u8]) -> Result<Self, ModelError> {
        let mut onnx = tract_onnx::onnx();
        onnx.op_register.insert("TreeEnsembleRegressor", TreeEnsembleRegressor::build);
        let proto = onnx.proto_model_for_read(&mut Cursor::new(file))?;
        let properties: HashMap<&str, &str> = proto
            .metadata_props
            .iter()
            .map(|property| (property.key.as_str(), property.value.as_str()))
            .collect();
        let metadata = Metadata::read(&properties).map_err(ModelError::Metadata)?;
        let columns = metadata.inputs().count();
        let mut graph = onnx.parse(&proto, None)?.model;
        let rows = graph.symbols.sym("rows");
        graph.set_input_fact(0, f32::fact(&[rows.to_dim(), columns.to_dim()]).into())?;
        let plan = graph.into_optimized()?.into_runnable()?;
        Ok(Self { metadata, plan, columns })
    }

    /// What the file says of itself.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// Scores firms, one outcome each, in their order.
    ///
    /// # Errors
    /// A defect of the graph.
    pub fn run(&self, firms: &[Inputs]) -> Result<Vec<Outcome>, ModelError> {
        if firms.is_empty() {
            return Ok(Vec::new());
        }
        let values: Vec<f32> = firms.iter().flat_map(Inputs::row).copied().collect();
        let input = Tensor::from_shape(&[firms.len(), self.columns], &values)?;
        let outputs = self.plan.run(tvec!(input.into()))?;
        let column = |place: usize| -> Result<Vec<f64>, ModelError> {
            let output = outputs.get(place).ok_or_else(|| missing_output(place))?;
            let view = output.to_plain_array_view::<f32>()?;
            Ok(view.iter().copied().map(f64::from).collect())
        };
        let [probability, log_odds, score] = [column(0)?, column(1)?, column(2)?];
        let (features, dimensions) = (column(3)?, column(4)?);
        let mut features = features.chunks(self.metadata.features.len().max(1));
        let mut dimensions = dimensions.chunks(self.metadata.dimensions.len().max(1));
        let single = probability.into_iter().zip(log_odds).zip(score);
        Ok(single
            .map(|((probability, log_odds), score)| Outcome {
                probability,
                log_odds,
                score,
                features: features.next().unwrap_or_default().to_vec(),
                dimensions: dimensions.next().unwrap_or_default().to_vec(),
            })
            .collect())
    }
}

fn missing_output(place: usize) -> ModelError {
    ModelError::Metadata(format!("the graph has no output {place}"))
}
