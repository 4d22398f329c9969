//! 贷后预警: checks every outstanding loan once a day, scores its borrower, and alerts the responsible officer
//! and the managers where a rule finds something; they note what they did and close the alert.

mod alert;
mod check;
mod handling;
mod list;
mod sweep;

web::function! {
    "贷后预警：按日检查在贷企业，预警列表、处置与关闭";
    list::list,
    alert::read,
    handling::handle,
    handling::close;
    post "/scheduled/warn-loans" => sweep::sweep,
}
