//! `gangmu man`: manual pages, from the same definition as `--help`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::CommandFactory;
use clap_mangen::Man;

use super::report::counted;
use super::report::escape::escape;
use super::terminal::print;
use super::{COULD_NOT_RUN, Cli};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
gangmu man | man -l -\n  \
gangmu man --output ~/.local/share/man/man1")]
pub struct Args {
    /// Folder for one page a command (gangmu.1, gangmu-build.1 …); without it, the main page goes to standard output
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,
}

pub fn run(args: &Args) -> ExitCode {
    let mut command = Cli::command();
    command.build();
    let outcome = match &args.output {
        Some(folder) => write_all(&command, folder),
        None => page(command).map(|page| print(&String::from_utf8_lossy(&page))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: cannot write the manual: {error}");
            ExitCode::from(COULD_NOT_RUN)
        }
    }
}

fn page(command: clap::Command) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    Man::new(command).render(&mut page)?;
    Ok(page)
}

fn write_all(command: &clap::Command, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut count = 1;
    fs::write(folder.join("gangmu.1"), page(command.clone())?)?;
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        let name = format!("gangmu-{}", sub.get_name());
        fs::write(folder.join(format!("{name}.1")), page(sub.clone())?)?;
        count += 1;
    }
    print(&format!("{} written to {}\n", counted(count, "page"), escape(&folder.display().to_string())));
    Ok(())
}
