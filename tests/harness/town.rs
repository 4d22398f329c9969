use crate::{Host, Person, Runner, parity};
use anyhow::{Context, Result};
use crypto::Keyring;
use reqwest::Method;
use reqwest::header::SET_COOKIE;
use serde_json::json;
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use std::path::Path;
use support::Cluster;
use tokio::sync::OnceCell;

/// The password of everybody in the town.
pub const PASSWORD: &str = "Town-password-2026";
pub(crate) const SCHEDULE_TOKEN: &str = "the-clock-of-the-town";
const DATA_KEYS: &str = "1:0123456789abcdeffedcba9876543210";
const INDEX_KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

/// A platform of its own with the people a test needs.
pub struct Town {
    /// The hosts that serve it; the first one is there from the beginning.
    pub hosts: Vec<Host>,
    /// The database, as its owner.
    pub database: PgPool,
    /// Where the database is, as its owner.
    pub database_url: String,
    /// Where the cache is.
    pub redis_url: String,
    base_url: String,
    pub(crate) keyring: Keyring,
    /// Variables beyond those that every platform has.
    extra: Vec<(&'static str, String)>,
    runner: Runner,
}

impl Town {
    /// A town on the servers that all tests of the process share.
    ///
    /// # Errors
    /// When the servers or the host do not start.
    pub async fn start() -> Result<Self> {
        Self::start_on(Cluster::shared()?).await
    }

    /// A town on these servers.
    ///
    /// # Errors
    /// When the host does not start.
    pub async fn start_on(cluster: &Cluster) -> Result<Self> {
        Self::start_as(cluster, Runner::default(), &[]).await
    }

    /// A town on these servers that this runner serves.
    ///
    /// # Errors
    /// When the host does not start.
    pub async fn start_by(runner: Runner, cluster: &Cluster) -> Result<Self> {
        Self::start_as(cluster, runner, &[]).await
    }

    /// A town on the shared servers whose manifest has these variables besides.
    ///
    /// # Errors
    /// When the servers or the host do not start.
    pub async fn start_with(extra: &[(&'static str, String)]) -> Result<Self> {
        Self::start_as(Cluster::shared()?, Runner::default(), extra).await
    }

    async fn start_as(
        cluster: &Cluster,
        runner: Runner,
        extra: &[(&'static str, String)],
    ) -> Result<Self> {
        let database_url = cluster.fresh_database(&template(cluster).await?)?;
        let database = PgPoolOptions::new().max_connections(4).connect(&database_url).await?;
        let keyring = Keyring::parse(DATA_KEYS, INDEX_KEY)?;
        let redis_url = cluster.redis_url().to_owned();
        let extra = extra.to_vec();
        let (hosts, base_url) = (Vec::new(), String::new());
        let mut town =
            Self { hosts, database, database_url, redis_url, base_url, keyring, extra, runner };
        town.base_url = town.add_host().await?;
        if let Some(runner) = parity::runner() {
            let other = Host::start(runner, &town.variables(), &[]).await?;
            parity::pair(&town.base_url, other.base_url())?;
            town.hosts.push(other);
        }
        Ok(town)
    }

    /// The same town with a database pool of its own; its hosts are the other's.
    pub(crate) async fn visited(&self) -> Result<Self> {
        let pool = PgPoolOptions::new().max_connections(2);
        Ok(Self {
            hosts: Vec::new(),
            database: pool.connect(&self.database_url).await?,
            database_url: self.database_url.clone(),
            redis_url: self.redis_url.clone(),
            base_url: self.base_url.clone(),
            keyring: Keyring::parse(DATA_KEYS, INDEX_KEY)?,
            extra: self.extra.clone(),
            runner: self.runner,
        })
    }

    /// From now on the database takes no writes at all.
    pub(crate) async fn close_to_writes(&self) -> Result<()> {
        let name = self.database_url.rsplit('/').next().unwrap_or_default();
        let close = format!("alter database \"{name}\" set default_transaction_read_only = on");
        sqlx::raw_sql(&close).execute(&self.database).await?;
        // Sessions that are there already would not know.
        let leave = "select pg_terminate_backend(pid) from pg_stat_activity
                     where datname = current_database() and pid <> pg_backend_pid()";
        sqlx::raw_sql(leave).execute(&self.database).await?;
        self.database.close().await;
        Ok(())
    }

    /// Fills the town with the demo city.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn populate(&self) -> Result<()> {
        database::demo::load(&self.database, &self.keyring).await?;
        Ok(())
    }

    /// One more host process on the same database; its address.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn add_host(&mut self) -> Result<String> {
        self.add_host_with(&[]).await
    }

    /// The same with arguments of its own.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn add_host_with(&mut self, arguments: &[&str]) -> Result<String> {
        let host = Host::start(self.runner, &self.variables(), arguments).await?;
        let base_url = host.base_url().to_owned();
        self.hosts.push(host);
        Ok(base_url)
    }

    /// One more host process of this build of the embedded host; its address.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn add_host_of(&mut self, program: &Path) -> Result<String> {
        let variables = self.variables();
        let host = Host::start_program(program, Runner::Embedded, &variables, &[]).await?;
        let base_url = host.base_url().to_owned();
        self.hosts.push(host);
        Ok(base_url)
    }

