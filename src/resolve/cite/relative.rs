//! 本法第三条, 本条第二款, 前款, 该法第五条: words that point from where they stand.

use super::coordinate::{self, Rung};
use super::scan::{Head, Scanner};
use crate::model::numeral;

/// What a text may call itself after 本, longest first where one begins another.
const KINDS: &str = "\
实施细则 实施条例 实施办法 实施规定 实施意见 实施方案 补充规定 暂行条例 暂行规定 暂行办法 \
试行办法 管理办法 法典 条例 条约 办法 规定 细则 规则 解释 决定 意见 方案 通知 公约 协定 \
议定书 宪法 法 章程 准则 通则 规范 标准 安排 批复 纲要 规划 计划 指引 指南 规程 制度 \
公告 通告 目录 修正案 协议";

/// 本法第三条, 本《规定》第三条; 本条第二款, 本章第一节. 本法 alone is no citation.
pub fn this_or_here(scanner: &mut Scanner, at: usize) -> Option<usize> {
    let after = at + '本'.len_utf8();
    let text = scanner.text;
    if let Some(end) = kind_at(text, after) {
        if is_tail_of_word(scanner.before(at, 12), &text[after..end]) {
            return None;
        }
        let part = ["总则", "分则", "附则"]
            .iter()
            .find(|part| text[end..].starts_with(**part))
            .map(|part| end..end + part.len());
        let number = part.as_ref().map_or(end, |part| part.end);
        return scanner.with_number(Head::This { part }, at, number, None);
    }
    let (rung, end) = rung_at(text, after)?;
    if text[end..].starts_with('前') {
        return previous_from(scanner, at, end);
    }
    scanner.with_number(Head::Here(rung), at, end, Some(rung))
}

/// The kind of text named at an offset, with or without 《》.
fn kind_at(text: &str, at: usize) -> Option<usize> {
    let marked = text[at..].starts_with('《');
    let at = if marked { at + '《'.len_utf8() } else { at };
    let kind = KINDS.split(' ').find(|kind| text[at..].starts_with(*kind))?;
    let end = at + kind.len();
    if !marked {
        return Some(end);
    }
    text[end..].starts_with('》').then(|| end + '》'.len_utf8())
}

/// 日本法, 基本法, 成本法: 本 ends another word. In 构成本法 it does not.
fn is_tail_of_word(before: &str, kind: &str) -> bool {
    let Some(last) = before.chars().last() else { return false };
    match last {
        '成' => !["构成", "造成", "组成", "达成", "完成", "形成"].iter().any(|word| before.ends_with(word)),
        '日' | '基' | '根' | '版' | '样' | '译' | '脚' | '剧' | '范' | '课' | '副' | '正' | '抄' | '亏' | '资' => {
            !(before.ends_with("之日") || last == '日' && kind != "法" && kind != "宪法")
        }
        _ => false,
    }
}

fn rung_at(text: &str, at: usize) -> Option<(Rung, usize)> {
    let rest = &text[at..];
    [
        ("分编", Rung::SubBook),
        ("编", Rung::Book),
        ("章", Rung::Chapter),
        ("节", Rung::Section),
        ("条", Rung::Article),
        ("款", Rung::Paragraph),
        ("项", Rung::Item),
        ("目", Rung::Point),
    ]
    .iter()
    .find(|(word, _)| rest.starts_with(word))
    .map(|(word, rung)| (*rung, at + word.len()))
}

/// 该法第三条, 同法第三条, 上述规定第三条; 该条第二款, 同款第一项.
pub fn that(scanner: &mut Scanner, at: usize) -> Option<usize> {
    let text = scanner.text;
    let word = ["该", "同", "此", "上述", "前述"].iter().find(|word| text[at..].starts_with(**word))?;
    // 合同规定, 共同决定, 不同意见
    if *word == "同" && scanner.before(at, 3).ends_with(['合', '共', '不', '相', '协', '会', '雷']) {
        return None;
    }
    let after = at + word.len();
    if let Some(end) = kind_at(text, after) {
        return scanner.with_number(Head::That, at, end, None);
    }
    let (rung, end) = rung_at(text, after)?;
    let below = text[end..].starts_with(['第', '（', '(']);
    below.then(|| scanner.with_number(Head::ThatPlace, at, end, Some(rung)))?
}

/// 前款, 前两项, 前条第二款, 上款.
pub fn previous(scanner: &mut Scanner, at: usize) -> Option<usize> {
    previous_from(scanner, at, at)
}

/// `start` is where the words begin (本条前款), `at` where 前 stands.
fn previous_from(scanner: &mut Scanner, start: usize, at: usize) -> Option<usize> {
    let text = scanner.text;
    let above = text[at..].starts_with('上');
    let after = at + '前'.len_utf8();
    let (count, unit_at) = count_at(text, after);
    let (rung, end) = rung_at(text, unit_at)?;
    let rest = &text[end..];
    let last = scanner.before(at, 3).chars().last();
    let tail = match last {
        Some('提' | '目' | '空' | '眼' | '当' | '此') => true,
        Some('以' | '述' | '如' | '之') => above || last == Some('之'),
        _ => false,
    };
    if tail || begins_other_word(rung, rest) {
        return None;
    }
    // Words that would be odd as citations must go on as citations do.
    let odd = above
        || count != Some(1) && count.is_some() && rung != Rung::Paragraph
        || !matches!(rung, Rung::Article | Rung::Paragraph | Rung::Item);
    if odd && !goes_on_as_citation(rest)
        // 第一类污染物按照前五项征收 ranks things.
        && !(rung == Rung::Article && !above && is_applied(scanner.before(start, 6)))
    {
        return None;
    }
    let head = Head::Previous { count: count.unwrap_or(1), rung };
    match scanner.with_number(head.clone(), start, end, Some(rung)) {
        Some(end) => Some(end),
        None => Some(scanner.alone_in_list(head, start..end, rung)),
    }
}

/// 两 in 前两款; Some(0) for 各. None for 前款.
fn count_at(text: &str, at: usize) -> (Option<u16>, usize) {
    if let Some(all) = ["各", "几", "数", "述"].iter().find(|all| text[at..].starts_with(**all)) {
        return (Some(0), at + all.len());
    }
    match numeral::parse_prefix(&text[at..]).filter(|numeral| numeral.value <= 99) {
        Some(numeral) => (Some(numeral.value as u16), at + numeral.len),
        None => (None, at),
    }
}

/// 前条件, 目前项目, 前款项, 前编制.
fn begins_other_word(rung: Rung, rest: &str) -> bool {
    let next = rest.chars().next();
    let others = match rung {
        Rung::Article => "例件约款理码纹线幅路",
        Rung::Paragraph => "项式型待",
        Rung::Item => "目",
        Rung::Section => "能约目",
        Rung::Chapter => "程",
        Rung::Book => "制号辑码队者组写排",
        Rung::Point => "标的录",
        _ => "",
    };
    next.is_some_and(|c| others.contains(c))
}

/// 依照前两条处理: what stands before says as much as what follows.
pub fn is_applied(before: &str) -> bool {
    ["落实", "依照", "按照", "违反", "根据", "依据", "适用", "参照", "比照", "符合"]
        .iter()
        .any(|verb| before.ends_with(verb))
}

fn goes_on_as_citation(rest: &str) -> bool {
    coordinate::skip_blanks(rest, 0) < rest.len()
        && rest.starts_with([
            '规', '所', '第', '的', '之', '列', '、', '和', '或', '以', '，', '。', '；', '中', '情', '行', '内', '至',
            '违', '及', '与', '犯', '罪', '款', '（', '(',
        ])
}
