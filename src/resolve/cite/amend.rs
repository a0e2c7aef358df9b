//! Quotation marks that amend another text: what stands in them is that text's, not this one's.

use std::ops::Range;

use crate::model::corpus::{CiteKind, CiteState, Target};
use crate::model::document::{Document, UnitKind};

use super::super::names::{Names, fold_title};
use super::coordinate::Rung;
use super::meaning::{Base, Context, Meant, Spot, Why};
use super::scan::{Head, Mention};
use super::shape::{Standpoint, has_block};
use super::walk;

/// An amendment that the last lines have announced: 将刑法第一百三十四条修改为：“……
#[derive(Clone, Debug)]
pub struct Amendment {
    pub base: Base,
    /// The provision that is amended, in the version at hand.
    pub unit: Option<u32>,
    /// Its paragraph that the line now read becomes; from 1.
    pub paragraph: u16,
    /// Where it was announced: unit, block, and offset of the verb's end.
    pub unit_at: u32,
    pub block_at: u32,
    pub opens_after: usize,
}

/// Lines at the top of a text that may say what it amends.
const FIRST_LINES: usize = 4;

const VERBS: &[&str] = &[
    "修改为",
    "修正为",
    "改为",
    "修改成",
    "增加",
    "作为",
    "删去",
    "删除",
    "改称",
    "修订为",
    "补充",
    "移作",
    "规定如下",
    "内容如下",
    "表述为",
];

impl Amendment {
    /// Whether a quotation mark that opens there opens words of the amended text.
    pub fn holds(&self, block: u32, unit: u32, open: usize) -> bool {
        unit == self.unit_at && (block > self.block_at || open >= self.opens_after)
    }

    /// What words inside the quotation mean: 本法 is the amended law, 前款 its paragraph.
    pub fn mean(&self, context: &Context, mention: &Mention, spot: &Spot) -> Meant {
        let meant = match &mention.head {
            Head::This { .. } => context.place(CiteKind::This, self.base.clone(), mention, None, Why::Nothing),
            Head::Here(rung) => self.here(context, *rung, mention),
            Head::Previous { count, rung } => self.previous(context, *count, *rung, mention),
            _ => self.bare(context, mention, spot),
        };
        // What an amendment speaks of may have been changed again since.
        if matches!(meant.state, CiteState::Broken | CiteState::Ambiguous) && !matches!(self.base, Base::Open(_)) {
            return Meant { state: CiteState::External, targets: Vec::new(), doubt: false, why: Why::Nothing, ..meant };
        }
        meant
    }

    fn here(&self, context: &Context, rung: Rung, mention: &Mention) -> Meant {
        let path = if rung == Rung::Paragraph { vec![self.paragraph] } else { Vec::new() };
        let here = self.unit.filter(|_| rung >= Rung::Article).map(|unit| Standpoint { unit, path });
        context.place(CiteKind::This, self.base.clone(), mention, here.as_ref(), Why::Nothing)
    }

    fn previous(&self, context: &Context, count: u16, rung: Rung, mention: &Mention) -> Meant {
        let target = self.back(context, count, rung);
        match (target, &self.base) {
            (Some(target), Base::Document { .. }) => walk::settle(context, self.base.clone(), target, mention),
            _ => Meant {
                kind: CiteKind::Relative,
                ..context.place(CiteKind::Relative, self.external(), mention, None, Why::NoDocument)
            },
        }
    }

    fn external(&self) -> Base {
        match &self.base {
            Base::Document { .. } => Base::External,
            other => other.clone(),
        }
    }

    fn back(&self, context: &Context, count: u16, rung: Rung) -> Option<Target> {
        let Base::Document { doc, .. } = self.base else { return None };
        let (unit, Rung::Paragraph) = (self.unit?, rung) else { return None };
        let first = if count == 0 { 1 } else { self.paragraph.checked_sub(count)? };
        let last = self.paragraph.checked_sub(1).filter(|last| *last > 0 && first > 0)?;
        let amended = &context.documents[doc as usize].units[unit as usize];
        if !(has_block(amended, &[first]) && has_block(amended, &[last])) {
            return None;
        }
        let at = |paragraph| Target { doc, unit: Some(unit), path: vec![paragraph], through: None };
        let through = (first != last).then(|| Box::new(at(last)));
        Some(Target { through, ..at(first) })
    }

