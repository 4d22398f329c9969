//! Which servers a component may open connections to, remembered: it opens the same ones for each request.

use std::sync::{Arc, PoisonError, RwLock};

use crate::outbound::AllowedHosts;

/// As many addresses are remembered; a component has one or two.
const FOUND_MAX: usize = 16;

/// What an address is an address of. The same text can be allowed for one and not for the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    /// A database.
    Postgres,
    /// A cache.
    Redis,
}

/// The servers that one component may reach.
#[derive(Debug)]
pub struct Reach {
    hosts: Arc<AllowedHosts>,
    /// Those that it was found to be allowed. What the manifest allows never changes while the host runs.
    found: RwLock<Vec<(Server, String)>>,
}

impl Reach {
    /// Nothing found yet.
    pub fn new(hosts: Arc<AllowedHosts>) -> Self {
        Self { hosts, found: RwLock::default() }
    }

    /// Whether the component may open this address. `judge` reads the address, when it has not been judged before.
    ///
    /// # Errors
    /// What the judge says.
    pub fn check<E>(
        &self,
        server: Server,
        address: &str,
        judge: impl FnOnce(&AllowedHosts) -> Result<(), E>,
    ) -> Result<(), E> {
        let found = self.found.read().unwrap_or_else(PoisonError::into_inner);
        if found.iter().any(|(kind, known)| *kind == server && known == address) {
            return Ok(());
        }
        drop(found);
        judge(&self.hosts)?;
        let mut found = self.found.write().unwrap_or_else(PoisonError::into_inner);
        if found.len() < FOUND_MAX {
            found.push((server, address.to_owned()));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_never_remembered_and_a_kind_of_server_is_its_own() {
        let reach = Reach::new(Arc::new(AllowedHosts::parse(["redis://a:1"]).unwrap()));
        let ask = |server, scheme: &'static str| {
            reach.check(server, "a:1", |hosts| hosts.allow("a:1", scheme).then_some(()).ok_or(()))
        };
        for _ in 0..2 {
            assert_eq!(ask(Server::Redis, "redis"), Ok(()));
            assert_eq!(ask(Server::Postgres, "postgres"), Err(()));
        }
        let known = |_: &AllowedHosts| Err(());
        assert_eq!(reach.check(Server::Redis, "a:1", known), Ok(()));
        assert_eq!(reach.check(Server::Redis, "b:1", known), Err(()));
    }

    #[test]
    fn what_is_remembered_stays_bounded() {
        let reach = Reach::new(Arc::default());
        for number in 0..3 * FOUND_MAX {
            let address = format!("a:{number}");
            reach.check(Server::Redis, &address, |_| Ok::<_, ()>(())).unwrap();
        }
        assert_eq!(reach.found.read().unwrap().len(), FOUND_MAX);
    }
}
