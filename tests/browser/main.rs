//! What readers meet: the five documents in a real browser, on a phone and at a desk.
#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

mod reader;
mod site;

use std::fs;
use std::sync::atomic::Ordering;

use reader::{DESK, PHONE, Setting, read};
use site::{Host, SITE};

const HUB: &str = "plan-2017-16.html";
/// One of each kind of page.
const KINDS: &[&str] = &[
    "index.html",
    "plan-2017.html",
    "qa-2022.html",
    HUB,
    "qa-2022-7.html",
    "concordance.html",
    COMPARED,
    "about.html",
    "about-qa-2022.html",
    "search.html",
    "offline.html",
];
const COMPARED: &str = "compare-plan-2017-jiangsu-2018.html";
const TEXT: &str = "document.querySelector('main').innerText.replace(/\\s/g, '').length";

#[test]
fn every_kind_of_page_opens_without_a_complaint() {
    let host = Host::start(&SITE);
    read(PHONE, async |reader| {
        for page in KINDS {
            reader.open(&host.url(page)).await;
            reader.until("document.querySelector('h1')").await;
            assert_eq!(reader.says("document.documentElement.lang").await, "zh-Hans", "{page}");
        }
        // Long enough for the service worker to have come.
        reader.until("navigator.serviceWorker.controller").await;
    });
}

#[test]
fn text_and_links_are_there_without_scripts() {
    let host = Host::start(&SITE);
    let mut texts = Vec::new();
    read(PHONE, async |reader| {
        for page in KINDS {
            reader.open(&host.url(page)).await;
            texts.push(reader.number(TEXT).await);
        }
    });
    read(Setting { scripts: false, ..PHONE }, async |reader| {
        for (page, with) in KINDS.iter().zip(&texts) {
            reader.open(&host.url(page)).await;
            assert!(reader.number(TEXT).await >= with * 0.99, "{page}");
        }
        reader.open(&host.url("qa-2022-7.html")).await;
        let first = "document.querySelector('.text a[href*=plan]')";
        let href = reader.says(&format!("{first}.getAttribute('href')")).await;
        assert!(href.starts_with("plan-2017"), "{href}");
        reader.open(&reader.says(&format!("{first}.href")).await).await;
        assert_eq!(reader.says("document.querySelector('main') !== null").await, "true");
        reader.open(&host.url(HUB)).await;
        assert_eq!(
            reader.says("getComputedStyle(document.querySelector('.ct')).display").await,
            "none",
            "a dead button"
        );
        reader.open(&host.url("search.html")).await;
        assert_eq!(reader.number("document.querySelector('#search input').offsetHeight").await, 0.0, "a dead box");
    });
}

#[test]
fn a_reference_opens_a_sheet_and_back_closes_it() {
    let host = Host::start(&SITE);
    read(PHONE, async |reader| {
        reader.open(&host.url("qa-2022-7.html")).await;
        reader.tap(".text a[href*='plan-2017-1.html']").await;
        reader.until("document.querySelector('[role=dialog]')").await;
        let said = reader.says("document.querySelector('[role=dialog]').innerText").await;
        assert!(said.contains("第1条") && said.contains("《新时期产业工人队伍建设改革方案》"), "{said}");
        assert_eq!(reader.says("document.activeElement.getAttribute('role')").await, "dialog");
        reader.says("history.back()").await;
        reader.until("!document.querySelector('[role=dialog]')").await;
        assert!(reader.says("location.href").await.ends_with("qa-2022-7.html"));
    });
}

#[test]
fn what_is_copied_says_exactly_where_it_is_from() {
    let host = Host::start(&SITE);
    read(PHONE, async |reader| {
        reader.open(&host.url(HUB)).await;
        reader.says("navigator.clipboard.writeText = t => { window.copied = t; return Promise.resolve() }").await;
        reader.tap(".ct").await;
        reader.tap(".sheet button").await;
        reader.until("window.copied").await;
        let copied = reader.says("window.copied").await;
        assert_eq!(copied, format!("《新时期产业工人队伍建设改革方案》第16条\n{}", host.url(HUB)));
        reader.until("document.querySelector('.sheet [role=status]').textContent === '已复制'").await;
        reader.press("Escape").await;
        reader.until("!document.querySelector('.sheet')").await;
        reader.tap("[id='16.1'] .p").await;
        reader.until("document.querySelector('.said')").await;
        assert_eq!(
            reader.says("document.querySelector('.said').textContent").await,
            "《新时期产业工人队伍建设改革方案》第16条第1款"
        );
        assert!(
            reader.says("document.querySelector('.box .meta').textContent").await.ends_with("plan-2017-16.html?p=1")
        );
    });
}

