//! Which records hold which pairs, gathered and written as integers.

use super::coder::{Numbers, Reader, Wire, Writer};
use super::record::Record;
use super::terms::{self, Pair};

/// Records that hold one pair, rising, each with how much it says about it: 0 to 3.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct List {
    pub pair: Pair,
    pub ids: Vec<u32>,
    pub levels: Vec<u8>,
}

/// Lists longer than this stand in files of their own, and a phrase does without them if it can.
pub const BIG: usize = 2000;

/// All lists by pair.
pub fn gather(records: &[Record]) -> Vec<List> {
    // One number a posting, so that sorting millions of them takes no memory beside them.
    let mut postings: Vec<u64> = Vec::new();
    let mut pairs: Vec<Pair> = Vec::new();
    for (id, record) in records.iter().enumerate() {
        let folded = terms::fold(&record.whole());
        let mut title: Vec<Pair> = terms::pairs(&terms::fold(&record.title)).collect();
        title.sort_unstable();
        pairs.clear();
        pairs.extend(terms::pairs(&folded));
        pairs.sort_unstable();
        for same in pairs.chunk_by(|a, b| a == b) {
            let level = level(record, same.len(), title.binary_search(&same[0]).is_ok(), folded.len());
            postings.push(u64::from(same[0]) << 32 | (id as u64) << 2 | u64::from(level));
        }
        for pair in record.number_keys().iter().filter_map(|key| number_pair(key)) {
            postings.push(u64::from(pair) << 32 | (id as u64) << 2);
        }
    }
    postings.sort_unstable();
    let same_pair = |a: &u64, b: &u64| a >> 32 == b >> 32;
    let list = |run: &[u64]| List {
        pair: (run[0] >> 32) as Pair,
        ids: run.iter().map(|posting| (*posting as u32) >> 2).collect(),
        levels: run.iter().map(|posting| (*posting & 3) as u8).collect(),
    };
    postings.chunk_by(same_pair).map(list).collect()
}

/// 3 in the title; else by how often for its length. The same in `search/inline.js`.
fn level(record: &Record, count: usize, in_title: bool, size: usize) -> u8 {
    let weight = count * 400;
    match () {
        () if record.is_bare() => 0,
        () if in_title => 3,
        () if weight < size + 200 => 0,
        () if weight < 2 * (size + 200) => 1,
        () => 2,
    }
}

/// A number's term as a pair that no text can hold: `#16`, `#章3`, `#120-1`.
pub fn number_pair(key: &str) -> Option<Pair> {
    let rest = key.strip_prefix('#')?;
    let form = ['(', '部', '编', '章', '节'].iter().position(|form| rest.starts_with(*form));
    let digits = rest.trim_start_matches(|c: char| !c.is_ascii_digit());
    let (main, inserted) = digits.split_once('-').unwrap_or((digits, "0"));
    let (main, inserted) = (main.parse::<u32>().ok()?, inserted.parse::<u32>().ok()?);
    if main >= 8000 || inserted > 7 {
        return None;
    }
    if inserted > 0 {
        return Some(u32::from(b'-') << 16 | (main * 8 + inserted));
    }
    Some(u32::from(b'#') << 16 | (form.map_or(0, |form| form as u32 + 1) * 8000 + main))
}

/// Lists of one file, one after the other, by pair. `count` is that of all records.
pub fn encode(lists: &[&List], count: u32) -> Vec<u8> {
    let mut wire = Writer::new();
    let mut numbers = Numbers::new();
    numbers.code(&mut wire, 0, lists.len() as u32);
    let mut before = 0;
    for list in lists {
        code_pair(&mut wire, &mut numbers, &mut before, list.pair);
        let kind = gap_kind(numbers.code(&mut wire, 3, list.ids.len() as u32), count);
        let mut next = 0;
        for (id, level) in list.ids.iter().zip(&list.levels) {
            numbers.code(&mut wire, kind, id - next);
            numbers.code(&mut wire, 4, u32::from(*level));
            next = id + 1;
        }
    }
    wire.finish()
}

/// None where the bytes are not what [`encode`] makes.
pub fn decode(bytes: &[u8], count: u32) -> Option<Vec<List>> {
    let mut wire = Reader::new(bytes);
    let mut numbers = Numbers::new();
    let lists = numbers.code(&mut wire, 0, 0);
    let mut before = 0;
    let mut out = Vec::new();
    for _ in 0..lists.min(1 << 20) {
        code_pair(&mut wire, &mut numbers, &mut before, 0);
        let length = numbers.code(&mut wire, 3, 0);
        if length > count {
            return None;
        }
        let kind = gap_kind(length, count);
        let mut list = List { pair: before, ..List::default() };
        let mut next = 0u32;
        for _ in 0..length {
            let id = next.checked_add(numbers.code(&mut wire, kind, 0)).filter(|id| *id < count)?;
            list.ids.push(id);
            list.levels.push(numbers.code(&mut wire, 4, 0).min(3) as u8);
            next = id + 1;
        }
        out.push(list);
    }
    Some(out)
}

/// The step from the pair before: to the same first unit, or to another.
fn code_pair(wire: &mut impl Wire, numbers: &mut Numbers, before: &mut Pair, pair: Pair) {
    let first =
        (*before >> 16).saturating_add(numbers.code(wire, 1, (pair >> 16).wrapping_sub(*before >> 16) & 0xFFFF));
    let base = if first == *before >> 16 { *before & 0xFFFF } else { 0 };
    let second = base.saturating_add(numbers.code(wire, 2, (pair & 0xFFFF).wrapping_sub(base) & 0xFFFF));
    *before = (first & 0xFFFF) << 16 | second & 0xFFFF;
}

/// Gaps of lists of like density are like each other.
fn gap_kind(length: u32, count: u32) -> usize {
    8 + (count / length.max(1)).max(1).ilog2() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_back_as_they_were() {
        let list =
            |pair, ids: &[u32]| List { pair, ids: ids.to_vec(), levels: ids.iter().map(|id| (id % 4) as u8).collect() };
        let lists = [list(0x4E00_4E01, &[0, 1, 2, 900]), list(0x4E00_4E02, &[7]), list(0x4E01_0020, &[3, 999])];
        let bytes = encode(&lists.iter().collect::<Vec<_>>(), 1000);
        assert_eq!(decode(&bytes, 1000).unwrap(), lists);
        for index in 0..bytes.len() {
            let mut bad = bytes.clone();
            bad[index] ^= 0x3C;
            decode(&bad, 1000);
        }
    }

    #[test]
    fn numbers_have_terms_of_their_own() {
        assert_eq!(number_pair("#16"), Some(0x0023_0010));
        assert_eq!(number_pair("#章3"), Some(0x0023_0000 + 4 * 8000 + 3));
        assert_eq!(number_pair("#120-1"), Some(0x002D_0000 + 961));
        assert_eq!(number_pair("#9000"), None);
    }
}
