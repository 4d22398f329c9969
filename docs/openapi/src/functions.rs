use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Document;

/// A function of the platform: its name, what it is for, and what it says of its operations.
pub(crate) type Function = (&'static str, &'static str, fn() -> Document);

/// All functions that answer over HTTP, in the order of their names.
pub(crate) const ALL: &[Function] = &[
    ("apply", "申请：申请产品、查看本人订单、撤回", apply::Api::openapi),
    (
        "browse-market",
        "金融超市：公开的产品、金融机构与数据字典，多维筛选",
        browse_market::Api::openapi,
    ),
    (
        "give-feedback",
        "办理反馈：客户经理反馈初审、授信与放款结果，订单状态实时更新",
        give_feedback::Api::openapi,
    ),
    (
        "grab-order",
        "抢单：查看抢单池，抢指定订单、一键抢单、受理融资需求",
        grab_order::Api::openapi,
    ),
    ("post-demand", "融资需求：发布需求、选定预授信、再次发布", post_demand::Api::openapi),
    ("read-inbox", "消息：站内消息、未读数与已读标记", read_inbox::Api::openapi),
    ("serve-portal", "页面：门户页面与本接口描述", serve_portal::Api::openapi),
    ("sign-in", "登录：账号登录、统一认证登录、当前会话与退出", sign_in::Api::openapi),
];
