use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use rand::seq::IndexedRandom;
use rand::{Rng, RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;
use uuid::{Builder, Uuid};

/// Chance that falls the same way in every run.
pub(crate) struct Chance(ChaCha8Rng);

impl Chance {
    pub(crate) fn new() -> Self {
        Self(ChaCha8Rng::seed_from_u64(341_200))
    }

    /// A whole number, both ends included.
    pub(crate) fn between(&mut self, least: i64, most: i64) -> i64 {
        self.0.random_range(least..=most.max(least))
    }

    /// From 0 to 1.
    pub(crate) fn fraction(&mut self) -> f64 {
        self.0.random()
    }

    pub(crate) fn happens(&mut self, percent: u32) -> bool {
        self.0.random_ratio(percent.min(100), 100)
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> Result<&'a T> {
        from.choose(&mut self.0).context("nothing to choose from")
    }

    /// Picks with the odds that `weight` gives.
    pub(crate) fn pick_weighted<'a, T>(
        &mut self,
        from: &'a [T],
        weight: impl Fn(&T) -> u32,
    ) -> Result<&'a T> {
        from.choose_weighted(&mut self.0, weight).ok().context("nothing to choose from")
    }

    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill_bytes(&mut bytes);
        bytes
    }

    /// An id (UUIDv7) of something made at a moment.
    pub(crate) fn id(&mut self, at: DateTime<Utc>) -> Uuid {
        let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
        Builder::from_unix_timestamp_millis(millis, &self.bytes()).into_uuid()
    }
}
