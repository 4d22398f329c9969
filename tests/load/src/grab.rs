use crate::report::Ratio;
use crate::{Plan, wrk};
use anyhow::{Context, Result, bail, ensure};
use statement::Statement;
use std::time::Duration;
use support::Cluster;
use system_tests::Town;
use tokio::process::Command;
use uuid::Uuid;

const STATEMENT: &str = include_str!("../../../sql/queries/grab-order/grab_order.sql");
/// Every order's id is this and twelve digits, so that both sides can count them off.
const ID_HEAD: &str = "00000000-0000-7000-8000-";
/// More orders than one turn can grab.
const ORDERS_PER_TURN: u64 = 40_000;

/// Grabs of distinct orders through HTTP / the identical statement by pgbench, with as many clients.
pub(crate) async fn grab_vs_pgbench(cluster: &Cluster, plan: Plan) -> Result<Ratio> {
    let scene = Scene::set(cluster, plan).await?;
    let mut ratio = Ratio::new("grab_vs_pgbench", "grabs/s").aim(0.75);
    for _ in 0..plan.rounds {
        let first = scene.orders().await?;
        let http = scene.by_http(plan, first).await?;
        scene.check(plan, first, http).await?;
        let first = scene.orders().await?;
        let pgbench = scene.by_pgbench(cluster, plan, first).await?;
        scene.check(plan, first, pgbench).await?;
        ratio.turn(http, pgbench);
    }
    Ok(ratio)
}

struct Scene {
    town: Town,
    version: Uuid,
    officer: Uuid,
    bank: Uuid,
    account: Uuid,
    applicant: Uuid,
}

impl Scene {
    async fn set(cluster: &Cluster, plan: Plan) -> Result<Self> {
        let town = Town::start_by(plan.runner(), cluster).await?;
        let bank = town.institution("bank").await?;
        let product = town.product(bank).await?;
        let applicant = town.company("firm").await?;
        let officer = town.officer(bank, "officer").await?;
        let id = |text: String| -> Result<Uuid> { Ok(text.parse()?) };
        let version = format!("select current_version_id from product where id = '{product}'");
        let version = id(town.value(&version).await?)?;
        let account = id(town.value("select id from account where login = 'officer'").await?)?;
        Ok(Self { town, version, officer, bank, account, applicant })
    }

    /// Puts fresh orders into the pool; the number of the first.
    async fn orders(&self) -> Result<u64> {
        let next =
            "select coalesce(max(right(id::text, 12)::bigint), 100000000000) + 1 from loan_order";
        let first: u64 = self.town.value(next).await?.parse()?;
        let ids: Vec<Uuid> = (first..first + ORDERS_PER_TURN)
            .map(|n| format!("{ID_HEAD}{n}").parse())
            .collect::<Result<_, _>>()?;
        let contacts = ids.iter().map(|id| self.town.sealed_contact(*id));
        let contacts = contacts.collect::<Result<Vec<_>>>()?;
        let (names, phones): (Vec<_>, Vec<_>) = contacts.into_iter().unzip();
        sqlx::query(
            "insert into loan_order (id, applicant_id, institution_id, product_version_id, amount,
                 term_months, purpose, financing_type, contact_name_cipher, contact_phone_cipher,
                 contact_phone_index, region_code, state, stage_due_at)
             select o.id, $1, $2, $3, 1000, 12, 'working_capital', 'credit', o.name, o.phone, '',
                 '341202', 'submitted', now()
             from unnest($4::uuid[], $5::bytea[], $6::bytea[]) o (id, name, phone)",
        )
        .bind(self.applicant)
        .bind(self.bank)
        .bind(self.version)
        .bind(ids)
        .bind(names)
        .bind(phones)
        .execute(&self.town.database)
        .await?;
        for tidy in ["vacuum analyze loan_order", "checkpoint"] {
            sqlx::raw_sql(tidy).execute(&self.town.database).await?;
        }
        Ok(first)
    }

    async fn by_http(&self, plan: Plan, first: u64) -> Result<f64> {
        let cookie = self.town.sign_in_cookie("officer").await?;
        let script = format!(
            "local n = {first} - 1\n\
             wrk.method = 'POST'\n\
             wrk.headers['Cookie'] = '{cookie}'\n\
             function request()\n\
               n = n + 1\n\
               return wrk.format(nil, string.format('/api/orders/{ID_HEAD}%012d/grab', n))\n\
             end\n"
        );
        let file = temporary("grab.lua", &script)?;
        let figures = wrk::run(plan, &["-s", &file, self.town.base_url()]).await?;
        Ok(figures.requests_per_second)
    }

    async fn by_pgbench(&self, cluster: &Cluster, plan: Plan, first: u64) -> Result<f64> {
        let share = ORDERS_PER_TURN / u64::try_from(plan.clients)?;
        let Statement { mut sql, places, .. } = Statement::parse(STATEMENT)?;
        for (number, place) in (1..).zip(&places).collect::<Vec<_>>().into_iter().rev() {
            let value = match place.name.as_str() {
                "order_id" => format!("('{ID_HEAD}' || :n)::uuid"),
                "officer_id" => format!("'{}'::uuid", self.officer),
                "institution_id" => format!("'{}'::uuid", self.bank),
                "account_id" => format!("'{}'::uuid", self.account),
                "request_id" => "'00000000-request'::text".to_owned(),
                other => bail!("the statement has a parameter {other} that pgbench is not given"),
            };
            sql = sql.replace(&format!("${number}"), &value);
        }
        let script =
            format!("\\set i :i + 1\n\\set n {first} + :client_id * {share} + :i\n{sql};\n");
        let file = temporary("grab.sql", &script)?;
        let (clients, seconds) = (plan.clients.to_string(), plan.seconds.to_string());
        let output = Command::new(cluster.postgres_tool("pgbench"))
            .args(["-n", "-M", "prepared", "-D", "i=-1", "-j", "1", "-f", &file])
            .args(["-c", &clients, "-T", &seconds, &self.town.database_url])
            .output()
            .await
            .context("pgbench does not run")?;
        let text = String::from_utf8_lossy(&output.stdout);
        text.lines()
            .find_map(|line| line.strip_prefix("tps = ")?.split_whitespace().next()?.parse().ok())
            .with_context(|| String::from_utf8_lossy(&output.stderr).into_owned())
    }

    /// The turn's orders are grabbed indeed, as many as the figure says.
    async fn check(&self, plan: Plan, first: u64, grabs_per_second: f64) -> Result<()> {
        let won = format!(
            "select count(*) from loan_order where state = 'grabbed' and id >= '{ID_HEAD}{first}'"
        );
        let won: f64 = self.town.value(&won).await?.parse()?;
        let seconds = Duration::from_secs(plan.seconds).as_secs_f64();
        ensure!(won > 0.9 * grabs_per_second * seconds, "{won} won of {grabs_per_second}/s");
        Ok(())
    }
}

/// A file with this text in a folder of the run's own.
fn temporary(name: &str, text: &str) -> Result<String> {
    let folder = std::env::temp_dir().join(format!("rongtong-load-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let file = folder.join(name);
    std::fs::write(&file, text)?;
    Ok(file.display().to_string())
}
