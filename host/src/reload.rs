//! Takes changed components in while the host serves: on SIGHUP, each component whose file is another one than before
//! is loaded anew. Requests under way end where they began; a component that does not load leaves the one that serves.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::SystemTime;

use tokio::signal::unix::{SignalKind, signal};
use wasmtime::Engine;
use wasmtime::component::{Component, Linker};
use wasmtime_wasi_http::handler::{ProxyHandler, ProxyPre};

use crate::cache::{Cache, Origin};
use crate::link;
use crate::state::Guest;
use crate::worker::Maker;

/// Makes components from their files.
pub struct Loader {
    /// Where they run.
    pub engine: Engine,
    /// What they may import.
    pub linker: Linker<Guest>,
    /// What was compiled before.
    pub cache: Cache,
    /// The folder of the manifest.
    pub root: PathBuf,
    /// A folder whose files go before the manifest's of the same name.
    pub components_from: Option<PathBuf>,
}

/// Which file a component was made from, as far as the file system tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    file: PathBuf,
    modified: SystemTime,
    bytes: u64,
}

impl Loader {
    /// Loads a component, by what the manifest calls its source. This may compile, so it takes a while.
    ///
    /// # Errors
    /// A file that is not there or is no component.
    pub fn load(&self, id: &str, source: &str) -> anyhow::Result<(Component, Source)> {
        let start = std::time::Instant::now();
        let source = self.source(source)?;
        let (component, origin) = self.cache.load(&self.engine, &source.file)?;
        if origin == Origin::Compiled {
            let millis = start.elapsed().as_millis();
            tracing::info!(component = id, millis, "compiled");
        }
        Ok((component, source))
    }

    /// Joins a component to its imports.
    ///
    /// # Errors
    /// One that asks for what this host does not offer.
    pub fn prepare(&self, component: &Component) -> anyhow::Result<ProxyPre<Guest>> {
        link::prepare(&self.linker, component)
    }

    fn source(&self, source: &str) -> anyhow::Result<Source> {
        let named = self.root.join(source);
        let file = self.instead(&named).unwrap_or(named);
        let metadata = std::fs::metadata(&file)
            .map_err(|error| anyhow::anyhow!("cannot read {}: {error}", file.display()))?;
        Ok(Source { modified: metadata.modified()?, bytes: metadata.len(), file })
    }

    fn instead(&self, named: &Path) -> Option<PathBuf> {
        let file = self.components_from.as_ref()?.join(named.file_name()?);
        file.exists().then_some(file)
    }
}

/// The instances of one component by thread, until others take their place.
pub struct Replaceable {
    handlers: RwLock<Vec<ProxyHandler<Maker>>>,
    named: String,
    source: Mutex<Source>,
}

impl Replaceable {
    /// A component that serves, with a maker for each thread, what the manifest calls its source, and what that led to.
    pub fn new(makers: Vec<Maker>, named: &str, source: Source) -> Self {
        Self {
            handlers: RwLock::new(makers.into_iter().map(ProxyHandler::new).collect()),
            named: named.to_owned(),
            source: Mutex::new(source),
        }
    }

    /// Who answers the next request on a thread.
    pub fn handler(&self, thread: usize) -> Option<ProxyHandler<Maker>> {
        self.handlers.read().unwrap_or_else(PoisonError::into_inner).get(thread).cloned()
    }

    /// Loads the component anew if its file is another one; gives whether it was.
    ///
    /// # Errors
    /// As [`Loader::load`] and [`Loader::prepare`]; the component that serves goes on.
    pub fn refresh(&self, loader: &Loader, id: &str) -> anyhow::Result<bool> {
        let mut source = self.source.lock().unwrap_or_else(PoisonError::into_inner);
        if loader.source(&self.named)? == *source {
            return Ok(false);
        }
        let (component, new) = loader.load(id, &self.named)?;
        let mut handlers = self.handlers.write().unwrap_or_else(PoisonError::into_inner);
        let renew = |handler: &ProxyHandler<Maker>| {
            Ok(ProxyHandler::new(handler.state().with(loader.prepare(&component)?)))
        };
        *handlers = handlers.iter().map(renew).collect::<anyhow::Result<_>>()?;
        *source = new;
        Ok(true)
    }
}

/// Does this whenever the process gets SIGHUP; it may take a while.
///
/// # Errors
/// When the system refuses to tell of the signal.
pub fn on_hangup(refresh: impl Fn() + Send + Sync + 'static) -> std::io::Result<()> {
    let mut hangup = signal(SignalKind::hangup())?;
    let refresh = Arc::new(refresh);
    tokio::spawn(async move {
        while hangup.recv().await.is_some() {
            let refresh = Arc::clone(&refresh);
            _ = tokio::task::spawn_blocking(move || refresh()).await;
        }
    });
    Ok(())
}
