//! Which version of a text a citation means: the one in force on the citing document's date.

use crate::model::corpus::Work;
use crate::model::document::{Date, Document, UnitKind};

/// What is known of a work's versions, at hand or only named in history lines.
pub struct Calendar {
    /// Versions at hand, by date.
    versions: Vec<Version>,
    current: u32,
}

struct Version {
    doc: u32,
    date: Option<Date>,
    in_force: Option<Date>,
    /// Dates that its own history lines name: it contains all these amendments.
    history: Vec<Date>,
    /// Those of amendments made in a bundle with other texts' (关于修改部分行政法规的决定),
    /// for which nobody reads the whole text again.
    bundled: Vec<Date>,
}

impl Version {
    /// From when it is in force. A day before its own date is that of its first version.
    fn own_force(&self) -> Option<Date> {
        self.in_force.filter(|day| self.date.is_none_or(|own| days(*day) + SAME_EVENT >= days(own)))
    }
}

/// The version chosen, and whether another may be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    pub doc: u32,
    pub doubt: bool,
}

/// Amended within this many days of a version's date counts as that version: adoption and
/// promulgation often lie weeks apart.
const SAME_EVENT: i64 = 62;
/// An amendment of its own comes into force within so many days; one of a bundle mostly at once.
const LONGEST_WAIT: i64 = 92;
/// Amended again within this many days is rare.
const FRESH: i64 = 365;

impl Calendar {
    pub fn new(work: &Work, documents: &[Document]) -> Calendar {
        let version = |doc: &u32| {
            let document = &documents[*doc as usize];
            let (history, bundled) = history(document);
            Version { doc: *doc, date: document.meta.date, in_force: document.meta.in_force, history, bundled }
        };
        Calendar { versions: work.versions.iter().map(version).collect(), current: work.current }
    }

    /// The version in force on a date; the current one, in doubt, where that is not at hand.
    pub fn on(&self, date: Option<Date>) -> Choice {
        let doubtful = Choice { doc: self.current, doubt: true };
        let Some(date) = date else {
            let settled = self.versions.len() == 1 && self.versions[0].history.len() <= 1;
            return Choice { doubt: !settled, ..doubtful };
        };
        let Some(adopted) = self.versions.iter().rfind(|version| version.date.is_some_and(|day| day <= date)) else {
            let undated =
                self.versions.len() == 1 && self.versions[0].date.is_none() && self.versions[0].history.is_empty();
            return Choice { doubt: !undated, ..doubtful };
        };
        if self.amended_between(adopted, date) {
            return doubtful;
        }
        Choice { doc: adopted.doc, doubt: self.may_wait(adopted, date) }
    }

    /// What stood before the version in force on a date: 修订前的公司法. Always in doubt.
    pub fn former(&self, date: Option<Date>) -> Choice {
        let then = self.on(date);
        let newer = self.versions.iter().find(|version| version.doc == then.doc);
        let older = newer.and_then(|version| self.before(version));
        Choice { doc: older.map_or(self.current, |version| version.doc), doubt: true }
    }

    /// Whether a version at hand is the text as the amendment of a date has left it.
    pub fn has_amendment(&self, doc: u32, date: Option<Date>) -> bool {
        let (Some(version), Some(date)) = (self.versions.iter().find(|version| version.doc == doc), date) else {
            return false;
        };
        let near = |day: &Date| (days(*day) - days(date)).abs() <= SAME_EVENT;
        version.date.as_ref().is_some_and(near) || version.history.iter().any(near)
    }

    /// Whether a version at hand has others before it, at hand or not.
    pub fn has_changed(&self, doc: u32) -> bool {
        self.versions.iter().any(|version| version.doc == doc && self.has_older(version))
    }

    /// Whether a version was made not long before a date.
    pub fn is_fresh(&self, doc: u32, date: Option<Date>) -> bool {
        let own = self.versions.iter().find(|version| version.doc == doc).and_then(|version| version.date);
        own.zip(date).is_some_and(|(own, date)| days(date) - days(own) < FRESH)
    }

    /// Whether a version that was adopted may not have been in force yet: it says so, or it
    /// amends an older one, is fresh, and does not say from when.
    fn may_wait(&self, version: &Version, date: Date) -> bool {
        let bundled = |own: Date| version.bundled.iter().any(|day| (days(*day) - days(own)).abs() <= SAME_EVENT);
        let wait = |own| if bundled(own) { SAME_EVENT } else { LONGEST_WAIT };
        let fresh = || version.date.is_some_and(|own| (1..=wait(own)).contains(&(days(date) - days(own))));
        self.has_older(version) && version.own_force().map_or_else(fresh, |day| day > date)
    }

