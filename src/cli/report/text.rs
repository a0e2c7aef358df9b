//! Findings for people: the line, a mark below the words, the way out.

use super::escape::{escape, shown};
use super::{Findings, Ledger, Spot, counted, states, thousands};
use crate::model::corpus::CiteKind;
use crate::model::diag::{Code, Diagnostic, Severity};

/// Columns of source text shown; a Chinese paragraph is one line of many hundreds.
const WIDTH: usize = 92;
/// Columns shown before the words in question, where the line is longer than [`WIDTH`].
const BEFORE: usize = 24;
const MOST_CANDIDATES: usize = 5;

pub fn write(findings: &Findings, colours: bool) -> String {
    let paint = Paint { colours };
    let mut out = String::new();
    for (found, spot) in findings.iter() {
        one(found, spot.as_ref(), &paint, &mut out);
    }
    if let Some(ledger) = findings.ledger {
        write_ledger(ledger, &mut out);
    }
    summary(findings, &paint, &mut out);
    out
}

fn one(found: &Diagnostic, spot: Option<&Spot>, paint: &Paint, out: &mut String) {
    let severity = found.code.severity();
    let head = paint.severity(severity, &format!("{}[{}]", word(severity), found.code.id()));
    out.push_str(&format!("{head}{}\n", paint.bold(&format!(": {}", escape(&found.message)))));
    let margin = spot.map_or(1, |spot| spot.line.to_string().len());
    let blank = " ".repeat(margin);
    if let Some(spot) = spot {
        out.push_str(&format!("{blank}{} {}:{}:{}\n", paint.blue("-->"), escape(spot.path), spot.line, spot.column));
    }
    if let Some(spot) = spot.filter(|spot| !spot.text.is_empty()) {
        let (line, marks) = excerpt(spot);
        let bar = paint.blue("|");
        out.push_str(&format!("{blank} {bar}\n"));
        out.push_str(&format!("{} {bar} {line}\n", paint.blue(&spot.line.to_string())));
        let more = if spot.end_line > spot.line { format!(" to line {}", spot.end_line) } else { String::new() };
        out.push_str(&format!("{blank} {bar} {}\n", paint.severity(severity, &format!("{marks}{more}"))));
    }
    if let Some(help) = &found.help {
        let help = escape(help).replace('\n', &format!("\n{blank}         "));
        out.push_str(&format!("{blank} {} {}: {help}\n", paint.blue("="), paint.bold("help")));
    }
    if !found.candidates.is_empty() {
        out.push_str(&format!(
            "{blank} {} {}: {}\n",
            paint.blue("="),
            paint.bold("perhaps"),
            candidates(&found.candidates)
        ));
    }
    out.push('\n');
}

fn candidates(all: &[String]) -> String {
    let named = all.iter().take(MOST_CANDIDATES).map(|name| escape(name)).collect::<Vec<_>>().join(", ");
    match all.len().saturating_sub(MOST_CANDIDATES) {
        0 => named,
        more => format!("{named} and {} more", thousands(more)),
    }
}

/// The part of the line around the words in question, and the marks that go below it.
fn excerpt(spot: &Spot) -> (String, String) {
    let cells: Vec<(usize, super::escape::Shown)> = spot.text.char_indices().map(|(at, c)| (at, shown(c))).collect();
    let first = cells.partition_point(|(at, _)| *at < spot.start);
    let last = cells.partition_point(|(at, _)| *at < spot.end).max(first + 1);
    let (left, right) = window(&cells.iter().map(|(_, cell)| cell.width).collect::<Vec<_>>(), first, last);
    let width = |from: usize, to: usize| cells.iter().take(to).skip(from).map(|(_, cell)| cell.width).sum::<usize>();
    let cut_left = if left > 0 { "…" } else { "" };
    let cut_right = if right < cells.len() { "…" } else { "" };
    let shown: String = cells[left..right].iter().map(|(_, cell)| cell.text.as_str()).collect();
    let blanks = cut_left.chars().count() + width(left, first);
    let marks = width(first, last.min(right)).max(1);
    (
        format!("{cut_left}{shown}{cut_right}").trim_end().to_owned(),
        format!("{}{}", " ".repeat(blanks), "^".repeat(marks)),
    )
}

