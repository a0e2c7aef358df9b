//! Plain text: encodings, lines, and what a word processor or a scanner left in it.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::{Artifact, Error, Hint, Line, Scan};

/// Reads bytes as lines. UTF-8 and UTF-16 by their marks or their shape, GB18030 where
/// the bytes are that and nothing else.
pub fn scan(file: &str, bytes: &[u8]) -> Result<Scan, Error> {
    let (text, encoding) = decode(file, bytes)?;
    if text.trim().is_empty() {
        return Err(Error::Empty { file: file.to_owned() });
    }
    // A lone CR ended lines on old Macintoshes, and still does in what some programs save.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut scan = Scan { format: format!("纯文本（{}）", encoding.name()), ..Scan::default() };
    let page_numbers = page_numbers(&text);
    for (index, raw) in text.lines().enumerate() {
        let number = index + 1;
        if page_numbers.contains(&number) {
            scan.artifacts.push(Artifact { line: number, text: raw.trim().to_owned() });
            continue;
        }
        let (line, artifacts) = clean(number, raw);
        scan.artifacts.extend(artifacts);
        scan.lines.extend(line);
    }
    scan.text = text;
    Ok(scan)
}

/// Never replaces a byte that cannot be read: that would be a lost character.
pub fn decode(file: &str, bytes: &[u8]) -> Result<(String, &'static Encoding), Error> {
    if bytes.is_empty() {
        return Err(Error::Empty { file: file.to_owned() });
    }
    let encoding = guess(bytes);
    if encoding != UTF_16LE && encoding != UTF_16BE && bytes.contains(&0) {
        return Err(Error::Binary { file: file.to_owned() });
    }
    let (text, _) = encoding.decode_with_bom_removal(bytes);
    let mut unread = text.char_indices().filter(|(_, c)| *c == char::REPLACEMENT_CHARACTER).map(|(at, _)| at);
    if text.contains([super::NOTE_OPEN, super::NOTE_CLOSE]) {
        return Err(Error::Binary { file: file.to_owned() });
    }
    let says_so = || bytes.windows(3).any(|window| window == "\u{fffd}".as_bytes());
    if let Some(first) = unread.next().filter(|_| !says_so()) {
        let (count, line) = (1 + unread.count(), 1 + text[..first].matches('\n').count());
        return Err(Error::Encoding { file: file.to_owned(), encoding: encoding.name(), count, line });
    }
    Ok((text.into_owned(), encoding))
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    if is_nearly_utf8(bytes) {
        return UTF_8;
    }
    if let Some(encoding) = unmarked_utf16(bytes) {
        return encoding;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guessed = detector.guess(Some(b"cn"), chardetng::Utf8Detection::Allow);
    // GBK is a part of GB18030, which also has the rarer characters of names.
    if guessed == encoding_rs::GBK || !GB18030.decode(bytes).2 { GB18030 } else { guessed }
}

/// One bad byte in twenty characters is damage; no other encoding looks so much like it.
fn is_nearly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    bad * 20 <= good
}

/// UTF-16 without a byte order mark shows in its line ends: no text holds U+0A00.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let (little, big) = (pairs.contains(&[b'\n', 0]), pairs.contains(&[0, b'\n']));
    match (rest.is_empty(), little, big) {
        (true, true, false) => Some(UTF_16LE),
        (true, false, true) => Some(UTF_16BE),
        _ => None,
    }
}

/// A line without its artifacts; None where nothing remains.
fn clean(number: usize, raw: &str) -> (Option<Line>, Vec<Artifact>) {
    let mut artifacts = Vec::new();
    let mut push = |text: &str| artifacts.push(Artifact { line: number, text: text.to_owned() });
    let mut hint = Hint::None;
    let mut rest = raw.trim();
    let hashes = rest.len() - rest.trim_start_matches('#').len();
    if (1..=6).contains(&hashes) && rest[hashes..].starts_with([' ', '\u{3000}', '\t']) {
        push(&rest[..hashes]);
        hint = if hashes == 1 { Hint::Title } else { Hint::Heading(hashes as u8) };
        rest = rest[hashes..].trim_start();
    }
    let mut text = String::new();
    while let Some((at, len)) = find_bookmark(rest) {
        let bookmark = &rest[at..at + len];
        push(bookmark);
        if bookmark.contains("_Toc") && hint == Hint::None {
            hint = Hint::Outline;
        }
        text.push_str(&rest[..at]);
        rest = &rest[at + len..];
    }
    text.push_str(rest);
    let text = text.trim();
    if is_page_mark(text) && text == raw.trim() {
        push(text);
        return (None, artifacts);
    }
    let line = (!text.is_empty()).then(|| Line { number, text: text.to_owned(), hint });
    (line, artifacts)
}

