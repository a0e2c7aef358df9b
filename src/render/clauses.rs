//! Clauses of two texts in one order, so that partners stand side by side.

use std::ops::Range;

use crate::model::compare::Clause;

/// What the two sides of a row have to do with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Both say the same.
    Same,
    /// They say nearly the same.
    Changed,
    /// What each says alone, or one of them.
    Alone,
}

/// Clauses that stand side by side, as ranges of each side's list; empty where a side has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub kind: Kind,
    pub left: Range<usize>,
    pub right: Range<usize>,
}

/// The left text in its own order with each partner beside it; what only the right one has
/// stands after what it follows there, beside what only the left one has. Neighbours of one
/// kind are one row, but for clauses that differ.
pub fn rows(left: &[Clause], right: &[Clause]) -> Vec<Row> {
    let mut followers = vec![Vec::new(); left.len() + 1];
    let mut after = 0;
    for (index, clause) in right.iter().enumerate() {
        match clause.partner {
            Some(partner) => after = partner as usize + 1,
            None => followers[after].push(index),
        }
    }
    let mut rows = Vec::new();
    let mut own = Vec::new();
    let mut other = std::mem::take(&mut followers[0]);
    for (at, clause) in left.iter().enumerate() {
        match clause.partner.map(|partner| partner as usize) {
            Some(partner) => {
                alone(&mut rows, (left, right), (&own, &other));
                own.clear();
                other.clear();
                let kind = if clause.is_same { Kind::Same } else { Kind::Changed };
                push(&mut rows, (left, right), Row { kind, left: at..at + 1, right: partner..partner + 1 });
            }
            None => own.push(at),
        }
        other.append(&mut followers[at + 1]);
    }
    alone(&mut rows, (left, right), (&own, &other));
    rows
}

/// Paragraph beside paragraph of what each side says alone.
fn alone(rows: &mut Vec<Row>, sides: (&[Clause], &[Clause]), (own, other): (&[usize], &[usize])) {
    let (own, other) = (runs(sides.0, own), runs(sides.1, other));
    for at in 0..own.len().max(other.len()) {
        let side = |runs: &[Range<usize>]| runs.get(at).cloned().unwrap_or(0..0);
        rows.push(Row { kind: Kind::Alone, left: side(&own), right: side(&other) });
    }
}

/// Clauses that follow each other in one paragraph.
fn runs(side: &[Clause], list: &[usize]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for index in list {
        match runs.last_mut().filter(|last| goes_on(side, last, *index)) {
            Some(last) => last.end += 1,
            None => runs.push(*index..*index + 1),
        }
    }
    runs
}

fn push(rows: &mut Vec<Row>, sides: (&[Clause], &[Clause]), row: Row) {
    let last = rows.last_mut().filter(|last| last.kind == Kind::Same && row.kind == Kind::Same);
    match last {
        Some(last)
            if goes_on(sides.0, &last.left, row.left.start) && goes_on(sides.1, &last.right, row.right.start) =>
        {
            last.left.end += 1;
            last.right.end += 1;
        }
        _ => rows.push(row),
    }
}

/// True where a clause is the next of its paragraph.
fn goes_on(side: &[Clause], so_far: &Range<usize>, next: usize) -> bool {
    let (a, b) = (&side[so_far.start].place, &side[next].place);
    next == so_far.end && (a.unit, a.block) == (b.unit, b.block)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::document::Place;

    fn clause(block: u32, partner: Option<u32>, is_same: bool) -> Clause {
        Clause { place: Place { doc: 0, unit: 0, block, start: 0, end: 1 }, partner, is_same, changes: Vec::new() }
    }

    #[test]
    fn partners_stand_side_by_side_and_additions_after_what_they_follow() {
        let left = [clause(0, Some(2), true), clause(0, None, false), clause(0, Some(0), false)];
        let right = [clause(0, Some(2), false), clause(0, None, false), clause(0, Some(0), true)];
        let row = |kind, left, right| Row { kind, left, right };
        assert_eq!(
            rows(&left, &right),
            [
                row(Kind::Same, 0..1, 2..3),
                row(Kind::Alone, 1..2, 0..0),
                row(Kind::Changed, 2..3, 0..1),
                row(Kind::Alone, 0..0, 1..2),
            ]
        );
    }

    #[test]
    fn what_each_says_alone_stands_side_by_side() {
        let kinds: Vec<_> = rows(&[clause(0, None, false), clause(0, None, false)], &[clause(0, None, false)]);
        assert_eq!(kinds, [Row { kind: Kind::Alone, left: 0..2, right: 0..1 }]);
    }

    #[test]
    fn clauses_of_one_kind_are_one_row_within_a_paragraph() {
        let left = [clause(0, None, false), clause(0, None, false), clause(1, None, false)];
        let kinds: Vec<_> = rows(&left, &[]).into_iter().map(|row| row.left).collect();
        assert_eq!(kinds, [0..2, 2..3]);
    }
}
