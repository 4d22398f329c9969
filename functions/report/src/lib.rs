//! Market figures: the whole market for operators and regulators, the own institution for its manager.

mod exposure;
mod figures;

web::function! {
    "统计：监管、运营与机构的数据概览";
    exposure::read,
    figures::read
}
