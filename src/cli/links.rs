//! `gangmu links`: what a provision cites and what cites it; for machines, every citation
//! and quotation of the corpus.

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use serde_json::{Value, json};

use super::report::escape::escape;
use super::site_args::SiteArgs;
use super::{COULD_NOT_RUN, could_not_run};
use crate::model::address::Address;
use crate::model::corpus::{Citation, CiteState, Corpus, Quotation, Target};
use crate::model::document::{Date, Place};
use crate::model::source::FileId;
use crate::pipeline;

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// One array, one record a line: every citation and every quotation
    Json,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
gangmu links --of plan-2017#16\n  \
gangmu links laws --format json > links.json\n  \
gangmu links --move plan-2017#16 plan-2017#17")]
pub struct Args {
    #[command(flatten)]
    pub site: SiteArgs,
    /// A document, provision or paragraph: plan-2017, plan-2017#16, plan-2017#16.2
    #[arg(long, value_name = "ADDRESS")]
    pub of: Option<String>,
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
    /// After a document or number was changed: make side files and links by address follow
    #[arg(long = "move", num_args = 2, value_names = ["OLD", "NEW"], conflicts_with = "of")]
    pub moved: Option<Vec<String>>,
    /// Say which ties of relations.tsv are missing by quotation, citation and likeness; on a
    /// terminal ask for each whether to write it
    #[arg(long, conflicts_with = "moved")]
    pub suggest: bool,
}

pub fn run(args: &Args) -> ExitCode {
    if let Some([old, new]) = args.moved.as_deref() {
        return super::r#move::run(&args.site, old, new);
    }
    let loaded = match pipeline::load(&args.site.options(), &mut |_| {}) {
        Ok(loaded) => loaded,
        Err(error) => return could_not_run(&error),
    };
    let corpus = &loaded.corpus;
    let place = match args.of.as_deref().map(|of| place(corpus, of)) {
        Some(Err(message)) => {
            eprintln!("error: {}", escape(&message));
            return ExitCode::from(COULD_NOT_RUN);
        }
        Some(Ok(target)) => Some(target),
        None => None,
    };
    if args.suggest {
        return super::suggest::run(&loaded, place.as_ref(), args.format);
    }
    let citations: Vec<&Citation> = corpus
        .citations
        .iter()
        .filter(|citation| place.as_ref().is_none_or(|place| touches(place, &citation.at, &citation.targets)))
        .collect();
    let quotations: Vec<&Quotation> = corpus
        .quotations
        .iter()
        .filter(|quotation| place.as_ref().is_none_or(|place| touches(place, &quotation.at, &quotation.found)))
        .collect();
    let out = match (args.format, &place) {
        (Format::Json, _) => json_array(corpus, &citations, &quotations),
        (Format::Text, Some(place)) => both_ways(corpus, place, &citations, &quotations),
        (Format::Text, None) => totals(corpus),
    };
    super::terminal::print(&out);
    ExitCode::SUCCESS
}

fn place(corpus: &Corpus, of: &str) -> Result<Target, String> {
    let address = Address::parse(of)
        .ok_or_else(|| format!("{of} is not an address; write a document's id and a number: plan-2017#16"))?;
    if let Some(target) = corpus.resolve(&address) {
        return Ok(target);
    }
    match corpus.find(address.doc.as_str()) {
        Some(doc) => {
            let last = corpus
                .document(doc)
                .provisions()
                .last()
                .map(|(unit, _)| corpus.document(doc).units[unit].local.to_string());
            Err(format!(
                "{} has no {of}{}",
                address.doc,
                last.map_or(String::new(), |last| format!("; its last provision is {last}"))
            ))
        }
        None => {
            let near = corpus
                .documents
                .iter()
                .map(|document| document.id.as_str())
                .min_by_key(|id| strsim::levenshtein(id, address.doc.as_str()));
            Err(format!(
                "no document has the id {}{}",
                address.doc,
                near.map_or(String::new(), |near| format!("; did you mean {near}?"))
            ))
        }
    }
}

