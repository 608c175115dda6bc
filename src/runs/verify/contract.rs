//! The columns of every published table, as the contract lists them (`data.md`); a question mark where a value may be
//! absent, and the reasons of refused rows (`rules.md` 4.3). Written down here a second time, so that a table that is written
//! otherwise is found.

use super::report::{Check, Checked};
use crate::outputs::{Number, PASSED_ON};
use crate::published::{PublishedRun, Table};
use crate::terms::shown;

/// A table: its file, and its columns with their types.
const TABLES: [(&str, &str); 9] = [
    (
        "alerts.parquet",
        "alert_id utf8, rule utf8, country utf8, partner utf8?, substance utf8, substance_name utf8, schedule utf8, year int32,
         first_excess_date date32, peak_excess_date date32?, last_excess_date date32, cured_on date32?,
         running_total_g mass?, estimate_g mass?, excess_g mass?, peak_excess_g mass?, year_total_g mass,
         estimate_status utf8?, filing_id utf8?, excess_days int64, excess_records int64, records int64, doubts list of utf8",
    ),
    (
        "evidence.parquet",
        "alert_id utf8, RECORD, factor decimal128(10;9), base_g mass, running_total_g mass, estimate_g mass?, in_excess bool,
         source_file utf8, source_row int64",
    ),
    ("quarantine.parquet", "kind utf8, source_file utf8, source_row int64, id utf8?, reason utf8, detail utf8, raw utf8"),
    (
        "estimates.parquet",
        "country utf8, substance utf8, from date32, to date32?, level_g mass, status utf8, filing_id utf8?, supplements list of utf8",
    ),
    ("ledger.parquet", "basis utf8, importer utf8, substance utf8, date date32, base_g mass, records int64"),
    (
        "filings.parquet",
        "country utf8, substance utf8, filing_id utf8, kind utf8, received date32, effective date32?, grams quantity, note utf8?,
         state utf8, source_file utf8, source_row int64",
    ),
    (
        "superseded.parquet",
        "importer utf8?, RECORD, source_file utf8, source_row int64, standing_file utf8, standing_row int64,
         standing_date date32, standing_received date32, standing_partner utf8?, standing_flow utf8, standing_form utf8,
         standing_quantity_g quantity, standing_reexport_g quantity, standing_authorisation utf8?, standing_special_licence utf8?",
    ),
    ("warned.parquet", "kind utf8, RECORD, source_file utf8, source_row int64, stands bool"),
    (
        "changes.parquet",
        "alert_id utf8, rule utf8, country utf8, partner utf8?, substance utf8, substance_name utf8, schedule utf8, year int32,
         change utf8, previous_run utf8?, before_FIGURES, after_FIGURES, causes list of utf8, details list of utf8",
    ),
];

/// The columns of a record.
const RECORD: &str = "record_id utf8, date date32, received date32, reporter utf8, partner utf8?, flow utf8, form utf8,
    quantity_g quantity, reexport_g quantity, authorisation utf8?, special_licence utf8?";

/// The figures of an alert as it was, or is; each is absent where the alert was, or is, not there.
const FIGURES: &str = "first_excess_date date32?, peak_excess_date date32?, last_excess_date date32?, cured_on date32?,
    running_total_g mass?, estimate_g mass?, excess_g mass?, peak_excess_g mass?, year_total_g mass?,
    estimate_status utf8?, filing_id utf8?, excess_days int64?, excess_records int64?, records int64?";

/// Why a row of a kind is refused, in the order of `rules.md` 4.3, after the one of a line that cannot be read.
const REASONS: [(&str, &str); 2] = [
    (
        "record",
        "bad-line missing-field bad-date unknown-unit bad-number date-out-of-range dated-after-receipt unknown-country
         self-trade unknown-flow unknown-form no-factor negative-quantity quantity-too-large reexport-exceeds-quantity",
    ),
    (
        "filing",
        "bad-line missing-field unknown-kind bad-date date-out-of-range bad-number unknown-country unknown-substance schedule-i
         negative-quantity quantity-too-large",
    ),
];

/// Whether a row of that kind can be refused for that reason.
pub(super) fn is_reason(kind: &str, reason: &str) -> bool {
    REASONS.iter().any(|(of, reasons)| *of == kind && reasons.split_whitespace().any(|known| known == reason))
}

