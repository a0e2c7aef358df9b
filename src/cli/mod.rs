//! The commands: what was typed to what is done, and what is said about it.
#![allow(clippy::disallowed_methods, reason = "the commands are an edge")]

pub mod build;
pub mod site_args;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Publishes numbered documents as a static site in which every mention of a number is a link.
#[derive(Debug, Parser)]
#[command(name = "gangmu", version, arg_required_else_help = true, propagate_version = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make the site from its content
    Build(build::Args),
}

pub fn run(cli: Cli) -> ExitCode {
    match cli.command {
        Command::Build(args) => build::run(&args),
    }
}

/// 0 clean, 1 findings, 2 could not run.
pub const FINDINGS: u8 = 1;
pub const COULD_NOT_RUN: u8 = 2;

/// Says why a command could not run.
pub fn could_not_run(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("error: {error}");
    ExitCode::from(COULD_NOT_RUN)
}
