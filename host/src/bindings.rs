//! The interfaces of Spin that functions import, made by `build.rs` from spin-sdk's WIT.
#![expect(missing_docs, reason = "made by a macro")]

include!(concat!(env!("OUT_DIR"), "/bindings.rs"));
