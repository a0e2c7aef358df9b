//! How far a quotation agrees with the place it was found in.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::align::Run;
use super::fold::{Folded, MARK, is_same_print};
use super::shelf::Shelf;
use crate::model::corpus::Grade;

/// How the words are set off from their author's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Between quotation marks or in a block of its own: every character counts.
    Marked,
    /// After a colon: runs on until its words stop matching, and words that only join
    /// (并, 等) are the author's.
    LeadIn,
}

/// A stretch that follows its source but for small changes.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Segment {
    quoted: Range<usize>,
    source: Range<usize>,
    /// Runs of the chain that it is made of.
    runs: Range<usize>,
}

/// One difference in letters; the source's words as printed there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub quoted: Range<usize>,
    pub original: String,
}

#[derive(Clone, Debug)]
pub struct Finding {
    pub grade: Grade,
    /// The letters that are quotation; what follows is its author's own.
    pub extent: Range<usize>,
    /// Stretches of the source, in the order in which they are quoted.
    pub source: Vec<Range<usize>>,
    pub changes: Vec<Change>,
    /// Letters that agree.
    pub matched: usize,
}

/// Local changes larger than this make two stretches of one.
const LOCAL: usize = 8;
/// Clauses longer than this are not compared letter by letter without a run to hold on to.
const LONGEST_CLAUSE: usize = 200;

pub struct Quoted<'q> {
    pub text: &'q str,
    pub folded: &'q Folded,
    pub range: Range<usize>,
    pub manner: Manner,
}

/// None where the source does not say this.
pub fn weigh(quoted: &Quoted, shelf: &Shelf, chain: &[Run]) -> Option<Finding> {
    let chain = match quoted.manner {
        Manner::Marked => chain,
        Manner::LeadIn => &chain[..spoken(quoted, chain)],
    };
    let mut segments = segments(chain, shelf);
    stretch(quoted, shelf, &mut segments);
    drop_own_words(quoted, &mut segments);
    let extent = extent(quoted, shelf, &segments)?;
    let mut weighed = Weighed { changes: Vec::new(), is_elided: segments.len() > 1, matched: 0 };
    between(quoted, shelf, &extent, &segments, &mut weighed);
    for segment in &segments {
        compare(quoted, shelf, chain, segment, &mut weighed);
    }
    weighed.changes.sort_by_key(|change| (change.quoted.start, change.quoted.end));
    let longest = chain.iter().map(|run| run.len).max().unwrap_or(0);
    let covered = weighed.matched as f64 / extent.len() as f64;
    if covered < 0.5 || (longest < 6 && covered < 0.9) {
        return None;
    }
    let grade = if !weighed.changes.is_empty() {
        Grade::Differs
    } else if weighed.is_elided {
        Grade::Elided
    } else if is_verbatim(quoted, shelf, &segments[0]) {
        Grade::Verbatim
    } else {
        Grade::Folded
    };
    let source = segments.into_iter().map(|segment| segment.source).collect();
    Some(Finding { grade, extent, source, changes: weighed.changes, matched: weighed.matched })
}

struct Weighed {
    changes: Vec<Change>,
    is_elided: bool,
    matched: usize,
}

/// How many runs of the chain belong to the quotation: a later sentence does only where
/// it begins with the source's words, for `这是方案的第一条措施` speaks of the plan in the
/// plan's words and does not quote it.
fn spoken(quoted: &Quoted, chain: &[Run]) -> usize {
    let folded = quoted.folded;
    let mut start = quoted.range.start;
    let mut kept = 0;
    while start < quoted.range.end {
        let end = (start + 1..quoted.range.end).find(|at| folded.sentence_before(*at)).unwrap_or(quoted.range.end);
        let inside: Vec<&Run> = chain.iter().filter(|run| run.quoted < end && run.quoted_end() > start).collect();
        let Some(first) = inside.first() else { break };
        let matched: usize = inside.iter().map(|run| run.quoted_end().min(end) - run.quoted.max(start)).sum();
        let opens = is_joining(&folded.chars[start..first.quoted.max(start)]);
        if start > quoted.range.start && (!opens || matched * 2 < end - start) {
            break;
        }
        kept = chain.partition_point(|run| run.quoted < end);
        start = end;
    }
    kept
}

