//! The approval chain of products: what waits for the caller's role, and the verdicts.

mod verdict;
mod waiting;

web::function! {
    "产品审核：运营与监管逐级审核产品版本";
    waiting::list,
    waiting::find,
    verdict::give
}
