//! The embedded host's command.

use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use clap::Parser as _;
use host::access::AccessLog;
use host::options::{Action, AppOptions, Options, ServeOptions};
use host::service::Service;
use host::{app, clock, log, reload, rest, server, threads, worker};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::time::timeout;

/// Each request makes and drops some hundred small things in wasmtime, hyper and sqlx; the system's allocator takes a
/// tenth of its time for that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let result = match Options::parse().action {
        Action::Serve(options) => serve(&options),
        Action::Check(options) => check(&options),
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            eprintln!("rongtong: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn check(options: &AppOptions) -> anyhow::Result<ExitCode> {
    let _log = log::start("warn", log::Place::StandardError)?;
    let app = app::load(options)?;
    let (name, version) = &app.name;
    println!("{name} {version}: {} components", app.components.len());
    for (route, component) in app.routes.iter() {
        println!("{route} -> {component}");
    }
    Ok(ExitCode::SUCCESS)
}

fn serve(options: &ServeOptions) -> anyhow::Result<ExitCode> {
    // Dropped last: it writes the last lines.
    let _log = log::start(&options.logging.log, options.logging.place())?;
    let app = Arc::new(app::load(&options.app)?);
    let runtime = threads::runtime()?;
    let drained = runtime.block_on(run(options, app))?;
    runtime.shutdown_timeout(Duration::from_secs(1));
    Ok(if drained { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn run(options: &ServeOptions, app: Arc<app::App>) -> anyhow::Result<bool> {
    let listener = TcpListener::bind(options.listen)
        .await
        .with_context(|| format!("cannot listen on {}", options.listen))?;
    let address = listener.local_addr()?;
    let for_metrics = TcpListener::bind(options.metrics_listen)
        .await
        .with_context(|| format!("cannot listen on {} for metrics", options.metrics_listen))?;
    let metrics_address = for_metrics.local_addr()?;
    let stop = stop_signal()?;
    reload::on_hangup({
        let app = Arc::clone(&app);
        move || app.refresh()
    })?;
    let drain = Duration::from_secs_f64(options.drain_s);
    let service = Service {
        app,
        thread: 0,
        health: Arc::default(),
        deadline: options.app.deadline(),
        body_bytes_max: options.app.body_bytes(),
        access_log: Arc::new(AccessLog::new(options.logging.access_log_one_in)),
    };
    // The others live until this has ended.
    let (threads, _others) = threads::start(&service)?;
    rest::start(&threads);
    let service = Arc::new(service);
    let (stopping, watching) = watch::channel(());
    let deadline = Duration::from_secs_f64(options.schedule_deadline_s);
    let clocks = (!options.no_schedule).then(|| clock::start(&service, deadline, &watching));
    let metrics = server::serve_metrics(&service, for_metrics);
    // In one piece: who reads the first line may close the pipe behind it.
    let told = format!("listening on http://{address}\nmetrics on http://{metrics_address}\n");
    std::io::stdout().write_all(told.as_bytes())?;
    std::io::stdout().flush()?;
    let components = service.app.components.len();
    tracing::info!(%address, metrics = %metrics_address, components, "listening");
    let stop = async {
        stop.await;
        _ = stopping.send(());
    };
    let room = usize::try_from(options.connections).unwrap_or(usize::MAX);
    let mut drained = server::serve(&threads, listener, room, stop, drain).await;
    metrics.abort();
    if let Some(clocks) = clocks {
        drained &= timeout(drain, clocks.join_all()).await.is_ok();
    }
    worker::stop();
    tracing::info!(drained, "stopped");
    Ok(drained)
}

/// Ready when the system or a person asks the host to stop.
fn stop_signal() -> anyhow::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
