//! The command `inforce check`, which tells whether a shipment would exceed the estimate in force on its day.

use super::amounts::WrittenQuantity;
use super::args::Common;
use super::error::{CommandError, failed, misuse};
use super::figures::{grams, heading, of as count_of};
use super::found::unusable;
use super::source::{AnswerFormat, AnswerSource, OpenedRun};
use super::{End, authorisations, explained, names, say};
use crate::archive::read::{Dossier, PublishedError, Reach};
use crate::ask::authorisations::{Searched, search};
use crate::ask::check::{
    CheckError, CheckedShipment, DataTo, InAccount, OfSubstance, Shipment, ShipmentVerdict, check,
};
use crate::config::Config;
use crate::conversion::Measure;
use crate::estimates::{StandingFiling, Status};
use crate::judgement::{ExemptReason, RuleBook};
use crate::ledger::Basis;
use crate::records::Procedure;
use crate::terms::{Country, Day, Form, Mass, Substance, shown};
use clap::Args;
use inforce_present::table::answer::json;
use inforce_present::table::terminal;
use serde::Serialize;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

const AFTER: &str = "\
Examples:
  inforce check --importer KEN --exporter CHE --form PM005-HCL \\
    --quantity 2kg --date 2024-05-03
  inforce check --importer kenya --form diazepam --quantity 350g \\
    --date 2024-05-03 --format json
  inforce check --importer KEN --form PM005-HCL --quantity 2kg \\
    --date 2024-05-03 --authorisation KEN/2024/000123
  inforce check --file proposed.csv --format csv

Countries and forms by code or name. A list has a header and the columns importer, form, quantity (as in 2kg) and date, and \
if need be exporter, reexport, special_licence and authorisation; each line is checked by itself.

The number of an authorisation is searched in all records that the run judged, and numbers like it are: with one character \
other, more or less, two neighbours swapped, or look-alikes (0/O, 1/I/l, 5/S). What is found is shown and changes no verdict.

A shipment that fits on its day may exceed the estimate together with what is reported already for later days: the first line says \
so, and the exit code stays 0.

Each substance is judged by its convention. Of a narcotic drug (1961), the level is what is filed and what the importing country itself \
has exported in the year; where the Board has told exporting countries that it is in excess, the verdict is after-notice. Of a precursor \
(1988) without a requirement in force, nothing is compared, and the verdict is not-compared. Exempt preparations of 1961 and shipments under the \
simplified procedure count for nothing, and the answer says so.

Exit codes:
  0   it fits on its day, or nothing is compared; of a list, so does every line
  10  it does not fit, or a line of a list does not; or the data do not reach as far as --require-data-to asks
  1   a line of a list cannot be checked, or the run cannot be read
  2   the command line or the configuration is wrong";

/// Ask whether a shipment would exceed the estimate in force on its day
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(super) struct CheckAsked {
    /// The importing country
    #[arg(long, value_name = "COUNTRY", required_unless_present = "file")]
    importer: Option<String>,
    /// The exporting country
    #[arg(long, value_name = "COUNTRY")]
    exporter: Option<String>,
    /// What is shipped: a substance, a salt or a preparation
    #[arg(long, value_name = "FORM", required_unless_present = "file")]
    form: Option<String>,
    /// How much of it, with kg, g or mg
    #[arg(long, value_name = "AMOUNT", required_unless_present = "file")]
    quantity: Option<WrittenQuantity>,
    /// How much of that is declared for re-export
    #[arg(long, value_name = "AMOUNT")]
    reexport: Option<WrittenQuantity>,
    /// The day of the shipment (YYYY-MM-DD)
    #[arg(long, value_name = "DATE", required_unless_present = "file")]
    date: Option<Day>,
    /// It has a special import licence under Article 13
    #[arg(long)]
    special_licence: bool,
    /// It is shipped under this procedure; the simplified one is for emergencies, and what is shipped counts for nothing
    #[arg(long, value_name = "PROCEDURE", value_parser = clap::builder::PossibleValuesParser::new([Procedure::SIMPLIFIED]))]
    procedure: Option<String>,
    /// Search all records for this number of an import authorisation, and for numbers like it
    #[arg(long, value_name = "NUMBER", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    authorisation: Option<String>,
    /// Exit code 10 unless the newest records of the importer, and of the exporter or else of other reporters, are of this day
    /// or later (YYYY-MM-DD)
    #[arg(long, value_name = "DATE")]
    require_data_to: Option<Day>,
    /// Check every line of this list instead
    #[arg(long, value_name = "CSV", conflicts_with_all = ["importer", "exporter", "form", "quantity", "reexport", "date", "special_licence", "procedure", "authorisation"])]
    file: Option<PathBuf>,
    #[command(flatten)]
    source: AnswerSource,
}

