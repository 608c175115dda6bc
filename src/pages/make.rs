//! Makes all pages of a report.

use super::about::about;
use super::alert::alert;
use super::country::country;
use super::exempt::{ExemptTables, exempt};
use super::frame::PageFrame;
use super::lists::lists;
use super::overview::overview;
use super::plausibility::plausibility;
use super::refused::{refused, refused_row, refused_rows};
use super::replace_folder::Site;
use super::shared::RunData;
use super::substance::substance;
use super::{ReportError, search};
use crate::archive::read::PublishedRun;
use crate::parallel;
use std::path::PathBuf;

/// The folders of the report.
const FOLDERS: [&str; 5] = ["alert", "country", "substance", "assets", "parts"];

/// The number of pages that are about no single country, substance or alert: the overview, three lists, the plausibility of
/// estimates, the refused rows and the run. Runs with records that count for nothing by exemption have one more.
const LISTS: usize = 7;

/// The number of alerts that a thread takes at a time.
const TOGETHER: usize = 64;

/// The files that are the same in every report.
const ASSETS: [(&str, &[u8]); 2] = [
    ("assets/report.css", include_bytes!("assets/report.css")),
    ("assets/report.js", include_bytes!("assets/report.js")),
];

/// What was made.
#[derive(Clone, Debug)]
pub struct Made {
    /// The folder of the report; the first page is `index.html`.
    pub folder: PathBuf,
    /// The number of alerts; each has a page.
    pub alerts: usize,
    /// The number of pages.
    pub pages: usize,
}

/// Makes the report of a run and puts it into the run's folder. If this fails, an earlier report stays as it was.
pub fn report(run: &PublishedRun) -> Result<Made, ReportError> {
    let site = Site::begin(run.folder(), &FOLDERS)?;
    ASSETS
        .iter()
        .try_for_each(|(name, content)| site.write(name, content))?;
    let mut rows = refused_rows(&site);
    let filings = run.filings()?;
    let (_, estimates) = run.estimates(filings.clone());
    let mut gathered = RunData::of(run, (&filings, &estimates), |row, named| {
        rows.push(refused_row(run, row, named))
    })?;
    drop(filings);
    let left_out = ExemptTables::of(&site, &gathered)?;
    let left_out = left_out.as_ref();
    gathered.add_conventions(left_out.iter().flat_map(|tables| tables.substances()));
    let rows = rows.finish()?;
    let frames = PageFrame::of(&gathered, left_out.is_some());
    search::write(&site, &gathered)?;
    overview(&site, &frames, &gathered)?;
    lists(&site, &frames, &gathered)?;
    plausibility(&site, &frames, &gathered)?;
    refused(&site, &frames, &gathered, rows)?;
    about(&site, &frames, &gathered)?;
    if let Some(tables) = left_out {
        exempt(&site, &frames, &gathered, tables)?;
    }
    let shown = (&gathered, left_out);
    let countries = run.config.country_codes.len();
    parallel::try_each(countries, |place| country(&site, &frames, shown, place))?;
    let substances = run.config.substance_codes.len();
    parallel::try_each(substances, |place| substance(&site, &frames, shown, place))?;
    let chunks: Vec<_> = gathered.alerts.chunks(TOGETHER).collect();
    parallel::try_each(chunks.len(), |place| {
        let mut explained = gathered.arguments.explain(chunks[place])?;
        explained.try_for_each(|explained| alert(&site, &frames, shown, &explained?))
    })?;
    let folder = site.place()?;
    let alerts = gathered.alerts.len();
    Ok(Made {
        folder,
        alerts,
        pages: LISTS + usize::from(left_out.is_some()) + countries + substances + alerts,
    })
}
