use crate::explain::{Explainer, Explanation, Run};
use crate::inputs::Inputs;
use crate::metadata::Metadata;
use crate::points::whole;
use crate::trees::{Forest, TreeEnsembleRegressor};
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
    graph: Graph,
    explainer: Explainer,
}

/// What a model says of one firm, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Of default, 0 to 1.
    pub probability: f64,
    /// `ln(p / (1 - p))`.
    pub log_odds: f64,
    /// Points.
    pub score: f64,
    /// What each feature adds to the log-odds of the usual firm, in the order of the metadata.
    pub features: Vec<f64>,
    /// The log-odds of the firms that have some dimensions of this one and the others of the usual one; the place is
    /// the set of those dimensions, one bit each in the order of the metadata.
    pub hybrids: Vec<f64>,
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
        let graph = graph.into_optimized()?;
        let trees = graph.nodes().iter().find_map(|node| node.op_as::<TreeEnsembleRegressor>());
        let forest = trees.map(|trees| Arc::clone(&trees.0));
        let forest = forest.ok_or_else(|| wrong("the graph has no trees"))?;
        let graph = Graph { plan: graph.into_runnable()?, columns };
        let explainer = explainer(&metadata, &graph, &forest)?;
        Ok(Self { metadata, graph, explainer })
    }

    /// What the file says of itself.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// The log-odds of the usual firm, against which every other is explained.
    pub fn base(&self) -> f64 {
        self.explainer.base()
    }

    /// The score of the usual firm, whole points.
    pub fn base_points(&self) -> f64 {
        whole(self.metadata.bounded(self.metadata.score(self.base())))
    }

    /// Scores firms and explains them, one outcome each, in their order.
    ///
    /// # Errors
    /// A defect of the graph.
    pub fn run(&self, firms: &[Inputs]) -> Result<Vec<Outcome>, ModelError> {
        let answers = self.graph.run(firms)?;
        let outcome = |(probability, score, run): (f64, f64, Run)| {
            let Explanation { features, hybrids } = self.explainer.explain(&run);
            Outcome { probability, log_odds: run.log_odds, score, features, hybrids }
        };
        Ok(answers.into_iter().map(outcome).collect())
    }

    /// The log-odds alone.
    ///
    /// # Errors
    /// A defect of the graph.
    pub fn log_odds(&self, firms: &[Inputs]) -> Result<Vec<f64>, ModelError> {
        Ok(self.graph.run(firms)?.into_iter().map(|(_, _, run)| run.log_odds).collect())
    }
}

fn explainer(metadata: &Metadata, graph: &Graph, forest: &Forest) -> Result<Explainer, ModelError> {
    let usual = graph.run(&[Inputs::usual(metadata)])?.pop();
    let (_, _, usual) = usual.ok_or_else(|| wrong("no answer for the usual firm"))?;
    let each = metadata.features.iter();
    let dimension: Option<Vec<usize>> =
        each.map(|feature| metadata.dimension_of(feature)).collect();
    let dimension = dimension.ok_or_else(|| wrong("a feature of an unknown dimension"))?;
    Ok(Explainer::new(forest, usual, dimension, metadata.dimensions.len()))
}

/// The graph, ready to run.
struct Graph {
    plan: Arc<TypedRunnableModel>,
    columns: usize,
}

impl Graph {
    /// Probability, score and the rest of each firm.
    fn run(&self, firms: &[Inputs]) -> Result<Vec<(f64, f64, Run)>, ModelError> {
        if firms.is_empty() {
            return Ok(Vec::new());
        }
        let values: Vec<f32> = firms.iter().flat_map(Inputs::row).copied().collect();
        let input = Tensor::from_shape(&[firms.len(), self.columns], &values)?;
        let outputs = self.plan.run(tvec!(input.into()))?;
        let column = |place: usize| -> Result<Vec<f32>, ModelError> {
            let output = outputs.get(place);
            let output =
                output.ok_or_else(|| wrong(&format!("the graph has no output {place}")))?;
            Ok(output.to_plain_array_view::<f32>()?.iter().copied().collect())
        };
        let [probability, log_odds, score] = [column(0)?, column(1)?, column(2)?];
        let (values, linear) = (column(3)?, column(4)?);
        let width = (values.len() / firms.len()).max(1);
        let explained = values.chunks(width).zip(linear.chunks(width));
        let single = probability.iter().zip(&log_odds).zip(&score).zip(explained);
        let answers = single.map(|(((&probability, &log_odds), &score), (values, linear))| {
            let linear = linear.iter().copied().map(f64::from).collect();
            let run = Run { log_odds: f64::from(log_odds), values: values.to_vec(), linear };
            (f64::from(probability), f64::from(score), run)
        });
        Ok(answers.collect())
    }
}

fn wrong(what: &str) -> ModelError {
    ModelError::Metadata(what.to_owned())
}
