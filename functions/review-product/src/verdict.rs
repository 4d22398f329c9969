use domain::{FieldErrors, Form, Invalid, Remark};
use serde::{Deserialize, Serialize};
use store::{row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Body, Fault, Id, Json, Platform, Problem, Staff, ambient};

statement! {
    Decide("review-product/decide") -> VerdictResult
}

/// A verdict on a version.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Verdict {
    /// `approve` or `reject`.
    #[schema(value_type = String, example = "approve")]
    verdict: Option<String>,
    /// At most five hundred characters; needed to reject. The institution reads it.
    #[schema(nullable = false)]
    reason: Option<String>,
}

row! {
    struct VerdictResult {
        refusal: Option<String>,
        state: String,
        version_id: Uuid,
        product_id: Uuid,
        version_state: String,
        product_state: String,
    }
}

/// Where the version and its product stand after the verdict.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Reviewed {
    version_id: Uuid,
    product_id: Uuid,
    /// `in_review` (the next step has it), `approved` or `rejected`.
    version_state: String,
    /// `draft` or `on_shelf`.
    product_state: String,
}

impl Verdict {
    /// The word and the reason.
    fn check(&self) -> Result<(&'static str, String), FieldErrors> {
        let mut form = Form::default();
        let verdict = self.verdict.as_deref().map(|verdict| match verdict {
            "approve" => Ok("approve"),
            "reject" => Ok("reject"),
            _ => Err(Invalid::new("unknown_verdict", "请填写 approve、reject 之一")),
        });
        let verdict = form.require("verdict", verdict);
        let reason = self.reason.as_deref().unwrap_or_default();
        let reason = match verdict {
            Some("reject") if reason.trim().is_empty() => {
                form.check("reason", Err(Invalid::new("required", "请填写驳回原因，以便机构修改")))
            }
            _ => form.check("reason", Remark::parse(reason)),
        };
        form.finish(|| Some((verdict?, reason?.into_string())))
    }
}

/// 产品审核: approves or rejects a version whose step is the caller's. The last approval puts it on the shelf.
#[utoipa::path(
    post, path = "/api/product-reviews/{id}", tag = "review-product",
    params(("id" = Uuid, Path)), request_body = Verdict,
    responses((status = 200, body = Reviewed), (status = 409, description = "state_conflict"))
)]
pub(crate) async fn give(
    platform: Platform,
    staff: Staff,
    Id(id): Id,
    Body { value, .. }: Body<Verdict>,
) -> Answer<Json<Reviewed>> {
    let (verdict, reason) = value.check()?;
    let decide = Decide {
        version_id: id,
        account_id: staff.account,
        role: staff.role.as_str().to_owned(),
        verdict: verdict.to_owned(),
        reason,
        request_id: platform.request_id().to_owned(),
        review_id: ambient::new_id(),
    };
    let outcome = match platform.store().await?.optional(decide).await {
        Err(error) if error.is_constraint("product_review_four_eyes") => {
            return Err(Fault::OwnSubmission.into());
        }
        outcome => outcome?,
    };
    let outcome = outcome.ok_or(Fault::NotFound)?;
    match outcome.refusal.as_deref() {
        None => Ok(Json(Reviewed {
            version_id: outcome.version_id,
            product_id: outcome.product_id,
            version_state: outcome.version_state,
            product_state: outcome.product_state,
        })),
        Some("own_submission") => Err(Fault::OwnSubmission.into()),
        Some("not_your_step") => Err(Fault::NotYourStep.into()),
        Some(_) => Err(Problem::conflict(Fault::StateConflict, outcome.state)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(verdict: Option<&str>, reason: &str) -> Vec<String> {
        let verdict = verdict.map(str::to_owned);
        match (Verdict { verdict, reason: Some(reason.to_owned()) }).check() {
            Ok(_) => Vec::new(),
            Err(errors) => errors.0.into_iter().map(|error| error.field).collect(),
        }
    }

    // O-08
    #[test]
    fn a_rejection_says_why() {
        assert!(fields(Some("approve"), "").is_empty());
        assert!(fields(Some("reject"), "利率过高").is_empty());
        assert_eq!(fields(Some("reject"), "  "), ["reason"]);
        assert_eq!(fields(Some("maybe"), ""), ["verdict"]);
        assert_eq!(fields(None, &"字".repeat(501)), ["verdict", "reason"]);
    }
}
