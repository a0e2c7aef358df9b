//! Where a text says that it gives another text's words.

use std::ops::Range;

use super::grade::Manner;
use super::names::Names;
use crate::model::corpus::Target;
use crate::model::document::Number;
use crate::model::numeral;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// Named, and here: all versions and all that share the name.
    Here(Vec<u32>),
    /// Named, and not here.
    Elsewhere,
    /// Nobody is named.
    Nobody,
}

/// Words that claim to be another text's.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The words, without marks around.
    pub range: Range<usize>,
    pub manner: Manner,
    pub said: Said,
    /// 第十六条, where the lead-in names one.
    pub provision: Option<Number>,
    /// The place, where a citation leads in.
    pub cited: Option<Target>,
    /// A lead-in without a colon, or a term (规定的“情节严重”): found or left alone, never accused.
    pub is_loose: bool,
}

/// Longer before shorter.
const VERBS: &[&str] = &["要求", "提出", "明确", "指出", "规定", "强调", "写道", "写明", "载明", "称", "求"];

/// What may stand between a name and the verb.
const FILLERS: &[&str] = &[
    "一书中",
    "一书",
    "一文中",
    "一文",
    "中",
    "里",
    "还",
    "也",
    "又",
    "就",
    "特别",
    "进一步",
    "专门",
    "同时",
    "分别",
    "都",
    "均",
    "即",
    "曾",
];

const PREPOSITIONS: &[&str] =
    &["按照", "根据", "依照", "依据", "遵照", "按", "落实", "贯彻", "执行", "为", "对", "违反", "符合"];

pub fn find_claims(text: &str, names: &Names) -> Vec<Claim> {
    let marked = marked(text);
    let mut claims = lead_ins(text, &marked, names);
    let spoken: Vec<Range<usize>> = claims.iter().map(|claim| claim.range.clone()).collect();
    let mut previous: Option<(usize, Said, Option<Number>, bool)> = None;
    for span in marked {
        let before = spoken.partition_point(|range| range.start <= span.start);
        if before > 0 && span.end <= spoken[before - 1].end {
            continue;
        }
        let claim = marked_claim(text, &span, previous.take(), names);
        previous =
            (claim.said != Said::Nobody).then(|| (span.end, claim.said.clone(), claim.provision, claim.is_loose));
        claims.push(claim);
    }
    claims.sort_by_key(|claim| (claim.range.start, claim.range.end));
    claims
}

/// Inside of the outermost quotation marks. A mark that is never closed marks nothing.
pub fn marked(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Vec<(char, usize)> = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '“' | '「' | '『' => open.push((c, at + c.len_utf8())),
            '”' | '」' | '』' => {
                let opener = if c == '”' {
                    '“'
                } else if c == '」' {
                    '「'
                } else {
                    '『'
                };
                let Some(index) = open.iter().rposition(|(mark, _)| *mark == opener) else { continue };
                let (_, start) = open[index];
                open.truncate(index);
                if open.is_empty() && start < at {
                    found.push(start..at);
                }
            }
            _ => {}
        }
    }
    found
}

/// `《X》要求：…` to the end of the paragraph, or to the sentence of the next lead-in.
fn lead_ins(text: &str, marked: &[Range<usize>], names: &Names) -> Vec<Claim> {
    let mut claims: Vec<Claim> = Vec::new();
    let mut sentence = 0;
    let mut last_named: Option<Said> = None;
    for (at, c) in text.char_indices() {
        if is_inside(marked, at) {
            continue;
        }
        let after = at + c.len_utf8();
        match c {
            '：' | ':' | '，' | ',' => {
                let is_colon = matches!(c, '：' | ':');
                let Some(speaker) = speaker(near(text, sentence, at), names, is_colon) else { continue };
                let start = after + (text[after..].len() - text[after..].trim_start().len());
                if start >= text.len() || text[start..].starts_with(['“', '「', '『']) {
                    continue;
                }
                if !is_colon
                    && (speaker.is_prepositional
                        || speaker.verb == "规定"
                        || speaker.verb == "称"
                        || speaker.verb == "求")
                {
                    continue;
                }
                cut_last(&mut claims, sentence);
                let end = if is_colon { text.len() } else { sentence_end(text, start, marked) };
                let is_loose = !is_colon || speaker.is_prepositional;
                claims.push(Claim {
                    range: start..end,
                    manner: Manner::LeadIn,
                    said: speaker.said,
                    provision: speaker.provision,
                    cited: None,
                    is_loose,
                });
            }
            '。' | '；' | '？' | '！' => {
                if let Some((_, _, said)) = last_name(near(text, sentence, at), names) {
                    last_named = Some(said);
                }
                sentence = after;
                claims.extend(goes_on(text, after, marked, &last_named, claims.last()));
            }
            _ => {}
        }
    }
    claims.retain(|claim| !claim.range.is_empty());
    claims
}

