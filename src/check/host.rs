//! What a host may refuse.

use crate::model::config::Config;
use crate::model::diag::{Code, Diagnostic};
use crate::model::site::Site;

/// The least that well-known hosts take.
const MAX_FILES: usize = 20_000;

/// More files than the host takes.
pub fn check_count(site: &Site, config: &Config) -> Option<Diagnostic> {
    let max = config.max_files.unwrap_or(MAX_FILES);
    (site.len() > max).then(|| {
        let message = format!("the site has {} files; max_files is {max}", site.len());
        Diagnostic::new(Code::TooManyFiles, None, message)
            .help("hubs = \"cited\" in gangmu.toml makes fewer; raise max_files where the host takes more")
    })
}
