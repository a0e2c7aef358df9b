//! Where a name without marks begins and ends: 德国宪法 is not 宪法, 法律系 is not 法.

/// Characters with which words end that stand before a law's name: verbs, prepositions,
/// conjunctions. A short name behind any other character is part of a longer one.
const BEFORE: &str = "照据为用合于反将在有守施称的行同和对成后以除使前由及了备过犯护受者到得指因就至与循背取改按查督误而担且加但等自无引\
出供彻瞒售匿从付依负扬是任违触具免根符或并其被让给把令即又也均虽若如参遵涉经宣须应可未非所此这那每各凡述准越惩治抗享贯认";

/// Characters that end nouns which make a law's name another's: 集团公司法, 经济合同法.
const TAILS: &str = "国省市州县区港澳台湾军团司业品产商工农林牧渔税费险券币金融债权物科技文体医药食校企岛洋海空铁电网信母幼残妇童育劳经济合营卫旧新";

/// Names of places and peoples before a law make it another's.
const PLACES: &str = "\
德国 美国 英国 法国 日本 俄国 外国 本国 他国 该国 韩国 香港 澳门 台湾 瑞士 意大利 欧洲 \
欧盟 联邦 各国 两国 省 市 自治区 自治州 自治县 特区 特别行政区 印度 加拿大 新加坡 州 \
苏联 世界 国际 亚洲 非洲 美洲 大洋洲";

/// A name that begins with a place whose laws these are.
pub fn is_foreign(name: &str) -> bool {
    PLACES.split(' ').filter(|place| place.chars().count() > 1).any(|place| name.starts_with(place))
        && !name.contains("特别行政区")
}

/// Whether a name may begin here.
pub fn begins(text: &str, start: usize, name: &str) -> bool {
    let before = tail(text, start);
    let Some(last) = before.chars().last() else { return true };
    if !is_han(last) {
        return true;
    }
    if last == '国' {
        return ["我国", "中国", "共和国", "全国"].iter().any(|word| before.ends_with(word))
            && !before.ends_with("民主共和国");
    }
    if PLACES.split(' ').any(|place| before.ends_with(place)) {
        return false;
    }
    if name.chars().count() > 5 {
        return !"省市州县区港澳台".contains(last);
    }
    // A short name that its document has made up is a word like others: 出口管制清单.
    if !name.ends_with(['法', '典', '例']) {
        return BEFORE.contains(last);
    }
    // 水法 and 税法 are the tails of many words; of 刑法 and 专利法 few words are.
    BEFORE.contains(last) || (!TAILS.contains(last) && (name.chars().count() > 2 || matches!(name, "宪法" | "刑法")))
}

/// Whether a name may end here.
pub fn ends(text: &str, end: usize, name: &str) -> bool {
    let rest = &text[end..];
    let Some(next) = rest.chars().next() else { return true };
    if !is_han(next) {
        return true;
    }
    const ORGANS: &[&str] =
        &["委员会", "草案", "修正", "修订", "修改决定", "学会", "研究", "课", "起草", "宣传周", "汇编", "编纂"];
    if ORGANS.iter().any(|word| rest.starts_with(word)) {
        return false;
    }
    if name == "宪法" && ["宣誓", "日", "和法律委员会", "性", "学"].iter().any(|word| rest.starts_with(word))
    {
        return false;
    }
    if !name.ends_with('法') {
        return !rest.starts_with(['案', '书']);
    }
    match next {
        '律' | '院' | '庭' | '官' | '学' | '治' | '系' | '案' | '令' | '则' | '医' | '盲' | '理' | '式' | '币'
        | '新' | '务' | '师' | '典' | '警' | '宝' | '槌' | '网' | '语' | '老' => false,
        '人' => rest.starts_with("人民") && !rest.starts_with("人民事"),
        '规' => rest.starts_with("规定") && !rest.starts_with("规定型"),
        '定' => {
            ["定罪", "定性", "定为", "定程序"].iter().any(|word| rest.starts_with(word)) && !rest.starts_with("定程序")
        }
        '制' => rest.starts_with("制定") || rest.starts_with("制裁"),
        '条' => rest.starts_with("条文") || rest.starts_with("条款"),
        '度' | '门' => false,
        _ => true,
    }
}

/// Where a name that nobody knows begins in the text before a number; None where the text
/// does not end with what could be one.
pub fn unknown_name(before: &str) -> Option<usize> {
    const ENDS: &str = "\
法 法典 条例 办法 细则 规则 解释 规定 公约 条约 协定 议定书 通则 章程 准则 决定 规程 \
守则 规范 意见 通知 方案 协议 安排 批复 纲要 宪章 法例";
    let end = ENDS.split(' ').filter(|end| before.ends_with(*end)).max_by_key(|end| end.len())?;
    let stem = &before[..before.len() - end.len()];
    // 违反规定第…, 依法第…: a verb and its everyday object.
    let run = stem.len() - stem.trim_end_matches(|c| is_han(c) || c == '、').len();
    let run_start = stem.len() - run;
    const EDGES: &str = "\
依照 按照 根据 依据 违反 符合 适用 参照 比照 属于 认定为 构成 实施 执行 遵守 履行 以及 \
或者 触犯 所称 规定的 具有 不受 超过 达到 作为 对于 关于 除 将 由 在 是指 有 和 与 \
、 及 因 按 依 本 该 同 上述 前述 此";
    let run_text = &stem[run_start..];
    let long = |word: &&str| word.chars().count() > 1 || *word == "、";
    let cut = EDGES
        .split(' ')
        .filter(long)
        .filter_map(|edge| run_text.rfind(edge).map(|at| at + edge.len()))
        .max()
        .unwrap_or(0);
    let mut start = run_start + cut;
    if cut == 0 {
        let leading =
            EDGES.split(' ').filter(|edge| edge.chars().count() == 1).find(|edge| run_text.starts_with(*edge));
        start += leading.map_or(0, |edge| edge.len());
    }
    Some(start)
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// The few characters before an offset.
fn tail(text: &str, end: usize) -> &str {
    let mut start = end.saturating_sub(24);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..end]
}
