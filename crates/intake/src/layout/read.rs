//! Passes on the records and filings of a described file.

use super::open::Described;
use super::source::{Taken, rows};
use super::table::{NamedColumns, RowRole};
use super::translate::{Translated, Translator, raw};
use crate::CsvOddities;
use crate::block::Block;
use crate::column::{Column, FileColumns};
use crate::config::Config;
use crate::conversion::Lists;
use crate::fault::Fault;
use crate::file::Portion;
use crate::filing::{CheckedFiling, RawFiling};
use crate::reason::{BadLine, Reason, Refused, RowText};
use crate::record::RawRecord;
use crate::records::{FilingTexts, Texts};
use crate::rows::{Seen, one};
use inforce_sheets::Row;
use std::borrow::Cow;
use std::fs::File;
use std::ops::ControlFlow;

/// A row that is no row of cells of the table.
pub(super) struct BadRow<'r> {
    raw: Cow<'r, str>,
}

impl RowText for BadRow<'_> {
    fn text(&self, _: Column) -> Option<Cow<'_, str>> {
        None
    }

    fn raw(&self) -> String {
        self.raw.clone().into_owned()
    }

    fn quantity_columns(&self) -> (Column, Column) {
        (Column::QuantityG, Column::ReexportG)
    }
}

/// A row of the table: translated, or what is wrong with it as a row.
pub(super) enum TableRow<'r> {
    Good(Translated<'r>, &'r FileColumns),
    Bad(BadRow<'r>, BadLine),
}

impl<'r> TableRow<'r> {
    /// Translates a row.
    fn of(translator: &mut Translator<'_>, walked: Walked<'r>) -> Self {
        match walked {
            Walked::Row(row, names) => Self::Good(translator.row(names, row), &names.columns),
            Walked::Bad(_, row, fault) => Self::Bad(row, fault),
        }
    }
}

/// A row of the table as it is met.
pub(super) enum Walked<'w> {
    /// A row of cells below these names.
    Row(&'w Row, &'w NamedColumns),
    /// A row that is no row of the columns, by its number.
    Bad(u64, BadRow<'w>, BadLine),
}

impl Walked<'_> {
    /// Returns the number of the row.
    pub(super) const fn number(&self) -> u64 {
        match self {
            Self::Row(row, _) => row.number,
            Self::Bad(number, ..) => *number,
        }
    }
}

impl Described {
    /// Calls `each` for the rows of the table that give records, until it breaks. Returns what is wrong with the table as far as
    /// it was read.
    pub(super) fn walk(
        &self,
        file: &File,
        config: &Config,
        each: &mut dyn FnMut(&mut Translator<'_>, Walked<'_>) -> ControlFlow<()>,
    ) -> Result<Option<String>, Fault> {
        let mut table = self.table();
        let mut translator = Translator::new(&self.layout, config, &self.around);
        rows(file, self.extract(), &mut |taken| match taken {
            Taken::Row(row) => {
                let line = table.take(row);
                let Some(names) = table.names().filter(|_| line == RowRole::Row) else {
                    return ControlFlow::Continue(());
                };
                if let Some(fault) = self.bad_line(names, row) {
                    let raw = Cow::Owned(raw(row));
                    let bad = Walked::Bad(row.number, BadRow { raw }, fault);
                    return each(&mut translator, bad);
                }
                if translator.gives_record(names, row) {
                    each(&mut translator, Walked::Row(row, names))
                } else {
                    ControlFlow::Continue(())
                }
            }
            Taken::Bad { number, raw, fault } if table.names().is_some() => {
                let raw = Cow::Borrowed(raw);
                each(&mut translator, Walked::Bad(number, BadRow { raw }, fault))
            }
            Taken::Bad { .. } => ControlFlow::Continue(()),
        })?;
        Ok(table.finish())
    }

