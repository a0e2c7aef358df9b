//! Which edition of a text the words around its name mean: 2001年修正的《X》, 原《X》.

use crate::model::document::Date;

use super::super::versions::find_date;
use super::names_in_text::bracket;
use super::scan::Scanner;

/// Which edition of a text the words around its name ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edition {
    /// The one in force when the citing text was made.
    Then,
    /// 2001年修正的商标法
    Year(u16),
    /// 2015年5月1日行政诉讼法: as it stood on a day.
    On(Date),
    /// 修正前的刑法, 原刑法
    Former,
    /// 修改后的商标法: as an amendment has left it, which a later one may have changed.
    Amended,
}

/// What the words around a name say of its edition.
pub fn edition(scanner: &Scanner, start: usize, end: usize, found: Edition) -> Edition {
    if found != Edition::Then {
        return found;
    }
    // 《商标法》（2001年修正）
    let behind = bracket(scanner.text, end).and_then(|inner| year_of_edition(&scanner.text[inner]));
    if let Some(year) = behind {
        return Edition::Year(year);
    }
    let before = scanner.before(start, 60);
    let trimmed = before.strip_suffix('的').unwrap_or(before);
    const FORMER: &[&str] = &["修正前", "修改前", "修订前", "原", "旧", "施行前", "废止前"];
    if FORMER.iter().any(|word| trimmed.ends_with(word)) {
        return Edition::Former;
    }
    if ["修正后", "修改后", "修订后", "重新公布"].iter().any(|word| trimmed.ends_with(word)) {
        return Edition::Amended;
    }
    if let Some(day) = day_at_end(before) {
        return Edition::On(day);
    }
    let verb = ["修正", "修订", "修改", "公布", "颁布", "制定", "通过", "施行", "发布"]
        .iter()
        .find_map(|verb| trimmed.strip_suffix(verb));
    let dated = verb.unwrap_or(trimmed);
    let year = dated
        .strip_suffix('年')
        .and_then(|rest| rest.get(rest.len().checked_sub(4)?..))
        .and_then(|year| year.parse().ok());
    year.map_or(Edition::Then, Edition::Year)
}

/// 自2015年5月1日
fn day_at_end(before: &str) -> Option<Date> {
    let dated = before.get(before.rfind('年')?.checked_sub("2015".len())?..)?;
    let (day, end) = find_date(dated)?;
    (day.day > 0 && end == dated.len()).then_some(day)
}

/// A title with its edition behind it: 商标法(2001年修正).
pub fn without_edition(folded: &str) -> Option<(&str, Edition)> {
    let open = folded.rfind('(').filter(|_| folded.ends_with(')'))?;
    let year = year_of_edition(&folded[open + 1..folded.len() - 1])?;
    Some((&folded[..open], Edition::Year(year)))
}

/// 2001年修正, 2001年, 2001.
fn year_of_edition(inside: &str) -> Option<u16> {
    let year = inside.get(..4)?.parse().ok().filter(|year| (1900..2200).contains(year))?;
    let says = inside.len() == 4 || ["年", "修", "-"].iter().any(|word| inside[4..].starts_with(word));
    says.then_some(year)
}
