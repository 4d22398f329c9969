//! `spin.toml`, manifest version 2, as it is written.
//!
//! Every key that Spin knows is accepted here. Those that this host cannot honour are refused
//! afterwards by [`Manifest::read`], by name; unknown keys are refused by serde.

mod check;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context as _;
use serde::Deserialize;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    spin_manifest_version: u32,
    /// What the application is called.
    pub application: Application,
    /// Variables of the application.
    #[serde(default)]
    pub variables: BTreeMap<String, Variable>,
    /// What starts components, by type.
    #[serde(default, rename = "trigger")]
    pub triggers: BTreeMap<String, Vec<toml::Table>>,
    /// The components by id.
    #[serde(default, rename = "component")]
    pub components: BTreeMap<String, Component>,
}

/// The head of the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Application {
    /// The name, for the log.
    pub name: String,
    /// The version, for the log.
    #[serde(default)]
    pub version: String,
    #[serde(default, rename = "description")]
    _description: String,
    #[serde(default, rename = "authors")]
    _authors: Vec<String>,
    #[serde(default, rename = "targets")]
    _targets: Vec<toml::Value>,
    /// Settings of a whole trigger type.
    #[serde(default, rename = "trigger")]
    pub trigger_settings: BTreeMap<String, toml::Table>,
    #[serde(default, rename = "tool")]
    _tool: BTreeMap<String, toml::Table>,
}

/// A variable of the application.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variable {
    #[serde(default, rename = "description")]
    _description: Option<String>,
    /// Somebody has to set it.
    #[serde(default)]
    pub required: bool,
    /// Its value when it is not set.
    pub default: Option<String>,
    /// Not to be shown.
    #[serde(default)]
    pub secret: bool,
}

/// `[[trigger.http]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpTrigger {
    #[serde(default, rename = "id")]
    _id: String,
    /// The component's id.
    pub component: String,
    /// Where it answers.
    pub route: Route,
    #[serde(default)]
    executor: Option<Executor>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Executor {
    #[serde(rename = "type")]
    kind: String,
}

/// Where a component answers.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Route {
    /// `/exact`, `/with/:name`, `/all/below/...`
    Public(String),
    /// `{ private = true }`: only other components reach it.
    Private(Private),
}

/// `{ private = true }`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Private {
    private: bool,
}

/// `[component.<id>]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Component {
    /// The WebAssembly file, relative to the manifest.
    source: toml::Value,
    #[serde(default, rename = "description")]
    _description: String,
    /// What the component sees as its variables; values are templates.
    #[serde(default)]
    pub variables: BTreeMap<String, String>,
    /// Its environment.
    #[serde(default)]
    pub environment: BTreeMap<String, String>,
    /// Files that it may read.
    #[serde(default)]
    pub files: Vec<Mount>,
    /// Patterns of files that `files` does not mean.
    #[serde(default)]
    pub exclude_files: Vec<String>,
    #[serde(default)]
    allowed_http_hosts: Vec<String>,
    /// Where it may connect to; values are templates.
    #[serde(default)]
    pub allowed_outbound_hosts: Vec<String>,
    #[serde(default)]
    key_value_stores: Vec<String>,
    #[serde(default)]
    sqlite_databases: Vec<String>,
    #[serde(default)]
    ai_models: Vec<String>,
    #[serde(default, rename = "targets")]
    _targets: Vec<toml::Value>,
    #[serde(default, rename = "build")]
    _build: Option<toml::Table>,
    /// Tables of tools; ours is `schedule`.
    #[serde(default)]
    pub tool: BTreeMap<String, toml::Table>,
    #[serde(default, rename = "dependencies_inherit_configuration")]
    _dependencies_inherit_configuration: Option<bool>,
    #[serde(default)]
    dependencies: BTreeMap<String, toml::Value>,
    #[serde(default, rename = "profile")]
    _profile: BTreeMap<String, toml::Table>,
}

/// An entry of `files`.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Mount {
    /// Files that match, at the same path.
    Pattern(String),
    /// A folder or file at another path.
    Placement(Placement),
}

/// `{ source = "static/dist", destination = "/" }`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Placement {
    /// A folder or file, relative to the manifest.
    pub source: String,
    /// Where the component sees it.
    pub destination: String,
}

impl Manifest {
    /// Reads a manifest and refuses what this host cannot run.
    ///
    /// # Errors
    /// An unreadable file, an unknown key, a trigger or a source of another kind.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        Self::parse(&text).with_context(|| format!("{} is not usable", path.display()))
    }

    /// The same from text.
    ///
    /// # Errors
    /// As [`Manifest::read`].
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let manifest: Self = toml::from_str(text)?;
        check::check(&manifest)?;
        Ok(manifest)
    }

    /// The HTTP triggers in the order of the file.
    ///
    /// # Errors
    /// A key that this host does not know.
    pub fn http_triggers(&self) -> anyhow::Result<Vec<HttpTrigger>> {
        let tables = self.triggers.get("http").map_or(&[][..], Vec::as_slice);
        tables.iter().map(|table| Ok(table.clone().try_into::<HttpTrigger>()?)).collect()
    }
}

impl Component {
    /// The WebAssembly file, relative to the manifest.
    ///
    /// # Errors
    /// A source that would have to be fetched.
    pub fn source(&self) -> anyhow::Result<&str> {
        self.source.as_str().context("`source` must be the path of a file")
    }
}
