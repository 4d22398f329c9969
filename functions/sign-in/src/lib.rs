//! Sessions: by password for staff, by OpenID Connect for applicants; who am I; sign-out.

mod holder;
mod oidc;
mod password;
mod place;
mod session;

web::function! {
    "登录：账号登录、统一认证登录、当前会话与退出";
    password::sign_in,
    session::current,
    session::sign_out,
    oidc::ways,
    oidc::begin,
    oidc::callback
}
