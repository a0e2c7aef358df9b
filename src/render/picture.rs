//! Pictures drawn by the program as inline SVG: the documents in time, and who covers what.

use crate::model::document::Date;

use super::body::Writer;
use super::html::{SafeHtml, escape};

const WIDTH: i32 = 640;
const ROW: i32 = 60;

/// Documents as points on a line of years, with an arc for every pair that relations tie.
pub fn timeline(writer: &Writer, shown: &[u32]) -> SafeHtml {
    let corpus = writer.shared.corpus;
    let mut dated: Vec<(Date, u32)> =
        shown.iter().filter_map(|doc| corpus.document(*doc).meta.date.map(|date| (date, *doc))).collect();
    dated.sort();
    if dated.len() < 2 || dated.len() > 24 {
        return SafeHtml::default();
    }
    let height = 40 + ROW * dated.len() as i32;
    let label = escape(writer.shared.words.get("timeline"));
    let mut out = format!("<svg class=\"tl\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{label}\">");
    let y = |index: usize| 34 + ROW * index as i32;
    out.push_str(&format!("<path class=\"ax\" d=\"M96 12V{}\"/>", height - 12));
    for (a, (_, left)) in dated.iter().enumerate() {
        for (b, (_, right)) in dated.iter().enumerate().skip(a + 1) {
            let count = ties(writer, *left, *right);
            if count > 0 {
                let bulge = 96 - 14 - 16 * (b - a) as i32;
                let width = if count > 40 {
                    3
                } else if count > 10 {
                    2
                } else {
                    1
                };
                out.push_str(&format!(
                    "<path class=\"arc\" stroke-width=\"{width}\" d=\"M96 {}C{bulge} {} {bulge} {} 96 {}\"/>",
                    y(b),
                    y(b),
                    y(a),
                    y(a)
                ));
            }
        }
    }
    for (index, (date, doc)) in dated.iter().enumerate() {
        let document = corpus.document(*doc);
        let is_spine = if corpus.spine == Some(*doc) { " class=\"sp\"" } else { "" };
        let (cy, size) = (y(index), if corpus.spine == Some(*doc) { 9 } else { 6 });
        out.push_str(&format!("<circle{is_spine} cx=\"96\" cy=\"{cy}\" r=\"{size}\"/>"));
        out.push_str(&format!("<text class=\"yr\" x=\"120\" y=\"{}\">{}</text>", cy - 6, date.year));
        out.push_str(&format!("<text x=\"120\" y=\"{}\">{}</text>", cy + 18, escape(&document.short())));
    }
    out.push_str("</svg>");
    SafeHtml::new(out)
}

/// How many reviewed relations tie two documents.
fn ties(writer: &Writer, left: u32, right: u32) -> usize {
    let relations = writer.shared.corpus.relations.iter();
    let of_pair = |from: u32, to: u32| (from, to) == (left, right) || (from, to) == (right, left);
    relations
        .filter(|relation| relation.reviewed && relation.kind != "none" && of_pair(relation.from.doc, relation.to.doc))
        .count()
}

/// Provisions of the spine against the other documents: a full square where one takes a
/// provision up, an open one where it only touches it.
pub fn matrix(
    writer: &Writer,
    spine: u32,
    rows: &[u32],
    columns: &[u32],
    count: impl Fn(u32, u32) -> (usize, usize),
) -> SafeHtml {
    let corpus = writer.shared.corpus;
    let rows: Vec<u32> = rows
        .iter()
        .copied()
        .filter(|unit| corpus.unit(spine, *unit).number.is_some() && is_provision(writer, spine, *unit))
        .collect();
    if rows.is_empty() || columns.is_empty() || rows.len() > 120 {
        return SafeHtml::default();
    }
    let step = 22;
    let left = 96;
    let (width, height) = (left + step * rows.len() as i32 + 4, 26 + step * columns.len() as i32);
    let label = escape(writer.shared.words.get("matrix"));
    let mut out = format!("<svg class=\"mx\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{label}\">");
    for (x, unit) in rows.iter().enumerate() {
        let number = corpus.unit(spine, *unit).number.map(|number| number.to_string()).unwrap_or_default();
        out.push_str(&format!(
            "<text class=\"c\" x=\"{}\" y=\"16\">{number}</text>",
            left + step * x as i32 + step / 2
        ));
    }
    for (y, doc) in columns.iter().enumerate() {
        let top = 24 + step * y as i32;
        out.push_str(&format!(
            "<text x=\"0\" y=\"{}\">{}</text>",
            top + 15,
            escape(corpus.document(*doc).short().trim_matches(['《', '》']))
        ));
        for (x, unit) in rows.iter().enumerate() {
            let (primary, related) = count(*unit, *doc);
            let class = match (primary, related) {
                (0, 0) => "n",
                (0, _) => "r",
                _ => "f",
            };
            out.push_str(&format!(
                "<rect class=\"{class}\" x=\"{}\" y=\"{top}\" width=\"18\" height=\"18\"/>",
                left + step * x as i32 + 2
            ));
        }
    }
    out.push_str("</svg>");
    SafeHtml::new(out)
}

fn is_provision(writer: &Writer, doc: u32, unit: u32) -> bool {
    writer.shared.corpus.unit(doc, unit).kind == crate::model::document::UnitKind::Provision
}
