//! Search in a real browser: what is found, in both kinds of index, and what a reader sees.
#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

#[path = "../browser/reader.rs"]
#[allow(dead_code, reason = "another test uses the rest")]
mod reader;
#[path = "../browser/site.rs"]
#[allow(dead_code, reason = "another test uses the rest")]
mod site;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use gangmu::model::site::Site;
use gangmu::pipeline;
use gangmu::search::record::{self, Record, Volume};
use gangmu::search::{Index, Scripts, inline_files, lean, sharded_files, terms};
use reader::{DESK, PHONE, Reader, read};
use site::{Host, SITE};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The five documents with each kind of index, each behind a bare page.
static BOTH: LazyLock<(PathBuf, Vec<Volume>, Vec<Record>)> = LazyLock::new(|| {
    let options = pipeline::Options { root: ROOT.into(), ..pipeline::Options::default() };
    let loaded = pipeline::load(&options, &mut |_| {}).unwrap();
    let (volumes, records) = record::collect(&loaded.corpus);
    let folder = std::env::temp_dir().join(format!("gangmu-search-{}", std::process::id()));
    for kind in ["inline", "shards"] {
        let script = |name: &str| fs::read_to_string(format!("{ROOT}/themes/default/search/{name}.js")).unwrap();
        let scripts =
            Scripts { engine: script("engine"), guess: script("guess"), source: script(kind), page: script("page") };
        let index = Index { volumes: volumes.clone(), records: records.clone(), synonyms: Vec::new(), scripts };
        let mut site = Site::default();
        let path = if kind == "inline" { inline_files(index, &mut site) } else { sharded_files(index, &mut site) };
        for (name, output) in site.iter() {
            put(&folder.join(kind).join(name), &(output.make)().unwrap());
        }
        let tags: String = path.split(' ').map(|path| format!("<script src=\"{path}\"></script>")).collect();
        let page = format!("<!doctype html><meta charset=utf-8><div id=search><form><input name=q></form></div>{tags}");
        put(&folder.join(kind).join("page.html"), page.as_bytes());
    }
    (folder, volumes, records)
});

