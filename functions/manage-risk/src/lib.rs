//! What the regulator sets to bound the market's risk: compensation pools, and how much of the money that is out one
//! part of the market may hold.

mod limits;
mod pools;

web::function! {
    "风险管理：风险补偿资金池与集中度上限";
    pools::list,
    pools::add,
    pools::change,
    limits::list,
    limits::change
}
