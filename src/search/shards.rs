//! The index of a large corpus: many small files, of which a query fetches a few.

use std::collections::{BTreeMap, BTreeSet};

use super::coder::{Numbers, Writer};
use super::postings::{self, BIG, List};
use super::record::{Record, Volume};
use super::sound::Letters;
use super::{inline, terms};

/// What a file of postings is meant to hold, in bytes, where that makes no more files than
/// these: hosts count files.
const FILE: usize = 1280;
const FILES: usize = 6000;
/// Text of one chunk, in bytes, and the most records in it: one long article must not
/// bring others with it. Chunks too grow where there would be more of them.
const CHUNK_BYTES: usize = 4800;
const CHUNK_RECORDS: usize = 32;
const CHUNKS: usize = 6000;
/// How many pairs of letters share a file of neighbours.
const GROUPS: usize = 4;

/// Everything but the text, which is made when it is asked for.
#[derive(Debug, Default)]
pub struct Shards {
    pub count: u32,
    /// Files of postings by number.
    pub postings: Vec<Vec<u8>>,
    /// Where each chunk of text begins, and at last where all end.
    pub chunks: Vec<usize>,
    /// Names that mean a document, in files by hash.
    pub names: Vec<BTreeMap<String, Vec<u32>>>,
    /// Neighbours by the first letters of their sounds, in files by hash.
    pub neighbours: Vec<String>,
    pub directory: Vec<u8>,
}

/// How first units are spread over files.
#[derive(Debug, Default)]
struct Layout {
    /// Files that rare units share.
    buckets: u32,
    /// Units with files of their own: the first of them, and how many.
    heavy: BTreeMap<u16, (u32, u32)>,
    /// Pairs with a file of their own.
    big: BTreeMap<terms::Pair, u32>,
}

impl Layout {
    fn of(lists: &[List]) -> Layout {
        let mut sizes = BTreeMap::<u16, usize>::new();
        let mut layout = Layout::default();
        for list in lists {
            if list.ids.len() > BIG {
                layout.big.insert(list.pair, 0);
            } else {
                // About ten bits a posting, and two bytes a list.
                *sizes.entry((list.pair >> 16) as u16).or_default() += 2 + list.ids.len() * 5 / 4;
            }
        }
        let file = FILE.max(sizes.values().sum::<usize>() / FILES);
        let is_heavy = |size: &usize| *size > file * 3 / 4;
        let light: usize = sizes.values().filter(|size| !is_heavy(size)).sum();
        layout.buckets = light.div_ceil(file).max(1) as u32;
        let mut next = layout.buckets;
        for (unit, size) in sizes.iter().filter(|(_, size)| is_heavy(size)) {
            let files = size.div_ceil(file) as u32;
            layout.heavy.insert(*unit, (next, files));
            next += files;
        }
        for file in layout.big.values_mut() {
            *file = next;
            next += 1;
        }
        layout
    }

    /// The number of the file that holds a pair; the same in `search/shards.js`.
    fn file(&self, pair: terms::Pair) -> usize {
        let (first, second) = ((pair >> 16) as u16, pair & 0xFFFF);
        let file = match (self.big.get(&pair), self.heavy.get(&first)) {
            (Some(file), _) => *file,
            (None, Some((start, files))) => start + spread(second, *files),
            (None, None) => spread(u32::from(first), self.buckets),
        };
        file as usize
    }
}

fn spread(unit: u32, files: u32) -> u32 {
    (unit.wrapping_mul(40_503) >> 4) % files
}

pub fn shard(volumes: &[Volume], records: &[Record]) -> Shards {
    let lists = postings::gather(records);
    let layout = Layout::of(&lists);
    let count = records.len() as u32;
    let mut files: BTreeMap<usize, Vec<&List>> = BTreeMap::new();
    for list in &lists {
        files.entry(layout.file(list.pair)).or_default().push(list);
    }
    let last = files.keys().next_back().map_or(0, |last| last + 1);
    let chunks = cut(records);
    Shards {
        count,
        postings: (0..last).map(|file| postings::encode(files.get(&file).map_or(&[], Vec::as_slice), count)).collect(),
        directory: directory(volumes, &chunks, &layout, count),
        chunks,
        names: names(volumes),
        neighbours: neighbours(&lists, records.len()),
    }
}

/// Each chunk holds a power of two of records, so that the directory tells where it begins
/// in little more than a bit.
fn cut(records: &[Record]) -> Vec<usize> {
    let size = |record: &Record| record.title.len() + record.text.len() + 20;
    let limit = CHUNK_BYTES.max(records.iter().map(size).sum::<usize>() / CHUNKS);
    let mut starts = vec![0];
    let mut start = 0;
    while start < records.len() {
        let fits =
            |count: &usize| records[start..(start + count).min(records.len())].iter().map(size).sum::<usize>() <= limit;
        start += (0..=CHUNK_RECORDS.ilog2()).rev().map(|power| 1 << power).find(fits).unwrap_or(1);
        starts.push(start.min(records.len()));
    }
    starts
}

