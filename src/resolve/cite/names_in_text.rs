//! Names of texts in prose: 《…》, 刑法, a short name bound by 以下简称, an unknown law before a number.

use std::ops::Range;

use crate::model::corpus::CiteKind;
use crate::model::document::Date;

use super::super::names::{self, Bare, Meaning, Names, STATE, fold_title, is_title_of_text};
use super::super::versions::find_date;
use super::boundary;
use super::scan::{Alias, Edition, Head, Hit, Named, Scanner};
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

/// What the words around a name say of its edition.
fn edition(scanner: &Scanner, start: usize, end: usize, found: Edition) -> Edition {
    if found != Edition::Then {
        return found;
    }
    // 《商标法》（2001年修正）
    let behind = bracket(scanner.text, end).and_then(|inner| year_of_edition(&scanner.text[inner]));
    if let Some(year) = behind {
        return Edition::Year(year);
    }
    let before = scanner.before(start, 60);
    let trimmed = before.strip_suffix('的').unwrap_or(before);
    const FORMER: &[&str] = &["修正前", "修改前", "修订前", "原", "旧", "施行前", "废止前"];
    if FORMER.iter().any(|word| trimmed.ends_with(word)) {
        return Edition::Former;
    }
    if ["修正后", "修改后", "修订后", "重新公布"].iter().any(|word| trimmed.ends_with(word)) {
        return Edition::Amended;
    }
    if let Some(day) = day_at_end(before) {
        return Edition::On(day);
    }
    let verb = ["修正", "修订", "修改", "公布", "颁布", "制定", "通过", "施行", "发布"]
        .iter()
        .find_map(|verb| trimmed.strip_suffix(verb));
    let dated = verb.unwrap_or(trimmed);
    let year = dated
        .strip_suffix('年')
        .and_then(|rest| rest.get(rest.len().checked_sub(4)?..))
        .and_then(|year| year.parse().ok());
    year.map_or(Edition::Then, Edition::Year)
}

/// 自2015年5月1日
fn day_at_end(before: &str) -> Option<Date> {
    let dated = before.get(before.rfind('年')?.checked_sub("2015".len())?..)?;
    let (day, end) = find_date(dated)?;
    (day.day > 0 && end == dated.len()).then_some(day)
}

/// A title with its edition behind it: 商标法(2001年修正).
fn without_edition(folded: &str) -> Option<(&str, Edition)> {
    let open = folded.rfind('(').filter(|_| folded.ends_with(')'))?;
    let year = year_of_edition(&folded[open + 1..folded.len() - 1])?;
    Some((&folded[..open], Edition::Year(year)))
}

/// 2001年修正, 2001年, 2001.
fn year_of_edition(inside: &str) -> Option<u16> {
    let year = inside.get(..4)?.parse().ok().filter(|year| (1900..2200).contains(year))?;
    let says = inside.len() == 4 || ["年", "修", "-"].iter().any(|word| inside[4..].starts_with(word));
    says.then_some(year)
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