/// Runs the command; the exit code tells whether everything fits.
pub(super) fn run(asked: &CheckAsked, common: &Common) -> Result<End, CommandError> {
    let opened = asked.source.open(common)?;
    match &asked.file {
        Some(file) => {
            super::proposals::run(file, &opened, (asked.source.format, asked.require_data_to))
        }
        None => one(asked, &opened),
    }
}

fn one(asked: &CheckAsked, opened: &OpenedRun) -> Result<End, CommandError> {
    let shipment = shipment(asked, &opened.run.config).map_err(misuse)?;
    let checked = Checker::new(opened, asked.require_data_to)?.check(shipment);
    let (checked, rests) = checked.map_err(|error| match error {
        CheckError::NoFactor { .. }
        | CheckError::Reexport { .. }
        | CheckError::SelfTrade { .. } => misuse(error),
        error => failed(error),
    })?;
    let number = asked.authorisation.as_ref();
    let searched = number
        .map(|number| search(&opened.run, std::slice::from_ref(number)))
        .transpose()?
        .unwrap_or_default();
    let answer = answer(&checked, rests, &searched, opened, asked.source.format)?;
    say(answer.as_bytes());
    Ok(if checked.verdict.passes() && rests.suffice() {
        End::Done
    } else {
        End::DoesNotFit
    })
}

/// The data on which an answer rests: their last days, the day that they must reach, and the totals among them.
#[derive(Clone, Copy)]
pub(super) struct Rests {
    pub(super) data_to: DataTo,
    /// The number of totals of a month, a quarter or a year that both accounts count in the calendar year of the shipment.
    pub(super) totals: usize,
    pub(super) required: Option<Day>,
}

impl Rests {
    /// Whether the data reach the day that they must reach.
    pub(super) fn suffice(&self) -> bool {
        self.required
            .is_none_or(|required| self.data_to.reaches(required))
    }

    /// Returns what must be added at once if a shipment fits: that it fits only by the data so far, or that it does not fit
    /// with what is already reported for later days.
    pub(super) fn but(&self, checked: &CheckedShipment, config: &Config) -> String {
        if !checked.verdict.passes() {
            return String::new();
        }
        let told = || self.told(&checked.shipment, config);
        let reach = match self.required.filter(|_| !self.suffice()) {
            _ if !self.data_to.reaches(checked.shipment.date) => {
                format!(", but only by data before that day: {}", told())
            }
            Some(required) => format!(", but the data do not reach {required}: {}", told()),
            None => String::new(),
        };
        let later = |(of, account, day, excess): (&OfSubstance, &InAccount, Day, Mass)| {
            let (name, whose) = (
                &config.substance(of.substance).name,
                account.basis.name().replace('-', " "),
            );
            let alone = if account.later == Some(day) {
                ""
            } else {
                " (it is exceeded without it, too)"
            };
            let called = config.provisions(of.substance).estimate;
            format!(
                "the {called} of {name} by {whose}, on {day} by {} g{alone}",
                grams(excess)
            )
        };
        let later: Vec<String> = checked.exceeds_later().map(later).collect();
        if later.is_empty() {
            return reach;
        }
        format!(
            "{reach}, but with what is reported already for later days it exceeds {}",
            later.join(" and ")
        )
    }

    fn told(&self, shipment: &Shipment, config: &Config) -> String {
        let newest = |whose: &str, day: Option<Day>| match day {
            Some(day) => format!("reports of {whose} go to {day}"),
            None => format!("there is no report of {whose}"),
        };
        let partners = shipment
            .exporter
            .map_or("other countries", |exporter| config.country_name(exporter));
        let importer = newest(
            config.country_name(shipment.importer),
            self.data_to.importer,
        );
        format!("{importer}, {}", newest(partners, self.data_to.partners))
    }
}

