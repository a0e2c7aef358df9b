//! An author's mistake: what, where, and what to do.

use super::source::Span;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Said in passing; does not change the exit code.
    Note,
    Warning,
    Error,
}

/// One row of the table of rules: `(variant, id, severity, stops a build, one sentence)`.
macro_rules! codes {
    ($($variant:ident, $id:literal, $severity:ident, $stops:literal, $summary:literal;)*) => {
        /// A rule. Its id is stable: people silence and look up rules by it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($variant,)* }

        impl Code {
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];
            pub fn id(self) -> &'static str { match self { $(Code::$variant => $id,)* } }
            pub fn severity(self) -> Severity { match self { $(Code::$variant => Severity::$severity,)* } }
            /// True for what makes a truthful site impossible: `build` refuses, the old output stays.
            pub fn stops_build(self) -> bool { match self { $(Code::$variant => $stops,)* } }
            pub fn summary(self) -> &'static str { match self { $(Code::$variant => $summary,)* } }
        }
    };
}

codes! {
    // Files and configuration
    FileEncoding, "file-encoding", Error, true, "a text file is not UTF-8";
    FileTooLarge, "file-too-large", Error, true, "a file is larger than the limit";
    FileEmpty, "file-empty", Warning, false, "a document holds no text";
    NotImported, "not-imported", Warning, false, "a file in the content is no Markdown and is not read";
    ConfigSyntax, "config-syntax", Error, true, "gangmu.toml cannot be read";
    ConfigKey, "config-key", Error, true, "gangmu.toml has a key that is not known";
    ConfigDocument, "config-document", Error, false, "gangmu.toml names a document that is not there";
    FrontMatter, "front-matter", Error, true, "front matter cannot be read";
    FrontMatterKey, "front-matter-key", Error, true, "front matter has a key that is not known";
    TemplateError, "template-error", Error, true, "a template has a mistake";
    OutputClash, "output-clash", Error, true, "two pages would be written to one file";
    TooManyFiles, "too-many-files", Warning, false, "the site has more files than its host takes";
    // Documents
    DuplicateId, "duplicate-id", Error, true, "two documents have one id";
    DocumentId, "document-id", Error, true, "a document's id cannot be used";
    DuplicateText, "duplicate-text", Note, false, "one text stands in two files";
    VersionClash, "version-clash", Error, false, "two different texts have one title and date";
    // Numbers
    NumberGap, "number-gap", Error, false, "a number is missing from a sequence";
    NumberDuplicate, "number-duplicate", Error, false, "a number stands twice";
    NumberStart, "number-start", Warning, false, "a text begins after its first number";
    NumberInline, "number-inline", Error, false, "a number runs into the paragraph before it";
    NumberGlyph, "number-glyph", Error, false, "a look-alike character stands in a number";
    ListRenumber, "list-renumber", Warning, false, "items begin again at one";
    MixedWidth, "mixed-width", Warning, false, "full-width and half-width marks are mixed";
    CjkEmphasis, "cjk-emphasis", Warning, false, "emphasis marks stay visible";
    IndentedCode, "indented-code", Warning, false, "an indented line would be code to other readers";
    NestedDeep, "nested-deep", Warning, false, "quotes or lists stand too deep in one another";
    RawHtml, "raw-html", Warning, false, "raw HTML is shown as text";
    DeadLink, "dead-link", Error, false, "a link leads nowhere";
    // Citations
    CiteNoTarget, "cite-no-target", Error, false, "a citation names a provision that does not exist";
    CiteMarkup, "cite-markup", Error, false, "an explicit citation cannot be read or names nothing";
    CiteVersion, "cite-version", Warning, false, "the cited version is not at hand";
    AmbiguousName, "ambiguous-name", Error, false, "a name may mean several documents";
    RelativeNoAntecedent, "relative-no-antecedent", Error, false, "nothing precedes for a relative citation";
    // Quotations
    QuoteDiffers, "quote-differs", Error, false, "a quotation differs from its source";
    QuoteNotFound, "quote-not-found", Error, false, "a quotation is not in the text it names";
    // Side files
    RelationSyntax, "relation-syntax", Error, true, "a row of relations.tsv cannot be read";
    RelationAddress, "relation-address", Error, true, "a relation names a provision that does not exist";
    RelationDuplicate, "relation-duplicate", Error, false, "a relation stands twice";
    ErratumSyntax, "erratum-syntax", Error, true, "errata.toml cannot be read";
    ErratumAddress, "erratum-address", Error, true, "an erratum names a place that does not exist";
    ErratumOriginal, "erratum-original", Error, true, "an erratum's original words are not at its place";
    // Fidelity
    FidelityDiffers, "fidelity-differs", Error, false, "a document differs from its source";
    FidelityUnknown, "fidelity-unknown", Note, false, "a document has nothing to be compared with";
    // Suppression
    AllowUnused, "allow-unused", Warning, false, "a suppression matches nothing";
}

impl Code {
    pub fn from_id(id: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.id() == id)
    }
}

/// One finding. Messages name the thing in the author's words; `help` says the way out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// None only where there is no text to point at (an output path, a missing file).
    pub at: Option<Span>,
    pub code: Code,
    pub message: String,
    pub help: Option<String>,
    /// Addresses or names that may have been meant, best first.
    pub candidates: Vec<String>,
}

impl Diagnostic {
    pub fn new(code: Code, at: impl Into<Option<Span>>, message: impl Into<String>) -> Diagnostic {
        Diagnostic { at: at.into(), code, message: message.into(), help: None, candidates: Vec::new() }
    }

    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    pub fn candidates(mut self, candidates: Vec<String>) -> Diagnostic {
        self.candidates = candidates;
        self
    }
}
