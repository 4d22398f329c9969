//! Components compiled ahead of time, kept in a folder under the hash of what they were made from.

use std::hash::{Hash, Hasher};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use sha2::{Digest, Sha256};
use wasmtime::Engine;
use wasmtime::component::Component;

/// The folder. Several processes may use it at once: files are written beside their place and
/// then renamed, and one that cannot be read is written again.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: PathBuf,
}

/// Where a compiled component came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It was compiled now.
    Compiled,
    /// It was in the folder.
    Kept,
}

impl Cache {
    /// Makes the folder if it is not there.
    ///
    /// # Errors
    /// A folder that cannot be made.
    pub fn open(folder: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        Ok(Self { folder: folder.to_owned() })
    }

    /// Loads a component, compiling it if the cache has none. This takes a while: not for async code.
    ///
    /// # Errors
    /// A file that is not there or is no component. A cache that cannot be written is no error.
    pub fn load(&self, engine: &Engine, wasm: &Path) -> anyhow::Result<(Component, Origin)> {
        let bytes =
            std::fs::read(wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
        let place = self.folder.join(format!("{}.cwasm", key(engine, &bytes)));
        if let Some(component) = load_kept(engine, &place) {
            return Ok((component, Origin::Kept));
        }
        let component = Component::new(engine, &bytes)
            .map_err(crate::engine::plain)
            .with_context(|| format!("{} is no component", wasm.display()))?;
        if let Err(error) = self.keep(&component, &place) {
            tracing::warn!(error = format!("{error:#}"), "a compiled component was not kept");
        }
        Ok((component, Origin::Compiled))
    }

    fn keep(&self, component: &Component, place: &Path) -> anyhow::Result<()> {
        let compiled = component.serialize().map_err(crate::engine::plain)?;
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(&compiled)?;
        file.persist(place)?;
        Ok(())
    }
}

/// Covers the component, the version of wasmtime, its settings and the processor.
fn key(engine: &Engine, bytes: &[u8]) -> String {
    struct Sha(Sha256);
    impl Hasher for Sha {
        fn write(&mut self, bytes: &[u8]) {
            self.0.update(bytes);
        }
        fn finish(&self) -> u64 {
            0
        }
    }
    let mut hasher = Sha(Sha256::new());
    engine.precompile_compatibility_hash().hash(&mut hasher);
    hasher.write(bytes);
    format!("{:x}", hasher.0.finalize())
}

fn load_kept(engine: &Engine, place: &Path) -> Option<Component> {
    if !place.exists() {
        return None;
    }
    // SAFETY: the file was written by `keep`, under the hash of what it was made from; the
    // folder is as trustworthy as this program's own file.
    #[expect(unsafe_code, reason = "compiled code cannot be checked, only trusted")]
    let loaded = unsafe { Component::deserialize_file(engine, place) };
    match loaded {
        Ok(component) => Some(component),
        Err(error) => {
            tracing::warn!(%error, "a kept component is not readable and is compiled again");
            None
        }
    }
}
