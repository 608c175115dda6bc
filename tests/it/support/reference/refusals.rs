//! Rules 4.3: a row is a record, a filing, or refused with the first reason that applies.

use super::super::day::Day;
use super::super::number::{Unit, Written};
use super::book::{Book, Convention};
use super::rows::{Origin, Row};

/// The reasons for records, in their order.
pub const RECORD_REASONS: [&str; 18] = [
    "bad-line",
    "missing-field",
    "bad-date",
    "unknown-unit",
    "unknown-period",
    "bad-number",
    "date-out-of-range",
    "dated-after-receipt",
    "not-end-of-period",
    "unknown-country",
    "self-trade",
    "unknown-flow",
    "unknown-procedure",
    "unknown-form",
    "no-factor",
    "negative-quantity",
    "quantity-too-large",
    "reexport-exceeds-quantity",
];

/// The reasons for filings, in their order (rules 7.2).
pub const FILING_REASONS: [&str; 16] = [
    "bad-line",
    "missing-field",
    "unknown-kind",
    "bad-date",
    "date-out-of-range",
    "bad-number",
    "unknown-country",
    "unknown-substance",
    "wrong-kind",
    "missing-year",
    "missing-effective",
    "bad-year",
    "confirmed-before-received",
    "schedule-i",
    "negative-quantity",
    "quantity-too-large",
];

/// 10^12 g, in micrograms.
const TOO_LARGE: i128 = 1_000_000_000_000 * 1_000_000;

/// A valid record, in micrograms.
#[derive(Clone, Debug)]
pub struct Record {
    pub origin: Origin,
    pub id: String,
    pub date: Day,
    pub received: Day,
    pub reporter: String,
    /// Empty: not given.
    pub partner: String,
    pub flow: String,
    pub form: String,
    pub quantity: i128,
    pub reexport: i128,
    pub authorisation: String,
    pub special_licence: String,
    /// Rules 4.6: `day`, `month`, `quarter` or `year`.
    pub period: String,
    /// Rules 7.7: `simplified`, or empty.
    pub procedure: String,
}

/// One valid line of a filing, in micrograms.
#[derive(Clone, Debug)]
pub struct FilingLine {
    pub origin: Origin,
    pub filing_id: String,
    pub country: String,
    pub substance: String,
    pub kind: String,
    pub received: Day,
    /// None for a supplement and for 1961, whatever it says.
    pub effective: Option<Day>,
    pub grams: i128,
    /// The year of a filing of 1961; none for the others, whatever it says.
    pub year: Option<i32>,
    /// The day a filing of 1961 that needs it was confirmed; none for the others, whatever it says.
    pub confirmed: Option<Day>,
}

pub type Reason = &'static str;

fn refuse_if(applies: bool, reason: Reason) -> Result<(), Reason> {
    if applies { Err(reason) } else { Ok(()) }
}

fn in_range(day: Day) -> bool {
    (Day::at("1961-01-01")..=Day::at("2199-12-31")).contains(&day)
}

/// An empty optional date is absent.
fn optional_date(text: &str) -> Result<Option<Day>, Reason> {
    if text.is_empty() {
        return Ok(None);
    }
    Day::parse(text).map(Some).ok_or("bad-date")
}

/// Rules 4.6: whether a day is the last of a calendar period.
fn ends(period: &str, date: Day) -> bool {
    let text = date.to_string();
    let (month, day) = (&text[5..7], &text[8..]);
    let last_of_month = date.plus(1).to_string()[5..7] != *month;
    match period {
        "month" => last_of_month,
        "quarter" => last_of_month && ["03", "06", "09", "12"].contains(&month),
        "year" => month == "12" && day == "31",
        _ => true,
    }
}

pub fn record(row: &Row<'_>, book: &Book<'_>) -> Result<Record, Reason> {
    refuse_if(row.is_bad_line(), "bad-line")?;
    let in_units = row.has_column("quantity");
    let (quantity, reexport) = if in_units {
        (row.text("quantity"), row.text("reexport"))
    } else {
        (row.text("quantity_g"), row.text("reexport_g"))
    };
    let required = ["record_id", "date", "reporter", "flow", "form"];
    // Where a file counts in units, a quantity is its number and its unit.
    let missing = required.iter().any(|column| row.text(column).is_empty())
        || quantity.is_empty()
        || (in_units && row.text("unit").is_empty())
        || (row.text("partner").is_empty() && row.text("flow") != "import");
    refuse_if(missing, "missing-field")?;

    let date = Day::parse(row.text("date")).ok_or("bad-date")?;
    let received = optional_date(row.text("received"))?.unwrap_or(date);

    let unit = if in_units {
        Unit::parse(row.text("unit")).ok_or("unknown-unit")?
    } else {
        Unit::Gram
    };
    let period = match row.text("period") {
        "" => "day",
        period => period,
    };
    refuse_if(
        !["day", "month", "quarter", "year"].contains(&period),
        "unknown-period",
    )?;
    let micrograms = |text: &str| {
        let written = Written::parse(text).ok_or("bad-number")?;
        written.micrograms(unit).ok_or("bad-number")
    };
    let quantity = micrograms(quantity)?;
    let reexport = if reexport.is_empty() {
        0
    } else {
        micrograms(reexport)?
    };

    refuse_if(!in_range(date) || !in_range(received), "date-out-of-range")?;
    refuse_if(date > received, "dated-after-receipt")?;
    refuse_if(!ends(period, date), "not-end-of-period")?;
    let (reporter, partner) = (row.text("reporter"), row.text("partner"));
    let unknown_partner = !partner.is_empty() && !book.has_country(partner);
    refuse_if(
        !book.has_country(reporter) || unknown_partner,
        "unknown-country",
    )?;
    refuse_if(reporter == partner, "self-trade")?;
    let flow = row.text("flow");
    refuse_if(flow != "import" && flow != "export", "unknown-flow")?;
    let procedure = row.text("procedure");
    refuse_if(
        !["", "simplified"].contains(&procedure),
        "unknown-procedure",
    )?;
    let form = row.text("form");
    refuse_if(!book.has_form(form), "unknown-form")?;
    refuse_if(book.shares(form, date).is_none(), "no-factor")?;
    refuse_if(quantity < 0 || reexport < 0, "negative-quantity")?;
    refuse_if(quantity >= TOO_LARGE, "quantity-too-large")?;
    refuse_if(reexport > quantity, "reexport-exceeds-quantity")?;

    Ok(Record {
        origin: row.origin.clone(),
        id: row.text("record_id").to_owned(),
        date,
        received,
        reporter: reporter.to_owned(),
        partner: partner.to_owned(),
        flow: flow.to_owned(),
        form: form.to_owned(),
        quantity,
        reexport,
        authorisation: row.text("authorisation").to_owned(),
        special_licence: row.text("special_licence").to_owned(),
        period: period.to_owned(),
        procedure: procedure.to_owned(),
    })
}

