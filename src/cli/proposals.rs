//! The command `inforce check --file`, which checks a list of shipments and gives a verdict on each line.
//!
//! A list with numbers of authorisations is read to its end first, so that all records are searched once for all numbers.
//! Any other list is answered line by line.

use super::amounts::WrittenQuantity;
use super::check::{self, Checker, Rests};
use super::error::{CommandError, misuse};
use super::figures::grams;
use super::source::{AnswerFormat, OpenedRun};
use super::{End, authorisations, names, say};
use crate::ask::authorisations::{Searched, Uses, search};
use crate::ask::check::{
    CheckedShipment, DataTo, InAccount, OfSubstance, Shipment, ShipmentVerdict,
};
use crate::config::Config;
use crate::estimates::Status;
use crate::terms::{Day, shown_path};
use inforce_present::table::answer::{Answer, figure, text};
use inforce_present::table::terminal;
use inforce_present::table::{Cell, Fields};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

const COLUMNS: [&str; 9] = [
    "importer",
    "exporter",
    "form",
    "quantity",
    "reexport",
    "date",
    "special_licence",
    "procedure",
    AUTHORISATION,
];
const AUTHORISATION: &str = "authorisation";
const NEEDED: [&str; 4] = ["importer", "form", "quantity", "date"];

/// Checks the list line by line, and writes each result at once.
pub(super) fn run(
    file: &Path,
    opened: &OpenedRun,
    (format, required): (AnswerFormat, Option<Day>),
) -> Result<End, CommandError> {
    let of_file = |fault: String| misuse(format!("{}: {fault}", shown_path(file)));
    let mut reader = csv::Reader::from_path(file)
        .map_err(|error| of_file(format!("{error}; name a list that can be read")))?;
    let header = reader
        .headers()
        .map_err(|error| of_file(error.to_string()))?;
    let header = header.clone();
    if let Some(fault) = header_fault(&header) {
        return Err(of_file(fault));
    }
    let config = &opened.run.config;
    let mut lines: Box<dyn Iterator<Item = csv::Result<csv::StringRecord>>> =
        Box::new(reader.into_records());
    let mut searched = Searched::default();
    if header.iter().any(|column| column == AUTHORISATION) {
        let all: Vec<_> = lines.collect();
        let numbers: BTreeSet<&str> = all
            .iter()
            .flatten()
            .map(|line| value(&header, line, AUTHORISATION))
            .collect();
        let numbers: Vec<String> = numbers
            .into_iter()
            .filter(|number| !number.is_empty())
            .map(ToOwned::to_owned)
            .collect();
        searched = search(&opened.run, &numbers)?;
        super::found::warn_of(&searched.left_out);
        lines = Box::new(all.into_iter());
    }
    let mut questions = Checker::new(opened, required)?;
    let mut end = End::Done;
    if format == AnswerFormat::Csv {
        let columns = fields(config).columns();
        let none = Answer {
            columns,
            rows: Vec::new(),
        };
        say(none.csv()?.as_bytes());
    }
    for (line, record) in (2_u64..).zip(lines) {
        let uses = record
            .as_ref()
            .ok()
            .and_then(|record| uses_of(&searched, value(&header, record, AUTHORISATION)));
        let read = match record {
            Ok(record) => shipment(&header, &record, config).and_then(|shipment| {
                let checked = questions.check(shipment);
                checked.map_err(|error| error.to_string())
            }),
            Err(error) => Err(error.to_string()),
        };
        match &read {
            Ok((checked, rests)) if checked.verdict.passes() && rests.suffice() => {}
            Ok(_) if end == End::Done => end = End::DoesNotFit,
            Ok(_) => {}
            Err(_) => end = End::Failed,
        }
        let told = match format {
            AnswerFormat::Json => json_line(
                line,
                &read,
                uses.map(|uses| authorisations::tree(&opened.run, uses, &searched.left_out)),
                config,
            )?,
            AnswerFormat::Csv => rows(line, &read, uses, config).csv_rows()?,
            AnswerFormat::Table => terminal::wrapped(
                &(table_line(line, &read, config)
                    + &uses.map(authorisations::line).unwrap_or_default()),
            ),
        };
        say(told.as_bytes());
    }
    Ok(end)
}

