//! Checks that every published table has the columns of the contract (`data.md`), and that what was read of a refused row
//! stands in its text.

use super::report::{Check, Checked};
use crate::archive::read::{self, PublishedError, PublishedRun, RefusedRow, described};
use crate::archive::tables::{
    ChangeColumns, Columns, ExemptColumns, OwnExportColumns, RefusedFieldsColumns, ReturnColumns,
    SupersededColumns, WarnedColumns, each_table, schema, year_of,
};
use crate::archive::{Number, PASSED_ON, is_of_ids};
use crate::config::Config;
use crate::terms::{Day, Substance, shown};
use arrow_schema::SchemaRef;
use std::collections::BTreeSet;

/// A table of the contract: its name, the files of it that a run has, its columns, and those of the columns that runs of older
/// versions do not have.
struct ContractTable {
    name: &'static str,
    /// Whether a run has a file for each calendar year.
    by_year: bool,
    files: fn(&PublishedRun) -> Vec<String>,
    year_of: fn(&str) -> Option<i32>,
    schema: SchemaRef,
    newer: &'static [&'static str],
}

/// Returns the tables of a run.
fn tables() -> [ContractTable; 13] {
    fn table<C: Columns>() -> ContractTable {
        ContractTable {
            name: C::FILE,
            by_year: C::BY_YEAR,
            files: PublishedRun::files_of::<C>,
            year_of: year_of::<C>,
            schema: schema::<C>(),
            newer: C::NEWER,
        }
    }
    each_table!(table)
}

/// Returns the files of a run that must come out the same when the night is run again: the manifest, the tables that it covers, and
/// all else that depends on the inputs alone. Of a run that has evidence, ledger and superseded versions in one file each, these are
/// not among them, since the program now writes them otherwise.
pub(super) fn answer(run: &PublishedRun) -> BTreeSet<String> {
    let tables = tables().into_iter().filter(|table| {
        let has_returns = run.has_returns() || table.name != ReturnColumns::FILE;
        table.name != ChangeColumns::FILE && (run.is_by_year() || !table.by_year) && has_returns
    });
    tables
        .flat_map(|table| (table.files)(run))
        .chain(["manifest.json", PASSED_ON].map(str::to_owned))
        .collect()
}

impl ContractTable {
    /// Checks that a file of the table has the columns of the contract, as many rows as the run states, and only rows of its year.
    fn check(
        &self,
        run: &PublishedRun,
        file: &str,
        stated: &[(String, u64)],
        checked: &mut Checked,
    ) -> Result<(), PublishedError> {
        let path = run.path(file);
        let words = |(name, kind, optional): &(String, String, bool)| {
            format!("{name} {kind}{}", if *optional { "?" } else { "" })
        };
        let table = read::Table::open(&path)?;
        let (found, mut expected) = (table.columns(), described(&self.schema));
        let has = |column: &str| found.iter().any(|(name, ..)| name == column);
        expected.retain(|(name, ..)| !self.may_lack(run, name, has(name)));
        let at =
            (0..found.len().max(expected.len())).find(|at| found.get(*at) != expected.get(*at));
        if let Some(at) = at {
            let [found, expected] = [&found, &expected]
                .map(|columns| columns.get(at).map_or_else(|| "nothing".to_owned(), words));
            checked.fault(
                &path,
                format!("column {} is {found}, expected {expected}", at + 1),
            );
            return Ok(());
        }
        let rows = stated
            .iter()
            .find(|(name, _)| name == file)
            .map(|(_, rows)| *rows);
        checked.unless(rows == Some(table.rows()), &path, || {
            format!(
                "it has {} rows, and {} were stated",
                table.rows(),
                rows.unwrap_or(0)
            )
        });
        let Some(year) = (self.year_of)(file).filter(|_| self.by_year) else {
            return Ok(());
        };
        checked.unless(table.rows() > 0, &path, || {
            "it has no row, and a year without rows has no file".to_owned()
        });
        table.each(&["date"], |row| {
            let day = row.day(0).map(Day::from_number);
            checked.unless(day.is_some_and(|day| day.year() == year), &path, || {
                let day = day.map_or_else(|| "no day".to_owned(), |day| day.to_string());
                format!("it has a row of {day}")
            });
            Ok(())
        })
    }

    /// Whether a run may lack a column, because its program did not know the column.
    fn may_lack(&self, run: &PublishedRun, column: &str, has: bool) -> bool {
        self.newer.contains(&column)
            && match column {
                "doubts" => !run.knows_warnings(),
                "first_excess_not_later" => !has,
                // The tables of warnings and of returns had no such column when those of versions already had it.
                "procedure" if self.name != SupersededColumns::FILE => !has,
                _ => !run.knows_conventions(),
            }
    }
}

