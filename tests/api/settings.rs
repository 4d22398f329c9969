//! `manage-settings`: response times of institutions, the dictionary, and the staff of an institution. O-11, O-12, B-20

use anyhow::{Context, Result};
use system_tests::{Person, Town, Value, json};
use uuid::Uuid;

struct Office {
    town: Town,
    bank: Uuid,
    operator: Person,
}

impl Office {
    async fn open() -> Result<Self> {
        let town = Town::start().await?;
        let bank = town.institution("bank").await?;
        for role in ["operator", "regulator"] {
            town.staff(role, role).await?;
        }
        let operator = town.sign_in("operator").await?;
        Ok(Self { town, bank, operator })
    }

    fn times_path(&self) -> String {
        format!("/api/settings/institutions/{}", self.bank)
    }

    async fn word(&self, kind: &str, code: &str) -> Result<Option<Value>> {
        let all = self.operator.get("/api/dictionary").await?.expect(200);
        let items = all["items"].as_array().context("no items")?;
        Ok(items.iter().find(|one| one["kind"] == kind && one["code"] == code).cloned())
    }
}

fn times() -> Value {
    json!({
        "first_review_hours": 8, "credit_hours": 16, "disbursement_hours": 720,
        "credit_loan_days": 1, "other_loan_days": 7,
    })
}

// O-12, B-20
#[tokio::test]
async fn new_times_are_for_what_comes_after() -> Result<()> {
    let office = Office::open().await?;
    let product = office.town.product(office.bank).await?;
    office.town.company("firm").await?;
    office.town.officer(office.bank, "officer").await?;
    let firm = office.town.sign_in("firm").await?;
    let apply = async |key: &str| {
        let form = Town::application(product);
        anyhow::Ok(firm.post_once("/api/orders", key, form).await?.expect(201))
    };
    let before = apply("before").await?;
    let set = office.operator.put(&office.times_path(), times()).await?.expect(200);
    for (field, value) in times().as_object().context("no times")? {
        assert_eq!(&set[field.as_str()], value, "{field}");
    }
    let listed = office.operator.get("/api/settings/institutions?limit=1").await?.expect(200);
    assert_eq!((&listed["items"][0], &listed["next_cursor"]), (&set, &Value::Null));

    let due = async |id: &Value, days: u8| {
        let id = id.as_str().unwrap_or_default();
        let query = format!(
            "select complete_due_at = working_deadline(submitted_at, {days}) from loan_order where id = '{id}'"
        );
        office.town.value(&query).await
    };
    assert_eq!(due(&before["id"], 3).await?, "true", "an order keeps its deadline");
    let after = apply("after").await?;
    assert_eq!(due(&after["id"], 1).await?, "true", "a new order has the new one");
    let officer = office.town.sign_in("officer").await?;
    let grab = format!("/api/orders/{}/grab", after["id"].as_str().context("no id")?);
    officer.press(&grab).await?.expect(200);
    let stage = "select stage_due_at = working_hours_later(grabbed_at, 8) from loan_order where state = 'grabbed'";
    assert_eq!(office.town.value(stage).await?, "true");

    let audit = "select (detail -> 'before' ->> 'credit_loan_days') || (detail -> 'after' ->> 'credit_loan_days')
                 from audit_entry where action = 'set_times'";
    assert_eq!(office.town.value(audit).await?, "31");
    Ok(())
}

// B-20, O-12
#[tokio::test]
async fn times_have_bounds() -> Result<()> {
    let office = Office::open().await?;
    let cases = [
        ("first_review_hours", json!(0)),
        ("first_review_hours", json!(721)),
        ("credit_hours", json!(-1)),
        ("disbursement_hours", json!(9_000_000_000_i64)),
        ("credit_loan_days", json!(0)),
        ("credit_loan_days", json!(4)),
        ("other_loan_days", json!(6)),
        ("other_loan_days", json!(14)),
        ("other_loan_days", Value::Null),
        ("credit_hours", json!("8")),
    ];
    for (field, value) in cases {
        let mut form = times();
        form[field] = value.clone();
        let reply = office.operator.put(&office.times_path(), form).await?;
        assert_eq!((reply.status, reply.fields()), (422, vec![field]), "{value}");
    }
    let empty = office.operator.put(&office.times_path(), json!({})).await?;
    assert_eq!(empty.fields().len(), 5, "{}", empty.body);
    assert_eq!(office.town.value("select count(*) from institution_deadline").await?, "0");
    let nobody = format!("/api/settings/institutions/{}", Uuid::new_v4());
    office.operator.put(&nobody, times()).await?.refused(404, "not_found");
    Ok(())
}

// O-12
#[tokio::test]
async fn institutions_come_in_pages() -> Result<()> {
    let office = Office::open().await?;
    for _ in 0..4 {
        office.town.institution("trust").await?;
    }
    let (mut names, mut path) = (Vec::new(), "/api/settings/institutions?limit=2".to_owned());
    loop {
        let page = office.operator.get(&path).await?.expect(200);
        let items = page["items"].as_array().context("no items")?;
        names.extend(items.iter().filter_map(|one| one["name"].as_str().map(str::to_owned)));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/api/settings/institutions?limit=2&cursor={cursor}");
    }
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 5);
    Ok(())
}

