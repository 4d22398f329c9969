//! Real objects in the state that an operation needs, made by those whose they are.

use super::scene::{Scene, Side, id};
use anyhow::{Context, Result};
use system_tests::{Person, Town, Value, json};
use uuid::Uuid;

/// How far an order has come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Course {
    Submitted,
    Grabbed,
    Reviewed,
    Granted,
    /// Paid out, under a compensation pool.
    Disbursed,
}

impl Scene {
    /// An order of a side's firm, with its consent, at the side's bank.
    pub(super) async fn order(&self, side: &Side, course: Course) -> Result<String> {
        let mut form = Town::application(side.product);
        form["consent_text_id"] = json!("loan_application.2");
        let key = Uuid::new_v4().to_string();
        let order = id(&side.firm.post_once("/api/orders", &key, form).await?.expect(201))?;
        let path = |step: &str| format!("/api/orders/{order}/{step}");
        if course >= Course::Grabbed {
            side.officer.press(&path("grab")).await?.expect(200);
        }
        if course >= Course::Reviewed {
            side.officer.post(&path("first-review"), review()).await?.expect(200);
        }
        if course >= Course::Granted {
            side.officer.post(&path("credit"), credit()).await?.expect(200);
        }
        if course >= Course::Disbursed {
            let pool = self.pool().await?;
            let paid = self.payment(Some(&pool)).await?;
            side.officer.post(&path("disbursement"), paid).await?.expect(200);
        }
        Ok(order)
    }

    /// An order that waits in the pool.
    pub(crate) async fn waiting_order(&self, side: &Side) -> Result<String> {
        self.order(side, Course::Submitted).await
    }

    /// An order in the hands of the side's officer.
    pub(crate) async fn grabbed_order(&self, side: &Side) -> Result<String> {
        self.order(side, Course::Grabbed).await
    }

    /// What an officer reports when the money is out.
    pub(super) async fn payment(&self, pool: Option<&str>) -> Result<Value> {
        let mut form = json!({
            "verdict": "paid", "amount": "100000.00", "contract_number": "HT-1",
            "paid_on": self.days_ago(0).await?,
        });
        if let Some(pool) = pool {
            form["compensation_pool_id"] = json!(pool);
        }
        Ok(form)
    }

    pub(super) fn pool_form(&self) -> Value {
        let name = format!("资金池{}", self.fresh());
        json!({
            "name": name, "fund_amount": "9000000.00", "share": "0.4", "leverage_max": "10",
            "institution_ids": [self.own.bank, self.other.bank],
        })
    }

    pub(super) async fn pool(&self) -> Result<String> {
        let made = self.regulator.post("/api/compensation-pools", self.pool_form()).await?;
        id(&made.expect(201))
    }

    pub(super) fn entry_form(&self) -> Value {
        json!({
            "kind": "grey", "subject": "phone", "value": format!("1380000{:04}", self.fresh()),
            "reason": "多头申请", "source": "平台核查",
        })
    }

    /// A proposed entry of a list.
    pub(super) async fn entry(&self, author: &Person) -> Result<String> {
        id(&author.post("/api/list-entries", self.entry_form()).await?.expect(201))
    }

    /// A loan that is overdue long enough for a claim on its pool.
    pub(super) async fn overdue(&self, side: &Side) -> Result<String> {
        let order = self.order(side, Course::Disbursed).await?;
        sqlx::query(
            "update loan_order set paid_on = paid_on - 100, disbursed_at = disbursed_at - interval '100 days'
             where id = $1::uuid",
        )
        .bind(&order)
        .execute(&self.town.database)
        .await?;
        Ok(order)
    }

    /// What an officer claims of a pool.
    pub(super) async fn loss(&self) -> Result<Value> {
        Ok(json!({ "loss_amount": "1000.00", "overdue_since": self.days_ago(95).await? }))
    }

    /// A claim that waits.
    pub(super) async fn claim(&self, side: &Side) -> Result<String> {
        let path = format!("/api/orders/{}/compensation", self.overdue(side).await?);
        let claimed = side.officer.post(&path, self.loss().await?).await?.expect(200);
        Ok(claimed["claim_id"].as_str().context("no claim")?.to_owned())
    }

