//! The right call of every operation: a real object in the state that the operation needs, and a form that holds.

use super::document::Operation;
use super::objects::{Course, approval, credit, product, review, rules};
use super::scene::{Scene, Side};
use anyhow::Result;
use reqwest::{Method, RequestBuilder};
use system_tests::{PASSWORD, Person, Town, Value, json};
use uuid::Uuid;

/// What is looked at as a whole: the right call names nothing and sends nothing.
const LOOKS: [&str; 37] = [
    "/api/achievements",
    "/api/alerts",
    "/api/compensation-claims",
    "/api/compensation-pools",
    "/api/concentration-limits",
    "/api/consent-texts",
    "/api/consents",
    "/api/decision-queue",
    "/api/demands",
    "/api/dictionary",
    "/api/engine-monitor",
    "/api/exposure",
    "/api/fact-accesses",
    "/api/figures",
    "/api/inbox",
    "/api/institution/products",
    "/api/institutions",
    "/api/list-entries",
    "/api/model-monitor",
    "/api/objections",
    "/api/openapi.json",
    "/api/orders",
    "/api/pool",
    "/api/product-reviews",
    "/api/products",
    "/api/recommendations",
    "/api/reports",
    "/api/rule-inputs",
    "/api/rule-versions",
    "/api/score-models",
    "/api/scores",
    "/api/session",
    "/api/settings/institutions",
    "/api/sign-in",
    "/api/sign-in/oidc",
    "/api/sign-in/oidc/callback",
    "/api/staff",
];

