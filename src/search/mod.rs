//! Corpus to a search index, from meaning and not from pages, so that hits land on anchors.

pub mod coder;
pub mod inline;
pub mod lean;
pub mod postings;
pub mod record;
pub mod shards;
pub mod sound;
pub mod terms;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::corpus::Corpus;
use crate::model::site::Site;
use record::{Record, Volume};

/// Text up to this many characters goes into one script: about 150 KB when compressed.
const INLINE: usize = 170_000;

/// Adds the engine and its index. What comes back are the paths of the scripts that the
/// search page loads, in their order, with blanks between; they find the rest beside them.
pub fn index_corpus(corpus: &Corpus, site: &mut Site) -> String {
    let (volumes, records) = record::collect(corpus);
    let theme = |name: &str| {
        let file = corpus.sources.theme.files.get(&format!("search/{name}.js"));
        file.map_or_else(String::new, |file| String::from_utf8_lossy(&file.bytes).into_owned())
    };
    let length: usize = records.iter().map(|record| record.text.chars().count() + record.title.chars().count()).sum();
    let is_small = length <= INLINE;
    let scripts = Scripts {
        engine: theme("engine"),
        guess: theme("guess"),
        source: theme(if is_small { "inline" } else { "shards" }),
        page: theme("page"),
    };
    let index = Index { volumes, records, synonyms: corpus.config.synonyms.clone(), scripts };
    if is_small { inline_files(index, site) } else { sharded_files(index, site) }
}

/// The parts of the client as their authors wrote them.
#[derive(Clone, Debug, Default)]
pub struct Scripts {
    pub engine: String,
    /// What is needed where the words as typed are not found.
    pub guess: String,
    pub source: String,
    pub page: String,
}

/// What both kinds of index are made from.
#[derive(Debug, Default)]
pub struct Index {
    pub volumes: Vec<Volume>,
    pub records: Vec<Record>,
    pub synonyms: Vec<Vec<String>>,
    pub scripts: Scripts,
}

const ORIGIN: &str = "search index";

/// Everything in two scripts that come together; the table of traditional characters beside it, since few ask
/// for it.
pub fn inline_files(index: Index, site: &mut Site) -> String {
    let Index { volumes, records, synonyms, scripts } = index;
    let alphabet = alphabet(&records);
    let table = shards::script("traditional", &sound::traditional_pairs(&alphabet).into());
    let table_path = hashed("search-traditional", table.as_bytes());
    let meta = serde_json::json!({
        "docs": volumes.iter().map(describe).collect::<Vec<_>>(),
        "words": everyday(&records),
        "synonyms": synonyms,
        "sounds": [sound::syllable_sizes(), sound::other_sounds(&alphabet)],
        "traditional": table_path,
    });
    // Behind the records, where the coder has learnt the language.
    let data = inline::encode(&(inline::stream(&volumes, &records) + &meta.to_string()));
    let script = lean::lean(&[&scripts.engine, &scripts.guess, &scripts.source, &scripts.page]);
    // Apart from the engine: a block of the compressor that holds both kinds of text serves neither.
    let text = format!("var gangmuText=\"{}\";\n", inline::base64(&data));
    let text_path = hashed("search-text", text.as_bytes());
    let script = script + "gangmu.inline(gangmuText);\n";
    let path = hashed("search", script.as_bytes());
    site.insert_bytes(table_path, ORIGIN, table.into_bytes());
    site.insert_bytes(text_path.clone(), ORIGIN, text.into_bytes());
    site.insert_bytes(path.clone(), ORIGIN, script.into_bytes());
    format!("{text_path} {path}")
}

