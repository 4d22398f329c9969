//! The portals in a browser, on the built pages and the demo city: `playwright` runs what stands in `specs/`.
//! Pictures of every page, and a report with traces of what failed, are left in `target/portal/`.

use anyhow::{Context, Result, ensure};
use std::path::Path;
use system_tests::Town;
use tokio::process::Command;

// `serve-portal` X-01, N-05
#[tokio::test]
async fn everybody_does_a_days_work_in_a_browser() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?;
    let (folder, pictures) = (root.join("tests/portal"), root.join("target/portal"));
    let program = folder.join("node_modules/.bin/playwright");
    ensure!(program.exists(), "run `npm ci --prefix tests/portal`");
    let town = Town::start().await?;
    town.populate().await?;
    // The scheduler checks all loans of the city first, so that there are alerts to see.
    while town.tick("warn-loans").await?.expect(200)["found"] != 0 {}
    println!("pictures and report: {}", pictures.display());
    let ended = Command::new(program)
        .arg("test")
        .current_dir(folder)
        .env("BASE_URL", town.base_url())
        .env("OUTPUT", &pictures)
        .env("BUILT", "yes")
        .kill_on_drop(true)
        .status()
        .await
        .context("playwright does not start")?;
    ensure!(ended.success(), "the portals do not hold; see {}", pictures.display());
    Ok(())
}
