//! The market: the institutions and each product on the shelf, for everybody; and for an applicant the products that
//! may suit it, with reasons.

mod achievements;
mod fit;
mod institutions;
mod product;
mod recommend;

web::function! {
    "金融超市：公开的金融机构与产品详情";
    achievements::read,
    institutions::list,
    institutions::find,
    product::find,
    fit::explain,
    recommend::read
}
