//! Every operation of the OpenAPI document x every kind of caller, with a right call each time. Callers that the
//! document allows succeed, all others are refused by the code of the reason, and no cell is left out. S-02

use crate::access::{Call, Operation, ROLES, Scene, operations};
use anyhow::{Context, Result};
use reqwest::Method;
use std::collections::BTreeMap;
use system_tests::{Person, Reply};

/// The operations of the document. One that comes or goes changes this number, and gets or loses its right call.
const OPERATIONS: usize = 103;
/// Those that everybody may call, and the pairs of a role and an operation that the document allows it.
const PUBLIC: usize = 15;
const PERMITTED: usize = 160;

/// Who calls beside the roles: a visitor without a session, a partner system with its token, and an applicant's account
/// that is not tied to an applicant yet.
const OTHERS: [&str; 3] = ["visitor", "partner", "unverified"];

/// The status and the code of an answer; no code where it succeeds.
type Answer = (u16, String);

fn answer(status: u16, code: &str) -> Answer {
    (status, code.to_owned())
}

/// What `who` must be answered.
fn expected(operation: &Operation, who: &str) -> Answer {
    if operation.path.starts_with("/api/sign-in/oidc") {
        return answer(404, ""); // a page: no provider is set up, `tests/oidc` has one
    }
    if operation.roles.is_empty() || (who != "unverified" && operation.allows(who)) {
        return answer(operation.success, "");
    }
    if operation.roles == ["partner"] {
        return answer(401, "token_refused"); // a session is no access token
    }
    match who {
        "visitor" | "partner" => answer(401, "not_signed_in"),
        "unverified" if operation.allows("applicant") => match operation.path.as_str() {
            "/api/session" | "/api/inbox" | "/api/inbox/read" => answer(200, ""),
            "/api/inbox/{id}/read" => answer(404, "not_found"),
            _ => answer(403, "applicant_not_verified"),
        },
        _ => answer(403, "forbidden_role"),
    }
}

/// The browser of `who`. What would change whose it is gets one of its own.
async fn browser(
    scene: &Scene,
    unverified: &Person,
    operation: &Operation,
    who: &str,
) -> Result<Person> {
    let changes_session = operation.path == "/api/session" && operation.method != Method::GET;
    match who {
        "visitor" | "partner" => scene.town.visitor(),
        "unverified" if changes_session => scene.town.sign_in("unverified").await,
        "unverified" => Ok(unverified.clone()),
        "operator" | "regulator" if changes_session => scene.town.sign_in(who).await,
        "applicant" if changes_session => scene.town.sign_in("firm.own").await,
        _ if changes_session => scene.town.sign_in(&format!("{who}.own")).await,
        _ => Ok(scene.person(&scene.own, who).clone()),
    }
}

struct Matrix {
    scene: Scene,
    unverified: Person,
    /// What was answered otherwise than it should.
    breaches: Vec<String>,
    /// How often each status was answered.
    cells: BTreeMap<u16, usize>,
}

impl Matrix {
    async fn set() -> Result<Self> {
        let scene = Scene::set().await?;
        scene.town.unverified("unverified").await?;
        let unverified = scene.town.sign_in("unverified").await?;
        Ok(Self { scene, unverified, breaches: Vec::new(), cells: BTreeMap::new() })
    }

    async fn right(&self, operation: &Operation, who: &str) -> Result<Call> {
        let call = self.scene.right(operation, &self.scene.own, who).await;
        let call = call.with_context(|| format!("no object for {operation}"))?;
        call.with_context(|| {
            format!("{operation} has no right call: write one in tests/api/access")
        })
    }

    async fn ask(&mut self, operation: &Operation, who: &str, call: &Call) -> Result<()> {
        let person = browser(&self.scene, &self.unverified, operation, who).await?;
        let mut request = call.by(&person, operation, None);
        if who == "partner" && operation.path != "/api/partner/token" {
            request = request.bearer_auth(&self.scene.partner_token);
        }
        let reply: Reply = Person::send(request).await?;
        // A word of the dictionary has a `code` too.
        let code = if reply.status < 400 { "" } else { reply.code() };
        let (given, wanted) = (answer(reply.status, code), expected(operation, who));
        if given != wanted {
            self.breaches.push(format!(
                "{who} gets {given:?}, not {wanted:?}, of {operation}: {}",
                reply.body
            ));
        }
        *self.cells.entry(reply.status).or_default() += 1;
        Ok(())
    }

    /// Everybody's call of one operation: those first who are refused, so that the success after them shows that
    /// their calls were right, and that they changed nothing.
    async fn walk(&mut self, operation: &Operation) -> Result<()> {
        let everybody = OTHERS.into_iter().chain(ROLES);
        let (allowed, refused): (Vec<_>, Vec<_>) =
            everybody.partition(|who| expected(operation, who).1.is_empty());
        let first = allowed.iter().copied().find(|who| *who != "unverified");
        let call = self.right(operation, first.unwrap_or("visitor")).await?;
        for who in refused {
            self.ask(operation, who, &call).await?;
        }
        for who in allowed {
            let own =
                if Some(who) == first { call.clone() } else { self.right(operation, who).await? };
            self.ask(operation, who, &own).await?;
        }
        Ok(())
    }
}

#[tokio::test]
async fn everybody_may_what_the_document_allows_and_nothing_else() -> Result<()> {
    let mut matrix = Matrix::set().await?;
    let operations = operations(&matrix.scene.town.visitor()?).await?;
    for operation in &operations {
        matrix.walk(operation).await?;
    }
    assert!(matrix.breaches.is_empty(), "{}", matrix.breaches.join("\n"));
    let permitted = operations.iter().map(|operation| operation.roles.len()).sum::<usize>();
    let public = operations.iter().filter(|operation| operation.roles.is_empty()).count();
    assert_eq!((operations.len(), public, permitted), (OPERATIONS, PUBLIC, PERMITTED));
    let cells = matrix.cells.values().sum::<usize>();
    assert_eq!(cells, OPERATIONS * (OTHERS.len() + ROLES.len()), "{:?}", matrix.cells);
    println!("{cells} cells: {:?}", matrix.cells);
    Ok(())
}

// Q8, G-18: who supervises reads orders without what identifies a person or a firm's code.
#[tokio::test]
async fn supervision_reads_no_personal_data() -> Result<()> {
    let scene = Scene::set().await?;
    let order = scene.grabbed_order(&scene.own).await?;
    let path = format!("/api/orders/{order}");
    let seen = scene.own.officer.get(&path).await?.expect(200);
    let secrets = ["credit_code", "contact_name", "contact_phone", "17000000001", "张小三"];
    for secret in secrets {
        assert!(seen.to_string().contains(secret), "the officer is shown {secret}");
    }
    for role in ["operator", "regulator"] {
        for path in [path.as_str(), "/api/orders"] {
            let answer = scene.person(&scene.own, role).get(path).await?.expect(200).to_string();
            assert!(answer.contains(&order), "{role} {path} shows the order");
            for secret in secrets {
                assert!(!answer.contains(secret), "{role} {path} shows {secret}");
            }
        }
    }
    Ok(())
}
