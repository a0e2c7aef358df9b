//! `gangmu verify`: the proof that each document is its source, character for character.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::report::escape::escape;
use super::site_args::SiteArgs;
use super::terminal::print;
use super::{COULD_NOT_RUN, FINDINGS, could_not_run};
use crate::model::corpus::{Corpus, Fidelity};
use crate::model::document::Document;
use crate::{import, pipeline, verify};

#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes: 0 every document is its source, 1 one differs, 2 could not run.\n\n\
Examples:\n  \
gangmu verify                          by the digests in front matter, and by SITE/sources where it is\n  \
gangmu verify --sources ../originals   by the source files themselves: each difference with its place\n  \
gangmu verify --update                 store the digests of sources that are at hand")]
pub struct Args {
    #[command(flatten)]
    pub site: SiteArgs,
    /// Folder of the source files that front matter names, in place of SITE/sources
    #[arg(long, value_name = "DIR")]
    pub sources: Option<PathBuf>,
    /// Write each source's digest into its document's front matter
    #[arg(long)]
    pub update: bool,
}

/// A row of the table.
struct Row {
    id: String,
    title: String,
    /// None where front matter names no source.
    fidelity: Option<Fidelity>,
}

pub fn run(args: &Args) -> ExitCode {
    let loaded = match pipeline::load(&args.site.options(), &mut |_| {}) {
        Ok(loaded) => loaded,
        Err(error) => return could_not_run(&error),
    };
    let folder = args.sources.clone().unwrap_or_else(|| args.site.root.join("sources"));
    if args.sources.is_some() && !folder.is_dir() {
        eprintln!("error: there is no folder {}", escape(&folder.display().to_string()));
        return ExitCode::from(COULD_NOT_RUN);
    }
    let corpus = &loaded.corpus;
    let mut rows = Vec::new();
    let mut failed = false;
    for document in &corpus.documents {
        match prove(document, corpus, &folder, args) {
            Ok(fidelity) => {
                rows.push(Row { id: document.id.to_string(), title: document.meta.title.clone(), fidelity })
            }
            Err(message) => {
                eprintln!("error: {}", escape(&message));
                failed = true;
            }
        }
    }
    print(&table(&rows));
    print(&differences(&rows, corpus));
    let differs = rows.iter().any(|row| row.fidelity.as_ref().is_some_and(|fidelity| fidelity.differing > 0));
    match (failed, differs) {
        (true, _) => ExitCode::from(COULD_NOT_RUN),
        (false, true) => ExitCode::from(FINDINGS),
        (false, false) => ExitCode::SUCCESS,
    }
}

fn prove(document: &Document, corpus: &Corpus, folder: &Path, args: &Args) -> Result<Option<Fidelity>, String> {
    let Some(note) = document.meta.source.as_ref().filter(|note| !note.file.is_empty()) else { return Ok(None) };
    let source = source_text(folder, &note.file)?;
    let mut fidelity = verify::verify_document(document, &corpus.sources, source.as_deref());
    if args.update {
        let digest = match &source {
            Some(source) => verify::digest(source, &note.artifacts),
            // Without its source a text can only be held to what it is now.
            None if note.sha256.is_empty() => verify::document_digest(document),
            None => return Ok(Some(fidelity)),
        };
        store(document, corpus, &args.site.root, &digest)?;
        if source.is_none() {
            fidelity = Fidelity { differing: 0, differences: Vec::new(), ..fidelity };
        }
    }
    Ok(Some(fidelity))
}

/// None where the file is not in the folder.
fn source_text(folder: &Path, name: &str) -> Result<Option<String>, String> {
    let plain_name = Path::new(name).components().all(|part| matches!(part, std::path::Component::Normal(_)));
    let path = folder.join(name);
    if !plain_name || !path.is_file() {
        return Ok(None);
    }
    let bytes = fs::read(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    import::source_text(name, &bytes).map(Some).map_err(|error| error.to_string())
}

/// Puts a digest into front matter and touches nothing else of the file.
fn store(document: &Document, corpus: &Corpus, root: &Path, digest: &str) -> Result<(), String> {
    let file = corpus.sources.file(document.files[0]);
    let (Some(span), Some(note)) = (document.meta.span, document.meta.source.as_ref()) else { return Ok(()) };
    if note.sha256 == digest {
        return Ok(());
    }
    let (start, end) = (span.start as usize, span.end as usize);
    let front = &file.text[start..end];
    let stored = if note.sha256.is_empty() { None } else { front.find(&note.sha256) };
    let (at, len, put) = match (stored, front.find("sha256 = \"\""), front.find("[source]"), front.find("source = {")) {
        (Some(at), ..) => (at, note.sha256.len(), digest.to_owned()),
        (_, Some(at), ..) => (at + "sha256 = \"".len(), 0, digest.to_owned()),
        (_, _, Some(at), _) => (at + "[source]".len(), 0, format!("\nsha256 = \"{digest}\"")),
        (_, _, _, Some(at)) => (at + "source = {".len(), 0, format!(" sha256 = \"{digest}\",")),
        _ => return Err(format!("{}: there is no [source] in its front matter to write the digest into", file.path)),
    };
    let text = format!("{}{put}{}", &file.text[..start + at], &file.text[start + at + len..]);
    let path = root.join(&file.path);
    fs::write(&path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))
}

/// Columns are set by width on a terminal: a Chinese character takes two places.
fn table(rows: &[Row]) -> String {
    let width = rows.iter().map(|row| row.id.len()).max().unwrap_or(0).max("document".len());
    let mut out = format!("{:width$}  {:>10}  {:>9}  {:<6}  title\n", "document", "characters", "fidelity", "proof");
    for row in rows {
        let (characters, percent, proof) = match &row.fidelity {
            Some(fidelity) => (fidelity.characters.to_string(), percent(fidelity), fidelity.proof),
            None => ("-".to_owned(), "-".to_owned(), "none"),
        };
        let title = escape(&row.title);
        out.push_str(&format!("{:width$}  {characters:>10}  {percent:>9}  {proof:<6}  {title}\n", row.id));
    }
    out
}

fn percent(fidelity: &Fidelity) -> String {
    match fidelity.percent() {
        100.0 => "100 %".to_owned(),
        // A digest tells that something differs and not how much.
        _ if fidelity.proof == verify::BY_DIGEST => "differs".to_owned(),
        percent => format!("{percent:.2} %"),
    }
}

fn differences(rows: &[Row], corpus: &Corpus) -> String {
    let mut out = String::new();
    for (span, message) in
        rows.iter().filter_map(|row| row.fidelity.as_ref()).flat_map(|fidelity| &fidelity.differences)
    {
        let file = corpus.sources.file(span.file);
        let (line, column) = file.line_column(span.start);
        out.push_str(&format!("{}:{line}:{column}: {}\n", escape(&file.path), escape(message)));
    }
    if rows.iter().filter_map(|row| row.fidelity.as_ref()).any(|fidelity| fidelity.differing > 0) {
        out.push_str(
            "help: mend the text so that it is the source again; what the source has wrong belongs into errata.toml\n",
        );
    }
    out
}
