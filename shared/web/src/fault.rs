use axum::http::StatusCode;

macro_rules! faults {
    ($($(#[$meta:meta])* $name:ident => $status:ident, $code:literal, $title:literal;)*) => {
        /// Every refusal of the platform. The table below is the whole contract: status, stable code, and the
        /// sentence that tells a person what to do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Fault { $($(#[$meta])* $name),* }

        impl Fault {
            /// Every refusal.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The HTTP status.
            pub fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status),* }
            }

            /// Stable, snake_case, for programs.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// Chinese, for people.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title),* }
            }
        }
    };
}

faults! {
    /// The body is not JSON.
    BrokenJson => BAD_REQUEST, "broken_json", "请求内容不是有效的 JSON，请检查后重新发送";
    /// No session, or one that has ended.
    NotSignedIn => UNAUTHORIZED, "not_signed_in", "请先登录";
    /// Unknown account or wrong password; which of the two is not disclosed.
    SignInFailed => UNAUTHORIZED, "sign_in_failed", "账号或密码不正确，请重新输入";
    /// The OpenID provider's answer does not hold.
    OidcRefused => UNAUTHORIZED, "oidc_refused", "统一认证未通过，请重新登录";
    /// A partner's access token that is unknown or has run out.
    TokenRefused => UNAUTHORIZED, "token_refused", "访问令牌无效或已过期，请重新获取";
    /// The role may not do this at all.
    ForbiddenRole => FORBIDDEN, "forbidden_role", "您的角色不能进行此操作";
    /// A browser sent the request from another site.
    ForeignOrigin => FORBIDDEN, "foreign_origin", "请从本平台页面发起操作";
    /// The account is not tied to an applicant yet.
    ApplicantNotVerified => FORBIDDEN, "applicant_not_verified", "请先完成主体认证再申请";
    /// The submitter of a version does not review it.
    OwnSubmission => FORBIDDEN, "own_submission", "不能审核自己提交的产品，请由其他人员审核";
    /// The step of the chain is another role's.
    NotYourStep => FORBIDDEN, "not_your_step", "当前审核步骤不由您的角色办理";
    /// The author of rules neither activates them nor lets them run in the shadow.
    OwnDraft => FORBIDDEN, "own_draft", "不能启用或试运行自己起草的规则，请由其他人员办理";
    /// An entry of a list that the caller proposed, or whose removal it proposed.
    OwnEntry => FORBIDDEN, "own_entry", "名单须由两人办理，请由其他人员核准";
    /// The subject has not consented to this access to its data, or has withdrawn.
    ConsentMissing => FORBIDDEN, "consent_missing", "没有有效的数据授权，请先取得申请人授权";
    /// The order that was the reason to read has ended.
    OrderEnded => FORBIDDEN, "order_ended", "该订单已结束，不能再查询申请人的信息";
    /// There is no such thing, or none that the caller may know of.
    NotFound => NOT_FOUND, "not_found", "没有找到，请检查地址或编号";
    /// Nothing is left that the officer may take.
    PoolEmpty => NOT_FOUND, "pool_empty", "暂无可抢的订单，请稍后再试";
    /// The path is there, the method is not.
    MethodNotAllowed => METHOD_NOT_ALLOWED, "method_not_allowed", "该地址不支持此请求方法";
    /// Another officer was faster.
    OrderTaken => CONFLICT, "order_taken", "该订单已被抢，请选择其他订单";
    /// The object is not in a state that allows this step; the answer names the state.
    StateConflict => CONFLICT, "state_conflict", "当前状态不允许此操作，请刷新后查看最新状态";
    /// All slots of the demand are taken.
    SlotsFull => CONFLICT, "slots_full", "该需求的受理名额已满，请选择其他需求";
    /// The institution has a slot of the demand already.
    AlreadyTaken => CONFLICT, "already_taken", "本机构已受理该需求";
    /// The offer that the applicant would choose holds no more.
    OfferExpired => CONFLICT, "offer_expired", "这份预授信已过有效期，不能再选定；请选择其他机构，或重新发布需求";
    /// The applicant has not chosen this institution for the demand.
    NotChosen => CONFLICT, "not_chosen", "申请人尚未选定本机构，暂不能授信";
    /// A feedback that can be taken back no more.
    FeedbackFinal => CONFLICT, "feedback_final", "反馈已超过十分钟或已有后续办理，不能撤回，请联系平台运营人员";
    /// The demand was posted again before.
    AlreadyReposted => CONFLICT, "already_reposted", "该需求已重新发布，请查看新的需求";
    /// Another version of the product is being written or reviewed.
    VersionOpen => CONFLICT, "version_open", "该产品已有草稿或待审版本，请先处理该版本";
    /// The product is not on the shelf.
    NotOnShelf => CONFLICT, "not_on_shelf", "该产品未上架，请选择其他产品";
    /// The product is not for this kind of applicant, region or industry.
    NotEligible => CONFLICT, "not_eligible", "您不在该产品的服务对象、区域或行业范围内";
    /// The applicant has as many open applications for the product as its institution takes.
    TooManyOpen => CONFLICT, "too_many_open", "您在该产品已有多笔申请正在办理，请等待结果或撤回后再申请";
    /// A compensation pool has no room for the loan, or not enough left of its fund.
    PoolExhausted => CONFLICT, "pool_exhausted", "该风险补偿资金池额度不足，请选择其他资金池或联系监管部门";
    /// The body is larger than the operation takes.
    BodyTooLarge => PAYLOAD_TOO_LARGE, "body_too_large", "请求内容过大，请精简后重新发送";
    /// The body is not declared as JSON.
    NotJson => UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", "请以 application/json 发送请求";
    /// Some fields are wrong; the answer lists all of them.
    InvalidFields => UNPROCESSABLE_ENTITY, "invalid_fields", "请按提示修改标出的内容";
    /// The key was used for another request before.
    KeyReused => UNPROCESSABLE_ENTITY, "idempotency_key_reused", "这份表单此前已提交成功，内容与这次不同；请先查看已提交的记录，确需另行提交请重新填写";
    /// Too many failed sign-ins.
    AccountLocked => TOO_MANY_REQUESTS, "account_locked", "登录失败次数过多，请 15 分钟后再试";
    /// Too many requests of one kind from one place.
    TooManyRequests => TOO_MANY_REQUESTS, "too_many_requests", "操作过于频繁，请稍后再试";
    /// A defect; the log has the cause under the request id.
    Internal => INTERNAL_SERVER_ERROR, "internal", "系统繁忙，请稍后重试，并向客服提供请求编号";
    /// Postgres, Redis or a partner does not answer.
    Unavailable => SERVICE_UNAVAILABLE, "unavailable", "服务暂时不可用，请稍后重试";
}

impl Fault {
    /// Why the SQL function `showing` does not let an institution see what was derived from a firm's data.
    pub fn not_shown(showing: &str) -> Self {
        if showing == "order_ended" { Self::OrderEnded } else { Self::ConsentMissing }
    }

    /// Lets through what the SQL function `showing` lets be shown.
    ///
    /// # Errors
    /// 403 where the order has ended or no consent lives.
    pub fn unless_shown(showing: &str) -> Result<(), Self> {
        if showing == "shown" { Ok(()) } else { Err(Self::not_shown(showing)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_stands_for_one_refusal() {
        let mut codes: Vec<_> = Fault::ALL.iter().map(|fault| fault.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Fault::ALL.len());
    }
}
