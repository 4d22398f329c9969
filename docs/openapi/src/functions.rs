use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Document;

/// A function of the platform: its name, what it is for, and what it says of its operations.
pub(crate) type Function = (&'static str, &'static str, fn() -> Document);

/// All functions that answer over HTTP, in the order of their names.
pub(crate) const ALL: &[Function] = &[
    ("apply", "申请：申请产品、查看本人订单、撤回", apply::Api::openapi),
    ("browse-market", "金融超市：公开的金融机构与产品详情", browse_market::Api::openapi),
    (
        "decide-application",
        "辅助决策：验真、反欺诈与准入规则，版本、启用、影子运行与重放",
        decide_application::Api::openapi,
    ),
    ("give-consent", "数据授权：授权书、授权与撤回、数据查询记录", give_consent::Api::openapi),
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
    (
        "manage-settings",
        "平台设置：机构响应时限、数据字典；本机构人员",
        manage_settings::Api::openapi,
    ),
    ("post-demand", "融资需求：发布需求、选定预授信、再次发布", post_demand::Api::openapi),
    (
        "publish-product",
        "产品发布：机构的产品草稿、版本、提交审核与下架；公开的产品列表，多维筛选",
        publish_product::Api::openapi,
    ),
    (
        "read-credit-report",
        "信用报告：出具、列表与核验，评分异议与答复",
        read_credit_report::Api::openapi,
    ),
    ("read-inbox", "消息：站内消息、未读数与已读标记", read_inbox::Api::openapi),
    ("report", "统计：监管、运营与机构的数据概览", report::Api::openapi),
    ("review-product", "产品审核：运营与监管逐级审核产品版本", review_product::Api::openapi),
    (
        "score-company",
        "信用评分：本人评分、申请企业评分、面向合作系统的评分服务",
        score_company::Api::openapi,
    ),
    ("serve-portal", "页面：门户页面与本接口描述", serve_portal::Api::openapi),
    ("sign-in", "登录：账号登录、统一认证登录、当前会话与退出", sign_in::Api::openapi),
    ("warn-loans", "贷后预警：按日检查在贷企业，预警列表、处置与关闭", warn_loans::Api::openapi),
];