/// Returns what was found on a number; `None` if the number was not searched.
fn uses_of<'s>(searched: &'s Searched, number: &str) -> Option<&'s Uses> {
    let place = searched
        .uses
        .binary_search_by(|uses| uses.number.as_str().cmp(number))
        .ok()?;
    searched.uses.get(place)
}

fn header_fault(header: &csv::StringRecord) -> Option<String> {
    let expected = || format!("the columns are {}", COLUMNS.join(", "));
    if let Some(unknown) = header.iter().find(|name| !COLUMNS.contains(name)) {
        return Some(format!(
            "its column {unknown:?} is not known; {}",
            expected()
        ));
    }
    let missing = NEEDED
        .iter()
        .find(|name| !header.iter().any(|column| column == **name));
    missing.map(|name| format!("it has no column {name}; {}", expected()))
}

/// Returns the text in a column; empty if the list does not have the column.
fn value<'r>(header: &csv::StringRecord, record: &'r csv::StringRecord, column: &str) -> &'r str {
    header
        .iter()
        .position(|name| name == column)
        .and_then(|place| record.get(place))
        .unwrap_or_default()
}

fn shipment(
    header: &csv::StringRecord,
    record: &csv::StringRecord,
    config: &Config,
) -> Result<Shipment, String> {
    let text = |column: &str| value(header, record, column);
    let needed = |column: &str| {
        if text(column).is_empty() {
            Err(format!("{column} is missing"))
        } else {
            Ok(text(column))
        }
    };
    let amount = |column: &str| {
        text(column)
            .parse::<WrittenQuantity>()
            .map_err(|fault| format!("{column} is {:?}; {fault}", text(column)))
    };
    let given = |column: &str| !text(column).is_empty();
    let date = needed("date")?;
    needed("quantity")?;
    Ok(Shipment {
        importer: names::country(needed("importer")?, config)?,
        exporter: if given("exporter") {
            Some(names::country(text("exporter"), config)?)
        } else {
            None
        },
        form: names::form(needed("form")?, config)?,
        quantity: amount("quantity")?.0,
        reexport: if given("reexport") {
            amount("reexport")?.0
        } else {
            WrittenQuantity::default().0
        },
        date: date
            .parse::<Day>()
            .map_err(|fault| format!("date is {date:?}; {fault}"))?,
        licensed: given("special_licence"),
        procedure: check::procedure(text("procedure"))?,
    })
}

/// A line that was checked, or what is wrong with it.
pub(super) type CheckedLine = Result<(CheckedShipment, Rests), String>;

/// A line, with one of its substances in one account.
struct ListLine<'l> {
    line: u64,
    read: &'l CheckedLine,
    account: Option<(&'l OfSubstance, &'l InAccount)>,
    uses: Option<&'l Uses>,
}

impl ListLine<'_> {
    /// Returns the shipment that was checked, if the line could be read.
    fn checked(&self) -> Option<&CheckedShipment> {
        self.read.as_ref().ok().map(|(checked, _)| checked)
    }

    fn data_to(&self) -> Option<&DataTo> {
        self.read.as_ref().ok().map(|(_, rests)| &rests.data_to)
    }
}