/// What is wrong with a refused row's id or with what its detail quotes, neither of which is in its text.
pub(super) fn misquoted(reason: &str, [id, detail, raw]: [&str; 3]) -> Option<&'static str> {
    if reason == "bad-line" {
        return (!raw.contains(id)).then_some("its id is not in its text");
    }
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(raw.as_bytes());
    let Some(Ok(values)) = reader.records().next() else {
        return Some("its text is no row");
    };
    if !id.is_empty() && !values.iter().any(|value| value == id) {
        return Some("its id is not in its text");
    }
    // A column that the file has not is empty.
    let quoted = |detail: &str| {
        let (_, said) = detail.split_once(" is ")?;
        let value = values.iter().chain([""]).map(shown).find(|value| said.starts_with(value.as_str()))?;
        Some(said[value.len()..].to_owned())
    };
    if reason == "missing-field" {
        return None;
    }
    match quoted(detail) {
        None => Some("what its detail quotes is not in its text"),
        Some(rest) if rest.starts_with(" and ") && quoted(&rest).is_none() => Some("what its detail quotes is not in its text"),
        Some(_) => None,
    }
}

/// The columns of a table: name, type, and whether a value may be absent.
fn columns(listed: &str) -> Vec<(String, String, bool)> {
    let mut columns = Vec::new();
    for column in listed.split(',').map(str::trim) {
        match column.strip_suffix("FIGURES") {
            Some(prefix) => columns.extend(columns_of(FIGURES, prefix)),
            None if column == "RECORD" => columns.extend(columns_of(RECORD, "")),
            None => columns.extend(columns_of(column, "")),
        }
    }
    columns
}

fn columns_of(listed: &str, prefix: &str) -> Vec<(String, String, bool)> {
    let column = |column: &str| {
        let (name, kind) = column.trim().split_once(' ').unwrap_or((column, ""));
        let (kind, optional) = kind.strip_suffix('?').map_or((kind, false), |kind| (kind, true));
        let kind = match kind {
            "mass" => "decimal128(38,15)".to_owned(),
            "quantity" => "decimal128(18,6)".to_owned(),
            other => other.replace(';', ","),
        };
        (format!("{prefix}{name}"), kind, optional)
    };
    listed.split(',').map(column).collect()
}

/// Checks that every table has exactly these columns, and as many rows as are stated.
pub(super) fn schemas(run: &PublishedRun, number: Number, stated: &[(String, u64)]) -> Checked {
    let mut checked = Checked::new(Some(number), Check::Schemas);
    let words = |(name, kind, optional): &(String, String, bool)| format!("{name} {kind}{}", if *optional { "?" } else { "" });
    // What an older inforce did not record is missing from none of its runs.
    let published: Vec<(&str, &str)> = TABLES.into_iter().filter(|(file, _)| run.knows_warnings() || *file != "warned.parquet").collect();
    for (file, listed) in &published {
        let path = run.path(file);
        match Table::open(&path) {
            Err(error) => checked.fault(&path, error),
            Ok(table) => {
                let (found, mut expected) = (table.columns(), columns(listed));
                expected.retain(|(name, ..)| run.knows_warnings() || *file != "alerts.parquet" || name != "doubts");
                let at = (0..found.len().max(expected.len())).find(|at| found.get(*at) != expected.get(*at));
                if let Some(at) = at {
                    let [found, expected] = [&found, &expected].map(|columns| columns.get(at).map_or_else(|| "nothing".to_owned(), words));
                    checked.fault(&path, format!("column {} is {found}, expected {expected}", at + 1));
                }
                let rows = stated.iter().find(|(name, _)| name == *file).map(|(_, rows)| *rows);
                checked.unless(rows == Some(table.rows()), &path, || {
                    format!("it has {} rows, and {} were stated", table.rows(), rows.unwrap_or(0))
                });
            }
        }
    }
    let known: Vec<&str> = TABLES.iter().map(|(file, _)| *file).chain(["config.json", PASSED_ON]).collect();
    for (file, _) in stated.iter().filter(|(file, _)| !known.contains(&file.as_str())) {
        checked.fault(&run.path(file), "it is no file of the contract");
    }
    checked.holds = format!("{} tables have the columns of the contract, and the rows that were stated", published.len());
    if !run.knows_warnings() {
        checked.holds.push_str("; there is none of warnings, which the program of that run did not record");
    }
    checked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_written_out() {
        let of = |file: &str| columns(TABLES.iter().find(|(name, _)| *name == file).map_or("", |(_, listed)| listed));
        assert_eq!([of("alerts.parquet").len(), of("evidence.parquet").len(), of("changes.parquet").len()], [23, 19, 40]);
        let evidence = of("evidence.parquet");
        assert_eq!(evidence[12], ("factor".to_owned(), "decimal128(10,9)".to_owned(), false));
        assert_eq!(evidence[5], ("partner".to_owned(), "utf8".to_owned(), true));
        assert_eq!(of("changes.parquet")[24], ("after_first_excess_date".to_owned(), "date32".to_owned(), true));
    }
}