    /// Calls `each` for the rows of the table, translated, with their numbers, until it breaks.
    pub(super) fn each_row(
        &self,
        file: &File,
        lists: &Lists,
        each: &mut dyn FnMut(u64, TableRow<'_>) -> ControlFlow<()>,
    ) -> Result<(), Fault> {
        // What is wrong with the whole table kept the file from being opened.
        self.walk(file, lists.config, &mut |translator, walked| {
            let number = walked.number();
            each(number, TableRow::of(translator, walked))
        })
        .map(drop)
    }

    /// Passes on the records at the given places of a portion (ascending), or all. Returns how the amounts are written.
    pub(crate) fn records(
        &self,
        file: &File,
        portion: &Portion,
        places: Option<&[u32]>,
        lists: &Lists,
        each: &mut dyn FnMut(Seen<'_>),
    ) -> Result<CsvOddities, Fault> {
        let mut oddities = CsvOddities::default();
        let mut block = Block::of_one();
        let mut wanted = places.map(|places| places.iter().copied().peekable());
        self.walk(file, lists.config, &mut |translator, walked| {
            let number = walked.number();
            // What a row says is made out only if the row is wanted.
            if let Some(wanted) = &mut wanted {
                let place = portion.place(number);
                if wanted.next_if_eq(&place).is_none() {
                    return if wanted.peek().is_none() {
                        ControlFlow::Break(())
                    } else {
                        ControlFlow::Continue(())
                    };
                }
            }
            match TableRow::of(translator, walked) {
                TableRow::Bad(row, fault) => each(Seen::Refused(number, bad(&row, fault))),
                TableRow::Good(row, columns) => {
                    let checked = RawRecord::of_texts(columns, lists, |column| row.checked(column))
                        .check(lists);
                    match checked {
                        Ok(record) => {
                            let texts = Texts {
                                record_id: row.checked(Column::RecordId),
                                authorisation: row.checked(Column::Authorisation),
                                special_licence: row.checked(Column::SpecialLicence),
                            };
                            each(Seen::Valid(one(&mut block, number, &record, &texts)));
                            if let Some(amount) = &row.written {
                                oddities.quantity(number, amount);
                            }
                        }
                        Err(reason) => {
                            each(Seen::Refused(
                                number,
                                Refused::checked(row.reason(reason), &row, lists),
                            ));
                        }
                    }
                }
            }
            ControlFlow::Continue(())
        })?;
        Ok(oddities)
    }

    /// Passes on the filings of the table. Returns how the amounts are written.
    pub(crate) fn filings(
        &self,
        file: &File,
        lists: &Lists,
        each: &mut dyn FnMut(u64, CheckedFiling<'_>),
    ) -> Result<CsvOddities, Fault> {
        let mut oddities = CsvOddities::default();
        self.each_row(file, lists, &mut |number, row| {
            match row {
                TableRow::Bad(row, fault) => each(number, Err(bad(&row, fault))),
                TableRow::Good(row, _) => {
                    let checked =
                        RawFiling::of_texts(lists, |column| row.checked(column)).check(lists);
                    match checked {
                        Ok(filing) => {
                            let texts = FilingTexts {
                                filing_id: row.checked(Column::FilingId),
                                note: row.checked(Column::Note),
                            };
                            each(number, Ok((&filing, texts)));
                            if let Some(amount) = &row.written {
                                oddities.quantity(number, amount);
                            }
                        }
                        Err(reason) => {
                            each(
                                number,
                                Err(Refused::checked(row.reason(reason), &row, lists)),
                            );
                        }
                    }
                }
            }
            ControlFlow::Continue(())
        })?;
        Ok(oddities)
    }

    /// Returns the text of a row by its number.
    pub(crate) fn raw(&self, file: &File, wanted: u64) -> Result<String, Fault> {
        let mut found = None;
        rows(file, self.extract(), &mut |taken| {
            match taken {
                Taken::Row(row) if row.number == wanted => found = Some(raw(row)),
                Taken::Bad { number, raw, .. } if number == wanted => found = Some(raw.to_owned()),
                _ => {}
            }
            if found.is_some() {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })?;
        found.ok_or(Fault::Changed)
    }
}

fn bad<'r>(row: &'r BadRow<'_>, fault: BadLine) -> Refused<'r> {
    Refused {
        reason: Reason::BadLine(fault),
        row,
        lists: None,
    }
}