    /// A demand that was not taken.
    pub(crate) async fn demand(&self, side: &Side) -> Result<String> {
        id(&side.firm.post("/api/demands", Town::demand()).await?.expect(201))
    }

    /// A demand and its order, which the side's officer has taken and pre-credited.
    pub(crate) async fn precredited(&self, side: &Side) -> Result<(String, String)> {
        let demand = self.demand(side).await?;
        let order = side.officer.press(&format!("/api/demands/{demand}/grab")).await?.expect(200);
        let order = id(&order)?;
        let path = format!("/api/orders/{order}/first-review");
        side.officer.post(&path, Town::offer("700000.00")).await?.expect(200);
        Ok((demand, order))
    }

    /// The same with the choice made, so that no other institution may take it.
    pub(crate) async fn chosen(&self, side: &Side) -> Result<(String, String)> {
        let (demand, order) = self.precredited(side).await?;
        let choice = json!({ "order_id": order });
        side.firm.post(&format!("/api/demands/{demand}/choice"), choice).await?.expect(200);
        Ok((demand, order))
    }

    /// A demand that came to nothing.
    pub(super) async fn failed(&self, side: &Side) -> Result<String> {
        let (demand, order) = self.chosen(side).await?;
        let path = format!("/api/orders/{order}/credit");
        side.officer
            .post(&path, json!({ "verdict": "refuse", "reason_code": "other" }))
            .await?
            .expect(200);
        Ok(demand)
    }

    pub(crate) async fn consent(&self, side: &Side) -> Result<String> {
        let text = json!({ "text_id": "recommendation.1" });
        id(&side.firm.post("/api/consents", text).await?.expect(201))
    }

    /// A decision on an order in the officer's hands.
    pub(super) async fn run(&self, side: &Side) -> Result<String> {
        let order = self.order(side, Course::Grabbed).await?;
        id(&side.officer.press(&format!("/api/orders/{order}/decision")).await?.expect(201))
    }

    /// The path of the page of a report.
    pub(crate) async fn report(&self, side: &Side) -> Result<String> {
        let order = self.order(side, Course::Grabbed).await?;
        let made = side.officer.press(&format!("/api/orders/{order}/report")).await?.expect(201);
        Ok(made["page"].as_str().context("no page")?.to_owned())
    }

    /// Answers what is open: there is one objection to a score at a time.
    pub(super) async fn no_open_objection(&self) -> Result<()> {
        let settled =
            "update objection set state = 'answered', answer = '已核实', answered_at = now(),
                           answered_by = (select id from account where login = 'operator')
                       where state = 'open'";
        sqlx::query(settled).execute(&self.town.database).await?;
        Ok(())
    }

    pub(crate) async fn objection(&self, side: &Side) -> Result<String> {
        self.no_open_objection().await?;
        let form = json!({ "score_id": side.score, "reason": "数据有误" });
        id(&side.firm.post("/api/objections", form).await?.expect(201))
    }

    /// Rules that refuse no application, drafted by `author`.
    pub(super) async fn rules(&self, author: &Person) -> Result<String> {
        id(&author.post("/api/rule-versions", rules()).await?.expect(201))
    }

    /// A draft of a product.
    pub(crate) async fn draft(&self, side: &Side) -> Result<String> {
        id(&side.manager.post("/api/products", product()).await?.expect(201))
    }

    /// The version of a draft.
    pub(crate) async fn version_of(&self, product: &str) -> Result<String> {
        let version = format!("select id from product_version where product_id = '{product}'");
        self.town.value(&version).await
    }

    /// A product whose version is in review.
    pub(super) async fn in_review(&self, side: &Side) -> Result<String> {
        let product = self.draft(side).await?;
        side.manager.press(&format!("/api/products/{product}/submission")).await?.expect(200);
        Ok(product)
    }

    /// What a manager says who hands an order over to the officer's colleague.
    pub(super) async fn handing_over(&self, side: &Side) -> Result<Value> {
        let colleague =
            format!("select officer_id from account where login = 'colleague.{}'", side.name);
        Ok(json!({ "officer_id": self.town.value(&colleague).await? }))
    }

