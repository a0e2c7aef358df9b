//! Characters in the place of others in a number, and numbers inside a paragraph.

use std::collections::BTreeSet;

use crate::model::config::Level;
use crate::model::corpus::Corpus;
use crate::model::diag::{Code, Diagnostic};
use crate::model::document::{Block, BlockKind};
use crate::model::numeral;
use crate::model::source::Span;

/// Places that another finding already tells of.
pub type Explained = BTreeSet<Span>;

/// What stands in a number, and what was surely meant.
#[derive(Clone, Debug)]
pub struct LookAlike {
    pub span: Span,
    wrong: char,
    right: &'static str,
}

impl LookAlike {
    pub fn says(&self) -> String {
        if self.wrong.is_whitespace() {
            return "a blank inside a number".to_owned();
        }
        format!("{} (U+{:04X}) for {}", self.wrong, self.wrong as u32, self.right)
    }
}

/// Characters that look like a part of a number, with what they are taken for.
const LOOK_ALIKES: &[(char, &str)] = &[
    ('笫', "第"),
    ('苐', "第"),
    ('ー', "一"),
    ('ニ', "二"),
    ('ミ', "三"),
    ('亠', "一"),
    ('卜', "十"),
    ('絛', "条"),
    ('乛', "一"),
];

const NUMERALS: &str = "一二三四五六七八九十百千零〇两0123456789０１２３４５６７８９";

/// The first look-alike in a block that stands where a number is: at the start of the line,
/// or in `笫三条`.
pub fn look_alike(block: &Block) -> Option<LookAlike> {
    look_alikes(block).into_iter().next()
}

fn look_alikes(block: &Block) -> Vec<LookAlike> {
    let chars: Vec<(usize, char)> = block.text.char_indices().collect();
    let mut found = Vec::new();
    for (index, (at, c)) in chars.iter().enumerate() {
        let Some((_, right)) = LOOK_ALIKES.iter().find(|(wrong, _)| wrong == c) else { continue };
        let ahead: Vec<char> = chars[index + 1..].iter().take(8).map(|(_, c)| *c).collect();
        let behind = index.checked_sub(1).map(|before| chars[before].1);
        let stands = match *right {
            "第" => ahead.first().is_some_and(|c| NUMERALS.contains(*c)),
            "条" => behind.is_some_and(|c| NUMERALS.contains(c)),
            _ => is_in_numeral(behind, &ahead),
        };
        if stands {
            found.push(LookAlike { span: block.span_of(*at..at + c.len_utf8()), wrong: *c, right });
        }
    }
    found
}

/// 第ニ条, 二ー、: between 第 or a numeral and what closes a number.
fn is_in_numeral(behind: Option<char>, ahead: &[char]) -> bool {
    let closes = ahead.iter().find(|c| !NUMERALS.contains(**c));
    let opens = behind.is_none_or(|c| c == '第' || c == '（' || c == '(' || c == '十' || c == '百');
    opens && closes.is_some_and(|c| "条章节款项编、）)".contains(*c))
}

/// Look-alikes that no gap accounts for, and blanks inside the numbers of a text that
/// prints its others without.
pub fn check_glyphs(corpus: &Corpus, doc: usize, explained: &Explained) -> Vec<Diagnostic> {
    let document = &corpus.documents[doc];
    let blocks = || {
        document.units.iter().flat_map(|unit| &unit.blocks).filter(|block| !matches!(block.kind, BlockKind::Code(_)))
    };
    let mut found = Vec::new();
    for look_alike in blocks().flat_map(look_alikes).filter(|look_alike| !explained.contains(&look_alike.span)) {
        let message = format!("a number has {}", look_alike.says());
        found.push(
            Diagnostic::new(Code::NumberGlyph, look_alike.span, message)
                .help("write the usual character, or record an erratum"),
        );
    }
    let (blank, plain): (Vec<&Block>, Vec<&Block>) =
        blocks().filter(|block| block.mark.is_some() && !block.quoted).partition(|block| blank_inside(block).is_some());
    if blank.len() * 4 <= plain.len() {
        for block in blank {
            let Some(span) = blank_inside(block) else { continue };
            let printed = block.mark.map_or("", |mark| block.text[..mark.len].trim());
            let message = format!("{printed} has a blank inside the number");
            found.push(
                Diagnostic::new(Code::NumberGlyph, span, message).help("take the blank out, or record an erratum"),
            );
        }
    }
    found
}

