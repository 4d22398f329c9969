//! `manage-risk`: lists of subjects, kept by two people; what the rules make of them. R-10

use crate::consent::Desk;
use anyhow::{Context, Result};
use system_tests::{Person, Reply, Town, Value, json};

struct Office {
    desk: Desk,
    one: Person,
    other: Person,
}

impl Office {
    async fn open() -> Result<Self> {
        let desk = Desk::set().await?;
        desk.town.staff("operator", "one").await?;
        desk.town.staff("regulator", "other").await?;
        let (one, other) = (desk.town.sign_in("one").await?, desk.town.sign_in("other").await?);
        Ok(Self { desk, one, other })
    }

    async fn propose(&self, kind: &str, subject: &str, value: &str) -> Result<Reply> {
        let form = json!({
            "kind": kind, "subject": subject, "value": value, "reason": "提供虚假材料", "source": "平台核查",
        });
        self.one.post("/api/list-entries", form).await
    }

    /// Lists a subject, by both.
    async fn list(&self, kind: &str, subject: &str, value: &str) -> Result<String> {
        let made = self.propose(kind, subject, value).await?.expect(201);
        let id = made["id"].as_str().context("no id")?.to_owned();
        self.other.press(&format!("/api/list-entries/{id}/approval")).await?.expect(200);
        Ok(id)
    }

    /// The reasons of a new run over an order.
    async fn reasons(&self, order: &str) -> Result<Vec<String>> {
        let path = format!("/api/orders/{order}/decision");
        let decided = self.desk.officer.press(&path).await?.expect(201);
        let reasons = decided["reasons"].as_array().context("no reasons")?.iter();
        Ok(reasons.filter_map(|one| one.as_str().map(str::to_owned)).collect())
    }

    async fn is_listed(&self) -> Result<bool> {
        let reasons = self.reasons(&self.desk.order).await?;
        Ok(reasons.iter().any(|reason| reason == "blacklisted"))
    }
}

#[tokio::test]
async fn an_entry_counts_once_a_second_person_has_put_it_in_force() -> Result<()> {
    let office = Office::open().await?;
    let code = office.desk.town.value("select credit_code from applicant").await?;
    let made = office.propose("black", "credit_code", &code).await?.expect(201);
    assert!(!office.is_listed().await?, "proposed is not in force");
    office.propose("black", "credit_code", &code).await?.refused(409, "state_conflict");
    let path = format!("/api/list-entries/{}", made["id"].as_str().context("no id")?);
    let approval = format!("{path}/approval");
    office.one.press(&approval).await?.refused(403, "own_entry");
    office.desk.officer.press(&approval).await?.refused(403, "forbidden_role");
    office.other.press(&approval).await?.expect(200);
    office.other.press(&approval).await?.refused(409, "state_conflict");
    assert!(office.is_listed().await?);

    let removal = format!("{path}/removal");
    let reason = json!({ "reason": "已整改" });
    let reply = office.other.post(&removal, json!({})).await?;
    assert_eq!((reply.status, reply.fields()), (422, vec!["reason"]));
    assert_eq!(office.other.post(&removal, reason.clone()).await?.expect(200)["state"], "active");
    office.other.post(&removal, reason.clone()).await?.refused(403, "own_entry");
    assert!(office.is_listed().await?, "until a second person agrees");
    assert_eq!(office.one.post(&removal, reason.clone()).await?.expect(200)["state"], "removed");
    office.one.post(&removal, reason).await?.refused(409, "state_conflict");
    assert!(!office.is_listed().await?);
    office.list("black", "credit_code", &code).await?;
    assert!(office.is_listed().await?, "what was removed may come back");
    let listed = office.one.get("/api/list-entries?kind=black&state=removed").await?.expect(200);
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(listed["items"][0]["removal_reason"], "已整改");
    Ok(())
}

