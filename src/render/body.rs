//! A document's text as HTML: the one place where published words become markup.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;

use crate::model::address::{anchor, relative};
use crate::model::corpus::{Citation, CiteState, Corpus, Grade, Quotation, Target};
use crate::model::document::{Block, BlockKind, Place, StyleKind, Table};

use super::html::{self, Link, SafeHtml, escape};
use super::ranges::{Swap, Wrap, write};
use super::{Shared, labels};

/// Writes text for one page. Links are relative to that page, and no id is given twice.
pub struct Writer<'r> {
    pub shared: &'r Shared<'r>,
    /// Path of the page below the output folder.
    pub page: String,
    ids: RefCell<BTreeSet<String>>,
    count: RefCell<usize>,
    /// Documents that the page's links lead to: their previews may be asked for.
    pub linked: RefCell<BTreeSet<u32>>,
    pub has_code: RefCell<bool>,
    /// On a page of several documents ids begin with the document's, and paragraphs are not
    /// marked: one cites them where they are at home.
    is_mixed: bool,
}

/// How much of the apparatus a stretch of text shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Show {
    /// Links, corrections, quotation marks: the text itself.
    Full,
    /// Corrections only: words shown as an excerpt, often inside a link.
    Plain,
}

impl<'r> Writer<'r> {
    pub fn new(shared: &'r Shared<'r>, page: &str) -> Writer<'r> {
        Writer {
            shared,
            page: page.to_owned(),
            ids: RefCell::default(),
            count: RefCell::default(),
            linked: RefCell::default(),
            has_code: RefCell::default(),
            is_mixed: false,
        }
    }

    /// For a page that shows several documents' text.
    pub fn mixed(shared: &'r Shared<'r>, page: &str) -> Writer<'r> {
        Writer { is_mixed: true, ..Writer::new(shared, page) }
    }

    fn corpus(&self) -> &'r Corpus {
        self.shared.corpus
    }

    /// The link from this page to a target.
    pub fn href(&self, target: &Target) -> String {
        self.linked.borrow_mut().insert(target.doc);
        relative(&self.page, &self.corpus().href(target))
    }

    pub fn to(&self, path: &str) -> String {
        relative(&self.page, path)
    }

    /// The id, the first time it is asked for on this page.
    pub fn claim(&self, id: String) -> Option<String> {
        self.ids.borrow_mut().insert(id.clone()).then_some(id)
    }

    /// `a1`, `a2` …: for what has a place on this page alone.
    pub fn next_id(&self, letter: &str) -> String {
        let mut count = self.count.borrow_mut();
        loop {
            *count += 1;
            if let Some(id) = self.claim(format!("{letter}{count}")) {
                return id;
            }
        }
    }

    fn id(&self, doc: u32, anchor: String) -> String {
        if self.is_mixed { format!("{}-{anchor}", self.corpus().document(doc).id) } else { anchor }
    }

    /// All blocks of a unit, or all but its first `skip` bytes of words: where a page's
    /// heading already shows them.
    pub fn unit(&self, doc: u32, unit: u32, skip: Skip) -> SafeHtml {
        let mut out = String::new();
        if let Some(erratum) = self.shared.index.repeated.get(&(doc, unit)) {
            return self.left_out(doc, unit, *erratum);
        }
        let blocks = &self.corpus().unit(doc, unit).blocks;
        let mut in_list = false;
        for (number, block) in blocks.iter().enumerate() {
            let is_bullet = matches!(block.kind, BlockKind::Bullet(_));
            if is_bullet != in_list {
                out.push_str(if is_bullet { "<ul>" } else { "</ul>" });
                in_list = is_bullet;
            }
            let start = if number == 0 { skip.bytes(self.corpus(), doc, unit) } else { 0 };
            self.block((doc, unit, number as u32), block, start, skip, &mut out);
        }
        if in_list {
            out.push_str("</ul>");
        }
        SafeHtml::new(out)
    }

    fn block(&self, at: (u32, u32, u32), block: &Block, start: usize, skip: Skip, out: &mut String) {
        let whole = start..block.text.len();
        if whole.is_empty() && block.kind != BlockKind::Rule {
            return;
        }
        let local = &self.corpus().unit(at.0, at.1).local;
        let id = (!block.path.is_empty()).then(|| self.claim(self.id(at.0, anchor(local, &block.path)))).flatten();
        let mark = id.as_ref().filter(|_| !self.is_mixed).map_or(String::new(), |id| {
            let label = labels::path(self.corpus(), &self.shared.words, (at.0, at.1), &block.path);
            format!("<a class=\"p\" href=\"#{id}\" aria-label=\"{}\"></a>", escape(&label))
        });
        let id = id.map_or(String::new(), |id| format!(" id=\"{id}\""));
        let inline = || match skip {
            Skip::Link => self.titled(at, block, whole.clone()),
            _ => self.inline(at, whole.clone(), Show::Full),
        };
        match &block.kind {
            BlockKind::Heading(_) => {}
            BlockKind::Paragraph => out.push_str(&format!("<p{id}>{}{mark}</p>\n", inline())),
            BlockKind::Item => {
                let class = if block.path.len() > 2 { "i j" } else { "i" };
                out.push_str(&format!("<p class=\"{class}\"{id}>{}{mark}</p>\n", inline()));
            }
            BlockKind::Bullet(depth) => {
                let class = if *depth > 0 { " class=\"j\"" } else { "" };
                out.push_str(&format!("<li{class}{id}>{}</li>\n", inline()));
            }
            BlockKind::Quote => out.push_str(&format!("<blockquote{id}>{}{mark}</blockquote>\n", inline())),
            BlockKind::Code(language) => {
                *self.has_code.borrow_mut() = true;
                let code = super::highlight::highlight(&block.text, language);
                out.push_str(&format!("<pre tabindex=\"0\"{id}><code>{}</code></pre>\n", code.as_str()));
            }
            BlockKind::Table(table) => self.table(at, table, &id, out),
            BlockKind::Footnote(label) => {
                let name = escape(&format!("fn-{local}-{label}"));
                out.push_str(&format!("<p class=\"f\" id=\"{name}\"><sup>{}</sup> {}</p>\n", escape(label), inline()));
            }
            BlockKind::Rule => out.push_str("<hr>\n"),
        }
    }

    fn table(&self, at: (u32, u32, u32), table: &Table, id: &str, out: &mut String) {
        let label = escape(self.shared.words.get("table"));
        out.push_str(&format!("<div class=\"w\" role=\"region\" tabindex=\"0\" aria-label=\"{label}\"{id}><table>\n"));
        for (number, row) in table.rows.iter().enumerate() {
            let (open, close) = if number == 0 { ("<th scope=\"col\">", "</th>") } else { ("<td>", "</td>") };
            out.push_str("<tr>");
            for cell in row {
                out.push_str(open);
                out.push_str(&self.inline(at, cell.clone(), Show::Full));
                out.push_str(close);
            }
            out.push_str("</tr>\n");
        }
        out.push_str("</table></div>\n");
    }

    /// The first paragraph of a provision in its document: number and run-in title lead to
    /// the hub.
    fn titled(&self, at: (u32, u32, u32), block: &Block, whole: Range<usize>) -> String {
        let (doc, unit, number) = at;
        let title_end = Skip::Opening.bytes(self.corpus(), doc, unit);
        let hub = self.corpus().hub_page(doc, unit).filter(|_| number == 0 && title_end > 0 && !block.is_heading());
        let Some(hub) = hub else { return self.inline(at, whole, Show::Full) };
        let (wraps, swaps) = self.beside(at, Show::Full);
        let title = Wrap {
            range: 0..title_end,
            rank: 0,
            open: format!("<a class=\"u\" href=\"{}\">", escape(&self.to(&hub))),
            close: "</a>",
        };
        let wraps = std::iter::once(title).chain(wraps).collect();
        write(&block.text, whole, wraps, swaps)
    }

    /// A stretch of one block's text with everything that stands beside it.
    pub fn inline(&self, at: (u32, u32, u32), range: Range<usize>, show: Show) -> String {
        let (wraps, swaps) = self.beside(at, show);
        write(&self.corpus().unit(at.0, at.1).blocks[at.2 as usize].text, range, wraps, swaps)
    }

    /// The same with one stretch of it marked: an excerpt and the words it is about.
    pub fn marked(&self, at: (u32, u32, u32), range: Range<usize>, marks: &[Range<usize>]) -> String {
        let (mut wraps, swaps) = self.beside(at, Show::Plain);
        let mark = |range: &Range<usize>| Wrap { range: range.clone(), rank: 5, open: "<b>".to_owned(), close: "</b>" };
        wraps.extend(marks.iter().map(mark));
        write(&self.corpus().unit(at.0, at.1).blocks[at.2 as usize].text, range, wraps, swaps)
    }

    /// Whole clauses of a comparison: the words that one side alone has stand in `tag`. Without
    /// links: here a line below words means one thing.
    pub fn compared(&self, place: &Place, alone: &[Range<usize>], tag: (&str, &'static str)) -> String {
        let at = (place.doc, place.unit, place.block);
        let (mut wraps, swaps) = self.beside(at, Show::Plain);
        wraps.extend(alone.iter().map(|range| Wrap {
            range: range.clone(),
            rank: 5,
            open: tag.0.to_owned(),
            close: tag.1,
        }));
        write(&self.corpus().block(place).text, place.range(), wraps, swaps)
    }

    fn beside(&self, at: (u32, u32, u32), show: Show) -> (Vec<Wrap>, Vec<Swap>) {
        let block = &self.corpus().unit(at.0, at.1).blocks[at.2 as usize];
        let (mut wraps, mut swaps) = (Vec::new(), Vec::new());
        let index = &self.shared.index;
        for (number, place) in index.errata.get(&at).into_iter().flatten() {
            swaps.push(self.correction(*number, place.range(), show));
        }
        if show == Show::Full {
            for number in index.citations.get(&at).into_iter().flatten() {
                wraps.extend(self.citation(&self.corpus().citations[*number as usize]));
            }
            for number in index.quotations.get(&at).into_iter().flatten() {
                swaps.extend(self.quotation(at.0, &self.corpus().quotations[*number as usize]));
            }
        }
        for style in &block.styles {
            self.style(at, style.range.clone(), &style.kind, &block.text, show, (&mut wraps, &mut swaps));
        }
        (wraps, swaps)
    }

    fn citation(&self, citation: &Citation) -> Option<Wrap> {
        let target = citation.targets.first().filter(|_| citation.state == CiteState::Linked)?;
        let mut attributes = String::new();
        if citation.version_doubt {
            let title = escape(self.shared.words.get("version_doubt"));
            attributes = format!(" class=\"o\" title=\"{title}\"");
        }
        let open = format!("<a{attributes} href=\"{}\">", escape(&self.href(target)));
        Some(Wrap { range: citation.at.range(), rank: 0, open, close: "</a>" })
    }

    /// A mark after quoted words that leads to where they stand.
    fn quotation(&self, doc: u32, quotation: &Quotation) -> Option<Swap> {
        let target = quotation.found.iter().find(|target| target.doc != doc)?;
        if matches!(quotation.grade, Grade::NotFound | Grade::CannotCheck) {
            return None;
        }
        let grade = self.shared.words.get(labels::grade_key(quotation.grade));
        let label = escape(&format!("{grade}：{}", labels::cite(self.corpus(), &self.shared.words, target)));
        let number =
            target.unit.map_or(String::new(), |unit| self.corpus().unit(target.doc, unit).printed().to_owned());
        let short = number.trim_end_matches(['.', '．', '、']);
        let end = quotation.at.end as usize;
        let href = escape(&self.href(target));
        let markup = format!("<a class=\"q\" href=\"{href}\" data-n=\"{}\" aria-label=\"{label}\"></a>", escape(short));
        Some(Swap { range: end..end, markup, in_link: String::new() })
    }

    fn correction(&self, number: u32, range: Range<usize>, show: Show) -> Swap {
        let erratum = &self.corpus().errata[number as usize];
        let corrected = escape(&erratum.corrected);
        let title = if erratum.original.is_empty() || erratum.kind == "repeated" {
            self.shared.words.get("erratum_absent").to_owned()
        } else {
            self.shared.words.fill("erratum_was", &[("original", &erratum.original)])
        };
        let is_mark = !erratum.original.is_empty()
            && !(erratum.original.clone() + &erratum.corrected).contains(char::is_alphanumeric);
        if is_mark && show == Show::Plain {
            // In an excerpt a full-width comma for a half-width one needs no apparatus.
            return Swap { range, in_link: corrected.clone(), markup: corrected };
        }
        let class = match (erratum.corrected.is_empty(), is_mark) {
            (true, _) => "e x",
            (false, true) => "e y",
            _ => "e",
        };
        let plain = format!("<ins class=\"{class}\" title=\"{}\">{corrected}</ins>", escape(&title));
        let (doc, order) = self.shared.index.numbers[number as usize];
        let href = format!("{}#e{order}", self.to(&labels::about_page(self.corpus(), doc)));
        let linked =
            format!("<a class=\"{class}\" href=\"{}\" title=\"{}\">{corrected}</a>", escape(&href), escape(&title));
        let markup = if show == Show::Full { linked } else { plain.clone() };
        Swap { range, markup, in_link: plain }
    }

    fn style(
        &self,
        at: (u32, u32, u32),
        range: Range<usize>,
        kind: &StyleKind,
        text: &str,
        show: Show,
        out: (&mut Vec<Wrap>, &mut Vec<Swap>),
    ) {
        let (wraps, swaps) = out;
        let mut wrap =
            |rank, open: &str, close| wraps.push(Wrap { range: range.clone(), rank, open: open.to_owned(), close });
        match kind {
            StyleKind::Strong => wrap(2, "<strong>", "</strong>"),
            StyleKind::Emphasis => wrap(3, "<em>", "</em>"),
            StyleKind::Code => wrap(4, "<code>", "</code>"),
            StyleKind::Link { href } if show == Show::Full => {
                if let Some(href) = self.outward(href) {
                    wrap(0, &format!("<a href=\"{}\">", escape(&href)), "</a>");
                }
            }
            StyleKind::Link { .. } => {}
            StyleKind::Image { src } => {
                let alternative = escape(&text[range.clone()]);
                let markup = match self.outward(src).filter(|_| matches!(html::link(src), Link::Inside { .. })) {
                    Some(src) => format!("<img src=\"{}\" alt=\"{alternative}\" loading=\"lazy\">", escape(&src)),
                    None => alternative,
                };
                swaps.push(Swap { range, in_link: markup.clone(), markup });
            }
            StyleKind::FootnoteRef => {
                let label = &text[range.clone()];
                let local = &self.corpus().unit(at.0, at.1).local;
                let target = escape(&format!("fn-{local}-{label}"));
                let markup = format!("<sup><a href=\"#{target}\">{}</a></sup>", escape(label));
                swaps.push(Swap { range, markup, in_link: format!("<sup>{}</sup>", escape(label)) });
            }
            StyleKind::Break => swaps.push(Swap { range, markup: "<br>".to_owned(), in_link: "<br>".to_owned() }),
        }
    }

    /// An author's link: outside by the allow-list, inside only to what the site will hold.
    fn outward(&self, href: &str) -> Option<String> {
        match html::link(href) {
            Link::Outside(href) => Some(href),
            Link::Inside { path, rest } if path.is_empty() && rest.starts_with('#') => Some(rest),
            Link::Inside { path, rest } if self.shared.paths.contains(&path) => {
                Some(format!("{}{rest}", self.to(&path)))
            }
            _ => None,
        }
    }

    /// A passage that its text repeats: left out, counted, and there to be seen.
    fn left_out(&self, doc: u32, unit: u32, erratum: u32) -> SafeHtml {
        let blocks = &self.corpus().unit(doc, unit).blocks;
        let count: usize = blocks.iter().map(|block| block.text.chars().filter(|c| !c.is_whitespace()).count()).sum();
        let said = self.shared.words.fill("repeated", &[("n", &count.to_string())]);
        let (of, order) = self.shared.index.numbers[erratum as usize];
        let href = format!("{}#e{order}", self.to(&labels::about_page(self.corpus(), of)));
        let mut out = format!("<details class=\"l\"><summary>{}</summary>", escape(&said));
        for block in blocks.iter().filter(|block| block.kind != BlockKind::Rule) {
            let local = &self.corpus().unit(doc, unit).local;
            let id = (!block.path.is_empty()).then(|| self.claim(anchor(local, &block.path))).flatten();
            let id = id.map_or(String::new(), |id| format!(" id=\"{id}\""));
            out.push_str(&format!("<p{id}>{}</p>", escape(&block.text)));
        }
        out.push_str(&format!(
            "<p><a href=\"{}\">{}</a></p></details>\n",
            escape(&href),
            escape(self.shared.words.get("erratum"))
        ));
        SafeHtml::new(out)
    }
}

/// What of a unit's first block is not written, or written as a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skip {
    /// Number and run-in title: the page's own heading shows them.
    Opening,
    /// Nothing; number and run-in title lead to the hub.
    Link,
}

impl Skip {
    /// Bytes of the first block that are number and run-in title.
    fn bytes(self, corpus: &Corpus, doc: u32, unit: u32) -> usize {
        let unit = corpus.unit(doc, unit);
        match (self, unit.blocks.first()) {
            (Skip::Opening, Some(block)) => block.mark.map_or(0, |mark| mark.len) + unit.run_in,
            _ => 0,
        }
    }
}
