//! Every operation of the OpenAPI document x every role x own and other object. What the document does not allow is
//! refused; nothing is allowed by accident. S-02

use anyhow::{Context, Result};
use reqwest::Method;
use std::collections::HashMap;
use system_tests::{Person, Reply, Town, Value, json};
use uuid::Uuid;

const ROLES: [&str; 5] = ["applicant", "officer", "manager", "operator", "regulator"];

/// One line of the matrix.
#[derive(Debug)]
struct Operation {
    method: Method,
    path: String,
    roles: Vec<String>,
}

impl Operation {
    /// The kind of object that the path names, if it names one.
    fn object(&self) -> Option<&'static str> {
        let kinds = [
            ("/api/orders/{", "order"),
            ("/api/demands/{", "demand"),
            ("/api/products/{", "product"),
            ("/api/institution/products/{", "product"),
            ("/api/product-reviews/{", "review"),
            ("/api/inbox/{", "message"),
            ("/api/institutions/{", "institution"),
            ("/api/consents/{", "consent"),
            ("/api/decisions/{", "run"),
            ("/api/rule-versions/{", "rules"),
            ("/api/objections/{", "objection"),
            ("/api/alerts/{", "alert"),
            ("/api/settings/institutions/{", "institution"),
            ("/api/dictionary/{", "dictionary"),
            ("/api/compensation-pools/{", "pool"),
        ];
        kinds.into_iter().find_map(|(start, kind)| self.path.starts_with(start).then_some(kind))
    }

    fn path_to(&self, id: &str) -> String {
        match (self.path.find('{'), self.path.find('}')) {
            (Some(from), Some(to)) => {
                let (head, tail) = (self.path.get(..from), self.path.get(to + 1..));
                format!("{}{id}{}", head.unwrap_or_default(), tail.unwrap_or_default())
            }
            _ => self.path.clone(),
        }
    }

    async fn call(&self, person: &Person, id: &str) -> Result<Reply> {
        let request = person.request(self.method.clone(), &self.path_to(id));
        let request = if self.method == Method::GET { request } else { request.json(&json!({})) };
        Person::send(request).await
    }
}

async fn operations(visitor: &Person) -> Result<Vec<Operation>> {
    let document = visitor.get("/api/openapi.json").await?.expect(200);
    let mut operations = Vec::new();
    for (path, methods) in document["paths"].as_object().context("no paths")? {
        for (method, operation) in methods.as_object().context("no methods")? {
            let Some(roles) = operation["x-roles"].as_array() else {
                anyhow::ensure!(method == "parameters", "{method} {path} names no roles");
                continue;
            };
            operations.push(Operation {
                method: method.to_uppercase().parse()?,
                path: path.clone(),
                roles: roles.iter().filter_map(|role| role.as_str().map(str::to_owned)).collect(),
            });
        }
    }
    Ok(operations)
}

/// Two banks and two firms, an order and a demand of each, a draft of each: what is one's own is the other's other.
struct Scene {
    town: Town,
    people: HashMap<&'static str, Person>,
    /// (kind, whose) to id; whose is `own` or `other`, seen from the people above.
    objects: HashMap<(&'static str, &'static str), String>,
}

impl Scene {
    async fn set() -> Result<Self> {
        let town = Town::start().await?;
        let mut objects = HashMap::new();
        let mut people = HashMap::new();
        for whose in ["own", "other"] {
            let bank = town.institution("bank").await?;
            let product = town.product(bank).await?;
            town.company(&format!("firm.{whose}")).await?;
            town.officer(bank, &format!("officer.{whose}")).await?;
            town.manager(bank, &format!("manager.{whose}")).await?;
            let firm = town.sign_in(&format!("firm.{whose}")).await?;
            let officer = town.sign_in(&format!("officer.{whose}")).await?;
            let manager = town.sign_in(&format!("manager.{whose}")).await?;
            let mut form = Town::application(product);
            form["consent_text_id"] = json!("loan_application.1");
            let order =
                firm.post_once("/api/orders", &format!("{whose}-key"), form).await?.expect(201);
            let consent = order["consent_id"].as_str().context("no consent")?.to_owned();
            let order = id(&order)?;
            officer.press(&format!("/api/orders/{order}/grab")).await?.expect(200);
            let demand = id(&firm.post("/api/demands", Town::demand()).await?.expect(201))?;
            let message = id(&firm.get("/api/inbox").await?.expect(200)["items"][0])?;
            let run = officer.press(&format!("/api/orders/{order}/decision")).await?.expect(201);
            objects.insert(("run", whose), id(&run)?);
            objects.insert(("consent", whose), consent);
            objects.insert(("rules", whose), Uuid::new_v4().to_string());
            objects.insert(("objection", whose), Uuid::new_v4().to_string());
            objects.insert(("alert", whose), Uuid::new_v4().to_string());
            objects.insert(("dictionary", whose), "purpose".to_owned());
            objects.insert(("pool", whose), Uuid::new_v4().to_string());
            objects.insert(("order", whose), order);
            objects.insert(("demand", whose), demand);
            objects.insert(("message", whose), message);
            objects.insert(("product", whose), product.to_string());
            objects.insert(("institution", whose), bank.to_string());
            objects.insert(("review", whose), Uuid::new_v4().to_string());
            if whose == "own" {
                people.extend([("applicant", firm), ("officer", officer), ("manager", manager)]);
            }
        }
        for role in ["operator", "regulator"] {
            town.staff(role, role).await?;
            people.insert(role, town.sign_in(role).await?);
        }
        Ok(Self { town, people, objects })
    }

