//! The credit report of an order: made by its officer, read as a page or a PDF while the consent lives, proved by its
//! digest; and objections to scores.

mod answer;
mod content;
mod document;
mod figure;
mod gather;
mod history;
mod html;
mod label;
mod list;
mod make;
mod objection;
mod pdf;
mod verify;
mod view;

web::function! {
    "信用报告：出具、列表与核验，贷款记录，评分异议与答复";
    make::make,
    history::list,
    list::list,
    objection::object,
    objection::list,
    answer::answer;
    get "/reports/{id}" => view::page,
    get "/reports/{id}/pdf" => view::pdf,
    get "/verify/{number}" => verify::verify,
}
