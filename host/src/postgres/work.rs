//! A statement on its way through a database session, and the session that waits for it.

use super::error::{After, Failure};
use super::param::Param;
use super::pool::{Lease, Owner};
use super::wit::Error;

/// What ties a guest's connection to one database session.
#[derive(Default)]
pub(super) enum Slot {
    /// Nothing: each statement may run in another session.
    #[default]
    Free,
    /// A statement left something in this session.
    Held(Lease),
    /// The session is lost with what was left in it, or in use by an unfinished statement.
    Gone,
}

/// A statement about to run.
pub(super) struct Work {
    pub(super) lease: Lease,
    pub(super) sql: String,
    pub(super) params: Vec<Param>,
    /// Whether the session belongs to this guest alone from here on.
    pub(super) held: bool,
    pub(super) owner: Owner,
}

impl Work {
    /// Puts the connection where it belongs after the statement.
    pub(super) fn finish(self, slot: &mut Slot) {
        if self.held {
            *slot = Slot::Held(self.lease);
        } else {
            self.lease.give_back(self.owner);
        }
    }

    /// As [`Self::finish`], or closes the connection when the failure was its end.
    pub(super) fn fail(self, failure: Failure, slot: &mut Slot) -> Error {
        match failure.connection {
            After::Usable | After::Stale => self.finish(slot),
            After::Unfinished => drop(self.lease),
            After::Broken => self.lease.discard_broken(),
        }
        *failure.error
    }
}