    /// When the whole of a version was last gone through, where bundles have changed it since.
    pub fn settled(&self, doc: u32) -> Option<Date> {
        let version = self.versions.iter().find(|version| version.doc == doc)?;
        let last = version.history.iter().rposition(|day| !version.bundled.contains(day))?;
        (last + 1 < version.history.len()).then(|| version.history[last])
    }

    /// Whether a version holds an amendment of its own, not of a bundle, made after a date.
    pub fn amended_since(&self, doc: u32, date: Date) -> bool {
        let Some(version) = self.versions.iter().find(|version| version.doc == doc) else { return false };
        let later = |day: &&Date| days(**day) > days(date) + SAME_EVENT;
        version.history.iter().skip(1).filter(later).any(|day| !version.bundled.contains(day))
    }

    fn before(&self, version: &Version) -> Option<&Version> {
        let at = self.versions.iter().position(|other| other.doc == version.doc)?;
        self.versions[..at].last()
    }

    /// The version of a year that the citing words name: 2001年修正的商标法.
    pub fn of_year(&self, year: u16) -> Option<u32> {
        let mut found = self.versions.iter().filter(|version| version.date.is_some_and(|day| day.year == year));
        let first = found.next()?;
        found.next().is_none().then_some(first.doc)
    }

    /// The version of a date that the citing words name, among those older than another.
    pub fn of_date(&self, date: Date) -> Option<u32> {
        self.versions.iter().find(|version| version.date == Some(date)).map(|version| version.doc)
    }

    pub fn documents(&self) -> impl Iterator<Item = u32> {
        self.versions.iter().map(|version| version.doc)
    }

    pub fn current(&self) -> u32 {
        self.current
    }

    /// The oldest day on which a version at hand was issued.
    pub fn first(&self) -> Option<Date> {
        self.versions.iter().filter_map(|version| version.history.iter().copied().chain(version.date).min()).min()
    }

    fn amended_between(&self, version: &Version, date: Date) -> bool {
        let Some(from) = version.date else { return true };
        let others = self.versions.iter().filter(|other| other.doc != version.doc);
        others
            .flat_map(|other| &other.history)
            .any(|day| *day <= date && days(*day) > days(from) + SAME_EVENT && !version.history.contains(day))
    }

    fn has_older(&self, version: &Version) -> bool {
        let before = |day: &Date| version.date.is_some_and(|own| days(*day) + SAME_EVENT < days(own));
        version.history.iter().any(before) || self.versions.iter().any(|other| other.date.as_ref().is_some_and(before))
    }
}

/// Days since year 0, near enough to compare weeks.
fn days(date: Date) -> i64 {
    i64::from(date.year) * 365 + i64::from(date.month) * 30 + i64::from(date.day)
}

/// The dates of adoption and amendment in a document's history lines, and which are of bundles.
fn history(document: &Document) -> (Vec<Date>, Vec<Date>) {
    const EVENTS: &[&str] = &["通过", "修正", "修订", "修改", "公布", "发布", "批准", "颁布"];
    let (mut dates, mut bundled) = (Vec::new(), Vec::new());
    let covers = document.units.iter().filter(|unit| unit.kind == UnitKind::Cover);
    for block in covers.flat_map(|unit| &unit.blocks) {
        for line in block.text.split(['\n', '，', '；', '　']) {
            if EVENTS.iter().any(|event| line.contains(event))
                && let Some((date, _)) = find_date(line)
            {
                dates.push(date);
                if line.contains("部分") {
                    bundled.push(date);
                }
            }
        }
    }
    dates.sort();
    dates.dedup();
    (dates, bundled)
}

/// The first 2018年3月11日 of a text, and where it ends.
pub fn find_date(text: &str) -> Option<(Date, usize)> {
    let mut from = 0;
    while let Some(found) = text[from..].find('年') {
        let year_at = from + found;
        if let Some(year) = digits_before(text, year_at) {
            let after = year_at + '年'.len_utf8();
            let (month, after) = number_with(text, after, '月').unwrap_or((0, after));
            let (day, after) =
                if month > 0 { number_with(text, after, '日').unwrap_or((0, after)) } else { (0, after) };
            return Some((Date { year, month, day }, after));
        }
        from = year_at + '年'.len_utf8();
    }
    None
}

fn digits_before(text: &str, end: usize) -> Option<u16> {
    let start = end.checked_sub(4)?;
    let digits = text.get(start..end)?;
    (digits.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| digits.parse().ok())?
        .filter(|year| (1900..2200).contains(year))
}

fn number_with(text: &str, at: usize, unit: char) -> Option<(u8, usize)> {
    // Three characters at most: 11月.
    let end = text[at..].char_indices().take(4).find(|(_, c)| *c == unit)?.0 + at;
    let value = text[at..end].trim().parse().ok()?;
    Some((value, end + unit.len_utf8()))
}
