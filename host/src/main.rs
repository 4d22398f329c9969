//! The embedded host: `rongtong serve` and `rongtong check`.

use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use clap::Parser as _;
use host::app::App;
use host::settings::{Command, CommandLine, Serve, Source};
use host::{http, logging};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

fn main() -> ExitCode {
    let line = CommandLine::parse();
    let log = logging::start(&line.log);
    let outcome = match line.command {
        Command::Serve(serve) => run(&serve),
        Command::Check(source) => check(&source),
    };
    drop(log);
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _unheard = writeln!(std::io::stderr(), "error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn check(source: &Source) -> anyhow::Result<()> {
    let app = App::load(source)?;
    say(&format!("{} is fine: {} components", source.manifest.display(), app.component_count()))
}

fn run(serve: &Serve) -> anyhow::Result<()> {
    let app = App::load(&serve.source)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let finished = runtime.block_on(listen(serve, app))?;
    // Instances that are still at work after the drain are not waited for.
    runtime.shutdown_timeout(Duration::from_millis(100));
    anyhow::ensure!(finished, "some requests were not finished in time");
    Ok(())
}

async fn listen(serve: &Serve, app: Arc<App>) -> anyhow::Result<bool> {
    let (mut terminate, mut interrupt) =
        (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let listener = TcpListener::bind(serve.listen)
        .await
        .with_context(|| format!("cannot listen on {}", serve.listen))?;
    let address = listener.local_addr()?;
    say(&format!("listening on http://{address}"))?;
    tracing::info!(%address, components = app.component_count(), "listening");
    let stop = async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    let drain = Duration::from_millis(serve.drain_ms);
    Ok(http::serve(app, listener, stop, drain).await)
}

fn say(line: &str) -> anyhow::Result<()> {
    let mut output = std::io::stdout();
    writeln!(output, "{line}")?;
    output.flush()?;
    Ok(())
}
