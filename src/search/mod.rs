//! Corpus to a search index, from meaning and not from pages, so that hits land on anchors.

pub mod coder;
pub mod inline;
pub mod record;
pub mod sound;
pub mod terms;

use std::collections::BTreeSet;

use crate::model::corpus::Corpus;
use crate::model::site::Site;
use record::{Record, Volume};

/// Adds the engine and its index. What comes back is the path of the one script that the
/// search page loads; the script finds the rest beside itself.
pub fn index_corpus(corpus: &Corpus, site: &mut Site) -> String {
    let (volumes, records) = record::collect(corpus);
    let theme = |name: &str| {
        let file = corpus.sources.theme.files.get(name);
        file.map_or_else(String::new, |file| String::from_utf8_lossy(&file.bytes).into_owned())
    };
    let scripts =
        Scripts { engine: theme("search/engine.js"), source: theme("search/inline.js"), page: theme("search/page.js") };
    let files = inline_files(&volumes, &records, &corpus.config.synonyms, &scripts);
    let path = files.last().map(|(path, _)| path.clone()).unwrap_or_default();
    for (path, bytes) in files {
        site.insert_bytes(path, "search index", bytes);
    }
    path
}

/// The three scripts as their authors wrote them.
#[derive(Clone, Debug, Default)]
pub struct Scripts {
    pub engine: String,
    pub source: String,
    pub page: String,
}

/// Everything in one script; the table of traditional characters beside it, since few ask
/// for it. The last file is the one to load.
pub fn inline_files(
    volumes: &[Volume],
    records: &[Record],
    synonyms: &[Vec<String>],
    scripts: &Scripts,
) -> Vec<(String, Vec<u8>)> {
    let alphabet: BTreeSet<char> =
        records.iter().flat_map(|record| record.whole().chars().collect::<Vec<_>>()).collect();
    let mut files = Vec::new();
    let table = format!("gangmu.traditional({});\n", quoted(&sound::traditional_pairs(&alphabet)));
    let table_path = hashed("search-traditional", table.as_bytes());
    files.push((table_path.clone(), table.into_bytes()));
    let meta = serde_json::json!({
        "docs": volumes.iter().map(describe).collect::<Vec<_>>(),
        "words": everyday(records),
        "synonyms": synonyms,
        "sounds": [sound::syllable_sizes(), sound::other_sounds(&alphabet)],
        "traditional": table_path,
    });
    // Behind the records, where the coder has learnt the language.
    let data = inline::encode(&(inline::stream(volumes, records) + &meta.to_string()));
    let mut script: String = [&scripts.engine, &scripts.source, &scripts.page].map(|part| inline::lean(part)).concat();
    script.push_str(&format!("gangmu.inline(\"{}\");\n", inline::base64(&data)));
    files.push((hashed("search", script.as_bytes()), script.into_bytes()));
    files
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
    let text: String = records.iter().map(Record::whole).collect();
    let groups = EVERYDAY.lines().filter_map(|line| line.split_once('='));
    let kept = groups.filter_map(|(said, meant)| {
        let meant: Vec<&str> = meant.split(' ').filter(|word| text.contains(word)).collect();
        (!meant.is_empty()).then(|| format!("{said}={}", meant.join(" ")))
    });
    kept.collect::<Vec<_>>().join("\n")
}

/// `search-0123456789ab.js`: a name that changes with the content may be kept for ever.
fn hashed(stem: &str, bytes: &[u8]) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in bytes {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
    }
    format!("{stem}-{:012x}.js", hash >> 16)
}

/// JSON that may stand in a script.
fn safe(json: &str) -> String {
    json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

fn quoted(text: &str) -> String {
    safe(&serde_json::Value::from(text).to_string())
}
