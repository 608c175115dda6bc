//! `inforce check --file`: a list of shipments, one verdict a line.
//!
//! A list with numbers of authorisations is read to its end first, so that all records are searched once for all of
//! them; any other is answered line by line as it comes.

use super::amounts::Amount;
use super::args::Common;
use super::check::{Answer, Checker, Rests};
use super::figures::grams;
use super::source::{Format, Opened, failed, misuse};
use super::table::wrapped;
use super::{End, authorisations, names, say};
use crate::ask::authorisations::{Searched, Uses, search};
use crate::ask::check::{CheckError, Checked, Shipment, Verdict};
use crate::config::Config;
use crate::terms::{Day, shown_path};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

const COLUMNS: [&str; 8] = [
    "importer",
    "exporter",
    "form",
    "quantity",
    "reexport",
    "date",
    "special_licence",
    AUTHORISATION,
];
const AUTHORISATION: &str = "authorisation";
const NEEDED: [&str; 4] = ["importer", "form", "quantity", "date"];

/// Checks line by line; what is found is written at once.
pub(super) fn run(
    file: &Path,
    opened: &Opened,
    (format, required): (Format, Option<Day>),
    common: &Common,
) -> End {
    let mut reader = match csv::Reader::from_path(file) {
        Ok(reader) => reader,
        Err(error) => {
            return misuse(
                common,
                &format!(
                    "{}: {error}; name a list that can be read",
                    shown_path(file)
                ),
            );
        }
    };
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => return misuse(common, &format!("{}: {error}", shown_path(file))),
    };
    if let Some(fault) = header_fault(&header) {
        return misuse(common, &format!("{}: {fault}", shown_path(file)));
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
            .map(|line| text(&header, line, AUTHORISATION))
            .collect();
        let numbers: Vec<String> = numbers
            .into_iter()
            .filter(|number| !number.is_empty())
            .map(ToOwned::to_owned)
            .collect();
        searched = match search(&opened.run, &numbers) {
            Ok(searched) => searched,
            Err(error) => return failed(common, &error),
        };
        super::found::warn_of(&searched.left_out);
        lines = Box::new(all.into_iter());
    }
    let mut questions = match Checker::new(opened) {
        Ok(questions) => questions,
        Err(error) => return failed(common, &error),
    };
    let mut end = End::Done;
    if format == Format::Csv {
        say(HEAD.as_bytes());
    }
    for (line, record) in (2_u64..).zip(lines) {
        let uses = record
            .as_ref()
            .ok()
            .and_then(|record| uses_of(&searched, text(&header, record, AUTHORISATION)));
        let read = match record {
            Ok(record) => shipment(&header, &record, config).and_then(|shipment| {
                match questions.check(shipment) {
                    Err(CheckError::Published(error)) => Err(error.to_string()),
                    checked => checked
                        .map_err(|error| error.to_string())
                        .map(|(checked, data_to)| (checked, Rests { data_to, required })),
                }
            }),
            Err(error) => Err(error.to_string()),
        };
        match &read {
            Ok((checked, rests)) if checked.verdict == Verdict::Fits && rests.suffice() => {}
            Ok(_) if end == End::Done => end = End::DoesNotFit,
            Ok(_) => {}
            Err(_) => end = End::Failed,
        }
        let told = match format {
            Format::Json => json_line(
                line,
                &read,
                uses.map(|uses| authorisations::tree(&opened.run, uses, &searched.left_out)),
                config,
            ),
            Format::Csv => csv_line(line, &read, uses, config),
            Format::Table => Ok(wrapped(
                &(table_line(line, &read, config)
                    + &uses.map(authorisations::line).unwrap_or_default()),
            )),
        };
        match told {
            Ok(text) => say(text.as_bytes()),
            Err(error) => {
                return failed(common, &format!("cannot put the answer in words: {error}"));
            }
        }
    }
    end
}

/// What was found of a number; none where the line has none.
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

/// What stands in a column; nothing where the list has no such column.
fn text<'r>(header: &csv::StringRecord, record: &'r csv::StringRecord, column: &str) -> &'r str {
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
    let text = |column: &str| text(header, record, column);
    let needed = |column: &str| {
        if text(column).is_empty() {
            Err(format!("{column} is missing"))
        } else {
            Ok(text(column))
        }
    };
    let amount = |column: &str| {
        text(column)
            .parse::<Amount>()
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
            Amount::default().0
        },
        date: date
            .parse::<Day>()
            .map_err(|fault| format!("date is {date:?}; {fault}"))?,
        licensed: given("special_licence"),
    })
}

/// A line that could be checked, or what is wrong with it.
type Read = Result<(Checked, Rests), String>;

