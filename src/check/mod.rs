//! Looks at finished work and reports; one file per rule.

pub mod allow;
