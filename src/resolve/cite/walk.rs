//! 前款, 前两项, 前条: steps back from where the words stand.

use crate::model::corpus::{CiteKind, CiteState, Target};
use crate::model::document::{Document, UnitKind};

use super::coordinate::Rung;
use super::meaning::{Base, Context, Meant, Spot, Why};
use super::scan::Mention;
use super::shape::Standpoint;

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
            unit.block_at(&path(first))?;
            unit.block_at(&path(current - 1))?;
            Some(range(at(spot.unit, path(first)), at(spot.unit, path(current - 1))))
        }
        Rung::Article | Rung::Question => {
            let before: Vec<u32> = (0..spot.unit)
                .rev()
                .filter(|unit| is_like(document, *unit, spot.unit))
                .take(usize::from(count.max(1)))
                .collect();
            let all = before.len() == usize::from(count.max(1));
            all.then(|| range(at(before[before.len() - 1], Vec::new()), at(before[0], Vec::new())))
        }
        rung => {
            let shape = &context.names.shapes[context.doc as usize];
            let own = shape.enclosing(document, spot.unit, rung)?;
            let parent = document.units[own as usize].parent;
            let sibling =
                |unit: &u32| shape.rung(*unit) == Some(rung) && document.units[*unit as usize].parent == parent;
            let before = (0..own).rev().find(sibling)?;
            Some(at(before, Vec::new()))
        }
    }
}

/// Another provision of the same look; where a text has only 一、二、, its neighbour.
fn is_like(document: &Document, unit: u32, own: u32) -> bool {
    let (unit, own) = (&document.units[unit as usize], &document.units[own as usize]);
    let provisions = unit.kind == UnitKind::Provision && own.kind == UnitKind::Provision;
    unit.level == own.level
        && own.number.is_some()
        && (provisions || (unit.kind == own.kind && unit.parent == own.parent))
}