/// Rules 7.2: a date of a filing, if its kind has it and it is given.
fn date_of_kind(row: &Row<'_>, column: &str, kinds: &[&str]) -> Result<Option<Day>, Reason> {
    if kinds.contains(&row.text("kind")) {
        optional_date(row.text(column))
    } else {
        Ok(None)
    }
}

/// Rules 7.2: four ASCII digits, from 1961 to 2199.
fn year(text: &str) -> Option<i32> {
    let digits = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    let year = text.parse().ok().filter(|_| digits)?;
    (1961..=2199).contains(&year).then_some(year)
}

/// Rules 7.2.
pub fn filing(row: &Row<'_>, book: &Book<'_>) -> Result<FilingLine, Reason> {
    refuse_if(row.is_bad_line(), "bad-line")?;
    let kind = row.text("kind");
    let required = [
        "filing_id",
        "country",
        "substance",
        "kind",
        "received",
        "grams",
    ];
    let without_effective = ["supplement", "estimate", "deduction"].contains(&kind)
        || (kind == "established" && !row.text("year").is_empty());
    let missing = required.iter().any(|column| row.text(column).is_empty())
        || (row.text("effective").is_empty() && !without_effective);
    refuse_if(missing, "missing-field")?;
    let known_kinds = [
        "assessment",
        "established",
        "supplement",
        "estimate",
        "deduction",
        "requirement",
    ];
    refuse_if(!known_kinds.contains(&kind), "unknown-kind")?;

    let received = Day::parse(row.text("received")).ok_or("bad-date")?;
    let effective = date_of_kind(
        row,
        "effective",
        &["assessment", "established", "requirement"],
    )?;
    let confirmed = date_of_kind(row, "confirmed", &["estimate", "established", "supplement"])?;
    let dates = [Some(received), effective, confirmed];
    let all_in_range = dates.into_iter().flatten().all(in_range);
    refuse_if(!all_in_range, "date-out-of-range")?;

    let written = Written::parse(row.text("grams")).ok_or("bad-number")?;
    let grams = written.micrograms(Unit::Gram).ok_or("bad-number")?;
    let (country, substance) = (row.text("country"), row.text("substance"));
    refuse_if(!book.has_country(country), "unknown-country")?;
    refuse_if(book.substance(substance).is_none(), "unknown-substance")?;
    let convention = book.convention(substance);
    let of_1961 = convention == Convention::Of1961;
    refuse_if(!convention.kinds().contains(&kind), "wrong-kind")?;
    let text_of_year = row.text("year");
    refuse_if(of_1961 && text_of_year.is_empty(), "missing-year")?;
    // Of 1971 and 1988 the other kinds with a date have it by now.
    let needs_effective = kind == "established" && convention == Convention::Of1971;
    refuse_if(needs_effective && effective.is_none(), "missing-effective")?;
    let year = year(text_of_year).filter(|_| of_1961);
    refuse_if(of_1961 && year.is_none(), "bad-year")?;
    let too_early = confirmed.is_some_and(|confirmed| confirmed < received);
    refuse_if(of_1961 && too_early, "confirmed-before-received")?;
    refuse_if(book.is_schedule_i(substance), "schedule-i")?;
    refuse_if(grams < 0 && kind != "supplement", "negative-quantity")?;
    refuse_if(grams.abs() >= TOO_LARGE, "quantity-too-large")?;

    Ok(FilingLine {
        origin: row.origin.clone(),
        filing_id: row.text("filing_id").to_owned(),
        country: country.to_owned(),
        substance: substance.to_owned(),
        kind: kind.to_owned(),
        received,
        // What has no use is absent: a supplement has no date here, a deduction no confirmation.
        effective: effective.filter(|_| !of_1961),
        grams,
        year,
        confirmed: confirmed.filter(|_| of_1961),
    })
}
