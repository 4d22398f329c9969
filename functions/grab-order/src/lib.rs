//! The pool of open orders and demands: look, grab one, grab the next; and who has an order, as a manager arranges it.
//! Postgres decides every race.

mod assign;
mod grab;
mod pool;

web::function! {
    "抢单：查看抢单池，抢指定订单、一键抢单、受理融资需求；机构管理员改派与催办";
    pool::list,
    grab::next,
    grab::order,
    grab::demand,
    assign::reassign,
    assign::nudge
}
