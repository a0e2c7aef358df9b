//! `gangmu schema`: JSON schemas from which editors complete and check.

use std::collections::BTreeMap;
use std::process::ExitCode;

use schemars::{JsonSchema, Schema, schema_for};
use serde::Deserialize;

use super::terminal::print;
use crate::model::config::Config;

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum What {
    /// gangmu.toml
    Config,
    /// What stands between the `+++` lines of a document
    FrontMatter,
    /// errata.toml
    Errata,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Editors with TOML support (Even Better TOML, Taplo) complete keys where the file's first line names a schema:\n  \
#:schema ./gangmu.schema.json\n\n\
Examples:\n  \
gangmu schema config > gangmu.schema.json\n  \
gangmu schema front-matter > front-matter.schema.json"
)]
pub struct Args {
    /// Which file's schema
    #[arg(value_enum, default_value = "config")]
    pub what: What,
}

pub fn run(args: &Args) -> ExitCode {
    let (name, mut schema) = match args.what {
        What::Config => ("gangmu.toml", schema_for!(Config)),
        What::FrontMatter => ("front matter", schema_for!(FrontMatter)),
        What::Errata => ("errata.toml", schema_for!(Errata)),
    };
    schema.insert("title".to_owned(), name.into());
    print(&format!("{:#}\n", Schema::to_value(schema)));
    ExitCode::SUCCESS
}

/// What a maintainer says of a document. Every key may be left out.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "only its schema is used; a test compares it with what is read")]
struct FrontMatter {
    /// The document's address: lower-case letters, digits and hyphens, beginning with a letter. Never change it once published.
    #[schemars(regex(pattern = r"^[a-z][a-z0-9-]{0,59}$"))]
    id: Option<String>,
    kind: Option<Kind>,
    /// In place of the `#` title.
    title: Option<String>,
    /// What pages and citations call it, with its marks: 《方案》.
    short: Option<String>,
    issuers: Option<Vec<String>>,
    /// 文号: 中发〔2017〕14号.
    number: Option<String>,
    /// Of issue, or of the last amendment that the text contains.
    date: Option<Date>,
    /// First adopted, where that differs from `date`.
    enacted: Option<Date>,
    /// 自…起施行.
    in_force: Option<Date>,
    /// A sample of the level that is numbered through the whole document; inferred when absent.
    continuous: Option<Continuous>,
    /// Names that mean this document anywhere in the corpus, with or without 《》.
    aliases: Option<Vec<String>>,
    source: Option<Source>,
    /// What the concordance says where this document has no counterpart: 2024年意见现存文本中未见对应.
    gap: Option<String>,
    /// Rules silenced in this document: `number-gap`, or `number-gap 第五十三条` for lines with these words.
    allow: Option<Vec<String>>,
}

/// A TOML date, without quotation marks: 2017-04-14.
#[derive(Deserialize, JsonSchema)]
#[serde(transparent)]
#[allow(dead_code, reason = "only its schema is used")]
struct Date(#[schemars(extend("format" = "date"))] String);

/// What the document is, for words (第16条, 第7问) and for grouping.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Law,
    Policy,
    Qa,
    Speeches,
    Guide,
}

#[derive(Deserialize)]
struct Continuous;

impl JsonSchema for Continuous {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Continuous".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> Schema {
        schemars::json_schema!({ "enum": crate::model::config::Level::SAMPLES })
    }
}

/// Where the text was taken from; `gangmu import` writes it, `gangmu verify` proves it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "only its schema is used")]
struct Source {
    file: Option<String>,
    /// Digest of the source's characters, white space and artifacts aside.
    sha256: Option<String>,
    note: Option<String>,
    /// Stretches of the source that are its file format's, not its author's, in order.
    artifacts: Option<Vec<String>>,
}

/// Corrections laid beside texts that stay as they were published.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "only its schema is used")]
struct Errata {
    erratum: Vec<Erratum>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "only its schema is used")]
struct Erratum {
    /// The place: `qa-2022#40.1`.
    at: String,
    /// The words as they stand there, letter for letter. Without it (kind `repeated`) the whole unit is meant.
    original: Option<String>,
    corrected: Option<String>,
    kind: ErratumKind,
    status: ErratumStatus,
    evidence: Option<String>,
    /// Which occurrence, from 1, where the words stand there more than once.
    nth: Option<u32>,
    /// Every occurrence.
    every: Option<bool>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum ErratumKind {
    Transcription,
    Wording,
    Number,
    Missing,
    Repeated,
}

/// Only what is verified changes what readers see.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum ErratumStatus {
    Reported,
    Verified,
    Rejected,
}

/// The keys that a schema knows, with what it says of each; for the documentation too.
pub fn keys(schema: &Schema) -> BTreeMap<String, String> {
    let properties = schema.get("properties").and_then(|properties| properties.as_object());
    let said =
        |value: &serde_json::Value| value.get("description").and_then(|said| said.as_str()).unwrap_or("").to_owned();
    properties.into_iter().flatten().map(|(key, value)| (key.clone(), said(value))).collect()
}

#[cfg(test)]
mod tests {
    use super::{Errata, Erratum, FrontMatter, keys};
    use crate::model::side::{ERRATUM_KINDS, ERRATUM_STATUSES};
    use schemars::schema_for;

    #[test]
    fn the_published_keys_are_those_that_are_read() {
        let mut read: Vec<&str> = crate::parse::front_matter::KEYS.to_vec();
        read.sort_unstable();
        assert_eq!(keys(&schema_for!(FrontMatter)).into_keys().collect::<Vec<_>>(), read);
        let erratum: Vec<String> = keys(&schema_for!(Erratum)).into_keys().collect();
        assert_eq!(erratum, ["at", "corrected", "every", "evidence", "kind", "nth", "original", "status"]);
    }

    #[test]
    fn the_published_words_are_those_that_are_read() {
        let schema = serde_json::to_string(&schema_for!(Errata)).unwrap();
        for word in ERRATUM_KINDS.iter().chain(ERRATUM_STATUSES) {
            assert!(schema.contains(&format!("\"{word}\"")), "{word}");
        }
        let schema = serde_json::to_string(&schema_for!(FrontMatter)).unwrap();
        for (word, _) in crate::model::document::Kind::NAMES {
            assert!(schema.contains(&format!("\"{word}\"")), "{word}");
        }
    }
}
