use crate::parity::{self, Answer};
use anyhow::{Context, Result, ensure};
use reqwest::cookie::Jar;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use std::sync::Arc;

/// What the platform answered: the status and the body, `Null` when it was not JSON.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Value,
}

impl Reply {
    /// The stable code of a problem, empty for any other answer.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// The body of an answer with this status.
    ///
    /// # Panics
    /// When the status is another one; the answer is shown.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        self.body
    }

    /// The body of a problem with this status and code.
    ///
    /// # Panics
    /// When the answer is another one; it is shown.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Value {
        assert_eq!((self.status, self.code()), (status, code), "{}", self.body);
        self.body
    }

    /// The names of the fields that were refused.
    pub fn fields(&self) -> Vec<&str> {
        let fields = self.body["fields"].as_array();
        fields.into_iter().flatten().filter_map(|field| field["field"].as_str()).collect()
    }
}

/// Somebody with a browser.
#[derive(Debug, Clone)]
pub struct Person {
    client: Client,
    base_url: String,
}

impl Person {
    /// A visitor who has not signed in.
    ///
    /// # Errors
    /// When no client can be made.
    pub fn visitor(base_url: &str) -> Result<Self> {
        let client = Client::builder()
            .cookie_store(true)
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Self { client, base_url: base_url.to_owned() })
    }

    /// Somebody who has signed in: the cookie is that of the session.
    ///
    /// # Errors
    /// When no client can be made.
    pub fn with_cookie(base_url: &str, cookie: &str) -> Result<Self> {
        let jar = Arc::new(Jar::default());
        jar.add_cookie_str(cookie, &base_url.parse()?);
        let client = Client::builder().cookie_provider(jar);
        let client = client.redirect(reqwest::redirect::Policy::none()).build()?;
        Ok(Self { client, base_url: base_url.to_owned() })
    }

    /// Somebody who signs in.
    ///
    /// # Errors
    /// When the platform does not answer or refuses.
    pub async fn signed_in(base_url: &str, login: &str, password: &str) -> Result<Self> {
        let person = Self::visitor(base_url)?;
        let reply =
            person.post("/api/session", json!({ "account": login, "password": password })).await?;
        ensure!(reply.status == 201, "{login} cannot sign in: {}", reply.body);
        Ok(person)
    }

    /// The same browser, looking at another host.
    pub fn at(&self, base_url: &str) -> Self {
        Self { client: self.client.clone(), base_url: base_url.to_owned() }
    }

    /// A request that is still to be sent.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base_url))
    }

    /// Sends a request.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn send(request: RequestBuilder) -> Result<Reply> {
        let (client, request) = request.build_split();
        let request = request?;
        let again = parity::again(&request);
        let answer = Answer::read(client.execute(request).await.context("no answer")?).await?;
        if let Some(again) = again {
            parity::hold(&client, again, &answer).await?;
        }
        let body = serde_json::from_slice(&answer.body).unwrap_or(Value::Null);
        Ok(Reply { status: answer.status, body })
    }

    /// GET.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn get(&self, path: &str) -> Result<Reply> {
        Self::send(self.request(Method::GET, path)).await
    }

    /// POST with a JSON body.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn post(&self, path: &str, body: Value) -> Result<Reply> {
        Self::send(self.request(Method::POST, path).json(&body)).await
    }

    /// POST with a JSON body and an idempotency key.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn post_once(&self, path: &str, key: &str, body: Value) -> Result<Reply> {
        let request = self.request(Method::POST, path).header("Idempotency-Key", key);
        Self::send(request.json(&body)).await
    }

    /// POST without a body.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn press(&self, path: &str) -> Result<Reply> {
        Self::send(self.request(Method::POST, path)).await
    }

    /// PUT with a JSON body.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn put(&self, path: &str, body: Value) -> Result<Reply> {
        Self::send(self.request(Method::PUT, path).json(&body)).await
    }

    /// DELETE.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn delete(&self, path: &str) -> Result<Reply> {
        Self::send(self.request(Method::DELETE, path)).await
    }
}
