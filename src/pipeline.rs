//! The order of the stages, and what runs side by side.

pub mod memory;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::model::compare::Comparison;
use crate::model::config::Config;
use crate::model::corpus::{Corpus, Fidelity};
use crate::model::diag::{Code, Diagnostic};
use crate::model::document::Document;
use crate::model::site::Site;
use crate::model::source::Sources;
use crate::{check, export, parse, read, render, resolve, search, verify, write};
use memory::Memory;

/// What a command was told. Everything else stands in `gangmu.toml`.
#[derive(Clone, Debug, Default)]
pub struct Options {
    pub root: PathBuf,
    pub content: Option<PathBuf>,
    pub theme: Option<String>,
    pub base_url: Option<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Read(#[from] read::Error),
    #[error(transparent)]
    Write(#[from] write::Error),
    #[error(transparent)]
    Theme(#[from] render::Error),
    #[error("{0}")]
    Render(String),
}

impl Error {
    /// What the theme's templates say of themselves, where that is what went wrong.
    pub fn template_mistake(&self) -> Option<&str> {
        match self {
            Error::Theme(render::Error::Template { message }) | Error::Render(message) => Some(message),
            _ => None,
        }
    }
}

/// A corpus, and what was found while it was read.
#[derive(Debug, Default)]
pub struct Loaded {
    pub corpus: Corpus,
    /// Sorted by place.
    pub diagnostics: Vec<Diagnostic>,
    pub folders: Option<read::Folders>,
}

impl Loaded {
    /// True where a truthful site cannot be made.
    pub fn stops_build(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.code.stops_build())
    }
}

/// Reads a site and answers every question about it. `stage` is told each stage's name as
/// it begins; only the shells know a clock.
pub fn load(options: &Options, stage: &mut dyn FnMut(&'static str)) -> Result<Loaded, Error> {
    load_again(options, &mut Memory::default(), stage)
}

/// The same with what an earlier reading left.
pub fn load_again(
    options: &Options,
    memory: &mut Memory,
    stage: &mut dyn FnMut(&'static str),
) -> Result<Loaded, Error> {
    stage("read");
    let mut folders = read::Folders::new(&options.root, options.content.as_deref())?;
    let mut diagnostics = Vec::new();
    let mut sources = Sources::default();
    read::read_config(&folders, &mut sources, &mut diagnostics)?;
    let mut config = match sources.config {
        Some(file) => parse::config::parse_config(sources.file(file), &mut diagnostics),
        None => Config::default(),
    };
    // A refused configuration leads nowhere.
    let heard = options.content.is_none() && !diagnostics.iter().any(|found| found.code.stops_build());
    if let Some(content) = config.content.as_ref().filter(|_| heard) {
        folders.set_content(content);
    }
    if options.base_url.is_some() {
        config.base_url.clone_from(&options.base_url);
    }
    let theme = options.theme.clone().or_else(|| config.theme.clone()).unwrap_or_else(|| "default".to_owned());
    read::read_content(&folders, config.max_bytes.unwrap_or(read::MAX_BYTES), &mut sources, &mut diagnostics)?;
    sources.theme = read::read_theme(&folders.root, &theme)?;
    sources.add_templates();
    let corpus = understand_again(sources, config, memory, &mut diagnostics, stage);
    check::followers::drop_followers(&mut diagnostics);
    diagnostics.sort();
    Ok(Loaded { corpus, diagnostics, folders: Some(folders) })
}

/// Sources to corpus. Touches nothing outside its arguments.
pub fn understand(
    sources: Sources,
    config: Config,
    diagnostics: &mut Vec<Diagnostic>,
    stage: &mut dyn FnMut(&'static str),
) -> Corpus {
    understand_again(sources, config, &mut Memory::default(), diagnostics, stage)
}

/// The same with what an earlier reading left: equal to what is made without.
pub fn understand_again(
    sources: Sources,
    config: Config,
    memory: &mut Memory,
    diagnostics: &mut Vec<Diagnostic>,
    stage: &mut dyn FnMut(&'static str),
) -> Corpus {
    stage("parse");
    let documents = memory.number(&sources, diagnostics);
    stage("resolve");
    let (documents, works) = resolve::identify::identify(documents, &config, diagnostics);
    let relations =
        sources.relations.map_or_else(Vec::new, |file| parse::side::parse_relations(sources.file(file), diagnostics));
    let relations = resolve::relations::resolve_relations(relations, &documents, diagnostics);
    let errata =
        sources.errata.map_or_else(Vec::new, |file| parse::side::parse_errata(sources.file(file), diagnostics));
    let errata = resolve::errata::resolve_errata(errata, &documents, diagnostics);
    let mut work_of = vec![0; documents.len()];
    for (index, work) in works.iter().enumerate() {
        for doc in &work.versions {
            work_of[*doc as usize] = index as u32;
        }
    }
    let citations = memory.cite(&documents, &works, &config, diagnostics);
    let ledger = resolve::cite::ledger(&citations);
    let spine = config.spine.as_deref().and_then(|id| documents.iter().position(|document| document.id.as_str() == id));
    let mut corpus = Corpus {
        fidelity: prove_all(&documents, &sources),
        sources,
        config,
        documents,
        works,
        work_of,
        relations,
        errata,
        citations,
        ledger,
        spine: spine.map(|doc| doc as u32),
        ..Corpus::default()
    };
    corpus.quotations = memory.quote(&corpus, diagnostics);
    corpus.comparisons = compare_all(&corpus);
    corpus.revisions = memory.revise(&corpus.documents, &corpus.works);
    resolve::backlinks::attach(&mut corpus);
    corpus.layout = resolve::layout::lay_out(&corpus);
    corpus
}

/// By the digests in front matter; `gangmu verify` also reads the sources themselves.
fn prove_all(documents: &[Document], sources: &Sources) -> Vec<Option<Fidelity>> {
    let named = |document: &Document| document.meta.source.as_ref().is_some_and(|source| !source.file.is_empty());
    let prove = |document| named(document).then(|| verify::verify_document(document, sources, None));
    documents.par_iter().map(prove).collect()
}

fn compare_all(corpus: &Corpus) -> Vec<Comparison> {
    let cuts = resolve::compare::Cuts::new(&corpus.documents, &corpus.relations);
    corpus.relations.par_iter().map(|relation| cuts.compare(relation)).collect()
}

/// A corpus with all that is to say of it.
#[derive(Debug)]
pub struct Checked {
    pub corpus: Corpus,
    /// Sorted by place, without what its author silenced.
    pub diagnostics: Vec<Diagnostic>,
    pub silenced: usize,
}

/// Runs every rule. The catalogue is looked at too, where one can be made.
pub fn check(loaded: Loaded) -> Result<Checked, Error> {
    let stops = loaded.stops_build();
    let Loaded { corpus, mut diagnostics, .. } = loaded;
    let found = if stops {
        findings(&corpus, None, diagnostics)
    } else {
        match make_site(&corpus) {
            Ok(site) => {
                diagnostics.extend(broken_pages(&corpus, &site));
                findings(&corpus, Some(&site), diagnostics)
            }
            Err(error) => {
                diagnostics.push(template_finding(&corpus, &error).ok_or(error)?);
                findings(&corpus, None, diagnostics)
            }
        }
    };
    Ok(Checked { corpus, diagnostics: found.diagnostics, silenced: found.count })
}

/// What every rule finds, added to what was found while reading; without what its author
/// silenced. Makes no page: a server shows a page's mistake where the page is asked for.
pub fn findings(corpus: &Corpus, site: Option<&Site>, mut diagnostics: Vec<Diagnostic>) -> check::allow::Silenced {
    diagnostics.extend(site.map_or_else(Vec::new, |site| check_outputs(corpus, site)));
    let documents: Vec<Vec<Diagnostic>> =
        (0..corpus.documents.len()).into_par_iter().map(|doc| check::check_document(corpus, doc)).collect();
    diagnostics.extend(documents.into_iter().flatten());
    diagnostics.extend(check::named::check_named(corpus));
    diagnostics.extend(check::foreign::check_foreign(corpus));
    let in_doubt = check::followers::drop_followers(&mut diagnostics);
    let mut silenced = check::allow::silence(corpus, diagnostics, in_doubt);
    silenced.diagnostics.sort();
    silenced
}

/// What can only be seen when every output is known.
fn check_outputs(corpus: &Corpus, site: &Site) -> Vec<Diagnostic> {
    let mut found = clashes(site);
    found.extend(check::check_site(site, corpus));
    found
}

/// Makes every page, where the site has templates of its own: those of the program have been tried.
fn broken_pages(corpus: &Corpus, site: &Site) -> BTreeSet<Diagnostic> {
    if !corpus.sources.theme.has_own_templates() {
        return BTreeSet::new();
    }
    let outputs: Vec<_> = site.iter().filter(|(path, _)| !path.ends_with(".zip")).collect();
    let broken: Vec<String> = outputs.par_iter().filter_map(|(_, output)| (output.make)().err()).collect();
    broken.iter().map(|said| check::template::finding(&corpus.sources, said)).collect()
}

/// An error as a finding, where it is a template's.
pub fn template_finding(corpus: &Corpus, error: &Error) -> Option<Diagnostic> {
    error.template_mistake().map(|said| check::template::finding(&corpus.sources, said))
}

/// Two outputs of one name. Neither may win in silence.
pub fn clashes(site: &Site) -> Vec<Diagnostic> {
    let say = |clash: &crate::model::site::Clash| {
        Diagnostic::new(
            Code::OutputClash,
            None,
            format!("{} would be written by {} and by {}", clash.path, clash.first, clash.second),
        )
        .help("give one of the two documents another id, or the file in static/ another name")
    };
    site.clashes.iter().map(say).collect()
}

/// The table that the concordance page offers for download.
const CONCORDANCE: &str = "concordance.csv";

/// The catalogue of everything that will be published.
pub fn make_site(corpus: &Corpus) -> Result<Site<'_>, Error> {
    let mut site = Site::default();
    add_statics(corpus, &mut site);
    let search_script = Some(search::index_corpus(corpus, &mut site));
    let options = render::RenderOptions { search_script, ..render::RenderOptions::default() };
    add_pages(corpus, &options, &mut site)?;
    render::add_archive(&options, &mut site);
    Ok(site)
}

/// The same without what takes long and is seldom looked at: the search index and the
/// archive. Pages load search from `search_script`, which is for the caller to answer.
pub fn make_live_site<'c>(corpus: &'c Corpus, search_script: &str) -> Result<Site<'c>, Error> {
    let mut site = Site::default();
    add_statics(corpus, &mut site);
    let search_script = Some(search_script.to_owned());
    let options = render::RenderOptions { search_script, is_live: true, ..render::RenderOptions::default() };
    add_pages(corpus, &options, &mut site)?;
    Ok(site)
}

/// The search index alone, with the scripts that bring it, in their order.
pub fn make_search(corpus: &Corpus) -> (Site<'_>, Vec<String>) {
    let mut site = Site::default();
    let scripts = search::index_corpus(corpus, &mut site);
    (site, scripts.split(' ').map(str::to_owned).collect())
}

fn add_statics<'c>(corpus: &'c Corpus, site: &mut Site<'c>) {
    for file in &corpus.sources.statics {
        site.insert(file.path.clone(), format!("static/{}", file.path), Box::new(move || Ok(file.bytes.clone())));
    }
}

fn add_pages<'c>(corpus: &'c Corpus, options: &render::RenderOptions, site: &mut Site<'c>) -> Result<(), Error> {
    render::render_site(corpus, options, site)?;
    if corpus.spine.is_some() {
        let make = || {
            Ok(export::csv::export_csv(corpus, true)
                .into_iter()
                .find(|file| file.name == CONCORDANCE)
                .map_or_else(Vec::new, |file| file.bytes))
        };
        site.insert(CONCORDANCE, "the concordance as a table", Box::new(make));
    }
    Ok(())
}

/// Makes every output, side by side, and puts them in place of the old in one step.
/// `done` is told of each file that is finished, from any thread.
pub fn write_site(
    site: &Site,
    output: &Path,
    folders: &read::Folders,
    done: &(dyn Fn() + Sync),
) -> Result<write::Written, Error> {
    let (statics, themes) = (folders.root.join("static"), folders.root.join("themes"));
    let staging = write::begin(output, &folders.root, &[&folders.content, &statics, &themes])?;
    let outputs: Vec<_> = site.iter().collect();
    outputs.par_iter().try_for_each(|(path, output)| {
        let bytes = (output.make)().map_err(Error::Render)?;
        staging.put(path, &bytes).map_err(Error::Write)?;
        done();
        Ok::<(), Error>(())
    })?;
    Ok(staging.commit()?)
}
