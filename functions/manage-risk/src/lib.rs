//! What bounds the market's risk: compensation pools and what is claimed of them, how much of the money that is out one
//! part of the market may hold, and the lists of known subjects.

mod claims;
mod limits;
mod lists;
mod pools;

web::function! {
    "风险管理：风险补偿资金池与集中度上限";
    pools::list,
    pools::add,
    pools::change,
    claims::list,
    claims::decide,
    lists::list,
    lists::propose,
    lists::approve,
    lists::remove,
    limits::list,
    limits::change
}
