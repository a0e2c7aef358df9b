//! Publishes numbered documents as a static site in which every mention of a number is a link.

pub mod model;

pub mod read;

pub mod parse;

pub mod number;

pub mod resolve;

pub mod render;

pub mod search;

pub mod check;

pub mod export;

pub mod verify;

pub mod import;

pub mod write;

pub mod pipeline;

pub mod serve;

pub mod cli;
