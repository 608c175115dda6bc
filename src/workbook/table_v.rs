//! A workbook of one sheet: the estimates in force on a day, countries by substances, as the Board's technical report prints them.

use super::book::{Book, LIMIT, Title};
use super::cell::{Cell, Kind, Put};
use super::{WorkbookError, guard, save};
use crate::archive::read::PublishedRun;
use crate::ask::table_v::{EXPIRED, NONE, TableV};
use std::path::Path;

/// Rows above the first country: the title, schedules, names and codes.
const HEAD: u32 = 4;

/// Writes it: aside, and in place once it is whole.
pub fn write_table_v(run: &PublishedRun, table: &TableV, to: &Path) -> Result<(), WorkbookError> {
    save::aside(run, to, |folder, file| {
        guard::guarded(|| assemble(run, table, folder)?.save(file))
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
        run.about.as_ref(),
        folder,
    )?;
    let mut worksheet = book.streamed(Title::Estimates, 0)?;
    let styles = &book.styles;
    worksheet.write_string_with_format(0, 0, &title, &styles.title)?;
    let heads: [(&str, &dyn Fn(crate::terms::Substance) -> String); 3] = [
        ("Schedule", &|substance| {
            config.substance(substance).schedule.name().to_owned()
        }),
        ("Substance", &|substance| {
            config.substance(substance).name.clone()
        }),
        ("Code", &|substance| {
            config.substance_code(substance).to_owned()
        }),
    ];
    for (row, (what, says)) in (1..).zip(heads) {
        worksheet.write_string_with_format(row, 1, what, &styles.head)?;
        for (column, substance) in (2..).zip(&table.substances) {
            worksheet.write_string_with_format(row, column, says(*substance), &styles.head)?;
        }
    }
    for (row, country) in (HEAD..).zip(&table.countries) {
        let mut put = Put {
            worksheet: &mut worksheet,
            styles,
            source: "config.json",
        };
        put.cell(
            (row, 0),
            Kind::Text,
            &Cell::text(config.country_code(*country)),
        )?;
        put.cell(
            (row, 1),
            Kind::Text,
            &Cell::text(config.country_name(*country)),
        )?;
        for (column, substance) in (2..).zip(&table.substances) {
            let cell = match table.grams.get(&(*country, *substance)) {
                Some(Some(grams)) => Cell::Figure(grams.to_string()),
                Some(None) => Cell::Words(EXPIRED),
                None => Cell::Words(NONE),
            };
            put.cell((row, column), Kind::Whole, &cell)?;
        }
    }
    worksheet.set_column_width_pixels(0, 60)?;
    worksheet.set_column_width_pixels(1, 220)?;
    for (column, _) in (2..).zip(&table.substances) {
        worksheet.set_column_width_pixels(column, 120)?;
    }
    worksheet.set_freeze_panes(HEAD, 2)?;
    worksheet.set_repeat_rows(1, HEAD - 1)?;
    worksheet.set_repeat_columns(0, 1)?;
    worksheet
        .set_landscape()
        .set_paper_size(9)
        .set_header(&book.header)
        .set_footer("&L&F&C&A&Rpage &P of &N");
    book.add(Title::Estimates, worksheet);
    Ok(book)
}
