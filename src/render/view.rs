//! What templates are given: finished views, in which nothing is left to be looked up.
//!
//! `docs/themes.md` describes these fields to theme writers; keep the two alike.

use serde::Serialize;

use super::html::SafeHtml;

/// `site`: the same on every page, but that some kinds of page have styles of their own.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SiteView {
    pub title: String,
    pub subtitle: String,
    /// For `<html lang>`: `zh-Hans` or `en`. The texts' own language is `zh-Hans` throughout.
    pub language: String,
    /// Lines for the foot of the page, links made.
    pub footer: Vec<SafeHtml>,
    /// The one `<style>`, packed: `style.css`, what is named after the kind of page
    /// (`compare.css`), `extra.css`. `csp` allows it by its hash.
    pub style: SafeHtml,
    /// The one inline script, at most 300 bytes; allowed by its hash. May be empty.
    /// The default's sets the remembered colours, and starts `app` after the first paint.
    pub early: SafeHtml,
    /// The whole content policy, for `<meta http-equiv>`.
    pub csp: SafeHtml,
    pub base_url: Option<String>,
    pub has_concordance: bool,
    pub has_archive: bool,
}

/// A link with what it is called: 第16条 and 创新技能导向的激励机制.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LinkView {
    pub href: String,
    pub label: String,
    /// May be empty.
    pub title: String,
    /// How many places speak of it.
    pub count: usize,
    pub is_current: bool,
    /// 0 for the outermost line of a list of contents.
    pub depth: u8,
}

/// `page`: what head and bar of one page need.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PageView {
    /// `home`, `document`, `hub`, `refs`, `concordance`, `compare`, `about`, `search`, `offline`, `missing`.
    pub kind: &'static str,
    /// Path below the output folder.
    pub path: String,
    /// For `<title>`, the site's name not yet added.
    pub title: String,
    pub description: String,
    /// Absolute; None without a `base_url`.
    pub canonical: Option<String>,
    /// Relative links to the site's own pages and files.
    pub home: String,
    pub search: String,
    pub concordance: String,
    pub about: String,
    pub archive: String,
    pub feed: String,
    pub app: String,
    /// Given to the page that shows code, else None.
    pub code_style: Option<String>,
    /// The way back to the site's root: empty, or `../`.
    pub root: String,
    pub previous: Option<LinkView>,
    pub next: Option<LinkView>,
    /// Where one is: `16/25`, or a document's short name.
    pub place: String,
    /// What the contents button opens without JavaScript.
    pub contents: String,
    /// How one cites this page, and the address one passes on.
    pub cite: Option<CiteView>,
    /// Where to report an error on this page.
    pub report: Option<String>,
    /// JSON for scripts: previews by document, and the like.
    pub data: SafeHtml,
    /// JSON-LD where the site has an address; may be empty.
    pub json_ld: SafeHtml,
}

