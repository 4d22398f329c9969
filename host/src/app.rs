//! The application: everything of the manifest, ready to answer requests.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;

use crate::cache::Cache;
use crate::files::Gathered;
use crate::manifest::{Component, Manifest, Route};
use crate::metrics::{ComponentMetrics, Metrics};
use crate::options::AppOptions;
use crate::outbound::AllowedHosts;
use crate::postgres::Postgres;
use crate::reach::Reach;
use crate::redis::Redis;
use crate::reload::{Loader, Replaceable};
use crate::routes::Routes;
use crate::schedule::Job;
use crate::state::Shared;
use crate::variables::{self, Variables};
use crate::worker::Maker;
use crate::{ambient, engine, files, link};

/// The application.
pub struct App {
    /// Which component answers where.
    pub routes: Routes,
    /// The components by id.
    pub components: BTreeMap<String, Running>,
    /// The scheduled components.
    pub jobs: Vec<Job>,
    /// The numbers of the process.
    pub metrics: Metrics,
    /// The databases, by thread.
    pub postgres: Vec<Postgres>,
    /// The Redis servers, by thread.
    pub redis: Vec<Redis>,
    /// `host:port` of the servers without which the application is not ready.
    pub servers: Vec<String>,
    /// What components are loaded with.
    pub loader: Loader,
    /// The application's name and version.
    pub name: (String, String),
    /// Gone with the application.
    _files: Vec<Gathered>,
}

/// A component that answers.
pub struct Running {
    /// Its instances, by thread: none is ever asked from another thread, as waking one there costs more than many a
    /// request does.
    pub component: Replaceable,
    /// Its numbers.
    pub metrics: Arc<ComponentMetrics>,
}

impl App {
    /// Takes in every component whose file is another one than before.
    pub fn refresh(&self) {
        let mut replaced = 0;
        for (id, running) in &self.components {
            match running.component.refresh(&self.loader, id) {
                Ok(false) => {}
                Ok(true) => {
                    replaced += 1;
                    tracing::info!(component = id, "replaced");
                }
                Err(error) => {
                    let error = format!("{error:#}");
                    tracing::error!(component = id, error, "not replaced");
                }
            }
        }
        tracing::info!(replaced, "looked for changed components");
    }
}

/// What components are made from.
struct Kit<'a> {
    options: &'a AppOptions,
    loader: Loader,
    variables: Variables,
    metrics: Metrics,
    postgres: Vec<Postgres>,
    redis: Vec<Redis>,
}

/// One component, before it may answer.
struct Made {
    running: Running,
    job: Option<Job>,
    files: Option<Gathered>,
    allowed: Arc<AllowedHosts>,
}

/// Makes the application. This compiles what is not in the cache, so it may take a while.
///
/// # Errors
/// A wrong manifest, variable or component, by its name.
pub fn load(options: &AppOptions) -> anyhow::Result<App> {
    let manifest = Manifest::read(&options.manifest)?;
    let mut given = ambient::manifest_variables();
    given.extend(options.variables.iter().cloned());
    files::remove_left(&options.cache);
    // Absolute, so that what a pattern finds begins with it.
    let file = std::path::absolute(&options.manifest)?;
    let root = file.parent().unwrap_or(Path::new("/"));
    let engine = engine::new(engine::Limits {
        memory_bytes_max: options.memory_bytes(),
        instances_max: options.instances,
        kept_bytes_max: options.kept_bytes(),
    })?;
    let kit = Kit {
        options,
        metrics: Metrics::new(engine.pooling_allocator_metrics()),
        loader: Loader {
            linker: link::linker(&engine)?,
            engine,
            cache: Cache::open(&options.cache)?,
            root: root.to_owned(),
            components_from: options.components_from.clone(),
        },
        variables: Variables::resolve(&manifest.variables, &given)?,
        postgres: by_thread(options, || {
            Postgres::new(crate::postgres::Config::default().shared_by(options.threads()))
        }),
        redis: by_thread(options, || Redis::new(crate::redis::Config::default())),
    };
    let routes = routes(&manifest)?;
    let made = kit.make_all(&manifest)?;
    Ok(assemble(kit, routes, made, &manifest))
}

fn by_thread<T>(options: &AppOptions, make: impl Fn() -> T) -> Vec<T> {
    std::iter::repeat_with(make).take(options.threads()).collect()
}

