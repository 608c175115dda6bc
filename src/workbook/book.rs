//! The sheets of a workbook as they are made, each in its place.

use super::WorkbookError;
use super::styles::Styles;
use crate::intake::About;
use inforce_present::text::xlsx::CellText;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

/// The sheets in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Title {
    ReadMe,
    Summary,
    Alerts,
    Evidence,
    Estimates,
    Accounts,
    NotJudged,
}

impl Title {
    pub(super) const TABLES: [Self; 5] = [
        Self::Alerts,
        Self::Evidence,
        Self::Estimates,
        Self::Accounts,
        Self::NotJudged,
    ];

    /// The name of the sheet.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::ReadMe => "Read-me",
            Self::Summary => "Summary",
            Self::Alerts => "Alerts",
            Self::Evidence => "Evidence",
            Self::Estimates => "Estimates",
            Self::Accounts => "Two accounts",
            Self::NotJudged => "Not judged",
        }
    }

    /// The name of one of its parts, where a sheet holds too little.
    pub(super) fn part(self, part: u32) -> String {
        if part == 0 {
            self.name().to_owned()
        } else {
            format!("{} ({})", self.name(), part + 1)
        }
    }
}

/// A place in the workbook; rows from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) title: Title,
    pub(super) part: u32,
    pub(super) row: u32,
}

impl Spot {
    /// The place of a row of a table by its number, where sheets hold so many.
    pub(super) fn of(title: Title, index: u64, limit: u32) -> Self {
        let narrow = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        Self {
            title,
            part: narrow(index / u64::from(limit)),
            row: narrow(index % u64::from(limit)) + 1,
        }
    }

    /// What leads there.
    pub(super) fn link(self) -> String {
        format!(
            "internal:'{}'!A{}",
            self.title.part(self.part),
            self.row + 1
        )
    }
}

/// What the workbook holds of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held {
    pub(super) parts: u32,
    pub(super) rows: u64,
}

/// A workbook being made.
pub(super) struct Book {
    workbook: Workbook,
    pub(super) styles: Styles,
    /// Rows of a table on one sheet.
    pub(super) limit: u32,
    sheets: BTreeMap<Title, Vec<Worksheet>>,
    pub(super) held: BTreeMap<Title, Held>,
    /// What stands above every printed page.
    pub(super) header: String,
}

/// Characters of a header that come from the dataset; a header holds 255, with what marks its parts.
const HEADER: usize = 90;

/// What the dataset says of itself, above a printed page.
fn header(about: &About) -> String {
    let words = About {
        invented: false,
        note: None,
        ..about.clone()
    }
    .told()
    .join(", ");
    let words = CellText::of(&words, "the sheet Read-me").text.into_owned();
    let cut: String = if words.chars().count() > HEADER {
        words.chars().take(HEADER).chain(['…']).collect()
    } else {
        words
    };
    let invented = if about.invented {
        "&C&BInvented data"
    } else {
        ""
    };
    // An ampersand alone begins a code.
    format!("&L{}{invented}", cut.replace('&', "&&"))
}

/// Rows of a table on one sheet: what a sheet holds, less the headings and the row that says where the table goes on.
pub(super) const LIMIT: u32 = 1_048_576 - 2;

impl Book {
    /// An empty workbook, said to be made at that time; what does not fit in memory is kept in `folder`.
    pub(super) fn new(
        limit: u32,
        made: &str,
        title: &str,
        about: Option<&About>,
        folder: &Path,
    ) -> Result<Self, WorkbookError> {
        let mut workbook = Workbook::new();
        let made = ExcelDateTime::parse_from_str(made)?;
        workbook.set_properties(
            &DocProperties::new()
                .set_title(title)
                .set_author("inforce")
                .set_creation_datetime(&made),
        );
        workbook.set_tempdir(folder)?;
        Ok(Self {
            workbook,
            styles: Styles::new(),
            limit,
            sheets: BTreeMap::new(),
            held: BTreeMap::new(),
            header: about.map(header).unwrap_or_default(),
        })
    }

    /// A sheet whose rows are written in order and kept on disk.
    pub(super) fn streamed(&mut self, title: Title, part: u32) -> Result<Worksheet, WorkbookError> {
        let mut worksheet = self.workbook.new_worksheet_with_constant_memory()?;
        worksheet.set_name(title.part(part))?;
        Ok(worksheet)
    }

    /// Puts a finished sheet behind those of its title.
    pub(super) fn add(&mut self, title: Title, worksheet: Worksheet) {
        self.sheets.entry(title).or_default().push(worksheet);
    }

    /// Writes the workbook.
    pub(super) fn save(mut self, file: &File) -> Result<(), WorkbookError> {
        for worksheet in self.sheets.into_values().flatten() {
            self.workbook.push_worksheet(worksheet);
        }
        Ok(self
            .workbook
            .save_to_writer(std::io::BufWriter::new(file))?)
    }
}
