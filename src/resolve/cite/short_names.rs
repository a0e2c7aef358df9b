//! 以下简称: a short name that a document gives, and from where on it holds.

use std::ops::Range;

use super::super::names::{Bare, Meaning, fold_title, is_everyday};
use super::names_in_text::bracket;
use super::scan::{Alias, Head, MOST_ALIASES, Scanner};

/// Longest first where one begins another.
const SAID: &[&str] = &[
    "以下分别简称为",
    "以下分别简称",
    "以下简称为",
    "以下简称",
    "以下均简称",
    "以下称为",
    "以下均称",
    "以下称",
    "下称",
    "简称",
];

/// Binds what stands behind a title: （以下简称《公司法》）, and of several titles
/// （以下分别简称《甲法》、《乙法》）. The words that define are no citations themselves.
pub fn define(scanner: &mut Scanner, meaning: &Meaning, end: usize) {
    let Some(inner) = defining(scanner.text, end) else { return };
    let words = &scanner.text[inner.clone()];
    let Some((at, said)) = SAID.iter().find_map(|said| words.find(said).map(|at| (at, *said))) else { return };
    let names = words[at + said.len()..].split(['，', '；', ',', ';']).next().unwrap_or("").trim();
    scanner.defined = inner.start + at..inner.end;
    if !said.contains("分别") {
        bind(scanner, names, meaning);
        return;
    }
    let names: Vec<&str> = names.split(['、', '和', '及']).filter(|name| !name.is_empty()).collect();
    let before = scanner.scan.mentions.iter().rev().filter_map(|mention| match &mention.head {
        Head::Named(named) if mention.element.is_none() => Some(named.meaning.clone()),
        _ => None,
    });
    let mut meanings: Vec<Meaning> = std::iter::once(meaning.clone()).chain(before).take(names.len()).collect();
    meanings.reverse();
    if meanings.len() == names.len() {
        for (name, meaning) in names.into_iter().zip(meanings) {
            bind(scanner, name, &meaning);
        }
    }
}

/// Where the defining words may stand: in the bracket behind a title, or behind a comma.
fn defining(text: &str, end: usize) -> Option<Range<usize>> {
    if let Some(inner) = bracket(text, end) {
        return Some(inner);
    }
    let rest = text[end..].strip_prefix('，').unwrap_or(&text[end..]);
    let start = text.len() - rest.len();
    // The stop is looked for only where a definition begins: behind every title it would be far.
    rest.starts_with("以下").then(|| {
        let stop = rest.find(['，', '。', '；', '、', '）', '\n']).unwrap_or(rest.len());
        start..start + stop
    })
}

fn bind(scanner: &mut Scanner, name: &str, meaning: &Meaning) {
    let marked = name.starts_with(['《', '“', '"', '‘', '「']);
    let in_title = name.starts_with('《');
    let name = name.trim_matches(['《', '》', '“', '”', '"', '‘', '’', '「', '」', ' ']);
    let count = name.chars().count();
    if !(1..=40).contains(&count) || scanner.aliases.len() >= MOST_ALIASES {
        return;
    }
    let everyday = is_everyday(name);
    let bare = (count >= 2 && !(everyday && marked) && !(in_title && count < 3)).then(|| Bare {
        text: name.to_owned(),
        meaning: meaning.clone(),
        needs_number: everyday,
    });
    let from = scanner.defined.end;
    scanner.learn(Alias { folded: fold_title(name), bare, meaning: meaning.clone() }, from);
}