fn answer(
    checked: &CheckedShipment,
    rests: Rests,
    searched: &Searched,
    opened: &OpenedRun,
    format: AnswerFormat,
) -> Result<String, fmt::Error> {
    let (run, Searched { uses, left_out }) = (&opened.run, searched);
    match format {
        AnswerFormat::Json => {
            let authorisation = uses
                .first()
                .map(|uses| authorisations::tree(run, uses, left_out));
            let answer = CheckAnswer::of(checked, rests, &run.config, authorisation);
            json(&answer)
        }
        AnswerFormat::Csv => {
            super::found::warn_of(left_out);
            let read = Ok((checked.clone(), rests));
            super::proposals::rows(1, &read, uses.first(), &run.config).csv()
        }
        AnswerFormat::Table => {
            let searched = uses
                .first()
                .map(|uses| authorisations::told(run, uses, left_out))
                .transpose()?;
            Ok(terminal::told(
                &(table(checked, rests, &run.config)? + &searched.unwrap_or_default()),
            ))
        }
    }
}

fn shipment(asked: &CheckAsked, config: &Config) -> Result<Shipment, String> {
    let (Some(importer), Some(form), Some(quantity), Some(date)) =
        (&asked.importer, &asked.form, asked.quantity, asked.date)
    else {
        return Err("--importer, --form, --quantity and --date say which shipment, or --file a list of them".into());
    };
    Ok(Shipment {
        importer: names::country(importer, config)?,
        exporter: asked
            .exporter
            .as_ref()
            .map(|exporter| names::country(exporter, config))
            .transpose()?,
        form: names::form(form, config)?,
        quantity: quantity.0,
        reexport: asked.reexport.map(|amount| amount.0).unwrap_or_default(),
        date,
        licensed: asked.special_licence,
        procedure: procedure(asked.procedure.as_deref().unwrap_or_default())?,
    })
}

/// Returns the procedure of a word; without a word, the usual one.
pub(super) fn procedure(word: &str) -> Result<Procedure, String> {
    if word.is_empty() {
        return Ok(Procedure::Usual);
    }
    Procedure::named(word).ok_or_else(|| {
        format!(
            "procedure is {}; expected {} or nothing",
            shown(word),
            Procedure::SIMPLIFIED
        )
    })
}

/// Checks shipments; what was read for one is kept for the next.
pub(super) struct Checker<'r> {
    opened: &'r OpenedRun,
    book: RuleBook<'r>,
    reach: Reach,
    dossiers: BTreeMap<(Country, Substance), Arc<Dossier>>,
    data_to: BTreeMap<(Country, Option<Country>), DataTo>,
    /// The counted totals of a month, a quarter or a year, by importing country and calendar year: the substances of each.
    totals: BTreeMap<(Country, i32), Vec<Vec<Substance>>>,
    /// The day that the data must reach.
    required: Option<Day>,
}

impl<'r> Checker<'r> {
    pub(super) fn new(
        opened: &'r OpenedRun,
        required: Option<Day>,
    ) -> Result<Self, PublishedError> {
        let run = &opened.run;
        let mut totals: BTreeMap<(Country, i32), Vec<Vec<Substance>>> = BTreeMap::new();
        for row in run.returns()?.rows() {
            let counted: Vec<_> = row.counted(&run.conversion).collect();
            if let Some(first) = counted.first() {
                let substances = counted.iter().map(|total| total.substance).collect();
                let year = (first.importer, first.day.year());
                totals.entry(year).or_default().push(substances);
            }
        }
        Ok(Self {
            opened,
            book: opened.run.rules()?,
            reach: opened.run.reach()?,
            dossiers: BTreeMap::new(),
            data_to: BTreeMap::new(),
            totals,
            required,
        })
    }

    pub(super) fn check(
        &mut self,
        shipment: Shipment,
    ) -> Result<(CheckedShipment, Rests), CheckError> {
        let run = &self.opened.run;
        let mut dossiers = Vec::new();
        for share in run.conversion.shares(shipment.form, shipment.date) {
            let dossier = match self.dossiers.entry((shipment.importer, share.substance)) {
                Entry::Occupied(known) => Arc::clone(known.get()),
                Entry::Vacant(new) => Arc::clone(new.insert(Arc::new(Dossier::of(
                    run,
                    shipment.importer,
                    share.substance,
                )?))),
            };
            dossiers.push(dossier);
        }
        let checked = check(shipment, &self.book, &dossiers)?;
        let data_to = match self.data_to.entry((shipment.importer, shipment.exporter)) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => *new.insert(DataTo::of(run, &self.reach, &shipment)?),
        };
        let year = (shipment.importer, shipment.date.year());
        let of_year = self.totals.get(&year).into_iter().flatten();
        let is_of = |substances: &&Vec<Substance>| {
            let mut checked = checked.substances.iter();
            checked.any(|of| substances.contains(&of.substance))
        };
        let rests = Rests {
            data_to,
            totals: of_year.filter(is_of).count(),
            required: self.required,
        };
        Ok((checked, rests))
    }
}