/// `[bookmark: _Toc3694]`, as word processors write it when saving as text.
fn find_bookmark(text: &str) -> Option<(usize, usize)> {
    let at = text.find("[bookmark:")?;
    let len = text[at..].find(']')? + 1;
    (len <= 200).then_some((at, len))
}

/// `— 3 —`, `- 3 -`, `第 3 页`, `第 3 页 共 10 页`, `Page 3 of 10`: nothing else is printed so.
pub fn is_page_mark(text: &str) -> bool {
    let squeezed: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let is_number = |text: &str| !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
    let dashed = squeezed.trim_matches(['-', '—', '–', '－', '·']);
    if is_number(dashed) {
        let taken = squeezed.chars().count() - dashed.len();
        return taken >= 2 && !squeezed.starts_with(|c: char| c.is_ascii_digit()) && !squeezed.ends_with(dashed);
    }
    if let Some(rest) = squeezed.strip_prefix('第') {
        let rest = rest.replace('共', "").replace(['，', ',', '/'], "");
        return rest.ends_with('页')
            && rest.len() > '页'.len_utf8()
            && rest.split('页').filter(|part| !part.is_empty()).all(is_number);
    }
    let lower = squeezed.to_lowercase();
    lower.strip_prefix("page").is_some_and(|rest| rest.split("of").all(is_number))
}

/// Lines with a bare number are page numbers where three or more of them count up by one;
/// a single one may be anything, and stays.
fn page_numbers(text: &str) -> Vec<usize> {
    let bare: Vec<(usize, u32)> = text
        .lines()
        .enumerate()
        .filter(|(_, line)| line.trim().len() <= 4)
        .filter_map(|(index, line)| Some((index + 1, line.trim().parse().ok()?)))
        .collect();
    let counts_up = bare.windows(2).all(|pair| pair[1].1 == pair[0].1 + 1);
    if bare.len() >= 3 && counts_up { bare.into_iter().map(|(line, _)| line).collect() } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bookmarks_and_hashes_are_taken_out_and_listed() {
        let scan = scan("a.txt", " [bookmark: _Toc1][bookmark: b]一、何为条款？\n## 甲\n#标签\n".as_bytes()).unwrap();
        let lines: Vec<_> = scan.lines.iter().map(|line| (line.text.as_str(), line.hint.clone())).collect();
        assert_eq!(lines, [("一、何为条款？", Hint::Outline), ("甲", Hint::Heading(2)), ("#标签", Hint::None)]);
        let artifacts: Vec<_> = scan.artifacts.iter().map(|artifact| artifact.text.as_str()).collect();
        assert_eq!(artifacts, ["[bookmark: _Toc1]", "[bookmark: b]", "##"]);
    }

    #[test]
    fn page_numbers_are_told_from_numbers() {
        for text in ["— 3 —", "-12-", "－ 4 －", "第 3 页", "第3页 共10页", "第3页/共10页", "Page 3 of 10"]
        {
            assert!(is_page_mark(text), "{text}");
        }
        for text in ["3", "—3", "2019-2021", "第三页", "第3页的内容", "——", "12345", "page", "第页"] {
            assert!(!is_page_mark(text), "{text}");
        }
        assert_eq!(page_numbers("甲。\n1\n乙。\n2\n丙。\n3\n"), [2, 4, 6]);
        assert!(page_numbers("甲。\n1\n乙。\n7\n丙。\n3\n").is_empty());
    }

    #[test]
    fn one_text_in_five_encodings_is_one_text() {
        let text = "第一条　为了规范议事，制定本规则。\n第二条　会议每月一次，共12次。\n";
        let utf16 = |big: bool, mark: bool| -> Vec<u8> {
            let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
            units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
        };
        let gb = GB18030.encode(text).0.into_owned();
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        let all = [
            text.as_bytes().to_vec(),
            marked,
            utf16(true, true),
            utf16(false, true),
            utf16(false, false),
            utf16(true, false),
            gb,
        ];
        for bytes in all {
            let (decoded, encoding) = decode("a.txt", &bytes).unwrap();
            assert_eq!(decoded, text, "{}", encoding.name());
        }
    }

    #[test]
    fn bytes_that_cannot_be_read_are_refused() {
        assert!(matches!(decode("a.txt", b""), Err(Error::Empty { .. })));
        assert!(matches!(
            decode("a.txt", b"\x89PNG\x00\x00\x01\xff"),
            Err(Error::Binary { .. } | Error::Encoding { .. })
        ));
        assert!(matches!(scan("a.txt", b" \n\n"), Err(Error::Empty { .. })));
    }
}
