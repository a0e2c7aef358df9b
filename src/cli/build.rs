//! `gangmu build`: content to site.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use super::site_args::SiteArgs;
use super::{FINDINGS, could_not_run};
use crate::pipeline::{self, Loaded};

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  gangmu build --output public\n  gangmu build laws/ --output /tmp/laws-site")]
pub struct Args {
    #[command(flatten)]
    pub site: SiteArgs,
    /// Folder to write; must be new, empty, or made by gangmu
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,
}

pub fn run(args: &Args) -> ExitCode {
    let started = Instant::now();
    let loaded = match pipeline::load(&args.site.options(), &mut |_| {}) {
        Ok(loaded) => loaded,
        Err(error) => return could_not_run(&error),
    };
    if loaded.stops_build() {
        for diagnostic in loaded.diagnostics.iter().filter(|diagnostic| diagnostic.code.stops_build()) {
            eprintln!("error[{}]: {}", diagnostic.code.id(), diagnostic.message);
        }
        return ExitCode::from(FINDINGS);
    }
    match write(args, &loaded) {
        Ok(written) => {
            let corpus = &loaded.corpus;
            println!(
                "{} documents, {} files in {:.1?}: {written:?}",
                corpus.documents.len(),
                written.files,
                started.elapsed()
            );
            ExitCode::SUCCESS
        }
        Err(error) => could_not_run(&error),
    }
}

fn write(args: &Args, loaded: &Loaded) -> Result<crate::write::Written, pipeline::Error> {
    let site = pipeline::make_site(&loaded.corpus)?;
    let folders = loaded.folders.as_ref().expect("a loaded site has folders");
    pipeline::write_site(&site, &args.site.output(args.output.as_ref()), folders)
}
