//! Signs to lines, and lines to paragraphs, by where they stand.

use super::page::Placed;

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
    Some(Row { text, x: first.x, end: last, y: first.y, size, gap })
}

fn is_narrow(c: char) -> bool {
    c.is_ascii_alphanumeric() || ",.;:)".contains(c)
}

/// The left and right edges of a page's running text: those that most lines keep.
pub fn edges(rows: &[Row]) -> (f32, f32) {
    let common = |places: Vec<f32>, best: fn(f32, f32) -> bool| {
        let mut found = (0usize, 0.0f32);
        for place in &places {
            let count = places.iter().filter(|other| (*other - place).abs() < 6.0).count();
            if count > found.0 || (count == found.0 && best(*place, found.1)) {
                found = (count, *place);
            }
        }
        found.1
    };
    let left = common(rows.iter().map(|row| row.x).collect(), |a, b| a < b);
    let right = common(rows.iter().map(|row| row.end).collect(), |a, b| a > b);
    (left, right)
}

/// True where `next` goes on with the paragraph of `row`: that line is full, this one is
/// not set in, and both are of one size.
pub fn goes_on(row: &Row, next: &Row, (left, right): (f32, f32)) -> bool {
    let full = row.end > right - 1.6 * row.size && row.end - row.x > SHORTEST_FULL * row.size;
    let set_in = next.x > left + 0.8 * next.size;
    let alike = (row.size - next.size).abs() < 0.08 * row.size;
    full && !set_in && alike && !row.gap && !next.gap
}
