//! Which document a name means where it introduces a quotation.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::model::document::Document;

/// Titles and aliases. A name without its marks counts only where it is long enough to be
/// nothing else: marks get lost, and `改革方案求：` is still a lead-in.
pub struct Names {
    by_name: BTreeMap<String, Vec<u32>>,
    bare: Option<AhoCorasick>,
    bare_names: Vec<String>,
}

const STATE: &str = "中华人民共和国";
const BARE: usize = 8;
/// No longer text is a name; an automaton of such ones costs the square of their length.
const LONGEST: usize = 200;

impl Names {
    pub fn new(documents: &[Document]) -> Names {
        let mut by_name: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for (doc, document) in documents.iter().enumerate() {
            let meta = &document.meta;
            let names = [Some(&meta.title), meta.short.as_ref()].into_iter().flatten().chain(&meta.aliases);
            for name in names {
                let name = fold_name(name);
                let short = name.strip_prefix(STATE).filter(|short| !short.is_empty()).map(str::to_owned);
                for name in [Some(name), short].into_iter().flatten().filter(|name| !name.is_empty()) {
                    let docs = by_name.entry(name).or_default();
                    if !docs.contains(&(doc as u32)) {
                        docs.push(doc as u32);
                    }
                }
            }
        }
        let bare_names: Vec<String> =
            by_name.keys().filter(|name| (BARE..=LONGEST).contains(&name.chars().count())).cloned().collect();
        // Without an automaton names in marks are still known; it fails only past its size limits.
        let bare = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&bare_names).ok();
        Names { by_name, bare, bare_names }
    }

    /// Every document that this name may mean; more than one for versions of a law.
    pub fn find(&self, name: &str) -> &[u32] {
        self.by_name.get(&fold_name(name)).map_or(&[], Vec::as_slice)
    }

    /// The last long name in a text, marks or not: where it begins, where it ends.
    pub fn last_bare(&self, text: &str) -> Option<(usize, usize, &[u32])> {
        let found = self.bare.as_ref()?.find_iter(text).last()?;
        let name = &self.bare_names[found.pattern().as_usize()];
        Some((found.start(), found.end(), self.by_name[name].as_slice()))
    }
}

/// Marks, white space and width are no part of a name.
fn fold_name(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '《' | '》' | '〈' | '〉' | '<' | '>' | '·' | '•'))
        .map(|c| match c {
            '(' => '（',
            ')' => '）',
            c => c,
        })
        .collect()
}