fn touches(place: &Target, at: &Place, targets: &[Target]) -> bool {
    stands_in(place, at) || targets.iter().any(|target| leads_to(place, target))
}

fn stands_in(place: &Target, at: &Place) -> bool {
    at.doc == place.doc && place.unit.is_none_or(|unit| unit == at.unit)
}

fn leads_to(place: &Target, target: &Target) -> bool {
    let Some(unit) = place.unit else { return target.doc == place.doc };
    if target.doc != place.doc {
        return false;
    }
    let last = target.through.as_deref().unwrap_or(target);
    let within = target.unit.is_some_and(|first| first <= unit) && last.unit.is_some_and(|last| unit <= last);
    within
        && (target.unit != Some(unit)
            || last.unit != Some(unit)
            || place.path.is_empty()
            || covers(&target.path, &last.path, &place.path))
}

/// A citation of the whole unit speaks of each paragraph in it.
fn covers(first: &[u16], last: &[u16], path: &[u16]) -> bool {
    let shared = first.len().min(path.len());
    first[..shared] <= path[..shared] && path[..last.len().min(path.len())] <= last[..last.len().min(path.len())]
}

fn json_array(corpus: &Corpus, citations: &[&Citation], quotations: &[&Quotation]) -> String {
    let copies = copies(corpus);
    let records = citations
        .iter()
        .map(|citation| citation_record(corpus, citation))
        .chain(quotations.iter().map(|quotation| quotation_record(corpus, quotation)));
    let lines: Vec<String> = records.flat_map(|record| in_copies(record, &copies)).map(|r| r.to_string()).collect();
    format!("[\n{}\n]\n", lines.join(",\n"))
}

/// Files that are not published since they are another's equal, byte for byte, by that one's path.
fn copies(corpus: &Corpus) -> BTreeMap<&str, Vec<&str>> {
    let published: BTreeSet<FileId> = corpus.documents.iter().flat_map(|document| document.files.clone()).collect();
    let (kept, left): (Vec<_>, Vec<_>) = corpus.sources.files.iter().partition(|file| published.contains(&file.id));
    let by_text: BTreeMap<&str, &str> = kept.into_iter().map(|file| (file.text.as_str(), file.path.as_str())).collect();
    let mut copies: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for file in left {
        if let Some(original) = by_text.get(file.text.as_str()) {
            copies.entry(original).or_default().push(&file.path);
        }
    }
    copies
}

/// The record, and once more for each copy of its file: the words stand there as well.
fn in_copies(record: Value, copies: &BTreeMap<&str, Vec<&str>>) -> Vec<Value> {
    let path = record["file"].as_str().unwrap_or_default().to_owned();
    let others = copies.get(path.as_str()).into_iter().flatten().copied();
    std::iter::once(path.as_str())
        .chain(others)
        .map(|path| {
            let mut record = record.clone();
            record["file"] = json!(path);
            record
        })
        .collect()
}

fn citation_record(corpus: &Corpus, citation: &Citation) -> Value {
    let mut record = place_record(corpus, &citation.at);
    record["type"] = json!("citation");
    record["kind"] = json!(citation.kind.name());
    record["state"] = json!(citation.state.name());
    record["version_doubt"] = json!(citation.version_doubt);
    record["targets"] = citation.targets.iter().map(|target| target_record(corpus, target)).collect();
    record
}

fn quotation_record(corpus: &Corpus, quotation: &Quotation) -> Value {
    let mut record = place_record(corpus, &quotation.at);
    record["type"] = json!("quotation");
    record["grade"] = json!(quotation.grade.name());
    record["targets"] = quotation.found.iter().map(|target| target_record(corpus, target)).collect();
    let text = &corpus.block(&quotation.at).text;
    record["differences"] = quotation
        .differences
        .iter()
        .map(|difference| json!({ "quoted": &text[difference.quoted.clone()], "original": difference.original }))
        .collect();
    record["claimed"] = quotation.claimed.map_or(Value::Null, |doc| json!(corpus.document(doc).id.as_str()));
    record
}