fn blank_inside(block: &Block) -> Option<Span> {
    let mark = block.mark?;
    let printed = block.text[..mark.len].trim_end();
    let at = printed.find(char::is_whitespace)?;
    let len = printed[at..].chars().next()?.len_utf8();
    Some(block.span_of(at..at + len))
}

/// A number that ought to begin a paragraph, after the end of a sentence inside one.
pub fn inline(blocks: &[&Block], level: Level, number: u32) -> Option<(Span, String)> {
    let marks = forms(level, number);
    blocks.iter().find_map(|block| {
        let own = block.mark.map_or(0, |mark| mark.len);
        marks.iter().find_map(|mark| {
            block.text[own..].match_indices(mark.as_str()).find_map(|(at, found)| {
                let at = own + at;
                let before = block.text[..at].trim_end();
                let after = block.text[at + found.len()..].chars().next();
                let ends = before.ends_with(['。', '；', '：', '！', '？', '”', '.', ';', ':']) || before.is_empty();
                // 第十二条规定的: a citation goes on; a provision begins.
                let begins = match level {
                    Level::Article => after.is_some_and(|c| c.is_whitespace()),
                    Level::Arabic => after.is_some_and(|c| !c.is_ascii_digit()),
                    _ => after.is_some(),
                };
                (ends && begins).then(|| (block.span_of(at..at + found.len()), found.to_owned()))
            })
        })
    })
}

/// `附件：1.…` is a first item behind its label, and three numbers or more within one
/// paragraph are a list that is printed so.
pub fn runs_on(blocks: &[&Block], level: Level, missing: &[u32]) -> bool {
    let stands = |number: u32| {
        forms(level, number).iter().any(|form| blocks.iter().any(|block| block.text.contains(form.as_str())))
    };
    let labelled = |number: u32| {
        forms(level, number).iter().any(|form| {
            blocks.iter().any(|block| {
                let label = block.text.find(form.as_str()).map(|at| &block.text[..at]);
                label.is_some_and(|label| label.ends_with(['：', ':']) && label.chars().count() <= 6)
            })
        })
    };
    match missing {
        [] => false,
        [1] => labelled(1),
        missing => missing.len() >= 3 && missing.iter().all(|number| stands(*number)),
    }
}

/// Of numbers that mostly stand within a paragraph, the first that does not, as it would be printed.
pub fn lost_among(blocks: &[&Block], level: Level, missing: &[u32]) -> Option<String> {
    let stands = |number: &&u32| {
        forms(level, **number).iter().any(|form| blocks.iter().any(|block| block.text.contains(form.as_str())))
    };
    let count = missing.iter().filter(stands).count();
    let lost = missing.iter().find(|number| !stands(number))?;
    (missing.len() >= 3 && count * 2 > missing.len()).then(|| forms(level, *lost).into_iter().next()).flatten()
}

fn forms(level: Level, number: u32) -> Vec<String> {
    let han = numeral::to_chinese(number);
    match level {
        Level::Article => vec![format!("第{han}条"), format!("第{number}条")],
        Level::Chapter => vec![format!("第{han}章")],
        Level::Section => vec![format!("第{han}节")],
        Level::Han => vec![format!("{han}、")],
        Level::HanParen => vec![format!("（{han}）"), format!("({han})")],
        Level::Arabic => vec![format!("{number}."), format!("{number}．"), format!("{number}、")],
        Level::ArabicParen => vec![format!("（{number}）"), format!("({number})")],
        _ => Vec::new(),
    }
}
