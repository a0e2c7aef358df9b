//! Gives each provision its number and its name; never alters what is printed.

pub mod group;
mod levels;
mod paths;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::address::{DocId, Local};
use crate::model::config::Level;
use crate::model::document::{Block, BlockKind, Document, Draft, Line, Number, Unit, UnitKind};
use crate::model::source::Span;

/// Numbers the files of one document, in order. The document's id is still open where
/// front matter names none: `resolve` gives it.
pub fn number_document(mut drafts: Vec<Draft>) -> Document {
    for draft in &mut drafts {
        levels::mark_quoted(&mut draft.lines);
    }
    let meta = drafts[0].meta.clone();
    let all: Vec<&Line> = drafts.iter().flat_map(|draft| &draft.lines[draft.header.min(draft.lines.len())..]).collect();
    let continuous = meta.continuous.unwrap_or_else(|| levels::continuous(&all, meta.kind));
    let files = drafts.iter().map(|draft| draft.file).collect();
    let mut builder = Builder { continuous, ..Builder::default() };
    for (index, draft) in drafts.into_iter().enumerate() {
        builder.draft(draft, index == 0);
    }
    for unit in &mut builder.units {
        paths::give(&mut unit.blocks);
    }
    let id = meta.id.clone().unwrap_or_else(unnamed);
    Document { id, meta, files, units: Arc::new(builder.units), continuous }
}

/// Stands for an id that is not given yet; never published.
fn unnamed() -> DocId {
    DocId::new("unnamed").expect("a constant that is a fine id")
}

/// A division that is still open.
struct Open {
    unit: usize,
    level: Level,
    /// Depth of its Markdown heading; None for a marked paragraph.
    heading: Option<u8>,
}

#[derive(Default)]
struct Builder {
    continuous: Option<Level>,
    units: Vec<Unit>,
    open: Vec<Open>,
    /// The unit that text now belongs to.
    current: Option<usize>,
    taken: BTreeMap<String, u32>,
    unnumbered: BTreeMap<String, u32>,
}

impl Builder {
    fn draft(&mut self, draft: Draft, first: bool) {
        // The files of one law repeat its title and history; they are shown once.
        let cover_end = draft.header.max(draft.title_line.map_or(0, |line| line + 1));
        let mut lines = draft.lines.into_iter();
        let mut parts = Vec::new();
        for (index, line) in lines.by_ref().take(cover_end).enumerate() {
            // `# 民法典`, `# 总则`: the second names a part of the law.
            if line.block.is_heading() && index != draft.title_line.unwrap_or(index) {
                parts.push(line);
            } else if first {
                self.cover(line);
            }
        }
        self.current = None;
        for line in parts.into_iter().chain(lines) {
            self.line(line);
        }
    }

    fn cover(&mut self, line: Line) {
        if self.current.is_none() {
            self.begin(UnitKind::Cover, Level::Unnumbered, None, named("cover"), None, line.block.span);
        }
        self.put(line.block);
    }

    fn line(&mut self, line: Line) {
        let Line { block, name } = line;
        if let BlockKind::Heading(depth) = block.kind {
            self.heading(block, depth, name);
            return;
        }
        match block.mark.filter(|_| !block.quoted && block.kind == BlockKind::Paragraph) {
            Some(mark) if self.continuous == Some(mark.level) => {
                self.provision(block, Some(mark.number), mark.level, None, None)
            }
            Some(mark) if self.is_division(mark.level) => {
                self.division(block, mark.level, Some(mark.number), None, None)
            }
            Some(_) => self.put(Block { kind: BlockKind::Item, ..block }),
            None => self.put(block),
        }
    }

    /// A marked paragraph outside provisions divides the text; inside one it is an item,
    /// unless a division of the same look is open around the provision.
    fn is_division(&self, level: Level) -> bool {
        if level.is_law_division() || self.open.iter().any(|open| open.level == level) {
            return true;
        }
        let in_provision = self.current.is_some_and(|unit| self.units[unit].kind == UnitKind::Provision);
        let divides = matches!(level, Level::Han | Level::HanParen | Level::Arabic | Level::Ordinal);
        !in_provision && divides && self.continuous != Some(Level::Article)
    }

    fn heading(&mut self, block: Block, depth: u8, name: Option<Local>) {
        let said = name.as_ref().and_then(number_in_name);
        let level = block.mark.map_or(Level::Unnumbered, |mark| mark.level);
        let number = block.mark.map(|mark| mark.number).or(said.map(|(number, _)| number));
        let provision = match said {
            Some((_, is_provision)) if block.mark.is_none() => is_provision,
            _ => block.mark.is_some() && self.continuous == Some(level),
        };
        if provision {
            self.provision(block, number, level, Some(depth), name);
        } else {
            self.division(block, level, number, Some(depth), name);
        }
    }

    fn provision(
        &mut self,
        block: Block,
        number: Option<Number>,
        level: Level,
        heading: Option<u8>,
        name: Option<Local>,
    ) {
        if let Some(depth) = heading {
            self.open.retain(|open| open.heading.is_none_or(|other| other < depth));
        }
        // A marked paragraph of a deeper look cannot contain the document's provisions.
        while self
            .open
            .last()
            .is_some_and(|open| open.heading.is_none() && open.level > level && !open.level.is_law_division())
        {
            self.open.pop();
        }
        let local = name.unwrap_or_else(|| named(&number.map_or("0".to_owned(), |number| number.to_string())));
        self.begin_with(UnitKind::Provision, level, number, local, block);
    }

    fn division(
        &mut self,
        block: Block,
        level: Level,
        number: Option<Number>,
        heading: Option<u8>,
        name: Option<Local>,
    ) {
        self.close_for(level, heading);
        let above = self.open.last().map(|open| self.units[open.unit].local.as_str().to_owned());
        let local = name.unwrap_or_else(|| self.division_name(above.as_deref(), number));
        self.begin_with(UnitKind::Division, level, number, local, block);
        self.open.push(Open { unit: self.units.len() - 1, level, heading });
    }