#[test]
fn an_address_with_a_paragraph_opens_there() {
    let host = Host::start(&SITE);
    read(PHONE, async |reader| {
        reader.open(&host.url("qa-2022-5.html?p=3&from=timeline")).await;
        reader.until("document.querySelector('.at')").await;
        assert_eq!(reader.says("document.querySelector('.at').id").await, "5.3");
        let top = reader.number("document.querySelector('.at').getBoundingClientRect().top").await;
        assert!((-50.0..640.0).contains(&top), "{top}");
    });
}

#[test]
fn size_and_colour_are_remembered() {
    let host = Host::start(&SITE);
    read(PHONE, async |reader| {
        reader.open(&host.url(HUB)).await;
        let size = "parseFloat(getComputedStyle(document.querySelector('.text p')).fontSize)";
        assert_eq!(reader.number(size).await, 18.0);
        reader.tap(".sz").await;
        reader.tap(".row button:nth-child(5)").await;
        assert!(reader.number(size).await > 27.0);
        reader.tap(".row:nth-of-type(2) button:nth-child(3)").await;
        reader.open(&host.url("plan-2017.html")).await;
        assert!(reader.number(size).await > 27.0);
        assert_eq!(reader.says("getComputedStyle(document.documentElement).backgroundColor").await, "rgb(23, 24, 26)");
        assert!(reader.number("document.scrollingElement.scrollWidth").await <= 360.0);
    });
}

#[test]
fn a_correction_shows_what_was_printed() {
    let host = Host::start(&SITE);
    read(PHONE, async |reader| {
        reader.open(&host.url("qa-2022.html")).await;
        let title = reader.says("document.querySelector('a.e:not(.y)').title").await;
        assert!(title.starts_with("原作“"), "{title}");
        reader.tap("a.e:not(.y)").await;
        reader.until("document.querySelector('.sheet')").await;
        assert!(reader.says("document.querySelector('.sheet').innerText").await.contains(&title));
        let href = reader.says("document.querySelector('.sheet a').href").await;
        reader.open(&href).await;
        reader.until("document.querySelector(':target')").await;
        assert!(reader.says("document.querySelector(':target del') !== null").await == "true");
    });
}

#[test]
fn a_keyboard_is_enough() {
    let host = Host::start(&SITE);
    read(DESK, async |reader| {
        reader.open(&host.url(HUB)).await;
        reader.press("Tab").await;
        assert_eq!(reader.says("document.activeElement.className").await, "skip");
        reader.press("]").await;
        reader.until("location.pathname.endsWith('plan-2017-17.html') && document.readyState === 'complete'").await;
        reader.press("[").await;
        reader.until("location.pathname.endsWith('plan-2017-16.html') && document.readyState === 'complete'").await;
        reader.press("t").await;
        reader.until("document.querySelector('.lines [aria-current]')").await;
        assert!(reader.says("document.querySelector('.lines [aria-current]').textContent").await.starts_with("第16条"));
        reader.press("Escape").await;
        reader.until("!document.querySelector('.sheet')").await;
        reader.press("c").await;
        reader.until("document.querySelector('.said')").await;
        reader.press("Escape").await;
        reader.until("!document.querySelector('.sheet')").await;
        reader.says("document.querySelector('.r').focus()").await;
        reader.press("p").await;
        reader.until("document.querySelector('.sheet')").await;
        reader.press("Escape").await;
        reader.until("!document.querySelector('.sheet')").await;
        assert_eq!(reader.says("document.activeElement.className").await, "r");
        reader.press("/").await;
        reader.until("location.pathname.endsWith('search.html')").await;
    });
}

