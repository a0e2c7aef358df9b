//! Lines that were one before a page or a column ended are made one again.

use super::kinds::{Kind, Shaped, classify};
use super::report::{Report, excerpt};
use super::shape::{is_finished, is_office, is_plain, is_title, mark_of, opens_anew, stands_alone};
use super::{Hint, Line};

/// Longest half of a heading that was broken in two.
const LONGEST_HALF: usize = 40;

/// The rule: a line that does not end in a stop goes on in the next, where that bears no
/// mark and is no heading, and where a stop comes at last. What cannot be joined so is doubted.
pub fn join_lines(lines: Vec<Line>, report: &mut Report) -> Vec<Shaped> {
    let shaped = classify(join_title(lines, report));
    let asks = shaped.iter().filter(|line| line.kind == Kind::Question).count() >= 3;
    let mut out: Vec<Shaped> = Vec::with_capacity(shaped.len());
    let mut index = 0;
    while index < shaped.len() {
        let count = match shaped[index].kind {
            Kind::Text => sentence_length(&shaped[index..], report),
            Kind::Speaker | Kind::Heading => heading_length(&shaped[index..], asks),
            _ => 1,
        };
        out.push(merge(&shaped[index..index + count], report));
        index += count;
    }
    // A heading that was broken may only now show its question mark.
    if out.len() < shaped.len() { reclassify(out) } else { out }
}

fn reclassify(shaped: Vec<Shaped>) -> Vec<Shaped> {
    classify(shaped.into_iter().map(|shaped| shaped.line).collect())
}

/// A title over two lines: `某省 某厅` and `关于……的意见`.
fn join_title(lines: Vec<Line>, report: &mut Report) -> Vec<Line> {
    if lines.iter().any(|line| line.hint == Hint::Title) {
        return lines;
    }
    let head = lines.iter().position(|line| mark_of(&line.text).is_some()).unwrap_or(lines.len());
    let is_half = |line: &Line| {
        is_plain(&line.text)
            && !stands_alone(line)
            && !is_title(&line.text)
            && !line.text.ends_with("文件")
            && (2..=LONGEST_HALF).contains(&line.text.chars().count())
    };
    let seam = (1..head).find(|at| is_title(&lines[*at].text) && !stands_alone(&lines[*at]));
    let Some(seam) = seam.filter(|at| is_half(&lines[at - 1]) && lines[*at].text.starts_with("关于")) else {
        return lines;
    };
    let mut lines = lines;
    let second = lines.remove(seam);
    let first = &mut lines[seam - 1];
    let between = if is_office(&first.text) { " " } else { "" };
    note_seam(first, &second, report);
    first.text = format!("{}{between}{}", first.text, second.text);
    lines
}

/// How many lines make up the sentence that begins with the first.
fn sentence_length(lines: &[Shaped], report: &mut Report) -> usize {
    let mut count = 1;
    while !is_finished(&lines[count - 1].line.text) {
        let goes_on = lines
            .get(count)
            .is_some_and(|next| next.kind == Kind::Text && next.mark.is_none() && !opens_anew(&next.line.text));
        if !goes_on {
            let last = &lines[0].line;
            let what = if lines.len() == count {
                "the text breaks off"
            } else {
                "a line ends without a stop and nothing after it goes on"
            };
            report.doubt(last.number, format!("{what}: {}", excerpt(&last.text, 16, true)));
            return 1;
        }
        count += 1;
    }
    count
}

/// How many lines make up the heading that begins with the first.
fn heading_length(lines: &[Shaped], asks: bool) -> usize {
    let (first, Some(next)) = (&lines[0], lines.get(1)) else { return 1 };
    let unmarked = next.mark.is_none();
    let half = is_plain_half(&next.line.text);
    let goes_on = match first.kind {
        Kind::Speaker => next.kind == Kind::Heading && unmarked || next.kind == Kind::Text && half && lines.len() > 2,
        _ if is_finished(&first.line.text) || first.mark.is_none() || !unmarked => false,
        _ if asks && next.line.text.ends_with(['？', '?']) => next.line.text.chars().count() <= LONGEST_HALF,
        _ if first.line.hint == Hint::Outline => next.line.hint == Hint::Outline && next.kind == Kind::Heading,
        // Only where the lines touch and something else stands off below.
        _ if first.mark.is_some_and(|mark| mark.level.is_law_division()) => {
            let apart =
                lines.get(2).is_none_or(|third| third.line.number > next.line.number + 1 || third.mark.is_some());
            half && next.kind == Kind::Text && next.line.number == first.line.number + 1 && apart
        }
        _ => false,
    };
    if goes_on { 2 } else { 1 }
}

fn is_plain_half(text: &str) -> bool {
    !is_finished(text) && text.chars().count() <= 2 * LONGEST_HALF && !text.contains(['。', '；', '，', ','])
}

fn merge(lines: &[Shaped], report: &mut Report) -> Shaped {
    let mut merged = lines[0].clone();
    for next in &lines[1..] {
        note_seam(&merged.line, &next.line, report);
        let between =
            if merged.kind == Kind::Speaker || is_latin_seam(&merged.line.text, &next.line.text) { " " } else { "" };
        merged.line.text = format!("{}{between}{}", merged.line.text, next.line.text);
    }
    // 【江苏】 with its title is a heading now, and no longer a speaker's bare name.
    if lines.len() > 1 && merged.kind == Kind::Speaker {
        merged.line.hint = Hint::Heading(2);
    }
    merged
}

fn is_latin_seam(before: &str, after: &str) -> bool {
    before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == ',')
        && after.starts_with(|c: char| c.is_ascii_alphanumeric())
}

fn note_seam(before: &Line, after: &Line, report: &mut Report) {
    let seam = format!("{}|{}", excerpt(&before.text, 10, true), excerpt(&after.text, 10, false));
    report.joined.push((before.number, seam));
}