/// Runs that go on from one another belong to one segment.
fn segments(chain: &[Run], shelf: &Shelf) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    for (index, run) in chain.iter().enumerate() {
        let joined = segments.last_mut().filter(|last| {
            run.source >= last.source.end
                && run.quoted - last.quoted.end <= LOCAL
                && shelf.plain_letters(last.source.end..run.source) <= LOCAL
        });
        match joined {
            Some(last) => {
                last.quoted.end = run.quoted_end();
                last.source.end = run.source_end();
                last.runs.end = index + 1;
            }
            None => segments.push(Segment {
                quoted: run.quoted..run.quoted_end(),
                source: run.source..run.source_end(),
                runs: index..index + 1,
            }),
        }
    }
    segments
}

/// Takes in what stands between a segment and the ends of its clauses, where the source
/// has nearly the same there: a change in the first or the last word leaves no run.
fn stretch(quoted: &Quoted, shelf: &Shelf, segments: &mut [Segment]) {
    for index in 0..segments.len() {
        let floor = if index == 0 { quoted.range.start } else { segments[index - 1].quoted.end };
        let ceiling = segments.get(index + 1).map_or(quoted.range.end, |next| next.quoted.start);
        let segment = &mut segments[index];
        while segment.quoted.end < ceiling {
            let to = quoted.folded.clause_end(segment.quoted.end, ceiling);
            let source_to = shelf.folded.clause_end(segment.source.end, shelf.folded.len());
            let source_to = source_to.min(segment.source.end + 2 * (to - segment.quoted.end) + LOCAL);
            let rest = &quoted.folded.chars[segment.quoted.end..to];
            let source_rest = &shelf.folded.chars[segment.source.end.min(source_to)..source_to];
            if !resembles(rest, source_rest) {
                let is_open = !shelf.folded.breaks_before(segment.source.end);
                if let Some(len) = standing_for(rest, source_rest).filter(|_| is_open) {
                    (segment.quoted.end, segment.source.end) = (segment.quoted.end + len, source_to);
                }
                break;
            }
            (segment.quoted.end, segment.source.end) = (to, source_to);
        }
        while segment.quoted.start > floor && segment.source.start > 0 {
            let from = quoted.folded.clause_start(segment.quoted.start - 1, floor);
            let nearest = segment.source.start.saturating_sub(2 * (segment.quoted.start - from) + LOCAL);
            let source_from = shelf.folded.clause_start(segment.source.start - 1, nearest);
            if !resembles(
                &quoted.folded.chars[from..segment.quoted.start],
                &shelf.folded.chars[source_from..segment.source.start],
            ) {
                break;
            }
            (segment.quoted.start, segment.source.start) = (from, source_from);
        }
    }
}

/// Short stretches that were changed: of much the same length, or half of it shared.
fn resembles(quoted: &[char], source: &[char]) -> bool {
    if quoted.is_empty() || source.is_empty() || quoted.len().max(source.len()) > LONGEST_CLAUSE {
        return false;
    }
    let shared = shared(quoted, source);
    let is_within = shared == quoted.len() && source.len() <= LOCAL;
    if is_joining(quoted) {
        // 并 that is the author's own; 将 of 将农民工 that is the source's.
        return is_within && source.len() <= quoted.len() + 2;
    }
    (quoted.len() <= 2 && source.len() <= 2) || is_within || shared * 2 >= quoted.len().max(source.len())
}

/// How much of what follows stands for the rest of the source's clause, where the author
/// goes on after it: `鑫品牌` for `匠品牌` in `鑫品牌等方面提出`.
fn standing_for(quoted: &[char], source: &[char]) -> Option<usize> {
    if source.is_empty() || source.len() > LOCAL || quoted.len() <= source.len() {
        return None;
    }
    let lengths = [source.len(), source.len() - 1, source.len() + 1];
    let fitting = lengths.into_iter().filter(|len| *len > 0 && *len <= quoted.len());
    let best =
        fitting.max_by_key(|len| (shared(&quoted[..*len], source), std::cmp::Reverse(len.abs_diff(source.len()))))?;
    let shared = shared(&quoted[..best], source);
    (shared > 0 && shared * 2 >= source.len()).then_some(best)
}

fn shared(left: &[char], right: &[char]) -> usize {
    capture_diff_slices(Algorithm::Myers, left, right)
        .iter()
        .map(|op| if let DiffOp::Equal { len, .. } = op { *len } else { 0 })
        .sum()
}