    fn bare(&self, context: &Context, mention: &Mention, _spot: &Spot) -> Meant {
        let first = mention.element.as_ref().map_or(Rung::Article, |element| element.steps[0].rung);
        let here = self.unit.filter(|_| first >= Rung::Paragraph).map(|unit| Standpoint { unit, path: Vec::new() });
        context.place(CiteKind::Bare, self.base.clone(), mention, here.as_ref(), Why::Nothing)
    }
}

/// “第二百八十七条之一 利用…… begins the text of another article of what is amended.
pub fn begin_article(context: &mut Context, mention: &Mention, spot: &Spot) {
    let Some(amendment) = &context.amendment else { return };
    let Base::Document { doc, .. } = amendment.base else { return };
    let steps = mention.element.as_ref().map(|element| element.steps.as_slice()).unwrap_or_default();
    let inside = spot.quoted || spot.unit == amendment.unit_at;
    let article = steps.first().is_some_and(|step| step.rung == Rung::Article) && inside;
    let found = context.find(doc, steps, &[], None).ok().and_then(|target| target.unit);
    if let Some(amendment) = context.amendment.as_mut().filter(|_| article) {
        amendment.unit = found;
        amendment.paragraph = 1;
    }
}

/// How far back from a quotation mark the words may stand that amend, in bytes.
const LOOK_BACK: usize = 900;

/// Whether a quotation mark that opens at an offset opens the words of another text: in an
/// amending decision after 修改为, 增加, 删去 in its sentence or right before; elsewhere only
/// right behind 修改为：.
pub fn announces(text: &str, open: usize, amending: bool) -> bool {
    let mut from = open.saturating_sub(LOOK_BACK);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let lead = &text[from..open];
    let sentence = lead.rfind('。').map_or(lead, |at| &lead[at..]);
    let says = |words: &str| VERBS.iter().any(|verb| words.contains(verb));
    if !amending {
        return says(sentence) && lead.trim_end().ends_with(['：', ':', '为']);
    }
    let mut to = (open + LOOK_BACK).min(text.len());
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    says(sentence) || says(text[open..to].split('。').next().unwrap_or(""))
}

/// 将第二十条改为第二十一条: the first number is of the text before this amendment, the second
/// of the text after it. Each is in doubt where the version found is the other.
pub fn doubt_moved(context: &Context, mention: &Mention, meant: &mut Meant, spot: &Spot) {
    if let (Some(_), CiteState::Broken, Base::Document { doc, .. }) = (&context.amended, &meant.state, &meant.base)
        && *doc != context.doc
        && !context.names.calendar(*doc).has_amendment(*doc, context.date)
    {
        // 增加一条，作为第十三条之一: the text that has it is not at hand.
        (meant.state, meant.why) = (CiteState::External, Why::Nothing);
    }
    let [target] = &meant.targets[..] else { return };
    if context.amended.is_none() || target.unit.is_none() || target.doc == context.doc {
        return;
    }
    let is_after = context.names.calendar(target.doc).has_amendment(target.doc, context.date);
    let inside = !matches!(mention.head, Head::Named(_))
        && context.amendment_around(mention, spot).is_some_and(|amendment| amendment.base == meant.base);
    meant.doubt |= match moved(spot.text, &mention.range) {
        Some(Moved::From) => is_after,
        Some(Moved::To) => !is_after,
        None => inside && !is_after,
    };
}

/// Which number of a change of numbers a citation is.
enum Moved {
    From,
    To,
}

