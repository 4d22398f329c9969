//! Scores: a firm's own, an officer's look at a firm that applied, and the scoring service for partner systems; with
//! the drift of the models away from those that trained them.

mod drift;
mod engine;
mod history;
mod model;
mod partner;
mod partner_request;
mod platform;
mod token;
mod token_request;

web::function! {
    "信用评分：本人评分、申请企业评分、面向合作系统的评分服务";
    platform::score,
    history::list,
    model::list,
    drift::read,
    engine::list,
    token::grant,
    partner::score_firms;
    get "/monitor/models" => drift::page,
    get "/metrics/models" => drift::metrics,
    post "/scheduled/score-company" => drift::sweep,
}
