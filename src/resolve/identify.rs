//! Which id each text has, which texts are versions of one work, and in which order they stand.

use std::collections::BTreeMap;

use pinyin::ToPinyin;

use crate::model::address::DocId;
use crate::model::config::Config;
use crate::model::corpus::Work;
use crate::model::diag::{Code, Diagnostic};
use crate::model::document::Document;
use crate::model::source::Span;

/// Longest id made from a title.
const INITIALS: usize = 40;

/// Gives ids to documents that name none, groups versions, and sorts: first as the
/// configuration says, then by date and id. The id without a date is the newest text's.
pub fn identify(
    mut documents: Vec<Document>,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Vec<Document>, Vec<Work>) {
    give_ids(&mut documents);
    report_clashes(&mut documents, diagnostics);
    documents.sort_by_cached_key(|document| {
        let listed = config.documents.iter().position(|id| id == document.id.as_str());
        (listed.unwrap_or(usize::MAX), document.meta.date, document.id.clone())
    });
    let mut by_title: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for (index, document) in documents.iter().enumerate() {
        by_title.entry(&document.meta.title).or_default().push(index as u32);
    }
    let mut works: Vec<Work> = by_title
        .into_iter()
        .map(|(title, mut versions)| {
            versions.sort_by_key(|doc| documents[*doc as usize].meta.date);
            let current = *versions.last().expect("a title has at least the text it was read from");
            Work { title: title.to_owned(), versions, current }
        })
        .collect();
    works.sort_by_key(|work| work.current);
    (documents, works)
}

fn give_ids(documents: &mut [Document]) {
    let mut titles: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, document) in documents.iter().enumerate() {
        if document.meta.id.is_none() {
            titles.entry(document.meta.title.clone()).or_default().push(index);
        }
    }
    let mut bases: BTreeMap<String, u32> =
        documents.iter().filter_map(|d| d.meta.id.as_ref()).map(|id| (id.to_string(), 1)).collect();
    for title in titles.keys() {
        *bases.entry(initials(title)).or_insert(0) += 1;
    }
    for (title, mut members) in titles {
        let mut base = initials(&title);
        if bases[&base] > 1 {
            base = format!("{base}-{:06x}", hash(&title) & 0xff_ffff);
        }
        members.sort_by_key(|index| documents[*index].meta.date);
        let newest = members.pop();
        for index in members {
            let date = documents[index].meta.date.unwrap_or_default();
            let dated = format!("{base}-{:04}{:02}{:02}", date.year, date.month, date.day);
            documents[index].id = DocId::new(&dated).expect("initials and a date make an id");
        }
        if let Some(index) = newest {
            documents[index].id = DocId::new(&base).expect("initials make an id");
        }
    }
}

/// 中华人民共和国刑法 is zhrmghgxf. Characters without pinyin are left out.
pub fn initials(title: &str) -> String {
    let mut out = String::new();
    for c in title.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if let Some(initial) = c.to_pinyin().and_then(|sound| sound.plain().chars().next()) {
            // ê and the like are not file names.
            out.push(if initial.is_ascii() { initial } else { 'e' });
        }
        if out.len() >= INITIALS {
            break;
        }
    }
    let starts = out.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
    if starts && DocId::new(&out).is_some() { out } else { format!("d{out}") }
}

/// FNV-1a: small, and the same on every machine.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn report_clashes(documents: &mut Vec<Document>, diagnostics: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    documents.sort_by_key(|document| document.files.first().copied());
    documents.retain(|document| {
        let at = document.meta.span.unwrap_or(Span::new(document.files[0], 0, 0));
        if let Some(title) = seen.get(document.id.as_str()) {
            diagnostics.push(
                Diagnostic::new(Code::DuplicateId, at, format!("the id {} is taken by “{title}”", document.id))
                    .help("give one of the two another id in its front matter"),
            );
            return false;
        }
        seen.insert(document.id.to_string(), document.meta.title.clone());
        true
    });
    for document in documents.iter() {
        let id = document.id.as_str();
        let owner = id.match_indices('-').map(|(at, _)| (&id[..at], &id[at + 1..])).find(|(owner, rest)| {
            seen.contains_key(*owner)
                && documents
                    .iter()
                    .any(|d| d.id.as_str() == *owner && d.units.iter().any(|unit| unit.local.as_str() == *rest))
        });
        if let Some((owner, rest)) = owner {
            let at = document.meta.span.unwrap_or(Span::new(document.files[0], 0, 0));
            diagnostics.push(
                Diagnostic::new(Code::DocumentId, at, format!("the id {id} is also the page of {rest} in {owner}"))
                    .help("give this document another id in its front matter"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_the_initials_of_the_title() {
        assert_eq!(initials("中华人民共和国刑法"), "zhrmghgxf");
        assert_eq!(initials("12345"), "d12345");
        assert_eq!(initials("con"), "dcon");
    }
}