/// The answer for programs. Masses and quantities are exact texts, in grams.
#[derive(Serialize)]
pub(super) struct CheckAnswer<'a> {
    verdict: &'static str,
    importer: &'a str,
    exporter: Option<&'a str>,
    form: &'a str,
    quantity_g: String,
    reexport_g: String,
    date: Day,
    largest_that_fits_g: Option<String>,
    exceeds_later: bool,
    beyond_data: bool,
    data_to: DataToAnswer,
    #[serde(skip_serializing_if = "str::is_empty")]
    procedure: &'static str,
    substances: Vec<SubstanceAnswer<'a>>,
    exempt: Vec<ExemptAnswer<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authorisation: Option<serde_json::Value>,
}

/// The dates of the newest records.
#[derive(Serialize)]
struct DataToAnswer {
    all_reporters: Option<Day>,
    importer: Option<Day>,
    exporter: Option<Day>,
    other_reporters: Option<Day>,
    exports_to_importer: Option<Day>,
    /// The totals of a month, a quarter or a year among the records that count in the year.
    totals: usize,
    required: Option<Day>,
    reaches_required: Option<bool>,
}

/// A substance that counts for nothing.
#[derive(Serialize)]
struct ExemptAnswer<'a> {
    substance: &'a str,
    name: &'a str,
    reason: &'static str,
}

#[derive(Serialize)]
struct SubstanceAnswer<'a> {
    substance: &'a str,
    name: &'a str,
    convention: &'static str,
    force: &'static str,
    schedule: &'static str,
    verdict: &'static str,
    counted_g: String,
    factor: String,
    base_g: String,
    estimate_g: Option<String>,
    filed_g: Option<String>,
    own_exports_g: Option<String>,
    estimate_status: &'static str,
    filings: Vec<FilingAnswer<'a>>,
    no_estimate: Option<&'a str>,
    refused_filings: Vec<serde_json::Value>,
    controlled_from: Option<Day>,
    prohibition: Option<serde_json::Value>,
    notice_from: Option<Day>,
    accounts: Vec<AccountAnswer>,
}

#[derive(Serialize)]
struct FilingAnswer<'a> {
    filing_id: &'a str,
    kind: &'static str,
    received: Day,
    effective: Option<Day>,
    year: Option<i32>,
    confirmed: Option<Day>,
    grams: String,
    note: Option<&'a str>,
}

#[derive(Serialize)]
struct AccountAnswer {
    basis: &'static str,
    before_g: String,
    after_g: String,
    headroom_g: Option<String>,
    exceeded_before: bool,
    exceeded_after: bool,
    first_later_day_put_in_excess: Option<Day>,
    first_later_day_in_excess: Option<Day>,
    first_later_excess_g: Option<String>,
}

impl<'a> CheckAnswer<'a> {
    pub(super) fn of(
        checked: &'a CheckedShipment,
        rests: Rests,
        config: &'a Config,
        authorisation: Option<serde_json::Value>,
    ) -> Self {
        let shipment = &checked.shipment;
        let Rests {
            data_to,
            totals,
            required,
        } = rests;
        let exporter = data_to.partners.filter(|_| shipment.exporter.is_some());
        Self {
            verdict: checked.verdict.name(),
            importer: config.country_code(shipment.importer),
            exporter: shipment
                .exporter
                .map(|exporter| config.country_code(exporter)),
            form: config.form_code(shipment.form),
            quantity_g: shipment.quantity.to_string(),
            reexport_g: shipment.reexport.to_string(),
            date: shipment.date,
            largest_that_fits_g: checked.largest.map(|largest| largest.to_string()),
            exceeds_later: checked.exceeds_later().next().is_some(),
            beyond_data: !data_to.reaches(shipment.date),
            data_to: DataToAnswer {
                all_reporters: data_to.newest,
                importer: data_to.importer,
                exporter,
                other_reporters: data_to.partners.filter(|_| shipment.exporter.is_none()),
                exports_to_importer: data_to.exports,
                totals,
                required,
                reaches_required: required.map(|required| data_to.reaches(required)),
            },
            procedure: shipment.procedure.name(),
            substances: checked
                .substances
                .iter()
                .map(|of| SubstanceAnswer::of(of, shipment, config))
                .collect(),
            exempt: checked
                .exempt
                .iter()
                .map(|(substance, reason)| ExemptAnswer {
                    substance: config.substance_code(*substance),
                    name: &config.substance(*substance).name,
                    reason: reason.name(),
                })
                .collect(),
            authorisation,
        }
    }
}