/// Returns what is wrong with the id of a refused row, or with a quotation in its detail: both must stand in the row's text.
pub(super) fn misquoted(row: &RefusedRow) -> Option<&'static str> {
    let (id, detail) = (&row.id, &row.detail);
    if row.reason == "bad-line" {
        return (!row.raw.contains(id)).then_some("its id is not in its text");
    }
    let Some(values) = values(&row.raw) else {
        return Some("its text is no row");
    };
    if !id.is_empty() && !values.iter().any(|value| value == id) {
        return Some("its id is not in its text");
    }
    // A column that the file does not have is quoted as empty.
    let quoted = |detail: &str| {
        let (_, said) = detail.split_once(" is ")?;
        let value = values
            .iter()
            .chain([""])
            .map(shown)
            .find(|value| said.starts_with(value.as_str()))?;
        Some(said[value.len()..].to_owned())
    };
    if row.reason.starts_with("missing-") {
        return None;
    }
    match quoted(detail) {
        None => Some("what its detail quotes is not in its text"),
        Some(rest) if rest.starts_with(" and ") && quoted(&rest).is_none() => {
            Some("what its detail quotes is not in its text")
        }
        Some(_) => None,
    }
}

/// Returns the fields of a refused row's text.
fn values(raw: &str) -> Option<csv::StringRecord> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(raw.as_bytes());
    reader.records().next()?.ok()
}

/// Returns what is wrong with what was read of a refused row: all of it must stand in the row's text.
pub(super) fn misread(row: &RefusedRow, config: &Config) -> Option<&'static str> {
    let kept = &row.kept;
    let mut countries = kept
        .countries
        .iter()
        .chain(&kept.reporter)
        .chain(&kept.partner);
    if !countries.all(|country| row.names(config.country_code(*country))) {
        return Some("it names no such country");
    }
    if kept.flow.is_some_and(|flow| !row.names(flow.name())) {
        return Some("it has no such flow");
    }
    let named: BTreeSet<Substance> = row
        .fields()
        .flat_map(|code| config.substances_by(code))
        .collect();
    if !kept.substances.is_subset(&named) {
        return Some("it names no such substance");
    }
    let values = values(&row.raw);
    let stands = |text: &String| values.iter().flatten().any(|value| value == text);
    (!kept.unknown_countries.iter().all(stands))
        .then_some("it has no such text in place of a country")
}

/// Checks that every table has exactly the columns of the contract, and as many rows as the run states.
pub(super) fn schemas(run: &PublishedRun, number: Number, stated: &[(String, u64)]) -> Checked {
    let mut checked = Checked::new(Some(number), Check::Schemas);
    // A table that an older program did not write may be missing from its runs.
    let tables = tables();
    let published: Vec<_> = tables
        .iter()
        .filter(|ContractTable { name, .. }| match *name {
            WarnedColumns::FILE => run.knows_warnings(),
            RefusedFieldsColumns::FILE => run.knows_refused_fields(),
            ReturnColumns::FILE => run.has_returns(),
            ExemptColumns::FILE | OwnExportColumns::FILE => run.knows_conventions(),
            _ => true,
        })
        .collect();
    let mut known: BTreeSet<String> = ["config.json", PASSED_ON].map(str::to_owned).into();
    for of in &published {
        for file in (of.files)(run) {
            let path = run.path(&file);
            if let Err(error) = of.check(run, &file, stated, &mut checked) {
                checked.fault(&path, error);
            }
            known.insert(file);
        }
    }
    let strange = |file: &str| !known.contains(file) && !is_of_ids(file);
    for (file, _) in stated.iter().filter(|(file, _)| strange(file)) {
        checked.fault(&run.path(file), "it is no file of the contract");
    }
    checked.holds = format!(
        "{} tables have the columns of the contract, and the rows that were stated",
        published.len()
    );
    if !run.knows_warnings() {
        checked
            .holds
            .push_str("; there is none of warnings, which the program of that run did not record");
    }
    if !run.knows_refused_fields() {
        checked.holds.push_str(
            "; there is none of what could be read of refused rows, which the program of that run did not record",
        );
    }
    if !run.knows_conventions() {
        checked.holds.push_str(
            "; there is none of records that count for nothing, and none of what countries exported themselves: the program of that run knew the 1971 Convention alone",
        );
    }
    checked
}