    /// The address of the first host.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The variables of the manifest. The functions work as `rongtong`, who owns nothing.
    fn variables(&self) -> Vec<(&'static str, String)> {
        let host = |url: &str| {
            let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
            let rest = rest.rsplit_once('@').map_or(rest, |(_, rest)| rest);
            rest.split('/').next().unwrap_or(rest).to_owned()
        };
        let mut variables = vec![
            ("database_url", self.database_url.replace("postgres@", "rongtong@")),
            ("database_host", host(&self.database_url)),
            ("redis_url", self.redis_url.clone()),
            ("redis_host", host(&self.redis_url)),
            ("data_keys", DATA_KEYS.to_owned()),
            ("index_key", INDEX_KEY.to_owned()),
            ("schedule_token", SCHEDULE_TOKEN.to_owned()),
        ];
        variables.extend(self.extra.iter().cloned());
        variables
    }

    /// Somebody of the town who signs in at the first host.
    ///
    /// # Errors
    /// When the platform refuses.
    pub async fn sign_in(&self, login: &str) -> Result<Person> {
        Person::signed_in(self.base_url(), login, PASSWORD).await
    }

    /// A visitor at the first host.
    ///
    /// # Errors
    /// When no client can be made.
    pub fn visitor(&self) -> Result<Person> {
        Person::visitor(self.base_url())
    }

    /// The cookie of a fresh session, `name=value`.
    ///
    /// # Errors
    /// When the platform refuses.
    pub async fn sign_in_cookie(&self, login: &str) -> Result<String> {
        self.sign_in_cookie_with(login, PASSWORD).await
    }

    pub(crate) async fn sign_in_cookie_with(&self, login: &str, password: &str) -> Result<String> {
        let form = json!({ "account": login, "password": password });
        let request = self.visitor()?.request(Method::POST, "/api/session").json(&form);
        let response = request.send().await?;
        let cookie = response.headers().get(SET_COOKIE).context("no cookie")?.to_str()?;
        Ok(cookie.split(';').next().unwrap_or_default().to_owned())
    }

    /// The day in Shanghai, so many days ago.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn days_ago(&self, days: u32) -> Result<String> {
        self.value(&format!("select shanghai_today() - {days}")).await
    }

    /// One value of the database, as text; for assertions on the rows behind an answer.
    ///
    /// # Errors
    /// When the database refuses or there is no row.
    pub async fn value(&self, query: &str) -> Result<String> {
        let value: Option<String> = sqlx::query_scalar(&format!("select ({query})::text"))
            .fetch_one(&self.database)
            .await
            .with_context(|| query.to_owned())?;
        Ok(value.unwrap_or_default())
    }
}

/// A database with schema and reference data, made once per cluster and process, from which each town's is copied.
async fn template(cluster: &Cluster) -> Result<String> {
    static SHARED: OnceCell<String> = OnceCell::const_new();
    if std::ptr::eq(cluster, Cluster::shared()?) {
        SHARED.get_or_try_init(|| make_template(cluster)).await.cloned()
    } else {
        make_template(cluster).await
    }
}

async fn make_template(cluster: &Cluster) -> Result<String> {
    let url = cluster.fresh_database("template1")?;
    let pool = PgPoolOptions::new().max_connections(1).connect(&url).await?;
    database::migrate(&pool).await?;
    database::reference(&pool).await?;
    sqlx::raw_sql(
        "do $$ begin
             create role rongtong login in role rongtong_app;
             alter role rongtong set statement_timeout = '15s';
         exception when duplicate_object then null; end $$",
    )
    .execute(&pool)
    .await?;
    pool.close().await;
    Ok(url)
}
