//! A firm's demand to every institution: publish it, choose among the pre-credits, post it again after
//! it came to nothing.

mod bounds;
mod choice;
mod detail;
mod expiry;
mod form;
mod list;
mod posted;
mod publish;
mod repost;
mod summary;

web::function! {
    "融资需求：发布需求、选定预授信、再次发布";
    publish::publish,
    list::list,
    detail::read,
    choice::choose,
    repost::repost;
    post "/scheduled/post-demand" => expiry::sweep,
}
