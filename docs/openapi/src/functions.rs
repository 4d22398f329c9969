use web::Description;

/// All functions that answer over HTTP, in the order of their names.
pub const ALL: &[fn() -> Description] = &[
    apply::description,
    browse_market::description,
    decide_application::description,
    give_consent::description,
    give_feedback::description,
    grab_order::description,
    manage_risk::description,
    manage_settings::description,
    post_demand::description,
    publish_product::description,
    read_credit_report::description,
    read_inbox::description,
    report::description,
    review_product::description,
    score_company::description,
    serve_portal::description,
    sign_in::description,
    warn_loans::description,
];