impl<'a> SubstanceAnswer<'a> {
    fn of(of: &'a OfSubstance, shipment: &Shipment, config: &'a Config) -> Self {
        let row = config.substance(of.substance);
        let prohibition = config
            .prohibition(shipment.importer, of.substance)
            .filter(|by| by.from <= shipment.date);
        let filing = |standing: &'a StandingFiling| FilingAnswer {
            filing_id: &standing.id,
            kind: standing.filing.kind.name(),
            received: standing.filing.received,
            effective: standing.filing.effective,
            year: standing.filing.year,
            confirmed: standing.filing.confirmed,
            grams: standing.filing.grams.to_string(),
            note: standing.note.as_deref(),
        };
        let account = |account: &InAccount| AccountAnswer {
            basis: account.basis.name(),
            before_g: account.before.to_string(),
            after_g: account.after.to_string(),
            headroom_g: account.headroom.map(|headroom| headroom.to_string()),
            exceeded_before: account.over_before,
            exceeded_after: account.over_after,
            first_later_day_put_in_excess: account.later,
            first_later_day_in_excess: account.later_excess.map(|(day, _)| day),
            first_later_excess_g: account.later_excess.map(|(_, excess)| excess.to_string()),
        };
        let provisions = row.convention.provisions();
        let is_known = of.level.status != Status::Unknown;
        let known = |mass: Mass| is_known.then(|| mass.to_string());
        Self {
            substance: config.substance_code(of.substance),
            name: &row.name,
            convention: provisions.name,
            force: provisions.force.name(),
            schedule: row.schedule.name(),
            verdict: of.verdict.name(),
            counted_g: of.counted.to_string(),
            factor: of.factor.to_string(),
            base_g: of.base.to_string(),
            estimate_g: known(of.level.mass),
            filed_g: known(of.level.base()),
            own_exports_g: of.level.own_exports.map(|own| own.to_string()),
            estimate_status: of.level.status.name(),
            filings: of.filings.iter().map(filing).collect(),
            no_estimate: of.absent.as_deref(),
            refused_filings: of.refused.iter().map(explained::refused).collect(),
            controlled_from: row.controlled_from,
            prohibition: prohibition.map(explained::prohibition),
            notice_from: of.notice,
            accounts: of.accounts.iter().map(account).collect(),
        }
    }
}

/// Returns a filing in words.
fn filed(standing: &StandingFiling) -> String {
    let filing = &standing.filing;
    let grams = super::figures::signed(filing.kind, filing.grams);
    let note = standing.note.as_ref();
    let note = note.map(|note| format!(" ({note})")).unwrap_or_default();
    let year = filing.year.map(|year| format!(" for {year}"));
    let confirmed = filing.confirmed.map(|day| format!(", confirmed {day}"));
    format!(
        "{} {}: {grams} g{}, received {}{}{note}",
        filing.kind.name(),
        standing.id,
        year.unwrap_or_default(),
        filing.received,
        confirmed.unwrap_or_default()
    )
}

/// Writes why a substance of the shipment counts for nothing.
fn left_out(
    text: &mut String,
    checked: &CheckedShipment,
    (substance, reason): (Substance, ExemptReason),
    config: &Config,
) -> fmt::Result {
    let (row, code) = (
        config.substance(substance),
        config.substance_code(substance),
    );
    writeln!(
        text,
        "\n{}",
        heading(&format!(
            "{} ({code}), {}: exempt",
            row.name,
            row.listed_in()
        ))
    )?;
    let form = config.form_code(checked.shipment.form);
    let convention = row.convention.name();
    match reason {
        ExemptReason::ExemptPreparation => writeln!(
            text,
            "  counts for nothing: preparations.csv marks {form} as exempt from the rules of the {convention} Convention on import and export (rules 7.6)"
        ),
        ExemptReason::SimplifiedProcedure => writeln!(
            text,
            "  counts for nothing: it is treated as consumed in the exporting country (rules 7.7)"
        ),
    }
}