// O-11
#[tokio::test]
async fn a_word_is_added_changed_and_removed() -> Result<()> {
    let office = Office::open().await?;
    let operator = &office.operator;
    for kind in ["purpose", "institution_category"] {
        let base = format!("/api/dictionary/{kind}");
        let word = json!({ "code": "training", "name": "职业培训", "position": 20 });
        let added = operator.post(&base, word.clone()).await?.expect(201);
        assert_eq!((&added["kind"], &added["is_enabled"]), (&json!(kind), &json!(true)));
        let twice = operator.post(&base, word.clone()).await?.refused(409, "state_conflict");
        assert_eq!(twice["state"], "exists");
        let mut namesake = word;
        namesake["code"] = json!("training_2");
        assert_eq!(operator.post(&base, namesake).await?.fields(), ["name"]);

        let path = format!("{base}/training");
        let form = json!({ "name": "技能培训", "position": 3, "is_enabled": false });
        let changed = operator.put(&path, form).await?.expect(200);
        assert_eq!(office.word(kind, "training").await?, Some(changed));
        assert_eq!(operator.delete(&path).await?.status, 204);
        assert_eq!(office.word(kind, "training").await?, None);
        operator.delete(&path).await?.refused(404, "not_found");
        let form = json!({ "name": "技能培训", "position": 3, "is_enabled": true });
        operator.put(&path, form).await?.refused(404, "not_found");
    }
    let audit = "select count(*) from audit_entry where action in ('add_word', 'change_word', 'remove_word')";
    assert_eq!(office.town.value(audit).await?, "6");
    Ok(())
}

// O-11: what is in use is disabled, not removed; it is then not chosen any more.
#[tokio::test]
async fn a_word_in_use_is_only_disabled() -> Result<()> {
    let office = Office::open().await?;
    let product = office.town.product(office.bank).await?;
    office.town.company("firm").await?;
    let firm = office.town.sign_in("firm").await?;
    firm.post_once("/api/orders", "a", Town::application(product)).await?.expect(201);
    for path in ["purpose/working_capital", "institution_category/bank"] {
        let path = format!("/api/dictionary/{path}");
        let refused = office.operator.delete(&path).await?.refused(409, "state_conflict");
        assert_eq!(refused["state"], "in_use");
    }
    let path = "/api/dictionary/purpose/working_capital";
    let off = json!({ "name": "日常经营周转", "position": 1, "is_enabled": false });
    office.operator.put(path, off).await?.expect(200);
    let refused = firm.post_once("/api/orders", "b", Town::application(product)).await?;
    assert_eq!((refused.status, refused.fields()), (422, vec!["purpose"]));
    assert_eq!(office.town.value("select count(*) from loan_order").await?, "1");
    Ok(())
}

// O-11: the reference data, brought again by a release, leave what the operator decided.
#[tokio::test]
async fn a_release_leaves_what_was_decided() -> Result<()> {
    let office = Office::open().await?;
    let path = |place: &str| format!("/api/dictionary/{place}");
    let form = json!({ "name": "信用贷款", "position": 9, "is_enabled": true });
    let mode = office.operator.put(&path("guarantee_mode/credit"), form).await?.expect(200);
    assert_eq!(office.operator.delete(&path("purpose/startup")).await?.status, 204);
    sqlx::query("update purpose set name = '旧名' where code = 'trade'")
        .execute(&office.town.database)
        .await?;
    database::reference(&office.town.database).await?;
    assert_eq!(office.word("guarantee_mode", "credit").await?, Some(mode));
    assert_eq!(office.word("purpose", "startup").await?, None);
    let trade = office.word("purpose", "trade").await?.context("no trade")?;
    assert_eq!(trade["name"], "贸易结算", "what nobody edited follows the files");
    let again = json!({ "code": "startup", "name": "创业就业", "position": 9 });
    office.operator.post(&path("purpose"), again).await?.expect(201);
    database::reference(&office.town.database).await?;
    let startup = office.word("purpose", "startup").await?.context("no startup")?;
    assert_eq!(startup["name"], "创业就业");
    Ok(())
}