fn moved(text: &str, range: &Range<usize>) -> Option<Moved> {
    const CHANGES: &[&str] = &["改为", "调整为", "变更为", "移作"];
    const ENDS: [char; 9] = ['，', '。', '；', '：', '“', '”', ',', ';', '\n'];
    let before = text[..range.start].rsplit(ENDS).next().unwrap_or("");
    let after = text[range.end..].split(ENDS).next().unwrap_or("");
    let numbers = |rest: &str| rest.is_empty() || rest.starts_with(['第', '（', '(']);
    let to = |word: &&str| before.rsplit_once(*word).is_some_and(|(_, rest)| numbers(rest));
    if CHANGES.iter().chain(&["作为"]).any(to) {
        return Some(Moved::To);
    }
    let from = |word: &&str| after.split_once(*word).is_some_and(|(_, rest)| !rest.is_empty() && numbers(rest));
    let gone = ["删去", "删除"].iter().any(|word| before.contains(word)) && after.is_empty();
    (gone || CHANGES.iter().any(from)).then_some(Moved::From)
}

/// The text that an amending decision amends, as its title says: 关于修改《X》的决定, X修正案; or
/// its first words: 对《X》作如下修改.
pub fn amended_by(doc: u32, document: &Document, names: &Names, date_of: impl Fn(u32) -> Base) -> Option<Base> {
    let title = &document.meta.title;
    if !says_amendment(title) {
        return announced(doc, document, names, date_of);
    }
    let inner = title
        .find(['《', '〈'])
        .and_then(|open| {
            let rest = &title[open + '《'.len_utf8()..];
            rest.find(['》', '〉']).map(|close| &rest[..close])
        })
        .or_else(|| title.find("修正案").map(|at| &title[..at]));
    let several = title.contains("等") || title.matches(['《', '〈']).count() > 1 || title.contains("部分");
    let meaning = inner.filter(|_| !several).and_then(|name| names.title(name, ""));
    Some(match meaning.as_ref().map(|meaning| &meaning.works[..]) {
        Some([work]) => date_of(*work),
        Some([]) => Base::External,
        _ if inner.is_some() && !several => Base::External,
        _ => Base::Open(Vec::new()),
    })
}

/// Not of 关于《刑法修正案（九）》时间效力问题的解释, which only speaks of an amendment.
fn says_amendment(title: &str) -> bool {
    let core = title.trim_end_matches(['）', ')']);
    let core = core.rsplit_once(['（', '(']).filter(|_| core != title).map_or(title, |(core, _)| core);
    let changes = ["修改", "修订", "修正"];
    core.ends_with("修正案")
        || changes.iter().any(|change| title.contains(&format!("关于{change}")))
        || (core.ends_with("决定") && changes.iter().any(|change| title.contains(change)))
}

/// A text that bears the amended text's own title, and says in its first lines that it amends.
fn announced(doc: u32, document: &Document, names: &Names, date_of: impl Fn(u32) -> Base) -> Option<Base> {
    const SAYS: &[&str] = &["作如下修改", "作出如下修改", "做如下修改", "修改如下", "作以下修改", "作如下修正"];
    let opening = document.units.iter().filter(|unit| unit.kind == UnitKind::Preamble).flat_map(|unit| &unit.blocks);
    let (block, at) = opening.take(FIRST_LINES).find_map(|block| {
        let at = SAYS.iter().find_map(|says| block.text.find(says))?;
        block.text.trim_end().ends_with(['：', ':']).then_some((block, at))
    })?;
    let sentence = block.text[..at].rsplit('。').next()?;
    let (_, named) = sentence.rsplit_once('《')?;
    let (title, between) = named.rsplit_once('》')?;
    if between.chars().count() > 12 {
        return None;
    }
    if fold_title(title) == fold_title(&document.meta.title) {
        return Some(Base::Document { doc, doubt: true });
    }
    Some(match names.title(title, "").as_ref().map(|meaning| &meaning.works[..]) {
        Some([work]) => date_of(*work),
        _ => Base::External,
    })
}