fn put(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

fn page(kind: &str) -> String {
    format!("file://{}", BOTH.0.join(kind).join("page.html").display())
}

/// A query of `queries.tsv` or `held_out.tsv` and how good each page is as its answer.
struct Query {
    kind: String,
    typed: String,
    grades: BTreeMap<String, u32>,
}

fn queries() -> Vec<Query> {
    let read = |name| fs::read_to_string(format!("{ROOT}/tests/search/{name}.tsv")).unwrap();
    let files = read("queries") + &read("held_out");
    let lines = files.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(query).collect()
}

fn query(line: &str) -> Query {
    let mut fields = line.split('\t').map(str::to_owned);
    let (kind, typed, wanted) = (fields.next().unwrap(), fields.next().unwrap(), fields.next().unwrap());
    let (_, volumes, records) = &*BOTH;
    let mut grades = BTreeMap::new();
    if let Some(words) = wanted.strip_prefix('=') {
        let fold = |text: &str| String::from_utf16(&terms::fold(text)).unwrap();
        let words: Vec<String> = words.split('&').map(|word| fold(word).trim().to_owned()).collect();
        for record in records.iter().filter(|record| !record.is_bare()) {
            let (title, text) = (fold(&record.title), fold(&format!("{}\n{}", record.title, record.text)));
            let counts: Vec<usize> = words.iter().map(|word| text.matches(word.as_str()).count()).collect();
            if counts.iter().all(|count| *count > 0) {
                let in_title = words.iter().any(|word| title.contains(word.as_str()));
                let grade = if in_title { 3 } else { 1 + u32::from(counts.iter().any(|count| *count > 1)) };
                grades.insert(url(&volumes[record.volume as usize], record), grade);
            }
        }
        return Query { kind, typed, grades };
    }
    for answer in wanted.split(' ') {
        let (place, grade) = answer.rsplit_once(':').unwrap();
        let (short, local) = place.split_once('-').unwrap();
        let ids = [
            ("p", "plan-2017"),
            ("j", "jiangsu-2018"),
            ("c", "conference-2019"),
            ("q", "qa-2022"),
            ("o", "opinion-2024"),
        ];
        let id = ids.iter().find(|(letter, _)| *letter == short).unwrap().1;
        let volume = volumes.iter().position(|volume| volume.id == id).unwrap();
        let record = records.iter().find(|record| record.volume as usize == volume && record.local == local);
        let record = record.unwrap_or_else(|| panic!("{place} is not a place"));
        grades.insert(url(&volumes[volume], record), grade.parse().unwrap());
    }
    Query { kind, typed, grades }
}

fn url(volume: &Volume, record: &Record) -> String {
    let (folder, id, local) = (&volume.folder, &volume.id, &record.local);
    match record.part {
        None => format!("{folder}{id}-{local}.html"),
        Some(1) => format!("{folder}{id}.html#{local}"),
        Some(part) => format!("{folder}{id}-part{part}.html#{local}"),
    }
}

/// The pages found for each query, in order.
async fn answers(reader: &Reader, queries: &[Query], options: &str) -> Vec<Vec<String>> {
    let typed: Vec<&str> = queries.iter().map(|query| query.typed.as_str()).collect();
    let script = format!(
        "(async () => {{ const out = []; for (const q of {}) out.push((await gangmu.search(q, {options})).map(row => row.url)); return JSON.stringify(out); }})()",
        serde_json::json!(typed)
    );
    let said: String = reader.page.evaluate(script).await.unwrap().into_value().unwrap();
    serde_json::from_str(&said).unwrap()
}

fn ndcg(found: &[String], grades: &BTreeMap<String, u32>) -> f64 {
    let gain = |grades: &mut dyn Iterator<Item = u32>| {
        grades
            .take(10)
            .enumerate()
            .map(|(rank, grade)| (f64::from(1 << grade) - 1.0) / (rank as f64 + 2.0).log2())
            .sum::<f64>()
    };
    let mut best: Vec<u32> = grades.values().copied().collect();
    best.sort_unstable_by(|a, b| b.cmp(a));
    let ideal = gain(&mut best.into_iter());
    assert!(ideal > 0.0, "no answer is known");
    // The paragraph that a number names is as good an answer as its provision.
    let provision = |url: &String| url.rsplit_once('#').map_or(url.clone(), |(page, _)| page.to_owned());
    let grade = |url| grades.get(url).or_else(|| grades.get(&provision(url))).copied().unwrap_or(0);
    gain(&mut found.iter().map(grade)) / ideal
}

#[test]
fn both_kinds_of_index_answer_alike_and_well() {
    let queries = queries();
    read(PHONE, async |reader| {
        reader.open(&page("inline")).await;
        let first = answers(reader, &queries, "{limit: 10}").await;
        let all = answers(reader, &queries, "{full: true}").await;
        reader.open(&page("shards")).await;
        let other = answers(reader, &queries, "{limit: 10}").await;
        let other_all = answers(reader, &queries, "{full: true}").await;
        for (index, query) in queries.iter().enumerate() {
            assert_eq!(other[index], first[index], "{}", query.typed);
            assert_eq!(other_all[index], all[index], "{}", query.typed);
        }
        let mut kinds = BTreeMap::<&str, Vec<f64>>::new();
        for (query, found) in queries.iter().zip(&first) {
            assert!(!found.is_empty(), "{} finds nothing", query.typed);
            kinds.entry(&query.kind).or_default().push(ndcg(found, &query.grades));
        }
        for (kind, scores) in kinds {
            let mean = scores.iter().sum::<f64>() / scores.len() as f64;
            println!("{kind:12} {mean:.3} of {}", scores.len());
            let least = match kind {
                "everyday" => 0.78,
                "number" => 0.98,
                "phrase" | "mixed" => 0.93,
                _ => 0.94,
            };
            assert!(mean >= least, "{kind}: {mean}");
        }
    });
}

#[test]
fn every_two_characters_of_the_five_documents_find_their_provision() {
    let (_, _, records) = &*BOTH;
    let folded: Vec<Vec<u16>> = records.iter().map(|record| terms::fold(&record.whole())).collect();
    read(PHONE, async |reader| {
        for kind in ["inline", "shards"] {
            reader.open(&page(kind)).await;
            // Spread over the texts; the index itself is looked at whole in `tests/search.rs`.
            for (id, text) in folded.iter().enumerate().step_by(7) {
                let at = (id * 31) % text.len().saturating_sub(2).max(1);
                let piece = String::from_utf16_lossy(&text[at..(at + 2).min(text.len())]);
                if piece.contains(' ')
                    || piece.chars().any(|c| c.is_ascii_digit() || "一二三四五六七八九十百千两零〇".contains(c))
                {
                    continue;
                }
                let holding =
                    folded.iter().filter(|other| other.windows(2).any(|two| two == &text[at..at + 2])).count();
                let found = format!("gangmu.search({piece:?}, {{full: true}}).then(rows => rows.length)");
                let found: usize = reader.page.evaluate(found).await.unwrap().into_value().unwrap();
                assert_eq!(found, holding, "{piece}");
            }
        }
    });
}

#[test]
fn the_client_folds_as_the_index_does() {
    let file = fs::read_to_string(format!("{ROOT}/tests/search/fold.json")).unwrap();
    read(PHONE, async |reader| {
        reader.open(&page("inline")).await;
        let wrong = format!("JSON.stringify({file}.filter(([text, folded]) => gangmu.fold(text) !== folded))");
        assert_eq!(reader.says(&wrong).await, "[]");
    });
}

#[test]
fn nothing_typed_becomes_markup() {
    read(PHONE, async |reader| {
        for kind in ["inline", "shards"] {
            reader.open(&format!("{}?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E", page(kind))).await;
            reader.until("document.querySelector('[role=status]').textContent").await;
            assert_eq!(reader.says("document.querySelectorAll('#search img').length").await, "0");
        }
    });
}

#[test]
fn a_reader_types_walks_the_rows_and_lands_on_the_words() {
    let host = Host::start(&SITE);
    read(PHONE, async |reader| {
        reader.open(&host.url("search.html")).await;
        reader.press("/").await;
        for key in "技能竞赛".chars() {
            reader.press(&key.to_string()).await;
        }
        reader.until("document.querySelectorAll('.hits a').length > 3").await;
        assert!(reader.says("document.querySelector('[role=status]').textContent").await.contains("找到"));
        reader.until("document.querySelector('.hits mark').textContent === '技能竞赛'").await;
        reader.until("location.search.startsWith('?q=')").await;
        reader.press("ArrowDown").await;
        reader.press("ArrowDown").await;
        assert_eq!(reader.says("[...document.querySelectorAll('.hits a')].indexOf(document.activeElement)").await, "1");
        reader.press("Escape").await;
        assert_eq!(reader.says("document.activeElement.name").await, "q");
        let over = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth";
        assert_eq!(reader.number(over).await, 0.0);
        let href = reader.says("document.querySelector('.hits a').href").await;
        reader.open(&href).await;
        reader.until("document.querySelector('main mark')").await;
        let seen =
            "(r => r.top >= 0 && r.bottom <= innerHeight)(document.querySelector('main mark').getBoundingClientRect())";
        reader.until(seen).await;
        reader.says("history.back()").await;
        reader.until("document.querySelector('#search input') && document.querySelector('#search input').value === '技能竞赛' && document.querySelector('.hits a')").await;
    });
}

#[test]
fn a_number_goes_straight_to_its_provision_and_an_empty_answer_says_what_was_tried() {
    let host = Host::start(&SITE);
    read(DESK, async |reader| {
        reader.open(&host.url("search.html?q=龘龘")).await;
        reader.until("/试过/.test(document.querySelector('[role=status]').textContent)").await;
        reader.open(&host.url("search.html?q=50问第36题")).await;
        reader.until("document.querySelector('.hits a')").await;
        reader.says("document.querySelector('#search form').requestSubmit()").await;
        reader.until("location.pathname.endsWith('qa-2022-36.html')").await;
    });
}

#[test]
fn the_lean_script_is_still_the_script() {
    let script = lean::lean(&[
        "window.sum = function (first, second) {\n  var total = first + second;\n  return { whole: total };\n};\n",
    ]);
    read(PHONE, async |reader| {
        reader.open(&page("inline")).await;
        reader.page.evaluate(script.as_str()).await.unwrap();
        assert_eq!(reader.says("sum(1, 2).whole").await, "3");
    });
}

#[test]
fn a_number_that_names_a_paragraph_lands_on_it() {
    read(PHONE, async |reader| {
        for kind in ["inline", "shards"] {
            reader.open(&page(kind)).await;
            for (typed, place) in [
                ("50问第20题第二款", "qa-2022-20.html#20.2"),
                ("50问第20题第二款第（三）项", "qa-2022-20.html#20.2.3"),
                ("50问第20题第3项", "qa-2022-20.html#20.2.3"),
                ("江苏 第7条第1款", "jiangsu-2018-7.html#7.1"),
                ("江苏 第7条第99款", "jiangsu-2018-7.html"),
                ("fangan 第14条", "plan-2017-14.html"),
                ("第 十 四 条", "plan-2017-14.html"),
            ] {
                let first = format!("gangmu.search({typed:?}).then(rows => rows[0].url)");
                let found: String = reader.page.evaluate(first).await.unwrap().into_value().unwrap();
                assert_eq!(found, place, "{typed}");
            }
        }
    });
}

#[test]
fn nothing_typed_breaks_the_search() {
    let odd = r"['', ' ', '。。', '(((', '[a-', '\\', '.*', '😀', '\ud800', '\udc00技能', '技能'.repeat(5000), '第'.repeat(3000), '1'.repeat(3000), null, undefined, {}, [], NaN, Symbol('x'), '第99999条', '__proto__', '%E4%']";
    read(PHONE, async |reader| {
        for kind in ["inline", "shards"] {
            reader.open(&page(kind)).await;
            let script = format!(
                "(async () => {{ for (const q of {odd}) for (const o of [undefined, {{}}, {{limit: -1}}, {{full: true}}]) if (!Array.isArray(await gangmu.search(q, o))) return 'no'; return 'yes' }})()"
            );
            let said: String = reader.page.evaluate(script).await.unwrap().into_value().unwrap();
            assert_eq!(said, "yes");
            reader.open(&format!("{}?q=%F0%9F%98%80", page(kind))).await;
            reader.until("document.querySelector('[role=status]').textContent").await;
        }
    });
}

/// A site in English with one correction, built as its reader gets it.
fn small_site() -> PathBuf {
    let root = std::env::temp_dir().join(format!("gangmu-search-{}", std::process::id())).join("small");
    put(&root.join("gangmu.toml"), "title = \"Rules\"\nlanguage = \"en\"\n".as_bytes());
    let text = "+++\nid = \"rules\"\ntitle = \"仓库规则\"\n+++\n\n第一条 仓管员每日盘店一次，看得清、数得准。\n\n第二条 钥匙由值班员保管。\n";
    put(&root.join("content/rules.md"), text.as_bytes());
    let erratum = "[[erratum]]\nat = \"rules#1\"\noriginal = \"盘店\"\ncorrected = \"盘点\"\nkind = \"transcription\"\nstatus = \"verified\"\nevidence = \"原件\"\n";
    put(&root.join("content/errata.toml"), erratum.as_bytes());
    let built = Command::new(env!("CARGO_BIN_EXE_gangmu"))
        .args(["build", "--output", "public"])
        .current_dir(&root)
        .output()
        .unwrap();
    assert!(root.join("public/search.html").is_file(), "{}", String::from_utf8_lossy(&built.stderr));
    root.join("public")
}

#[test]
fn both_wordings_of_a_correction_are_found_and_the_page_speaks_its_language() {
    let search = format!("file://{}", small_site().join("search.html").display());
    let status = "document.querySelector('[role=status]').textContent";
    read(DESK, async |reader| {
        for (typed, said) in [
            ("盘点", "Provisions found: 1, in documents: 1"),
            ("每日盘店一次", "Provisions found: 1, in documents: 1"),
            ("看得清、数得准", "Provisions found: 1, in documents: 1"),
            // A mark left out is a slip, and named as one.
            ("看得清数得准", "Searched for “看得清 数得准”. Provisions found: 1, in documents: 1"),
            ("龘龘", "Nothing found for “龘龘”."),
        ] {
            reader.open(&format!("{search}?q={typed}")).await;
            reader.until(status).await;
            assert!(reader.says(status).await.starts_with(said), "{typed}: {}", reader.says(status).await);
            if !said.starts_with("Nothing") {
                assert!(reader.says("document.querySelector('.hits a').href").await.contains("rules"));
                reader.until("document.querySelector('.hits mark')").await;
            }
        }
        let chinese = "[...document.querySelectorAll('#search, #search *')].flatMap(e => [...e.attributes].map(a => a.value).concat([...e.childNodes].filter(n => n.nodeType === 3).map(n => n.data))).filter(t => /[一-鿿]/.test(t.replace(/龘/g, ''))).join('|')";
        assert_eq!(reader.says(chinese).await, "");
    });
}