#[test]
fn search_finds_and_marks_where_one_lands() {
    let host = Host::start(&SITE);
    read(PHONE, async |reader| {
        reader.open(&host.url("search.html")).await;
        reader.says("document.querySelector('#search input').focus()").await;
        for key in ["职", "业", "教", "育"] {
            reader.press(key).await;
        }
        // Rows for what was typed so far come and go.
        reader.until("document.querySelector('.hits mark') && document.querySelector('.hits mark').textContent === '职业教育'").await;
        let href = reader.says("document.querySelector('.hits a').href").await;
        reader.open(&href).await;
        reader.until("document.querySelector('main mark')").await;
        assert_eq!(reader.says("document.querySelector('main mark').textContent").await, "职业教育");
        reader.press("n").await;
    });
}

#[test]
fn nothing_is_wider_than_a_small_phone() {
    let host = Host::start(&SITE);
    read(Setting { width: 320, height: 568, ..PHONE }, async |reader| {
        for page in KINDS {
            reader.open(&host.url(page)).await;
            let over =
                reader.number("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth").await;
            assert_eq!(over, 0.0, "{page}");
        }
    });
}

#[test]
fn dark_is_followed_and_the_first_screen_is_text() {
    let host = Host::start(&SITE);
    read(Setting { dark: true, ..PHONE }, async |reader| {
        reader.open(&host.url(HUB)).await;
        assert_eq!(reader.says("getComputedStyle(document.documentElement).backgroundColor").await, "rgb(23, 24, 26)");
        let text = "Math.min(588, document.querySelector('.text p').getBoundingClientRect().bottom) - document.querySelector('.text p').getBoundingClientRect().top";
        assert!(reader.number(text).await >= 320.0);
    });
}

#[test]
fn paper_holds_the_text_its_source_and_no_bar() {
    let host = Host::start(&SITE);
    read(Setting { print: true, width: 794, height: 1123, ..PHONE }, async |reader| {
        reader.open(&host.url(HUB)).await;
        let hidden = "['.bar', '.top', '.side', 'footer', '.acts'].every(s => getComputedStyle(document.querySelector(s)).display === 'none')";
        assert_eq!(reader.says(hidden).await, "true");
        let source = reader.says("document.querySelector('.print').innerText").await;
        assert!(source.contains("《新时期产业工人队伍建设改革方案》第16条"), "{source}");
    });
}

#[test]
fn a_disk_is_enough() {
    read(PHONE, async |reader| {
        // The archive, unpacked as a reader would.
        let folder = reader.folder();
        let mut archive = zip::ZipArchive::new(fs::File::open(SITE.join("site.zip")).unwrap()).unwrap();
        archive.extract(&folder).unwrap();
        let url = |page: &str| format!("file://{}", folder.join(page).display());
        reader.open(&url("index.html")).await;
        let dead = "[...document.querySelectorAll('a[href]')].filter(a => a.protocol === 'file:' && /\\/$/.test(a.pathname)).length";
        assert_eq!(reader.number(dead).await, 0.0);
        reader.open(&url("qa-2022-7.html")).await;
        assert_eq!(reader.says("getComputedStyle(document.querySelector('.bar')).position").await, "fixed");
        reader.tap(".text a[href*='plan-2017-1.html']").await;
        reader.until("document.querySelector('[role=dialog]')").await;
        reader.open(&url("search.html")).await;
        reader.says("document.querySelector('#search input').focus()").await;
        reader.press("工").await;
        reader.until("document.querySelector('.hits a')").await;
    });
}

#[test]
fn a_page_once_read_opens_without_a_connection() {
    let host = Host::start(&SITE);
    read(PHONE, async |reader| {
        reader.open(&host.url(HUB)).await;
        reader.until("navigator.serviceWorker.controller").await;
        reader.until("caches.keys().then(k => Promise.all(k.map(n => caches.open(n).then(c => c.match(location.href))))).then(f => f.some(Boolean))").await;
        host.is_down.store(true, Ordering::SeqCst);
        reader.open(&host.url(HUB)).await;
        assert!(reader.number(TEXT).await > 200.0);
        reader.open(&host.url("plan-2017-20.html")).await;
        assert_eq!(reader.says("document.body.className").await, "offline");
        reader.forget_troubles();
    });
}

