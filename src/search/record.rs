//! What can be found: every unit with words, its errata applied and remembered.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::config::Level;
use crate::model::corpus::Corpus;
use crate::model::document::{BlockKind, Document, Kind, Unit, UnitKind};
use crate::model::numeral;

use super::terms;

/// A document as the search page names it, and which records are its.
#[derive(Clone, Debug, Default)]
pub struct Volume {
    pub id: String,
    pub folder: String,
    pub short: String,
    pub title: String,
    /// Names a reader may type, folded, without breaks.
    pub names: Vec<String>,
    /// `q` for questions, `b` where provisions are printed （十二）, `a` for the rest.
    pub kind: char,
    /// A provision's label, `#` for its number: `第#条`.
    pub form: String,
    pub first: u32,
    pub count: u32,
}

/// One row of the results.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    pub volume: u32,
    pub local: String,
    /// The part of the document's page it is read on; None where it has a page of its own.
    pub part: Option<u16>,
    /// 第16条, （二）; empty where it has no number.
    pub label: String,
    pub title: String,
    pub text: String,
    /// Clauses as they were printed before a correction: both wordings can be found.
    pub printed: Vec<String>,
}

impl Record {
    /// All that is searched, in the order in which it is folded.
    pub fn whole(&self) -> String {
        self.whole_of(&self.printed)
    }

    fn whole_of(&self, printed: &[String]) -> String {
        let mut out = format!("{}\n{}", self.title, self.text);
        for clause in printed {
            out.push('\n');
            out.push_str(clause);
        }
        out
    }

    /// A heading without text of its own, which stands behind what it heads.
    pub fn is_bare(&self) -> bool {
        self.text.is_empty()
    }

    /// The terms under which its number is found: `#16`, `#120-1`, `#章3`, `#(2`.
    pub fn number_keys(&self) -> Vec<String> {
        let plain = self.local.split("-r").next().unwrap_or_default();
        if plain.starts_with(|c: char| c.is_ascii_digit()) {
            return vec![format!("#{plain}")];
        }
        let inner = self.label.trim_start_matches(['第', '（', '(']);
        let Some(number) = numeral::parse_prefix(inner) else { return Vec::new() };
        let after = inner[number.len..].chars().next();
        match after {
            Some(form @ ('部' | '编' | '章' | '节')) => vec![format!("#{form}{}", number.value)],
            Some('）' | ')') => vec![format!("#({}", number.value)],
            _ => Vec::new(),
        }
    }
}

/// Every unit that has words, in the order of the corpus.
pub fn collect(corpus: &Corpus) -> (Vec<Volume>, Vec<Record>) {
    let errata = Errata::of(corpus);
    let mut volumes = Vec::new();
    let mut records = Vec::new();
    for (doc, document) in corpus.documents.iter().enumerate() {
        let first = records.len();
        for (index, unit) in document.units.iter().enumerate() {
            if errata.taken_out.contains(&(doc as u32, index as u32)) {
                continue;
            }
            let mut record = errata.read(doc as u32, index as u32, unit);
            record.volume = doc as u32;
            record.local = unit.local.as_str().to_owned();
            record.part = (!corpus.layout.hubs[doc][index]).then(|| corpus.layout.parts[doc][index]);
            record.label = if unit.number.is_some() { document.label(index) } else { String::new() };
            if !(record.title.is_empty() && record.text.is_empty()) {
                records.push(record);
            }
        }
        let mut volume = volume(document);
        volume.folder.clone_from(&corpus.layout.folders[doc]);
        volume.first = first as u32;
        volume.count = (records.len() - first) as u32;
        volumes.push(volume);
    }
    (volumes, records)
}

fn volume(document: &Document) -> Volume {
    let bracketed = document.continuous == Some(Level::HanParen);
    let mut names: BTreeSet<String> = document.meta.aliases.iter().map(|name| bare_name(name)).collect();
    names.insert(bare_name(&document.short()));
    names.insert(bare_name(&document.meta.title));
    names.insert(bare_name(document.id.as_str()));
    Volume {
        id: document.id.as_str().to_owned(),
        short: document.short(),
        title: document.meta.title.clone(),
        names: names.into_iter().filter(|name| !name.is_empty()).collect(),
        kind: if document.meta.kind == Kind::Qa {
            'q'
        } else if bracketed {
            'b'
        } else {
            'a'
        },
        form: if document.meta.kind == Kind::Qa { "第#问" } else { "第#条" }.to_owned(),
        ..Volume::default()
    }
}

