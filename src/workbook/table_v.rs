//! Writes a workbook of one sheet: the estimates in force on a day, countries by substances, as in the Board's technical
//! report.

use super::{Title, WorkbookError, header, save};
use crate::archive::read::PublishedRun;
use crate::ask::table_v::{EXPIRED, NONE, TableV};
use crate::terms::{Mass, Substance};
use inforce_present::table::Cell;
use inforce_present::xlsx::{Book, Crosstab, LIMIT, guarded};
use std::path::Path;

/// Writes the workbook to a file beside `to`, and puts it in place once it is whole.
pub fn write_table_v(run: &PublishedRun, table: &TableV, to: &Path) -> Result<(), WorkbookError> {
    save::aside(run, to, |folder, file| {
        guarded(|| Ok(assemble(run, table, folder)?.save(file)?))
    })
}

fn assemble(run: &PublishedRun, table: &TableV, folder: &Path) -> Result<Book, WorkbookError> {
    let config = &run.config;
    let invented = if run.about.as_ref().is_some_and(|about| about.invented) {
        ". Invented data"
    } else {
        ""
    };
    let title = format!("{} (inforce, run {}){invented}", table.title(), run.run);
    let mut book = Book::new(
        LIMIT,
        &run.run_file()?.started,
        &title,
        header(run.about.as_ref()),
        folder,
    )?;
    let each =
        |says: &dyn Fn(Substance) -> String| table.substances.iter().map(|of| says(*of)).collect();
    let cell = |level: Option<&Option<Mass>>| match level {
        Some(Some(grams)) => Cell::figure(grams),
        Some(None) => Cell::words(EXPIRED),
        None => Cell::words(NONE),
    };
    let row = |country: &_| {
        let first = [
            Cell::text(config.country_code(*country)),
            Cell::text(config.country_name(*country)),
        ];
        let levels = table
            .substances
            .iter()
            .map(|substance| table.grams.get(&(*country, *substance)));
        (first, levels.map(cell).collect())
    };
    Crosstab {
        name: Title::Estimates.sheet(),
        title,
        headings: vec![
            (
                "Schedule",
                each(&|of| config.substance(of).schedule.name().to_owned()),
            ),
            ("Substance", each(&|of| config.substance(of).name.clone())),
            ("Code", each(&|of| config.substance_code(of).to_owned())),
        ],
        rows: table.countries.iter().map(row).collect(),
        source: "config.json",
    }
    .write(&mut book)?;
    Ok(book)
}
