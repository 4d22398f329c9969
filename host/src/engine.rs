//! The wasmtime engine: what it compiles to, and how it keeps instances cheap.

use std::time::Duration;

use anyhow::Context as _;
use wasmtime::{Config, Engine, InstanceAllocationStrategy, PoolingAllocationConfig};

/// How long a component computes before it makes room for others.
const EPOCH_TICK: Duration = Duration::from_millis(2);
/// The most that one freed instance keeps of its memory, in bytes; more than this few write to.
const MEMORY_KEPT_MAX: usize = 2 << 20;
/// The same of its tables, in bytes.
const TABLE_KEPT_MAX: usize = 1 << 12;
/// Core modules, memories and tables per component; one of std's components has one or two.
const MODULES_PER_INSTANCE: u32 = 4;

/// What instances may use.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most linear memory of one instance, in bytes.
    pub memory_bytes_max: usize,
    /// The most instances at once, of all components together.
    pub instances_max: u32,
    /// The most memory that freed instances keep, so that the next ones need not fault it in, of all
    /// together, in bytes.
    pub kept_bytes_max: usize,
}

/// Makes the engine and starts the thread that lets its epochs pass. Where the address space is
/// too small for a pool of instances, they are made one by one.
///
/// # Errors
/// A machine that wasmtime does not know.
pub fn new(limits: Limits) -> anyhow::Result<Engine> {
    let engine = match Engine::new(&config(Some(limits))) {
        Ok(engine) => engine,
        Err(error) => {
            tracing::warn!(%error, "no pool of instances, they are made one by one");
            Engine::new(&config(None)).map_err(plain)?
        }
    };
    let weak = engine.weak();
    let tick = move || {
        while let Some(engine) = weak.upgrade() {
            engine.increment_epoch();
            drop(engine);
            std::thread::sleep(EPOCH_TICK);
        }
    };
    std::thread::Builder::new()
        .name("epoch".to_owned())
        .spawn(tick)
        .context("cannot start a thread")?;
    Ok(engine)
}

fn config(limits: Option<Limits>) -> Config {
    let mut config = Config::new();
    config.wasm_component_model_async(true);
    config.epoch_interruption(true);
    if let Some(limits) = limits {
        let modules = limits.instances_max.saturating_mul(MODULES_PER_INSTANCE);
        let mut pool = PoolingAllocationConfig::new();
        pool.total_component_instances(limits.instances_max)
            .total_core_instances(modules)
            .total_memories(limits.instances_max.saturating_mul(2))
            .total_tables(modules)
            .total_stacks(modules)
            .max_memory_size(limits.memory_bytes_max)
            .linear_memory_keep_resident(kept_by_one(limits))
            .table_keep_resident(kept_by_one(limits).min(TABLE_KEPT_MAX))
            .max_unused_warm_slots(limits.instances_max);
        config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
    }
    config
}

/// Every instance that ever lived at once with others leaves a place behind, and the pool never
/// empties one: so the bound of all places together is shared out among them.
fn kept_by_one(limits: Limits) -> usize {
    let places = usize::try_from(limits.instances_max).unwrap_or(usize::MAX).max(1);
    (limits.kept_bytes_max / places).min(MEMORY_KEPT_MAX)
}

/// A wasmtime error with all its causes, as an error of this program.
pub fn plain(error: wasmtime::Error) -> anyhow::Error {
    anyhow::anyhow!("{error:#}")
}
