//! Another's object is not there: for every operation that names one, a real object of the other bank's or the other
//! firm's, in the state that the operation needs. A caller that must not see it gets, to the letter, the answer for an
//! id that does not exist, and nothing is written; then its owner succeeds. S-02

use crate::access::{Call, Operation, Scene, fingerprint, operations};
use anyhow::{Context, Result, ensure};
use std::collections::BTreeSet;
use system_tests::{Person, Reply, Value, json};
use uuid::Uuid;

/// How many calls of strangers the first test makes. A change says that somebody may see more, or less, than before.
const STRANGERS_CALLS: usize = 55;

/// The functions whose operations name an object that is a firm's, an officer's or a bank's.
const FUNCTIONS: [&str; 9] = [
    "apply",
    "decide-application",
    "give-consent",
    "give-feedback",
    "grab-order",
    "post-demand",
    "publish-product",
    "read-credit-report",
    "warn-loans",
];

/// What names an object that is the market's or the city's: every account with the role may use each. That no
/// other may is tested by the matrix; the exceptions among these are below.
const SHARED: [&str; 17] = [
    "/api/compensation-claims/{id}",
    "/api/compensation-pools/{id}",
    "/api/dictionary/{kind}",
    "/api/dictionary/{kind}/{code}",
    "/api/inbox/{id}/read",
    "/api/institutions/{id}",
    "/api/list-entries/{id}/approval",
    "/api/list-entries/{id}/removal",
    "/api/objections/{id}/answer",
    "/api/product-reviews/{id}",
    "/api/products/{id}",
    "/api/products/{id}/fit",
    "/api/rule-versions/{id}",
    "/api/rule-versions/{id}/activation",
    "/api/rule-versions/{id}/differences",
    "/api/rule-versions/{id}/shadow",
    "/api/settings/institutions/{id}",
];

/// Who has a role that the operation is for, and no business with the other side's object.
fn strangers<'a>(scene: &'a Scene, operation: &Operation) -> Vec<(&'static str, &'a Person)> {
    let (own, other) = (&scene.own, &scene.other);
    let path = operation.path.as_str();
    let mut strangers = Vec::new();
    if operation.allows("applicant") {
        strangers.push(("the other firm", &own.firm));
    }
    // A demand in the pool is there for every bank.
    if operation.allows("officer") && path != "/api/demands/{id}/grab" {
        strangers.push(("an officer of the other bank", &own.officer));
    }
    if operation.allows("officer") {
        match path {
            // Once a bank has taken a demand, all of the bank may follow it.
            "/api/demands/{id}" => {}
            // What is in the pool is there for the whole bank, as far as an officer's districts go.
            _ if path.ends_with("/grab") => {
                strangers.push(("an officer elsewhere", &other.distant))
            }
            _ => strangers.push(("a colleague", &other.colleague)),
        }
    }
    if operation.allows("manager") {
        strangers.push(("the manager of the other bank", &own.manager));
    }
    strangers
}

/// What a stranger and those whose objects are asked for were answered otherwise than they should.
#[derive(Default)]
struct Findings {
    breaches: Vec<String>,
    strangers: usize,
}

impl Findings {
    /// Two answers, for an object that is there and for one that is not, which must be the same 404.
    fn compare(&mut self, who: &str, what: &str, real: &Reply, nowhere: &Reply) {
        self.strangers += 1;
        if (real.status, real.code()) != (404, "not_found") {
            self.breaches.push(format!("{who} gets {} of {what}: {}", real.status, real.body));
        } else if (real.status, &real.body) != (nowhere.status, &nowhere.body) {
            self.breaches.push(format!("{who} can tell that {what} is there: {}", real.body));
        }
    }

