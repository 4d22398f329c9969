//! Loads the models into a component, once, when it is built: `prepare score-company`.
//!
//! Reading an ONNX file and laying out its graph takes milliseconds, and each new instance would spend them again. A
//! component that scores therefore exports `prepare` (`shared/scoring`), which loads every model. This program runs it
//! and writes a component with the memory as it then is: an instance begins with models loaded. The component as
//! cargo builds it works too, and loads the models when the first of them is asked for.
//!
//! Nothing but the models may be in that memory, since all instances share what is there: `prepare` can reach no
//! network, no file and no clock here, and its environment is empty. Of chance it gets one thing, the seed of the
//! standard library's hash maps; it is drawn for each build, and all instances of the build have it in common.

use anyhow::{Context as _, Result};
use std::path::{Path, PathBuf};

fn main() -> Result<()> {
    let name = std::env::args().nth(1).context("usage: prepare <function>")?;
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target");
    let file = format!("{}.wasm", name.replace('-', "_"));
    let built = target.join("wasm32-wasip2/component").join(&file);
    let prepared = target.join("prepared").join(&file);
    if is_newer(&prepared, &built) {
        return Ok(());
    }
    let wasm = std::fs::read(&built).with_context(|| format!("{name} is not built"))?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let snapshot =
        runtime.block_on(prepare::prepare(&wasm)).map_err(|error| anyhow::anyhow!("{error:#}"));
    write(&prepared, &snapshot.with_context(|| name.clone())?)
}

/// Whether a file is there and at least as new as what it is made from, this program among it.
fn is_newer(made: &Path, from: &Path) -> bool {
    let time = |file: &Path| file.metadata().and_then(|metadata| metadata.modified()).ok();
    let own = std::env::current_exe().ok().and_then(|program| time(&program));
    time(made).is_some_and(|made| time(from) <= Some(made) && own <= Some(made))
}

/// A component that was cut off in the middle must not be taken for one.
fn write(file: &Path, bytes: &[u8]) -> Result<()> {
    let beside: PathBuf = file.with_extension("part");
    std::fs::create_dir_all(file.parent().context("a folder")?)?;
    std::fs::write(&beside, bytes)?;
    std::fs::rename(&beside, file)?;
    Ok(())
}
