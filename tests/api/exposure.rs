//! `manage-risk`: money that is out, concentration, guarantees and compensation pools, from the pool that a regulator
//! sets up to what it has paid.

use crate::consent::{Desk, application};
use crate::shared::city;
use anyhow::{Context, Result};
use system_tests::{Person, Reply, Town, Value, json};
use uuid::Uuid;

/// A bank whose officer has an order that is granted 100,000 yuan, and a pool that covers four tenths.
pub(crate) struct Fund {
    pub(crate) desk: Desk,
    pub(crate) regulator: Person,
    pub(crate) pool: Value,
}

pub(crate) fn pool(fund: &str, leverage: &str) -> Value {
    json!({ "name": "普惠贷款风险补偿资金池", "fund_amount": fund, "share": "0.4", "leverage_max": leverage })
}

/// The path of what has an id.
pub(crate) fn path(list: &str, one: &Value, key: &str) -> Result<String> {
    Ok(format!("/api/{list}/{}", one[key].as_str().with_context(|| format!("no {key}: {one}"))?))
}

impl Fund {
    pub(crate) async fn set(fund: &str, leverage: &str) -> Result<Self> {
        let desk = Desk::set().await?;
        desk.town.staff("regulator", "regulator").await?;
        let regulator = desk.town.sign_in("regulator").await?;
        let mut form = pool(fund, leverage);
        form["institution_ids"] =
            json!([desk.town.value("select institution_id from loan_order").await?]);
        let pool = regulator.post("/api/compensation-pools", form).await?;
        let fund = Self { regulator, pool: pool.expect(201), desk };
        fund.grant(&fund.desk.order).await?;
        Ok(fund)
    }

    pub(crate) async fn grant(&self, order: &str) -> Result<()> {
        let pass = json!({ "verdict": "pass" });
        self.report(order, "first-review", pass).await?.expect(200);
        let grant = json!({
            "verdict": "grant", "amount": "100000.00", "annual_rate": "0.045", "term_months": 12,
            "guarantee_mode": "credit",
        });
        self.report(order, "credit", grant).await?.expect(200);
        Ok(())
    }

    pub(crate) async fn report(&self, order: &str, step: &str, body: Value) -> Result<Reply> {
        self.desk.officer.post(&format!("/api/orders/{order}/{step}"), body).await
    }

    pub(crate) async fn pay(&self, amount: &str, pool: &Value) -> Result<Reply> {
        self.pay_order(&self.desk.order, amount, pool).await
    }

    pub(crate) async fn pay_order(&self, order: &str, amount: &str, pool: &Value) -> Result<Reply> {
        self.desk.town.age_orders(3).await?;
        let day = self.desk.town.days_ago(2).await?;
        let paid = json!({
            "verdict": "paid", "amount": amount, "contract_number": "HT-1", "paid_on": day,
            "compensation_pool_id": pool,
        });
        self.report(order, "disbursement", paid).await
    }

    /// As time goes by.
    pub(crate) async fn age(&self, days: i32) -> Result<()> {
        sqlx::query(
            "update loan_order set paid_on = paid_on - $1, disbursed_at = disbursed_at - make_interval(days => $1)",
        )
        .bind(days)
        .execute(&self.desk.town.database)
        .await?;
        Ok(())
    }

    pub(crate) async fn claim(&self, loss: &str, overdue_days: i32) -> Result<Reply> {
        let day = format!("select (now() at time zone 'Asia/Shanghai')::date - {overdue_days}");
        let body =
            json!({ "loss_amount": loss, "overdue_since": self.desk.town.value(&day).await? });
        self.report(&self.desk.order, "compensation", body).await
    }

    pub(crate) async fn decide(&self, claim: &Value, body: Value) -> Result<Reply> {
        self.regulator.post(&path("compensation-claims", claim, "claim_id")?, body).await
    }

    pub(crate) async fn today(&self) -> Result<String> {
        self.desk.town.value("select (now() at time zone 'Asia/Shanghai')::date").await
    }

    pub(crate) async fn exposure(&self) -> Result<Value> {
        Ok(self.regulator.get("/api/exposure").await?.expect(200))
    }
}

