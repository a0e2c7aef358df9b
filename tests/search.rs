//! What the index holds, whatever the text: every pair of every record, and nothing lost.
#![allow(clippy::disallowed_methods, reason = "tests read files")]

use std::collections::BTreeSet;

use gangmu::search::record::{Record, Volume};
use gangmu::search::{inline, postings, shards, terms};
use proptest::prelude::{Strategy, prop, proptest};

#[test]
fn text_is_folded_as_the_shared_examples_say() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/search/fold.json");
    let examples: Vec<(String, String)> = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    for (text, folded) in examples {
        assert_eq!(String::from_utf16(&terms::fold(&text)).unwrap(), folded, "{text}");
    }
}

/// Records of few characters, so that pairs repeat, with all that a text may hold.
fn records() -> impl Strategy<Value = Vec<Record>> {
    let text = "[甲乙丙丁戊产业工人第十条，。、 \n“”a1<&\u{1}-\u{6}]{0,40}";
    let record = (text, text, prop::collection::vec("[甲乙丙，]{1,6}", 0..2));
    prop::collection::vec(record, 1..30).prop_map(|texts| {
        let made = texts.into_iter().enumerate().map(|(index, (title, text, printed))| Record {
            local: (index + 1).to_string(),
            label: format!("第{}条", index + 1),
            title,
            text,
            printed,
            ..Record::default()
        });
        made.collect()
    })
}

fn volumes(records: &[Record]) -> Vec<Volume> {
    let names = vec!["甲乙法".to_owned()];
    vec![Volume {
        id: "a".to_owned(),
        short: "《甲乙法》".to_owned(),
        names,
        kind: 'a',
        form: "第#条".to_owned(),
        count: records.len() as u32,
        ..Volume::default()
    }]
}

/// Every two neighbours of the folded text, found by looking.
fn naive(records: &[Record], pair: u32) -> Vec<u32> {
    let wanted = [(pair >> 16) as u16, pair as u16];
    let holds = |record: &Record| terms::fold(&record.whole()).windows(2).any(|two| two == wanted);
    records.iter().enumerate().filter(|(_, record)| holds(record)).map(|(id, _)| id as u32).collect()
}

proptest! {
    #[test]
    fn every_record_is_found_by_every_two_characters_of_its_text(records in records()) {
        let shards = shards::shard(&volumes(&records), &records);
        let mut found: Vec<postings::List> = Vec::new();
        for file in &shards.postings {
            found.extend(postings::decode(file, shards.count).expect("what was written can be read"));
        }
        let pairs: BTreeSet<u32> = records.iter().flat_map(|record| terms::pairs(&terms::fold(&record.whole())).collect::<Vec<_>>()).collect();
        for pair in pairs {
            let lists: Vec<_> = found.iter().filter(|list| list.pair == pair).collect();
            assert_eq!(lists.len(), 1, "one list a pair");
            assert_eq!(lists[0].ids, naive(&records, pair));
        }
    }

    #[test]
    fn the_text_in_one_script_is_the_text(records in records()) {
        let stream = inline::stream(&volumes(&records), &records);
        assert_eq!(inline::decode(&inline::encode(&stream)).as_deref(), Some(stream.as_str()));
        assert_eq!(stream.matches('\u{4}').count(), records.len());
    }

    #[test]
    fn no_bytes_make_the_readers_panic(bytes in prop::collection::vec(0u8.., 0..200)) {
        inline::decode(&bytes);
        postings::decode(&bytes, 1000);
    }
}

#[test]
fn two_indexes_of_one_corpus_are_the_same_bytes() {
    let record =
        |local: &str, text: &str| Record { local: local.to_owned(), text: text.to_owned(), ..Record::default() };
    let records = [record("1", "甲乙丙丁"), record("2", "丙丁戊己")];
    let one = shards::shard(&volumes(&records), &records);
    let other = shards::shard(&volumes(&records), &records);
    assert_eq!(one.postings, other.postings);
    assert_eq!(one.directory, other.directory);
}