    /// A version that waits for this role's verdict.
    pub(super) async fn submitted(&self, side: &Side, role: &str) -> Result<String> {
        let product = self.draft(side).await?;
        side.manager.press(&format!("/api/products/{product}/submission")).await?.expect(200);
        let version = self.version_of(&product).await?;
        if role == "regulator" {
            let path = format!("/api/product-reviews/{version}");
            self.operator.post(&path, approval()).await?.expect(200);
        }
        Ok(version)
    }

    /// An alert about a loan of the side's officer: the first of a side by a sweep over a loan past its day, the others
    /// by the same look, as if more rules had found something.
    pub(crate) async fn alert(&self, side: &Side) -> Result<String> {
        let first =
            format!("select min(id::text) from loan_alert where institution_id = '{}'", side.bank);
        let mut found = self.town.value(&first).await?;
        if found.is_empty() {
            let order = self.order(side, Course::Disbursed).await?;
            let past = format!(
                "update loan_order set paid_on = paid_on - interval '2 years' where id = '{order}'"
            );
            sqlx::query(&past).execute(&self.town.database).await?;
            self.town.tick("warn-loans").await?.expect(200);
            found = self.town.value(&first).await?;
        }
        let another = format!(
            "insert into loan_alert (id, applicant_id, institution_id, order_id, officer_id, check_id, rule, period,
                 severity, title, reason, sentence)
             select gen_random_uuid(), applicant_id, institution_id, order_id, officer_id, check_id, 'X{}', period,
                 severity, title, reason, sentence
             from loan_alert where id = '{found}' returning id::text",
            self.fresh()
        );
        Ok(sqlx::query_scalar(&another).fetch_one(&self.town.database).await?)
    }

    /// A message to the accounts with a role on a side.
    pub(crate) async fn message(&self, side: &Side, role: &str) -> Result<String> {
        let (audience, whom) = match role {
            "applicant" => ("applicant_id", side.applicant.to_string()),
            "officer" => ("officer_id", side.officer_id.to_string()),
            "manager" => ("institution_id", side.bank.to_string()),
            _ => ("role", role.to_owned()),
        };
        let told = format!(
            "insert into inbox (kind, {audience}, payload)
             values ('order_grabbed', '{whom}', '{{\"order_number\": \"RT-1\"}}') returning id::text"
        );
        Ok(sqlx::query_scalar(&told).fetch_one(&self.town.database).await?)
    }

    /// A new word of the dictionary, as its path says it.
    pub(super) async fn word(&self) -> Result<String> {
        let word = self.word_form();
        self.operator.post("/api/dictionary/purpose", word.clone()).await?.expect(201);
        Ok(format!("purpose/{}", word["code"].as_str().unwrap_or_default()))
    }

    pub(super) fn word_form(&self) -> Value {
        let number = self.fresh();
        json!({ "code": format!("word_{number}"), "name": format!("用途{number}"), "position": 20 })
    }
}

pub(super) fn review() -> Value {
    json!({ "verdict": "pass", "remark": "资料齐全" })
}

pub(super) fn credit() -> Value {
    json!({
        "verdict": "grant", "amount": "100000.00", "annual_rate": "0.045", "term_months": 12,
        "guarantee_mode": "credit", "remark": "同意",
    })
}

pub(super) fn approval() -> Value {
    json!({ "verdict": "approve", "reason": "" })
}

pub(super) fn rules() -> Value {
    json!({
        "kind": "admission", "title": "不拒绝任何人",
        "body": { "rules": [{
            "id": "S1", "title": "金额上限", "when": { "amount": "$ > 100000000000" }, "outcome": "refuse",
            "reason": "amount_too_high",
        }] },
    })
}

pub(super) fn product() -> Value {
    json!({
        "name": "颍融信用贷", "summary": "小微企业流动资金", "guarantee_mode": "credit",
        "amount_min": "50000.00", "amount_max": "1000000.00", "term_months_min": 3, "term_months_max": 24,
        "annual_rate_min": "0.0365", "annual_rate_max": "0.0585", "subject_types": ["company"],
        "region_codes": [], "industry_sections": [], "conditions": "经营满一年", "materials": "营业执照",
    })
}