    fn object(&self, kind: Option<&'static str>, whose: &'static str) -> &str {
        kind.and_then(|kind| self.objects.get(&(kind, whose))).map_or("", String::as_str)
    }
}

fn id(object: &Value) -> Result<String> {
    Ok(object["id"].as_str().context("no id")?.to_owned())
}

/// The session's own operations end it; they are looked at in `tests/story` and below.
fn ends_the_session(operation: &Operation) -> bool {
    operation.path == "/api/session" && operation.method == Method::DELETE
}

#[tokio::test]
async fn what_is_not_allowed_is_refused() -> Result<()> {
    let scene = Scene::set().await?;
    let visitor = scene.town.visitor()?;
    let operations = operations(&visitor).await?;
    assert!(operations.len() >= 30, "the document is complete: {}", operations.len());
    let mut breaches = Vec::new();
    for operation in operations.iter().filter(|operation| !ends_the_session(operation)) {
        let own = scene.object(operation.object(), "own");
        if !operation.roles.is_empty() && operation.call(&visitor, own).await?.status != 401 {
            breaches.push(format!("a visitor may {operation:?}"));
        }
        for role in ROLES {
            let reply = operation.call(&scene.people[role], own).await?;
            let status = reply.status;
            let allowed =
                operation.roles.is_empty() || operation.roles.iter().any(|one| one == role);
            let fits = if operation.roles == ["partner"] {
                status == 401 // a session is no access token
            } else if allowed {
                // A verdict of the other step and a consent that is missing are 403 too, but not by the role.
                status != 401 && reply.code() != "forbidden_role" && status < 500
            } else {
                status == 403
            };
            if !fits {
                breaches.push(format!("{role} gets {status} of {operation:?}"));
            }
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
    Ok(())
}

/// Operations on which the whole city looks, or every institution, or which name no private object.
fn is_shared(operation: &Operation, role: &str) -> bool {
    let public = operation.roles.is_empty();
    let city = matches!(role, "operator" | "regulator");
    let demand_pool = operation.object() == Some("demand") && matches!(role, "officer" | "manager");
    public || city || demand_pool || operation.object().is_none()
}

#[tokio::test]
async fn anothers_object_is_not_there() -> Result<()> {
    let scene = Scene::set().await?;
    let operations = operations(&scene.town.visitor()?).await?;
    let mut breaches = Vec::new();
    let mut looked = 0;
    for operation in &operations {
        for role in ROLES.into_iter().filter(|role| operation.roles.iter().any(|one| one == role)) {
            if is_shared(operation, role) {
                continue;
            }
            looked += 1;
            let status = operation
                .call(&scene.people[role], scene.object(operation.object(), "other"))
                .await?
                .status;
            // A form that is wrong in itself is refused before the object is looked up.
            if status != 404 && status != 422 {
                breaches.push(format!("{role} gets {status} of another's {operation:?}"));
            }
        }
    }
    assert!(looked >= 12, "objects were looked at: {looked}");
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
    Ok(())
}

/// The same with forms that are right, so that only the ownership is left to refuse.
#[tokio::test]
async fn anothers_object_is_not_there_for_a_right_form_either() -> Result<()> {
    let scene = Scene::set().await?;
    let other = |kind| scene.object(Some(kind), "other");
    let review = json!({ "verdict": "pass", "remark": "" });
    let credit = json!({ "verdict": "refuse", "remark": "" });
    let cases = [
        ("officer", format!("/api/orders/{}/first-review", other("order")), review),
        ("officer", format!("/api/orders/{}/credit", other("order")), credit.clone()),
        ("officer", format!("/api/orders/{}/disbursement", other("order")), credit),
        ("officer", format!("/api/orders/{}/grab", other("order")), json!({})),
        ("applicant", format!("/api/orders/{}/withdrawal", other("order")), json!({})),
        (
            "applicant",
            format!("/api/demands/{}/choice", other("demand")),
            json!({ "order_id": other("order") }),
        ),
        ("applicant", format!("/api/demands/{}/repost", other("demand")), json!({})),
        ("manager", format!("/api/products/{}/submission", other("product")), json!({})),
        ("manager", format!("/api/products/{}/delisting", other("product")), json!({})),
    ];
    for (role, path, form) in cases {
        let reply = scene.people[role].post(&path, form).await?;
        assert_eq!((reply.status, reply.code()), (404, "not_found"), "{role} {path}");
    }
    for role in ["applicant", "officer", "manager"] {
        let path = format!("/api/orders/{}", other("order"));
        scene.people[role].get(&path).await?.refused(404, "not_found");
    }
    Ok(())
}

// Q8, G-18: who supervises reads orders without what identifies a person or a firm's code.
#[tokio::test]
async fn supervision_reads_no_personal_data() -> Result<()> {
    let scene = Scene::set().await?;
    let path = format!("/api/orders/{}", scene.object(Some("order"), "own"));
    for role in ["operator", "regulator"] {
        for path in [path.as_str(), "/api/orders"] {
            let answer = scene.people[role].get(path).await?.expect(200).to_string();
            for secret in ["credit_code", "contact_name", "contact_phone", "17000000001", "张小三"]
            {
                assert!(!answer.contains(secret), "{role} {path} shows {secret}");
            }
        }
    }
    Ok(())
}
