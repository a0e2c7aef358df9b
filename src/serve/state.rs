//! What is shown at this moment: the last good site, and the newest findings.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};

use super::generation::{Answer, Generation};
use super::http::{self, Response};
use crate::model::diag::{Diagnostic, Severity};
use crate::model::source::Sources;

/// How long a page waits before it asks again.
const LONGEST_WAIT: Duration = Duration::from_secs(20);
/// Findings sent to the panel; the terminal has them all.
const MOST_FINDINGS: usize = 200;

const NOTHING_YET: &str = "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>gangmu</title>\
<body><h1>Nothing to show yet</h1><p>The site cannot be made as it is; the reasons stand below and in the terminal. \
This page changes by itself when they are mended.</p></body></html>";

/// What the panel on the page shows.
pub struct Report {
    stopped: bool,
    counts: [usize; 3],
    findings: Vec<Value>,
}

impl Report {
    pub fn new(sources: &Sources, found: &[Diagnostic], stopped: bool) -> Report {
        let mut report = Report { stopped, counts: [0; 3], findings: Vec::new() };
        // What stops the site comes first: the panel is small.
        let mut list: Vec<&Diagnostic> = found.iter().collect();
        list.sort_by_key(|found| (!found.code.stops_build(), std::cmp::Reverse(found.code.severity())));
        list.iter().for_each(|found| report.push(found, sources));
        report
    }

    pub fn failed(error: &str) -> Report {
        let finding = json!({ "rule": "could-not-run", "severity": "error", "message": error });
        Report { stopped: true, counts: [1, 0, 0], findings: vec![finding] }
    }

    fn push(&mut self, found: &Diagnostic, sources: &Sources) {
        self.counts[match found.code.severity() {
            Severity::Error => 0,
            Severity::Warning => 1,
            Severity::Note => 2,
        }] += 1;
        if self.findings.len() >= MOST_FINDINGS {
            return;
        }
        let place = found.at.map(|at| {
            let file = sources.file(at.file);
            let (line, column) = file.line_column(at.start);
            (file.path.as_str(), line, column)
        });
        self.findings.push(json!({
            "rule": found.code.id(),
            "severity": found.code.severity(),
            "message": found.message,
            "help": found.help,
            "path": place.map(|(path, _, _)| path),
            "line": place.map(|(_, line, _)| line),
            "column": place.map(|(_, _, column)| column),
        }));
    }

    fn json(&self, generation: u64, number: i64) -> String {
        let words = ["error", "warning", "note"].iter().zip(self.counts).filter(|(_, count)| *count > 0);
        let sentence: Vec<String> =
            words.map(|(word, count)| format!("{count} {word}{}", if count == 1 { "" } else { "s" })).collect();
        let more = self.counts.iter().sum::<usize>() - self.findings.len();
        json!({
            "generation": generation, "report": number, "stopped": self.stopped,
            "sentence": sentence.join(", "), "findings": self.findings, "more": more,
        })
        .to_string()
    }
}

struct Now {
    site: Option<Arc<Generation>>,
    /// Counts good states; a page of another one is out of date.
    generation: u64,
    /// Counts everything there was to say.
    number: i64,
    report: Report,
}

pub struct State {
    now: Mutex<Now>,
    changed: Condvar,
}

impl State {
    pub fn new() -> State {
        let report = Report { stopped: false, counts: [0; 3], findings: Vec::new() };
        State { now: Mutex::new(Now { site: None, generation: 0, number: 0, report }), changed: Condvar::new() }
    }

    /// A new good state. What was found in the one before stands until the rules have run.
    pub fn show(&self, site: Generation) {
        self.change(|now| {
            now.site = Some(Arc::new(site));
            now.generation += 1;
            now.report.stopped = false;
        });
    }

    /// Findings about what cannot be shown.
    pub fn report(&self, report: Report) {
        self.change(|now| now.report = report);
    }

    fn change(&self, change: impl FnOnce(&mut Now)) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut now);
        now.number += 1;
        drop(now);
        self.changed.notify_all();
    }

    /// The newest state as JSON, as soon as it is newer than `after`.
    pub fn wait(&self, after: i64) -> String {
        let now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.changed.wait_timeout_while(now, LONGEST_WAIT, |now| now.number <= after);
        let (now, _) = waited.unwrap_or_else(PoisonError::into_inner);
        now.report.json(now.generation, now.number)
    }

    pub fn page(&self, path: &str, script: &str) -> Response {
        let (site, generation) = {
            let now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
            (now.site.clone(), now.generation)
        };
        let script = format!("<script src=\"{script}\" data-generation=\"{generation}\"></script>");
        let Some(site) = site else { return html(503, NOTHING_YET.as_bytes().to_vec(), &script) };
        match site.answer(path) {
            Answer::Bytes(bytes) if http::kind(path).starts_with("text/html") => html(200, bytes, &script),
            Answer::Bytes(bytes) => Response::new(200, http::kind(path), bytes),
            Answer::NotFound => match site.answer(&crate::model::address::site_page("404")) {
                Answer::Bytes(bytes) => html(404, bytes, &script),
                _ => html(
                    404,
                    b"<!DOCTYPE html><title>404</title><body><p>There is no such page.</p></body>".to_vec(),
                    &script,
                ),
            },
            Answer::Broken(message) => {
                let text = message.replace('&', "&amp;").replace('<', "&lt;");
                html(500, format!("<!DOCTYPE html><meta charset=\"utf-8\"><title>gangmu</title><body><h1>This page cannot be made</h1><pre>{text}</pre></body>").into_bytes(), &script)
            }
        }
    }
}

/// The script goes to the end of the page, where the browser has the text already.
fn html(status: u16, mut bytes: Vec<u8>, script: &str) -> Response {
    let end = b"</body>";
    let at = bytes.windows(end.len()).rposition(|window| window.eq_ignore_ascii_case(end)).unwrap_or(bytes.len());
    bytes.splice(at..at, script.bytes());
    Response::new(status, "text/html; charset=utf-8", bytes)
}

/// Tells whether anything that was read has changed. Times of files are not asked: they lie.
pub fn fingerprint(sources: &Sources) -> u64 {
    let mut hasher = DefaultHasher::new();
    for file in &sources.files {
        (&file.path, &file.text).hash(&mut hasher);
    }
    for (name, file) in sources.theme.templates.iter().chain(&sources.theme.files) {
        (name, &file.bytes).hash(&mut hasher);
    }
    sources.foreign.hash(&mut hasher);
    for file in &sources.statics {
        (&file.path, &file.bytes).hash(&mut hasher);
    }
    hasher.finish()
}
