//! `gangmu import`: a Word file, a web page, a PDF or a text to structured Markdown.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::COULD_NOT_RUN;
use super::new::content;
use super::report::escape::escape;
use super::terminal::{print, shown};
use crate::model::address::DocId;
use crate::{import, verify};

#[derive(Debug, clap::Args)]
#[command(after_help = "Reads .txt (UTF-8, UTF-16, GB18030), .docx, .html and .pdf with a text layer.\n\
Exit codes: 0 imported, 2 a file could not be imported.\n\n\
Examples:\n  \
gangmu import 实施方案.docx --id plan-2020\n  \
gangmu import texts/*.txt -o my-site/content --quiet")]
pub struct Args {
    /// The files to import
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Folder to write to. Without it the content of the site in this folder, or this folder where it holds no site
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// The document's id, and the name of the file that is written
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
    /// Write over a file that is there
    #[arg(long)]
    pub force: bool,
    /// Leave out the report of what was done; doubts are still told
    #[arg(short, long)]
    pub quiet: bool,
}

/// A file larger than this is no document.
const MAX_BYTES: u64 = 100 << 20;

pub fn run(args: &Args) -> ExitCode {
    if let Some(message) = misused(args) {
        eprintln!("error: {}", escape(&message));
        return ExitCode::from(COULD_NOT_RUN);
    }
    let (mut failed, mut done, mut doubts) = (false, false, 0);
    for file in &args.files {
        match import_one(file, args) {
            Ok(told) => {
                print(&escape(&told.report));
                done = true;
                doubts += told.doubts;
            }
            Err(message) => {
                eprintln!("error: {}", escape(&message));
                failed = true;
            }
        }
    }
    if done && !args.quiet {
        let first = if doubts == 0 { "" } else { "mend in the text what is doubtful above; " };
        print(&format!("{first}`gangmu check` finds what else is wrong, `gangmu serve` shows the pages\n"));
    }
    if failed { ExitCode::from(COULD_NOT_RUN) } else { ExitCode::SUCCESS }
}

fn misused(args: &Args) -> Option<String> {
    let id = args.id.as_deref()?;
    if args.files.len() > 1 {
        return Some("--id names one document; import the files one by one".to_owned());
    }
    DocId::new(id).is_none().then(|| {
        let max = DocId::MAX;
        format!("{id} cannot be a document's id; it is at most {max} of a-z, 0-9 and -, and begins with a letter")
    })
}

/// What is said of one file.
struct Told {
    report: String,
    doubts: usize,
}

/// The report, or why there is none.
fn import_one(path: &Path, args: &Args) -> Result<Told, String> {
    let cannot = |error: std::io::Error| format!("cannot read {}: {error}", path.display());
    let about = fs::metadata(path).map_err(cannot)?;
    if about.is_dir() {
        return Err(format!(
            "{0} is a folder; name the files in it: {0}/*.docx",
            path.display().to_string().trim_end_matches('/')
        ));
    }
    if about.len() > MAX_BYTES {
        return Err(format!("{} is larger than {} MB", path.display(), MAX_BYTES >> 20));
    }
    let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    let mut imported =
        import::import_bytes(&name, &fs::read(path).map_err(cannot)?).map_err(|error| error.to_string())?;
    if let Some(id) = &args.id {
        imported.facts.id = Some(id.clone());
    }
    let stem = Path::new(&name).file_stem().map_or_else(|| name.clone(), |stem| stem.to_string_lossy().into_owned());
    let folder = args.output.clone().unwrap_or_else(|| content(Path::new("")).unwrap_or_else(|_| ".".into()));
    let output = folder.join(format!("{}.md", imported.facts.id.as_deref().unwrap_or(&stem)));
    if output.exists() && !args.force {
        return Err(format!(
            "{} is there already; add --force to write over it, or --id for another name",
            output.display()
        ));
    }
    let digest = verify::digest(&imported.text, &imported.artifacts);
    let cannot = |error: std::io::Error| format!("cannot write {}: {error}", output.display());
    fs::create_dir_all(&folder).map_err(cannot)?;
    fs::write(&output, imported.markdown(&digest)).map_err(cannot)?;
    let report = if args.quiet { imported.report.doubts(&name) } else { imported.report.render(&name) };
    Ok(Told { report: format!("{report}{name} → {}\n", shown(&output)), doubts: imported.report.doubts.len() })
}
