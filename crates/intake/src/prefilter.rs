//! Selects the rows of a portion by few columns, before their other columns are read.
//!
//! Nothing is checked, so refused rows are among the selected rows; if a file cannot be read column by column, all rows are
//! selected. The caller examines each row in full.

use super::block::{self, Block};
use super::column::Column;
use super::fault::Fault;
use super::file::Portion;
use super::footer::Selection;
use super::parquet::{ParquetSource, RecordColumns};
use super::rows::text_at;
use super::values::BatchColumns;
use crate::conversion::Lists;
use crate::records::{Flow, Heading};
use crate::terms::{Country, Day, Form};
use arrow_array::Array;
use std::ops::RangeInclusive;

/// The conditions of a selection; `None` is no condition.
#[derive(Clone, Copy, Default)]
pub struct Prefilter<'a> {
    /// Accepts the flow, importing country, form and date of a row; a row without them is not selected.
    pub heading: Option<&'a (dyn Fn(Heading) -> bool + Sync)>,
    /// The days of the movement.
    pub days: Option<(Day, Day)>,
    /// The importing country.
    pub importer: Option<Country>,
    /// The exporting country.
    pub exporter: Option<Country>,
    /// The forms, one of which was shipped.
    pub forms: Option<&'a [Form]>,
    /// Accepts the number of the import authorisation.
    pub authorisation: Option<&'a (dyn Fn(&str) -> bool + Sync)>,
}

/// If fewer than one row in this many is left, the rows between them are not decoded.
const SPARSE: u64 = 64;

/// Returns the places of the rows of a portion that may be selected, ascending; the first row has place 0. `None`: all rows may
/// be.
pub(super) fn places(
    source: &ParquetSource,
    portion: &Portion,
    lists: &Lists,
    prefilter: &Prefilter<'_>,
) -> Result<Option<Vec<u32>>, Fault> {
    let mut left = Left { places: None };
    if let Some(is_meant) = prefilter.heading {
        let columns = [
            Column::Date,
            Column::Reporter,
            Column::Partner,
            Column::Flow,
            Column::Form,
        ];
        left.narrow(source, portion, &columns, &|columns, rows| {
            headed(is_meant, lists, columns, rows);
        })?;
    }
    // Days are read first: they take the least to decode, and records usually lie by day, so whole portions are excluded.
    if let Some((first, last)) = prefilter.days {
        let days = first.number()..=last.number();
        left.narrow(source, portion, &[Column::Date], &|columns, rows| {
            within(&days, columns, rows);
        })?;
    }
    if prefilter.importer.is_some() || prefilter.exporter.is_some() || prefilter.forms.is_some() {
        let columns = [
            Column::Reporter,
            Column::Partner,
            Column::Flow,
            Column::Form,
        ];
        left.narrow(source, portion, &columns, &|columns, rows| {
            between(prefilter, lists, columns, rows);
        })?;
    }
    if let Some(is_meant) = prefilter.authorisation {
        left.narrow(
            source,
            portion,
            &[Column::Authorisation],
            &|columns, rows| {
                let numbers = columns.text(Column::Authorisation);
                rows.retain(|row| is_meant(text_at(numbers, index(*row))));
            },
        )?;
    }
    Ok(left.places)
}

/// The rows that are left; `None`: all.
struct Left {
    places: Option<Vec<u32>>,
}

impl Left {
    /// Keeps the rows of each batch that `filter` keeps.
    fn narrow(
        &mut self,
        source: &ParquetSource,
        portion: &Portion,
        columns: &[Column],
        filter: &dyn Fn(&BatchColumns<'_>, &mut Vec<u32>),
    ) -> Result<(), Fault> {
        let layout = source.layout.only(|column| columns.contains(&column));
        let before = self.places.take();
        // If one of the columns is absent, no row has the value that is looked for.
        if layout.order().is_empty() || before.as_ref().is_some_and(Vec::is_empty) {
            self.places = Some(Vec::new());
            return Ok(());
        }
        let few = before.as_ref().filter(|places| {
            u64::try_from(places.len()).is_ok_and(|count| count * SPARSE < portion.rows())
        });
        let which = few.map_or(Selection::All, |places| Selection::At(places));
        let (mut kept, mut rows, mut ahead) = (
            Vec::new(),
            Vec::new(),
            before.as_deref().unwrap_or_default(),
        );
        source
            .footer
            .batches(source.file, &layout, portion, which, &mut |start, batch| {
                let start = number(start);
                let count = number(batch.num_rows());
                rows.clear();
                if before.is_none() || few.is_some() {
                    rows.extend(0..count);
                } else {
                    let (of_batch, others) =
                        ahead.split_at(ahead.partition_point(|place| *place < start + count));
                    rows.extend(of_batch.iter().map(|place| place - start));
                    ahead = others;
                }
                filter(
                    &BatchColumns {
                        layout: &layout,
                        batch,
                    },
                    &mut rows,
                );
                let place =
                    |row: &u32| few.map_or(start + row, |places| places[index(start + row)]);
                kept.extend(rows.iter().map(place));
            })?;
        self.places = Some(kept);
        Ok(())
    }
}

fn within(days: &RangeInclusive<i32>, columns: &BatchColumns<'_>, rows: &mut Vec<u32>) {
    let Some(date) = columns.days(Column::Date) else {
        return rows.clear();
    };
    let values = date.values();
    rows.retain(|row| days.contains(&values[index(*row)]) && date.is_valid(index(*row)));
}

fn headed(
    is_meant: &dyn Fn(Heading) -> bool,
    lists: &Lists,
    columns: &BatchColumns<'_>,
    rows: &mut Vec<u32>,
) {
    let record_columns = RecordColumns::of(columns, lists);
    let (mut block, mut laid_out) = (Block::default(), 0..0);
    rows.retain(|row| {
        let row = index(*row);
        if !laid_out.contains(&row) {
            let start = row - row % block::ROWS;
            laid_out = start..columns.batch.num_rows().min(start + block::ROWS);
            record_columns.lay_out(&mut block, laid_out.clone());
        }
        block.heading(row - laid_out.start).is_some_and(is_meant)
    });
}

fn between(
    prefilter: &Prefilter<'_>,
    lists: &Lists,
    columns: &BatchColumns<'_>,
    rows: &mut Vec<u32>,
) {
    if let Some(forms) = prefilter.forms {
        let form = columns.which(Column::Form, |code| {
            lists.form(code).is_some_and(|form| forms.contains(&form))
        });
        rows.retain(|row| form.at(index(*row)));
    }
    let country = |column, asked: Option<Country>| {
        columns.which(column, move |code| {
            asked.is_none_or(|asked| lists.country(code) == Some(asked))
        })
    };
    let imports = columns.which(Column::Flow, |flow| Flow::named(flow) == Some(Flow::Import));
    for (asked, of_import, of_export) in [
        (prefilter.importer, Column::Reporter, Column::Partner),
        (prefilter.exporter, Column::Partner, Column::Reporter),
    ] {
        if asked.is_some() {
            let (of_import, of_export) = (country(of_import, asked), country(of_export, asked));
            rows.retain(|row| {
                if imports.at(index(*row)) {
                    of_import.at(index(*row))
                } else {
                    of_export.at(index(*row))
                }
            });
        }
    }
}

fn number<T: TryInto<u32>>(count: T) -> u32 {
    count.try_into().unwrap_or(u32::MAX)
}

fn index(row: u32) -> usize {
    usize::try_from(row).unwrap_or(usize::MAX)
}
