//! Words that this text gives as another's: their 本方案 and 前款 are that text's own.

use crate::model::corpus::CiteKind;

use super::coordinate::Rung;
use super::meaning::{Base, Context, Meant, Spot, Why};
use super::scan::{Head, Mention};

const VERBS: &[&str] = &["要求", "提出", "明确", "指出", "规定", "强调", "载明", "写道", "写明", "称"];
/// Bytes between a name and the words it introduces: 第三条第二款中明确规定：.
const LEAD: usize = 48;
/// Names looked at before a quotation mark.
const NAMES: usize = 8;
/// Citations of any kind looked at before one, for such a name.
const MENTIONS: usize = 100;

impl Context<'_> {
    /// The text whose words stand here: 《X》要求：…… to the end of the paragraph, or the
    /// quotation mark that follows its name.
    pub fn given_by(&self, mention: &Mention, before: &[Option<Meant>], spot: &Spot) -> Option<Base> {
        let opens = mention.quote.map(|quote| spot.scan.quotes[quote].open);
        let mut said = None;
        let seen = &spot.scan.mentions[..before.len().min(spot.scan.mentions.len())];
        let named = seen.iter().zip(before).rev().take(MENTIONS).filter_map(|(named, meant)| {
            let meant = meant.as_ref()?;
            let is_name = matches!(named.head, Head::Named(_) | Head::DocumentNumber);
            is_name.then_some((named, meant))
        });
        if let (Some(open), Head::Previous { .. }) = (opens, &mention.head) {
            // 请示称：“……前条……”: somebody else's, who is not named as a text.
            let lead = spot.text[..open].trim_end().trim_end_matches(['：', ':']);
            if lead.len() < open && VERBS.iter().any(|verb| lead.ends_with(verb)) {
                said = Some(Base::External);
            }
        }
        // Names inside the same quotation marks are that text's own words. Looking back a
        // bounded way keeps the work in step with the text.
        let before_it = |(named, _): &(&Mention, &Meant)| opens.is_none_or(|open| named.range.end <= open);
        let Some((named, meant)) = named.take(NAMES).find(before_it) else { return said };
        let until = opens.unwrap_or(mention.range.start);
        let lead = spot.text.get(named.range.end..until)?;
        let introduced = match opens {
            Some(_) => lead.len() <= LEAD && !lead.contains(['。', '；', '”']),
            None if spot.path.len() != 1 => false,
            None => {
                lead.char_indices().take(LEAD / 3).find(|(_, c)| matches!(c, '：' | ':')).is_some_and(|(colon, c)| {
                    // Words in quotation marks end with them.
                    let marked = lead[colon + c.len_utf8()..].trim_start().starts_with(['“', '"', '「', '『']);
                    !marked && VERBS.iter().any(|verb| lead[..colon].ends_with(verb))
                })
            }
        };
        if introduced { Some(meant.base.clone()) } else { said }
    }

    /// What a citation means among words that another text has given.
    pub fn mean_given(&self, base: Base, mention: &Mention) -> Meant {
        let article = mention.element.as_ref().is_some_and(|element| element.steps[0].rung <= Rung::Question);
        match mention.head {
            Head::This { .. } => self.place(CiteKind::This, base, mention, None, Why::Nothing),
            Head::Bare if article => self.place(CiteKind::Bare, base, mention, None, Why::Nothing),
            Head::Bare => self.place(CiteKind::Bare, Base::External, mention, None, Why::Nothing),
            // Where in that text the words stand is not known here, so nothing precedes them.
            _ => self.place(CiteKind::Relative, Base::External, mention, None, Why::Nothing),
        }
    }
}
