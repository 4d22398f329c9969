//! The order's life, walked at random: after every step the database and `shared/domain` agree on where the order
//! stands and on what may follow. R-05

#![expect(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    reason = "an answer of another shape fails the test, and ids are made here"
)]

use anyhow::{Context, Result};
use domain::OrderState;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use std::collections::HashSet;
use system_tests::{Person, Reply, Town, Value, json};
use tokio::runtime::Runtime;
use uuid::Uuid;

/// What somebody may try on an order.
#[derive(Debug, Clone, Copy)]
enum Act {
    Grab,
    PassReview,
    RefuseReview,
    GrantCredit,
    RefuseCredit,
    Pay,
    RefusePayment,
    Withdraw,
}

use Act::{
    Grab, GrantCredit, PassReview, Pay, RefuseCredit, RefusePayment, RefuseReview, Withdraw,
};

const ACTS: [Act; 8] =
    [Grab, PassReview, RefuseReview, GrantCredit, RefuseCredit, Pay, RefusePayment, Withdraw];

impl Act {
    /// The state that the act leads to.
    fn leads_to(self) -> OrderState {
        match self {
            Grab => OrderState::Grabbed,
            PassReview => OrderState::FirstReviewPassed,
            RefuseReview => OrderState::FirstReviewRefused,
            GrantCredit => OrderState::CreditGranted,
            RefuseCredit => OrderState::CreditRefused,
            Pay => OrderState::Disbursed,
            RefusePayment => OrderState::DisbursementRefused,
            Withdraw => OrderState::Withdrawn,
        }
    }

    /// The operation and its form.
    fn form(self, today: &str) -> (&'static str, Value) {
        match self {
            Grab => ("grab", json!({})),
            PassReview => ("first-review", json!({ "verdict": "pass", "remark": "" })),
            RefuseReview => {
                ("first-review", json!({ "verdict": "refuse", "reason_code": "other" }))
            }
            GrantCredit => (
                "credit",
                json!({
                    "verdict": "grant", "amount": "10000.00", "annual_rate": "0.04",
                    "term_months": 12, "guarantee_mode": "credit", "remark": "",
                }),
            ),
            RefuseCredit => ("credit", json!({ "verdict": "refuse", "reason_code": "other" })),
            Pay => (
                "disbursement",
                json!({
                    "verdict": "paid", "amount": "10000.00", "contract_number": "HT-1",
                    "paid_on": today, "remark": "",
                }),
            ),
            RefusePayment => {
                ("disbursement", json!({ "verdict": "refuse", "reason_code": "other" }))
            }
            Withdraw => ("withdrawal", json!({})),
        }
    }
}

struct Stage {
    town: Town,
    product: Uuid,
    applicant: Person,
    officer: Person,
    today: String,
}

impl Stage {
    async fn set() -> Result<Self> {
        let town = Town::start().await?;
        let bank = town.institution("bank").await?;
        let product = town.product(bank).await?;
        town.company("firm").await?;
        town.officer(bank, "officer").await?;
        let (applicant, officer) = (town.sign_in("firm").await?, town.sign_in("officer").await?);
        let today = town.days_ago(0).await?;
        Ok(Self { town, product, applicant, officer, today })
    }

    async fn order(&self) -> Result<String> {
        let key = Uuid::new_v4().to_string();
        let form = Town::application(self.product);
        let order = self.applicant.post_once("/api/orders", &key, form).await?.expect(201);
        Ok(order["id"].as_str().context("no id")?.to_owned())
    }

    async fn attempt(&self, order: &str, act: Act) -> Result<Reply> {
        let (operation, body) = act.form(&self.today);
        let person = if matches!(act, Withdraw) { &self.applicant } else { &self.officer };
        person.post(&format!("/api/orders/{order}/{operation}"), body).await
    }