/// Writes what a notice says of the shipment.
fn notice(text: &mut String, checked: &CheckedShipment, from: Day, config: &Config) -> fmt::Result {
    let Shipment {
        importer, exporter, ..
    } = checked.shipment;
    let whose = exporter.map_or_else(
        || "an export to it by any country".to_owned(),
        |exporter| {
            format!(
                "this export, reported by {},",
                config.country_name(exporter)
            )
        },
    );
    writeln!(
        text,
        "  notice            by notices.csv, the Board has told exporting countries from {from} on that {} is in excess for {} (Article 21(4)(b) of the 1961 Convention), and no supplement above 0 g for that year was confirmed from then up to the day of the shipment; {whose} is listed, whatever the quantity (rules 7.5)",
        config.country_name(importer),
        from.year()
    )
}

/// Returns what was asked, in one line.
fn subject(checked: &CheckedShipment, config: &Config) -> String {
    let Shipment {
        importer,
        exporter,
        form,
        quantity,
        reexport,
        date,
        procedure,
        ..
    } = checked.shipment;
    let from = exporter
        .map(|exporter| format!(" from {}", config.country_name(exporter)))
        .unwrap_or_default();
    let of_these = if reexport.millionths() > 0 {
        format!(", {} g of it for re-export", grams(reexport))
    } else {
        String::new()
    };
    let under = if procedure.is_simplified() {
        ", under the simplified procedure"
    } else {
        ""
    };
    format!(
        "{} g of {}{from} to {} on {date}{of_these}{under}",
        grams(quantity),
        form_name(form, config),
        config.country_name(importer)
    )
}

fn form_name(form: Form, config: &Config) -> String {
    format!(
        "{} ({})",
        config.form_names[form.index()],
        config.form_code(form)
    )
}

fn table(checked: &CheckedShipment, rests: Rests, config: &Config) -> Result<String, fmt::Error> {
    let mut text = String::new();
    let but = rests.but(checked, config);
    writeln!(
        text,
        "{}: {}{but}",
        heading(&checked.verdict.name().to_uppercase()),
        subject(checked, config)
    )?;
    if checked.substances.is_empty() && checked.exempt.is_empty() {
        writeln!(
            text,
            "\n  It holds no substance that is under control on that day."
        )?;
    }
    for of in &checked.substances {
        substance(&mut text, checked, of, config)?;
    }
    for exempt in &checked.exempt {
        left_out(&mut text, checked, *exempt, config)?;
    }
    let closed = checked.verdict.is_of_any_quantity();
    match checked.largest.filter(|_| !closed) {
        Some(largest) if largest.millionths() == 0 => {
            writeln!(text, "\n  No quantity of this form would fit.")?;
        }
        Some(largest) => writeln!(
            text,
            "\n  The largest quantity of this form that fits: {} g",
            grams(largest)
        )?,
        None => {}
    }
    let DataTo {
        newest, exports, ..
    } = rests.data_to;
    let day = |day: Option<Day>| day.map_or_else(|| "none".to_owned(), |day| day.to_string());
    writeln!(
        text,
        "\n  How far the data reach: {}",
        rests.told(&checked.shipment, config)
    )?;
    writeln!(
        text,
        "  Newest export to the importer: {}; newest record of all: {}",
        day(exports),
        day(newest)
    )?;
    if rests.totals > 0 {
        let totals = count_of(rests.totals, "total", "totals");
        writeln!(
            text,
            "  Counted in {}: {totals} of a month, a quarter or a year, on the last day of the period. A total may hold this shipment already, and what was shipped before it may be in a total of a later day.",
            checked.shipment.date.year()
        )?;
    }
    if let Some(required) = rests.required.filter(|_| !rests.suffice()) {
        writeln!(
            text,
            "  They do not reach {required}, as --require-data-to asks."
        )?;
    }
    Ok(text)
}

