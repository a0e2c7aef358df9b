//! Pictures drawn by the program as inline SVG: the documents in time, and who covers what.

use crate::model::corpus::Corpus;
use crate::model::document::{Date, UnitKind};

use super::body::Writer;
use super::html::{SafeHtml, escape};

/// Between two documents on the line of time, and where the line stands.
const ROW: usize = 56;
const LINE: usize = 112;
/// From one provision to the next in the picture of coverage, and how many stand side by
/// side: as many as a phone is wide.
const STEP: usize = 13;
const BAND: usize = 26;
/// Texts past which a line of time says nothing.
const MOST: usize = 16;

/// Documents as points on a line of years, with an arc for every pair that relations tie,
/// the wider the more there are. The list beside it says the same in words.
pub fn timeline(writer: &Writer, shown: &[u32]) -> SafeHtml {
    let corpus = writer.shared.corpus;
    let dated = in_time(corpus, shown);
    if dated.len() < 2 || dated.len() > MOST {
        return SafeHtml::default();
    }
    let height = ROW * dated.len();
    let y = |index: usize| ROW / 2 + ROW * index;
    let label = escape(writer.shared.words.get("timeline"));
    let mut out =
        format!("<svg class=\"tl\" font-size=\"16\" viewBox=\"0 0 360 {height}\" role=\"img\" aria-label=\"{label}\">");
    out.push_str(&format!("<path stroke-width=\"2\" d=\"M{LINE} {}V{}\"/>", y(0), y(dated.len() - 1)));
    for (later, (_, below)) in dated.iter().enumerate() {
        for (earlier, (_, above)) in dated.iter().enumerate().take(later) {
            let count = ties(corpus, *above, *below);
            if count > 0 {
                let bulge = LINE.saturating_sub(24 + 25 * (later - earlier));
                let width = 1.0 + (count as f64).sqrt() / 3.0;
                let (from, to) = (y(later), y(earlier));
                out.push_str(&format!("<path class=\"arc\" stroke-opacity=\".45\" stroke-width=\"{width:.1}\" d=\"M{LINE} {from}C{bulge} {from} {bulge} {to} {LINE} {to}\"/>"));
            }
        }
    }
    for (index, (date, doc)) in dated.iter().enumerate() {
        let is_spine = corpus.spine == Some(*doc);
        let (class, size) = if is_spine { (" class=\"sp\"", 9) } else { ("", 6) };
        out.push_str(&format!("<circle{class} cx=\"{LINE}\" cy=\"{}\" r=\"{size}\"/>", y(index)));
        out.push_str(&format!(
            "<text x=\"{}\" y=\"{}\">{}</text>",
            LINE + 20,
            y(index) - 2,
            escape(&corpus.document(*doc).short())
        ));
        let ties = super::pages::ties_with_spine(writer, *doc);
        let year = date.map(|date| date.year.to_string()).unwrap_or_default();
        let said = [year, ties].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
        out.push_str(&format!(
            "<text class=\"yr\" font-size=\"13\" x=\"{}\" y=\"{}\">{}</text>",
            LINE + 22,
            y(index) + 17,
            escape(&said)
        ));
    }
    out.push_str("</svg>");
    SafeHtml::new(out)
}

/// By date; a text without one stays behind the text it follows on the site.
fn in_time(corpus: &Corpus, shown: &[u32]) -> Vec<(Option<Date>, u32)> {
    let mut out: Vec<(Option<Date>, u32)> = Vec::new();
    let mut last = None;
    for doc in shown {
        let date = corpus.document(*doc).meta.date;
        out.push((date.or(last), *doc));
        last = date.or(last);
    }
    out.sort_by_key(|(date, _)| *date);
    for (date, doc) in &mut out {
        *date = corpus.document(*doc).meta.date;
    }
    out
}

/// How many reviewed relations tie two documents.
pub fn ties(corpus: &Corpus, left: u32, right: u32) -> usize {
    let of_pair = |from: u32, to: u32| (from, to) == (left, right) || (from, to) == (right, left);
    let tied = corpus.relations.iter().filter(|relation| of_pair(relation.from.doc, relation.to.doc));
    tied.filter(|relation| relation.reviewed && relation.kind != "none").count()
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
    let label = escape(writer.shared.words.get("matrix"));
    let names: Vec<String> =
        columns.iter().map(|doc| escape(corpus.document(*doc).short().trim_matches(['《', '》']))).collect();
    let (mut out, mut top) = (String::new(), 0);
    for band in rows.chunks(BAND) {
        out.push_str("<g class=\"c\" text-anchor=\"middle\" font-size=\"11\">");
        for (x, unit) in band.iter().enumerate() {
            let number = corpus.unit(spine, *unit).number.map_or(0, |number| number.main);
            if x == 0 || number.is_multiple_of(5) {
                out.push_str(&format!("<text x=\"{}\" y=\"{}\">{number}</text>", STEP * x + STEP / 2, top + 11));
            }
        }
        out.push_str("</g>");
        top += 16;
        for (name, doc) in names.iter().zip(columns) {
            out.push_str(&format!("<text x=\"0\" y=\"{}\">{name}</text>", top + 12));
            for (x, unit) in band.iter().enumerate() {
                let class = match count(*unit, *doc) {
                    (0, 0) => "n",
                    (0, _) => "r",
                    _ => "f",
                };
                let (x, y) = (STEP * x + 1, top + 17);
                out.push_str(&format!("<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"11\" height=\"11\"/>"));
            }
            top += 34;
        }
    }
    let open = format!(
        "<svg class=\"mx\" font-size=\"12\" viewBox=\"0 0 {} {top}\" role=\"img\" aria-label=\"{label}\">",
        STEP * BAND
    );
    SafeHtml::new(format!("{open}{out}</svg>"))
}

fn is_provision(writer: &Writer, doc: u32, unit: u32) -> bool {
    writer.shared.corpus.unit(doc, unit).kind == UnitKind::Provision
}
