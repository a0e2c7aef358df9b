//! 前款, 前两项, 前条: steps back from where the words stand.

use crate::model::corpus::{CiteKind, CiteState, Target};

use super::coordinate::Rung;
use super::meaning::{Base, Context, Meant, Spot, Why};
use super::scan::Mention;
use super::shape::{Standpoint, has_block};

/// The places that lie `count` steps back, as one range; with the number below it that
/// 前款第三项 names.
pub fn previous(context: &Context, count: u16, rung: Rung, mention: &Mention, spot: &Spot) -> Meant {
    match back(context, count, rung, spot) {
        Some(target) => settle(context, context.own(), target, mention),
        None => nothing_precedes(context.own()),
    }
}

pub fn nothing_precedes(base: Base) -> Meant {
    Meant {
        kind: CiteKind::Relative,
        state: CiteState::Broken,
        targets: Vec::new(),
        base,
        doubt: false,
        why: Why::NothingPrecedes,
    }
}

/// The target itself, or what the words name below it.
pub fn settle(context: &Context, base: Base, target: Target, mention: &Mention) -> Meant {
    let doubt = matches!(base, Base::Document { doubt: true, .. });
    if mention.element.is_none()
        || matches!(mention.element.as_ref().map(|element| element.steps.is_empty()), Some(true))
    {
        return Meant {
            kind: CiteKind::Relative,
            state: CiteState::Linked,
            targets: vec![target],
            base,
            doubt,
            why: Why::Nothing,
        };
    }
    if target.through.is_some() {
        // 前两款第三项 may be of either.
        return Meant {
            kind: CiteKind::Relative,
            state: CiteState::Ambiguous,
            targets: Vec::new(),
            base,
            doubt: false,
            why: Why::NumberTwice,
        };
    }
    let here = target.unit.map(|unit| Standpoint { unit, path: target.path.clone() });
    context.place(CiteKind::Relative, base, mention, here.as_ref(), Why::Nothing)
}

fn back(context: &Context, count: u16, rung: Rung, spot: &Spot) -> Option<Target> {
    let document = context.document();
    let shape = &context.names.shapes[context.doc as usize];
    let at = |unit: u32, path: Vec<u16>| Target { doc: context.doc, unit: Some(unit), path, through: None };
    let range = |first: Target, last: Target| {
        if first == last { first } else { Target { through: Some(Box::new(last)), ..first } }
    };
    match rung {
        Rung::Paragraph | Rung::Item | Rung::Point => {
            let depth = match rung {
                Rung::Paragraph => 0,
                Rung::Item => 1,
                _ => 2,
            };
            let current = *spot.path.get(depth)?;
            let first = if count == 0 { 1 } else { current.checked_sub(count)? };
            if first == 0 || current < 2 {
                return None;
            }
            let path = |last: u16| spot.path[..depth].iter().copied().chain([last]).collect::<Vec<u16>>();
            let unit = &document.units[spot.unit as usize];
            let both = has_block(unit, &path(first)) && has_block(unit, &path(current - 1));
            both.then(|| range(at(spot.unit, path(first)), at(spot.unit, path(current - 1))))
        }
        Rung::Article | Rung::Question => {
            let count = usize::from(count.max(1));
            let before: Vec<u32> = shape.before(spot.unit).take(count).collect();
            (before.len() == count).then(|| range(at(before[count - 1], Vec::new()), at(before[0], Vec::new())))
        }
        rung => {
            let own = shape.enclosing(document, spot.unit, rung)?;
            shape.before(own).next().map(|before| at(before, Vec::new()))
        }
    }
}
