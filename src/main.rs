//! The program: reads the arguments and hands them on.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    gangmu::cli::run(gangmu::cli::Cli::parse())
}
