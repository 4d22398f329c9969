//! Scores for partner systems: of values that the partner sends, or of a firm that agreed to it.

use crate::model::models;
use crate::partner_request::{BYTES_MAX, Firm, PartnerScoreRequest, SCOPE, repeated};
use crate::platform::{digest, read_facts, refused};
use domain::{CreditCode, FieldError, FieldErrors};
use facts::DataDate;
use scoring::{Answer as ScoreAnswer, Inputs, Model, Models, Place, Scored};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::time::Duration;
use store::{Store, row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::ambient::{self, Stopwatch};
use web::{Answer, BatchBody, Fault, Json, Partner, Platform, Problem};

statement! {
    GatherForPartner("score-company/gather_for_partner") -> Subject
}
statement! {
    KeepForPartner("score-company/keep_for_partner") -> Kept
}
/// What RFC 6750, section 3.1, says to whom whose token lacks the scope.
const LACKS_SCOPE: &str =
    "Bearer realm=\"rongtong\", error=\"insufficient_scope\", scope=\"scores\"";

/// One answer per firm, in their order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartnerScores {
    items: Vec<PartnerScore>,
}

/// A firm's score, or why there is none.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartnerScore {
    reference: String,
    /// The id under which the score is kept; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Uuid>,
    /// Written once, for the store and for the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ScoreAnswer>)]
    score: Option<Box<RawValue>>,
    /// The days of the platform's data, for `company`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    data: Vec<DataDate>,
    /// What to mend; absent where there is a score.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<FirmProblem>,
}

/// Why a firm has no score.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FirmProblem {
    /// `invalid_fields`, `consent_missing`.
    code: String,
    /// Chinese.
    title: String,
    fields: Vec<FirmProblemField>,
}

/// One refused field.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FirmProblemField {
    field: String,
    code: String,
    message: String,
}

/// A firm's score to be stored and answered.
struct FirmScore {
    scored: Scored,
    digest: Vec<u8>,
    consented: Option<(Uuid, Uuid)>,
    data: Vec<DataDate>,
}

type Judged = Result<FirmScore, FirmProblem>;