    /// Where the database says the order stands, and whether its events say the same.
    async fn stands(&self, order: &str) -> Result<OrderState> {
        let row = format!("select state from loan_order where id = '{order}'");
        let state = OrderState::from_word(&self.town.value(&row).await?);
        let state = state.context("an unknown state")?;
        let last = format!(
            "select to_state from order_event where order_id = '{order}' order by id desc limit 1"
        );
        anyhow::ensure!(self.town.value(&last).await? == state.as_str(), "event and state differ");
        Ok(state)
    }

    async fn walk(&self, acts: &[Act]) -> Result<()> {
        let order = self.order().await?;
        let mut model = OrderState::Submitted;
        let mut grabbed = false;
        for &act in acts {
            let reply = self.attempt(&order, act).await?;
            let legal = model.may_become(act.leads_to());
            // An order that was not grabbed has no officer yet: the steps after the grab do not see it.
            let unseen = !grabbed && !matches!(act, Grab | Withdraw);
            let expected = if legal {
                200
            } else if unseen {
                404
            } else {
                409
            };
            anyhow::ensure!(reply.status == expected, "{act:?} on {model:?}: {}", reply.body);
            if legal {
                model = act.leads_to();
                grabbed |= matches!(act, Grab);
            }
            let stands = self.stands(&order).await?;
            anyhow::ensure!(stands == model, "{stands:?} in the database, {model:?} in the domain");
        }
        Ok(())
    }
}

#[test]
fn database_and_domain_walk_together() -> Result<()> {
    let runtime = Runtime::new()?;
    let stage = runtime.block_on(Stage::set())?;
    // Half of the walks go straight ahead for a while, else few would get as far as the money.
    let straight = [Grab, PassReview, GrantCredit, Pay];
    let walks = (0..=straight.len(), prop::collection::vec(prop::sample::select(&ACTS[..]), 1..10));
    let mut runner =
        TestRunner::new(Config { cases: 60, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&walks, |(ahead, more)| {
        let acts: Vec<_> = straight.iter().take(ahead).copied().chain(more).collect();
        let walked = runtime.block_on(stage.walk(&acts));
        walked.map_err(|error| TestCaseError::fail(format!("{acts:?}: {error:#}")))
    });
    outcome.map_err(|error| anyhow::anyhow!("{error}"))
}

#[tokio::test]
async fn both_hold_the_same_table() -> Result<()> {
    let town = Town::start().await?;
    let rows: Vec<(String, String)> =
        sqlx::query_as("select from_state, to_state from order_transition")
            .fetch_all(&town.database)
            .await?;
    let database: HashSet<_> = rows.into_iter().collect();
    let domain: HashSet<_> = OrderState::ALL
        .iter()
        .flat_map(|from| from.next().iter().map(move |to| (from, *to)))
        .map(|(from, to)| (from.as_str().to_owned(), to.as_str().to_owned()))
        .collect();
    assert_eq!(database, domain);
    Ok(())
}

/// A program that bypasses the functions still meets the schema: every illegal step is refused by name.
#[tokio::test]
async fn the_schema_refuses_every_other_step() -> Result<()> {
    let stage = Stage::set().await?;
    let order = stage.order().await?;
    let mut illegal = 0;
    for &to in OrderState::ALL {
        if to == OrderState::Submitted || OrderState::Submitted.may_become(to) {
            continue;
        }
        let forced =
            format!("update loan_order set state = '{}' where id = '{order}'", to.as_str());
        let refused = sqlx::query(&forced).execute(&stage.town.database).await.unwrap_err();
        let constraint = refused.as_database_error().and_then(|error| error.constraint());
        assert_eq!(constraint, Some("loan_order_transition"), "{to:?}");
        illegal += 1;
    }
    let legal = OrderState::Submitted.next().len();
    assert_eq!(illegal + legal + 1, OrderState::ALL.len(), "each state was looked at");
    let rewrite = sqlx::query("delete from order_event").execute(&stage.town.database);
    let refused = rewrite.await.unwrap_err();
    let code = refused.as_database_error().and_then(|error| error.code());
    assert_eq!(
        code.as_deref(),
        Some("42501"),
        "events are append-only, to the owner too: {refused}"
    );
    Ok(())
}
