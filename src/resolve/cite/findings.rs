//! What is said of a citation that leads nowhere: the place, the candidates, the way out.

use std::ops::Range;

use crate::model::corpus::{CiteState, Work};
use crate::model::diag::{Code, Diagnostic};
use crate::model::document::Block;

use super::meaning::{Base, Context, Meant, Why};

pub fn report(
    context: &Context,
    works: &[Work],
    block: &Block,
    range: &Range<usize>,
    meant: &Meant,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let words = &block.text[range.clone()];
    let at = block.span_of(range.clone());
    let said = match (&meant.state, meant.why) {
        (CiteState::Linked, _) if meant.doubt => version(context, words, at, meant),
        (CiteState::Broken, Why::NothingPrecedes) => Diagnostic::new(
            Code::RelativeNoAntecedent,
            at,
            format!("nothing precedes for “{words}”; a blank line may be missing above"),
        )
        .help("put a blank line between the paragraphs, or name the place with [[id#number]]"),
        (CiteState::Broken, _) => no_target(context, words, at, meant),
        (CiteState::Ambiguous, Why::NumberTwice) => {
            Diagnostic::new(Code::AmbiguousName, at, format!("{words} may be one of several places with that number"))
                .help("name the paragraph, or write [[id#number]]")
        }
        (CiteState::Ambiguous, Why::NameTwice) => ambiguous(context, works, words, at, meant),
        (CiteState::Ambiguous, _) => Diagnostic::new(
            Code::AmbiguousName,
            at,
            format!("{words} names no document, and none is named before it in this paragraph"),
        )
        .help("put the document's title in 《》 before it, or write [[id#number]]"),
        _ => return,
    };
    diagnostics.push(said);
}

fn no_target(context: &Context, words: &str, at: crate::model::source::Span, meant: &Meant) -> Diagnostic {
    let said = Diagnostic::new(Code::CiteNoTarget, at, format!("{words} does not exist"));
    let Base::Document { doc, .. } = meant.base else { return said };
    let document = &context.documents[doc as usize];
    match context.names.shapes[doc as usize].last {
        Some(last) => {
            let unit = &document.units[last as usize];
            let label = if unit.title.is_empty() {
                document.label(last as usize)
            } else {
                format!("{} “{}”", document.label(last as usize), unit.title)
            };
            said.help(format!(
                "the last provision of {} is {label}; to cite another text write [[id#number]]",
                document.id
            ))
            .candidates(vec![format!("{}#{}", document.id, unit.local)])
        }
        None => {
            said.help(format!("{} has no numbered provisions; to cite another text write [[id#number]]", document.id))
        }
    }
}

fn ambiguous(
    context: &Context,
    works: &[Work],
    words: &str,
    at: crate::model::source::Span,
    meant: &Meant,
) -> Diagnostic {
    let Base::Open(candidates) = &meant.base else {
        return Diagnostic::new(Code::AmbiguousName, at, format!("{words} may mean several documents"));
    };
    let ids: Vec<String> = candidates
        .iter()
        .map(|work| context.documents[works[*work as usize].current as usize].id.to_string())
        .collect();
    Diagnostic::new(Code::AmbiguousName, at, format!("{words} may be {}", ids.join(" or ")))
        .help(format!("write [[{}]], or bind the name with 以下简称", ids[0]))
        .candidates(ids)
}

fn version(context: &Context, words: &str, at: crate::model::source::Span, meant: &Meant) -> Diagnostic {
    let target = meant.targets.first().map(|target| &context.documents[target.doc as usize]);
    let when = context.date.map_or("the date of this text, which is not known".to_owned(), |date| date.to_string());
    let which = target.map_or(String::new(), |document| document.id.to_string());
    Diagnostic::new(Code::CiteVersion, at, format!("the version of {words} in force on {when} is not at hand"))
        .help(format!("the link leads to {which} with a visible mark; add the version meant to be rid of it"))
}
