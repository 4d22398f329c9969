//! Lists hold what is the caller's and nothing of others: a real object of each kind on one side, looked for in every
//! list by those whose it is, who find it, and by everybody else who may look at such a list, who do not. S-02

use crate::access::{Scene, operations};
use anyhow::Result;
use std::collections::BTreeSet;
use system_tests::{Person, Value};

/// An object of the other side, and the lists that show it.
struct Shown {
    kind: &'static str,
    /// What the list shows of it and of nothing else.
    mark: String,
    list: &'static str,
    /// Those whose it is.
    theirs: &'static [&'static str],
    /// Those who may look at the list and must not find it.
    strangers: &'static [&'static str],
}

/// Lists that show the same to everybody who may look: the market, the city, the dictionary.
const SHARED: [&str; 24] = [
    "/api/achievements",
    "/api/compensation-claims",
    "/api/compensation-pools",
    "/api/concentration-limits",
    "/api/consent-texts",
    "/api/decision-queue",
    "/api/dictionary",
    "/api/engine-monitor",
    "/api/fact-accesses",
    "/api/institutions",
    "/api/list-entries",
    "/api/model-monitor",
    "/api/openapi.json",
    "/api/product-reviews",
    "/api/products",
    "/api/rule-inputs",
    "/api/rule-versions",
    "/api/score-models",
    "/api/session",
    "/api/settings/institutions",
    "/api/sign-in",
    "/api/sign-in/oidc",
    "/api/sign-in/oidc/callback",
    // What it picks for a firm is looked at in `recommendation`.
    "/api/recommendations",
];

const FIRM: &[&str] = &["own.firm"];
const EVERYBODY: &[&str] = &["own.firm", "own.officer", "own.manager", "colleague"];
const NEIGHBOURS: &[&str] = &["own.firm", "own.officer", "own.manager"];

fn person<'a>(scene: &'a Scene, name: &str) -> &'a Person {
    match name {
        "firm" => &scene.other.firm,
        "officer" => &scene.other.officer,
        "colleague" => &scene.other.colleague,
        "distant" => &scene.other.distant,
        "manager" => &scene.other.manager,
        "own.firm" => &scene.own.firm,
        "own.officer" => &scene.own.officer,
        "own.manager" => &scene.own.manager,
        "operator" => &scene.operator,
        _ => &scene.regulator,
    }
}

#[expect(clippy::too_many_lines, reason = "a table: one entry a list")]
async fn shown(scene: &Scene) -> Result<Vec<Shown>> {
    let other = &scene.other;
    let mut shown = Vec::new();
    let mut add = |kind, mark: String, list, theirs, strangers| {
        shown.push(Shown { kind, mark, list, theirs, strangers });
    };
    let consent = scene.consent(other).await?;
    add("consent", consent, "/api/consents", &["firm"][..], FIRM);
    let waiting = scene.waiting_order(other).await?;
    let bank = &["officer", "colleague"][..];
    add("waiting order", waiting.clone(), "/api/pool", bank, &["own.officer", "distant"][..]);
    let whole = &["firm", "manager", "operator", "regulator"][..];
    add("waiting order", waiting, "/api/orders", whole, EVERYBODY);
    let order = scene.grabbed_order(other).await?;
    let all = &["firm", "officer", "manager", "operator", "regulator"][..];
    add("order", order, "/api/orders", all, EVERYBODY);
    let (demand, _) = scene.chosen(other).await?;
    add("demand", demand, "/api/demands", all, NEIGHBOURS);
    let page = scene.report(other).await?;
    let report = page.rsplit('/').next().unwrap_or_default().to_owned();
    add("report", report, "/api/reports", &["firm", "officer", "manager"][..], EVERYBODY);
    let score = other.score.clone();
    add("score", score, "/api/scores", &["firm"][..], &["own.firm", "own.officer", "officer"][..]);
    let objection = scene.objection(other).await?;
    add("objection", objection, "/api/objections", &["firm", "operator"][..], FIRM);
    let alert = scene.alert(other).await?;
    let strangers = &["own.officer", "own.manager", "colleague"][..];
    add("alert", alert, "/api/alerts", &["officer", "manager"][..], strangers);
    let draft = scene.draft(other).await?;
    add("draft", draft, "/api/institution/products", &["manager"][..], &["own.manager"][..]);
    add(
        "officer",
        "officer.other".to_owned(),
        "/api/staff",
        &["manager"][..],
        &["own.manager"][..],
    );
    let message = scene.message(other, "officer").await?;
    add(
        "message",
        message,
        "/api/inbox",
        &["officer"][..],
        &["colleague", "manager", "own.officer"][..],
    );
    let message = scene.message(other, "applicant").await?;
    add("message", message, "/api/inbox", &["firm"][..], NEIGHBOURS);
    let message = scene.message(other, "manager").await?;
    add(
        "message",
        message,
        "/api/inbox",
        &["manager"][..],
        &["own.manager", "officer", "operator"][..],
    );
    let message = scene.message(other, "operator").await?;
    add(
        "message",
        message,
        "/api/inbox",
        &["operator"][..],
        &["regulator", "own.manager", "firm"][..],
    );
    let name = scene
        .town
        .value(&format!("select name from institution where id = '{}'", other.bank))
        .await?;
    for list in ["/api/figures", "/api/exposure"] {
        add("bank", name.clone(), list, &["regulator", "operator"][..], &["own.manager"][..]);
    }
    Ok(shown)
}

#[tokio::test]
async fn lists_hold_what_is_the_callers_own() -> Result<()> {
    let scene = Scene::set().await?;
    let shown = shown(&scene).await?;
    let mut breaches = Vec::new();
    for Shown { kind, mark, list, theirs, strangers } in &shown {
        for (name, wanted) in
            theirs.iter().map(|one| (one, true)).chain(strangers.iter().map(|one| (one, false)))
        {
            let page: Value = person(&scene, name).get(list).await?.expect(200);
            if page.to_string().contains(mark.as_str()) != wanted {
                let found = if wanted { "does not find" } else { "finds" };
                breaches.push(format!("{name} {found} the {kind} in {list}"));
            }
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));

    let known: BTreeSet<_> = shown.iter().map(|one| one.list).chain(SHARED).collect();
    let operations = operations(&scene.town.visitor()?).await?;
    let looks = operations.iter().filter(|one| one.method == reqwest::Method::GET);
    let lists = looks.filter(|one| !one.names_object()).map(|one| one.path.as_str());
    assert_eq!(lists.collect::<BTreeSet<_>>(), known, "whose is what each list shows?");
    Ok(())
}

// A key is an account's own: the same one of two firms makes two orders.
#[tokio::test]
async fn a_key_of_anothers_is_free() -> Result<()> {
    let scene = Scene::set().await?;
    let form = system_tests::Town::application(scene.other.product);
    let theirs = scene.other.firm.post_once("/api/orders", "one-key", form.clone()).await?;
    let ours = scene.own.firm.post_once("/api/orders", "one-key", form).await?;
    let (theirs, ours) = (theirs.expect(201), ours.expect(201));
    assert_ne!(theirs["id"], ours["id"]);
    Ok(())
}