/// 合作机构评分: scores up to 500 firms; one that cannot be scored does not keep the others from it.
#[utoipa::path(
    post, path = "/api/partner/scores", tag = "score-company", request_body = PartnerScoreRequest,
    responses(
        (status = 200, body = PartnerScores, headers(
            ("server-timing" = String, description = "`load` and `model`: milliseconds to have the model and to run it")
        )),
        (status = 403, description = "forbidden_role: the token lacks the scope `scores`"),
        (status = 429, description = "too_many_requests")
    )
)]
pub(crate) async fn score_firms(
    platform: Platform,
    partner: Partner,
    BatchBody(request): BatchBody<PartnerScoreRequest, BYTES_MAX>,
) -> Answer<([(&'static str, String); 1], Json<PartnerScores>)> {
    if !partner.scopes.iter().any(|scope| scope == SCOPE) {
        return Err(Problem::from(Fault::ForbiddenRole).challenging(LACKS_SCOPE));
    }
    let (model, firms) = request.check()?;
    let store = platform.store().await?;
    let watch = Stopwatch::start();
    let Models { financial, loan, .. } = models()?;
    let load = watch.elapsed();
    let judged = match model.as_str() {
        "company" => by_consent(&store, &platform, &partner, &firms).await?,
        "loan" => by_values(loan, &firms)?,
        _ => by_values(financial, &firms)?,
    };
    let model_ran = watch.elapsed().saturating_sub(load);
    let items = keep(&store, &platform, &partner, &model, firms, judged).await?;
    let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
    let timing =
        format!("load;dur={:.3}, model;dur={:.3}", milliseconds(load), milliseconds(model_ran));
    Ok(([("server-timing", timing)], Json(PartnerScores { items })))
}

/// Scores the values that were sent, all good firms in one run of the model.
fn by_values(model: &Model, firms: &[Firm]) -> Answer<Vec<Judged>> {
    let metadata = model.metadata();
    let empty = Map::new();
    let read: Vec<Result<(Inputs, Vec<u8>), FieldErrors>> = firms
        .iter()
        .map(|firm| {
            let values = firm.features().unwrap_or(&empty);
            let bytes = serde_json::to_vec(&(&metadata.version, values))
                .map_err(|error| Problem::caused(Fault::Internal, error))?;
            let inputs = firm.sound().and_then(|()| Inputs::read(metadata, values, "features."));
            Ok(inputs.map(|inputs| (inputs, crypto::sha256(&bytes))))
        })
        .collect::<Answer<_>>()?;
    let good: Vec<Inputs> = read.iter().flatten().map(|(inputs, _)| inputs.clone()).collect();
    let outcomes = model.run(&good).map_err(|error| Problem::caused(Fault::Internal, error))?;
    let mut outcomes = outcomes.iter();
    let judged = read.into_iter().map(|read| {
        let (inputs, digest) = read.map_err(invalid)?;
        let outcome = outcomes.next().ok_or_else(|| invalid(FieldErrors(Vec::new())))?;
        let scored = Scored::of(metadata, &inputs, outcome);
        Ok(FirmScore { scored, digest, consented: None, data: Vec::new() })
    });
    Ok(judged.collect())
}

row! {
    struct Subject { reference: String, applicant_id: Uuid, section: Option<String>, facts: Option<Value> }
}

/// Scores firms that agreed, from what the platform knows of them.
async fn by_consent(
    store: &Store,
    platform: &Platform,
    partner: &Partner,
    firms: &[Firm],
) -> Answer<Vec<Judged>> {
    let named: Vec<_> = firms.iter().map(Firm::name).collect();
    let gather_for_partner = GatherForPartner {
        credit_codes: named.iter().flatten().map(|(code, _)| code.as_str().to_owned()).collect(),
        partner_id: partner.partner,
        request_id: platform.request_id().to_owned(),
    };
    let subjects = store.all(gather_for_partner).await?;
    let mut judged = Vec::new();
    let mut scored = BTreeSet::new();
    for firm in named {
        judged.push(match firm {
            Err(fields) => Err(invalid(fields)),
            Ok((code, consent)) => {
                let subject = subjects.iter().find(|subject| subject.reference == code.as_str());
                if subject.is_none() && !code.is_checked() {
                    Err(invalid(FieldErrors::one("credit_code", CreditCode::refused())))
                } else {
                    let one = one_by_consent(subject, consent)?;
                    if one.is_ok() && !scored.insert(code.as_str().to_owned()) {
                        Err(invalid(FieldErrors::one("credit_code", repeated())))
                    } else {
                        one
                    }
                }
            }
        });
    }
    Ok(judged)
}

/// An unknown firm, one without consent, and one with another consent get the same answer.
fn one_by_consent(subject: Option<&Subject>, consent: Uuid) -> Answer<Judged> {
    let facts = match subject.and_then(|subject| subject.facts.clone()) {
        Some(facts) => read_facts(facts)?,
        None => return Ok(Err(no_consent())),
    };
    let Some(subject) = subject.filter(|_| facts.consent_id == consent) else {
        return Ok(Err(no_consent()));
    };
    match models()?.company(&facts.company(subject.section.clone())) {
        Ok(scored) => Ok(Ok(FirmScore {
            scored,
            digest: digest(&facts, subject.section.as_deref())?,
            consented: Some((subject.applicant_id, consent)),
            data: facts.dates(),
        })),
        Err(scoring::CompanyError::Facts(fields)) => Ok(Err(invalid(fields))),
        Err(error) => Err(refused(error)),
    }
}

/// Keeps the scores in one statement and puts the answers together.
async fn keep(
    store: &Store,
    platform: &Platform,
    partner: &Partner,
    model: &str,
    firms: Vec<Firm>,
    judged: Vec<Judged>,
) -> Answer<Vec<PartnerScore>> {
    let mut items = Vec::new();
    let mut kept = Vec::new();
    for (firm, judged) in firms.into_iter().zip(judged) {
        let reference = firm.reference.unwrap_or_default();
        items.push(match judged {
            Ok(FirmScore { scored: Scored { answer, place }, digest, consented, data }) => {
                let id = ambient::new_id();
                let answer = to_raw_value(&answer)
                    .map_err(|error| Problem::caused(Fault::Internal, error))?;
                kept.push(ScoreToKeep {
                    id,
                    reference: reference.clone(),
                    inputs: hex::encode(&digest),
                    applicant_id: consented.map(|(applicant, _)| applicant),
                    consent_id: consented.map(|(_, consent)| consent),
                    answer: answer.clone(),
                    place,
                });
                PartnerScore { reference, id: Some(id), score: Some(answer), data, problem: None }
            }
            Err(problem) => {
                let problem = Some(problem);
                PartnerScore { reference, id: None, score: None, data: Vec::new(), problem }
            }
        });
    }
    if !kept.is_empty() {
        let request_id = platform.request_id().to_owned();
        let keep_for_partner = KeepForPartner {
            scores: store::json(&kept)?,
            partner_id: partner.partner,
            model: model.to_owned(),
            request_id,
        };
        let _ = store.all(keep_for_partner).await?;
    }
    Ok(items)
}

/// A row for the statement; see there.
#[derive(Serialize)]
struct ScoreToKeep {
    id: Uuid,
    reference: String,
    inputs: String,
    applicant_id: Option<Uuid>,
    consent_id: Option<Uuid>,
    answer: Box<RawValue>,
    place: Place,
}

row! {
    struct Kept { scores: i64 }
}

fn invalid(fields: FieldErrors) -> FirmProblem {
    let field = |error: FieldError| FirmProblemField {
        field: error.field,
        code: error.code.to_owned(),
        message: error.message,
    };
    let fault = Fault::InvalidFields;
    FirmProblem {
        code: fault.code().to_owned(),
        title: fault.title().to_owned(),
        fields: fields.0.into_iter().map(field).collect(),
    }
}

fn no_consent() -> FirmProblem {
    let fault = Fault::ConsentMissing;
    FirmProblem {
        code: fault.code().to_owned(),
        title: fault.title().to_owned(),
        fields: Vec::new(),
    }
}
