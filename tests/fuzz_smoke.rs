//! A few thousand damaged inputs for every reader, the same on every run.
//!
//! The long search is `cargo +nightly fuzz run TARGET`; `GANGMU_FUZZ=100000` makes this one longer.
#![allow(clippy::disallowed_methods, reason = "tests read the corpus")]

#[path = "../fuzz/properties.rs"]
mod properties;

use std::fs;
use std::panic;
use std::path::Path;

use properties::PROPERTIES;

const WORDS: &[&str] = &[
    "第",
    "一",
    "条",
    "十",
    "百",
    "零",
    "〇",
    "之一",
    "款",
    "项",
    "（",
    "）",
    "(",
    ")",
    "《",
    "》",
    "“",
    "”",
    "前款",
    "本法",
    "至",
    "、",
    "和",
    "第三条",
    "第二款",
    "[[",
    "]]",
    "#",
    "## ",
    "- ",
    "> ",
    "|",
    "|-|",
    "\n",
    "\n\n",
    "\r\n",
    "+++",
    "```",
    "<!--",
    "-->",
    "<b>",
    "&amp;",
    "*",
    "**",
    "_",
    "`",
    "[",
    "](",
    "]: ",
    "[^1]",
    "[^1]: ",
    "\\",
    "\t",
    "　",
    " ",
    "=",
    "\"",
    "'",
    "{",
    "}",
    "[[erratum]]\n",
    "at = ",
    "a#1",
    "a#1.1",
    "99999999999",
    "0",
    "-",
    ".",
    "id = ",
    "\u{0}",
    "\u{202e}",
    "\u{feff}",
    "é",
    "𠀀",
    "① ",
    "1.",
    "一是",
    "cite:",
    "nolink:",
    "以下简称",
    "规定：",
    "修改为：“",
    "中发〔2017〕14号",
    "2018年1月1日",
    "INFO END",
    "{#a}",
    "primary",
    "<html><p>",
    "<td>",
];

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides.max(1) as u64) as usize
    }
}

#[test]
fn no_damaged_input_breaks_a_reader() {
    let only = std::env::var("GANGMU_TARGET").unwrap_or_default();
    let rounds = std::env::var("GANGMU_FUZZ").ok().and_then(|said| said.parse().ok()).unwrap_or(100);
    let mut broken = Vec::new();
    for (name, holds) in PROPERTIES.iter().filter(|(name, _)| only.is_empty() || *name == only) {
        // Pages are made anew for each input: a tenth of the others' rounds.
        let rounds = if *name == "site" { rounds / 10 } else { rounds };
        let seeds = seeds(name);
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
        let inputs = seeds.iter().cloned().chain((0..rounds).map(|_| damaged(&seeds, &mut dice)));
        for input in inputs.collect::<Vec<_>>() {
            if panic::catch_unwind(|| holds(&input)).is_err() {
                broken.push(format!("{name}: {:?}", String::from_utf8_lossy(&input)));
                break;
            }
        }
    }
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

fn seeds(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut paths: Vec<_> = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut seeds: Vec<Vec<u8>> = paths.iter().map(|path| fs::read(path).unwrap()).collect();
    seeds.push(Vec::new());
    seeds
}

fn damaged(seeds: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seeds[dice.roll(seeds.len())].clone();
    for _ in 0..1 + dice.roll(12) {
        let at = dice.roll(bytes.len() + 1);
        let end = at + dice.roll((bytes.len() - at).min(40) + 1);
        match dice.roll(7) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let piece = bytes[at..end].to_vec();
                let to = dice.roll(bytes.len() + 1);
                bytes.splice(to..to, piece);
            }
            2 => {
                let other = &seeds[dice.roll(seeds.len())];
                let from = dice.roll(other.len() + 1);
                bytes.splice(at..end, other[from..].iter().copied().take(60));
            }
            3 if at < bytes.len() => bytes[at] = dice.roll(256) as u8,
            4 => {
                let word = WORDS[dice.roll(WORDS.len())].repeat(1 + dice.roll(8));
                bytes.splice(at..at, word.into_bytes());
            }
            _ => {
                bytes.splice(at..at, WORDS[dice.roll(WORDS.len())].bytes());
            }
        }
    }
    bytes.truncate(4000);
    bytes
}
