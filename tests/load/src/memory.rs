use anyhow::{Context, Result};

/// The memory that a process holds, as the system counts it, MiB.
#[derive(Clone, Copy)]
pub(crate) struct Memory {
    pub(crate) resident: f64,
    /// What the process made itself.
    pub(crate) anonymous: f64,
    /// What the system could read again from files: programs, compiled components.
    pub(crate) files: f64,
}

impl Memory {
    /// What this process holds now.
    pub(crate) fn of(pid: u32) -> Result<Self> {
        let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
        let mib = |name: &str| -> Result<f64> {
            let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
            let kib: f64 = line
                .and_then(|line| line.split_whitespace().next()?.parse().ok())
                .with_context(|| format!("the system does not tell {name}"))?;
            Ok(kib / 1024.0)
        };
        Ok(Self {
            resident: mib("VmRSS")?,
            anonymous: mib("RssAnon")?,
            files: mib("RssFile")? + mib("RssShmem")?,
        })
    }
}
