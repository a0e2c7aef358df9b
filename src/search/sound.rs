//! How characters sound and what they look like in traditional script, for one corpus.
//!
//! A browser can decode GB 2312, whose 3,755 common characters stand in the order of their
//! sound. So only the sizes of the groups are sent, and what departs from them.

use std::collections::{BTreeMap, BTreeSet};

use pinyin::ToPinyin;

/// The common characters of GB 2312 in its order, grouped by sound.
const SYLLABLES: &str = include_str!("syllables.txt");
/// Further sounds of common characters, tones aside.
const POLYPHONES: &str = include_str!("polyphones.txt");
/// A simplified character and its traditional forms on each line; after the tables of the
/// OpenCC project (Apache-2.0), without what Big5 does not have.
const TRADITIONAL: &str = include_str!("traditional.txt");

/// What follows the first consonant of a sound, in alphabetical order.
const FINALS: &str =
    "a ai an ang ao e ei en eng er i ia ian iang iao ie in ing iong iu o ong ou u ua uai uan uang ue ui un uo";
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// How many characters have each sound: the consonants in order, each with pairs of a
/// final and a count, as digits of base 62: `b-0I18…`.
pub fn syllable_sizes() -> String {
    let mut out = String::new();
    let mut before = None;
    for (sound, chars) in lines(SYLLABLES) {
        let (initial, last) = sound.split_at(sound.find(['a', 'e', 'i', 'o', 'u']).unwrap_or(0));
        if before != Some(initial) {
            out.push_str(if out.is_empty() { "" } else { " " });
            out.push_str(initial);
            out.push('-');
            before = Some(initial);
        }
        let place = FINALS.split(' ').position(|other| other == last).expect("every sound has a final");
        out.extend([place, chars.chars().count()].map(|digit| char::from(DIGITS[digit])));
    }
    format!("{FINALS}/{out}")
}

/// `hang行 chong重`: sounds of these characters that the groups do not give.
pub fn other_sounds(alphabet: &BTreeSet<char>) -> String {
    let mut known = BTreeMap::<char, BTreeSet<String>>::new();
    for (sound, chars) in lines(SYLLABLES) {
        for c in chars.chars() {
            known.entry(c).or_default().insert(sound.to_owned());
        }
    }
    let mut others = BTreeMap::<String, String>::new();
    let mut add = |c: char, sound: &str| {
        if known.entry(c).or_default().insert(sound.to_owned()) {
            others.entry(sound.to_owned()).or_default().push(c);
        }
    };
    for c in alphabet {
        if let Some(sound) = c.to_pinyin() {
            add(*c, &sound.plain().replace('ü', "u"));
        }
    }
    for (sound, chars) in lines(POLYPHONES) {
        chars.chars().filter(|c| alphabet.contains(c)).for_each(|c| add(c, sound));
    }
    others.into_iter().map(|(sound, chars)| format!("{sound}{chars}")).collect::<Vec<_>>().join(" ")
}

/// The first letters of a character's sounds, in the order of the reader's table; an ASCII
/// character stands for itself, what has no sound for `_`.
pub struct Letters {
    common: BTreeMap<char, char>,
    further: BTreeMap<char, BTreeSet<&'static str>>,
}

impl Letters {
    pub fn new() -> Letters {
        let mut letters = Letters { common: BTreeMap::new(), further: BTreeMap::new() };
        for (sound, chars) in lines(SYLLABLES) {
            for c in chars.chars() {
                letters.common.entry(c).or_insert(sound.chars().next().unwrap_or('_'));
            }
        }
        for (sound, chars) in lines(POLYPHONES) {
            chars.chars().for_each(|c| {
                letters.further.entry(c).or_default().insert(sound);
            });
        }
        letters
    }

    /// At least one.
    pub fn of(&self, c: char) -> Vec<char> {
        let mut further = self.further.get(&c).cloned().unwrap_or_default();
        further.extend(c.to_pinyin().map(|sound| sound.plain()));
        let mut out: Vec<char> = self.common.get(&c).copied().into_iter().collect();
        for letter in further.iter().filter_map(|sound| sound.chars().next()) {
            if !out.contains(&letter) {
                out.push(letter);
            }
        }
        if out.is_empty() {
            out.push(if c.is_ascii() { c } else { '_' });
        }
        out
    }
}

/// Traditional forms next to the character of this corpus that each stands for: `萬万與与`.
pub fn traditional_pairs(alphabet: &BTreeSet<char>) -> String {
    let mut out = String::new();
    for line in TRADITIONAL.lines() {
        let mut chars = line.chars();
        let Some(simple) = chars.next().filter(|simple| alphabet.contains(simple)) else { continue };
        for form in chars.filter(|form| !alphabet.contains(form)) {
            out.extend([form, simple]);
        }
    }
    out
}

fn lines(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table.lines().filter_map(|line| line.split_once(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alphabet(text: &str) -> BTreeSet<char> {
        text.chars().collect()
    }

    #[test]
    fn only_sounds_that_the_common_order_lacks_are_sent() {
        assert_eq!(other_sounds(&alphabet("工匠")), "");
        assert_eq!(other_sounds(&alphabet("行重")), "chong重 hang行");
    }

    #[test]
    fn traditional_forms_are_limited_to_the_corpus() {
        assert_eq!(traditional_pairs(&alphabet("业工")), "業业");
    }

    #[test]
    fn the_groups_are_the_whole_first_level_of_the_standard() {
        assert_eq!(lines(SYLLABLES).map(|(_, chars)| chars.chars().count()).sum::<usize>(), 3755);
    }
}