#[tokio::test]
async fn each_kind_of_subject_is_found_and_an_expired_one_is_not() -> Result<()> {
    let office = Office::open().await?;
    let town = &office.desk.town;
    // The telephone number of an application, and of a demand, whose index is another.
    office.list("black", "phone", "170 0000 0001").await?;
    assert!(office.is_listed().await?);
    let demand = office.desk.firm.post("/api/demands", Town::demand()).await?.expect(201);
    let demand = demand["id"].as_str().context("no id")?;
    let taken =
        office.desk.officer.press(&format!("/api/demands/{demand}/grab")).await?.expect(200);
    let taken = taken["id"].as_str().context("no id")?;
    office.list("black", "phone", "17000000002").await?;
    assert!(office.reasons(taken).await?.iter().any(|one| one == "blacklisted"));

    sqlx::query("update list_entry set valid_until = shanghai_today() - 2")
        .execute(&town.database)
        .await?;
    assert!(!office.is_listed().await?, "expired");
    let listed = office.one.get("/api/list-entries").await?.expect(200);
    for (item, shown) in ["170****0002", "170****0001"].into_iter().enumerate() {
        let item = &listed["items"][item];
        assert_eq!((&item["is_expired"], &item["shown"]), (&json!(true), &json!(shown)));
    }

    // A device is named by an order that came from it.
    let number = town
        .value(&format!("select number from loan_order where id = '{}'", office.desk.order))
        .await?;
    let reply = office.propose("black", "device", &number).await?;
    assert_eq!(
        (reply.status, reply.fields()),
        (422, vec!["value"]),
        "it said nothing of its device"
    );
    let mut form = crate::consent::application(office.desk.product);
    form["device_id"] = json!("device-0001");
    let made = office.desk.firm.post_once("/api/orders", "device", form).await?.expect(201);
    let (order, number) =
        (made["id"].as_str().context("no id")?, made["number"].as_str().context("no number")?);
    office.desk.officer.press(&format!("/api/orders/{order}/grab")).await?.expect(200);
    office.list("black", "device", number).await?;
    assert!(office.reasons(order).await?.iter().any(|one| one == "blacklisted"));
    Ok(())
}

// The grey list refuses nobody; a rule may look at it.
#[tokio::test]
async fn the_grey_list_is_an_input_of_rules() -> Result<()> {
    let office = Office::open().await?;
    office.list("grey", "phone", "17000000001").await?;
    assert_eq!(office.reasons(&office.desk.order).await?, Vec::<String>::new());
    let rules = json!({
        "kind": "anti_fraud", "title": "关注名单", "body": { "rules": [{
            "id": "G1", "title": "关注名单", "when": { "greylist_hits": "$ > 0" }, "outcome": "refer",
            "reason": "greylisted",
        }] },
    });
    let made = office.one.post("/api/rule-versions", rules).await?.expect(201);
    let id = made["id"].as_str().context("no id")?;
    office.other.press(&format!("/api/rule-versions/{id}/activation")).await?.expect(200);
    assert_eq!(office.reasons(&office.desk.order).await?, ["greylisted"]);
    Ok(())
}

#[tokio::test]
async fn what_is_wrong_with_an_entry_is_named() -> Result<()> {
    let office = Office::open().await?;
    let fields = async |form: Value| -> Result<Vec<String>> {
        let reply = office.one.post("/api/list-entries", form).await?;
        assert_eq!(reply.status, 422);
        Ok(reply.fields().into_iter().map(str::to_owned).collect())
    };
    assert_eq!(fields(json!({})).await?, ["kind", "subject", "value", "reason", "source"]);
    let mut form = json!({
        "kind": "white", "subject": "phone", "value": "12", "reason": "x", "source": "y", "valid_until": "2020-01-01",
    });
    assert_eq!(fields(form.clone()).await?, ["kind", "value", "valid_until"]);
    form["subject"] = json!("shoe_size");
    assert_eq!(fields(form).await?, ["kind", "subject", "valid_until"]);
    let unknown = office.propose("black", "device", "RT20200101-000000").await?;
    assert_eq!((unknown.status, unknown.fields()), (422, vec!["value"]));
    office.desk.officer.get("/api/list-entries").await?.refused(403, "forbidden_role");
    Ok(())
}