/// Where words stand: file, bytes, the words, and the address of their paragraph.
fn place_record(corpus: &Corpus, at: &Place) -> Value {
    let span = corpus.span(at);
    let block = corpus.block(at);
    let from = Target { doc: at.doc, unit: Some(at.unit), path: block.path.clone(), through: None };
    json!({
        "file": corpus.sources.file(span.file).path,
        "start": span.start,
        "end": span.end,
        "words": &block.text[at.range()],
        "from": corpus.address(&from).to_string(),
    })
}

fn target_record(corpus: &Corpus, target: &Target) -> Value {
    let document = corpus.document(target.doc);
    let file = match target.unit {
        Some(unit) => document.units[unit as usize].span.file,
        None => document.files[0],
    };
    let mut record = step_record(corpus, target);
    record["document"] = json!(document.id.as_str());
    record["title"] = json!(document.meta.title);
    record["version"] = document.meta.date.map_or(Value::Null, |date: Date| json!(date.to_string()));
    record["file"] = json!(corpus.sources.file(file).path);
    if let Some(through) = &target.through {
        record["through"] = step_record(corpus, through);
    }
    record
}

fn step_record(corpus: &Corpus, target: &Target) -> Value {
    let step = |index: usize| target.path.get(index).map_or(Value::Null, |step| json!(step));
    json!({
        "address": corpus.address(target).to_string(),
        "provision": target.unit.map_or(Value::Null, |unit| json!(corpus.unit(target.doc, unit).local.as_str())),
        "paragraph": step(0),
        "item": step(1),
        "subitem": step(2),
    })
}

fn both_ways(corpus: &Corpus, place: &Target, citations: &[&Citation], quotations: &[&Quotation]) -> String {
    let mut out = format!("{}\n", corpus.address(place));
    let outward: Vec<String> = citations
        .iter()
        .filter(|citation| stands_in(place, &citation.at))
        .map(|citation| format!("  {}  {}\n", shown(corpus, &citation.at), states(corpus, citation)))
        .collect();
    let inward: Vec<String> = citations
        .iter()
        .filter(|citation| citation.targets.iter().any(|target| leads_to(place, target)))
        .map(|citation| format!("  {}  {}\n", from(corpus, &citation.at), shown(corpus, &citation.at)))
        .collect();
    let quoting: Vec<String> = quotations
        .iter()
        .filter(|quotation| quotation.found.iter().any(|target| leads_to(place, target)))
        .map(|quotation| {
            format!("  {}  {}  {}\n", from(corpus, &quotation.at), quotation.grade.name(), shown(corpus, &quotation.at))
        })
        .collect();
    for (title, lines) in [("cites", outward), ("is cited by", inward), ("is quoted by", quoting)] {
        out.push_str(&format!("\n{title}: {}\n", lines.len()));
        out.extend(lines);
    }
    out
}

fn shown(corpus: &Corpus, at: &Place) -> String {
    escape(corpus.words(at)).to_string()
}

fn from(corpus: &Corpus, at: &Place) -> String {
    let path = corpus.block(at).path.clone();
    corpus.address(&Target { doc: at.doc, unit: Some(at.unit), path, through: None }).to_string()
}

fn states(corpus: &Corpus, citation: &Citation) -> String {
    if citation.state != CiteState::Linked {
        return citation.state.name().to_owned();
    }
    let shown = |target: &Target| {
        let through = target.through.as_ref().map_or(String::new(), |last| format!(" – {}", corpus.address(last)));
        format!("{}{through}", corpus.address(target))
    };
    let doubt = if citation.version_doubt { " (the version meant is not at hand)" } else { "" };
    citation.targets.iter().map(shown).collect::<Vec<_>>().join(", ") + doubt
}

/// The ledger: what was found, by kind and state.
fn totals(corpus: &Corpus) -> String {
    let mut out = String::new();
    let mut sum = 0;
    for ((kind, state), count) in &corpus.ledger {
        out.push_str(&format!("{:<16} {state:<12} {count}\n", kind.name()));
        sum += count;
    }
    out.push_str(&format!("{:<16} {:<12} {sum}\n", "all", ""));
    out
}
