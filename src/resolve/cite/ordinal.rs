//! 第一条措施: an ordinal, which is a number only where quoted words agree.

use crate::model::corpus::Target;
use crate::model::document::Kind;

use super::coordinate::Rung;
use super::meaning::{Context, Meant, Spot};
use super::scan::Mention;

const COUNTED: &str = "措施 举措 任务 要求 政策 原则 经验 意见 建议 工程 行动 重点 内容 改革";
/// Fewer quoted characters than this agree with too much.
const LEAST: usize = 6;
/// How far back quoted words may stand, in bytes.
const LOOK_BACK: usize = 1500;
/// How many blocks of a provision are compared.
const MOST_BLOCKS: usize = 40;

/// Whether a mention only counts measures, and nothing says that it means the number.
pub fn is_mere_ordinal(context: &Context, mention: &Mention, meant: &Meant, spot: &Spot) -> bool {
    let Some(element) = &mention.element else { return false };
    let single = element.steps.len() == 1 && matches!(element.steps[0].rung, Rung::Article | Rung::Item);
    let rest = &spot.text[mention.range.end..];
    if !single || !COUNTED.split(' ').any(|word| rest.starts_with(word)) {
        return false;
    }
    if context.document().meta.kind == Kind::Law {
        return false;
    }
    let [target] = &meant.targets[..] else { return true };
    let law = context.documents[target.doc as usize].meta.kind == Kind::Law;
    !law && !quoted_before(spot.text, mention.range.start).iter().any(|words| stands_there(context, target, words))
}

/// What the text before an offset quotes: in “ ”, or between a colon and the sentence's end.
fn quoted_before(text: &str, end: usize) -> Vec<String> {
    let mut from = end.saturating_sub(LOOK_BACK);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let before = &text[from..end];
    let marked = before.split('“').skip(1).filter_map(|rest| rest.split_once('”').map(|(words, _)| words));
    let led = before.split('：').skip(1).filter_map(|rest| rest.split('。').next());
    let plain =
        |words: &str| words.chars().filter(|c| !c.is_whitespace() && !"，。；、“”".contains(*c)).collect::<String>();
    marked.chain(led).map(plain).filter(|words| words.chars().count() >= LEAST).collect()
}

fn stands_there(context: &Context, target: &Target, words: &str) -> bool {
    let Some(unit) = target.unit else { return false };
    let blocks = &context.documents[target.doc as usize].units[unit as usize].blocks;
    let text: String = blocks
        .iter()
        .take(MOST_BLOCKS)
        .flat_map(|block| block.text.chars())
        .filter(|c| !c.is_whitespace() && !"，。；、“”".contains(*c))
        .collect();
    text.contains(words)
}