/// A last clause of a lead-in of which the source has only a few words is its author's.
fn drop_own_words(quoted: &Quoted, segments: &mut Vec<Segment>) {
    while let [.., before, last] = segments.as_slice()
        && quoted.manner == Manner::LeadIn
    {
        let start = quoted.folded.clause_start(last.quoted.start, before.quoted.end.min(last.quoted.start));
        let end = quoted.folded.clause_end(last.quoted.end - 1, quoted.range.end);
        let closes = is_closing(&quoted.folded.chars[last.quoted.end..end]);
        if closes || last.quoted.len() * 2 >= end - start {
            return;
        }
        segments.pop();
    }
}

/// From the first to the last letter that is quotation.
fn extent(quoted: &Quoted, shelf: &Shelf, segments: &[Segment]) -> Option<Range<usize>> {
    let (first, last) = (segments.first()?, segments.last()?);
    if quoted.manner == Manner::Marked {
        return Some(quoted.range.clone());
    }
    let letters = &quoted.folded.chars;
    let start = if is_joining(&letters[quoted.range.start..first.quoted.start]) {
        first.quoted.start
    } else {
        quoted.range.start
    };
    let clause_end = quoted.folded.clause_end(last.quoted.end.saturating_sub(1), quoted.range.end);
    let rest = &letters[last.quoted.end..clause_end];
    // A few letters too many are a change; more, where the source's clause has ended, are the
    // author going on in his own words.
    let is_own = rest.len() > 3 && (shelf.folded.breaks_before(last.source.end) || rest.len() > LOCAL);
    let ends_there = is_own || is_closing(rest) || letters[last.quoted.end - 1] == '等';
    Some(start..if ends_there { last.quoted.end } else { clause_end })
}

/// Words between the segments, before the first and after the last.
fn between(quoted: &Quoted, shelf: &Shelf, extent: &Range<usize>, segments: &[Segment], weighed: &mut Weighed) {
    let mut from = extent.start;
    let mut before: Option<&Segment> = None;
    for segment in segments.iter().map(Some).chain([None]) {
        let to = segment.map_or(extent.end, |segment| segment.quoted.start);
        let letters = &quoted.folded.chars[from..to.max(from)];
        let is_own = quoted.manner == Manner::LeadIn && is_joining(letters);
        let is_said =
            before.zip(segment).is_some_and(|(before, after)| is_said_between(quoted, letters, before, after, shelf));
        if is_said {
            weighed.matched += letters.len();
        } else if !letters.is_empty() && !is_own {
            weighed.changes.push(Change { quoted: from..to, original: String::new() });
        }
        from = segment.map_or(extent.end, |segment| segment.quoted.end);
        before = segment;
    }
}

/// A word or two that open a clause of which the rest is left out are too short to be
/// found alone; they are known by standing between what was found.
fn is_said_between(quoted: &Quoted, letters: &[char], before: &Segment, after: &Segment, shelf: &Shelf) -> bool {
    let letters = if quoted.manner == Manner::LeadIn { &letters[joining_len(letters)..] } else { letters };
    let gap = before.source.end..after.source.start;
    (2..=8).contains(&letters.len())
        && gap.len() <= 80
        && gap.clone().any(|at| shelf.folded.breaks_before(at) && shelf.folded.chars[at..gap.end].starts_with(letters))
}

fn compare(quoted: &Quoted, shelf: &Shelf, chain: &[Run], segment: &Segment, weighed: &mut Weighed) {
    let is_quoted_mark =
        |letter: usize| chain[segment.runs.clone()].iter().any(|run| (run.source..run.source_end()).contains(&letter));
    let source: Vec<usize> = segment
        .source
        .clone()
        .filter(|letter| shelf.folded.flags[*letter] & MARK == 0 || is_quoted_mark(*letter))
        .collect();
    let source_letters: Vec<char> = source.iter().map(|letter| shelf.folded.chars[*letter]).collect();
    let letters = &quoted.folded.chars[segment.quoted.clone()];
    for op in capture_diff_slices(Algorithm::Myers, letters, &source_letters) {
        let here = segment.quoted.start + op.old_range().start..segment.quoted.start + op.old_range().end;
        let there = op.new_range();
        if let DiffOp::Equal { len, .. } = op {
            weighed.matched += len;
            continue;
        }
        if !here.is_empty()
            && there.is_empty()
            && quoted.manner == Manner::LeadIn
            && is_joining(&quoted.folded.chars[here.clone()])
        {
            continue;
        }
        let original = words(shelf, &source, there.clone());
        if here.is_empty() && is_elision(shelf, &source, there) {
            weighed.is_elided = true;
            continue;
        }
        weighed.changes.push(Change { quoted: here, original });
    }
    cut_words(quoted, shelf, segment, weighed);
}