fn cut_last(claims: &mut [Claim], sentence: usize) {
    if let Some(last) = claims.last_mut() {
        last.range.end = last.range.end.min(sentence).max(last.range.start);
    }
}

/// Spans rise and do not overlap.
fn is_inside(spans: &[Range<usize>], at: usize) -> bool {
    let before = spans.partition_point(|span| span.start <= at);
    before > 0 && at < spans[before - 1].end
}

/// Bytes before a colon or a mark in which its speaker is looked for, however long the sentence.
const HEAD: usize = 900;

fn near(text: &str, from: usize, to: usize) -> &str {
    let mut start = from.max(to.saturating_sub(HEAD));
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..to]
}

/// `《X》包括三部分。强调要按照…`: a sentence that opens with the verb goes on with the
/// document named before it.
fn goes_on(
    text: &str,
    sentence: usize,
    marked: &[Range<usize>],
    named: &Option<Said>,
    last: Option<&Claim>,
) -> Option<Claim> {
    let said = named.as_ref()?;
    let verb = ["强调", "提出", "明确", "指出", "要求"].iter().find(|verb| text[sentence..].starts_with(**verb))?;
    let start = sentence + verb.len();
    let is_inside = last.is_some_and(|last| last.range.contains(&sentence));
    let is_here = matches!(said, Said::Here(_)) && !text[start..].starts_with(['，', '：', ':', '了']);
    (is_here && !is_inside).then(|| Claim {
        range: start..sentence_end(text, start, marked),
        manner: Manner::LeadIn,
        said: said.clone(),
        provision: None,
        cited: None,
        is_loose: true,
    })
}

fn sentence_end(text: &str, from: usize, marked: &[Range<usize>]) -> usize {
    text[from..]
        .char_indices()
        .find(|(at, c)| matches!(c, '。' | '！' | '？') && !is_inside(marked, from + at))
        .map_or(text.len(), |(at, _)| from + at)
}

fn marked_claim(
    text: &str,
    span: &Range<usize>,
    previous: Option<(usize, Said, Option<Number>, bool)>,
    names: &Names,
) -> Claim {
    let open = text[..span.start].char_indices().next_back().map_or(0, |(at, _)| at);
    let claim = |said, provision, is_loose| Claim {
        range: span.clone(),
        manner: Manner::Marked,
        said,
        provision,
        cited: None,
        is_loose,
    };
    // “…”“…”: the second is said by whoever said the first.
    if let Some((end, said, provision, is_loose)) = previous {
        let between = text[end..open]
            .trim_matches(|c: char| c.is_whitespace() || matches!(c, '”' | '」' | '』' | '，' | '。' | '；'));
        if between.is_empty() && text[end..open].chars().count() <= 3 {
            return claim(said, provision, is_loose);
        }
    }
    let head = near(text, 0, open);
    let head = head[sentence_start(head)..].trim_end();
    let (head, sets_off) = match head.strip_suffix(['：', ':', '，', ',']) {
        Some(head) => (head, true),
        None => (head, false),
    };
    let (head, is_term) = match head.trim_end().strip_suffix('的') {
        Some(head) => (head, true),
        None => (head, false),
    };
    match speaker(head, names, true) {
        Some(speaker) => claim(speaker.said, speaker.provision, is_term || !sets_off || speaker.verb == "求"),
        None => claim(Said::Nobody, None, true),
    }
}

fn sentence_start(text: &str) -> usize {
    text.rfind(['。', '；', '！', '？', '”', '」'])
        .map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8))
}

struct Speaker {
    said: Said,
    provision: Option<Number>,
    verb: &'static str,
    is_prepositional: bool,
}

/// Reads `…《X》（文号）第十六条中明确要求`, which must end with the verb.
fn speaker(head: &str, names: &Names, may_be_damaged: bool) -> Option<Speaker> {
    let head = head.trim_end();
    let verb = VERBS.iter().copied().find(|verb| head.ends_with(*verb))?;
    if verb == "求" && !may_be_damaged {
        return None;
    }
    let (start, end, said) = last_name(head, names)?;
    let mut rest = head[end..].trim_start_matches(['》', ' ', '\u{3000}']);
    let mut provision = None;
    let mut verbs = 0;
    while !rest.is_empty() {
        let before = rest.len();
        rest = rest.trim_start();
        rest = skip_brackets(rest);
        if let Some((number, len)) = coordinate(rest) {
            provision = number.or(provision);
            rest = &rest[len..];
        } else if let Some(word) = FILLERS.iter().chain(VERBS).find(|word| rest.starts_with(**word)) {
            verbs += usize::from(VERBS.contains(word));
            rest = &rest[word.len()..];
        }
        if rest.len() == before {
            return None;
        }
    }
    let is_prepositional = follows_preposition(&head[..start]);
    (verbs > 0).then_some(Speaker { said, provision, verb, is_prepositional })
}

