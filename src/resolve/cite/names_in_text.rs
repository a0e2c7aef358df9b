//! Names of texts in prose: 《…》, 刑法, a short name bound by 以下简称, an unknown law before a number.

use std::ops::Range;

use crate::model::corpus::CiteKind;

use super::super::names::{self, Bare, Meaning, Names, STATE, fold_title, is_title_of_text};
use super::boundary;
use super::edition::{Edition, edition, without_edition};
use super::scan::{Alias, Head, Hit, Named, Scanner};
use super::short_names;

/// Longest title that is read, in bytes.
const LONGEST_TITLE: usize = 600;
/// Longest bracket behind a title that is read, in bytes.
const LONGEST_BRACKET: usize = 400;

/// All names without marks, by where they begin; a short name of this document before one
/// of the corpus, the longer before the shorter.
pub fn hits(text: &str, names: &Names, aliases: &[Alias]) -> Vec<Hit> {
    let mut hits: Vec<Hit> =
        names.find_bare(text).map(|(start, end, bare)| hit(start..end, bare, CiteKind::Name)).collect();
    for alias in aliases.iter().rev() {
        if let Some(bare) = &alias.bare {
            add_hits(&mut hits, text, 0, bare);
        }
    }
    hits
}

/// Adds where a short name stands from an offset on. It goes before a name of the corpus
/// that begins at the same place and is no longer.
pub fn add_hits(hits: &mut Vec<Hit>, text: &str, from: usize, bare: &Bare) {
    let known = hits.len();
    hits.extend(
        text[from..]
            .match_indices(&bare.text)
            .map(|(at, word)| hit(from + at..from + at + word.len(), bare, CiteKind::Alias)),
    );
    if hits.len() > known {
        hits.sort_by_key(|hit| (hit.range.start, std::cmp::Reverse(hit.range.end), hit.kind != CiteKind::Alias));
        hits.dedup_by_key(|hit| hit.range.start);
    }
}

fn hit(range: Range<usize>, bare: &Bare, kind: CiteKind) -> Hit {
    Hit { range, meaning: bare.meaning.clone(), needs_number: bare.needs_number, kind }
}

/// 《民法典》 with what hangs on it.
pub fn title(scanner: &mut Scanner, at: usize) -> Option<usize> {
    let text = scanner.text;
    let end = close_of(text, at)?;
    let inner = &text[at + '《'.len_utf8()..end - '》'.len_utf8()];
    let Some(mut named) = named_title(scanner, inner, at) else {
        return Some(after_bracket_definition(scanner, end));
    };
    named.edition = edition(scanner, at, end, named.edition);
    Some(finish(scanner, named, at, end, false))
}

fn named_title(scanner: &Scanner, inner: &str, at: usize) -> Option<Named> {
    let folded = fold_title(inner);
    let named = |meaning, kind, edition| Some(Named { meaning, kind, edition, part: None, unknown: false });
    if let Some(alias) = scanner.aliases.iter().rev().find(|alias| alias.folded == folded && !inner.starts_with(STATE))
    {
        return named(alias.meaning.clone(), CiteKind::Alias, Edition::Then);
    }
    let before = scanner.before(at, 120);
    if let Some(meaning) = scanner.reading.names.title(inner, before) {
        return named(meaning, CiteKind::Title, Edition::Then);
    }
    if let Some((core, edition)) = without_edition(&folded)
        && let Some(meaning) = scanner.reading.names.title(core, before)
    {
        return named(meaning, CiteKind::Title, edition);
    }
    const MEDIA: &[&str] = &["栏目", "节目", "专栏", "杂志", "期刊", "专刊", "频道", "纪录片", "一书"];
    let behind = &scanner.text[at + inner.len() + '《'.len_utf8() + '》'.len_utf8()..];
    let is_media = MEDIA.iter().any(|word| behind.starts_with(word));
    (is_title_of_text(inner) && !is_media).then(|| named(Meaning::default(), CiteKind::Title, Edition::Then))?
}

/// A name without marks, where it stands as a word of its own.
pub fn bare(scanner: &mut Scanner, hit: Hit) -> Option<usize> {
    let text = scanner.text;
    let mut start = hit.range.start;
    let floor = scanner.free_from();
    if text[floor..start].ends_with(STATE) {
        start -= STATE.len();
    }
    let word = &text[hit.range.clone()];
    let tail = hit.kind == CiteKind::Name && scanner.reading.names.is_tail(text, start, hit.range.end);
    if start < floor || tail || !boundary::begins(text, start, word) {
        return None;
    }
    let mut named = Named { meaning: hit.meaning, kind: hit.kind, edition: Edition::Then, part: None, unknown: false };
    let mut end = hit.range.end;
    if let Some((longer, meaning)) = extended(scanner, start, end) {
        end = longer;
        named.meaning = meaning;
        named.kind = CiteKind::Name;
    } else if !boundary::ends(text, end, word) {
        return None;
    }
    named.edition = edition(scanner, start, end, Edition::Then);
    let own = fold_title(&text[start..end]) == scanner.reading.own_title;
    let at = bracket_before_number(text, end);
    part_and_number(scanner, named.clone(), start, at).or_else(|| {
        let alone = !hit.needs_number && !own;
        alone.then(|| finish(scanner, named, start, end, true))
    })
}

