//! Which level is numbered through the whole document, and which lines are quoted.

use std::ops::Range;

use crate::model::config::Level;
use crate::model::document::{BlockKind, Kind, Line};
use crate::model::numeral;

/// 条 where there are any; else the deepest level whose numbers run on from one division
/// to the next; else the outermost level, if its numbers run on.
pub fn continuous(lines: &[&Line], kind: Kind) -> Option<Level> {
    let marks: Vec<(Level, u32)> = lines
        .iter()
        .filter(|line| !line.block.quoted)
        .filter_map(|line| match (line.block.mark, &line.block.kind) {
            (Some(mark), _) => Some((mark.level, mark.number.main)),
            (None, BlockKind::Heading(_)) => Some((Level::Unnumbered, 0)),
            _ => None,
        })
        .collect();
    if marks.iter().any(|(level, _)| *level == Level::Article) {
        return Some(Level::Article);
    }
    if kind == Kind::Guide {
        return None;
    }
    let levels = [Level::Arabic, Level::HanParen, Level::Han];
    if let Some(level) = levels.into_iter().find(|level| runs_on(&marks, *level, 3) && parents(&marks, *level) > 1) {
        return Some(level);
    }
    let outermost = levels.into_iter().rev().find(|level| marks.iter().any(|(other, _)| other == level))?;
    runs_on(&marks, outermost, 2).then_some(outermost)
}

/// Rising all through, with so many numbers at least: inside a text two could be a list of two.
fn runs_on(marks: &[(Level, u32)], level: Level, least: usize) -> bool {
    let numbers: Vec<u32> = marks.iter().filter(|(other, _)| *other == level).map(|(_, number)| *number).collect();
    numbers.len() >= least && numbers.windows(2).all(|pair| pair[0] < pair[1])
}

/// Under how many different outer marks the level's numbers stand.
fn parents(marks: &[(Level, u32)], level: Level) -> usize {
    let mut count = 0;
    let mut fresh = true;
    for (other, _) in marks {
        if *other == level {
            count += usize::from(fresh);
            fresh = false;
        } else if *other < level {
            fresh = true;
        }
    }
    count
}

/// Marks the lines inside a quotation that amends another text (……修改为：“第X条……”):
/// its numbers are not this document's. The quotation ends with the line that ends in ”.
/// So are the lines after ……作为第五条。内容如下：, without any mark, until its own numbers go on.
pub fn mark_quoted(lines: &mut [Line]) {
    for at in 0..lines.len() {
        for line in inserted(lines, at) {
            lines[line].block.quoted = true;
        }
    }
    let mut open = false;
    let mut announced = false;
    for line in lines {
        let text = line.block.text.trim();
        let is_text = matches!(line.block.kind, BlockKind::Paragraph);
        if !is_text || line.block.quoted {
            open = false;
            announced = false;
            continue;
        }
        let begins = text.starts_with('“');
        let ends = text.trim_end_matches(['。', '；', '，', ';', '.']).ends_with('”');
        if open || (announced && begins) {
            // A line of the document's own that follows a quotation left open by mistake.
            if open
                && !begins
                && line.block.mark.is_some_and(|mark| mark.level == Level::Article || mark.level == Level::Han)
                && !announced
            {
                open = opens(text);
                announced = announces(text);
                continue;
            }
            line.block.quoted = true;
            open = !ends;
            announced = false;
            continue;
        }
        open = opens(text);
        announced = announces(text);
    }
}

/// The lines that a numbered line brings in as articles of another text: the first number
/// among them is the one that it named, and its own next number, if any, ends them.
fn inserted(lines: &[Line], at: usize) -> Range<usize> {
    let none = at..at;
    let line = &lines[at].block;
    let Some(own) = line.mark.filter(|_| announces(line.text.trim()) && line.kind == BlockKind::Paragraph) else {
        return none;
    };
    let named = line.text.rfind("作为第").and_then(|from| numeral::parse_prefix(&line.text[from + "作为第".len()..]));
    let Some(named) = named.filter(|number| number.value != own.number.main + 1) else { return none };
    let rest = &lines[at + 1..];
    let is_own = |line: &Line| {
        line.block.mark.is_some_and(|mark| mark.level == own.level && mark.number.main == own.number.main + 1)
    };
    let len =
        rest.iter().position(|line| line.block.kind != BlockKind::Paragraph || is_own(line)).unwrap_or(rest.len());
    let first = rest[..len].iter().filter_map(|line| line.block.mark).find(|mark| mark.level == Level::Article);
    if first.is_some_and(|mark| mark.number.main == named.value) { at + 1..at + 1 + len } else { none }
}

/// ……作为第三十七条之一：“因利用职业…… with no ” at the end: the quotation goes on.
fn opens(text: &str) -> bool {
    let Some(at) = text.find("：“").or_else(|| text.find(":“")) else { return false };
    let rest = &text[at..];
    let amends = ["修改为", "增加", "作为", "改为", "规定", "如下"].iter().any(|word| text[..at].contains(word));
    amends && rest.matches('“').count() > rest.matches('”').count()
}

fn announces(text: &str) -> bool {
    text.ends_with('：') || text.ends_with(':')
}