fn assemble(kit: Kit<'_>, routes: Routes, made: Vec<(String, Made)>, manifest: &Manifest) -> App {
    let mut app = App {
        routes,
        components: BTreeMap::new(),
        jobs: Vec::new(),
        metrics: kit.metrics,
        postgres: kit.postgres,
        redis: kit.redis,
        servers: Vec::new(),
        loader: kit.loader,
        name: (manifest.application.name.clone(), manifest.application.version.clone()),
        _files: Vec::new(),
    };
    for (id, made) in made {
        app.servers.extend(made.allowed.servers("postgres"));
        app.servers.extend(made.allowed.servers("redis"));
        app.jobs.extend(made.job);
        app._files.extend(made.files);
        app.components.insert(id, made.running);
    }
    app.servers.sort();
    app.servers.dedup();
    app
}

fn routes(manifest: &Manifest) -> anyhow::Result<Routes> {
    let triggers = manifest.http_triggers()?;
    let public = triggers.iter().filter_map(|trigger| match &trigger.route {
        Route::Public(route) => Some((route.as_str(), trigger.component.as_str())),
        Route::Private(_) => None,
    });
    let (routes, replaced) = Routes::new(public)?;
    for (loser, winner) in replaced {
        tracing::warn!(loser, winner, "two components have the same route, the later one answers");
    }
    Ok(routes)
}

impl Kit<'_> {
    /// All components at once, as many threads as there are.
    fn make_all(&self, manifest: &Manifest) -> anyhow::Result<Vec<(String, Made)>> {
        std::thread::scope(|scope| {
            let threads: Vec<_> = manifest
                .components
                .iter()
                .map(|(id, component)| {
                    let thread = scope.spawn(move || {
                        self.make(id, component).with_context(|| format!("component `{id}`"))
                    });
                    (id, thread)
                })
                .collect();
            threads
                .into_iter()
                .map(|(id, thread)| {
                    let made = thread.join().map_err(|_| {
                        anyhow::anyhow!("component `{id}`: the thread that compiled it failed")
                    })?;
                    Ok((id.clone(), made?))
                })
                .collect()
        })
    }

    fn make(&self, id: &str, component: &Component) -> anyhow::Result<Made> {
        let fill = |text: &String| self.variables.fill(text);
        let mut values = BTreeMap::new();
        for (name, template) in &component.variables {
            variables::check_name(name)?;
            let value = fill(template).with_context(|| format!("variable `{name}`"))?;
            values.insert(name.clone(), value);
        }
        let hosts = component.allowed_outbound_hosts.iter().map(fill);
        let hosts = hosts.collect::<anyhow::Result<Vec<_>>>().context("allowed_outbound_hosts")?;
        let allowed = Arc::new(AllowedHosts::parse(hosts.iter().map(String::as_str))?);
        let job = Job::read(id, component, &self.variables)?;
        let folder = files::gather(component, &self.loader.root, &self.options.cache)?;
        let (values, reach) = (Arc::new(values), Arc::new(Reach::new(Arc::clone(&allowed))));
        let shared = |postgres: &Postgres, redis: &Redis| Shared {
            id: Arc::from(id),
            variables: Arc::clone(&values),
            environment: component.environment.clone().into_iter().collect(),
            files: folder.as_ref().map(|folder| folder.path().to_owned()),
            allowed: Arc::clone(&allowed),
            reach: Arc::clone(&reach),
            postgres: postgres.clone(),
            redis: redis.clone(),
            memory_bytes_max: self.options.memory_bytes(),
        };
        let threads = self.postgres.iter().zip(&self.redis);
        let shared = threads.map(|(postgres, redis)| shared(postgres, redis));
        let running = self.run(id, component.source()?, shared)?;
        Ok(Made { running, job, files: folder, allowed })
    }

    fn run(
        &self,
        id: &str,
        source: &str,
        threads: impl Iterator<Item = Shared>,
    ) -> anyhow::Result<Running> {
        let (component, file) = self.loader.load(id, source)?;
        let metrics = self.metrics.component(id);
        let maker = |shared| {
            Ok(Maker {
                engine: self.loader.engine.clone(),
                pre: self.loader.prepare(&component)?,
                shared,
                metrics: Arc::clone(&metrics),
                deadline: self.options.deadline(),
                reuse: self.options.reuse(),
            })
        };
        let makers = threads.map(maker).collect::<anyhow::Result<_>>()?;
        Ok(Running { component: Replaceable::new(makers, source, file), metrics })
    }
}
