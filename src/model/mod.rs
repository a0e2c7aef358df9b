//! The nouns: data and small accessors, in reading order; each may use those above it.

pub mod source;

pub mod diag;

pub mod numeral;

pub mod config;

pub mod address;

pub mod document;

pub mod mark;

pub mod compare;

pub mod corpus;

pub mod side;

pub mod site;
