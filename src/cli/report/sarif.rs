//! Findings as SARIF 2.1.0, for code scanning services and editors.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::escape::escape_json;
use super::{Findings, Spot};
use crate::cli::explain;
use crate::model::diag::{Code, Diagnostic, Severity};

pub fn write(findings: &Findings) -> String {
    let used: BTreeSet<Code> = findings.iter().map(|(found, _)| found.code).collect();
    let index: BTreeMap<Code, usize> = used.iter().enumerate().map(|(index, code)| (*code, index)).collect();
    let rules: Vec<Value> = used.iter().map(|code| rule(*code)).collect();
    let results: Vec<Value> =
        findings.iter().map(|(found, spot)| result(found, spot.as_ref(), index[&found.code])).collect();
    let whole = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "gangmu",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { "SITE": { "description": { "text": "the folder that holds gangmu.toml" } } },
            "results": results,
        }],
    });
    escape_json(&format!("{whole:#}\n"))
}

fn rule(code: Code) -> Value {
    let text = explain::page(code).unwrap_or(code.summary());
    json!({
        "id": code.id(),
        "shortDescription": { "text": sentence(code.summary()) },
        "help": { "text": text, "markdown": text },
        "defaultConfiguration": { "level": level(code.severity()) },
    })
}

fn result(found: &Diagnostic, spot: Option<&Spot>, rule_index: usize) -> Value {
    let mut text = sentence(&found.message);
    if let Some(help) = &found.help {
        text.push(' ');
        text.push_str(&sentence(help));
    }
    let mut whole = json!({
        "ruleId": found.code.id(),
        "ruleIndex": rule_index,
        "level": level(found.code.severity()),
        "message": { "text": text },
        "locations": [],
    });
    if let Some(spot) = spot {
        let mut region = json!({ "startLine": spot.line, "startColumn": spot.column });
        if (spot.end_line, spot.end_column) > (spot.line, spot.column) {
            region["endLine"] = spot.end_line.into();
            region["endColumn"] = spot.end_column.into();
        }
        whole["locations"] = json!([{ "physicalLocation": {
            "artifactLocation": { "uri": uri(spot.path), "uriBaseId": "SITE" },
            "region": region,
        } }]);
        // Lets a service know a finding again when lines above it came or went.
        let words = &spot.text[spot.start..spot.end];
        whole["partialFingerprints"] =
            json!({ "ruleAndWords/v1": format!("{}|{}|{words}", found.code.id(), spot.path) });
    }
    whole
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// SARIF wants sentences; our messages begin small and have no stop.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    let stop = if text.ends_with(['.', '。', '！', '？', '!', '?']) { "" } else { "." };
    format!("{first}{}{stop}", chars.as_str())
}

/// A path as a URI reference: everything but unreserved characters and `/` percent-encoded.
fn uri(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(byte as char);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