const HEAD: &str = "line,verdict,importer,exporter,form,quantity_g,reexport_g,date,substance,substance_verdict,factor,base_g,estimate_g,\
estimate_status,basis,before_g,after_g,headroom_g,exceeded_before,exceeded_after,first_later_day_in_excess,first_later_excess_g,largest_that_fits_g,\
authorisation,same_number_records,like_number_records,like_numbers,fault,data_to_importer,data_to_partners,beyond_data\n";

/// The lines of one shipment with their header.
pub(super) fn lines(
    checked: &Checked,
    rests: Rests,
    uses: Option<&Uses>,
    config: &Config,
) -> Result<String, fmt::Error> {
    Ok(HEAD.to_owned() + &rows(1, checked, rests, uses, config)?)
}

/// A row for each substance and account; one where there is none.
fn rows(
    line: u64,
    checked: &Checked,
    rests: Rests,
    uses: Option<&Uses>,
    config: &Config,
) -> Result<String, fmt::Error> {
    let shipment = &checked.shipment;
    let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    let data_to = [
        day(rests.data_to.importer),
        day(rests.data_to.partners),
        (!rests.data_to.reaches(shipment.date)).to_string(),
    ];
    let head = [
        line.to_string(),
        checked.verdict.name().to_owned(),
        config.country_code(shipment.importer).to_owned(),
        shipment
            .exporter
            .map(|exporter| config.country_code(exporter).to_owned())
            .unwrap_or_default(),
        config.form_code(shipment.form).to_owned(),
        shipment.quantity.to_string(),
        shipment.reexport.to_string(),
        shipment.date.to_string(),
    ];
    let largest = checked
        .largest
        .map(|largest| largest.to_string())
        .unwrap_or_default();
    let authorisation = uses.map(authorisations::cells).unwrap_or_default();
    let mut rows = Vec::new();
    for of in &checked.substances {
        for account in &of.accounts {
            let mut row = head.to_vec();
            row.extend([
                config.substance_code(of.substance).to_owned(),
                of.verdict.name().to_owned(),
            ]);
            row.extend([
                of.factor.to_string(),
                of.base.to_string(),
                of.level.mass.to_string(),
                of.level.status.name().to_owned(),
            ]);
            row.extend([
                account.basis.name().to_owned(),
                account.before.to_string(),
                account.after.to_string(),
            ]);
            row.extend([
                account.headroom.to_string(),
                account.over_before.to_string(),
                account.over_after.to_string(),
            ]);
            row.push(day(account.later_excess.map(|(day, _)| day)));
            row.push(
                account
                    .later_excess
                    .map(|(_, excess)| excess.to_string())
                    .unwrap_or_default(),
            );
            row.push(largest.clone());
            row.extend(authorisation.clone());
            row.push(String::new());
            row.extend(data_to.clone());
            rows.push(row);
        }
    }
    if rows.is_empty() {
        let mut row = head.to_vec();
        row.resize(BEFORE_AUTHORISATION, String::new());
        row.extend(authorisation);
        row.push(String::new());
        row.extend(data_to);
        rows.push(row);
    }
    written(rows)
}

/// Columns before those of the authorisation.
const BEFORE_AUTHORISATION: usize = 23;

fn written(rows: Vec<Vec<String>>) -> Result<String, fmt::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).map_err(|_| fmt::Error)?;
    }
    writer
        .into_inner()
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or(fmt::Error)
}

fn csv_line(
    line: u64,
    read: &Read,
    uses: Option<&Uses>,
    config: &Config,
) -> Result<String, fmt::Error> {
    match read {
        Ok((checked, rests)) => rows(line, checked, *rests, uses, config),
        Err(fault) => {
            let mut row = vec![line.to_string(), "refused".to_owned()];
            row.resize(BEFORE_AUTHORISATION, String::new());
            row.extend(uses.map(authorisations::cells).unwrap_or_default());
            row.push(fault.clone());
            row.extend([const { String::new() }; 3]);
            written(vec![row])
        }
    }
}

fn json_line(
    line: u64,
    read: &Read,
    authorisation: Option<Value>,
    config: &Config,
) -> Result<String, fmt::Error> {
    let mut value = match read {
        Ok((checked, rests)) => {
            serde_json::to_value(Answer::of(checked, *rests, config, authorisation))
                .map_err(|_| fmt::Error)?
        }
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

fn table_line(line: u64, read: &Read, config: &Config) -> String {
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
                .filter(|_| checked.verdict == Verdict::Exceeds);
            let largest = largest
                .map(|largest| format!("; {} g would fit", grams(largest)))
                .unwrap_or_default();
            format!(
                "line {line:<6} {:<11} {what} on {}{largest}{but}\n",
                checked.verdict.name(),
                shipment.date
            )
        }
        Err(fault) => format!("line {line:<6} {:<11} {fault}\n", "refused"),
    }
}