/// Which characters to show so that the words at `first..last` are seen with some before and after.
fn window(widths: &[usize], first: usize, last: usize) -> (usize, usize) {
    if widths.iter().sum::<usize>() <= WIDTH {
        return (0, widths.len());
    }
    let (mut left, mut right) = (first.min(widths.len()), first.min(widths.len()));
    let mut used = 0;
    let grow_left = |left: &mut usize, used: &mut usize, limit: usize| {
        while *left > 0 && *used + widths[*left - 1] <= limit {
            *left -= 1;
            *used += widths[*left];
        }
    };
    grow_left(&mut left, &mut used, BEFORE);
    while right < widths.len() && (used + widths[right] <= WIDTH || (right < last && right == first)) {
        used += widths[right];
        right += 1;
    }
    grow_left(&mut left, &mut used, WIDTH);
    (left, right)
}

fn write_ledger(ledger: &Ledger, out: &mut String) {
    if ledger.is_empty() {
        return;
    }
    let total =
        |state: &str| ledger.iter().filter(|((_, s), _)| *s == state).map(|(_, count)| *count as usize).sum::<usize>();
    let all: usize = ledger.values().map(|count| *count as usize).sum();
    let states = states();
    out.push_str(&format!("{:<16}{:>9}", "citations", "found"));
    states.iter().for_each(|state| out.push_str(&format!("{:>12}", state.name())));
    out.push('\n');
    let kinds: std::collections::BTreeSet<CiteKind> = ledger.keys().map(|(kind, _)| *kind).collect();
    for kind in kinds {
        let row: Vec<usize> =
            states.iter().map(|state| ledger.get(&(kind, state.name())).copied().unwrap_or(0) as usize).collect();
        out.push_str(&format!("{:<16}{:>9}", kind.name(), thousands(row.iter().sum())));
        row.iter().for_each(|count| out.push_str(&format!("{:>12}", thousands(*count))));
        out.push('\n');
    }
    out.push_str(&format!("{:<16}{:>9}", "all", thousands(all)));
    states.iter().for_each(|state| out.push_str(&format!("{:>12}", thousands(total(state.name())))));
    out.push_str("\n\n");
}

fn summary(findings: &Findings, paint: &Paint, out: &mut String) {
    let mut asides = Vec::new();
    if findings.silenced > 0 {
        asides.push(format!("{} silenced by name", thousands(findings.silenced)));
    }
    if findings.known > 0 {
        asides.push(format!("{} known to the baseline", thousands(findings.known)));
    }
    let asides = if asides.is_empty() { String::new() } else { format!(" ({})", asides.join(", ")) };
    out.push_str(&format!("{}{asides}\n", paint.bold(&findings.counts().sentence())));
    let mut by_rule: std::collections::BTreeMap<Code, usize> = std::collections::BTreeMap::new();
    findings.iter().for_each(|(found, _)| *by_rule.entry(found.code).or_default() += 1);
    // The gravest, and of those the most frequent.
    let first = by_rule.iter().max_by_key(|(code, count)| (code.severity(), **count, std::cmp::Reverse(**code)));
    if let Some((code, _)) = first {
        let rules = if by_rule.len() > 1 { format!(" ({})", counted(by_rule.len(), "rule")) } else { String::new() };
        out.push_str(&format!("what a finding means and how to mend it: gangmu explain {}{rules}\n", code.id()));
    }
}

pub fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// Colours, where there is a terminal to show them.
struct Paint {
    colours: bool,
}

impl Paint {
    fn with(&self, code: &str, text: &str) -> String {
        if self.colours && !text.is_empty() { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn bold(&self, text: &str) -> String {
        self.with("1", text)
    }

    fn blue(&self, text: &str) -> String {
        self.with("1;34", text)
    }

    fn severity(&self, severity: Severity, text: &str) -> String {
        let code = match severity {
            Severity::Error => "1;31",
            Severity::Warning => "1;33",
            Severity::Note => "1;36",
        };
        self.with(code, text)
    }
}
