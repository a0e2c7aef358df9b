//! What only follows from a mistake that is already told is not told.

use std::collections::BTreeSet;

use crate::model::diag::{Code, Diagnostic};
use crate::model::source::FileId;

/// Takes out findings that mend themselves when the first one is mended: a document that could
/// not be read has no provisions, and everything that points at it seems to hang. True where
/// something could not be read, so that what is missing proves nothing.
pub fn drop_followers(diagnostics: &mut Vec<Diagnostic>) -> bool {
    let of = |codes: &[Code], diagnostics: &[Diagnostic]| -> BTreeSet<FileId> {
        let found = diagnostics.iter().filter(|found| codes.contains(&found.code));
        found.filter_map(|found| found.at.map(|at| at.file)).collect()
    };
    let unread = of(&[Code::FileEncoding, Code::FileTooLarge], diagnostics);
    let unnamed = of(&[Code::FrontMatter, Code::FrontMatterKey, Code::DocumentId, Code::DuplicateId], diagnostics);
    let inline: BTreeSet<_> =
        diagnostics.iter().filter(|found| found.code == Code::NumberInline).filter_map(|found| found.at).collect();
    let in_doubt = !unread.is_empty() || !unnamed.is_empty();
    diagnostics.retain(|found| {
        let points_elsewhere = in_doubt && points(found.code);
        let in_unread = found.at.is_some_and(|at| unread.contains(&at.file))
            && !matches!(found.code, Code::FileEncoding | Code::FileTooLarge);
        let in_unnamed = found.at.is_some_and(|at| unnamed.contains(&at.file)) && follows_front_matter(found.code);
        // A number run into a paragraph looks like a citation of the provision that it hides.
        let is_hidden = found.code == Code::CiteNoTarget && found.at.is_some_and(|at| inline.contains(&at));
        !(points_elsewhere || in_unread || in_unnamed || is_hidden)
    });
    in_doubt
}

/// Rules about what one place says of another.
fn points(code: Code) -> bool {
    matches!(
        code,
        Code::RelationAddress
            | Code::ErratumAddress
            | Code::ErratumOriginal
            | Code::CiteNoTarget
            | Code::CiteMarkup
            | Code::CiteVersion
            | Code::AmbiguousName
            | Code::QuoteDiffers
            | Code::QuoteNotFound
            | Code::DeadLink
    )
}

/// Front matter left open is taken for text.
fn follows_front_matter(code: Code) -> bool {
    matches!(code, Code::FileEmpty | Code::NumberGap | Code::NumberStart | Code::NumberDuplicate | Code::VersionClash)
}
