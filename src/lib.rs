//! Publishes numbered documents as a static site in which every mention of a number is a link.

pub mod model;
