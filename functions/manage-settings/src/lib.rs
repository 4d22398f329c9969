//! What an operator sets, response times of institutions and the words of the dictionary; and the staff of an
//! institution, for its manager.

mod dictionary;
mod institutions;
mod place;
mod range;
mod staff;

web::function! {
    "平台设置：机构响应时限、数据字典；本机构人员";
    institutions::list,
    institutions::change,
    dictionary::list,
    dictionary::add,
    dictionary::change,
    dictionary::remove,
    staff::list
}
