//! A reader with a browser: opens pages, taps and types, and keeps every complaint.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chromiumoxide::cdp::browser_protocol::emulation::{
    MediaFeature, SetDeviceMetricsOverrideParams, SetEmulatedMediaParams, SetScriptExecutionDisabledParams,
};
use chromiumoxide::cdp::browser_protocol::input::{DispatchKeyEventParams, DispatchKeyEventType};
use chromiumoxide::cdp::browser_protocol::log::EventEntryAdded;
use chromiumoxide::cdp::browser_protocol::target::SetAutoAttachParams;
use chromiumoxide::cdp::js_protocol::runtime::{EventConsoleApiCalled, EventExceptionThrown};
use chromiumoxide::{Browser, BrowserConfig, Page};
use futures::StreamExt;

/// What kind of reader: the width of the screen and what the browser may do.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    pub width: i64,
    pub height: i64,
    pub scripts: bool,
    pub dark: bool,
    pub print: bool,
}

pub const PHONE: Setting = Setting { width: 360, height: 640, scripts: true, dark: false, print: false };
pub const DESK: Setting = Setting { width: 1280, height: 800, ..PHONE };

pub struct Reader {
    browser: Browser,
    pub page: Page,
    troubles: Arc<Mutex<Vec<String>>>,
    folder: tempfile::TempDir,
}

fn chromium() -> Option<PathBuf> {
    let named = std::env::var_os("CHROME").map(PathBuf::from);
    let usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].map(PathBuf::from);
    named.into_iter().chain(usual).find(|path| path.is_file())
}

/// Runs one test with a browser of its own; says so and passes where there is none.
pub fn read(setting: Setting, test: impl AsyncFnOnce(&Reader)) {
    let Some(chromium) = chromium() else {
        eprintln!("skipped: no Chromium here; install the package chromium, or name one in CHROME");
        return;
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let mut reader = Reader::start(chromium, setting).await;
        test(&reader).await;
        let troubles = reader.troubles.lock().unwrap().clone();
        let _ = reader.browser.close().await;
        let _ = reader.browser.wait().await;
        assert!(troubles.is_empty(), "the browser complained:\n{}", troubles.join("\n"));
    });
}

/// The page is there, and where scripts may run, the one that starts after the first paint.
const READY: &str = "document.readyState === 'complete' && \
     (document.documentElement.className !== 'js' || !document.documentElement.dataset.app || window.GM)";

impl Reader {
    async fn start(chromium: PathBuf, setting: Setting) -> Reader {
        let folder = tempfile::tempdir().unwrap();
        let config = BrowserConfig::builder()
            .chrome_executable(chromium)
            .user_data_dir(folder.path())
            .no_sandbox()
            .launch_timeout(Duration::from_secs(60))
            .request_timeout(Duration::from_secs(60))
            .viewport(None)
            .build()
            .unwrap();
        let (browser, mut handler) = Browser::launch(config).await.unwrap();
        tokio::spawn(async move { while handler.next().await.is_some() {} });
        let page = browser.new_page("about:blank").await.unwrap();
        // Else the driver attaches to each service worker, which then waits for it for ever.
        page.execute(SetAutoAttachParams::new(false, false)).await.unwrap();
        let troubles = Arc::new(Mutex::new(Vec::new()));
        listen(&page, &troubles).await;
        let screen = SetDeviceMetricsOverrideParams::new(setting.width, setting.height, 1.0, setting.width < 600);
        page.execute(screen).await.unwrap();
        page.execute(SetScriptExecutionDisabledParams::new(!setting.scripts)).await.unwrap();
        let scheme = if setting.dark { "dark" } else { "light" };
        let media = SetEmulatedMediaParams::builder()
            .media(if setting.print { "print" } else { "screen" })
            .feature(MediaFeature::new("prefers-color-scheme", scheme));
        page.execute(media.build()).await.unwrap();
        Reader { browser, page, troubles, folder }
    }

    pub async fn open(&self, url: &str) {
        self.page.goto(url).await.unwrap();
        self.until(READY).await;
    }

    /// The value of an expression, as text.
    pub async fn says(&self, script: &str) -> String {
        let value = self.page.evaluate(format!("String({script})")).await;
        value.unwrap_or_else(|err| panic!("{script}: {err}")).into_value().unwrap()
    }

    pub async fn number(&self, script: &str) -> f64 {
        self.says(script).await.parse().unwrap_or_else(|_| panic!("not a number: {script}"))
    }

    /// Waits until something is so; a page that was left meanwhile is asked again.
    pub async fn until(&self, script: &str) {
        for _ in 0..300 {
            let value = self.page.evaluate(format!("(async () => !!(await ({script})))()")).await;
            if value.ok().and_then(|value| value.into_value::<bool>().ok()) == Some(true) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let troubles = self.troubles.lock().unwrap().join("\n");
        panic!("never came true: {script}\n{troubles}");
    }

    pub async fn tap(&self, selector: &str) {
        self.until(READY).await;
        self.until(&format!("document.querySelector({selector:?})")).await;
        self.says(&format!("document.querySelector({selector:?}).click()")).await;
    }

    pub async fn rest_on(&self, selector: &str) {
        self.until(&format!("document.querySelector({selector:?})")).await;
        let element = self.page.find_element(selector).await.unwrap();
        element.scroll_into_view().await.unwrap();
        element.hover().await.unwrap();
    }

    pub async fn press(&self, key: &str) {
        self.until(READY).await;
        let text = (key.chars().count() == 1).then(|| key.to_owned());
        for kind in [DispatchKeyEventType::KeyDown, DispatchKeyEventType::KeyUp] {
            let mut event = DispatchKeyEventParams::builder().r#type(kind).key(key);
            if let Some(text) = &text {
                event = event.text(text.clone());
            }
            if key == "Tab" {
                event = event.windows_virtual_key_code(9).code("Tab");
            }
            self.page.execute(event.build().unwrap()).await.unwrap();
        }
    }

    /// Complaints are expected from here on, as where the host is gone.
    pub fn forget_troubles(&self) {
        self.troubles.lock().unwrap().clear();
    }

    /// A folder that goes with the reader.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().join("files")
    }
}

/// Exceptions, failed requests, refusals of the content policy: whatever a console shows in red.
async fn listen(page: &Page, troubles: &Arc<Mutex<Vec<String>>>) {
    page.enable_log().await.unwrap();
    page.enable_runtime().await.unwrap();
    let mut thrown = page.event_listener::<EventExceptionThrown>().await.unwrap();
    let list = Arc::clone(troubles);
    tokio::spawn(async move {
        while let Some(event) = thrown.next().await {
            list.lock().unwrap().push(format!("{:?}", event.exception_details));
        }
    });
    let mut logged = page.event_listener::<EventEntryAdded>().await.unwrap();
    let list = Arc::clone(troubles);
    tokio::spawn(async move {
        while let Some(event) = logged.next().await {
            let entry = &event.entry;
            if !entry.url.as_deref().unwrap_or("").ends_with("/favicon.ico") {
                list.lock().unwrap().push(format!("{} {}", entry.text, entry.url.as_deref().unwrap_or("")));
            }
        }
    });
    let mut called = page.event_listener::<EventConsoleApiCalled>().await.unwrap();
    let list = Arc::clone(troubles);
    tokio::spawn(async move {
        while let Some(event) = called.next().await {
            list.lock().unwrap().push(format!("console: {:?}", event.args));
        }
    });
}
