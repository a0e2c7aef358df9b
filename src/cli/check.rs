//! `gangmu check`: everything that is wrong or doubtful, with its place and the way out.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use super::baseline::Baseline;
use super::report::escape::escape;
use super::report::{Counts, Findings, Format, counted};
use super::site_args::SiteArgs;
use super::terminal::{Colour, Progress, print};
use super::{COULD_NOT_RUN, FINDINGS, could_not_run};
use crate::model::diag::Severity;
use crate::pipeline;

#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes: 0 clean, 1 errors or warnings, 2 could not run.\n\n\
Examples:\n  \
gangmu check\n  \
gangmu check --format github                               in a workflow\n  \
gangmu check --format sarif > findings.sarif\n  \
gangmu check --baseline known.tsv --write-baseline         take an old corpus as it is\n  \
gangmu check --baseline known.tsv                          and report only what is new\n  \
gangmu explain number-gap                                  what a finding means")]
pub struct Args {
    #[command(flatten)]
    pub site: SiteArgs,
    /// Notes, and entries of the baseline that are gone, make the exit code 1 as well
    #[arg(long)]
    pub strict: bool,
    /// How findings are written
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,
    /// Findings that are known: a file that --write-baseline wrote
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Write all present findings to the baseline, and exit 0
    #[arg(long, requires = "baseline")]
    pub write_baseline: bool,
    /// Leave out the ledger of citations
    #[arg(long)]
    pub no_ledger: bool,
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    pub color: Colour,
}

pub fn run(args: &Args) -> ExitCode {
    let mut progress = Progress::new();
    let checked = pipeline::load(&args.site.options(), &mut |stage| progress.stage(stage)).and_then(|loaded| {
        progress.stage("check");
        pipeline::check(loaded)
    });
    drop(progress);
    let checked = match checked {
        Ok(checked) => checked,
        Err(error) => return could_not_run(&error),
    };
    let mut findings = Findings::new(&checked.corpus.sources, &checked.diagnostics);
    findings.silenced = checked.silenced;
    findings.ledger = Some(&checked.corpus.ledger).filter(|_| !args.no_ledger);
    match &args.baseline {
        Some(path) if args.write_baseline => write_baseline(path, &findings),
        Some(path) => match take_known(path, &mut findings) {
            Ok(gone) => tell(args, &findings, gone),
            Err(error) => could_not_run(&error),
        },
        None => tell(args, &findings, 0),
    }
}

fn tell(args: &Args, findings: &Findings, gone: usize) -> ExitCode {
    print(&findings.write(args.format, args.color.on(&io::stdout())));
    if gone > 0 {
        eprintln!("{} of the baseline are gone; write it again with --write-baseline", counted(gone, "finding"));
    }
    exit_code(findings.counts(), gone, args.strict)
}

/// A warning is a finding: a doubt about an official text is not clean. A note is only said.
fn exit_code(counts: Counts, gone: usize, strict: bool) -> ExitCode {
    let strictly = strict && counts.notes + gone > 0;
    if counts.errors + counts.warnings > 0 || strictly { ExitCode::from(FINDINGS) } else { ExitCode::SUCCESS }
}

#[derive(Debug, thiserror::Error)]
enum BaselineError {
    #[error("cannot read the baseline {}: {source}; --write-baseline makes one", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("{}: {source}; write it again with --write-baseline", path.display())]
    Row { path: PathBuf, source: super::baseline::Error },
}

/// Leaves out what the baseline knows; the number of its findings that are no longer there.
fn take_known(path: &PathBuf, findings: &mut Findings) -> Result<usize, BaselineError> {
    let text = fs::read_to_string(path).map_err(|source| BaselineError::Read { path: path.clone(), source })?;
    let mut baseline = Baseline::read(&text).map_err(|source| BaselineError::Row { path: path.clone(), source })?;
    findings.leave_out(|found, spot| baseline.takes(found, spot));
    Ok(baseline.gone())
}

fn write_baseline(path: &PathBuf, findings: &Findings) -> ExitCode {
    let baseline = Baseline::of(findings);
    if let Err(error) = fs::write(path, baseline.write()) {
        eprintln!("error: cannot write the baseline {}: {error}", escape(&path.display().to_string()));
        return ExitCode::from(COULD_NOT_RUN);
    }
    print(&format!("{} written to {}\n", counted(baseline.len(), "finding"), escape(&path.display().to_string())));
    let stops = findings
        .iter()
        .filter(|(found, _)| found.code.stops_build() && found.code.severity() == Severity::Error)
        .count();
    if stops > 0 {
        eprintln!("{} left out: what stops a build is never taken for granted", counted(stops, "finding"));
        return ExitCode::from(FINDINGS);
    }
    ExitCode::SUCCESS
}
