use scoring::{Feature, Model, Models, Scale};
use serde::Serialize;
use utoipa::ToSchema;
use web::{Answer, Fault, Json, Problem};

/// A model, as a partner's engineer needs to know it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ScoreModel {
    /// `financial` or `loan`.
    name: String,
    title: String,
    version: String,
    /// What the probability is a probability of.
    horizon: String,
    scale: Scale,
    /// The score of the usual firm, where every sum begins: a firm with the value `baseline` in every feature has it.
    base_points: f64,
    /// What can be sent.
    features: Vec<ModelFeature>,
}

/// A line of the feature dictionary.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ModelFeature {
    name: String,
    title: String,
    dimension: String,
    unit: String,
    /// What nearly all firms lie in; a value outside is taken as it is and named in the answer.
    range: [f64; 2],
    /// Quartiles of the training population.
    usual: [f64; 3],
    /// The usual firm's value: a reason says what the firm's own adds to it.
    baseline: f64,
    /// What a higher value means when nothing else changes, `safer` or `riskier`: no reason says the opposite. Null
    /// where nothing is stated.
    #[schema(required)]
    direction: Option<&'static str>,
    /// A firm without it is refused.
    required: bool,
}

/// All models.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ScoreModels {
    items: Vec<ScoreModel>,
}

/// 评分模型: the models with their feature dictionaries.
#[utoipa::path(
    get, path = "/api/score-models", tag = "score-company",
    responses((status = 200, body = ScoreModels))
)]
pub(crate) async fn list() -> Answer<Json<ScoreModels>> {
    Ok(Json(ScoreModels { items: both()?.map(of).into() }))
}

/// The models.
pub(crate) fn models() -> Answer<&'static Models> {
    Models::shared().map_err(|error| Problem::caused(Fault::Internal, error))
}

/// The two that have a dictionary of their own.
pub(crate) fn both() -> Answer<[&'static Model; 2]> {
    let Models { financial, loan, .. } = models()?;
    Ok([financial, loan])
}

fn of(model: &Model) -> ScoreModel {
    let metadata = model.metadata();
    let feature = |((feature, usual), baseline): ((&Feature, &[f64; 3]), &f64)| ModelFeature {
        name: feature.name.clone(),
        title: feature.title.clone(),
        dimension: feature.dimension.clone(),
        unit: feature.unit.clone(),
        range: feature.range,
        usual: *usual,
        baseline: *baseline,
        direction: match feature.direction {
            1 => Some("riskier"),
            -1 => Some("safer"),
            _ => None,
        },
        required: feature.required,
    };
    let each = metadata.inputs().zip(&metadata.usual).zip(&metadata.usual_firm);
    ScoreModel {
        name: metadata.name.clone(),
        title: metadata.title.clone(),
        version: metadata.version.clone(),
        horizon: metadata.horizon.clone(),
        scale: Scale::of(metadata),
        base_points: model.base_points(),
        features: each.map(feature).collect(),
    }
}
