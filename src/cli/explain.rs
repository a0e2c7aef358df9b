//! `gangmu explain RULE`: what a finding means, its cause and its cure.

use std::process::ExitCode;

use include_dir::{Dir, include_dir};

use crate::cli::report::escape::escape;
use crate::model::diag::{Code, Severity};

static PAGES: Dir = include_dir!("$CARGO_MANIFEST_DIR/docs/rules");

/// Explain a rule: what a finding means, where it comes from, and how to mend it
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  gangmu explain                 all rules, one line each\n  gangmu explain cite-no-target  one rule in full"
)]
pub struct Args {
    /// A rule's name, as it stands in brackets in a finding; all rules where none is given
    pub rule: Option<String>,
}

pub fn run(args: &Args) -> ExitCode {
    let Some(rule) = &args.rule else {
        print!("{}", all());
        return ExitCode::SUCCESS;
    };
    // People paste what they see: error[number-gap].
    let name = rule.rsplit_once('[').map_or(rule.as_str(), |(_, name)| name).trim_end_matches([']', ':']);
    match Code::from_id(name).and_then(page) {
        Some(page) => {
            print!("{page}");
            ExitCode::SUCCESS
        }
        None => {
            eprintln!("error: there is no rule {}", escape(name));
            eprintln!("help: {}", nearest(name));
            ExitCode::from(2)
        }
    }
}

/// A rule's page without its front matter.
pub fn page(code: Code) -> Option<&'static str> {
    let text = PAGES.get_file(format!("{}.md", code.id()))?.contents_utf8()?;
    let body = text.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n")).map_or(text, |(_, body)| body);
    Some(body.trim_start())
}

/// The way out for a name that is none.
pub fn nearest(name: &str) -> String {
    let best = Code::ALL.iter().map(|code| (strsim::jaro_winkler(name, code.id()), code.id()));
    match best.max_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((score, id)) if score > 0.75 => format!("perhaps {id}; `gangmu explain` lists all rules"),
        _ => "`gangmu explain` lists all rules".to_owned(),
    }
}

fn all() -> String {
    let width = Code::ALL.iter().map(|code| code.id().len()).max().unwrap_or(0);
    let mut out = String::new();
    for code in Code::ALL {
        let severity = match code.severity() {
            Severity::Error if code.stops_build() => "error, stops a build",
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        out.push_str(&format!("{:<width$}  {severity:<20}  {}\n", code.id(), code.summary()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{nearest, page};
    use crate::model::diag::{Code, Severity};

    #[test]
    fn every_rule_has_a_page_that_says_what_the_table_says() {
        for code in Code::ALL {
            let page = page(*code).unwrap_or_else(|| panic!("docs/rules/{}.md is missing", code.id()));
            assert!(page.starts_with(&format!("# {}\n", code.id())), "{}", code.id());
            let severity = match code.severity() {
                Severity::Error => "**Error.**",
                Severity::Warning => "**Warning.**",
                Severity::Note => "**Note.**",
            };
            assert!(page.contains(severity), "{} is {severity}", code.id());
            assert_eq!(page.contains("It stops a build"), code.stops_build(), "{}", code.id());
            for part in ["## Example", "## Cause", "## Cure"] {
                assert!(page.contains(part), "{} has no {part}", code.id());
            }
        }
    }

    #[test]
    fn a_misspelt_rule_finds_the_right_one() {
        assert!(nearest("numbr-gap").contains("perhaps number-gap;"));
        assert!(!nearest("xyz").contains("perhaps"));
    }
}