/// Returns the columns for spreadsheets.
fn fields<'l>(config: &'l Config) -> Fields<'l, ListLine<'l>> {
    let shipment = |of: &ListLine<'_>| of.checked().map(|checked| checked.shipment);
    let substance = |of: &ListLine<'l>| of.account.map(|(substance, _)| substance);
    let account = |of: &ListLine<'l>| of.account.map(|(_, account)| account);
    let searched = |place: usize| {
        move |of: &ListLine<'_>| {
            Cell::maybe(
                of.uses
                    .map(|uses| authorisations::cells(uses)[place].clone()),
            )
        }
    };
    Fields::<ListLine<'l>>::new()
        .add(text("line", ""), |of| Cell::of(of.line))
        .add(text("verdict", ""), |of| {
            Cell::of(of.checked().map_or("refused", |of| of.verdict.name()))
        })
        .add(text("importer", ""), move |of| {
            Cell::maybe(shipment(of).map(|of| config.country_code(of.importer)))
        })
        .add(text("exporter", ""), move |of| {
            let exporter = shipment(of).and_then(|of| of.exporter);
            Cell::maybe(exporter.map(|exporter| config.country_code(exporter)))
        })
        .add(text("form", ""), move |of| {
            Cell::maybe(shipment(of).map(|of| config.form_code(of.form)))
        })
        .add(text("quantity_g", ""), move |of| {
            Cell::maybe(shipment(of).map(|of| of.quantity))
        })
        .add(text("reexport_g", ""), move |of| {
            Cell::maybe(shipment(of).map(|of| of.reexport))
        })
        .add(text("date", ""), move |of| {
            Cell::maybe(shipment(of).map(|of| of.date))
        })
        .add(text("substance", ""), move |of| {
            Cell::maybe(substance(of).map(|of| config.substance_code(of.substance)))
        })
        .add(text("substance_verdict", ""), move |of| {
            Cell::maybe(substance(of).map(|of| of.verdict.name()))
        })
        .add(text("factor", ""), move |of| {
            Cell::maybe(substance(of).map(|of| of.factor))
        })
        .add(text("base_g", ""), move |of| {
            Cell::maybe(substance(of).map(|of| of.base))
        })
        .add(text("estimate_g", ""), move |of| {
            let known = substance(of).filter(|of| of.level.status != Status::Unknown);
            Cell::maybe(known.map(|of| of.level.mass))
        })
        .add(text("estimate_status", ""), move |of| {
            Cell::maybe(substance(of).map(|of| of.level.status.name()))
        })
        .add(text("basis", ""), move |of| {
            Cell::maybe(account(of).map(|of| of.basis.name()))
        })
        .add(text("before_g", ""), move |of| {
            Cell::maybe(account(of).map(|of| of.before))
        })
        .add(text("after_g", ""), move |of| {
            Cell::maybe(account(of).map(|of| of.after))
        })
        .add(text("headroom_g", ""), move |of| {
            Cell::maybe(account(of).and_then(|of| of.headroom))
        })
        .add(text("exceeded_before", ""), move |of| {
            Cell::maybe(account(of).map(|of| of.over_before))
        })
        .add(text("exceeded_after", ""), move |of| {
            Cell::maybe(account(of).map(|of| of.over_after))
        })
        .add(text("first_later_day_in_excess", ""), move |of| {
            let later = account(of).and_then(|of| of.later_excess);
            Cell::maybe(later.map(|(day, _)| day))
        })
        .add(text("first_later_excess_g", ""), move |of| {
            let later = account(of).and_then(|of| of.later_excess);
            Cell::maybe(later.map(|(_, excess)| excess))
        })
        // For a shipment without a substance that is compared, no amount is stated.
        .add(text("largest_that_fits_g", ""), |of| {
            let checked = of.checked().filter(|_| of.account.is_some());
            Cell::maybe(checked.and_then(|checked| checked.largest))
        })
        .add(text(AUTHORISATION, ""), searched(0))
        .add(text("same_number_records", ""), searched(1))
        .add(text("like_number_records", ""), searched(2))
        .add(text("like_numbers", ""), searched(3))
        .add(text("fault", ""), |of| Cell::maybe(of.read.as_ref().err()))
        .add(text("data_to_importer", ""), |of| {
            Cell::maybe(of.data_to().and_then(|data| data.importer))
        })
        .add(text("data_to_partners", ""), |of| {
            Cell::maybe(of.data_to().and_then(|data| data.partners))
        })
        .add(text("beyond_data", ""), move |of| {
            let beyond = of
                .data_to()
                .zip(shipment(of))
                .map(|(data, shipment)| !data.reaches(shipment.date));
            Cell::maybe(beyond)
        })
        .add(figure("totals", ""), |of| {
            Cell::maybe(of.read.as_ref().ok().map(|(_, rests)| rests.totals))
        })
        .add(text("procedure", ""), move |of| {
            Cell::maybe(shipment(of).map(|of| of.procedure.name()))
        })
        .add(text("convention", ""), move |of| {
            let name = |of: &OfSubstance| config.provisions(of.substance).name;
            Cell::maybe(substance(of).map(name))
        })
        .add(text("own_exports_g", ""), move |of| {
            Cell::maybe(substance(of).and_then(|of| of.level.own_exports))
        })
        .add(text("notice_from", ""), move |of| {
            Cell::maybe(substance(of).and_then(|of| of.notice))
        })
        .add(text("exempt", ""), move |of| {
            let exempt = of.checked().into_iter().flat_map(|of| &of.exempt);
            let codes = exempt.map(|(substance, _)| config.substance_code(*substance));
            Cell::of(codes.collect::<Vec<_>>().join(";"))
        })
        .add(text("exempt_reason", ""), |of| {
            let first = of.checked().and_then(|of| of.exempt.first());
            Cell::maybe(first.map(|(_, reason)| reason.name()))
        })
}

