//! The export `prepare`, by which the build loads the models before a component is served; see `models/prepare`.
//! Nothing calls it afterwards.

use crate::Models;

wit_bindgen::generate!({
    inline: "package rongtong:scoring; world prepared { export prepare: func(); }",
});

struct Prepared;

impl Guest for Prepared {
    fn prepare() {
        // A model that does not load fails with an error when a score is requested.
        _ = Models::shared();
    }
}

export!(Prepared);