/// Many small files in a folder whose name changes with what they hold.
pub fn sharded_files(index: Index, site: &mut Site) -> String {
    let Index { volumes, records, synonyms, scripts } = index;
    let shards = shards::shard(&volumes, &records);
    let alphabet = alphabet(&records);
    let mut small: Vec<(String, serde_json::Value)> = vec![
        ("words".to_owned(), everyday(&records).into()),
        ("sounds".to_owned(), serde_json::json!([sound::syllable_sizes(), sound::other_sounds(&alphabet)])),
        ("traditional".to_owned(), sound::traditional_pairs(&alphabet).into()),
    ];
    small.extend(shards.names.iter().enumerate().map(|(file, names)| (format!("n{file}"), serde_json::json!(names))));
    small.extend(shards.neighbours.iter().enumerate().map(|(file, text)| (format!("v{file}"), text.as_str().into())));
    let mut digest = Digest::new();
    shards.postings.iter().for_each(|bytes| digest.add(bytes));
    small.iter().for_each(|(name, value)| digest.add(format!("{name}{value}").as_bytes()));
    records.iter().for_each(|record| digest.add(format!("{record:?}").as_bytes()));
    volumes.iter().for_each(|volume| digest.add(format!("{volume:?}").as_bytes()));
    let guess = lean::lean(&[&scripts.guess]);
    digest.add(guess.as_bytes());
    let folder = format!("search-{}", digest.hex());
    let meta = serde_json::json!({
        "folder": folder,
        "names": shards.names.len(),
        "neighbours": shards.neighbours.len(),
        "synonyms": synonyms,
    });
    let call = format!("gangmu.sharded({},\"{}\");\n", safe(&meta.to_string()), inline::base64(&shards.directory));
    let script = lean::lean(&[&scripts.engine, &scripts.source, &scripts.page]) + &call;
    for (name, value) in small {
        site.insert_bytes(format!("{folder}/{name}.js"), ORIGIN, shards::script(&name, &value).into_bytes());
    }
    site.insert_bytes(format!("{folder}/guess.js"), ORIGIN, guess.into_bytes());
    let held = Arc::new((volumes, records, shards));
    for file in 0..held.2.postings.len() {
        let held = Arc::clone(&held);
        let make = move || {
            Ok(shards::script(&format!("p{file}"), &inline::base64(&held.2.postings[file]).into()).into_bytes())
        };
        site.insert(format!("{folder}/p{file}.js"), ORIGIN, Box::new(make));
    }
    for chunk in 0..held.2.chunks.len() - 1 {
        let held = Arc::clone(&held);
        let make = move || Ok(shards::chunk_script(&held.2, &held.0, &held.1, chunk).into_bytes());
        site.insert(format!("{folder}/t{chunk}.js"), ORIGIN, Box::new(make));
    }
    let path = hashed("search", script.as_bytes());
    site.insert_bytes(path.clone(), ORIGIN, script.into_bytes());
    path
}

fn alphabet(records: &[Record]) -> BTreeSet<char> {
    let mut seen = vec![false; 1 << 16];
    for record in records {
        for unit in record.whole().encode_utf16() {
            seen[usize::from(unit)] = true;
        }
    }
    (0..1 << 16).filter(|unit| seen[*unit as usize]).filter_map(char::from_u32).collect()
}

fn describe(volume: &Volume) -> serde_json::Value {
    serde_json::json!([
        volume.id,
        volume.folder,
        volume.short,
        volume.title,
        volume.names,
        volume.kind.to_string(),
        volume.form,
        volume.count
    ])
}

/// What people say and what documents say for it: general words, each group on a line,
/// kept where the documents' words occur.
const EVERYDAY: &str = include_str!("everyday.txt");

fn everyday(records: &[Record]) -> String {
    let groups: Vec<(&str, Vec<&str>)> = EVERYDAY
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(said, meant)| (said, meant.split(' ').collect()))
        .collect();
    let mut missing: BTreeSet<&str> = groups.iter().flat_map(|(_, meant)| meant.iter().copied()).collect();
    for record in records {
        if missing.is_empty() {
            break;
        }
        missing.retain(|word| !record.text.contains(word) && !record.title.contains(word));
    }
    let kept = groups.iter().filter_map(|(said, meant)| {
        let meant: Vec<&str> = meant.iter().copied().filter(|word| !missing.contains(word)).collect();
        (!meant.is_empty()).then(|| format!("{said}={}", meant.join(" ")))
    });
    kept.collect::<Vec<_>>().join("\n")
}

/// FNV-1a: for names that change with what they name, not for trust.
struct Digest(u64);

impl Digest {
    fn new() -> Digest {
        Digest(0xcbf2_9ce4_8422_2325)
    }

    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
    }

    fn hex(&self) -> String {
        format!("{:012x}", self.0 >> 16)
    }
}

/// `search-0123456789ab.js`: a name that changes with the content may be kept for ever.
fn hashed(stem: &str, bytes: &[u8]) -> String {
    let mut digest = Digest::new();
    digest.add(bytes);
    format!("{stem}-{}.js", digest.hex())
}

/// JSON that may stand in a script.
fn safe(json: &str) -> String {
    json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}