/// Returns the rows of a line: one for each substance and account, or a single one if there is none.
pub(super) fn rows(line: u64, read: &CheckedLine, uses: Option<&Uses>, config: &Config) -> Answer {
    let substances = read.iter().flat_map(|(checked, _)| &checked.substances);
    let mut accounts: Vec<_> = substances
        .flat_map(|of| of.accounts.iter().map(move |account| Some((of, account))))
        .collect();
    if accounts.is_empty() {
        accounts.push(None);
    }
    let of = |account| ListLine {
        line,
        read,
        account,
        uses,
    };
    let lines: Vec<ListLine<'_>> = accounts.into_iter().map(of).collect();
    Answer::of(&fields(config), &lines)
}

fn json_line(
    line: u64,
    read: &CheckedLine,
    authorisation: Option<Value>,
    config: &Config,
) -> Result<String, fmt::Error> {
    let mut value = match read {
        Ok((checked, rests)) => serde_json::to_value(check::CheckAnswer::of(
            checked,
            *rests,
            config,
            authorisation,
        ))
        .map_err(|_| fmt::Error)?,
        Err(fault) => match authorisation {
            Some(authorisation) => {
                serde_json::json!({ "verdict": "refused", "fault": fault, "authorisation": authorisation })
            }
            None => serde_json::json!({ "verdict": "refused", "fault": fault }),
        },
    };
    if let Some(object) = value.as_object_mut() {
        object.insert("line".into(), line.into());
    }
    Ok(value.to_string() + "\n")
}

fn table_line(line: u64, read: &CheckedLine, config: &Config) -> String {
    match read {
        Ok((checked, rests)) => {
            let shipment = &checked.shipment;
            let but = rests.but(checked, config);
            let what = format!(
                "{} {} g to {}",
                config.form_code(shipment.form),
                grams(shipment.quantity),
                config.country_code(shipment.importer)
            );
            let largest = checked
                .largest
                .filter(|_| checked.verdict == ShipmentVerdict::Exceeds);
            let largest = largest
                .map(|largest| format!("; {} g would fit", grams(largest)))
                .unwrap_or_default();
            let exempt = exempt(checked, config);
            format!(
                "line {line:<6} {:<12} {what} on {}{exempt}{largest}{but}\n",
                checked.verdict.name(),
                shipment.date
            )
        }
        Err(fault) => format!("line {line:<6} {:<12} {fault}\n", "refused"),
    }
}

/// Returns in words which substances of a shipment count for nothing.
fn exempt(checked: &CheckedShipment, config: &Config) -> String {
    let Some((_, reason)) = checked.exempt.first() else {
        return String::new();
    };
    let codes = checked.exempt.iter();
    let codes: Vec<&str> = codes
        .map(|(substance, _)| config.substance_code(*substance))
        .collect();
    let reason = reason.name().replace('-', " ");
    format!("; {reason}: nothing counts for {}", codes.join(", "))
}
