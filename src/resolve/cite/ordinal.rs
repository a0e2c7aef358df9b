//! 第一条措施: an ordinal, which is a number only where quoted words agree.

use crate::model::corpus::Target;
use crate::model::document::Kind;

use super::coordinate::{Element, Rung};
use super::meaning::{Context, Meant, Spot};
use super::relative;
use super::scan::{Head, Mention};

const COUNTED: &str = "措施 举措 任务 要求 政策 原则 经验 意见 建议 工程 行动 重点 内容 改革";
/// Things that 条 and 款 count: no number of a text stands before them.
const THINGS: &str = "产品 商品 高速 高铁 防线 战线 主线 经验 理由 路径 手机 软件 车型";
/// What a text without articles counts off where no document is named.
const SAID: &str = "工作 任务 意见 建议 原因";
/// How far back a count may stand before what it announces, in bytes.
const COUNT_BACK: usize = 240;
/// Fewer quoted characters than this agree with too much.
const LEAST: usize = 6;
/// How far back quoted words may stand, in bytes.
const LOOK_BACK: usize = 1500;
/// How many blocks of a provision are compared.
const MOST_BLOCKS: usize = 40;

/// Whether a mention only counts measures, and nothing says that it means the number.
pub fn is_mere_ordinal(context: &Context, mention: &Mention, meant: &Meant, spot: &Spot) -> bool {
    let rest = &spot.text[mention.range.end..];
    let opens = |words: &str| words.split(' ').any(|word| rest.starts_with(word));
    let single = |element: &Element| element.steps.len() == 1 && element.through.is_empty();
    let Some(element) = mention.element.as_ref().filter(|element| single(element)) else {
        // 前一款产品
        return mention.element.is_none() && matches!(mention.head, Head::Previous { .. }) && opens(THINGS);
    };
    if matches!(mention.head, Head::Bare) && opens(THINGS) {
        return true;
    }
    // A text with articles speaks of its own numbers: 依照第三条要求.
    if context.names.shapes[context.doc as usize].has_articles
        || !matches!(element.steps[0].rung, Rung::Article | Rung::Item)
    {
        return false;
    }
    if matches!(mention.head, Head::Bare) && (opens(SAID) || counts_off(rest, &spot.text[..mention.range.start])) {
        return true;
    }
    // 本方案第（一）项要求, 《方案》第4条、第5条要求, 按照第1条要求
    let cites = match mention.head {
        Head::This { .. } | Head::Listed => true,
        Head::Bare => relative::is_applied(&spot.text[..mention.range.start]),
        _ => false,
    };
    if cites || !opens(COUNTED) {
        return false;
    }
    let [target] = &meant.targets[..] else { return true };
    let law = context.names.shapes[target.doc as usize].has_articles
        && context.documents[target.doc as usize].meta.kind == Kind::Law;
    !law && !quoted_before(spot.text, mention.range.start).iter().any(|words| stands_there(context, target, words))
}

/// 他提出三条意见，第一条是……: behind a count the numbers count off what it announces.
fn counts_off(rest: &str, before: &str) -> bool {
    if !["是", "就是"].iter().any(|word| rest.starts_with(word)) {
        return false;
    }
    let mut from = before.len().saturating_sub(COUNT_BACK);
    while !before.is_char_boundary(from) {
        from += 1;
    }
    from += before[from..].rfind('。').map_or(0, |stop| stop + '。'.len_utf8());
    let mut near = before[from..].char_indices().filter(|(_, c)| matches!(c, '条' | '项' | '款'));
    near.any(|(at, _)| {
        let count = &before[from..from + at];
        let stem = count.trim_end_matches(|c: char| c.is_ascii_digit() || "一二两三四五六七八九十几".contains(c));
        stem.len() < count.len() && !stem.ends_with('第') && !stem.ends_with(['（', '('])
    })
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
