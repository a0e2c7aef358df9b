//! Signs to lines, and lines to paragraphs, by where they stand.

use super::page::Placed;
use crate::import::shape::{is_finished, mark_of};

/// Signs in the shortest line that can be full: a newspaper's column has twelve.
const SHORTEST_FULL: f32 = 10.0;

/// One line of a page.
#[derive(Clone, Debug)]
pub struct Row {
    pub text: String,
    pub x: f32,
    pub end: f32,
    pub y: f32,
    pub size: f32,
    /// A wide gap inside: columns, or a table.
    pub gap: bool,
    /// Set in below the words of a line whose number stands before them.
    pub hangs: bool,
}

/// The lines of a page, from top to bottom.
pub fn rows(signs: &[Placed]) -> Vec<Row> {
    let mut signs: Vec<&Placed> = signs.iter().filter(|sign| sign.x.is_finite() && sign.y.is_finite()).collect();
    signs.sort_by(|a, b| b.y.total_cmp(&a.y));
    let mut rows: Vec<Vec<&Placed>> = Vec::new();
    for sign in signs {
        match rows.last_mut() {
            // Raised numbers and small shifts belong to the line.
            Some(row) if (row[0].y - sign.y).abs() < 0.45 * sign.size.max(row[0].size) => row.push(sign),
            _ => rows.push(vec![sign]),
        }
    }
    rows.into_iter().filter_map(row).collect()
}

fn row(mut signs: Vec<&Placed>) -> Option<Row> {
    // The sort is stable, so signs drawn at one place keep the order of the page's program.
    signs.sort_by(|a, b| a.x.total_cmp(&b.x));
    let size = signs.iter().map(|sign| sign.size).fold(0.0, f32::max);
    let mut text = String::new();
    let mut gap = false;
    let mut last: Option<&Placed> = None;
    for sign in signs.iter().copied() {
        if let Some(last) = last {
            // Bold letters are sometimes drawn twice, a hair apart.
            if last.text == sign.text && (sign.x - last.x).abs() < 0.15 * size {
                continue;
            }
            let space = sign.x - last.end;
            let latin = last.text.ends_with(is_narrow) && sign.text.starts_with(is_narrow);
            if space > if latin { 0.2 * size } else { 0.6 * size } && !text.ends_with(' ') {
                text.push(' ');
            }
            gap |= space > 5.0 * size;
        }
        text.push_str(&sign.text);
        last = Some(sign);
    }
    let text = text.trim().to_owned();
    let printed: Vec<&&Placed> = signs.iter().filter(|sign| !sign.text.trim().is_empty()).collect();
    let (first, last) = (printed.first()?, printed.iter().map(|sign| sign.end).fold(f32::MIN, f32::max));
    Some(Row { text, x: first.x, end: last, y: first.y, size, gap, hangs: false })
}

fn is_narrow(c: char) -> bool {
    c.is_ascii_alphanumeric() || ",.;:)".contains(c)
}

/// How a page's running text stands.
#[derive(Clone, Copy, Debug, Default)]
pub struct Frame {
    left: f32,
    right: f32,
    /// From one line of a paragraph to the next.
    pitch: f32,
}

fn beside(places: &[f32], place: f32) -> usize {
    places.iter().filter(|other| (*other - place).abs() < 6.0).count()
}

/// The rightmost place where several lines end.
pub fn right_edge<'r>(rows: impl IntoIterator<Item = &'r Row>) -> Option<f32> {
    let ends: Vec<f32> = rows.into_iter().filter(|row| !row.gap).map(|row| row.end).collect();
    let kept = ends.iter().copied().filter(|end| beside(&ends, *end) >= (ends.len() / 12).max(2));
    kept.max_by(f32::total_cmp)
}

impl Frame {
    /// The left edge that most lines keep, the rightmost that several do, the usual distance of lines.
    /// `usual` is the right edge of the whole text, for a page that has but a few short lines.
    pub fn of(rows: &[Row], usual: f32) -> Frame {
        let starts: Vec<f32> = rows.iter().map(|row| row.x).collect();
        let left =
            starts.iter().copied().max_by(|a, b| beside(&starts, *a).cmp(&beside(&starts, *b)).then(b.total_cmp(a)));
        let mut steps: Vec<f32> = rows.windows(2).map(|pair| pair[0].y - pair[1].y).collect();
        steps.sort_by(f32::total_cmp);
        Frame {
            left: left.unwrap_or_default(),
            right: right_edge(rows).filter(|right| *right > 0.8 * usual).unwrap_or(usual),
            pitch: steps.get(steps.len() / 4).copied().unwrap_or_default(),
        }
    }

    /// True where `next` goes on with the paragraph of `row`: that line is full, this one is
    /// not set in, stands no further below than lines do, opens nothing after a stop, and
    /// both are of one size.
    pub fn goes_on(&self, row: &Row, next: &mut Row) -> bool {
        let full = row.end > self.right - 1.6 * row.size && row.end - row.x > SHORTEST_FULL * row.size;
        let alike = (row.size - next.size).abs() < 0.08 * row.size;
        let far = row.y - next.y > 1.35 * self.pitch.max(row.size);
        let opens = is_finished(&row.text) && mark_of(&next.text).is_some();
        if !full || !alike || far || opens || row.gap || next.gap {
            return false;
        }
        let step = (next.x - row.x) / row.size;
        next.hangs =
            if row.hangs { step.abs() < 0.5 } else { mark_of(&row.text).is_some() && (0.5..4.0).contains(&step) };
        next.hangs || next.x <= self.left + 0.8 * next.size
    }
}