#[tokio::test]
async fn a_pool_bears_its_share_once() -> Result<()> {
    let fund = Fund::set("50000.00", "10").await?;
    fund.claim("1000.00", 1).await?.refused(409, "state_conflict");
    let unknown = fund.pay("100000.00", &json!(Uuid::now_v7())).await?;
    assert_eq!((unknown.status, unknown.fields()), (422, vec!["compensation_pool_id"]));
    fund.pay("90000.00", &fund.pool["id"]).await?.expect(200);
    let listed = fund.desk.officer.get("/api/compensation-pools").await?.expect(200);
    assert_eq!(listed["items"][0]["room_amount"], "410000.0000", "ten funds less the loan");
    assert!(listed["items"][0]["institutions"].is_null(), "who else belongs to it");

    fund.age(100).await?;
    let over = fund.claim("90000.01", 95).await?;
    assert_eq!((over.status, over.fields()), (422, vec!["loss_amount"]));
    let claim = fund.claim("12345.67", 95).await?.expect(200);
    assert_eq!(claim["payable_amount"], "4938.27", "four tenths to the cent");
    let paid = json!({ "verdict": "pay", "paid_on": fund.today().await? });
    fund.decide(&claim, paid.clone()).await?.expect(200);
    fund.decide(&claim, paid).await?.refused(409, "state_conflict");
    fund.claim("12345.67", 95).await?.refused(409, "state_conflict");

    let told = &fund.exposure().await?["pools"][0];
    let expected = json!({
        "fund_amount": "50000.00", "share": "0.400000", "leverage": "0.00", "left_amount": "45061.73",
        "covered_loans": 0, "covered_amount": "0.00", "paid_loans": 1, "loss_amount": "12345.67",
        "paid_amount": "4938.27",
    });
    for (field, value) in expected.as_object().context("an object")? {
        assert_eq!(&told[field.as_str()], value, "{field}");
    }
    let path = format!("/api/orders/{}", fund.desk.order);
    let order = fund.desk.officer.get(&path).await?.expect(200);
    assert_eq!(order["compensation"]["paid_amount"], "4938.27");
    assert_eq!(order["compensation"]["claim"]["state"], "paid");
    assert!(fund.desk.firm.get(&path).await?.expect(200)["compensation"].is_null());
    let audit = "select string_agg(action, ' ' order by id) from audit_entry
                 where action in ('add_pool', 'claim_compensation', 'compensation')";
    assert_eq!(fund.desk.town.value(audit).await?, "add_pool claim_compensation compensation");
    Ok(())
}