fn substance(
    text: &mut String,
    checked: &CheckedShipment,
    of: &OfSubstance,
    config: &Config,
) -> fmt::Result {
    let (row, code) = (
        config.substance(of.substance),
        config.substance_code(of.substance),
    );
    let Shipment {
        reexport,
        importer,
        date,
        ..
    } = checked.shipment;
    let provisions = config.provisions(of.substance);
    writeln!(
        text,
        "\n{}",
        heading(&format!(
            "{} ({code}), {}: {}",
            row.name,
            row.listed_in(),
            of.verdict.name()
        ))
    )?;
    let with_reexport = if of.measure == Measure::Whole && reexport.millionths() > 0 {
        ", with what is for re-export, which counts (rules 7.1)"
    } else {
        ""
    };
    writeln!(
        text,
        "  base mass         {} g = {} g x {}{with_reexport}",
        grams(of.base),
        grams(of.counted),
        of.factor
    )?;
    if let Some(from) = of.notice.filter(|_| of.base > Mass::ZERO) {
        notice(text, checked, from, config)?;
    }
    match of.verdict {
        ShipmentVerdict::Prohibited => {
            let by = config
                .prohibition(importer, of.substance)
                .map(|by| format!(" {}", by.told()))
                .unwrap_or_default();
            writeln!(
                text,
                "  {} prohibits its import{by}",
                config.country_name(importer)
            )?;
        }
        ShipmentVerdict::ScheduleI => writeln!(
            text,
            "  Schedule I: there are no estimates, and every movement is reported"
        )?,
        _ => {
            let title = provisions.estimate;
            if of.level.status == Status::Unknown {
                writeln!(text, "  {title:16}  {}", status(of))?;
            } else {
                writeln!(
                    text,
                    "  {title:16}  {} g on {date}, {}",
                    grams(of.level.mass),
                    status(of)
                )?;
            }
            for filing in &of.filings {
                writeln!(text, "    {}", filed(filing))?;
            }
            if let Some(own) = of.level.own_exports.filter(|own| *own > Mass::ZERO) {
                let year = date.year();
                let (importer, code) =
                    (config.country_name(importer), config.country_code(importer));
                writeln!(
                    text,
                    "    own exports: +{} g, which {importer} itself reports as exported from {year}-01-01 to {date} (rules 7.4); {} g without them",
                    grams(own),
                    grams(of.level.base())
                )?;
                writeln!(
                    text,
                    "    listed by: {}",
                    super::trades::own_exports_command(
                        code,
                        config.substance_code(of.substance),
                        date
                    )
                )?;
            }
            text.push_str(&unusable(&of.refused, of.left_out));
        }
    }
    for account in &of.accounts {
        in_account(text, account, of, (date, provisions.estimate))?;
    }
    Ok(())
}

fn status(of: &OfSubstance) -> String {
    match of.level.status {
        Status::InForce => "in force".to_owned(),
        Status::Stale => "in force but stale: three years old or more".to_owned(),
        Status::Expired => {
            "expired: three years old or more, so that no supplement to it counts".to_owned()
        }
        Status::None => format!("none: {}", of.absent.as_deref().unwrap_or_default()),
        Status::Unknown => format!(
            "not compared: no requirement in force; {} (rules 7.9)",
            of.absent.as_deref().unwrap_or_default()
        ),
    }
}

fn in_account(
    text: &mut String,
    account: &InAccount,
    of: &OfSubstance,
    (date, called): (Day, &str),
) -> fmt::Result {
    let whose = match account.basis {
        Basis::ImportReports => "importer reports",
        Basis::PartnerReports => "partners report",
    };
    let compares = of.compares();
    write!(
        text,
        "  {whose:16}  {} g in {} up to that day, {} g with it",
        grams(account.before),
        date.year(),
        grams(account.after)
    )?;
    if compares {
        match (account.over_before, account.over_after) {
            (true, _) => write!(text, ": exceeded already, by earlier shipments")?,
            (false, true) => write!(
                text,
                ": put over by this shipment; {} g were left",
                grams(account.headroom.unwrap_or_default())
            )?,
            (false, false) => write!(
                text,
                "; {} g left before it",
                grams(account.headroom.unwrap_or_default())
            )?,
        }
    }
    writeln!(text)?;
    let later = account
        .later_excess
        .filter(|_| compares || of.level.status == Status::Unknown)
        .filter(|_| of.may_exceed() && (!account.over_after || account.later.is_some()));
    if let Some((day, excess)) = later {
        let alone = if account.later == Some(day) {
            ""
        } else {
            ", and without it, too"
        };
        writeln!(
            text,
            "  {:16}  with it, trade already reported for {day} exceeds the {called} by {} g{alone}",
            "",
            grams(excess)
        )?;
    }
    Ok(())
}
