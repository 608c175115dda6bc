//! The law of the versions that do not stand (`rules.md` 4.2): each, and the one that stands in its place, is a row that the lists
//! accept and that was known; both are of one record, and the one that stands is the greater; and it is listed under the country
//! whose import it is.

use crate::archive::read::{PublishedRun, Row};
use crate::config::Config;
use crate::intake::{Flow, Record, Texts};
use crate::terms::{Day, Origin, Quantity};
use crate::versions::Version;

/// The columns of a row of `superseded.parquet`, in the order in which they are taken.
pub(super) const COLUMNS: [&str; 25] = [
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
    "authorisation",
    "special_licence",
    "standing_date",
    "standing_partner",
    "standing_flow",
    "standing_form",
    "standing_quantity_g",
    "standing_reexport_g",
    "standing_authorisation",
    "standing_special_licence",
    "record_id",
];
/// Where among them the columns of each version begin, and where its receipt is.
const OWN: (usize, usize) = (8, 6);
const STANDING: (usize, usize) = (16, 7);
const REPORTER: usize = 5;
const RECORD_ID: usize = 24;

/// What is wrong with a row by itself.
pub(super) fn fault(run: &PublishedRun, row: Row<'_>) -> Option<&'static str> {
    if row.day(OWN.1) > row.day(STANDING.1) {
        return Some("it was received after what stands");
    }
    if run
        .known_at
        .is_some_and(|known_at| row.day(STANDING.1) > Some(known_at.number()))
    {
        return Some("what stands in its place was received after the known-at date");
    }
    let importer = if row.text(OWN.0 + 2) == Flow::Import.name() {
        row.text(REPORTER)
    } else {
        row.text(OWN.0 + 1)
    };
    if row.text(4) != importer {
        return Some("it is not listed under its importing country");
    }
    [OWN, STANDING]
        .into_iter()
        .find_map(|at| refused(&run.config, row, at))
}

/// Why the lists would refuse a version (`rules.md` 4.3).
fn refused(
    config: &Config,
    row: Row<'_>,
    (first, received): (usize, usize),
) -> Option<&'static str> {
    let [date, partner, flow, form, quantity, reexport] = [0, 1, 2, 3, 4, 5].map(|at| first + at);
    let unknown = |country: &str| config.country_codes.find(country).is_none();
    let (reporter, partner) = (row.text(REPORTER), row.text(partner));
    let Some(flow) = Flow::read(row.text(flow)) else {
        return Some("its flow is neither import nor export");
    };
    if unknown(reporter)
        || (!partner.is_empty() && unknown(partner))
        || (partner.is_empty() && flow == Flow::Export)
    {
        return Some("it names a country that is none");
    }
    if config.form_codes.find(row.text(form)).is_none() {
        return Some("its form is none of the schedules");
    }
    if reporter == partner || row.day(date) > row.day(received) {
        return Some("it is a row that is refused");
    }
    let fits = matches!((row.decimal(quantity), row.decimal(reexport)), (Some(quantity), Some(reexport)) if 0 <= reexport && reexport <= quantity);
    (!fits).then_some("its quantities are not those of a record")
}

/// What a row says of the version that does not stand, and of the one that does; `None` where the lists would refuse one.
pub(super) fn pair<'b>(config: &Config, row: Row<'b>) -> Option<[(Record, Texts<'b>); 2]> {
    let version = |(first, received): (usize, usize)| {
        let partner = row.text(first + 1);
        let record = Record {
            date: Day::from_number(row.day(first)?),
            received: Day::from_number(row.day(received)?),
            reporter: config.country_codes.find(row.text(REPORTER))?,
            partner: if partner.is_empty() {
                None
            } else {
                Some(config.country_codes.find(partner)?)
            },
            flow: Flow::read(row.text(first + 2))?,
            form: config.form_codes.find(row.text(first + 3))?,
            quantity: Quantity::from_millionths(row.decimal(first + 4)?)?,
            reexport: Quantity::from_millionths(row.decimal(first + 5)?)?,
        };
        let texts = Texts {
            record_id: row.text(RECORD_ID),
            authorisation: row.text(first + 6),
            special_licence: row.text(first + 7),
        };
        Some((record, texts))
    };
    Some([version(OWN)?, version(STANDING)?])
}

/// What is wrong with a version and the one that stands in its place, together.
pub(super) fn mismatch(
    run: &PublishedRun,
    own: &Version<'_>,
    standing: &Version<'_>,
) -> Option<&'static str> {
    if !is_one_record(run, own, standing) {
        return Some(
            "what stands in its place is another record: of the other flow, or a form of other substances",
        );
    }
    let greater = rank(run, standing)
        .cmp(&rank(run, own))
        .then_with(|| own.origin.cmp(&standing.origin))
        .is_gt();
    (!greater).then_some("it is greater than what stands in its place")
}

/// The greatest version stands; texts are compared as bytes. Of wholly equal ones the first in file and row does.
fn rank<'v>(run: &'v PublishedRun, version: &Version<'v>) -> impl Ord + use<'v> {
    let Record {
        date,
        received,
        partner,
        form,
        quantity,
        reexport,
        ..
    } = version.record;
    let partner = partner.map_or("", |partner| run.config.country_code(partner));
    let form = run.config.form_code(form);
    (
        received,
        quantity,
        date,
        partner,
        form,
        reexport,
        version.texts.authorisation,
        version.texts.special_licence,
    )
}

/// Whether two rows are versions of one record: of one reporter, record id, flow and set of substances.
pub(super) fn is_one_record(run: &PublishedRun, a: &Version<'_>, b: &Version<'_>) -> bool {
    let identity = |version: &Version<'_>| {
        (
            version.record.reporter,
            version.record.flow,
            run.conversion.holding(version.record.form),
        )
    };
    identity(a) == identity(b) && a.texts.record_id == b.texts.record_id
}

/// Two versions as they are compared.
pub(super) fn versions(
    [(record, texts), (standing, texts_of_standing)]: [(Record, Texts<'_>); 2],
    [origin, origin_of_standing]: [Origin; 2],
) -> [Version<'_>; 2] {
    [
        Version {
            origin,
            record,
            texts,
        },
        Version {
            origin: origin_of_standing,
            record: standing,
            texts: texts_of_standing,
        },
    ]
}
