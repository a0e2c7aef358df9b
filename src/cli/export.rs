//! `gangmu export`: the corpus in other formats.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::report::escape::escape;
use super::report::{Findings, Format as ReportFormat, counted};
use super::site_args::SiteArgs;
use super::terminal::{Colour, print};
use super::{COULD_NOT_RUN, FINDINGS, could_not_run};
use crate::export::{self, File};
use crate::model::corpus::Corpus;
use crate::pipeline;

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// The whole corpus: documents, provisions, relations, errata
    Json,
    /// Tables: provisions.csv, concordance.csv, relations.csv
    Csv,
    /// EPUB 3, one book a document
    Epub,
    /// Akoma Ntoso 3.0, one file a document
    Akn,
    /// Every address and its page, so that other sites can link here
    Inventory,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "One file goes to standard output unless --output names a place; several go to the folder `export`.\n\n\
Examples:\n  \
gangmu export --format json > corpus.json\n  \
gangmu export --format csv --excel --output tables\n  \
gangmu export --format epub --document plan-2017 --output plan.epub"
)]
pub struct Args {
    #[command(flatten)]
    pub site: SiteArgs,
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Format,
    /// Only this document (epub, akn); may be repeated
    #[arg(long, value_name = "ID")]
    pub document: Vec<String>,
    /// A file, or a folder where the format makes several files
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// Begin tables with the mark without which Excel takes Chinese for another encoding
    #[arg(long)]
    pub excel: bool,
}

pub fn run(args: &Args) -> ExitCode {
    let loaded = match pipeline::load(&args.site.options(), &mut |_| {}) {
        Ok(loaded) => loaded,
        Err(error) => return could_not_run(&error),
    };
    if loaded.stops_build() {
        let stops: Vec<_> = loaded.diagnostics.iter().filter(|found| found.code.stops_build()).cloned().collect();
        let findings = Findings::new(&loaded.corpus.sources, &stops);
        eprint!("{}", findings.write(ReportFormat::Text, Colour::Auto.on(&io::stderr())));
        return ExitCode::from(FINDINGS);
    }
    if let Some(unknown) = args.document.iter().find(|id| loaded.corpus.find(id).is_none()) {
        eprintln!("error: there is no document {}\nhelp: {}", escape(unknown), known(&loaded.corpus));
        return ExitCode::from(COULD_NOT_RUN);
    }
    match put(args, files(args, &loaded.corpus)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => could_not_run(&error),
    }
}

fn known(corpus: &Corpus) -> String {
    let ids: Vec<&str> = corpus.documents.iter().take(12).map(|document| document.id.as_str()).collect();
    let more = if corpus.documents.len() > ids.len() { " …" } else { "" };
    format!("the documents are {}{more}", ids.join(", "))
}

fn files(args: &Args, corpus: &Corpus) -> Vec<File> {
    let wanted: BTreeSet<&str> = args.document.iter().map(String::as_str).collect();
    let chosen = |files: Vec<File>| -> Vec<File> {
        let is_wanted = |file: &File| file.name.split('.').next().is_some_and(|id| wanted.contains(id));
        files.into_iter().filter(|file| wanted.is_empty() || is_wanted(file)).collect()
    };
    match args.format {
        Format::Json => vec![export::json::export_json(corpus)],
        Format::Csv => export::csv::export_csv(corpus, args.excel),
        Format::Epub => chosen(export::epub::export_epub(corpus)),
        Format::Akn => chosen(export::akn::export_akn(corpus)),
        Format::Inventory => vec![export::inventory::export_inventory(corpus)],
    }
}

#[derive(Debug, thiserror::Error)]
#[error("cannot write {}: {source}", path.display())]
struct Error {
    path: PathBuf,
    source: io::Error,
}

fn put(args: &Args, files: Vec<File>) -> Result<(), Error> {
    match (&files[..], &args.output) {
        ([file], None) if file.name.ends_with(".json") || file.name.ends_with(".xml") => {
            print(&String::from_utf8_lossy(&file.bytes));
            Ok(())
        }
        ([file], Some(path)) if !path.is_dir() => write(path, &file.bytes),
        (files, folder) => {
            let folder = folder.clone().unwrap_or_else(|| PathBuf::from("export"));
            for file in files {
                write(&folder.join(&file.name), &file.bytes)?;
            }
            print(&format!("{} written to {}\n", counted(files.len(), "file"), escape(&folder.display().to_string())));
            Ok(())
        }
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let failed = |source| Error { path: path.to_owned(), source };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    fs::write(path, bytes).map_err(failed)
}
