//! Findings that their author silenced by name, for one line, one file or the site.

use crate::model::corpus::Corpus;
use crate::model::diag::{Code, Diagnostic};
use crate::model::source::{FileId, Span};

/// What is left to say, and how much was left unsaid.
pub struct Silenced {
    pub diagnostics: Vec<Diagnostic>,
    pub count: usize,
}

/// One entry of `allow`: a rule, and where it is silenced.
struct Allow {
    code: Code,
    /// Empty for every file.
    files: Vec<FileId>,
    /// Words of the line on which the finding stands; empty for every line.
    words: String,
    /// The entry itself, for messages.
    at: Option<Span>,
    entry: String,
    used: bool,
}

/// Takes out what `allow` names, in `gangmu.toml` and in front matter. What stops a build is
/// never silenced; an entry that silences nothing is a finding of its own, unless something
/// could not be read (`in_doubt`) and its finding may only be out of sight.
pub fn silence(corpus: &Corpus, mut diagnostics: Vec<Diagnostic>, in_doubt: bool) -> Silenced {
    let mut complaints = Vec::new();
    let mut allows = from_config(corpus, &mut complaints);
    for document in &corpus.documents {
        for entry in &document.meta.allow {
            let at = document.meta.span.map(|span| find_entry(corpus, span, entry));
            let (rule, words) = entry.split_once(char::is_whitespace).unwrap_or((entry, ""));
            let Some(code) = rule_of(rule, at, entry, &mut complaints) else { continue };
            let (files, words, entry) = (document.files.clone(), words.trim().to_owned(), entry.clone());
            allows.push(Allow { code, files, words, at, entry, used: false });
        }
    }
    let before = diagnostics.len();
    diagnostics.retain(|found| !allows.iter_mut().any(|allow| allow.silences(corpus, found)));
    let count = before - diagnostics.len();
    for allow in allows.iter().filter(|allow| !allow.used && !in_doubt) {
        let message = format!("“{}” silences nothing", allow.entry);
        complaints
            .push(Diagnostic::new(Code::AllowUnused, allow.at, message).help("take it out; what it silenced is gone"));
    }
    diagnostics.append(&mut complaints);
    Silenced { diagnostics, count }
}

impl Allow {
    fn silences(&mut self, corpus: &Corpus, found: &Diagnostic) -> bool {
        if found.code != self.code {
            return false;
        }
        let here = match found.at {
            None => self.files.is_empty() && self.words.is_empty(),
            Some(at) => {
                (self.files.is_empty() || self.files.contains(&at.file))
                    && (self.words.is_empty() || corpus.sources.file(at.file).line_at(at.start).contains(&self.words))
            }
        };
        self.used |= here;
        here
    }
}

fn from_config(corpus: &Corpus, complaints: &mut Vec<Diagnostic>) -> Vec<Allow> {
    let mut allows = Vec::new();
    for entry in &corpus.config.allow {
        let whole = corpus.sources.config.map(|file| Span::new(file, 0, corpus.sources.file(file).text.len()));
        let at = whole.map(|span| find_entry(corpus, span, entry));
        let (rule, rest) = entry.split_once(char::is_whitespace).unwrap_or((entry, ""));
        let Some(code) = rule_of(rule, at, entry, complaints) else { continue };
        let (path, words) = rest.trim().split_once(char::is_whitespace).unwrap_or((rest.trim(), ""));
        let files: Vec<FileId> =
            corpus.sources.files.iter().filter(|file| file.path == path).map(|file| file.id).collect();
        if !path.is_empty() && files.is_empty() {
            let message = format!("“{entry}” names a file that is not read: {path}");
            let nearest = nearest_path(corpus, path);
            complaints.push(Diagnostic::new(Code::AllowUnused, at, message).help(nearest));
            continue;
        }
        allows.push(Allow { code, files, words: words.trim().to_owned(), at, entry: entry.clone(), used: false });
    }
    allows
}

fn rule_of(rule: &str, at: Option<Span>, entry: &str, complaints: &mut Vec<Diagnostic>) -> Option<Code> {
    let code = Code::from_id(rule);
    let complaint = match code {
        Some(code) if code.stops_build() => {
            Diagnostic::new(Code::AllowUnused, at, format!("“{entry}” cannot be silenced: it stops a build"))
                .help("mend what it finds, and take this out")
        }
        Some(_) => return code,
        None => {
            let nearest = Code::ALL
                .iter()
                .map(|code| code.id())
                .max_by(|a, b| strsim::jaro_winkler(rule, a).total_cmp(&strsim::jaro_winkler(rule, b)));
            Diagnostic::new(Code::AllowUnused, at, format!("“{rule}” is not a rule"))
                .help(format!("perhaps {}; `gangmu explain` lists all rules", nearest.unwrap_or_default()))
        }
    };
    complaints.push(complaint);
    None
}

fn nearest_path(corpus: &Corpus, path: &str) -> String {
    let nearest = corpus
        .sources
        .files
        .iter()
        .max_by(|a, b| strsim::jaro_winkler(path, &a.path).total_cmp(&strsim::jaro_winkler(path, &b.path)));
    nearest.map_or("take it out".to_owned(), |file| format!("perhaps {}", file.path))
}

/// Where an entry stands within front matter or configuration; the whole where it cannot be found.
fn find_entry(corpus: &Corpus, within: Span, entry: &str) -> Span {
    let text = corpus.sources.slice(within);
    let quoted = format!("\"{entry}\"");
    let from = text.find("allow").unwrap_or(0);
    match text[from..].find(&quoted) {
        Some(at) => {
            let start = within.start as usize + from + at + 1;
            Span::new(within.file, start, start + entry.len())
        }
        None => {
            Span::new(within.file, within.start as usize, within.start as usize + text.find('\n').unwrap_or(text.len()))
        }
    }
}