// O-11
#[tokio::test]
async fn guarantee_modes_are_a_closed_set_and_forms_are_checked() -> Result<()> {
    let office = Office::open().await?;
    let operator = &office.operator;
    let modes = "/api/dictionary/guarantee_mode";
    let word = json!({ "code": "training", "name": "职业培训", "position": 20 });
    assert_eq!(operator.post(modes, word.clone()).await?.fields(), ["kind"]);
    assert_eq!(operator.delete(&format!("{modes}/combined")).await?.fields(), ["kind"]);
    operator.post("/api/dictionary/region", word).await?.refused(404, "not_found");
    let wrong = json!({ "code": "1; drop", "name": "", "position": 10_000 });
    let refused = operator.post("/api/dictionary/purpose", wrong).await?;
    assert_eq!(refused.fields(), ["code", "name", "position"]);
    let empty = operator.put("/api/dictionary/purpose/trade", json!({})).await?;
    assert_eq!(empty.fields(), ["name", "position", "is_enabled"]);
    let taken = json!({ "name": "创业", "position": 1, "is_enabled": true });
    let reply = operator.put("/api/dictionary/purpose/trade", taken).await?;
    assert_eq!((reply.status, reply.fields()), (422, vec!["name"]));
    Ok(())
}

// O-11, O-12: everybody reads the dictionary; only an operator sets.
#[tokio::test]
async fn only_an_operator_sets() -> Result<()> {
    let office = Office::open().await?;
    office.town.manager(office.bank, "manager").await?;
    let regulator = office.town.sign_in("regulator").await?;
    let manager = office.town.sign_in("manager").await?;
    for person in [&regulator, &manager] {
        person.get("/api/settings/institutions").await?.refused(403, "forbidden_role");
        person.put(&office.times_path(), times()).await?.refused(403, "forbidden_role");
        let path = "/api/dictionary/purpose/startup";
        person.delete(path).await?.refused(403, "forbidden_role");
        person.put(path, json!({})).await?.refused(403, "forbidden_role");
        let add = person.post("/api/dictionary/purpose", json!({})).await?;
        add.refused(403, "forbidden_role");
    }
    let visitor = office.town.visitor()?;
    let read = visitor.get("/api/dictionary").await?.expect(200);
    assert_eq!(read, office.operator.get("/api/dictionary").await?.expect(200));
    visitor.post("/api/dictionary/purpose", json!({})).await?.refused(401, "not_signed_in");
    Ok(())
}

// B-24: one's own staff, never another institution's.
#[tokio::test]
async fn a_manager_sees_the_own_staff() -> Result<()> {
    let office = Office::open().await?;
    let other = office.town.institution("bank").await?;
    office.town.manager(office.bank, "manager").await?;
    let officer = office.town.officer(office.bank, "officer").await?;
    office.town.officer(office.bank, "gone").await?;
    office.town.officer(other, "stranger").await?;
    sqlx::query("update account set state = 'disabled' where login = 'gone'")
        .execute(&office.town.database)
        .await?;
    let product = office.town.product(office.bank).await?;
    office.town.company("firm").await?;
    let firm = office.town.sign_in("firm").await?;
    let clerk = office.town.sign_in("officer").await?;
    for key in ["a", "b"] {
        let form = Town::application(product);
        let order = firm.post_once("/api/orders", key, form).await?.expect(201);
        let path = format!("/api/orders/{}/grab", order["id"].as_str().context("no id")?);
        clerk.press(&path).await?.expect(200);
    }
    let order = office.town.value("select id from loan_order order by id limit 1").await?;
    let refuse = json!({ "verdict": "refuse", "reason_code": "no_such_reason" });
    let reply = clerk.post(&format!("/api/orders/{order}/first-review"), refuse).await?;
    assert_eq!((reply.status, reply.fields()), (422, vec!["reason_code"]));
    let refuse = json!({ "verdict": "refuse", "reason_code": "incomplete_documents" });
    clerk.post(&format!("/api/orders/{order}/first-review"), refuse).await?.expect(200);

    let told = firm.get(&format!("/api/orders/{order}")).await?.expect(200);
    assert_eq!(told["reasons"][0]["reason_code"], "incomplete_documents");
    for part in ["sentence", "advice"] {
        assert!(!told["reasons"][0][part].as_str().unwrap_or_default().is_ascii(), "{told}");
    }

    let manager = office.town.sign_in("manager").await?;
    let staff = manager.get("/api/staff").await?.expect(200);
    let items = staff["items"].as_array().context("no items")?;
    let one = |account: &str| items.iter().find(|one| one["account"] == account);
    assert!(one("stranger").is_none());
    assert_eq!((&items[0]["role"], &items[0]["name"]), (&json!("manager"), &Value::Null));
    let seen = one("officer").context("no officer")?;
    assert_eq!(
        (&seen["name"], &seen["open_orders"], &seen["finished_orders"], &seen["is_active"]),
        (&json!("试经理"), &json!(1), &json!(1), &json!(true))
    );
    let last = format!(
        "select to_char(max(happened_at) at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS') from audit_entry
         where actor_id = (select id from account where officer_id = '{officer}')"
    );
    let acted = seen["last_acted_at"].as_str().unwrap_or_default();
    assert!(acted.starts_with(&office.town.value(&last).await?), "{acted}");
    assert_eq!(one("gone").map(|gone| &gone["is_active"]), Some(&json!(false)));
    clerk.get("/api/staff").await?.refused(403, "forbidden_role");
    office.operator.get("/api/staff").await?.refused(403, "forbidden_role");
    Ok(())
}
