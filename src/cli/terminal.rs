//! Whether somebody is looking, and what they are shown while they wait.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::report::escape::escape;

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Colour {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    Always,
    Never,
}

impl Colour {
    pub fn on(self, stream: &impl IsTerminal) -> bool {
        match self {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                stream.is_terminal()
                    && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
                    && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
            }
        }
    }
}

/// To standard output. A reader who leaves early (`gangmu check | head`) is no failure of ours.
pub fn print(text: &str) {
    let _ = io::stdout().lock().write_all(text.as_bytes());
}

/// A path as its owner would say it: without `./` before it, and nothing that moves a cursor.
pub fn shown(path: &Path) -> String {
    let path = path.strip_prefix(".").ok().filter(|rest| !rest.as_os_str().is_empty()).unwrap_or(path);
    escape(&path.display().to_string())
}

/// Names each stage while it runs, on a terminal only, and remembers how long it took.
pub struct Progress {
    bar: ProgressBar,
    started: Instant,
    stages: Vec<(&'static str, Instant)>,
}

impl Progress {
    pub fn new() -> Progress {
        let target =
            if io::stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        bar.set_style(ProgressStyle::with_template("{spinner} {msg}").expect("the template is ours"));
        bar.enable_steady_tick(Duration::from_millis(100));
        Progress { bar, started: Instant::now(), stages: Vec::new() }
    }

    pub fn stage(&mut self, name: &'static str) {
        self.stages.push((name, Instant::now()));
        self.bar.set_message(name);
    }

    /// From here on a bar that fills: `count` steps, each told by [`ProgressBar::inc`].
    pub fn bar(&mut self, name: &'static str, count: usize) -> &ProgressBar {
        self.stage(name);
        self.bar.set_length(count as u64);
        let style =
            ProgressStyle::with_template("{spinner} {msg} [{bar:30}] {pos}/{len} {eta}").expect("the template is ours");
        self.bar.set_style(style.progress_chars("=> "));
        &self.bar
    }

    /// `1.2 s (read 0.1, parse 0.3, write 0.8)`; takes the bar away.
    pub fn finish(&self) -> String {
        self.bar.finish_and_clear();
        let ends = self.stages.iter().skip(1).map(|(_, at)| *at).chain(std::iter::once(Instant::now()));
        let stages: Vec<String> = self
            .stages
            .iter()
            .zip(ends)
            .map(|((name, start), end)| format!("{name} {:.2}", (end - *start).as_secs_f64()))
            .collect();
        format!("{:.2} s ({})", self.started.elapsed().as_secs_f64(), stages.join(", "))
    }
}

impl Default for Progress {
    fn default() -> Progress {
        Progress::new()
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
