//! What belongs to one instance of a component while it lives.

use std::path::PathBuf;
use std::sync::Arc;

use wasmtime::ResourceLimiter;
use wasmtime::component::ResourceTable;
use wasmtime_wasi::{FsPerms, WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

use crate::guest_output::GuestOutput;
use crate::outbound::AllowedHosts;
use crate::outbound_http::OutboundHttp;
use crate::postgres::{Allowed, Postgres, PostgresView};
use crate::redis::{Redis, RedisView};
use crate::variables_import::{Values, VariablesView};

/// What all instances of one component share.
#[derive(Clone)]
pub struct Shared {
    /// The component's id.
    pub id: Arc<str>,
    /// Its variables, filled.
    pub variables: Values,
    /// Its environment.
    pub environment: Vec<(String, String)>,
    /// The folder that it sees as `/`, if it has files.
    pub files: Option<PathBuf>,
    /// Where it may connect to.
    pub allowed: Arc<AllowedHosts>,
    /// The databases of the process.
    pub postgres: Postgres,
    /// The Redis servers of the process.
    pub redis: Redis,
    /// The most memory of one instance, in bytes.
    pub memory_bytes_max: usize,
}

/// The state of one instance.
pub struct Guest {
    table: ResourceTable,
    wasi: WasiCtx,
    http: WasiHttpCtx,
    outbound: OutboundHttp,
    postgres: Postgres,
    redis: Redis,
    allowed: Allowed,
    variables: Values,
    /// Bounds the instance's memory.
    pub limiter: MemoryLimiter,
}

impl Guest {
    /// The state of a fresh instance.
    ///
    /// # Errors
    /// Files that are gone.
    pub fn new(shared: &Shared) -> anyhow::Result<Self> {
        let mut wasi = WasiCtxBuilder::new();
        wasi.envs(&shared.environment)
            .stdout(GuestOutput::new(Arc::clone(&shared.id), "stdout"))
            .stderr(GuestOutput::new(Arc::clone(&shared.id), "stderr"));
        if let Some(folder) = &shared.files {
            wasi.preopened_dir(folder, "/", FsPerms::ReadOnly).map_err(crate::engine::plain)?;
        }
        let allowed = Arc::clone(&shared.allowed);
        Ok(Self {
            table: ResourceTable::new(),
            wasi: wasi.build(),
            http: WasiHttpCtx::new(),
            outbound: OutboundHttp::new(Arc::clone(&shared.allowed)),
            postgres: shared.postgres.clone(),
            redis: shared.redis.clone(),
            allowed: Arc::new(move |url: &str, scheme: &str| allowed.allow(url, scheme)),
            variables: Arc::clone(&shared.variables),
            limiter: MemoryLimiter { used: 0, max: shared.memory_bytes_max },
        })
    }

    /// For the `spin:postgres` import.
    pub fn postgres(&mut self) -> PostgresView<'_> {
        PostgresView { table: &mut self.table, postgres: &self.postgres, allowed: &self.allowed }
    }

    /// For the `spin:redis` import.
    pub fn redis(&mut self) -> RedisView<'_> {
        RedisView { table: &mut self.table, redis: &self.redis, allowed: &self.allowed }
    }

    /// For the `spin:variables` import.
    pub fn variables(&mut self) -> VariablesView<'_> {
        VariablesView(&self.variables)
    }
}

impl WasiView for Guest {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

impl WasiHttpView for Guest {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView { hooks: &mut self.outbound, table: &mut self.table, ctx: &mut self.http }
    }
}

/// Counts the linear memory of an instance over all its memories.
pub struct MemoryLimiter {
    used: usize,
    max: usize,
}

impl ResourceLimiter for MemoryLimiter {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let used = self.used.saturating_add(desired.saturating_sub(current));
        let fits = used <= self.max;
        if fits {
            self.used = used;
        }
        Ok(fits)
    }

    fn table_growing(
        &mut self,
        _current: usize,
        _desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        Ok(true)
    }
}