fn directory(volumes: &[Volume], chunks: &[usize], layout: &Layout, count: u32) -> Vec<u8> {
    let mut wire = Writer::new();
    let mut numbers = Numbers::new();
    let mut put = |kind: usize, value: u32| {
        numbers.code(&mut wire, kind, value);
    };
    put(0, count);
    put(0, volumes.len() as u32);
    for volume in volumes {
        put(1, volume.count);
        put(2, "abq".find(volume.kind).unwrap_or(0) as u32);
    }
    put(0, chunks.len() as u32 - 1);
    chunks.windows(2).for_each(|ends| put(3, (ends[1] - ends[0]).next_power_of_two().ilog2()));
    put(0, layout.buckets);
    put(0, layout.heavy.len() as u32);
    let mut before = 0;
    for (unit, (_, files)) in &layout.heavy {
        put(4, u32::from(*unit) - before);
        put(5, *files);
        before = u32::from(*unit);
    }
    put(0, layout.big.len() as u32);
    let mut before = 0;
    for pair in layout.big.keys() {
        let first = pair >> 16;
        put(6, first - before);
        put(7, pair & 0xFFFF);
        before = first;
    }
    wire.finish()
}

/// One file up to 200 documents, so that a part of a name can be looked for too.
fn names(volumes: &[Volume]) -> Vec<BTreeMap<String, Vec<u32>>> {
    let count = if volumes.len() <= 200 { 1 } else { volumes.len().div_ceil(100) };
    let mut out = vec![BTreeMap::<String, Vec<u32>>::new(); count];
    for (index, volume) in volumes.iter().enumerate() {
        for name in &volume.names {
            let docs = out[name_file(name, count)].entry(name.clone()).or_default();
            if docs.last() != Some(&(index as u32)) {
                docs.push(index as u32);
            }
        }
    }
    out
}

fn name_file(name: &str, files: usize) -> usize {
    let hash = name.encode_utf16().fold(7u32, |hash, unit| (hash * 31 + u32::from(unit)) % 65_521);
    hash as usize % files
}

/// For the first letters of two sounds, who follows whom, behind a capital letter that
/// tells how many records hold it: `zr 职D责A任`, eight times and once. A large corpus
/// leaves out what stands there once or twice. The same in `search/inline.js`.
fn neighbours(lists: &[List], records: usize) -> Vec<String> {
    let least = if records > 5000 { 3 } else { 1 };
    let letters = Letters::new();
    let mut groups = BTreeMap::<(char, char), BTreeMap<char, Vec<(u32, char)>>>::new();
    for list in lists.iter().filter(|list| list.ids.len() >= least) {
        let chars = (char::from_u32(list.pair >> 16), char::from_u32(list.pair & 0xFFFF));
        let (Some(first), Some(second)) = chars else { continue };
        if second == ' ' || matches!(first, '#' | '-') {
            continue;
        }
        for (from, to) in
            letters.of(first).into_iter().flat_map(|from| letters.of(second).into_iter().map(move |to| (from, to)))
        {
            groups.entry((from, to)).or_default().entry(first).or_default().push((list.ids.len().ilog2(), second));
        }
    }
    let mut files = vec![String::new(); groups.len().div_ceil(GROUPS).clamp(1, 256)];
    let count = files.len();
    for ((from, to), by_char) in groups {
        let out = &mut files[letters_file(from, to, count)];
        out.extend([from, to]);
        for (first, mut after) in by_char {
            out.extend([' ', first]);
            after.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
            for tier in after.chunk_by(|a, b| a.0 == b.0) {
                out.push(char::from(b'A' + tier[0].0.min(25) as u8));
                out.extend(tier.iter().map(|(_, second)| second));
            }
        }
        out.push('\n');
    }
    files
}

fn letters_file(first: char, second: char, files: usize) -> usize {
    (first as usize * 31 + second as usize) % files
}

/// The script of one chunk: its documents, and its records as a stream.
pub fn chunk_script(shards: &Shards, volumes: &[Volume], records: &[Record], chunk: usize) -> String {
    let range = shards.chunks[chunk]..shards.chunks[chunk + 1];
    let records = &records[range];
    let docs: BTreeSet<u32> = records.iter().map(|record| record.volume).collect();
    let described: Vec<serde_json::Value> = docs
        .iter()
        .map(|doc| {
            let volume = &volumes[*doc as usize];
            let count = records.iter().filter(|record| record.volume == *doc).count();
            serde_json::json!([doc, volume.id, volume.folder, volume.short, volume.form, count])
        })
        .collect();
    let stream = inline::stream(volumes, records);
    script(&format!("t{chunk}"), &serde_json::json!([described, stream]))
}

pub fn script(name: &str, data: &serde_json::Value) -> String {
    format!("gangmu.part(\"{name}\",{});\n", super::safe(&data.to_string()))
}
