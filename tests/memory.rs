//! A corpus made with what an earlier reading left is the corpus made afresh, whatever was edited between.

use std::collections::BTreeMap;

use gangmu::model::config::Config;
use gangmu::model::source::{FileId, SourceFile, Sources};
use gangmu::pipeline;
use gangmu::pipeline::memory::Memory;
use proptest::prelude::{ProptestConfig, Strategy, prop, proptest};
use proptest::prop_assert_eq;

/// Files by path, as on a disk.
type Disk = BTreeMap<String, String>;

fn sources(disk: &Disk) -> Sources {
    let mut sources = Sources::default();
    for (path, text) in disk {
        let id = FileId(sources.files.len() as u32);
        sources.files.push(SourceFile { id, path: path.clone(), text: text.clone() });
        match path.as_str() {
            "relations.tsv" => sources.relations = Some(id),
            "errata.toml" => sources.errata = Some(id),
            _ => sources.documents.push(id),
        }
    }
    sources
}

/// Everything that is known and everything that was found, as text.
fn known(disk: &Disk, spine: bool, memory: &mut Memory) -> String {
    let config = Config { spine: spine.then(|| "plan".to_owned()), ..Config::default() };
    let mut found = Vec::new();
    let corpus = pipeline::understand_again(sources(disk), config, memory, &mut found, &mut |_| {});
    found.sort();
    format!("{corpus:#?}\n{found:#?}")
}

fn site() -> Disk {
    let mut disk = Disk::new();
    let mut put = |path: &str, text: &str| disk.insert(path.to_owned(), text.to_owned());
    put(
        "a/plan.md",
        "+++\nid = \"plan\"\nkind = \"policy\"\ntitle = \"匠人培育方案\"\nshort = \"《方案》\"\n+++\n\n# 匠人培育方案\n\n1.健全培训制度。各单位应当按照年度计划组织全体匠人参加技能培训。\n\n2.改善待遇。\n",
    );
    put(
        "b/guide.md",
        "+++\nid = \"guide\"\nkind = \"qa\"\ntitle = \"方案问答\"\n+++\n\n# 方案问答\n\n一、什么是培训？\n\n《方案》第1条要求：各单位应当按照年度计划组织全体匠人参加技能培训。有人说“第一条 本法所称台账是指逐日登记的簿册”。\n\n二、第2条怎么办？\n\n依照《台账法》第二条第一款和《方案》（二）办理，见第一问。\n",
    );
    put(
        "c/台账法.md",
        "# 台账法\n\n2001年3月1日通过\n\n<!-- INFO END -->\n\n第一条 本法所称台账，是指逐日登记的簿册，由专人保管，不得涂改。\n\n第二条 依照前条保管三年。\n\n期满后销毁。\n\n第三条 违反第二条的，依照登记法第一条处罚。\n",
    );
    put(
        "c/登记法.md",
        "# 登记法\n\n第一条 未登记的，处警告。\n\n（一）初次；\n\n（二）再次。\n\n第二条 《台账法》第一条规定的“是指逐日登记的簿册，由专人保管，不得涂改”，适用于登记。\n",
    );
    put(
        "c/台账法(2005-02-01).md",
        "# 台账法\n\n2005年2月1日修订\n\n<!-- INFO END -->\n\n第一条 本法所称台账，是指逐日登记的簿册，由专人保管。\n\n第二条 依照前条保管五年。\n\n第三条 新设的簿册另行登记。\n\n第四条 违反第二条的，依照登记法第一条处罚。\n",
    );
    put("relations.tsv", "guide#1\texplains\tplan#1\tprimary\teditor\treviewed\t\n");
    put(
        "errata.toml",
        "[[erratum]]\nat = \"plan#1\"\noriginal = \"技能培训\"\ncorrected = \"技术培训\"\nkind = \"wording\"\nstatus = \"verified\"\n",
    );
    disk
}

const PATHS: &[&str] =
    &["a/plan.md", "b/guide.md", "c/台账法.md", "c/台账法(2005-02-01).md", "c/登记法.md", "c/新法.md"];

