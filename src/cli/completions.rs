//! `gangmu completions SHELL`: what a shell completes, from the same definition as `--help`.

use std::process::ExitCode;

use clap::CommandFactory;
use clap_complete::Shell;

use super::Cli;
use super::terminal::print;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
gangmu completions bash > ~/.local/share/bash-completion/completions/gangmu\n  \
gangmu completions zsh > ~/.zfunc/_gangmu\n  \
gangmu completions fish > ~/.config/fish/completions/gangmu.fish")]
pub struct Args {
    #[arg(value_enum)]
    pub shell: Shell,
}

pub fn run(args: &Args) -> ExitCode {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "gangmu", &mut script);
    print(&String::from_utf8_lossy(&script));
    ExitCode::SUCCESS
}
