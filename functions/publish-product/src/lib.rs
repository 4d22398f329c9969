//! An institution's products: drafts, versions, submission, delisting; and the list of those on the shelf.

mod draft;
mod form;
mod market;
mod own;
mod receipt;
mod step;

web::function! {
    "产品发布：机构的产品草稿、版本、提交审核与下架；公开的产品列表，多维筛选";
    market::list,
    draft::make,
    draft::edit,
    step::submit,
    step::withdraw,
    step::delist,
    own::list_own,
    own::find_own
}
