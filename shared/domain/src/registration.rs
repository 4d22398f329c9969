/// The Chinese name of a registration status (登记状态) of the market regulator's register, by its code.
pub fn registration_status(code: &str) -> Option<&'static str> {
    match code {
        "active" => Some("存续"),
        "revoked" => Some("吊销"),
        "cancelled" => Some("注销"),
        "abnormal" => Some("经营异常"),
        _ => None,
    }
}
