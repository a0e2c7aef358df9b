//! Provisions side by side, and ties that their words speak for.

use gangmu::model::config::Config;
use gangmu::model::corpus::Corpus;
use gangmu::model::source::{FileId, SourceFile, Sources};
use gangmu::pipeline;
use gangmu::resolve::suggest::suggest;

const PLAN: &str = "+++\nid = \"plan\"\nkind = \"policy\"\ntitle = \"山城园丁队伍建设方案\"\ncontinuous = \"1.\"\ndate = 2020-03-01\n+++\n\n# 山城园丁队伍建设方案\n\n\
1.办好园丁夜校。坚持白天劳动、晚上读书，编写嫁接技术手册。每月考一次试。\n\n\
2.完善表彰办法。完善全城园丁表彰奖项，形成街巷积极参与的表彰制度。\n";

const RULES: &str = "+++\nid = \"rules\"\nkind = \"policy\"\ntitle = \"东区实施办法\"\ncontinuous = \"1.\"\ndate = 2021-03-01\n+++\n\n# 东区实施办法\n\n\
1.办好东区园丁夜校。编写修剪技术手册，坚持白天劳动、晚上读书。东区负责出教室。\n\n\
2.《山城园丁队伍建设方案》提出：完善全城园丁表彰奖项。\n\n\
3.花要浇水。\n";

fn corpus(relations: &str) -> Corpus {
    let mut sources = Sources::default();
    let files = [("content/plan.md", PLAN), ("content/rules.md", RULES), ("content/relations.tsv", relations)];
    for (index, (path, text)) in files.into_iter().enumerate() {
        sources.files.push(SourceFile { id: FileId(index as u32), path: path.to_owned(), text: text.to_owned() });
    }
    sources.documents = vec![FileId(0), FileId(1)];
    sources.relations = Some(FileId(2));
    let mut diagnostics = Vec::new();
    pipeline::understand(sources, Config::default(), &mut diagnostics, &mut |_| {})
}

/// `=` both say the same, `~` with what differs in brackets, `-` only this side.
fn side(corpus: &Corpus, clauses: &[gangmu::model::compare::Clause]) -> String {
    let mut lines = Vec::new();
    for clause in clauses {
        let text = &corpus.block(&clause.place).text;
        let sign = if clause.is_same { '=' } else { ['-', '~'][usize::from(clause.partner.is_some())] };
        let changes: String = clause.changes.iter().map(|range| format!(" [{}]", &text[range.clone()])).collect();
        lines.push(format!("{sign} {}{changes}", corpus.words(&clause.place)));
    }
    lines.join("\n")
}

#[test]
fn clauses_are_paired_wherever_they_stand_and_differing_words_are_marked() {
    let corpus = corpus("rules#1\tspecifies\tplan#1\tprimary\teditor\treviewed\t\n");
    let comparison = &corpus.comparisons[0];
    assert_eq!(
        side(&corpus, &comparison.left),
        "~ 办好东区园丁夜校。 [东区]\n~ 编写修剪技术手册， [修剪]\n= 坚持白天劳动、晚上读书。\n- 东区负责出教室。"
    );
    assert_eq!(
        side(&corpus, &comparison.right),
        "~ 办好园丁夜校。\n= 坚持白天劳动、晚上读书，\n~ 编写嫁接技术手册。 [嫁接]\n- 每月考一次试。"
    );
}

#[test]
fn a_tie_with_a_whole_document_compares_nothing() {
    let corpus = corpus("rules#3\tnone\tplan\tprimary\teditor\treviewed\t东区自定\n");
    assert!(corpus.comparisons[0].left.is_empty());
}

fn suggestions(relations: &str) -> Vec<String> {
    let corpus = corpus(relations);
    let line = |suggestion: &gangmu::model::side::Suggestion| {
        let (from, to) = (corpus.address(&suggestion.from), corpus.address(&suggestion.to));
        format!("{from} {} {to} {}: {}", suggestion.kind, suggestion.basis, suggestion.reason)
    };
    suggest(&corpus, None).iter().map(line).collect()
}

#[test]
fn missing_ties_are_suggested_with_their_reasons_best_first() {
    assert_eq!(
        suggestions("rules#3\tnone\tplan\tprimary\teditor\treviewed\t东区自定\n"),
        [
            "rules#2 specifies plan#2 quotation: quotes “完善全城园丁表彰奖项” (verbatim)",
            "rules#1 specifies plan#1 similarity: 3 of 4 clauses are alike, as “坚持白天劳动、晚上读书。”",
        ]
    );
}

#[test]
fn what_has_a_row_is_not_suggested_again() {
    let rows = "plan#1\tsame-topic\trules#1\trelated\teditor\treviewed\t\nrules#2\tspecifies\tplan#2\tprimary\tquotation\treviewed\t\n";
    assert_eq!(suggestions(rows), Vec::<String>::new());
}