/// 专利法实施细则, 刑法修正案（九）: the law's name goes on and names another text.
fn extended(scanner: &Scanner, start: usize, end: usize) -> Option<(usize, Meaning)> {
    const ENDS: &[&str] = &[
        "实施细则",
        "实施条例",
        "实施办法",
        "实施规定",
        "施行细则",
        "施行条例",
        "施行法",
        "实施法",
        "司法解释",
        "修正案",
    ];
    let rest = &scanner.text[end..];
    let word = ENDS.iter().find(|word| rest.starts_with(**word))?;
    let mut end = end + word.len();
    if *word == "修正案"
        && let Some(bracket) = bracket(scanner.text, end)
    {
        end = bracket.end + '）'.len_utf8().min(scanner.text.len() - bracket.end);
        end = (end..=scanner.text.len()).find(|offset| scanner.text.is_char_boundary(*offset))?;
    }
    let meaning = scanner.reading.names.title(&scanner.text[start..end], "").unwrap_or_default();
    Some((end, meaning))
}

/// Records a name: with its number where one follows, else alone; and what it defines.
fn finish(scanner: &mut Scanner, named: Named, start: usize, end: usize, tried: bool) -> usize {
    let text = scanner.text;
    short_names::define(scanner, &named.meaning, end);
    let at = bracket_before_number(text, end);
    if !tried && let Some(end) = part_and_number(scanner, named.clone(), start, at) {
        return end;
    }
    scanner.alone(Head::Named(named), start..end)
}

/// 刑法分则第四章, 刑法第三条.
fn part_and_number(scanner: &mut Scanner, mut named: Named, start: usize, at: usize) -> Option<usize> {
    let text = scanner.text;
    if let Some(word) = ["总则", "分则", "附则"].iter().find(|word| text[at..].starts_with(**word)) {
        let end = at + word.len();
        named.part = Some(at..end);
        return scanner.with_number(Head::Named(named), start, end, None);
    }
    scanner.with_number(Head::Named(named), start, at, None)
}

/// Where a number would begin: behind a bracket, if a number follows that.
fn bracket_before_number(text: &str, end: usize) -> usize {
    let Some(inner) = bracket(text, end) else { return end };
    let close = text[inner.end..].chars().next().map_or(0, char::len_utf8);
    let after = inner.end + close;
    let follows = text[after..].trim_start().starts_with('第') || text[after..].starts_with("的第");
    if follows { after } else { end }
}

/// The inside of a bracket that opens at an offset.
pub fn bracket(text: &str, at: usize) -> Option<Range<usize>> {
    let open = text[at..].chars().next().filter(|c| matches!(c, '（' | '('))?;
    let start = at + open.len_utf8();
    let mut depth = 1;
    for (offset, c) in text[start..].char_indices() {
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth -= 1,
            '\n' | '\t' => return None,
            _ => {}
        }
        if depth == 0 {
            return Some(start..start + offset);
        }
        if offset > LONGEST_BRACKET {
            return None;
        }
    }
    None
}

/// The end of a title that opens at an offset; titles stand in titles.
fn close_of(text: &str, at: usize) -> Option<usize> {
    let mut depth = 0;
    let mut first = None;
    for (offset, c) in text[at..].char_indices() {
        match c {
            '《' => depth += 1,
            '》' => {
                depth -= 1;
                first = first.or(Some(at + offset + c.len_utf8()));
                if depth == 0 {
                    return Some(at + offset + c.len_utf8());
                }
            }
            '\n' | '\t' | '。' => return first,
            _ => {}
        }
        if offset > LONGEST_TITLE {
            return first;
        }
    }
    first
}

/// Behind a title of no text: its bracket may define a short name, which is then no citation either.
fn after_bracket_definition(scanner: &Scanner, end: usize) -> usize {
    match bracket(scanner.text, end) {
        Some(inner) if scanner.text[inner.clone()].contains("以下") => inner.end,
        _ => end,
    }
}

/// A law that nobody here knows, right before its number: 依照某某法第三条. Without this the
/// number would be taken for one of the citing document's own.
pub fn unknown_before(scanner: &Scanner, at: usize) -> Option<(usize, Named)> {
    let floor = scanner.free_from();
    let before = scanner.before(at, 100);
    let before = if at - before.len() < floor { &scanner.text[floor..at] } else { before };
    let trimmed = before.trim_end();
    let start = boundary::unknown_name(trimmed)?;
    let name = &trimmed[start..];
    let named = Named {
        meaning: Meaning::default(),
        kind: CiteKind::Name,
        edition: Edition::Then,
        part: None,
        unknown: names::is_everyday(name) || name.chars().count() < 3,
    };
    Some((at - before.len() + start, named))
}
