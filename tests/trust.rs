//! What must never happen to a site, whatever happens to its build.
//!
//! Quick here; `GANGMU_TRUST=full` runs the counts of docs/trust.md.
#![allow(clippy::disallowed_methods, reason = "tests run the program in folders of their own")]

#[path = "trust/atomic.rs"]
mod atomic;
#[path = "trust/disk.rs"]
mod disk;
#[path = "trust/effects.rs"]
mod effects;
#[path = "trust/messages.rs"]
mod messages;
#[path = "trust/places.rs"]
mod places;
#[path = "trust/reproducible.rs"]
mod reproducible;
#[path = "trust/scale.rs"]
mod scale;
#[path = "trust/site.rs"]
mod site;