/// The source's words from one letter to another, as printed.
fn words(shelf: &Shelf, source: &[usize], range: Range<usize>) -> String {
    if range.is_empty() {
        return String::new();
    }
    let letters = source[range.start]..source[range.end - 1] + 1;
    shelf.by_block(letters).map(|(block, part)| &shelf.blocks[block].reading.text[shelf.bytes(&part)]).collect()
}

/// Leaving out a whole clause, or many words, is quoting in part; leaving out a word within
/// a clause changes what it says.
fn is_elision(shelf: &Shelf, source: &[usize], range: Range<usize>) -> bool {
    let (first, after) = (source[range.start], source[range.end - 1] + 1);
    let is_whole = shelf.folded.breaks_before(first) && shelf.folded.breaks_before(after);
    range.len() >= 5 || (is_whole && range.len() >= 2)
}

/// A quotation that lacks the one letter with which its clause begins or ends has lost it:
/// nobody quotes half a word.
fn cut_words(quoted: &Quoted, shelf: &Shelf, segment: &Segment, weighed: &mut Weighed) {
    let source = &shelf.folded;
    let opens = segment.source.start.checked_sub(1).filter(|before| {
        !source.breaks_before(segment.source.start)
            && source.breaks_before(*before)
            && source.flags[*before] & MARK == 0
            && quoted.folded.breaks_before(segment.quoted.start)
    });
    let closes = Some(segment.source.end).filter(|at| {
        !source.breaks_before(*at) && source.breaks_before(*at + 1) && quoted.folded.breaks_before(segment.quoted.end)
    });
    for (lost, at) in [(opens, segment.quoted.start), (closes, segment.quoted.end)] {
        if let Some(lost) = lost.filter(|lost| !PARTICLES.contains(source.chars[*lost])) {
            weighed.changes.push(Change { quoted: at..at, original: source.chars[lost].to_string() });
        }
    }
}

fn is_verbatim(quoted: &Quoted, shelf: &Shelf, segment: &Segment) -> bool {
    let own = &quoted.text[quoted.folded.bytes(&segment.quoted)];
    let with_marks = segment.quoted.len() == segment.source.len();
    let blocks: Vec<_> = shelf.by_block(segment.source.clone()).collect();
    let pieces = blocks.iter().enumerate().map(|(index, (block, part))| {
        let text = &shelf.blocks[*block].reading.text;
        let first =
            part.clone().find(|letter| with_marks || shelf.folded.flags[*letter] & MARK == 0).unwrap_or(part.end);
        let start = if index == 0 || !with_marks { shelf.bytes(&(first..part.end)).start } else { 0 };
        let end = if index + 1 == blocks.len() { shelf.bytes(part).end } else { text.len() };
        &text[start.min(end)..end]
    });
    is_same_print([own].into_iter(), pieces)
}

/// Letters that a quotation may lack at its edge without losing half a word.
const PARTICLES: &str = "的了着过等时后前中内外上下者们也都还要将应须并和与及在对为把以其";

/// Words by which an author joins what he quotes.
const JOINING: &[&str] = &[
    "提出", "强调", "明确", "指出", "要求", "专门", "分别", "同时", "以及", "通过", "其中", "包括", "必须", "应当",
    "还要", "方面", "此外", "要", "将", "应", "须", "并", "从", "和", "与", "及", "在", "对", "由", "还", "也", "等",
    "为", "就", "的", "了", "是", "中", "把", "以",
];

fn is_joining(letters: &[char]) -> bool {
    joining_len(letters) == letters.len()
}

/// How many letters at the start are such words.
fn joining_len(letters: &[char]) -> usize {
    let mut at = 0;
    'letters: while at < letters.len() {
        for word in JOINING {
            let len = word.chars().count();
            if letters.len() - at >= len && word.chars().eq(letters[at..at + len].iter().copied()) {
                at += len;
                continue 'letters;
            }
        }
        break;
    }
    at
}

/// 等, 等方面, 3个方面: the author takes the word again.
fn is_closing(rest: &[char]) -> bool {
    match rest {
        [] => true,
        ['等', ..] => true,
        [first, '个' | '项' | '条', ..] => first.is_numeric() || "一二三四五六七八九十几".contains(*first),
        _ => false,
    }
}
