//! HTML: the text of a page without what stands around it.

use encoding_rs::Encoding;
use scraper::{ElementRef, Html, Selector};

use super::furniture::is_furniture;
use super::report::excerpt;
use super::{Error, Hint, Line, NOTE_CLOSE, NOTE_OPEN, Scan, text};

/// What belongs to the site and not to the text.
const AROUND: &[&str] = &[
    "head", "script", "style", "nav", "header", "footer", "aside", "form", "button", "select", "noscript", "template",
    "iframe", "object", "svg", "dialog", "textarea", "input",
];
/// Of which the words are never shown, so that nothing is left out with them.
const SILENT: &[&str] = &["head", "script", "style", "noscript", "template", "iframe", "svg", "input"];
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];
/// A cell of more characters or elements than this is a column of the page, not of a table.
const LARGEST_CELL: usize = 400;

const CLOSES_ITSELF: &[&str] = &[
    "p", "li", "td", "th", "tr", "dd", "dt", "option", "br", "hr", "img", "input", "meta", "link", "col", "area",
    "base", "embed", "source", "wbr", "param",
];
const MOST_OPEN: usize = 5_000;

/// True for what begins like a page, or is called one.
pub fn is_html(extension: &str, bytes: &[u8]) -> bool {
    let start: String = String::from_utf8_lossy(&bytes[..bytes.len().min(512)]).to_lowercase();
    let start = start.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{fffd}');
    matches!(extension, "html" | "htm" | "xhtml" | "shtml")
        || start.starts_with("<!doctype html")
        || start.starts_with("<html")
}

pub fn scan(file: &str, bytes: &[u8]) -> Result<Scan, Error> {
    let (source, encoding) = decode(file, bytes)?;
    if left_open(&source) > MOST_OPEN {
        return Err(Error::TooLarge {
            file: file.to_owned(),
            what: "its elements nest deeper than in any page".to_owned(),
        });
    }
    let page = Html::parse_document(&source);
    let mut reader =
        Reader { scan: Scan { format: format!("HTML（{encoding}）"), ..Scan::default() }, ..Reader::default() };
    let root = text_of_page(&page);
    let title = heading_outside(&page, root);
    if let Some(title) = title {
        reader.walk(title);
        reader.flush();
    }
    reader.walk(root);
    reader.flush();
    let mut scan = reader.scan;
    scan.left_out.extend(around(&page, root, title));
    if scan.lines.is_empty() {
        return Err(Error::Empty { file: file.to_owned() });
    }
    scan.text = scan.lines.iter().map(|line| line.text.clone() + "\n").collect();
    Ok(scan)
}

/// How many more elements are opened than closed, those aside that need no closing. The
/// parser looks through all open elements at each tag, so this bounds its steps.
fn left_open(source: &str) -> usize {
    let mut open = 0usize;
    for (at, _) in source.match_indices('<') {
        let rest = &source[at + 1..];
        let name: String =
            rest.trim_start_matches('/').chars().take(10).take_while(char::is_ascii_alphanumeric).collect();
        if name.is_empty() || CLOSES_ITSELF.contains(&name.to_ascii_lowercase().as_str()) {
            continue;
        }
        open = if rest.starts_with('/') { open.saturating_sub(1) } else { open + 1 };
    }
    open
}

/// As the page declares it; else as its bytes look.
fn decode(file: &str, bytes: &[u8]) -> Result<(String, &'static str), Error> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_lowercase();
    let said = start.split_once("charset=").and_then(|(_, rest)| {
        let label = rest.trim_start_matches(['"', '\'']);
        Encoding::for_label(label.split(['"', '\'', ';', '>', ' ', '/']).next()?.as_bytes())
    });
    if Encoding::for_bom(bytes).is_none()
        && let Some(encoding) = said
    {
        let (text, _, broken) = encoding.decode(bytes);
        if !broken && !text.contains([NOTE_OPEN, NOTE_CLOSE, '\0']) {
            return Ok((text.into_owned(), encoding.name()));
        }
    }
    text::decode(file, bytes).map(|(text, encoding)| (text, encoding.name()))
}

