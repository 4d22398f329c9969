//! The files that a component may read.

use std::path::{Component as Part, Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use tempfile::TempDir;

use crate::manifest::{Component, Mount, Placement};

/// Folders, and where the component sees them. Read-only.
#[derive(Debug, Default)]
pub struct Files {
    mounts: Vec<(PathBuf, String)>,
    /// Removed with this value.
    _copies: Option<TempDir>,
}

impl Files {
    /// Finds the files of a component; `base` is the manifest's folder. Whole folders are taken as
    /// they are; patterns, single files and folders within each other are copied together first.
    ///
    /// # Errors
    /// The entry that names no file, or leaves its folder.
    pub fn prepare(base: &Path, component: &Component) -> anyhow::Result<Self> {
        if component.files.is_empty() {
            return Ok(Self::default());
        }
        if let Some(mounts) = whole_folders(base, component)? {
            return Ok(Self { mounts, _copies: None });
        }
        let excluded: Vec<_> = component
            .exclude_files
            .iter()
            .map(|text| glob::Pattern::new(text).with_context(|| format!("exclude_files `{text}`")))
            .collect::<anyhow::Result<_>>()?;
        let copies = TempDir::with_prefix("rongtong-files-")?;
        let copier = Copier { base, target: copies.path(), excluded };
        for mount in &component.files {
            match mount {
                Mount::Pattern(pattern) => copier.pattern(pattern)?,
                Mount::Placement(placement) => copier.placement(placement)?,
            }
        }
        let mounts = vec![(copies.path().to_owned(), "/".to_owned())];
        Ok(Self { mounts, _copies: Some(copies) })
    }

    /// Each folder with the path under which the component sees it.
    pub fn mounts(&self) -> impl Iterator<Item = (&Path, &str)> {
        self.mounts.iter().map(|(folder, path)| (folder.as_path(), path.as_str()))
    }
}

/// The mounts, if all of them are folders at places of their own.
fn whole_folders(
    base: &Path,
    component: &Component,
) -> anyhow::Result<Option<Vec<(PathBuf, String)>>> {
    if !component.exclude_files.is_empty() {
        return Ok(None);
    }
    let mut mounts: Vec<(PathBuf, String)> = Vec::new();
    for mount in &component.files {
        let Mount::Placement(Placement { source, destination }) = mount else { return Ok(None) };
        let folder = base.join(source);
        let place = Path::new("/").join(inside(destination)?);
        let apart = mounts.iter().all(|(_, other)| {
            !place.starts_with(other.as_str()) && !Path::new(other).starts_with(&place)
        });
        if !folder.is_dir() || !apart {
            return Ok(None);
        }
        mounts.push((folder, place.display().to_string()));
    }
    Ok(Some(mounts))
}

/// A path without its leading slash.
fn inside(path: &str) -> anyhow::Result<PathBuf> {
    let parts = Path::new(path).components();
    let mut inner = PathBuf::new();
    for part in parts {
        match part {
            Part::RootDir | Part::CurDir => {}
            Part::Normal(name) => inner.push(name),
            Part::ParentDir | Part::Prefix(_) => bail!("`{path}` leaves its folder"),
        }
    }
    Ok(inner)
}

struct Copier<'a> {
    base: &'a Path,
    target: &'a Path,
    excluded: Vec<glob::Pattern>,
}

impl Copier<'_> {
    fn pattern(&self, pattern: &str) -> anyhow::Result<()> {
        ensure!(!Path::new(pattern).is_absolute(), "files `{pattern}` must be relative");
        inside(pattern)?;
        let base = glob::Pattern::escape(&self.base.display().to_string());
        let full = if base.is_empty() { pattern.to_owned() } else { format!("{base}/{pattern}") };
        for found in glob::glob(&full).with_context(|| format!("files `{pattern}`"))? {
            let found = found?;
            if found.is_file() {
                let name = found.strip_prefix(self.base)?.to_owned();
                self.file(&found, &name)?;
            }
        }
        Ok(())
    }

    fn placement(&self, placement: &Placement) -> anyhow::Result<()> {
        let source = self.base.join(&placement.source);
        let destination = inside(&placement.destination)?;
        if source.is_file() {
            return self.file(&source, &destination);
        }
        ensure!(source.is_dir(), "files: there is no `{}`", placement.source);
        self.folder(&source, &destination)
    }

    fn folder(&self, source: &Path, destination: &Path) -> anyhow::Result<()> {
        for entry in std::fs::read_dir(source)? {
            let entry = entry?;
            let (path, name) = (entry.path(), destination.join(entry.file_name()));
            if path.is_dir() {
                self.folder(&path, &name)?;
            } else {
                self.file(&path, &name)?;
            }
        }
        Ok(())
    }

    fn file(&self, source: &Path, destination: &Path) -> anyhow::Result<()> {
        let shown = source.strip_prefix(self.base).unwrap_or(source);
        if self.excluded.iter().any(|pattern| pattern.matches_path(shown)) {
            return Ok(());
        }
        let target = self.target.join(destination);
        if let Some(folder) = target.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::copy(source, &target)
            .with_context(|| format!("cannot copy {}", source.display()))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn component(text: &str) -> Component {
        toml::from_str(&format!("source = \"x.wasm\"\n{text}")).unwrap()
    }

    fn folder() -> TempDir {
        let folder = TempDir::new().unwrap();
        for name in ["static/a.txt", "static/deep/b.txt", "static/c.map", "one.txt"] {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, name).unwrap();
        }
        folder
    }

    fn exists(files: &Files, path: &str) -> bool {
        files.mounts().any(|(folder, place)| {
            Path::new(path).strip_prefix(place).is_ok_and(|rest| folder.join(rest).is_file())
        })
    }

    #[test]
    fn files_are_found() {
        let base = folder();
        for (text, path, expected) in [
            ("files = []", "/one.txt", false),
            ("files = ['one.txt']", "/one.txt", true),
            ("files = ['static/**/*.txt']", "/static/deep/b.txt", true),
            ("files = ['static/**/*.txt']", "/static/c.map", false),
            ("files = ['static/*']\nexclude_files = ['**/*.map']", "/static/c.map", false),
            ("files = ['static/*']\nexclude_files = ['**/*.map']", "/static/a.txt", true),
            ("files = [{ source = 'static', destination = '/' }]", "/deep/b.txt", true),
            ("files = [{ source = 'static', destination = 'www' }]", "/www/a.txt", true),
            ("files = [{ source = 'one.txt', destination = '/x/y.txt' }]", "/x/y.txt", true),
            ("files = ['one.txt', { source = 'static', destination = '/' }]", "/a.txt", true),
        ] {
            let files = Files::prepare(base.path(), &component(text)).unwrap();
            assert_eq!(exists(&files, path), expected, "{text} {path}");
        }
    }

    #[test]
    fn wrong_entries_are_refused() {
        let base = folder();
        for text in [
            "files = ['../x']",
            "files = ['/etc/passwd']",
            "files = [{ source = 'nothing', destination = '/' }]",
            "files = [{ source = 'static', destination = '/../x' }]",
        ] {
            Files::prepare(base.path(), &component(text)).expect_err(text);
        }
    }
}
