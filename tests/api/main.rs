//! Each operation beside its happy way: the wrong role, another's object, bad input. The happy ways are `tests/story`.

#![expect(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    reason = "an answer of another shape fails the test, and ids are made here"
)]

mod access;
mod alert;
mod applicant;
mod bad_input;
mod bounds;
mod claims;
mod consent;
mod contract;
mod cursors;
mod decision;
mod drift;
mod engines;
mod exposure;
mod figures;
mod headers;
mod inbox;
mod limits;
mod lists;
mod market;
mod matrix;
mod offer;
mod others_lists;
mod others_objects;
mod own_words;
mod partner;
mod portal;
mod receivers;
mod recommendation;
mod report;
mod rights;
mod score;
mod settings;
mod shared;
mod standing;
mod token;
mod work;
