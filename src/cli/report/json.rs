//! Findings for programs, as one JSON document.

use serde_json::{Map, Value, json};

use super::escape::escape_json;
use super::{Findings, Ledger, Spot, states};
use crate::model::diag::Diagnostic;

pub fn write(findings: &Findings) -> String {
    let counts = findings.counts();
    let list: Vec<Value> = findings.iter().map(|(found, spot)| one(found, spot.as_ref())).collect();
    let whole = json!({
        "format": "gangmu-findings",
        "version": 1,
        "findings": list,
        "summary": {
            "errors": counts.errors,
            "warnings": counts.warnings,
            "notes": counts.notes,
            "files": counts.files,
            "silenced": findings.silenced,
            "known": findings.known,
        },
        "ledger": findings.ledger.map_or(Value::Null, ledger),
    });
    escape_json(&format!("{whole:#}\n"))
}

fn one(found: &Diagnostic, spot: Option<&Spot>) -> Value {
    let mut object = Map::new();
    object.insert("rule".into(), found.code.id().into());
    object.insert("severity".into(), json!(found.code.severity()));
    object.insert("message".into(), found.message.as_str().into());
    object.insert("help".into(), json!(found.help));
    object.insert("candidates".into(), json!(found.candidates));
    object.insert("path".into(), json!(spot.map(|spot| spot.path)));
    object.insert("line".into(), json!(spot.map(|spot| spot.line)));
    object.insert("column".into(), json!(spot.map(|spot| spot.column)));
    object.insert("end_line".into(), json!(spot.map(|spot| spot.end_line)));
    object.insert("end_column".into(), json!(spot.map(|spot| spot.end_column)));
    object.insert("start".into(), json!(found.at.map(|at| at.start)));
    object.insert("end".into(), json!(found.at.map(|at| at.end)));
    Value::Object(object)
}

/// `{ "found": n, "linked": n, …, "kinds": { "this": { "linked": n, … } } }`
pub fn ledger(ledger: &Ledger) -> Value {
    let mut whole = Map::new();
    whole.insert("found".into(), ledger.values().sum::<u32>().into());
    for state in states() {
        let count: u32 = ledger.iter().filter(|((_, s), _)| *s == state.name()).map(|(_, count)| count).sum();
        whole.insert(state.name().into(), count.into());
    }
    let mut kinds = Map::new();
    for ((kind, state), count) in ledger {
        let kind = kinds.entry(kind.name()).or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(kind) = kind {
            kind.insert((*state).into(), (*count).into());
        }
    }
    whole.insert("kinds".into(), Value::Object(kinds));
    Value::Object(whole)
}