// O-11
#[tokio::test]
async fn a_name_that_looks_like_another_is_taken() -> Result<()> {
    let fund = Fund::set("1000000.00", "1").await?;
    let mut form = pool("1000000.00", "1");
    for name in ["科技Ａ１资金池", "科技a1资金池", "科技 A1 资金池"] {
        form["name"] = json!(name);
        let reply = fund.regulator.post("/api/compensation-pools", form.clone()).await?;
        if name.contains('Ａ') {
            reply.expect(201);
        } else {
            assert_eq!((reply.status, reply.fields()), (422, vec!["name"]), "{name}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn settlement_gives_the_room_back() -> Result<()> {
    let fund = Fund::set("100000.00", "1").await?;
    fund.pay("100000.00", &fund.pool["id"]).await?.expect(200);
    let room = "select fund_amount * leverage_max - covered_amount from compensation_pool";
    assert_eq!(fund.desk.town.value(room).await?, "0.0000");
    let smaller = pool("99999.99", "1");
    let path = path("compensation-pools", &fund.pool, "id")?;
    let reply = fund.regulator.put(&path, smaller).await?;
    assert_eq!((reply.status, reply.fields()), (422, vec!["fund_amount"]), "below what it covers");
    let today = fund.desk.town.days_ago(1).await?;
    let settled = json!({ "settled_on": today });
    fund.report(&fund.desk.order, "settlement", settled).await?.expect(200);
    assert_eq!(fund.desk.town.value(room).await?, "100000.0000");
    fund.claim("1.00", 1).await?.refused(409, "state_conflict");
    fund.regulator.put(&path, pool("1.00", "1")).await?.expect(200);
    Ok(())
}

#[tokio::test]
async fn a_loan_beyond_the_room_is_not_half_paid() -> Result<()> {
    let fund = Fund::set("9999.99", "10").await?;
    fund.pay("100000.00", &fund.pool["id"]).await?.refused(409, "pool_exhausted");
    let state = "select state || (select count(*) from compensation) from loan_order";
    assert_eq!(fund.desk.town.value(state).await?, "credit_granted0", "nothing was kept");
    let closed = json!({
        "name": "停用的资金池", "fund_amount": "500000.00", "share": "1", "leverage_max": "1", "is_active": false,
    });
    let path = path("compensation-pools", &fund.pool, "id")?;
    fund.regulator.put(&path, closed).await?.expect(200);
    let reply = fund.pay("100000.00", &fund.pool["id"]).await?;
    assert_eq!((reply.status, reply.fields()), (422, vec!["compensation_pool_id"]));
    fund.pay("100000.00", &Value::Null).await?.expect(200);
    Ok(())
}

/// Two loans for the room of one: the database lets one in, whole, and the other not at all.
#[tokio::test]
async fn the_last_room_is_given_once() -> Result<()> {
    let fund = Fund::set("100000.00", "1").await?;
    let made = fund.desk.firm.post_once("/api/orders", "other", application(fund.desk.product));
    let made = made.await?.expect(201);
    let other = made["id"].as_str().context("no id")?;
    fund.desk.officer.press(&format!("/api/orders/{other}/grab")).await?.expect(200);
    fund.grant(other).await?;
    let pool = &fund.pool["id"];
    let (one, two) =
        tokio::try_join!(fund.pay("100000.00", pool), fund.pay_order(other, "100000.00", pool))?;
    let mut codes = [(one.status, one.code()), (two.status, two.code())];
    codes.sort_unstable();
    assert_eq!(codes, [(200, ""), (409, "pool_exhausted")]);
    let kept = "select (select count(*) from compensation) || ' '
                    || (select count(*) from loan_order where state = 'credit_granted') || ' '
                    || (select covered_amount from compensation_pool)";
    assert_eq!(fund.desk.town.value(kept).await?, "1 1 100000.00");
    Ok(())
}

#[tokio::test]
async fn only_a_regulator_sets_pools_up() -> Result<()> {
    let town = Town::start().await?;
    let bank = town.institution("bank").await?;
    town.manager(bank, "manager").await?;
    town.company("firm").await?;
    for role in ["operator", "regulator"] {
        town.staff(role, role).await?;
    }
    for login in ["manager", "operator", "firm"] {
        let person = town.sign_in(login).await?;
        let reply = person.post("/api/compensation-pools", pool("1.00", "1")).await?;
        reply.refused(403, "forbidden_role");
    }
    town.sign_in("firm")
        .await?
        .get("/api/compensation-pools")
        .await?
        .refused(403, "forbidden_role");
    town.sign_in("firm").await?.get("/api/exposure").await?.refused(403, "forbidden_role");
    let regulator = town.sign_in("regulator").await?;
    regulator.post("/api/compensation-pools", pool("1.00", "1")).await?.expect(201);
    let again = regulator.post("/api/compensation-pools", pool("2.00", "1")).await?;
    assert_eq!((again.status, again.fields()), (422, vec!["name"]));
    let path = format!("/api/compensation-pools/{}", Uuid::now_v7());
    regulator.put(&path, pool("1.00", "1")).await?.refused(404, "not_found");
    Ok(())
}

/// What a regulator sets is what is warned by; who may not set it changes nothing.
#[tokio::test]
async fn a_regulator_sets_the_bounds_of_concentration() -> Result<()> {
    let fund = Fund::set("100000.00", "1").await?;
    fund.pay("100000.00", &Value::Null).await?.expect(200);
    let town = &fund.desk.town;
    let limits = |region: &str| json!({ "industry": "1", "region": region, "institution": "1", "borrower": "1" });
    town.staff("operator", "operator").await?;
    for person in [&town.sign_in("operator").await?, &fund.desk.officer, &fund.desk.firm] {
        let reply = person.put("/api/concentration-limits", limits("0.5")).await?;
        reply.refused(403, "forbidden_role");
    }
    fund.desk.officer.get("/api/concentration-limits").await?.refused(403, "forbidden_role");
    let before = fund.regulator.get("/api/concentration-limits").await?.expect(200);
    assert_eq!(before["borrower"], "0.050000", "as the platform begins");

    let wrong = json!({ "industry": "0", "region": "1.01", "institution": "0.1234567" });
    let reply = fund.regulator.put("/api/concentration-limits", wrong).await?;
    let fields = vec!["industry", "region", "institution", "borrower"];
    assert_eq!((reply.status, reply.fields()), (422, fields));

    let set = fund.regulator.put("/api/concentration-limits", limits("0.9999")).await?.expect(200);
    assert_eq!(set["region"], "0.999900");
    let told = fund.exposure().await?;
    let concentrated: Vec<_> = told["dimensions"]
        .as_array()
        .context("no dimensions")?
        .iter()
        .filter(|one| one["is_concentrated"] == true)
        .filter_map(|one| one["dimension"].as_str())
        .collect();
    assert_eq!(concentrated, ["region"], "one loan is all there is");
    let audit = "select detail #>> '{before,region}' || ' ' || (detail #>> '{after,region}')
                 from audit_entry where action = 'set_limits'";
    assert_eq!(town.value(audit).await?, "0.300000 0.999900");
    Ok(())
}

/// The demo city against statements written here.
#[tokio::test]
async fn exposure_adds_up_and_warns() -> Result<()> {
    let city = city().await?;
    let town = &city.town;
    let regulator = city.person("regulator01")?;
    let told = regulator.get("/api/exposure").await?.expect(200);
    let total =
        "select count(*) || ' ' || sum(disbursed_amount) from loan_order where state = 'disbursed'";
    let said = format!(
        "{} {}",
        told["total"]["loans"],
        told["total"]["amount"].as_str().context("no amount")?
    );
    assert_eq!(said, town.value(total).await?);
    let dimensions = told["dimensions"].as_array().context("no dimensions")?;
    let names: Vec<_> = dimensions.iter().filter_map(|one| one["dimension"].as_str()).collect();
    assert_eq!(names, ["industry", "region", "institution", "borrower", "guarantee_mode"]);
    for dimension in dimensions.iter().filter(|one| one["dimension"] != "borrower") {
        let shares = dimension["items"].as_array().context("no items")?.iter();
        let shares: Vec<f64> =
            shares.filter_map(|one| one["share"].as_str()?.parse().ok()).collect();
        let sum: f64 = shares.iter().sum();
        assert!((sum - 1.0).abs() < 1e-3, "{}: {sum}", dimension["dimension"]);
        let squares: f64 = shares.iter().map(|share| share * share).sum();
        let herfindahl: f64 = dimension["herfindahl"].as_str().context("no index")?.parse()?;
        assert!((squares - herfindahl).abs() < 1e-4);
        if let Some(most) = dimension["share_max"].as_str() {
            let most: f64 = most.parse()?;
            let over = shares.iter().any(|share| *share > most);
            assert_eq!(dimension["is_concentrated"], over, "{}", dimension["dimension"]);
        }
    }
    let borrowers = &dimensions[3]["items"];
    assert!(borrowers[0]["code"].is_null() && borrowers[0]["name"].is_null(), "G-18");

    let manager = city.person("manager01")?;
    let own = manager.get("/api/exposure").await?.expect(200);
    let bank =
        "select count(*) from loan_order o join account a on a.institution_id = o.institution_id
                where a.login = 'manager01' and o.state = 'disbursed'";
    assert_eq!(own["total"]["loans"].to_string(), town.value(bank).await?);
    let own = own["dimensions"].as_array().context("no dimensions")?;
    assert!(own.iter().all(|one| one["dimension"] != "institution"));
    Ok(())
}
