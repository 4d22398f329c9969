//! Grab.
