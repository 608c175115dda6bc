//! The law of the versions that do not stand: each, and the one that stands in its place, is a row that the lists accept, of
//! one reporter, and of no earlier receipt than what it replaces; and it is listed under the country whose import it is.

use crate::config::Config;
use crate::intake::Flow;
use crate::published::Row;

/// The columns of a row of `superseded.parquet` that are looked at, in the order in which they are taken.
pub(super) const COLUMNS: [&str; 20] = [
    "source_file",
    "source_row",
    "standing_file",
    "standing_row",
    "importer",
    "reporter",
    "received",
    "standing_received",
    "date",
    "partner",
    "flow",
    "form",
    "quantity_g",
    "reexport_g",
    "standing_date",
    "standing_partner",
    "standing_flow",
    "standing_form",
    "standing_quantity_g",
    "standing_reexport_g",
];

/// What is wrong with a row; `there` says whether a file has a row of that number.
pub(super) fn fault(config: &Config, row: Row<'_>, there: impl Fn(&str, i64) -> bool) -> Option<&'static str> {
    if !(there(row.text(0), row.number(1)) && there(row.text(2), row.number(3))) {
        return Some("it or what stands is in no row of the inputs");
    }
    if row.day(6) > row.day(7) {
        return Some("it was received after what stands");
    }
    let importer = if row.text(10) == Flow::Import.name() { row.text(5) } else { row.text(9) };
    if row.text(4) != importer {
        return Some("it is not listed under its importing country");
    }
    [(6, 8), (7, 14)].into_iter().find_map(|(received, first)| refused(config, row, received, first))
}

/// Why the lists would refuse a version whose columns, from its date on, begin at `first` (`rules.md` 4.3).
fn refused(config: &Config, row: Row<'_>, received: usize, first: usize) -> Option<&'static str> {
    let [date, partner, flow, form, quantity, reexport] = [0, 1, 2, 3, 4, 5].map(|at| first + at);
    let unknown = |country: &str| config.country_codes.find(country).is_none();
    let (reporter, partner) = (row.text(5), row.text(partner));
    let Some(flow) = Flow::read(row.text(flow)) else {
        return Some("its flow is neither import nor export");
    };
    if unknown(reporter) || (!partner.is_empty() && unknown(partner)) || (partner.is_empty() && flow == Flow::Export) {
        return Some("it names a country that is none");
    }
    if config.form_codes.find(row.text(form)).is_none() {
        return Some("its form is none of the schedules");
    }
    if reporter == partner || row.day(date) > row.day(received) {
        return Some("it is a row that is refused");
    }
    let fits =
        matches!((row.decimal(quantity), row.decimal(reexport)), (Some(quantity), Some(reexport)) if 0 <= reexport && reexport <= quantity);
    (!fits).then_some("its quantities are not those of a record")
}
