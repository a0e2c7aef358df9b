//! Citations in sentences of our own making: every form, and what only looks like one.
//!
//! `citations/forms.txt` marks each citation as `{words|target}`: a place of the document
//! itself (`9.2`), of another (`well#3.1.2`), a range (`3..5`), `external`, `ambiguous` or
//! `broken`; `?` behind a target stands for the mark that another version may be meant.
#![allow(clippy::disallowed_methods, reason = "tests read files")]

use std::fmt::Write;
use std::fs;
use std::path::Path;

use gangmu::model::config::Config;
use gangmu::model::corpus::{Citation, CiteState, Corpus, Target};
use gangmu::model::source::{FileId, SourceFile, Sources};
use gangmu::pipeline;

#[test]
fn every_form_is_found_and_leads_where_it_should() {
    let wrong = check("forms.txt");
    assert!(wrong.is_empty(), "{} sentences are wrong\n\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_only_looks_like_a_citation_is_none() {
    let wrong = check("traps.txt");
    assert!(wrong.is_empty(), "{} sentences are wrong\n\n{}", wrong.len(), wrong.join("\n"));
}

/// A line as the file has it, and the text that it stands in.
struct Case {
    line: String,
    /// `%` stands for the sentence.
    host: String,
}

/// The file's cases. `== name` begins a section; the lines up to `--` are its text.
fn cases(name: &str) -> Vec<Case> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/citations").join(name);
    let text = fs::read_to_string(path).unwrap();
    let mut out = Vec::new();
    let mut host = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.starts_with("== ") {
            host = lines.by_ref().take_while(|line| *line != "--").map(|line| format!("{line}\n")).collect();
        } else if !line.is_empty() && !line.starts_with('#') {
            out.push(Case { line: line.to_owned(), host: host.clone() });
        }
    }
    out
}

/// All cases as one corpus, each in a document of its own beside the same few laws.
fn check(name: &str) -> Vec<String> {
    let cases = cases(name);
    let mut files = laws();
    for (index, case) in cases.iter().enumerate() {
        let text = case.host.replace('%', &plain(&case.line)).replace("NUMBER", &index.to_string());
        files.push((format!("z{index:04}.md"), text));
    }
    let corpus = understand(&files);
    let mut wrong = Vec::new();
    for (index, case) in cases.iter().enumerate() {
        let doc =
            corpus.find(&format!("case-{index}")).unwrap_or_else(|| panic!("{} has no document", case.line)) as usize;
        let said = marked(&corpus, doc, &plain(&case.line));
        if said != case.line {
            wrong.push(format!("  should be {}\n  but is    {said}", case.line));
        }
    }
    wrong
}

/// The sentence without its marks.
fn plain(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(open) = rest.find('{') {
        let bar = rest[open..].find('|').expect("a mark has a bar") + open;
        let close = rest[bar..].find('}').expect("a mark is closed") + bar;
        out.push_str(&rest[..open]);
        out.push_str(&rest[open + 1..bar]);
        rest = &rest[close + 1..];
    }
    out + rest
}

/// The sentence with the marks that the program gives it.
fn marked(corpus: &Corpus, doc: usize, sentence: &str) -> String {
    let document = &corpus.documents[doc];
    let mut found: Vec<(usize, usize, String)> = Vec::new();
    for citation in corpus.citations.iter().filter(|citation| citation.at.doc as usize == doc) {
        let block = &document.units[citation.at.unit as usize].blocks[citation.at.block as usize];
        let Some(offset) = block.text.find(sentence) else { continue };
        if citation.at.start as usize >= offset && citation.at.end as usize <= offset + sentence.len() {
            let (start, end) = (citation.at.start as usize - offset, citation.at.end as usize - offset);
            found.push((start, end, target(corpus, doc, citation)));
        }
    }
    let mut out = String::new();
    let mut at = 0;
    for (start, end, target) in found {
        write!(out, "{}{{{}|{target}}}", &sentence[at..start], &sentence[start..end]).unwrap();
        at = end;
    }
    out + &sentence[at..]
}

fn target(corpus: &Corpus, doc: usize, citation: &Citation) -> String {
    if citation.state != CiteState::Linked {
        return citation.state.name().to_owned();
    }
    let shown = |target: &Target| {
        let address = corpus.address(target).to_string();
        let own = corpus.documents[doc].id.to_string() + "#";
        address.strip_prefix(&own).map_or(address.clone(), str::to_owned)
    };
    let each = |target: &Target| match &target.through {
        Some(last) => format!("{}..{}", shown(target), shown(last).rsplit('#').next().unwrap_or("")),
        None => shown(target),
    };
    let doubt = if citation.version_doubt { "?" } else { "" };
    citation.targets.iter().map(each).collect::<Vec<_>>().join(",") + doubt
}

