//! The frame that surrounds the content of every page.

use super::{exempt, plausibility};
use crate::intake::About;
use crate::pages::replace_folder::Site;
use crate::pages::shared::RunData;
use crate::pages::{ReportError, laid_out};
use askama::Template;
use inforce_present::text::html::plain;

/// What every page states of its run.
#[derive(Clone, Debug)]
pub(super) struct PageFrame {
    pub(super) run: String,
    pub(super) judged: String,
    pub(super) known: String,
    /// Whether the dataset says that it is made up.
    pub(super) invented: bool,
    /// Who delivered the data, and as of when, if the dataset says so.
    pub(super) delivered: Option<String>,
    pub(super) program: String,
    pub(super) manifest: String,
    /// Whether the run has records that count for nothing by exemption, which have a page.
    has_exempt: bool,
}

/// The frame of one page.
#[derive(Clone, Debug)]
pub(super) struct Frame<'f> {
    pub(super) of: &'f PageFrame,
    /// The title of the browser's window.
    pub(super) title: String,
    /// The path from the page to the root of the site.
    pub(super) root: &'static str,
    /// The page of the menu under which the page stands.
    pub(super) here: &'static str,
}

/// The pages of the menu, each with its name.
const MENU: [(&str, &str); 8] = [
    ("index.html", "Overview"),
    ("alerts.html", "Alerts"),
    ("countries.html", "Countries"),
    ("substances.html", "Substances"),
    (plausibility::PAGE, "Plausibility"),
    (exempt::PAGE, "Not counted"),
    ("refused.html", "Refused"),
    ("run.html", "This run"),
];

impl PageFrame {
    pub(super) fn of(gathered: &RunData<'_>, has_exempt: bool) -> Self {
        let (run, notes) = (gathered.run, &gathered.notes);
        // The time is 2024-03-01T02:15:07Z, of which the pages show the minute.
        let judged = match notes.started.split_once('T') {
            Some((day, time)) => format!("{day}, {} UTC", time.get(..5).unwrap_or(time)),
            None => notes.started.clone(),
        };
        let known = run.known_at.map_or_else(
            || "everything received".to_owned(),
            |day| format!("what was received by {day}"),
        );
        let about = run.about.clone().unwrap_or_default();
        let parts = About {
            invented: false,
            note: None,
            ..about.clone()
        }
        .told();
        let delivered = (!parts.is_empty()).then(|| {
            parts
                .iter()
                .map(|part| plain(part))
                .collect::<Vec<_>>()
                .join(", ")
        });
        let program = format!(
            "{} {}",
            plain(&gathered.manifest.program.name),
            plain(&gathered.manifest.program.version)
        );
        Self {
            run: plain(&run.run),
            judged: plain(&judged),
            known,
            invented: about.invented,
            delivered,
            program,
            manifest: plain(&notes.manifest_blake3),
            has_exempt,
        }
    }

    /// Returns the frame of a page.
    pub(super) fn frame(&self, name: &str, here: &'static str, title: String) -> Frame<'_> {
        Frame {
            of: self,
            title,
            root: if name.contains('/') { "../" } else { "" },
            here,
        }
    }
}

impl Frame<'_> {
    /// Returns each page of the menu with its name, and the value of `aria-current` if the page is the current one.
    pub(super) fn menu(
        &self,
    ) -> impl Iterator<Item = (&'static str, &'static str, Option<&'static str>)> {
        let current = if self.root.is_empty() { "page" } else { "true" };
        MENU.into_iter()
            .filter(|(page, _)| self.of.has_exempt || *page != exempt::PAGE)
            .map(move |(page, name)| (page, name, (page == self.here).then_some(current)))
    }
}

/// Writes a page.
pub(super) fn write(site: &Site, name: &str, page: &impl Template) -> Result<(), ReportError> {
    let html = page.render().map_err(|error| laid_out(name, error))?;
    site.write(name, html.as_bytes())
}
