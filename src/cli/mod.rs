//! The commands: what was typed to what is done, and what is said about it.
#![allow(clippy::disallowed_methods, reason = "the commands are an edge")]

pub mod baseline;
pub mod build;
pub mod check;
pub mod completions;
pub mod explain;
pub mod export;
pub mod import;
pub mod init;
pub mod links;
pub mod man;
pub mod r#move;
pub mod new;
pub mod report;
pub mod schema;
pub mod serve;
pub mod site_args;
mod suggest;
pub mod terminal;
pub mod verify;

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
    /// Make a site of one's own, with texts that teach
    Init(init::Args),
    /// Begin a document
    New(new::Args),
    /// Show the site on this machine, made anew on every save
    Serve(serve::Args),
    /// Say everything that is wrong or doubtful, with its place and the way out
    Check(check::Args),
    /// Prove that each document is its source, character for character
    Verify(verify::Args),
    /// Make structured Markdown of a Word file, a web page, a PDF or a text
    Import(import::Args),
    /// Say what a finding means, where it comes from and how to mend it
    Explain(explain::Args),
    /// Write the corpus as JSON, CSV, EPUB or Akoma Ntoso
    Export(export::Args),
    /// Say what a provision cites and what cites it; as JSON, every citation of the corpus
    Links(links::Args),
    /// Write JSON schemas, from which editors complete
    Schema(schema::Args),
    /// Write completions for a shell
    Completions(completions::Args),
    /// Write manual pages
    Man(man::Args),
}

pub fn run(cli: Cli) -> ExitCode {
    match cli.command {
        Command::Build(args) => build::run(&args),
        Command::Init(args) => init::run(&args),
        Command::New(args) => new::run(&args),
        Command::Serve(args) => serve::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Links(args) => links::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args),
    }
}

/// 0 clean, 1 findings, 2 could not run.
pub const FINDINGS: u8 = 1;
pub const COULD_NOT_RUN: u8 = 2;

/// Says why a command could not run.
pub fn could_not_run(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("error: {}", report::escape::escape(&error.to_string()));
    ExitCode::from(COULD_NOT_RUN)
}