    /// Calls of strangers, which must write nothing.
    async fn unseen<'a>(
        &mut self,
        scene: &Scene,
        operation: &Operation,
        call: &Call,
        strangers: impl IntoIterator<Item = (&'static str, &'a Person)>,
    ) -> Result<()> {
        let before = fingerprint(&scene.town).await?;
        let nowhere = Uuid::new_v4().to_string();
        for (who, person) in strangers {
            let real = Person::send(call.by(person, operation, None)).await?;
            let other = Person::send(call.by(person, operation, Some(&nowhere))).await?;
            self.compare(who, &operation.to_string(), &real, &other);
        }
        let after = fingerprint(&scene.town).await?;
        let changed = before.iter().filter(|(table, digest)| after.get(*table) != Some(digest));
        self.breaches.extend(changed.map(|(table, _)| format!("{operation} writes to {table}")));
        Ok(())
    }

    async fn seen(&mut self, operation: &Operation, call: &Call, person: &Person) -> Result<()> {
        let reply = Person::send(call.by(person, operation, None)).await?;
        if reply.status != operation.success {
            let (status, body) = (reply.status, reply.body);
            self.breaches.push(format!("{operation} answers {status} to whose it is: {body}"));
        }
        Ok(())
    }

    fn none(&self) -> Result<()> {
        ensure!(self.breaches.is_empty(), "{}", self.breaches.join("\n"));
        Ok(())
    }
}

#[tokio::test]
async fn anothers_object_is_not_there() -> Result<()> {
    let scene = Scene::set().await?;
    let operations = operations(&scene.town.visitor()?).await?;
    let named: BTreeSet<_> = operations.iter().map(|operation| operation.path.as_str()).collect();
    for path in SHARED {
        assert!(named.contains(path), "{path} is gone");
    }
    let (mut findings, mut functions) = (Findings::default(), BTreeSet::new());
    for operation in operations.iter().filter(|one| one.names_object()) {
        if SHARED.contains(&operation.path.as_str()) {
            continue;
        }
        let strangers = strangers(&scene, operation);
        assert!(!strangers.is_empty(), "{operation} has no strangers: whose is its object?");
        let role = operation.roles.first().context("for nobody")?;
        let call = scene.right(operation, &scene.other, role).await?.context("no right call")?;
        findings.unseen(&scene, operation, &call, strangers).await?;
        // A look is everybody's whose it is; a step is taken once.
        let theirs =
            if operation.method == reqwest::Method::GET { operation.roles.len() } else { 1 };
        for role in operation.roles.iter().take(theirs) {
            findings.seen(operation, &call, scene.person(&scene.other, role)).await?;
        }
        functions.insert(operation.function.as_str());
    }
    findings.none()?;
    assert_eq!(functions.into_iter().collect::<Vec<_>>(), FUNCTIONS);
    assert_eq!(findings.strangers, STRANGERS_CALLS);
    Ok(())
}

// `read-inbox`: each of the five audiences, and everybody else as a stranger
#[tokio::test]
async fn anothers_message_is_not_there() -> Result<()> {
    let scene = Scene::set().await?;
    let operations = operations(&scene.town.visitor()?).await?;
    let read = operations.iter().find(|one| one.path == "/api/inbox/{id}/read").context("gone")?;
    let (own, other) = (&scene.own, &scene.other);
    let everybody = [
        ("the other firm", &own.firm),
        ("an officer of the other bank", &own.officer),
        ("the manager of the other bank", &own.manager),
        ("applicant", &other.firm),
        ("officer", &other.officer),
        ("a colleague", &other.colleague),
        ("manager", &other.manager),
        ("operator", &scene.operator),
        ("regulator", &scene.regulator),
    ];
    let mut findings = Findings::default();
    for role in crate::access::ROLES {
        let call = scene.right(read, other, role).await?.context("no right call")?;
        let strangers = everybody.into_iter().filter(|(who, _)| *who != role);
        findings.unseen(&scene, read, &call, strangers).await?;
        findings.seen(read, &call, scene.person(other, role)).await?;
    }
    findings.none()?;
    assert_eq!(findings.strangers, 5 * 8);
    Ok(())
}

