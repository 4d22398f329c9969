use crate::{Host, Person, Runner};
use anyhow::{Context, Result};
use crypto::{Keyring, field};
use reqwest::Method;
use reqwest::header::SET_COOKIE;
use serde_json::{Value, json};
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use std::path::Path;
use std::sync::OnceLock;
use support::Cluster;
use tokio::sync::OnceCell;
use uuid::Uuid;

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
    keyring: Keyring,
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
        let mut town =
            Self { hosts: Vec::new(), database, database_url, redis_url, keyring, extra, runner };
        town.add_host().await?;
        Ok(town)
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
        self.hosts.first().map_or("", Host::base_url)
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

    /// An institution of a category.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn institution(&self, category: &str) -> Result<Uuid> {
        let id = Uuid::now_v7();
        sqlx::query("insert into institution (id, category_code, name) values ($1, $2, $3)")
            .bind(id)
            .bind(category)
            .bind(format!("测试机构{}", id.simple()))
            .execute(&self.database)
            .await?;
        Ok(id)
    }

    /// A loan officer of an institution with an account of that name; the officer's id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn officer(&self, institution: Uuid, login: &str) -> Result<Uuid> {
        let id = Uuid::now_v7();
        let phone = "17000000000";
        sqlx::query(
            "insert into officer (id, institution_id, name_cipher, phone_cipher, phone_index)
             values ($1, $2, $3, $4, $5)",
        )
        .bind(id)
        .bind(institution)
        .bind(self.keyring.seal(field::OFFICER_NAME, id, "试经理", nonce()))
        .bind(self.keyring.seal(field::OFFICER_PHONE, id, phone, nonce()))
        .bind(self.keyring.blind_index(field::OFFICER_PHONE, phone))
        .execute(&self.database)
        .await?;
        self.account(login, "officer", None, Some(institution), Some(id)).await?;
        Ok(id)
    }

    /// The manager of an institution.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn manager(&self, institution: Uuid, login: &str) -> Result<()> {
        self.account(login, "manager", None, Some(institution), None).await
    }

    /// An operator or a regulator.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn staff(&self, role: &str, login: &str) -> Result<()> {
        self.account(login, role, None, None, None).await
    }

    /// A company that applies, in the district 341202, with an account of that name; the applicant's id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn company(&self, login: &str) -> Result<Uuid> {
        let id = Uuid::now_v7();
        sqlx::query(
            "insert into applicant (id, subject_type, organisation_name, credit_code, region_code,
                 industry_code, size_class)
             values ($1, 'company', $2, $3, '341202', '13', 'small')",
        )
        .bind(id)
        .bind(format!("测试企业{login}"))
        .bind(credit_code(id))
        .execute(&self.database)
        .await?;
        self.account(login, "applicant", Some(id), None, None).await?;
        Ok(id)
    }

    async fn account(
        &self,
        login: &str,
        role: &str,
        applicant: Option<Uuid>,
        institution: Option<Uuid>,
        officer: Option<Uuid>,
    ) -> Result<()> {
        sqlx::query(
            "insert into account (id, login, password_hash, role, applicant_id, institution_id, officer_id)
             values ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(Uuid::now_v7())
        .bind(login)
        .bind(password_hash())
        .bind(role)
        .bind(applicant)
        .bind(institution)
        .bind(officer)
        .execute(&self.database)
        .await?;
        Ok(())
    }

    /// A product of an institution on the shelf: 10,000 to 5,000,000 yuan, 3 to 36 months, for everybody; its id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn product(&self, institution: Uuid) -> Result<Uuid> {
        let (product, version) = (Uuid::now_v7(), Uuid::now_v7());
        let author = Uuid::now_v7();
        sqlx::query(
            "with author as (
                 insert into account (id, login, password_hash, role, institution_id)
                 values ($4, 'author.' || left(replace($4::text, '-', ''), 30), $5, 'manager', $3)
                 returning id
             ), version as (
                 insert into product_version (id, product_id, version, state, name, guarantee_mode,
                     amount_min, amount_max, term_months_min, term_months_max, annual_rate_min,
                     annual_rate_max, submitted_by, submitted_at)
                 select $2, $1, 1, 'approved', '测试贷', 'credit', 10000, 5000000, 3, 36, 0.03, 0.06,
                     id, now() from author
             )
             insert into product (id, institution_id, state, current_version_id)
             values ($1, $3, 'on_shelf', $2)",
        )
        .bind(product)
        .bind(version)
        .bind(institution)
        .bind(author)
        .bind(password_hash())
        .execute(&self.database)
        .await?;
        Ok(product)
    }

    /// The contact of an order, sealed as the platform seals it: name and telephone number.
    pub fn sealed_contact(&self, order: Uuid) -> (Vec<u8>, Vec<u8>) {
        let seal = |field, plain| self.keyring.seal(field, order, plain, nonce());
        (seal(field::ORDER_CONTACT_NAME, "张小三"), seal(field::ORDER_CONTACT_PHONE, "17000000001"))
    }

    /// The cookie of a fresh session, `name=value`.
    ///
    /// # Errors
    /// When the platform refuses.
    pub async fn sign_in_cookie(&self, login: &str) -> Result<String> {
        let form = json!({ "account": login, "password": PASSWORD });
        let request = self.visitor()?.request(Method::POST, "/api/session").json(&form);
        let response = request.send().await?;
        let cookie = response.headers().get(SET_COOKIE).context("no cookie")?.to_str()?;
        Ok(cookie.split(';').next().unwrap_or_default().to_owned())
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

    /// An application for a product, as a form is sent.
    pub fn application(product: Uuid) -> Value {
        json!({
            "product_id": product, "amount": "500000.00", "term_months": 12,
            "purpose": "working_capital", "contact_name": "张小三", "contact_phone": "17000000001",
        })
    }

    /// A demand, as a form is sent.
    pub fn demand() -> Value {
        json!({
            "amount": "800000.00", "term_months": 24, "purpose": "equipment",
            "contact_name": "李小四", "contact_phone": "17000000002",
        })
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
         exception when duplicate_object then null; end $$",
    )
    .execute(&pool)
    .await?;
    pool.close().await;
    Ok(url)
}

/// Hashed once: thirty officers need not cost thirty hashes.
fn password_hash() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| crypto::password::hash(PASSWORD, [7; 16]).unwrap_or_default())
}

fn nonce() -> [u8; 12] {
    let mut nonce = [0; 12];
    for (byte, random) in nonce.iter_mut().zip(Uuid::new_v4().into_bytes()) {
        *byte = random;
    }
    nonce
}

/// A valid credit code that belongs to nobody but the firm with this id.
fn credit_code(id: Uuid) -> String {
    const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let letters = id.into_bytes().into_iter().rev().take(9);
    let tail: String = letters
        .filter_map(|byte| ALPHABET.get(usize::from(byte) % ALPHABET.len()))
        .map(|&byte| char::from(byte))
        .collect();
    let body = format!("91341202{tail}");
    let check = domain::CreditCode::check_character(&body);
    body.chars().chain(check).collect()
}
