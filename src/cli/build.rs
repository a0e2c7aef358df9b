//! `gangmu build`: content to site.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::report::{Findings, Format, counted, thousands};
use super::site_args::SiteArgs;
use super::terminal::{Colour, Progress, print, shown};
use super::{FINDINGS, could_not_run};
use crate::check;
use crate::model::diag::Diagnostic;
use crate::pipeline::{self, Loaded};
use crate::write::Written;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  gangmu build\n  gangmu build --output public\n  gangmu build laws/ --output /tmp/laws-site"
)]
pub struct Args {
    #[command(flatten)]
    pub site: SiteArgs,
    /// Folder to write; must be new, empty, or made by gangmu
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,
}

pub fn run(args: &Args) -> ExitCode {
    let mut progress = Progress::new();
    let loaded = match pipeline::load(&args.site.options(), &mut |stage| progress.stage(stage)) {
        Ok(loaded) => loaded,
        Err(error) => return could_not_run(&error),
    };
    let output = args.site.output(args.output.as_ref());
    let stopped = if loaded.stops_build() { loaded.diagnostics.clone() } else { Vec::new() };
    let outcome = if stopped.is_empty() { write(&loaded, &output, &mut progress) } else { Ok(Err(stopped)) };
    let took = progress.finish();
    match outcome {
        Ok(Ok((written, doubt))) => {
            print(&summary(&loaded, &written, &output, &took));
            let said = doubt.map(|doubt| (doubt.message, doubt.help.unwrap_or_default()));
            said.into_iter().for_each(|(message, help)| eprintln!("warning: {message}\nhelp: {help}"));
            ExitCode::SUCCESS
        }
        Ok(Err(stopped)) => refuse(&loaded, stopped),
        Err(error) => match pipeline::template_finding(&loaded.corpus, &error) {
            Some(found) => refuse(&loaded, vec![found]),
            None => could_not_run(&error),
        },
    }
}

/// With what the host may refuse. What stops a build comes back as findings; what the world refuses, as an error.
type Outcome = Result<Result<(Written, Option<Diagnostic>), Vec<Diagnostic>>, pipeline::Error>;

fn write(loaded: &Loaded, output: &Path, progress: &mut Progress) -> Outcome {
    progress.stage("render");
    let site = pipeline::make_site(&loaded.corpus)?;
    let clashes = pipeline::clashes(&site);
    if !clashes.is_empty() {
        return Ok(Err(clashes));
    }
    let folders = loaded.folders.as_ref().expect("a loaded site has folders");
    let doubt = check::host::check_count(&site, &loaded.corpus.config);
    let bar = progress.bar("write", site.len());
    let written = pipeline::write_site(&site, output, folders, &|| bar.inc(1))?;
    Ok(Ok((written, doubt)))
}

/// Shows what stops the build, and only that: doubts are for `check`.
fn refuse(loaded: &Loaded, mut stopped: Vec<Diagnostic>) -> ExitCode {
    stopped.retain(|found| found.code.stops_build());
    let findings = Findings::new(&loaded.corpus.sources, &stopped);
    eprint!("{}", findings.write(Format::Text, Colour::Auto.on(&io::stderr())));
    eprintln!("nothing was written; what was built before is as it was");
    ExitCode::from(FINDINGS)
}

fn summary(loaded: &Loaded, written: &Written, output: &Path, took: &str) -> String {
    let corpus = &loaded.corpus;
    let provisions = corpus.documents.iter().map(|document| document.provisions().count()).sum();
    let changes: Vec<String> = [
        (written.new, "new"),
        (written.changed, "changed"),
        (written.unchanged, "unchanged"),
        (written.removed, "removed"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| format!("{} {what}", thousands(count)))
    .collect();
    let mut out = format!(
        "{}, {}, {} ({}) in {took}\n{}: {}\n",
        counted(corpus.documents.len(), "document"),
        counted(provisions, "provision"),
        counted(written.files, "file"),
        size(written.bytes),
        shown(output),
        if changes.is_empty() { "nothing to write".to_owned() } else { changes.join(", ") },
    );
    let findings = Findings::new(&corpus.sources, &loaded.diagnostics).counts();
    if findings.errors + findings.warnings > 0 {
        out.push_str(&format!("{}; `gangmu check` shows them\n", findings.sentence()));
    }
    out
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}
