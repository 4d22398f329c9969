use domain::AmountBounds;
use web::{Answer, Fault, Platform, Problem};

/// The smallest and the largest demand, as the platform is set.
pub(crate) async fn read(platform: &Platform) -> Answer<AmountBounds> {
    let least = platform.setting("demand_amount_min").await?;
    let most = platform.setting("demand_amount_max").await?;
    let wrong = |invalid| Problem::caused(Fault::Internal, format!("demand_amount_*: {invalid}"));
    AmountBounds::parse(&least, &most).map_err(wrong)
}
