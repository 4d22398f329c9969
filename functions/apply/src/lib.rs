//! Apply for a product, read orders, withdraw.

mod application;
mod detail;
mod filter;
mod list;
mod summary;
mod visibility;
mod withdrawal;

web::function! {
    "申请：申请产品、查看本人订单、撤回";
    application::submit,
    list::list,
    detail::read,
    withdrawal::withdraw
}