// `browse-market`, `review-product`: what is a bank's own until it is submitted, approved and as long as it is on sale
#[tokio::test]
async fn what_is_not_published_is_not_there() -> Result<()> {
    let scene = Scene::set().await?;
    let (town, other) = (&scene.town, &scene.other);
    let operations = operations(&town.visitor()?).await?;
    let operation = |name: &str| operations.iter().find(|one| one.to_string() == name);
    let draft = scene.draft(other).await?;
    let version = scene.version_of(&draft).await?;
    let delisted = town.product(other.bank).await?.to_string();
    let path = format!("/api/products/{delisted}/delisting");
    other.manager.press(&path).await?.expect(200);
    let closed = town.institution("bank").await?;
    let close = format!("update institution set state = 'suspended' where id = '{closed}'");
    sqlx::query(&close).execute(&town.database).await?;
    let closed = closed.to_string();
    let visitor = town.visitor()?;
    let market = [
        ("visitor", &visitor),
        ("the firm", &other.firm),
        ("the manager", &other.manager),
        ("operator", &scene.operator),
        ("regulator", &scene.regulator),
    ];
    let mut findings = Findings::default();
    for (name, id, whom) in [
        ("GET /api/products/{id}", &draft, &market[..]),
        ("GET /api/products/{id}", &delisted, &market[..]),
        ("GET /api/institutions/{id}", &closed, &market[..]),
        ("GET /api/product-reviews/{id}", &version, &market[3..]),
        ("POST /api/product-reviews/{id}", &version, &market[3..]),
    ] {
        let operation = operation(name).with_context(|| format!("{name} is gone"))?;
        let right = scene.right(operation, other, "operator").await?.context("no right call")?;
        let call = right.at(id);
        findings.unseen(&scene, operation, &call, whom.iter().copied()).await?;
        findings.seen(operation, &right, &scene.operator).await?;
    }
    findings.none()?;
    assert_eq!(findings.strangers, 3 * 5 + 2 * 2);
    Ok(())
}

// `read-credit-report`: the pages, which the document does not describe
#[tokio::test]
async fn anothers_report_is_not_there() -> Result<()> {
    let scene = Scene::set().await?;
    let (own, other) = (&scene.own, &scene.other);
    let report = scene.report(other).await?;
    let nowhere = format!("/reports/{}", Uuid::new_v4());
    let visitor = scene.town.visitor()?;
    let before = fingerprint(&scene.town).await?;
    for (who, person, status) in [
        ("the other firm", &own.firm, 404),
        ("an officer of the other bank", &own.officer, 404),
        ("the manager of the other bank", &own.manager, 404),
        ("a colleague", &other.colleague, 404),
        ("operator", &scene.operator, 403),
        ("regulator", &scene.regulator, 403),
        ("visitor", &visitor, 401),
    ] {
        for format in ["", "/pdf"] {
            let real = page(person, &format!("{report}{format}")).await?;
            assert_eq!(real.0, status, "{who} {format}: {}", real.1);
            let absent = page(person, &format!("{nowhere}{format}")).await?;
            assert_eq!(real, absent, "{who} can tell that the report is there");
        }
    }
    assert_eq!(fingerprint(&scene.town).await?, before, "a stranger leaves a trace");
    for person in [&other.firm, &other.officer, &other.manager] {
        for format in ["", "/pdf"] {
            let path = format!("{report}{format}");
            let answer = person.request(reqwest::Method::GET, &path).send().await?;
            assert_eq!(answer.status(), 200, "{path}");
        }
    }
    assert_eq!(scene.town.value("select count(*) from report_view").await?, "6");
    Ok(())
}

/// The status and the text of a page, without the number that each page draws for itself.
async fn page(person: &Person, path: &str) -> Result<(u16, String)> {
    let answer = person.request(reqwest::Method::GET, path).send().await?;
    let (status, text) = (answer.status().as_u16(), answer.text().await?);
    let nonce = text.split_once("nonce=\"").and_then(|(_, rest)| rest.split_once('"'));
    let text = nonce.map_or_else(|| text.clone(), |(nonce, _)| text.replace(nonce, ""));
    Ok((status, text))
}

