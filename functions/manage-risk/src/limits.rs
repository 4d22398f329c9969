use domain::{FieldErrors, Form, Share};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use store::{row, statement};
use utoipa::ToSchema;
use web::{Answer, Body, Json, Platform, Regulator, Staff};

statement! {
    ListLimits("manage-risk/list_limits") -> ConcentrationLimits
}
statement! {
    ChangeLimits("manage-risk/change_limits") -> ConcentrationLimits
}

row! {
    /// 集中度上限: the share of all outstanding loans above which a part is warned of; fractions.
    #[derive(Debug, Serialize, ToSchema)]
    pub struct ConcentrationLimits {
        /// One section of GB/T 4754.
        industry: Decimal,
        /// One district.
        region: Decimal,
        /// One institution.
        institution: Decimal,
        /// One borrower.
        borrower: Decimal,
    }
}

/// The bounds to set; each above 0, at most 1, with at most six decimals.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct LimitsForm {
    #[schema(value_type = String, example = "0.25")]
    industry: Option<String>,
    #[schema(value_type = String, example = "0.3")]
    region: Option<String>,
    #[schema(value_type = String, example = "0.2")]
    institution: Option<String>,
    #[schema(value_type = String, example = "0.05")]
    borrower: Option<String>,
}

/// 集中度上限: the bounds that hold.
#[utoipa::path(
    get, path = "/api/concentration-limits", tag = "manage-risk",
    responses((status = 200, body = ConcentrationLimits))
)]
pub(crate) async fn list(platform: Platform, _: Staff) -> Answer<Json<ConcentrationLimits>> {
    Ok(Json(platform.store().await?.one(ListLimits {}).await?))
}

/// 设置集中度上限: sets all of them; warnings follow at once.
#[utoipa::path(
    put, path = "/api/concentration-limits", tag = "manage-risk", request_body = LimitsForm,
    responses((status = 200, body = ConcentrationLimits))
)]
pub(crate) async fn change(
    platform: Platform,
    regulator: Regulator,
    Body { value, .. }: Body<LimitsForm>,
) -> Answer<Json<ConcentrationLimits>> {
    let [industry_share, region_share, institution_share, borrower_share] = value.check()?;
    let change = ChangeLimits {
        industry_share,
        region_share,
        institution_share,
        borrower_share,
        account_id: regulator.account,
        request_id: platform.request_id().to_owned(),
    };
    Ok(Json(platform.store().await?.one(change).await?))
}

impl LimitsForm {
    /// The bounds in the order of the form.
    fn check(&self) -> Result<[Decimal; 4], FieldErrors> {
        let mut form = Form::default();
        let mut share =
            |field, text: &Option<String>| form.require(field, text.as_deref().map(Share::parse));
        let industry = share("industry", &self.industry);
        let region = share("region", &self.region);
        let institution = share("institution", &self.institution);
        let borrower = share("borrower", &self.borrower);
        form.finish(|| Some([industry?, region?, institution?, borrower?].map(Share::fraction)))
    }
}
