//! The whole host as a process, with a component that does what each test needs.

#[cfg(test)]
mod support;

#[cfg(test)]
#[path = "serve/contract.rs"]
mod contract;
#[cfg(test)]
#[path = "serve/harness.rs"]
mod harness;
#[cfg(test)]
#[path = "serve/life.rs"]
mod life;
#[cfg(test)]
#[path = "serve/limits.rs"]
mod limits;
#[cfg(test)]
#[path = "serve/log.rs"]
mod log;
#[cfg(test)]
#[path = "serve/memory.rs"]
mod memory;
#[cfg(test)]
#[path = "serve/reach.rs"]
mod reach;
#[cfg(test)]
#[path = "serve/reload.rs"]
mod reload;
#[cfg(test)]
#[path = "serve/start.rs"]
mod start;