/// A step of the walk through a page.
enum Step<'a> {
    Enter(ElementRef<'a>),
    Leave(ElementRef<'a>),
    Words(&'a str),
}

/// Goes through a page in reading order. `step` says whether to go into an element. Pages
/// nest as deep as they like, so this does not call itself.
fn walk<'a>(root: ElementRef<'a>, mut step: impl FnMut(Step<'a>) -> bool) {
    let mut node = *root;
    loop {
        let mut goes_in = false;
        if let Some(element) = ElementRef::wrap(node) {
            goes_in = step(Step::Enter(element));
        } else if let Some(words) = node.value().as_text() {
            step(Step::Words(words));
        }
        if let Some(child) = node.first_child().filter(|_| goes_in) {
            node = child;
            continue;
        }
        loop {
            if let Some(element) = ElementRef::wrap(node) {
                step(Step::Leave(element));
            }
            if node.id() == root.id() {
                return;
            }
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            match node.parent() {
                Some(parent) => node = parent,
                None => return,
            }
        }
    }
}

fn name<'a>(element: ElementRef<'a>) -> &'a str {
    element.value().name()
}

fn is_hidden(element: ElementRef) -> bool {
    let style = element.attr("style").unwrap_or_default().replace(' ', "").to_lowercase();
    element.attr("hidden").is_some() || style.contains("display:none") || style.contains("visibility:hidden")
}

/// The innermost element that holds most of the page's words, links and menus aside.
fn text_of_page(page: &Html) -> ElementRef<'_> {
    let root = page.root_element();
    let mut open: Vec<usize> = Vec::new();
    let mut found: Vec<(ElementRef, usize, usize)> = Vec::new();
    let mut depth = 0;
    let mut links = 0u32;
    walk(root, |step| {
        match step {
            Step::Enter(element) => {
                depth += 1;
                links += u32::from(name(element) == "a");
                found.push((element, 0, depth));
                open.push(found.len() - 1);
                return !AROUND.contains(&name(element)) && !is_hidden(element);
            }
            Step::Words(words) if links == 0 => {
                let count = words.chars().filter(|c| !c.is_whitespace()).count();
                if let Some(top) = open.last() {
                    found[*top].1 += count;
                }
            }
            Step::Words(_) => {}
            Step::Leave(element) => {
                depth -= 1;
                links -= u32::from(name(element) == "a");
                if let Some(closed) = open.pop()
                    && let Some(above) = open.last()
                {
                    found[*above].1 += found[closed].1;
                }
            }
        }
        true
    });
    let all = found.first().map_or(0, |(_, count, _)| *count);
    let holds_most = |(element, count, _): &&(ElementRef, usize, usize)| {
        *count * 5 >= all * 4 && !matches!(name(*element), "p" | "span" | "table" | "tbody" | "tr")
    };
    found.iter().filter(holds_most).max_by_key(|(_, _, depth)| *depth).map_or(root, |(element, ..)| *element)
}

/// The page's one `h1`, where it stands before the text and outside it.
fn heading_outside<'a>(page: &'a Html, root: ElementRef<'a>) -> Option<ElementRef<'a>> {
    let selector = Selector::parse("h1").ok()?;
    let mut headings = page.select(&selector);
    let heading = headings.next().filter(|_| headings.next().is_none())?;
    let inside = heading.ancestors().any(|above| above.id() == root.id());
    (!inside && !heading.text().all(|words| words.trim().is_empty())).then_some(heading)
}

