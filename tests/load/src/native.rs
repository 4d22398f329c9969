//! The reference for reading: the same statement and answer from an axum server with sqlx, and nothing between.

use anyhow::{Context, Result};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use rust_decimal::Decimal;
use serde::Serialize;
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use statement::Statement;
use std::process::Stdio;
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use uuid::Uuid;

const FIND: &str = include_str!("../../../sql/queries/browse-market/find_product.sql");

/// What a request needs.
#[derive(Clone)]
struct Shared {
    database: PgPool,
    find: Arc<str>,
}

#[derive(Serialize, sqlx::FromRow)]
struct Product {
    id: Uuid,
    number: String,
    institution_id: Uuid,
    institution_name: String,
    category_code: String,
    version: i32,
    name: String,
    summary: String,
    guarantee_mode: String,
    amount_min: Decimal,
    amount_max: Decimal,
    term_months_min: i32,
    term_months_max: i32,
    annual_rate_min: Decimal,
    annual_rate_max: Decimal,
    subject_types: Vec<String>,
    region_codes: Vec<String>,
    industry_sections: Vec<String>,
    conditions: String,
    materials: String,
}

/// Serves `GET /api/products/{id}` until the process is killed.
pub(crate) async fn serve(database_url: &str) -> Result<()> {
    let pool = PgPoolOptions::new().max_connections(64).connect(database_url).await?;
    let shared = Shared { database: pool, find: Statement::parse(FIND)?.sql.into() };
    let routes = Router::new().route("/api/products/{id}", get(find)).with_state(shared);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on http://{}", listener.local_addr()?);
    let listener = axum::serve::ListenerExt::tap_io(listener, |stream| {
        stream.set_nodelay(true).ok(); // as the host does
    });
    axum::serve(listener, routes).await?;
    Ok(())
}

async fn find(
    State(Shared { database, find }): State<Shared>,
    Path(id): Path<Uuid>,
) -> Result<Json<Product>, StatusCode> {
    let found = sqlx::query_as(&find).bind(id).fetch_optional(&database).await;
    match found {
        Ok(Some(product)) => Ok(Json(product)),
        Ok(None) => Err(StatusCode::NOT_FOUND),
        Err(_) => Err(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

/// The reference as a process of its own, as the host is one.
pub(crate) struct Native {
    process: Child,
    base_url: String,
}

impl Native {
    pub(crate) async fn start(database_url: &str) -> Result<Self> {
        let mut process = Command::new(std::env::current_exe()?)
            .args(["native", "--database-url", database_url])
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let output = process.stdout.take().context("no output")?;
        let line = BufReader::new(output).lines().next_line().await?.context("no address")?;
        let base_url = line.strip_prefix("listening on ").context("no address")?.to_owned();
        Ok(Self { process, base_url })
    }

    pub(crate) fn base_url(&self) -> &str {
        &self.base_url
    }

    pub(crate) fn pid(&self) -> u32 {
        self.process.id().unwrap_or(0)
    }
}