    /// Closes what a new division cannot stand inside.
    fn close_for(&mut self, level: Level, heading: Option<u8>) {
        if level != Level::Unnumbered
            && !level.is_law_division()
            && let Some(same) = self.open.iter().rposition(|open| open.level == level)
            // A question of the same look in the next part is no sibling of the last part's.
            && heading.is_none_or(|depth| self.open[same].heading.is_none_or(|other| other >= depth))
        {
            self.open.truncate(same);
            return;
        }
        while let Some(top) = self.open.last() {
            let closes = if level.is_law_division() && top.level.is_law_division() {
                top.level >= level
            } else {
                match (top.heading, heading) {
                    (Some(other), Some(depth)) => other >= depth,
                    (None, Some(_)) => true,
                    (Some(_), None) => false,
                    (None, None) => top.level > level,
                }
            };
            if !closes {
                break;
            }
            self.open.pop();
        }
    }

    /// `s2`, `s2-4`; `jiangsu-1` below a named one; `u1` where there is no number.
    fn division_name(&mut self, above: Option<&str>, number: Option<Number>) -> Local {
        let prefix = above.map_or(String::new(), |above| format!("{above}-"));
        match number {
            Some(number) if prefix.is_empty() => named(&format!("s{number}")),
            Some(number) => named(&format!("{prefix}{number}")),
            None => {
                let count = self.unnumbered.entry(prefix.clone()).or_insert(0);
                *count += 1;
                named(&format!("{prefix}u{count}"))
            }
        }
    }

    fn begin_with(&mut self, kind: UnitKind, level: Level, number: Option<Number>, local: Local, block: Block) {
        let parent = self.open.last().map(|open| open.unit);
        self.begin(kind, level, number, local, parent, block.span);
        let unit = self.units.last_mut().expect("a unit was just begun");
        let (title, run_in) = title_of(&block, level);
        unit.title = title;
        unit.run_in = run_in;
        self.put(block);
    }

    fn begin(
        &mut self,
        kind: UnitKind,
        level: Level,
        number: Option<Number>,
        local: Local,
        parent: Option<usize>,
        span: Span,
    ) {
        let local = self.own_name(local);
        let depth = parent.map_or(0, |parent| self.units[parent].depth.saturating_add(1));
        self.units.push(Unit {
            kind,
            level,
            number,
            local,
            parent,
            depth,
            title: String::new(),
            run_in: 0,
            blocks: Vec::new(),
            span,
        });
        self.current = Some(self.units.len() - 1);
    }

    /// A number that stands twice is shown as it stands and given its own name: `16-r2`,
    /// or the next that nothing else is called.
    fn own_name(&mut self, local: Local) -> Local {
        if !self.taken.contains_key(local.as_str()) {
            self.taken.insert(local.as_str().to_owned(), 1);
            return local;
        }
        let mut base = local.as_str().to_owned();
        loop {
            let count = self.taken.entry(base.clone()).or_insert(1);
            *count += 1;
            match Local::new(&format!("{base}-r{count}")) {
                Some(own) if !self.taken.contains_key(own.as_str()) => {
                    self.taken.insert(own.as_str().to_owned(), 1);
                    return own;
                }
                Some(_) => {}
                // No room for a suffix.
                None => base = "long".to_owned(),
            }
        }
    }

    fn put(&mut self, block: Block) {
        if self.current.is_none() {
            let parent = self.open.last().map(|open| open.unit);
            self.begin(UnitKind::Preamble, Level::Unnumbered, None, named("s0"), parent, block.span);
        }
        let unit = &mut self.units[self.current.expect("there is a unit to put text in")];
        if unit.span.file == block.span.file {
            unit.span.end = unit.span.end.max(block.span.end);
        }
        unit.blocks.push(block);
    }
}

fn named(name: &str) -> Local {
    Local::new(name).unwrap_or_else(|| Local::new("long").expect("a constant that is a fine name"))
}

/// `{#6}` names provision 6, `{#s1}` and `{#jiangsu-2}` divisions with these numbers.
fn number_in_name(name: &Local) -> Option<(Number, bool)> {
    let text = name.as_str();
    let is_provision = text.bytes().all(|byte| byte.is_ascii_digit());
    let last = text.rsplit('-').next().unwrap_or(text);
    let digits = if text.starts_with('s') { last.trim_start_matches('s') } else { last };
    let main = digits.parse().ok().filter(|main| *main > 0)?;
    Some((Number { main, inserted: 0 }, is_provision))
}

/// A heading, or the first sentence of a marked paragraph where it is a short label:
/// `16.创新技能导向的激励机制。` A law's first sentence is its rule, not its name.
fn title_of(block: &Block, level: Level) -> (String, usize) {
    let words = block.words();
    if block.is_heading() {
        return (words.trim().to_owned(), 0);
    }
    if let Some(label) = words.strip_prefix('【').and_then(|rest| rest.split_once('】')) {
        return (label.0.to_owned(), label.0.len() + '【'.len_utf8() + '】'.len_utf8());
    }
    // A line that holds nothing else is a label without its stop: 一、总体要求.
    let stop = words.find('。').unwrap_or(words.len());
    let label = &words[..stop];
    let short = label.chars().count() <= 40 && !label.contains(['，', ',', '；', '：', ':']);
    let goes_on = words.len() != stop + '。'.len_utf8();
    if level == Level::Article || !short || !goes_on {
        return (String::new(), 0);
    }
    (label.trim().to_owned(), words.len().min(stop + '。'.len_utf8()))
}