impl PageView {
    pub const KINDS: &[&str] =
        &["home", "document", "hub", "refs", "concordance", "compare", "about", "search", "offline", "missing"];
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct CiteView {
    /// 《新时期产业工人队伍建设改革方案》第16条
    pub text: String,
    /// Absolute where the site has an address, else the file's name.
    pub address: String,
}

/// A document, as one names it in a list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DocumentView {
    pub id: String,
    pub title: String,
    /// 《方案》
    pub short: String,
    pub href: String,
    /// The page of its source and errata; empty where there is nothing to tell.
    pub about: String,
    /// `policy`, `law`, `qa`, `speeches`, `guide`.
    pub kind: String,
    pub issuers: Vec<String>,
    pub number: String,
    /// `2017-04-14`; empty where unknown.
    pub date: String,
    /// 2017年4月14日
    pub date_words: String,
    pub year: String,
    /// Issuers, date and ties in words, for a line below its title.
    pub facts: Vec<String>,
    /// How many provisions it has, with their word: 25条, 50问.
    pub extent: String,
    pub is_spine: bool,
    /// How many reviewed relations tie it to the spine, in words; empty for the spine.
    pub ties: String,
    pub versions: Vec<LinkView>,
    /// This version beside the one before it and the one after it.
    pub changes: Vec<LinkView>,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct HomeView {
    /// Empty where there are so many that they stand on shelves.
    pub documents: Vec<DocumentView>,
    /// Very many documents, by the folder that their files are in.
    pub shelves: Vec<ShelfView>,
    pub total: usize,
    /// The documents on a line of time, as SVG; empty where fewer than two have dates.
    pub timeline: SafeHtml,
    pub spine: Option<DocumentView>,
    /// The spine's provisions by division.
    pub areas: Vec<AreaView>,
    pub compare: Vec<LinkView>,
}

/// The documents of one folder, by the sound of their titles.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ShelfView {
    pub id: String,
    /// The folder's name; empty for what lies in none.
    pub title: String,
    pub documents: Vec<LinkView>,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct AreaView {
    pub heading: Option<LinkView>,
    pub provisions: Vec<LinkView>,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct DocumentPageView {
    pub document: DocumentView,
    /// Which part of how many, from 1.
    pub part: usize,
    pub parts: usize,
    pub body: SafeHtml,
    pub contents: Vec<LinkView>,
    pub compare: Vec<LinkView>,
    /// Who speaks of the document as a whole; on its first page.
    pub groups: Vec<GroupView>,
    /// The page of what no longer fits there.
    pub more: Option<LinkView>,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct HubView {
    pub document: DocumentView,
    /// 第16条
    pub label: String,
    /// As printed: 16. or 第十六条; empty where there is none.
    pub number: String,
    pub title: String,
    /// The divisions it stands in, outermost first.
    pub trail: Vec<LinkView>,
    /// Where it stands in the full text.
    pub in_document: String,
    pub body: SafeHtml,
    /// What a division contains.
    pub children: Vec<LinkView>,
    /// Who speaks of it, by document.
    pub groups: Vec<GroupView>,
    pub count: usize,
    /// The page of what no longer fits here.
    pub more: Option<LinkView>,
    /// Of what it speaks itself, by reviewed relations.
    pub speaks_of: Vec<GroupView>,
    /// Documents that have nothing on it, in words.
    pub gaps: Vec<GapView>,
    pub errata: Vec<ErratumView>,
    /// What the versions before and after this one have in its place.
    pub versions: Vec<LinkView>,
    /// The provisions around it.
    pub contents: Vec<LinkView>,
}

/// What one document says of a provision.
#[derive(Clone, Debug, Default, Serialize)]
pub struct GroupView {
    pub document: DocumentView,
    pub entries: Vec<EntryView>,
}

/// One provision that speaks of this one.
#[derive(Clone, Debug, Default, Serialize)]
pub struct EntryView {
    pub id: String,
    pub href: String,
    pub label: String,
    pub title: String,
    /// 解读, 引文（原文）, 引用, each once.
    pub tags: Vec<String>,
    pub is_primary: bool,
    /// The words in which it does so.
    pub excerpts: Vec<ExcerptView>,
    /// A reviewer's note on the relation.
    pub note: String,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct ExcerptView {
    pub html: SafeHtml,
    pub href: String,
    /// 原文, 节引 …; empty for what is not a quotation.
    pub grade: String,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct GapView {
    pub document: DocumentView,
    pub words: String,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct ErratumView {
    /// `e12`
    pub id: String,
    pub label: String,
    pub href: String,
    pub original: String,
    pub corrected: String,
    /// 转录, 用字, …
    pub kind: String,
    pub status: String,
    pub is_applied: bool,
    pub evidence: String,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct ConcordanceView {
    pub spine: DocumentView,
    pub columns: Vec<DocumentView>,
    pub areas: Vec<ConcordanceArea>,
    /// The rows, for going to one.
    pub contents: Vec<LinkView>,
    /// Measures × documents as SVG.
    pub matrix: SafeHtml,
    pub csv: String,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct ConcordanceArea {
    pub heading: Option<LinkView>,
    pub has_gap: bool,
    pub rows: Vec<ConcordanceRow>,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct ConcordanceRow {
    /// The provision's name inside its document: `16`.
    pub id: String,
    /// A division that something is tied to as a whole; the rows inside it follow.
    pub is_division: bool,
    /// Some document has nothing on it.
    pub has_gap: bool,
    pub provision: LinkView,
    /// One for each column, in order.
    pub cells: Vec<CellView>,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct CellView {
    pub document: String,
    pub primary: Vec<LinkView>,
    pub related: Vec<LinkView>,
    /// Why there is nothing; empty where there is something.
    pub gap: String,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct CompareView {
    /// Two versions of one text, the older on the left; else two texts that relations tie.
    pub is_revision: bool,
    pub left: DocumentView,
    pub right: DocumentView,
    /// Which part of how many, from 1.
    pub part: usize,
    pub parts: usize,
    pub pairs: Vec<PairView>,
    /// What has nothing on the other side; on the last part.
    pub alone: Vec<AloneView>,
    /// All comparisons one may turn to, this one among them.
    pub others: Vec<LinkView>,
    /// What this comparison has, all parts together.
    pub contents: Vec<LinkView>,
}

/// One provision of the left text and all that stands beside it; of versions, one of either.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PairView {
    pub id: String,
    /// None for a run of provisions that are not shown, of which `said` tells.
    pub link: Option<LinkView>,
    /// What became of it: 新增, 原第14条. May be empty.
    pub tag: String,
    pub said: String,
    pub sides: Vec<SideView>,
    pub previous: Option<LinkView>,
    pub next: Option<LinkView>,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct SideView {
    /// None between versions, where the heading says it.
    pub link: Option<LinkView>,
    /// 深化, …
    pub tag: String,
    pub note: String,
    pub rows: Vec<RowView>,
    /// Clauses that stood on this page before are left out.
    pub is_cut: bool,
}

/// Clauses that stand side by side.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RowView {
    /// `same`, `near` (both have it, in differing words), `alone` (what each side has that
    /// the other has not), `whole` (not cut into clauses).
    pub kind: &'static str,
    /// Paragraphs, with `<del>` around what the right has not and `<ins>` around what the
    /// left has not; empty for none.
    pub left: SafeHtml,
    pub right: SafeHtml,
}

/// Provisions of one document that have nothing in the other.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AloneView {
    pub title: String,
    pub lines: Vec<LinkView>,
    /// By line: a reviewer's reason; may be empty.
    pub reasons: Vec<String>,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct AboutView {
    pub documents: Vec<AboutDocument>,
    /// How many texts say nothing of their source and have no errata.
    pub silent: usize,
    pub citations: usize,
    pub relations: usize,
    pub errata: usize,
    /// Eight digits that change when a text, a relation, an erratum or a setting does.
    pub state: String,
    /// How many pages the site has.
    pub pages: usize,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct AboutDocument {
    pub document: DocumentView,
    pub source: String,
    pub note: String,
    /// `100`, `99.98`; empty where there is no source to compare with.
    pub fidelity: String,
    pub characters: usize,
    /// `source` or `digest`.
    pub proof: String,
    pub artifacts: usize,
    pub applied: usize,
    pub reported: usize,
    pub rejected: usize,
    /// Given on the document's own page only.
    pub errata: Vec<ErratumView>,
}

/// A page of which the template holds everything: search, offline, 404.
/// Only search is given the documents, and no longer when there are very many.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PlainView {
    pub documents: Vec<DocumentView>,
}
