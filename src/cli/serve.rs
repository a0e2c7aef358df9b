//! `gangmu serve`: the site on this machine, made anew on every save.

use std::io;
use std::process::ExitCode;

use super::could_not_run;
use super::report::escape::escape;
use super::report::{Findings, Format, counted};
use super::site_args::SiteArgs;
use super::terminal::{Colour, print};
use crate::model::corpus::Corpus;
use crate::model::diag::Diagnostic;
use crate::serve::{self, Options, Told};

const PORT: u16 = 4747;

#[derive(Debug, clap::Args)]
#[command(after_help = "Only this machine can reach the server. Stop it with Ctrl-C.\n\n\
Examples:\n  gangmu serve\n  gangmu serve laws/ --port 8000")]
pub struct Args {
    #[command(flatten)]
    pub site: SiteArgs,
    /// Port to listen on; 0 takes any that is free. Without it 4747, or the next that is free
    #[arg(short, long)]
    pub port: Option<u16>,
    /// Leave out doubts about the texts; show only what stops the site
    #[arg(short, long)]
    pub quiet: bool,
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    pub color: Colour,
}

pub fn run(args: &Args) -> ExitCode {
    let options = Options {
        site: args.site.options(),
        port: args.port.unwrap_or(PORT),
        tries: if args.port.is_none() { 20 } else { 0 },
    };
    let colours = args.color.on(&io::stdout());
    let told = serve::serve(&options, &mut |told| match told {
        Told::Ready(address) => print(&format!("{address} shows the site; it follows each save\n")),
        Told::Read { corpus, found, stopped, took } => {
            print(&format!(
                "{}{} read in {:.2} s\n",
                said(args, corpus, found, stopped, colours),
                counted(corpus.documents.len(), "document"),
                took.as_secs_f64()
            ));
        }
        Told::Failed { error } => print(&format!("error: {}\nthe last good state is shown\n", escape(error))),
        Told::Same => {}
    });
    match told {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => could_not_run(&error),
    }
}

fn said(args: &Args, corpus: &Corpus, found: &[Diagnostic], stopped: bool, colours: bool) -> String {
    let shown: Vec<_> = found.iter().filter(|found| !args.quiet || found.code.stops_build()).cloned().collect();
    let mut text = if shown.is_empty() {
        String::new()
    } else {
        Findings::new(&corpus.sources, &shown).write(Format::Text, colours)
    };
    if stopped {
        text.push_str("the last good state is shown\n");
    }
    text
}
