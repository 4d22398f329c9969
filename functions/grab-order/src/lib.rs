//! The pool of open orders and demands: look, grab one, grab the next. Postgres decides every race.

mod grab;
mod pool;

web::function! {
    "抢单：查看抢单池，抢指定订单、一键抢单、受理融资需求";
    pool::list,
    grab::next,
    grab::order,
    grab::demand
}