/// 《中华人民共和国劳动合同法》 is asked for as 劳动合同法.
fn bare_name(name: &str) -> String {
    let folded: Vec<u16> = terms::fold(name).into_iter().filter(|unit| *unit != terms::BREAK).collect();
    let name = String::from_utf16_lossy(&folded);
    name.strip_prefix("中华人民共和国").filter(|rest| !rest.is_empty()).unwrap_or(&name).to_owned()
}

/// Start, end, corrected words.
type Change<'c> = (usize, usize, &'c str);

/// What is changed, by document, unit and block.
struct Errata<'c> {
    taken_out: BTreeSet<(u32, u32)>,
    /// In order.
    changes: BTreeMap<(u32, u32, u32), Vec<Change<'c>>>,
}

impl<'c> Errata<'c> {
    fn of(corpus: &'c Corpus) -> Errata<'c> {
        let mut out = Errata { taken_out: BTreeSet::new(), changes: BTreeMap::new() };
        for erratum in corpus.errata.iter().filter(|erratum| erratum.is_applied()) {
            out.taken_out.extend(erratum.whole.iter().copied());
            for place in &erratum.places {
                let changes = out.changes.entry((place.doc, place.unit, place.block)).or_default();
                changes.push((place.start as usize, place.end as usize, &erratum.corrected));
            }
        }
        for changes in out.changes.values_mut() {
            changes.sort();
        }
        out
    }

    fn read(&self, doc: u32, index: u32, unit: &Unit) -> Record {
        let mut record = Record::default();
        let mut texts: Vec<String> = Vec::new();
        for (block_index, block) in unit.blocks.iter().enumerate() {
            if block.kind == BlockKind::Rule {
                continue;
            }
            let changes = self.changes.get(&(doc, index, block_index as u32)).map_or(&[][..], Vec::as_slice);
            let mark = block.mark.map_or(0, |mark| mark.len);
            let opens = block_index == 0 && unit.kind != UnitKind::Cover;
            if opens && block.is_heading() {
                record.title = corrected(&block.text, mark..block.text.len(), changes);
            } else if opens && unit.run_in > 0 {
                let title_end = (mark + unit.run_in).min(block.text.len());
                record.title =
                    corrected(&block.text, mark..title_end, changes).trim_end_matches(['。', '.', ' ']).to_owned();
                texts.push(corrected(&block.text, title_end..block.text.len(), changes));
            } else {
                let start = if opens { mark } else { 0 };
                texts.push(corrected(&block.text, start..block.text.len(), changes));
            }
            let in_words = changes.iter().filter(|change| !opens || change.0 >= mark);
            record.printed.extend(in_words.filter_map(|change| clause(&block.text, change)));
        }
        if record.title.is_empty() && !unit.blocks.first().is_some_and(|block| block.is_heading()) && unit.run_in == 0 {
            record.title.clone_from(&unit.title);
        }
        record.text =
            texts.iter().map(|text| text.trim()).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n");
        record.title = record.title.trim().to_owned();
        // What only changed width or punctuation is found without being told.
        let shown = terms::fold(&record.whole_of(&[]));
        let is_found = |clause: &String| {
            let clause = terms::fold(clause);
            clause.len() < 2 || shown.windows(clause.len()).any(|window| window == clause)
        };
        record.printed.sort();
        record.printed.dedup();
        record.printed.retain(|clause| !is_found(clause));
        record
    }
}

fn corrected(text: &str, range: std::ops::Range<usize>, changes: &[(usize, usize, &str)]) -> String {
    let mut out = String::new();
    let mut at = range.start;
    for (start, end, words) in changes {
        if *start >= at && *end <= range.end {
            out.push_str(&text[at..*start]);
            out.push_str(words);
            at = *end;
        }
    }
    out.push_str(&text[at..range.end]);
    out
}

/// The words around a correction as they were printed, from one mark of punctuation to
/// the next: enough for any phrase through it.
fn clause(text: &str, (start, end, _): &(usize, usize, &str)) -> Option<String> {
    if start == end {
        return None;
    }
    let stops = ['。', '，', '；', '、', '：', ',', ';', '\n'];
    let from = text[..*start].rfind(stops).map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let to = text[*end..].find(stops).map_or(text.len(), |at| end + at);
    Some(text[from..to].trim().to_owned())
}
