//! Consent to the use of a subject's data: the texts, giving and withdrawing, and the record of every access.

mod access;
mod give;
mod list;
mod text;
mod withdrawal;

web::function! {
    "数据授权：授权书、授权与撤回、数据查询记录";
    text::list,
    list::list,
    give::give,
    withdrawal::withdraw,
    access::of_consent,
    access::of_all
}
