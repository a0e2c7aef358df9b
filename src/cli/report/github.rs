//! Findings as GitHub workflow commands, shown beside the changed lines.

use super::escape::escape;
use super::{Findings, Spot};
use crate::model::diag::{Diagnostic, Severity};

pub fn write(findings: &Findings) -> String {
    let mut out: String = findings.iter().map(|(found, spot)| one(found, spot.as_ref())).collect();
    // A plain line for the log; only lines with `::` are commands.
    out.push_str(&format!("{}\n", findings.counts().sentence()));
    out
}

fn one(found: &Diagnostic, spot: Option<&Spot>) -> String {
    let command = match found.code.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let place = spot.map_or(String::new(), |spot| {
        // GitHub takes columns only where both are on one line.
        let columns = if spot.line == spot.end_line && spot.end_column > spot.column {
            format!(",col={},endColumn={}", spot.column, spot.end_column)
        } else if spot.line == spot.end_line {
            format!(",col={}", spot.column)
        } else {
            String::new()
        };
        format!("file={},line={},endLine={}{columns},", property(spot.path), spot.line, spot.end_line)
    });
    let help = found.help.as_ref().map_or(String::new(), |help| format!("\nhelp: {help}"));
    let perhaps =
        if found.candidates.is_empty() { String::new() } else { format!("\nperhaps: {}", found.candidates.join(", ")) };
    format!("::{command} {place}title={}::{}\n", found.code.id(), data(&format!("{}{help}{perhaps}", found.message)))
}

/// The runner reads `%0A` as a line end; anything else that controls a terminal is written out.
fn data(text: &str) -> String {
    escape(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