/// A call that names an id in its form or its query.
struct Naming {
    who: &'static str,
    path: String,
    /// The member of the form that names it; a look with a query where there is none.
    member: &'static str,
    form: Value,
    id: String,
    status: u16,
}

impl Naming {
    async fn ask(&self, person: &Person, id: &str) -> Result<Reply> {
        if self.member.is_empty() {
            return person.get(&format!("{}{id}", self.path)).await;
        }
        let mut form = self.form.clone();
        form[self.member] = json!(id);
        person.post(&self.path, form).await
    }
}

// An id of another's in a form or a query says no more than one that does not exist: `score-company`, `give-consent`,
// `read-credit-report`, `post-demand`, `apply`
#[tokio::test]
async fn anothers_id_in_a_form_says_nothing() -> Result<()> {
    let scene = Scene::set().await?;
    let (own, other) = (&scene.own, &scene.other);
    let (demand, order) = scene.chosen(other).await?;
    let page = scene.report(other).await?;
    let report = page.rsplit('/').next().unwrap_or_default();
    let reported = format!("select order_id from report where id = '{report}'");
    let reported = scene.town.value(&reported).await?;
    let ask = json!({ "applicant_id": other.applicant });
    let scored = other.officer.post("/api/scores", ask).await?.expect(201);
    assert_eq!(scored["order_id"], reported.as_str());
    let (mine, _) = scene.precredited(own).await?;
    let naming = |who, path: &str, member, form, id: &str, status| Naming {
        who,
        path: path.to_owned(),
        member,
        form,
        id: id.to_owned(),
        status,
    };
    let consent = json!({ "text_id": "loan_application.2" });
    let objection = json!({ "reason": "数据有误" });
    let firm = other.applicant.to_string();
    let mut cases = vec![
        naming("applicant", "/api/objections", "score_id", objection, &other.score, 404),
        naming("applicant", "/api/scores", "applicant_id", json!({}), &firm, 404),
        naming("officer", "/api/scores", "applicant_id", json!({}), &firm, 404),
        naming("applicant", "/api/consents", "order_id", consent.clone(), &order, 422),
        naming("applicant", "/api/consents", "demand_id", consent, &demand, 422),
        naming(
            "applicant",
            &format!("/api/demands/{mine}/choice"),
            "order_id",
            json!({}),
            &order,
            422,
        ),
        naming("officer", "/api/scores?order_id=", "", json!({}), &reported, 200),
        naming("applicant", "/api/scores?order_id=", "", json!({}), &reported, 200),
    ];
    for role in ["applicant", "officer", "manager"] {
        cases.push(naming(role, "/api/reports?order_id=", "", json!({}), &reported, 200));
        cases.push(naming(role, "/api/orders?demand_id=", "", json!({}), &demand, 200));
    }
    let product = other.product.to_string();
    for role in ["officer", "manager", "applicant"] {
        cases.push(naming(role, "/api/orders?product_id=", "", json!({}), &product, 200));
    }
    let before = fingerprint(&scene.town).await?;
    let nowhere = Uuid::new_v4().to_string();
    for case in &cases {
        let person = scene.person(own, case.who);
        let real = case.ask(person, &case.id).await?;
        let absent = case.ask(person, &nowhere).await?;
        let what = format!("{} {} {}", case.who, case.path, case.member);
        assert_eq!(real.status, case.status, "{what}: {}", real.body);
        assert_eq!(real.body, absent.body, "{what} tells that the object is there");
    }
    assert_eq!(fingerprint(&scene.town).await?, before, "nothing is written");
    // The same questions of those whose they are have answers.
    for case in cases.iter().filter(|case| case.status == 200) {
        let person = scene.person(other, case.who);
        let found = case.ask(person, &case.id).await?.expect(200);
        let items = found["items"].as_array().context("no items")?;
        assert!(!items.is_empty(), "{} {}: {found}", case.who, case.path);
    }
    Ok(())
}
