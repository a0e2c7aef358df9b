//! What `gangmu.toml` can say. Unknown keys are refused.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a number looks like where it stands. The order is that of an outline, outermost first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// A heading without a number.
    Unnumbered,
    /// 第一部分
    Part,
    /// 第一编
    Book,
    /// 第一分编
    SubBook,
    /// 第一章
    Chapter,
    /// 第一节
    Section,
    /// 第一条 (条)
    Article,
    /// 一、
    Han,
    /// （一）
    HanParen,
    /// 1. and 1、
    Arabic,
    /// （1）
    ArabicParen,
    /// ①
    Circled,
    /// 一是
    Ordinal,
}

impl Level {
    /// As a maintainer writes it in front matter: `continuous = "1."`.
    pub fn from_sample(sample: &str) -> Option<Level> {
        Some(match sample {
            "第一部分" => Level::Part,
            "第一编" => Level::Book,
            "第一章" => Level::Chapter,
            "第一节" => Level::Section,
            "第一条" => Level::Article,
            "一、" => Level::Han,
            "（一）" | "(一)" => Level::HanParen,
            "1." | "1．" | "1、" => Level::Arabic,
            "（1）" | "(1)" => Level::ArabicParen,
            "①" => Level::Circled,
            "一是" => Level::Ordinal,
            _ => return None,
        })
    }

    pub const SAMPLES: &'static [&'static str] =
        &["第一部分", "第一编", "第一章", "第一节", "第一条", "一、", "（一）", "1.", "（1）", "①", "一是", "none"];

    /// 编, 章, 节 and their like have one fixed order whatever their heading depth.
    pub fn is_law_division(self) -> bool {
        matches!(self, Level::Part | Level::Book | Level::SubBook | Level::Chapter | Level::Section)
    }
}

/// Which provisions get a page of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Hubs {
    /// `all` up to 5,000 provisions, `cited` beyond.
    #[default]
    Auto,
    All,
    /// Only what something else speaks of.
    Cited,
    None,
}

/// The words of a relation kind, in both directions: 解读 and 见解读.
#[derive(Clone, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RelationWords {
    pub forward: String,
    pub backward: String,
}

/// `gangmu.toml`. Every key may be left out.
#[derive(Clone, Debug, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The site's name, on every page.
    pub title: String,
    /// One sentence below the title of the home page.
    pub subtitle: String,
    /// Where the site will stand, ending in `/`. Needed only for canonical links, sitemap and feed.
    #[schemars(regex(pattern = "^https?://.+/$"))]
    pub base_url: Option<String>,
    /// Language of the interface: `zh-Hans` or `en`.
    #[schemars(regex(pattern = "^(zh-Hans|en)$"))]
    pub language: Option<String>,
    /// Folder of the documents, below the site's own: `content` unless told, `.` for the site's folder itself.
    pub content: Option<String>,
    /// Folder below `themes/`.
    pub theme: Option<String>,
    /// Document ids in the order of the home page; the rest follow by date.
    pub documents: Vec<String>,
    /// The document on whose numbers the concordance is built.
    pub spine: Option<String>,
    pub hubs: Hubs,
    /// Words for relation kinds, in place of the theme's.
    pub relations: BTreeMap<String, RelationWords>,
    /// Lines for the foot of every page: licence, ICP number. Text, with `[words](address)` for links.
    pub footer: Vec<String>,
    /// Where “report an error” leads: a `mailto:` or `https:` address.
    #[schemars(regex(pattern = "^(mailto:|https?://)"))]
    pub report: Option<String>,
    /// Groups of words that search takes as one: `[["农民工", "进城务工人员"]]`.
    pub synonyms: Vec<Vec<String>>,
    /// Rules to leave unsaid for the whole site: `number-gap`, or `number-gap content/a.md` for one file.
    pub allow: Vec<String>,
    /// Highest number of files the host takes; a warning past it. 20,000 unless told.
    pub max_files: Option<usize>,
    /// Largest Markdown file read, in bytes. 16 MiB unless told.
    pub max_bytes: Option<usize>,
}
