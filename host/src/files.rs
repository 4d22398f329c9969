//! Files of a component: gathered in a folder of the component's own, which it sees as `/`.
//!
//! Spin copies them as well. So a build that goes on beside a running host does no harm, and a
//! component sees nothing that `files` does not name.

use std::fs::File;
use std::path::{Component as Part, Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use glob::Pattern;
use tempfile::TempDir;

use crate::manifest::{Component, Mount, Placement};

/// What the folders' names begin with.
const PREFIX: &str = "files-";
/// A folder that is younger than this may not have its lock yet.
const YOUNG: Duration = Duration::from_secs(60);

/// A component's files. They go with this value; what a killed host leaves is known by its lock being free.
#[derive(Debug)]
pub struct Gathered {
    folder: TempDir,
    _lock: File,
}

impl Gathered {
    /// Where they are.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Removes what hosts that were killed left below `parent`: a folder whose lock nobody holds.
pub fn remove_left(parent: &Path) {
    let Ok(entries) = std::fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(PREFIX) && is_left(&entry.path()) {
            // What cannot be removed is looked at again by the next host.
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

fn is_left(folder: &Path) -> bool {
    let Ok(file) = File::open(folder) else { return false };
    let age = file.metadata().and_then(|it| it.modified()).ok().and_then(|it| it.elapsed().ok());
    age.is_some_and(|age| age > YOUNG) && file.try_lock().is_ok()
}

/// Gathers a component's files below `parent`; `None` if it has none.
///
/// # Errors
/// A source that is not there, a path that leaves its folder.
pub fn gather(
    component: &Component,
    root: &Path,
    parent: &Path,
) -> anyhow::Result<Option<Gathered>> {
    if component.files.is_empty() {
        return Ok(None);
    }
    let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(parent)?;
    let lock = File::open(folder.path())?;
    lock.lock().with_context(|| format!("cannot lock {}", folder.path().display()))?;
    let excluded = component
        .exclude_files
        .iter()
        .map(|pattern| Pattern::new(pattern).with_context(|| format!("pattern `{pattern}`")))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let gathering = Gathering { root, target: folder.path(), excluded: &excluded };
    for mount in &component.files {
        match mount {
            Mount::Pattern(pattern) => gathering.pattern(pattern),
            Mount::Placement(placement) => gathering.placement(placement),
        }?;
    }
    Ok(Some(Gathered { folder, _lock: lock }))
}

struct Gathering<'a> {
    root: &'a Path,
    target: &'a Path,
    excluded: &'a [Pattern],
}

impl Gathering<'_> {
    /// Files that match keep their path; a folder's name alone means all that it holds.
    fn pattern(&self, pattern: &str) -> anyhow::Result<()> {
        let inside = inner_path(pattern)?;
        let start = self.root.join(&inside);
        if start.is_dir() {
            return self.folder(&start, &inside);
        }
        let text = format!("{}/{pattern}", Pattern::escape(&self.root.to_string_lossy()));
        for path in glob::glob(&text).with_context(|| format!("pattern `{pattern}`"))? {
            let path = path?;
            if path.is_file() {
                let inside = path.strip_prefix(self.root)?.to_owned();
                self.file(&path, &inside)?;
            }
        }
        Ok(())
    }

    fn placement(&self, placement: &Placement) -> anyhow::Result<()> {
        let source = self.root.join(&placement.source);
        let inside = inner_path(placement.destination.trim_start_matches('/'))?;
        if source.is_dir() {
            self.folder(&source, &inside)
        } else {
            ensure!(source.is_file(), "files: there is no `{}`", placement.source);
            self.file(&source, &inside)
        }
    }

    fn folder(&self, source: &Path, inside: &Path) -> anyhow::Result<()> {
        std::fs::create_dir_all(self.target.join(inside))?;
        let entries = std::fs::read_dir(source)
            .with_context(|| format!("cannot read the folder {}", source.display()))?;
        for entry in entries {
            let entry = entry?;
            let (path, inside) = (entry.path(), inside.join(entry.file_name()));
            if path.is_dir() {
                self.folder(&path, &inside)?;
            } else {
                self.file(&path, &inside)?;
            }
        }
        Ok(())
    }

    fn file(&self, source: &Path, inside: &Path) -> anyhow::Result<()> {
        let relative = source.strip_prefix(self.root).unwrap_or(source);
        if self.excluded.iter().any(|pattern| pattern.matches_path(relative)) {
            return Ok(());
        }
        let target = self.target.join(inside);
        if let Some(folder) = target.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::copy(source, &target)
            .with_context(|| format!("cannot copy {}", source.display()))?;
        Ok(())
    }
}

/// A relative path that does not leave where it starts.
fn inner_path(text: &str) -> anyhow::Result<PathBuf> {
    let path = Path::new(text);
    let stays = path.components().all(|part| matches!(part, Part::Normal(_) | Part::CurDir));
    ensure!(stays, "files: `{text}` must be a path inside");
    Ok(path.components().filter(|part| matches!(part, Part::Normal(_))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn component(files: &str) -> Component {
        toml::from_str(&format!("source = \"x.wasm\"\n{files}")).unwrap()
    }

    fn tree() -> TempDir {
        let root = tempfile::tempdir().unwrap();
        for file in ["a.txt", "dist/index.html", "dist/js/app.js", "dist/js/app.map"] {
            let path = root.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, file).unwrap();
        }
        root
    }

    #[test]
    fn files_are_gathered() {
        let (root, parent) = (tree(), tempfile::tempdir().unwrap());
        for (files, there, absent) in [
            ("files = ['dist/**/*.js']", "dist/js/app.js", "dist/index.html"),
            ("files = ['dist']", "dist/js/app.js", "a.txt"),
            ("files = ['*.txt']", "a.txt", "dist"),
            ("files = [{ source = 'dist', destination = '/' }]", "js/app.js", "dist"),
            ("files = [{ source = 'a.txt', destination = '/b/c.txt' }]", "b/c.txt", "a.txt"),
            ("files = ['dist']\nexclude_files = ['**/*.map']", "dist/js/app.js", "dist/js/app.map"),
        ] {
            let folder = gather(&component(files), root.path(), parent.path()).unwrap().unwrap();
            assert!(folder.path().join(there).is_file(), "{files}: {there}");
            assert!(!folder.path().join(absent).exists(), "{files}: {absent}");
        }
        assert!(gather(&component(""), root.path(), parent.path()).unwrap().is_none());
    }

    #[test]
    fn what_a_killed_host_left_goes_and_nothing_else() {
        let (root, parent) = (tree(), tempfile::tempdir().unwrap());
        let held = gather(&component("files = ['dist']"), root.path(), parent.path());
        let held = held.unwrap().unwrap();
        for name in ["files-left", "files-new", "other"] {
            std::fs::create_dir_all(parent.path().join(name).join("static")).unwrap();
        }
        let old = std::time::SystemTime::UNIX_EPOCH;
        for folder in [held.path(), &parent.path().join("files-left"), &parent.path().join("other")]
        {
            File::open(folder).unwrap().set_modified(old).unwrap();
        }

        remove_left(parent.path());

        assert!(held.path().join("dist/index.html").is_file());
        assert!(!parent.path().join("files-left").exists());
        assert!(parent.path().join("files-new").exists() && parent.path().join("other").exists());
    }

    #[test]
    fn paths_stay_inside() {
        let (root, parent) = (tree(), tempfile::tempdir().unwrap());
        for files in [
            "files = ['../x']",
            "files = [{ source = 'dist', destination = '/../x' }]",
            "files = [{ source = 'none', destination = '/' }]",
        ] {
            gather(&component(files), root.path(), parent.path()).expect_err(files);
        }
    }
}
