//! Asks the driver for files of records that are elsewhere.
//!
//! Only the rows that warnings quote are still needed when a run is judged, and which these are is known last. The stage leaves the
//! names of their files in the state folder, and waits until the driver has brought them.

use super::Stages;
use crate::intake::{InputFile, IntakeError};
use crate::night::RunError;
use crate::night::inputs::Bring;
use crate::terms::shown_path;
use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

/// The name of the list of files that are asked for, in the state folder: as JSON, and put in place whole.
const NEEDED: &str = "needed.json";
/// The name of the file that the driver makes when it has brought them.
const BROUGHT: &str = "brought.json";
/// The time between two looks.
const PERIOD: Duration = Duration::from_millis(20);

impl Stages<'_> {
    /// Returns what brings files.
    pub(super) fn bring(&self) -> Bring {
        let state = self.state.to_owned();
        Bring(Box::new(move |files: &[&InputFile]| {
            if files.is_empty() {
                return Ok(());
            }
            ask(&state, files).map_err(|error| RunError::Ask {
                path: shown_path(state.join(NEEDED)),
                error,
            })?;
            wait(&state.join(BROUGHT));
            for file in files {
                file.check_bytes().map_err(IntakeError::Lost)?;
            }
            Ok(())
        }))
    }
}

/// Waits until the driver has put a file in place.
pub(super) fn wait(file: &Path) {
    while !file.exists() {
        thread::sleep(PERIOD);
    }
}

fn ask(state: &Path, files: &[&InputFile]) -> std::io::Result<()> {
    let mut names: Vec<&str> = files.iter().map(|file| file.sent()).collect();
    names.dedup();
    let aside = state.join(format!("{NEEDED}.aside"));
    fs::write(&aside, serde_json::to_vec(&names)?)?;
    fs::rename(aside, state.join(NEEDED))
}
