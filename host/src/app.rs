//! The application: everything that the manifest describes, loaded and ready to be called.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, bail, ensure};
use tokio::sync::Semaphore;
use wasmtime::Engine;
use wasmtime::component::Linker;
use wasmtime_wasi_http::handler::{ProxyHandler, ProxyPre};

use crate::cache::{Cache, Origin};
use crate::files::Files;
use crate::instances::{Instances, Reuse};
use crate::manifest::{self, Manifest, Route};
use crate::metrics::{Meters, Metrics};
use crate::outbound::AllowedHosts;
use crate::postgres::{self, Postgres};
use crate::redis::{self, Redis};
use crate::routes::Routes;
use crate::settings::{Limits, Source};
use crate::state::{Guest, Shared};
use crate::variables::Variables;
use crate::{ambient, engine, link};

/// What the log calls the host itself.
const OWN_NAME: &str = "host";

/// A loaded application.
pub struct App {
    pub(crate) routes: Routes,
    components: BTreeMap<String, Component>,
    /// Counts what the host answers itself.
    pub(crate) own: Own,
    pub(crate) limits: Limits,
    /// One permit per request at work.
    pub(crate) room: Semaphore,
    pub(crate) metrics: Metrics,
    pub(crate) postgres: Postgres,
    pub(crate) redis: Redis,
    /// The servers that components are made for, as `scheme://host:port`.
    pub(crate) servers: BTreeSet<String>,
}

/// A component that can be called.
pub(crate) struct Component {
    pub(crate) id: Arc<str>,
    pub(crate) handler: ProxyHandler<Instances>,
    pub(crate) meters: Meters,
}

/// The host itself in log and metrics.
pub(crate) struct Own {
    pub(crate) id: Arc<str>,
    pub(crate) meters: Meters,
}

impl App {
    /// Loads everything. This may compile components: not for async code.
    ///
    /// # Errors
    /// All that is wrong with the manifest, its variables, files, hosts and components.
    pub fn load(source: &Source) -> anyhow::Result<Arc<Self>> {
        let manifest = Manifest::read(&source.manifest)?;
        let variables = variables(&manifest, source)?;
        let routes = routes(&manifest)?;
        let loader = Loader::new(source, &variables)?;
        let mut components = BTreeMap::new();
        let mut servers = BTreeSet::new();
        let mut failures = Vec::new();
        for (id, component) in &manifest.components {
            match loader.component(id, component) {
                Ok((component, hosts)) => {
                    for scheme in ["postgres", "redis"] {
                        servers.extend(hosts.servers(scheme).map(|at| format!("{scheme}://{at}")));
                    }
                    components.insert(id.clone(), component);
                }
                Err(error) => failures.push(format!("component `{id}`: {error:#}")),
            }
        }
        if !failures.is_empty() {
            bail!("{}", failures.join("\n"));
        }
        let Loader { metrics, postgres, redis, .. } = loader;
        let own = Own { id: Arc::from(OWN_NAME), meters: metrics.of(OWN_NAME) };
        let limits = source.limits.clone();
        let room = Semaphore::new(limits.requests_max);
        Ok(Arc::new(Self {
            routes,
            components,
            own,
            limits,
            room,
            metrics,
            postgres,
            redis,
            servers,
        }))
    }

    /// How many components there are.
    pub fn component_count(&self) -> usize {
        self.components.len()
    }

    pub(crate) fn component(&self, id: &str) -> Option<&Component> {
        self.components.get(id)
    }
}

fn variables(manifest: &Manifest, source: &Source) -> anyhow::Result<Variables> {
    for (name, _) in &source.variable {
        ensure!(manifest.variables.contains_key(name), "the manifest has no variable `{name}`");
    }
    let mut given = ambient::manifest_variables();
    given.extend(source.variable.iter().cloned());
    Variables::resolve(&manifest.variables, &given)
}

fn routes(manifest: &Manifest) -> anyhow::Result<Routes> {
    let triggers = manifest.http_triggers()?;
    let public = triggers.iter().filter_map(|trigger| match &trigger.route {
        Route::Public(route) => Some((route.as_str(), trigger.component.as_str())),
        Route::Private(_) => None,
    });
    let (routes, replaced) = Routes::new(public)?;
    for (component, by) in replaced {
        tracing::warn!(component, by, "a route is given twice; the later one counts");
    }
    Ok(routes)
}

struct Loader<'a> {
    base: &'a Path,
    limits: &'a Limits,
    variables: &'a Variables,
    engine: Engine,
    linker: Linker<Guest>,
    cache: Cache,
    metrics: Metrics,
    postgres: Postgres,
    redis: Redis,
}

impl<'a> Loader<'a> {
    fn new(source: &'a Source, variables: &'a Variables) -> anyhow::Result<Self> {
        let limits = &source.limits;
        let engine = engine::new(engine::Limits {
            memory_bytes_max: limits.memory_bytes(),
            instances_max: limits.instances_max,
        })?;
        let postgres = postgres::Config {
            connections_max: limits.postgres_connections,
            ..postgres::Config::default()
        };
        Ok(Self {
            base: source.manifest.parent().unwrap_or(Path::new("")),
            limits,
            variables,
            linker: link::linker(&engine)?,
            engine,
            cache: Cache::open(&source.cache_dir)?,
            metrics: Metrics::new(),
            postgres: Postgres::new(postgres),
            redis: Redis::new(redis::Config::default()),
        })
    }

    fn component(
        &self,
        id: &str,
        component: &manifest::Component,
    ) -> anyhow::Result<(Component, Arc<AllowedHosts>)> {
        let allowed = Arc::new(self.hosts(component)?);
        let id: Arc<str> = Arc::from(id);
        let shared = Shared {
            id: Arc::clone(&id),
            variables: Arc::new(self.values(component)?),
            environment: component.environment.clone().into_iter().collect(),
            files: Files::prepare(self.base, component)?,
            allowed: Arc::clone(&allowed),
            postgres: self.postgres.clone(),
            redis: self.redis.clone(),
            memory_bytes_max: self.limits.memory_bytes(),
        };
        let meters = self.metrics.of(&id);
        let (compiled, origin) =
            self.cache.load(&self.engine, &self.base.join(component.source()?))?;
        let pre = link::prepare(&self.linker, &compiled)?;
        let reuse = Reuse::new(self.limits);
        let reuse = if matches!(pre, ProxyPre::P2(_)) { reuse.once() } else { reuse };
        tracing::debug!(component = &*id, compiled = origin == Origin::Compiled, "loaded");
        let instances = Instances {
            pre,
            engine: self.engine.clone(),
            shared: Arc::new(shared),
            reuse,
            meters: meters.clone(),
        };
        Ok((Component { id, handler: ProxyHandler::new(instances), meters }, allowed))
    }

    fn hosts(&self, component: &manifest::Component) -> anyhow::Result<AllowedHosts> {
        let filled = component
            .allowed_outbound_hosts
            .iter()
            .map(|text| self.variables.fill(text).context("allowed_outbound_hosts"))
            .collect::<anyhow::Result<Vec<_>>>()?;
        AllowedHosts::parse(filled.iter().map(String::as_str))
    }

    fn values(&self, component: &manifest::Component) -> anyhow::Result<BTreeMap<String, String>> {
        component
            .variables
            .iter()
            .map(|(name, template)| {
                crate::variables::check_name(name)?;
                let value = self.variables.fill(template);
                Ok((name.clone(), value.with_context(|| format!("variable `{name}`"))?))
            })
            .collect()
    }
}