/// One thing that a maintainer does between two savings.
#[derive(Clone, Debug)]
enum Edit {
    /// Words put in the place of others, everywhere in one file.
    Replace(&'static str, &'static str, &'static str),
    Append(&'static str, &'static str),
    Rename(&'static str, &'static str),
    Delete(&'static str),
    /// The file as it was in the beginning.
    Restore(&'static str),
    DropErrata,
    DropRelations,
    Spine,
}

fn edit() -> impl Strategy<Value = Edit> {
    let path = || prop::sample::select(PATHS);
    let words = prop::sample::select(&[
        ("第二条", "第五条"),
        ("第五条", "第二条"),
        ("匠人", "工人"),
        ("簿册", "册子"),
        ("册子", "簿册"),
        ("# 台账法", "# 簿册法"),
        ("# 簿册法", "# 台账法"),
        ("《方案》", "《大方案》"),
        ("id = \"guide\"", "id = \"answers\""),
        ("title = ", "aliases = [\"培育法\", \"登记法\"]\ntitle = "),
        ("保管三年", "依照《登记法》第二条保管"),
        ("是指逐日登记", "，是指逐日登记"),
        ("2001年", "2011年"),
        ("处警告", "依照培育法第1条处警告，前款"),
        ("1.健全", "1．健全"),
        ("\n\n期满", "期满"),
        ("由专人保管，", ""),
        ("kind = \"policy\"", "kind = \"law\""),
    ]);
    let more = prop::sample::select(&[
        "\n第九条 依照本法第一条和《台账法》第三条办理。\n",
        "\n有人说“各单位应当按照年度计划组织全体匠人参加技能培训”。\n",
        "\n## 第二章 附则\n\n第十条 由专人保管，不得涂改，并且逐日登记的簿册。\n",
        "\n3.“未登记的，处警告，由专人保管，不得涂改”。\n",
        "\n依照《没有的法》第一条。\n",
    ]);
    proptest::prop_oneof![
        8 => (path(), words).prop_map(|(path, (from, to))| Edit::Replace(path, from, to)),
        4 => (path(), more).prop_map(|(path, text)| Edit::Append(path, text)),
        1 => (path(), path()).prop_map(|(from, to)| Edit::Rename(from, to)),
        1 => path().prop_map(Edit::Delete),
        3 => path().prop_map(Edit::Restore),
        1 => proptest::prelude::Just(Edit::DropErrata),
        1 => proptest::prelude::Just(Edit::DropRelations),
        1 => proptest::prelude::Just(Edit::Spine),
    ]
}

fn apply(edit: &Edit, disk: &mut Disk, spine: &mut bool) {
    match edit {
        Edit::Replace(path, from, to) => {
            if let Some(text) = disk.get_mut(*path) {
                *text = text.replace(from, to);
            }
        }
        Edit::Append(path, more) => {
            if let Some(text) = disk.get_mut(*path) {
                text.push_str(more);
            }
        }
        Edit::Rename(from, to) => {
            if let Some(text) = disk.remove(*from) {
                disk.insert((*to).to_owned(), text);
            }
        }
        Edit::Delete(path) => drop(disk.remove(*path)),
        Edit::Restore(path) => drop(site().remove(*path).map(|text| disk.insert((*path).to_owned(), text))),
        Edit::DropErrata => drop(disk.remove("errata.toml")),
        Edit::DropRelations => drop(disk.remove("relations.tsv")),
        Edit::Spine => *spine = !*spine,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_any_edits_the_corpus_is_as_if_made_afresh(edits in prop::collection::vec(edit(), 1..14)) {
        let (mut disk, mut spine, mut memory) = (site(), false, Memory::default());
        known(&disk, spine, &mut memory);
        for edit in &edits {
            apply(edit, &mut disk, &mut spine);
            let kept = known(&disk, spine, &mut memory);
            let fresh = known(&disk, spine, &mut Memory::default());
            prop_assert_eq!(kept, fresh, "after {:?}", edit);
        }
    }
}

/// The property is worth nothing where the texts say nothing of each other.
#[test]
fn the_texts_of_this_test_cite_and_quote_each_other() {
    let mut found = Vec::new();
    let corpus = pipeline::understand(sources(&site()), Config::default(), &mut found, &mut |_| {});
    let linked = corpus.citations.iter().filter(|citation| !citation.targets.is_empty()).count();
    assert!(linked >= 6, "{linked}");
    assert!(
        corpus.quotations.iter().filter(|quotation| !quotation.found.is_empty()).count() >= 2,
        "{:#?}",
        corpus.quotations
    );
    assert!(corpus.revisions.len() == 1 && corpus.revisions[0].pairs.len() == 4, "{:#?}", corpus.revisions);
    assert!(corpus.errata.len() == 1 && corpus.relations.len() == 1, "{found:?}");
}
