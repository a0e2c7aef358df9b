//! Citations.

pub mod coordinate;