/// `规定的` between a citation and the mark that opens: None where the citation does not
/// lead in, else whether nothing but a term follows.
pub fn leads_in(between: &str) -> Option<bool> {
    let between = between.trim();
    let (between, sets_off) = match between.strip_suffix(['：', ':', '，', ',']) {
        Some(between) => (between, true),
        None => (between, false),
    };
    let (mut rest, is_term) = match between.strip_suffix('的') {
        Some(between) => (between, true),
        None => (between, false),
    };
    let mut verbs = 0;
    while !rest.is_empty() {
        let word = VERBS.iter().chain(FILLERS).find(|word| rest.starts_with(**word))?;
        verbs += usize::from(VERBS.contains(word) && *word != "求");
        rest = &rest[word.len()..];
    }
    (verbs > 0).then_some(is_term || !sets_off)
}

/// 按照《X》: what follows is done, not quoted.
pub fn follows_preposition(before: &str) -> bool {
    let before = before.trim_end_matches(['《', ' ', '\u{3000}']);
    PREPOSITIONS.iter().any(|word| before.ends_with(word))
}

/// The last document named: in marks, or by a long name whose marks were lost.
fn last_name(head: &str, names: &Names) -> Option<(usize, usize, Said)> {
    let marked = head.rfind('》').and_then(|close| {
        let open = opening(head, close)?;
        let name = &head[open + '《'.len_utf8()..close];
        // 该《意见》 is one that was named before, whoever else bears the name.
        let is_that =
            ["该", "此", "上述", "前述", "这个", "这一", "本"].iter().any(|word| head[..open].ends_with(word));
        let said = match names.find(name) {
            _ if is_that => Said::Nobody,
            [] => Said::Elsewhere,
            docs => Said::Here(docs.to_vec()),
        };
        Some((open, close + '》'.len_utf8(), said))
    });
    let bare = names.last_bare(head).map(|(start, end, docs)| (start, end, Said::Here(docs.to_vec())));
    match (marked, bare) {
        (Some(marked), Some(bare)) => Some(if bare.0 > marked.1 { bare } else { marked }),
        (marked, bare) => marked.or(bare),
    }
}

/// The 《 that belongs to a 》; titles stand in titles.
fn opening(text: &str, close: usize) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in text[..close].char_indices().rev() {
        match c {
            '》' => depth += 1,
            '《' if depth == 0 => return Some(at),
            '《' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn skip_brackets(text: &str) -> &str {
    for (open, close) in [('（', '）'), ('(', ')'), ('〔', '〕')] {
        if text.starts_with(open) {
            return text.find(close).map_or(text, |at| &text[at + close.len_utf8()..]);
        }
    }
    text
}

/// 第十六条, 第二款, 第（三）项, 第三章: the number of an article, and how long it is.
fn coordinate(text: &str) -> Option<(Option<Number>, usize)> {
    let rest = text.strip_prefix('第')?;
    let rest = rest.strip_prefix(['（', '(']).unwrap_or(rest);
    let numeral = numeral::parse_prefix(rest)?;
    let rest = &rest[numeral.len..];
    let rest = rest.strip_prefix(['）', ')']).unwrap_or(rest);
    let kind = rest.chars().next().filter(|c| "条款项目编章节点部问".contains(*c))?;
    let mut rest = &rest[kind.len_utf8()..];
    let mut inserted = 0;
    if let Some((numeral, after)) =
        rest.strip_prefix('之').and_then(|after| Some((numeral::parse_prefix(after)?, after)))
    {
        inserted = numeral.value;
        rest = &after[numeral.len..];
    }
    let number = matches!(kind, '条' | '问').then_some(Number { main: numeral.value, inserted });
    Some((number, text.len() - rest.len()))
}

/// A block of its own that gives words: its source stands after `——`, at its end or on
/// the line that follows.
pub fn block_claim(text: &str, next: Option<&str>, names: &Names) -> Option<Claim> {
    let dash = |text: &str| text.rfind("——").or_else(|| text.rfind("――"));
    let (end, source) = match dash(text).filter(|at| text[*at..].contains('》')) {
        Some(at) => (at, Some(&text[at..])),
        None => (text.len(), next.filter(|next| dash(next.trim_start()) == Some(0))),
    };
    let named =
        source.and_then(|source| last_name(source, names).map(|(_, end, said)| (said, coordinate(&source[end..]))));
    let (said, provision) = match named {
        Some((said, coordinate)) => (said, coordinate.and_then(|(number, _)| number)),
        None => (Said::Nobody, None),
    };
    let is_loose = said == Said::Nobody;
    (end > 0).then_some(Claim { range: 0..end, manner: Manner::Marked, said, provision, cited: None, is_loose })
}