#[test]
fn where_one_was_is_offered_and_never_jumped_to() {
    let host = Host::start(&SITE);
    read(PHONE, async |reader| {
        reader.open(&host.url(HUB)).await;
        reader.open(&host.url("index.html")).await;
        reader.until("document.querySelector('.strip a')").await;
        assert_eq!(reader.number("scrollY").await, 0.0);
        let said = reader.says("document.querySelector('.strip a').textContent").await;
        assert!(said.starts_with("上次读到：第16条"), "{said}");
        assert!(reader.says("document.querySelector('.strip a').href").await.ends_with(HUB));
    });
}

#[test]
fn two_texts_are_compared_clause_by_clause() {
    let host = Host::start(&SITE);
    const PAIR: &str = "document.getElementById('5')";
    const TOP: &str = "getBoundingClientRect().top";
    read(PHONE, async |reader| {
        reader.open(&host.url(COMPARED)).await;
        // Every row says whose words it holds, and marks what differs by a sign and a line.
        let near = format!("{PAIR}.querySelector('.near')");
        let line = format!("getComputedStyle({near}.querySelector('ins')).textDecorationLine");
        assert_eq!(reader.says(&line).await, "underline");
        let sign = format!("getComputedStyle({near}.querySelector('ins'), '::before').content");
        assert_eq!(reader.says(&sign).await, "\"＋\"");
        let below = format!("{near}.querySelector('.b').{TOP} - {near}.querySelector('.a').{TOP}");
        assert!(reader.number(&below).await > 20.0, "partners stand below each other on a phone");
        reader.tap("[id='5'] .step [rel=next]").await;
        reader.until("document.querySelector('section:target')").await;
        assert!(reader.says("document.querySelector('main').innerText").await.contains("换两份文件"));
    });
    read(DESK, async |reader| {
        reader.open(&host.url(COMPARED)).await;
        let near = format!("{PAIR}.querySelector('.near')");
        let beside = format!("{near}.querySelector('.b').{TOP} - {near}.querySelector('.a').{TOP}");
        assert_eq!(reader.number(&beside).await, 0.0);
        reader.press("]").await;
        reader.until("location.hash.length > 1").await;
    });
}

#[test]
fn gaps_of_the_concordance_are_filtered_without_scripts() {
    let host = Host::start(&SITE);
    let shown = "[...document.querySelectorAll('.con tbody tr[id]')].filter(row => row.offsetHeight).length";
    read(Setting { scripts: false, ..PHONE }, async |reader| {
        reader.open(&host.url("concordance.html")).await;
        let all = reader.number(shown).await;
        assert!(reader.number("document.querySelector('.mx').getBoundingClientRect().right").await <= 344.0);
        reader.says("location.hash = 'gaps'").await;
        let gaps = reader.number(shown).await;
        assert!(0.0 < gaps && gaps < all, "{gaps} of {all}");
    });
}

#[test]
fn arrow_keys_go_from_cell_to_cell() {
    let host = Host::start(&SITE);
    read(DESK, async |reader| {
        reader.open(&host.url("concordance.html")).await;
        let row = "document.querySelector('[id=\"16\"]')";
        reader.says(&format!("{row}.querySelector('th a').focus()")).await;
        reader.press("ArrowRight").await;
        assert_eq!(reader.says(&format!("document.activeElement === {row}.cells[1]")).await, "true");
        reader.press("ArrowDown").await;
        assert_eq!(reader.says("document.activeElement.parentNode.id").await, "17");
    });
}

#[test]
fn a_resting_pointer_shows_what_a_reference_means() {
    let host = Host::start(&SITE);
    read(DESK, async |reader| {
        reader.open(&host.url("qa-2022-7.html")).await;
        assert_eq!(reader.says("document.querySelector('.top').innerText").await, "产业工人改革文库");
        reader.rest_on(".text a[href*='plan-2017-1.html']").await;
        reader.until("document.querySelector('.pop')").await;
        assert!(reader.says("document.querySelector('.pop').innerText").await.contains("第1条"));
        reader.press("Escape").await;
        reader.until("!document.querySelector('.pop')").await;
        assert!(reader.says("location.href").await.ends_with("qa-2022-7.html"));
    });
}
