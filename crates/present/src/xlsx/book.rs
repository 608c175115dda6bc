//! The sheets of a workbook as they are made, each in its place.

use super::WriteFault;
use super::styles::Styles;
use crate::text::xlsx::CellText;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

/// A sheet's place among the sheets of its workbook, and its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SheetName {
    /// Its place.
    pub place: u8,
    /// Its name.
    pub name: &'static str,
}

impl SheetName {
    /// The name of one of its parts, where a sheet holds too little.
    #[must_use]
    pub fn part(self, part: u32) -> String {
        if part == 0 {
            self.name.to_owned()
        } else {
            format!("{} ({})", self.name, part + 1)
        }
    }
}

/// A place in the workbook; rows from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The sheet.
    pub title: SheetName,
    /// Which of its parts.
    pub part: u32,
    /// The row.
    pub row: u32,
}

impl Spot {
    /// The place of a row of a table by its number, where sheets hold so many.
    #[must_use]
    pub fn of(title: SheetName, index: u64, limit: u32) -> Self {
        let narrow = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        Self {
            title,
            part: narrow(index / u64::from(limit)),
            row: narrow(index % u64::from(limit)) + 1,
        }
    }

    /// What leads there.
    #[must_use]
    pub fn link(self) -> String {
        format!(
            "internal:'{}'!A{}",
            self.title.part(self.part),
            self.row + 1
        )
    }
}

/// What the workbook holds of a table.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    /// On how many sheets.
    pub parts: u32,
    /// Its rows.
    pub rows: u64,
}

/// A workbook being made.
pub struct Book {
    workbook: Workbook,
    /// Its formats.
    pub styles: Styles,
    /// Rows of a table on one sheet.
    pub limit: u32,
    sheets: BTreeMap<SheetName, Vec<Worksheet>>,
    /// What it holds of each table.
    pub held: BTreeMap<SheetName, Held>,
    /// What stands above every printed page.
    pub header: String,
}

/// Characters of a header that come from the dataset; a header holds 255, with what marks its parts.
const HEADER: usize = 90;

/// What stands above every printed page: a text from outside at the left, words of ours in bold in the middle.
#[must_use]
pub fn page_header(left: &str, middle: Option<&str>) -> String {
    let words = CellText::of(left, "the sheet Read-me").text.into_owned();
    let cut: String = if words.chars().count() > HEADER {
        words.chars().take(HEADER).chain(['…']).collect()
    } else {
        words
    };
    let middle = middle
        .map(|words| format!("&C&B{words}"))
        .unwrap_or_default();
    // An ampersand alone begins a code.
    format!("&L{}{middle}", cut.replace('&', "&&"))
}

/// Rows of a table on one sheet: what a sheet holds, less the headings and the row that says where the table goes on.
pub const LIMIT: u32 = 1_048_576 - 2;

impl Book {
    /// An empty workbook, said to be made at that time; what does not fit in memory is kept in `folder`.
    pub fn new(
        limit: u32,
        made: &str,
        title: &str,
        header: String,
        folder: &Path,
    ) -> Result<Self, WriteFault> {
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
            header,
        })
    }

    /// A sheet whose rows are written in order and kept on disk.
    pub fn streamed(&mut self, title: SheetName, part: u32) -> Result<Worksheet, WriteFault> {
        let mut worksheet = self.workbook.new_worksheet_with_constant_memory()?;
        worksheet.set_name(title.part(part))?;
        Ok(worksheet)
    }

    /// Puts a finished sheet behind those of its title.
    pub fn add(&mut self, title: SheetName, worksheet: Worksheet) {
        self.sheets.entry(title).or_default().push(worksheet);
    }

    /// Writes the workbook.
    pub fn save(mut self, file: &File) -> Result<(), WriteFault> {
        for worksheet in self.sheets.into_values().flatten() {
            self.workbook.push_worksheet(worksheet);
        }
        Ok(self
            .workbook
            .save_to_writer(std::io::BufWriter::new(file))?)
    }
}