/// What a reader of the page sees and the text does not hold.
fn around(page: &Html, root: ElementRef, title: Option<ElementRef>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut words = String::new();
    walk(page.root_element(), |step| match step {
        Step::Enter(element) => {
            if element.id() == root.id()
                || title.is_some_and(|title| title.id() == element.id())
                || SILENT.contains(&name(element))
            {
                return false;
            }
            if BLOCKS.contains(&name(element)) || AROUND.contains(&name(element)) {
                tell(&mut words, &mut out);
            }
            true
        }
        Step::Words(text) => {
            words.push_str(text);
            true
        }
        Step::Leave(_) => true,
    });
    tell(&mut words, &mut out);
    out
}

fn tell(words: &mut String, out: &mut Vec<String>) {
    let text = words.split_whitespace().collect::<Vec<_>>().join(" ");
    words.clear();
    if !text.is_empty() {
        out.push(format!("around the text: {}", excerpt(&text, 60, false)));
    }
}

/// None for a cell that holds a table or more than a table's cell does.
fn cell_words(cell: ElementRef) -> Option<String> {
    let mut words = String::new();
    for (index, node) in cell.descendants().enumerate() {
        let holds_table = node.value().as_element().is_some_and(|element| element.name() == "table");
        if holds_table || index > LARGEST_CELL || words.len() > 3 * LARGEST_CELL {
            return None;
        }
        if let Some(text) = node.value().as_text() {
            words.push_str(text);
        }
    }
    Some(words.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Between these a line break in the page's source is no blank.
fn is_wide(c: char) -> bool {
    matches!(c as u32, 0x2e80..=0x9fff | 0xf900..=0xfaff | 0xff00..=0xffef | 0x20000..=0x3ffff) || "“”‘’…—".contains(c)
}

#[derive(Default)]
struct Reader {
    scan: Scan,
    words: String,
    hint: Hint,
    titled: bool,
    preformatted: u32,
    /// Blanks were read and not yet written; a line break was among them.
    spaced: bool,
    broken: bool,
    /// By open list: its next number, None for bullets.
    lists: Vec<Option<(u32, String)>>,
    /// What the next words begin with: a list's number.
    number: Option<String>,
}

impl Reader {
    fn walk(&mut self, root: ElementRef) {
        walk(root, |step| match step {
            Step::Enter(element) => self.enter(element, root),
            Step::Words(words) => {
                self.push(words);
                true
            }
            Step::Leave(element) => {
                self.leave(element);
                true
            }
        });
    }

    fn enter(&mut self, element: ElementRef, root: ElementRef) -> bool {
        let tag = name(element);
        if element.id() != root.id() && (AROUND.contains(&tag) || is_hidden(element) || is_furniture(element)) {
            let mut out = Vec::new();
            let mut words: String = if SILENT.contains(&tag) { String::new() } else { element.text().collect() };
            tell(&mut words, &mut out);
            self.scan.left_out.extend(out);
            return false;
        }
        if BLOCKS.contains(&tag) {
            self.flush();
        }
        match tag {
            "br" if self.hint != Hint::None => self.push("\n"),
            "br" => self.flush_line(),
            // A word processor's numbered chapter is an item of a list and no title.
            "h1" if !self.titled && self.lists.is_empty() => {
                self.titled = true;
                self.hint = Hint::Title;
            }
            "h1" | "h2" => self.hint = Hint::Heading(2),
            "h3" | "h4" | "h5" | "h6" => self.hint = Hint::Heading(tag.as_bytes()[1] - b'0'),
            "pre" => self.preformatted += 1,
            "ul" => self.lists.push(None),
            "ol" => {
                let start = element.attr("start").and_then(|start| start.parse().ok()).unwrap_or(1);
                self.lists.push(Some((start, element.attr("type").unwrap_or("1").to_owned())));
            }
            "li" => self.item(element),
            "img" => {
                let what = "a picture stands here; put it into static/ and link to it".to_owned();
                self.scan.doubts.push((self.scan.lines.len() + 1, what));
            }
            "table" => return !self.table(element),
            _ => {}
        }
        true
    }

    fn leave(&mut self, element: ElementRef) {
        let tag = name(element);
        if BLOCKS.contains(&tag) {
            self.flush();
        }
        match tag {
            "pre" => self.preformatted = self.preformatted.saturating_sub(1),
            "ul" | "ol" => drop(self.lists.pop()),
            _ => {}
        }
    }

    /// Browsers print a list's numbers; a reader of the words alone loses every one.
    fn item(&mut self, element: ElementRef) {
        let said = element.attr("value").and_then(|value| value.parse::<u32>().ok());
        let Some(Some((next, kind))) = self.lists.last_mut() else { return };
        let number = said.unwrap_or(*next);
        *next = number.saturating_add(1);
        let letter = |first: u8| (1..=26).contains(&number).then(|| char::from(first + (number - 1) as u8).to_string());
        let printed = match kind.as_str() {
            "a" => letter(b'a'),
            "A" => letter(b'A'),
            _ => None,
        };
        if matches!(kind.as_str(), "i" | "I") {
            self.scan.doubts.push((self.scan.lines.len() + 1, format!("Roman number {number} is written in Arabic")));
        }
        self.number = Some(format!("{}. ", printed.unwrap_or_else(|| number.to_string())));
    }

    /// True where it is a table of words and was read; a table that lays out the page is not.
    fn table(&mut self, element: ElementRef) -> bool {
        let mut rows: Vec<Vec<String>> = Vec::new();
        let mut lays_out = false;
        walk(element, |step| match step {
            Step::Enter(inner) if name(inner) == "table" && inner.id() != element.id() => {
                lays_out = true;
                false
            }
            Step::Enter(inner) if name(inner) == "tr" => {
                rows.push(Vec::new());
                true
            }
            Step::Enter(inner) if matches!(name(inner), "td" | "th") => {
                let words = cell_words(inner);
                lays_out |= words.is_none();
                let words = words.unwrap_or_default();
                let span: usize = inner.attr("colspan").and_then(|span| span.parse().ok()).unwrap_or(1);
                if let Some(row) = rows.last_mut() {
                    row.push(words);
                    row.extend(std::iter::repeat_n(String::new(), span.clamp(1, 64) - 1));
                }
                false
            }
            Step::Enter(inner) if name(inner) == "caption" => {
                lays_out = true;
                false
            }
            _ => true,
        });
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        if lays_out || columns < 2 {
            return false;
        }
        let text = rows.iter().flatten().filter(|cell| !cell.is_empty()).cloned().collect::<Vec<_>>().join("\t");
        if !text.is_empty() {
            self.line(text, Hint::Table(rows));
        }
        true
    }

    fn push(&mut self, words: &str) {
        if self.preformatted > 0 {
            for (index, line) in words.split('\n').enumerate() {
                if index > 0 {
                    self.flush_line();
                }
                self.words.push_str(line);
            }
            return;
        }
        for c in words.chars() {
            if matches!(c, ' ' | '\n' | '\t' | '\r') {
                self.broken |= c == '\n';
                self.spaced = !self.words.is_empty();
                continue;
            }
            let glued = self.broken && is_wide(c) && self.words.ends_with(is_wide);
            if self.spaced && !glued {
                self.words.push(' ');
            }
            (self.spaced, self.broken) = (false, false);
            self.words.push(c);
        }
    }

    fn flush_line(&mut self) {
        (self.spaced, self.broken) = (false, false);
        let words = std::mem::take(&mut self.words);
        let words = words.trim();
        if !words.is_empty() {
            let text = format!("{}{words}", self.number.take().unwrap_or_default());
            self.line(text, self.hint.clone());
        }
    }

    /// A block ends: so does a heading.
    fn flush(&mut self) {
        self.flush_line();
        self.hint = Hint::None;
    }

    fn line(&mut self, text: String, hint: Hint) {
        let text = text.replace([NOTE_OPEN, NOTE_CLOSE], "\u{fffd}");
        self.scan.lines.push(Line { number: self.scan.lines.len() + 1, text, hint });
    }
}
