//! A workbook that is being made, with its sheets.

use super::WriteFault;
use super::styles::Styles;
use crate::text::xlsx::CellText;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

/// The place of a sheet among the sheets of its workbook, and its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SheetName {
    /// The place.
    pub place: u8,
    /// The name.
    pub name: &'static str,
}

impl SheetName {
    /// Returns the name of one of the sheet's parts, for a table that needs several sheets. Part 0 has the sheet's own name.
    #[must_use]
    pub fn part(self, part: u32) -> String {
        if part == 0 {
            self.name.to_owned()
        } else {
            format!("{} ({})", self.name, part + 1)
        }
    }
}

/// A place in the workbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The sheet.
    pub title: SheetName,
    /// The part of the sheet.
    pub part: u32,
    /// The row, from 0.
    pub row: u32,
}

impl Spot {
    /// Returns the place of a row of a table by its number from 0, if each sheet holds `limit` rows.
    #[must_use]
    pub fn of(title: SheetName, index: u64, limit: u32) -> Self {
        let narrow = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        Self {
            title,
            part: narrow(index / u64::from(limit)),
            row: narrow(index % u64::from(limit)) + 1,
        }
    }

    /// Returns the address of a link to the place.
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
    /// The number of sheets.
    pub parts: u32,
    /// The number of rows.
    pub rows: u64,
}

/// A workbook that is being made.
pub struct Book {
    workbook: Workbook,
    /// The formats.
    pub styles: Styles,
    /// The most rows of a table on one sheet.
    pub limit: u32,
    sheets: BTreeMap<SheetName, Vec<Worksheet>>,
    /// What the workbook holds of each table.
    pub held: BTreeMap<SheetName, Held>,
    /// The header of every printed page.
    pub header: String,
}

/// The most characters of a header that come from the dataset. A header holds 255, with the codes of its parts.
const HEADER: usize = 90;

/// Returns the header of printed pages: a text from outside at the left, and the product's own words in bold in the middle.
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
    // A single ampersand begins a code.
    format!("&L{}{middle}", cut.replace('&', "&&"))
}

/// The most rows of a table on one sheet: the rows of a sheet, less the headings and the row that says where the table goes
/// on.
pub const LIMIT: u32 = 1_048_576 - 2;

impl Book {
    /// Begins an empty workbook with the given time of creation. Rows that are not kept in memory are in `folder`.
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

    /// Returns a sheet whose rows are written in order and kept on disk.
    pub fn streamed(&mut self, title: SheetName, part: u32) -> Result<Worksheet, WriteFault> {
        let mut worksheet = self.workbook.new_worksheet_with_constant_memory()?;
        worksheet.set_name(title.part(part))?;
        Ok(worksheet)
    }

    /// Adds a finished sheet after the others of its name.
    pub fn add(&mut self, title: SheetName, worksheet: Worksheet) {
        self.sheets.entry(title).or_default().push(worksheet);
    }

    /// Writes the workbook into a file.
    pub fn save(mut self, file: &File) -> Result<(), WriteFault> {
        for worksheet in self.sheets.into_values().flatten() {
            self.workbook.push_worksheet(worksheet);
        }
        Ok(self
            .workbook
            .save_to_writer(std::io::BufWriter::new(file))?)
    }
}
