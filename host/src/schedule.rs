//! The schedule: `[component.<id>.tool.schedule]`, six-field cron in Shanghai's time.

use anyhow::Context as _;
use chrono::{DateTime, SubsecRound as _, Utc};
use chrono_tz::Asia::Shanghai;
use croner::Cron;
use croner::parser::{CronParser, Seconds};
use serde::Deserialize;

use crate::manifest::Component;
use crate::variables::Variables;

/// A component that runs on a schedule.
#[derive(Clone, Debug)]
pub struct Job {
    /// The component's id, which also ends the path that is called.
    pub component: String,
    /// The token that proves that the scheduler calls.
    pub token: String,
    cron: Cron,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    cron: String,
    token: String,
}

impl Job {
    /// Reads a component's table, if it has one.
    ///
    /// # Errors
    /// A pattern without six fields, a token that is empty or no header, another key.
    pub fn read(
        id: &str,
        component: &Component,
        variables: &Variables,
    ) -> anyhow::Result<Option<Self>> {
        let Some(table) = component.tool.get("schedule") else { return Ok(None) };
        let table: Table = table.clone().try_into().context("tool.schedule")?;
        let cron =
            parse(&table.cron).with_context(|| format!("tool.schedule: cron `{}`", table.cron))?;
        let token = variables.fill(&table.token).context("tool.schedule: token")?;
        anyhow::ensure!(!token.is_empty(), "tool.schedule: the token is empty");
        Ok(Some(Self { component: id.to_owned(), token, cron }))
    }

    /// The path that is called.
    pub fn path(&self) -> String {
        format!("/scheduled/{}", self.component)
    }

    /// When it runs next after a moment; never again is possible.
    pub fn next_after(&self, moment: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let local = moment.trunc_subsecs(0).with_timezone(&Shanghai);
        let next = self.cron.find_next_occurrence(&local, false).ok()?;
        Some(next.with_timezone(&Utc))
    }
}

fn parse(pattern: &str) -> anyhow::Result<Cron> {
    let parser = CronParser::builder().seconds(Seconds::Required).build();
    Ok(parser.parse(pattern)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(cron: &str) -> anyhow::Result<Job> {
        Ok(Job { component: "x".to_owned(), token: "t".to_owned(), cron: parse(cron)? })
    }

    #[test]
    fn times_are_shanghais() {
        for (cron, after, expected) in [
            ("0 */5 * * * *", "2026-11-23T00:00:00Z", "2026-11-23T00:05:00Z"),
            ("0 */5 * * * *", "2026-11-23T00:04:59.5Z", "2026-11-23T00:05:00Z"),
            ("*/2 * * * * *", "2026-11-23T00:00:01Z", "2026-11-23T00:00:02Z"),
            // Half past two at night in Shanghai.
            ("0 30 2 * * *", "2026-11-23T00:00:00Z", "2026-11-23T18:30:00Z"),
            // Working days: the 28th is a Saturday.
            ("0 0 9 * * MON-FRI", "2026-11-27T02:00:00Z", "2026-11-30T01:00:00Z"),
        ] {
            let next = job(cron).unwrap().next_after(after.parse().unwrap()).unwrap();
            assert_eq!(next, expected.parse::<DateTime<Utc>>().unwrap(), "{cron}");
        }
    }

    #[test]
    fn six_fields_are_needed() {
        for cron in ["* * * * *", "", "61 * * * * *", "soon"] {
            job(cron).expect_err(cron);
        }
    }

    #[test]
    fn tables_are_read() {
        let read = |text: &str| {
            let component: Component =
                toml::from_str(&format!("source = 'x'\n[tool.schedule]\n{text}")).unwrap();
            Job::read("x", &component, &Variables::default())
        };
        let job = read("cron = '0 * * * * *'\ntoken = 'secret'").unwrap().unwrap();
        assert_eq!((job.path().as_str(), job.token.as_str()), ("/scheduled/x", "secret"));
        read("cron = '0 * * * * *'\ntoken = ''").unwrap_err();
        read("cron = '0 * * * * *'").unwrap_err();
        read("cron = '0 * * * * *'\ntoken = 'x'\nother = 1").unwrap_err();
    }
}