/// The laws that the sentences speak of: three paragraphs an article, five items in the first.
fn laws() -> Vec<(String, String)> {
    let law = |id: &str, title: &str, date: &str, extra: &str| {
        let mut text = format!("+++\nid = \"{id}\"\ndate = {date}\ntitle = \"{title}\"\n{extra}+++\n\n# {title}\n\n");
        for article in 1..=30 {
            match article {
                1 => text.push_str("## 第一章 总则\n\n"),
                11 => text.push_str("## 第二章 分则\n\n### 第一节 甲\n\n"),
                15 => text.push_str("### 第二节 乙\n\n"),
                21 => text.push_str("## 第三章 附则\n\n"),
                _ => {}
            }
            text.push_str(&article_text(&format!("第{}条", chinese(article))));
            if article == 12 {
                text.push_str(&article_text("第十二条之一"));
            }
        }
        (format!("{id}.md"), text)
    };
    let mut files = vec![
        law("well", "中华人民共和国井水法", "2001-05-01", ""),
        law("well-rules", "中华人民共和国井水法实施条例", "2002-05-01", "number = \"国务院令第900号\"\n"),
        law("ferry-20050101", "渡口条例", "2005-01-01", ""),
        law("ferry", "渡口条例", "2015-01-01", ""),
        law("guild", "中华人民共和国行会法", "2003-01-01", ""),
        law("guild-contract", "中华人民共和国行会合同法", "2003-01-01", ""),
        law("lane", "东城市里弄促进条例", "2004-01-01", ""),
        law(
            "reply",
            "高等法庭关于适用《中华人民共和国井水法》若干问题的解释（二）",
            "2006-01-01",
            "number = \"庭释〔2006〕3号\"\n",
        ),
        law("notice-a", "甲部关于疏浚的意见", "2007-01-01", "short = \"《意见》\"\n"),
        law("notice-b", "乙部关于疏浚的意见", "2008-01-01", "short = \"《意见》\"\n"),
    ];
    let mut plan = String::from(
        "+++\nid = \"plan\"\nkind = \"policy\"\ndate = 2009-01-01\ntitle = \"疏浚改革方案\"\nshort = \"《方案》\"\nnumber = \"工发〔2009〕7号\"\naliases = [\"改革方案\"]\ncontinuous = \"1.\"\n+++\n\n# 疏浚改革方案\n\n## 一、总体要求\n\n总的要求。\n\n## 二、主要举措\n\n",
    );
    for measure in 1..=12 {
        writeln!(plan, "{measure}.第{measure}项工作。做好疏浚工作{measure}。\n").unwrap();
    }
    files.push(("plan.md".to_owned(), plan));
    let mut opinion = String::from(
        "+++\nid = \"opinion\"\nkind = \"policy\"\ndate = 2010-01-01\ntitle = \"关于河工待遇的意见\"\nshort = \"《河工意见》\"\ncontinuous = \"（一）\"\n+++\n\n# 关于河工待遇的意见\n\n",
    );
    for point in 1..=12 {
        writeln!(opinion, "（{}）提高第{point}类待遇。河工待遇应当提高。\n", chinese(point)).unwrap();
    }
    files.push(("opinion.md".to_owned(), opinion));
    files
}

fn article_text(label: &str) -> String {
    format!("{label} 甲。\n\n（一）子；\n\n（二）丑；\n\n（三）寅；\n\n（四）卯；\n\n（五）辰。\n\n乙。\n\n丙。\n\n")
}

fn chinese(value: u32) -> String {
    gangmu::model::numeral::to_chinese(value)
}

fn understand(files: &[(String, String)]) -> Corpus {
    let mut sources = Sources::default();
    for (index, (path, text)) in files.iter().enumerate() {
        let id = FileId(index as u32);
        sources.documents.push(id);
        sources.files.push(SourceFile { id, path: path.clone(), text: text.clone() });
    }
    sources.documents.sort_by_key(|id| files[id.0 as usize].0.clone());
    pipeline::understand(sources, Config::default(), &mut Vec::new(), &mut |_| {})
}
