use crate::{Person, Town};
use anyhow::{Context, Result};
use std::collections::HashMap;
use std::sync::OnceLock;
use support::Guard;
use tokio::runtime::Runtime;
use tokio::sync::OnceCell;

/// A town that the tests of a process share because they only look. Once it is furnished its database takes no more
/// writes, so that a test which would leave a trace fails instead of disturbing others.
pub struct SharedTown(OnceCell<Furnished>);

struct Furnished {
    town: Town,
    /// The cookies of those who signed in before the database was closed.
    cookies: HashMap<String, String>,
    _guard: Guard,
}

impl SharedTown {
    /// A town without a sign-in yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(OnceCell::const_new())
    }

    /// The town, for one test. The first visitor furnishes it, and signs these accounts in with their passwords.
    ///
    /// # Errors
    /// When it does not start, cannot be furnished, or somebody cannot sign in.
    pub async fn visit<F>(
        &'static self,
        people: &'static [(&'static str, &'static str)],
        furnish: F,
    ) -> Result<Visit>
    where
        F: AsyncFnOnce(&Town) -> Result<()> + Send + 'static,
    {
        let open = async || -> Result<Furnished> {
            let work = move || runtime()?.block_on(Furnished::make(people, furnish));
            tokio::task::spawn_blocking(work).await?
        };
        let furnished = self.0.get_or_try_init(open).await?;
        Ok(Visit { town: furnished.town.visited().await?, furnished })
    }
}

impl Default for SharedTown {
    fn default() -> Self {
        Self::new()
    }
}

/// One test's look at a shared town.
pub struct Visit {
    /// The town, with connections of the test's own.
    pub town: Town,
    furnished: &'static Furnished,
}

impl Visit {
    /// Somebody who signed in when the town was furnished, with a browser of the test's own.
    ///
    /// # Errors
    /// When no account of that name did.
    pub fn person(&self, login: &str) -> Result<Person> {
        let cookie = self.furnished.cookies.get(login);
        let cookie = cookie.with_context(|| format!("{login} has not signed in"))?;
        Person::with_cookie(self.town.base_url(), cookie)
    }
}

impl Furnished {
    async fn make<F>(people: &[(&str, &str)], furnish: F) -> Result<Self>
    where
        F: AsyncFnOnce(&Town) -> Result<()>,
    {
        let town = Town::start().await?;
        let pids: Vec<_> = town.hosts.iter().map(|host| host.pid().to_string()).collect();
        let pids: Vec<_> = pids.iter().map(String::as_str).collect();
        let guard = Guard::at_end("kill \"$@\"", &pids)?;
        furnish(&town).await?;
        let mut cookies = HashMap::new();
        for (login, password) in people {
            let cookie = town.sign_in_cookie_with(login, password).await?;
            cookies.insert((*login).to_owned(), cookie);
        }
        town.close_to_writes().await?;
        Ok(Self { town, cookies, _guard: guard })
    }
}

/// What shared towns live on: the runtime of a test ends with the test.
fn runtime() -> Result<&'static Runtime> {
    static RUNTIME: OnceLock<Result<Runtime, String>> = OnceLock::new();
    let made = RUNTIME.get_or_init(|| Runtime::new().map_err(|error| error.to_string()));
    made.as_ref().map_err(|error| anyhow::anyhow!("no runtime: {error}"))
}