/// What is sent along.
#[derive(Clone)]
enum Form {
    Nothing,
    Json(Value),
    /// As a browser sends a form.
    Fields(Vec<(&'static str, String)>),
}

/// A call that succeeds for every permitted caller.
#[derive(Clone)]
pub(crate) struct Call {
    /// What the path names.
    id: String,
    form: Form,
}

impl Call {
    fn plain() -> Self {
        Self { id: String::new(), form: Form::Nothing }
    }

    fn of(id: String) -> Self {
        Self { id, form: Form::Nothing }
    }

    fn new(form: Value) -> Self {
        Self::plain().with(form)
    }

    fn with(self, form: Value) -> Self {
        Self { form: Form::Json(form), ..self }
    }

    /// The same call of another object.
    pub(crate) fn at(&self, id: &str) -> Self {
        Self { id: id.to_owned(), ..self.clone() }
    }

    /// The call as this person makes it, with another id than the right one if one is given.
    pub(crate) fn by(
        &self,
        person: &Person,
        operation: &Operation,
        id: Option<&str>,
    ) -> RequestBuilder {
        let path = operation.path_to(id.unwrap_or(&self.id));
        let mut request = person.request(operation.method.clone(), &path);
        if operation.takes_key {
            request = request.header("Idempotency-Key", Uuid::new_v4().to_string());
        }
        match &self.form {
            Form::Nothing => request,
            Form::Json(form) => request.json(form),
            Form::Fields(fields) => request.form(fields),
        }
    }
}

impl Scene {
    /// The right call of an operation for an account with `role` on a side; none if there is none yet.
    pub(crate) async fn right(
        &self,
        operation: &Operation,
        side: &Side,
        role: &str,
    ) -> Result<Option<Call>> {
        let path = operation.path.as_str();
        let call = if operation.method == Method::GET {
            self.right_look(path, side).await?
        } else if path.starts_with("/api/orders/{id}/") {
            self.right_step(path, side).await?
        } else {
            self.right_write(operation, side, role).await?
        };
        Ok(call)
    }

    async fn right_look(&self, path: &str, side: &Side) -> Result<Option<Call>> {
        let id = match path {
            "/api/alerts/{id}" => self.alert(side).await?,
            "/api/consents/{id}/accesses" => self.consent(side).await?,
            "/api/demands/{id}" => self.chosen(side).await?.0,
            "/api/institution/products/{id}" => self.draft(side).await?,
            "/api/institutions/{id}" => side.bank.to_string(),
            "/api/orders/{id}" | "/api/orders/{id}/history" => {
                self.order(side, Course::Grabbed).await?
            }
            "/api/orders/{id}/decision" => {
                let order = self.order(side, Course::Grabbed).await?;
                side.officer.press(&format!("/api/orders/{order}/decision")).await?.expect(201);
                order
            }
            "/api/product-reviews/{id}" => self.submitted(side, "operator").await?,
            "/api/products/{id}" | "/api/products/{id}/fit" => side.product.to_string(),
            "/api/rule-versions/{id}/differences" => self.rules(&self.operator).await?,
            _ if LOOKS.contains(&path) => String::new(),
            _ => return Ok(None),
        };
        Ok(Some(Call::of(id)))
    }

    /// A step of an order.
    async fn right_step(&self, path: &str, side: &Side) -> Result<Option<Call>> {
        let (course, form) = match path.rsplit('/').next().unwrap_or_default() {
            "withdrawal" => (Course::Submitted, json!({ "reason": "另有安排" })),
            "grab" => return Ok(Some(Call::of(self.order(side, Course::Submitted).await?))),
            "decision" | "report" => {
                return Ok(Some(Call::of(self.order(side, Course::Grabbed).await?)));
            }
            "nudge" => return Ok(Some(Call::of(self.order(side, Course::Grabbed).await?))),
            "reassignment" => (Course::Grabbed, self.handing_over(side).await?),
            "first-review" => (Course::Grabbed, review()),
            "credit" => (Course::Reviewed, credit()),
            "disbursement" => (Course::Granted, self.payment(None).await?),
            "settlement" => (Course::Disbursed, json!({ "settled_on": self.days_ago(0).await? })),
            "feedback-reversal" => (Course::Reviewed, json!({ "reason": "填写有误" })),
            "compensation" => {
                let overdue = self.overdue(side).await?;
                return Ok(Some(Call::of(overdue).with(self.loss().await?)));
            }
            _ => return Ok(None),
        };
        Ok(Some(Call::of(self.order(side, course).await?).with(form)))
    }

    async fn right_write(
        &self,
        operation: &Operation,
        side: &Side,
        role: &str,
    ) -> Result<Option<Call>> {
        let path = operation.path.as_str();
        let word =
            json!({ "name": format!("新名{}", self.fresh()), "position": 3, "is_enabled": true });
        let call = match (operation.method.as_str(), path) {
            ("POST", "/api/alerts/{id}/closing") => {
                let form = json!({ "conclusion": "risk_resolved", "remark": "案件已履行完毕" });
                Call::of(self.alert(side).await?).with(form)
            }
            ("POST", "/api/alerts/{id}/handling") => {
                let form = json!({ "measure": "site_visited", "remark": "已到企业现场核实" });
                Call::of(self.alert(side).await?).with(form)
            }
            ("POST", "/api/compensation-claims/{id}") => {
                let form = json!({ "verdict": "pay", "paid_on": self.days_ago(0).await? });
                Call::of(self.claim(side).await?).with(form)
            }
            ("POST", "/api/compensation-pools") => Call::new(self.pool_form()),
            ("PUT", "/api/compensation-pools/{id}") => {
                Call::of(self.pool().await?).with(self.pool_form())
            }
            ("PUT", "/api/concentration-limits") => Call::new(json!({
                "industry": "0.25", "region": "0.3", "institution": "0.2", "borrower": "0.05",
            })),
            ("POST", "/api/consents") => Call::new(json!({ "text_id": "self_assessment.1" })),
            ("POST", "/api/consents/{id}/withdrawal") => Call::of(self.consent(side).await?),
            ("POST", "/api/decisions/{id}/replay") => Call::of(self.run(side).await?),
            ("POST", "/api/demands") => Call::new(Town::demand()),
            ("POST", "/api/demands/{id}/choice") => {
                let (demand, order) = self.precredited(side).await?;
                Call::of(demand).with(json!({ "order_id": order }))
            }
            ("POST", "/api/demands/{id}/grab") => Call::of(self.demand(side).await?),
            ("POST", "/api/demands/{id}/repost") => Call::of(self.failed(side).await?),
            ("POST", "/api/dictionary/{kind}") => {
                Call::of("purpose".to_owned()).with(self.word_form())
            }
            ("DELETE", "/api/dictionary/{kind}/{code}") => Call::of(self.word().await?),
            ("PUT", "/api/dictionary/{kind}/{code}") => Call::of(self.word().await?).with(word),
            ("POST", "/api/list-entries") => Call::new(self.entry_form()),
            ("POST", list) if list.starts_with("/api/list-entries/") => {
                self.right_list(list, role).await?
            }
            ("POST", "/api/inbox/read") => Call::plain(),
            ("POST", "/api/inbox/{id}/read") => Call::of(self.message(side, role).await?),
            ("POST", "/api/objections") => {
                self.no_open_objection().await?;
                Call::new(json!({ "score_id": side.score, "reason": "数据有误" }))
            }
            ("POST", "/api/objections/{id}/answer") => {
                Call::of(self.objection(side).await?).with(json!({ "answer": "已核实" }))
            }
            ("PUT", "/api/settings/institutions/{id}") => {
                Call::of(side.bank.to_string()).with(json!({
                    "first_review_hours": 8, "credit_hours": 16, "disbursement_hours": 720,
                    "credit_loan_days": 1, "other_loan_days": 7,
                }))
            }
            ("POST", "/api/pool/next/grab") => {
                self.order(side, Course::Submitted).await?;
                Call::plain()
            }
            ("POST", "/api/orders") => Call::new(Town::application(side.product)),
            _ => return self.right_rest(operation, side, role).await,
        };
        Ok(Some(call))
    }

    /// What becomes of an entry of a list.
    async fn right_list(&self, path: &str, role: &str) -> Result<Call> {
        if path.ends_with("/removal") {
            let form = json!({ "reason": "信息有误" });
            return Ok(Call::of(self.entry(&self.operator).await?).with(form));
        }
        // Never by who proposed it.
        let author = if role == "operator" { &self.regulator } else { &self.operator };
        Ok(Call::of(self.entry(author).await?))
    }

    /// Products, rules, scores and sessions.
    async fn right_rest(
        &self,
        operation: &Operation,
        side: &Side,
        role: &str,
    ) -> Result<Option<Call>> {
        let path = operation.path.as_str();
        let call = match (operation.method.as_str(), path) {
            ("POST", "/api/products") => Call::new(product()),
            ("PUT", "/api/products/{id}/draft") => {
                Call::of(self.draft(side).await?).with(product())
            }
            ("POST", "/api/products/{id}/submission") => Call::of(self.draft(side).await?),
            ("DELETE", "/api/products/{id}/submission") => Call::of(self.in_review(side).await?),
            ("POST", "/api/products/{id}/delisting") => {
                Call::of(self.town.product(side.bank).await?.to_string())
            }
            ("POST", "/api/product-reviews/{id}") => {
                Call::of(self.submitted(side, role).await?).with(approval())
            }
            ("POST", "/api/rule-versions") => Call::new(rules()),
            ("POST", "/api/rule-versions/{id}/activation") => {
                // Never by their author.
                let author = if role == "operator" { &self.regulator } else { &self.operator };
                Call::of(self.rules(author).await?).with(json!({}))
            }
            ("POST", "/api/rule-versions/{id}/shadow") => {
                let author = if role == "operator" { &self.regulator } else { &self.operator };
                Call::of(self.rules(author).await?)
            }
            ("DELETE", "/api/rule-versions/{id}") => Call::of(self.rules(&self.operator).await?),
            ("DELETE", "/api/rule-versions/{id}/shadow") => {
                let version = self.rules(&self.operator).await?;
                let begin = format!("/api/rule-versions/{version}/shadow");
                self.regulator.press(&begin).await?.expect(200);
                Call::of(version)
            }
            ("POST", "/api/scores") if role == "officer" => {
                self.order(side, Course::Grabbed).await?;
                Call::new(json!({ "applicant_id": side.applicant }))
            }
            ("POST", "/api/scores") => Call::new(json!({})),
            ("POST", "/api/session") => {
                let account = format!("firm.{}", side.name);
                Call::new(json!({ "account": account, "password": PASSWORD }))
            }
            ("DELETE", "/api/session") => Call::plain(),
            ("POST", "/api/partner/token") => {
                let fields = Town::partner_credentials("partner");
                Call { id: String::new(), form: Form::Fields(fields) }
            }
            ("POST", "/api/partner/scores") => Call::new(json!({
                "model": "financial",
                "firms": [{ "reference": "a", "features": Town::ratios(0)? }],
            })),
            _ => return Ok(None),
        };
        Ok(Some(call))
    }
}
