//! A list of contents: every line of it stands again below, as the heading it names.

use super::report::Report;
use super::{Artifact, Line, Scan};

/// Takes a list of contents out of the text and lists it among the artifacts: read as text
/// it would be a second row of headings.
pub fn take_out(scan: &mut Scan, report: &mut Report) {
    let keys: Vec<String> = scan.lines.iter().map(|line| squeeze(&line.text)).collect();
    let Some(head) = keys.iter().position(|key| matches!(key.as_str(), "目录" | "目次")) else { return };
    let names = |line: &Line| squeeze(without_page(&line.text));
    let stands_below = |index: usize| {
        let key = names(&scan.lines[index]);
        key.chars().count() >= 2 && keys[index + 1..].iter().any(|later| later.starts_with(&key))
    };
    let mut end = head + 1;
    while end < scan.lines.len() && stands_below(end) {
        end += 1;
    }
    // What follows the list begins it again: its first name must not be taken with it.
    let first = scan.lines.get(head + 1).map(names).unwrap_or_default();
    let again = (head + 2..end).find(|index| keys[*index].starts_with(&first));
    let end = again.unwrap_or(end);
    let whole =
        |line: &Line| scan.text.lines().nth(line.number.wrapping_sub(1)).is_some_and(|raw| raw.trim() == line.text);
    if end < head + 3 || !scan.lines[head..end].iter().all(whole) {
        return;
    }
    let taken = scan.lines.drain(head..end).map(|line| Artifact { line: line.number, text: line.text });
    let taken: Vec<Artifact> = taken.collect();
    report.doubt(taken[0].line, format!("a list of contents of {} lines is taken out", taken.len() - 1));
    scan.artifacts.extend(taken);
    scan.artifacts.sort_by_key(|artifact| artifact.line);
}

fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// `第一章 总则……12` without its leader and page.
fn without_page(text: &str) -> &str {
    let bare = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let ends = |c: char| c.is_whitespace() || "….·．-—_".contains(c);
    if bare.ends_with(ends) { bare.trim_end_matches(ends) } else { text }
}
