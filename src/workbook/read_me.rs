//! Writes the sheet Read-me: which run this is, what each sheet holds, what the colours mean, and how figures are rounded.

use super::not_judged::KeptBack;
use super::{Title, WorkbookSource};
use crate::config::Convention;
use inforce_present::table::{Cell, Kind};
use inforce_present::xlsx::{Book, Page, Spot, Tint, WriteFault};
use std::collections::BTreeSet;

/// Writes the sheet.
pub(super) fn write(
    book: &mut Book,
    source: &WorkbookSource<'_>,
    about: &str,
    kept_back: KeptBack,
) -> Result<(), WriteFault> {
    let mut page = Page::begin(book, Title::ReadMe.sheet(), about, &[250, 620, 110, 520])?;
    which(&mut page, source)?;
    conventions(&mut page, source)?;
    sheets(&mut page, book, source)?;
    legend(&mut page, book)?;
    figures(&mut page)?;
    if !source.concern.is_all() {
        only(&mut page, source, kept_back)?;
    }
    hashes(&mut page, source)?;
    let page = page.end(0x1F_3A_5F);
    book.add(Title::ReadMe.sheet(), page);
    Ok(())
}

fn which(page: &mut Page<'_>, source: &WorkbookSource<'_>) -> Result<(), WriteFault> {
    let (run, manifest) = (source.run, &source.manifest);
    let known_at = run.known_at.map_or_else(
        || "no day was given: everything that had been received counts".to_owned(),
        |day| format!("{day}: only what had been received by then counts"),
    );
    let policy = format!(
        "of the 1971 Convention: retroactive filings: {}; validity: {}",
        run.policy.retroactive.name(),
        run.policy.validity.name()
    );
    page.section("The run", 2)?;
    // A path on this machine means nothing to a country that receives its own workbook.
    let dataset = source
        .concern
        .is_all()
        .then(|| crate::terms::path_text(&run.dataset));
    let about = manifest.about.clone().unwrap_or_default();
    let said = |text: Option<String>| text.unwrap_or_else(|| "the dataset does not say".to_owned());
    let real = if manifest.about.is_some() {
        "the dataset does not say that it is made up"
    } else {
        "the dataset says nothing of itself"
    };
    let invented = if about.invented {
        "invented data: the dataset says that it is made up"
    } else {
        real
    };
    for (name, value) in [
        ("Run", Some(run.run.clone())),
        ("Started, UTC", Some(source.notes.started.clone())),
        (
            "Made by",
            Some(format!(
                "{} {}",
                manifest.program.name, manifest.program.version
            )),
        ),
        ("Dataset", dataset),
        ("Data", Some(invented.to_owned())),
        ("Delivered by", Some(said(about.delivered_by))),
        ("As of", Some(said(about.as_of.map(|day| day.to_string())))),
        ("Note of the dataset", about.note),
        ("Known at", Some(known_at)),
        ("Policy", Some(policy)),
    ] {
        if let Some(value) = value {
            page.line(&[
                (Kind::Text, Cell::words(name)),
                (Kind::Text, Cell::text(value)),
            ])?;
        }
    }
    Ok(())
}

/// Writes what applies under each convention that the configuration has substances of.
fn conventions(page: &mut Page<'_>, source: &WorkbookSource<'_>) -> Result<(), WriteFault> {
    let substances = source.run.config.substances.iter();
    let conventions: BTreeSet<Convention> = substances.map(|row| row.convention).collect();
    page.section("What applies under each convention", 2)?;
    for of in conventions.into_iter().map(Convention::provisions) {
        let points = of.told();
        let points = points.map(|(point, applies)| format!("{point}: {applies}"));
        page.line(&[
            (
                Kind::Text,
                Cell::text(format!("{} Convention, {}", of.name, of.substances)),
            ),
            (Kind::Prose, Cell::text(points.join("; "))),
        ])?;
    }
    Ok(())
}

/// Returns what a sheet holds.
const fn holds(title: Title) -> &'static str {
    match title {
        Title::ReadMe | Title::Summary => {
            "how many alerts of whom, the largest excesses, what became of every row"
        }
        Title::Alerts => "one row for each alert; the link leads to its records",
        Title::Evidence => {
            "the records that alerts rest on; the first of an alert leads back to it"
        }
        Title::Estimates => {
            "by country and substance: the levels in force, without own exports, the filings behind them, what is odd about them"
        }
        Title::Accounts => {
            "what importers and what their partners report of the same trade, beside each other, never added"
        }
        Title::NotJudged => {
            "refused, superseded and not yet known rows, records that do not count by exemption, rows out of scope, files left out, each with the reason"
        }
        Title::Plausibility => {
            "advice, no alerts: each estimate in force on the day of the newest record beside the use of past years, and what there is to ask about it"
        }
    }
}

fn sheets(page: &mut Page<'_>, book: &Book, source: &WorkbookSource<'_>) -> Result<(), WriteFault> {
    page.section("The sheets", 4)?;
    page.head(&["Sheet", "What it holds", "Rows", "Where it goes on"])?;
    let link = |title: Title| {
        (
            Kind::Text,
            Cell::Link {
                text: title.sheet().name.to_owned(),
                to: Spot {
                    title: title.sheet(),
                    part: 0,
                    row: 0,
                }
                .link(),
            },
        )
    };
    page.line(&[
        link(Title::Summary),
        (Kind::Text, Cell::words(holds(Title::Summary))),
    ])?;
    for title in Title::TABLES {
        let Some(held) = book.held.get(&title.sheet()) else {
            continue;
        };
        let rows = (
            Kind::Count,
            Cell::Whole(i64::try_from(held.rows).unwrap_or(i64::MAX)),
        );
        let parts = (held.parts > 1).then(|| {
            let last = title.sheet().part(held.parts - 1);
            format!(
                "more than a sheet holds: goes on up to “{last}”, at most {} rows on each",
                book.limit
            )
        });
        let parts = parts.map_or(Cell::Nothing, Cell::text);
        page.line(&[
            link(title),
            (Kind::Text, Cell::words(holds(title))),
            rows,
            (Kind::Text, parts),
        ])?;
    }
    if source.changes.is_none() {
        page.prose("There is no run before this one that it was compared with, so the sheet Alerts does not say what changed.", 2, 1)?;
    }
    Ok(())
}

fn legend(page: &mut Page<'_>, book: &Book) -> Result<(), WriteFault> {
    page.section("What colours and letters mean", 2)?;
    for (tint, words, about) in [
        (
            Tint::Rose,
            "rose",
            "a row of evidence whose day is in excess",
        ),
        (
            Tint::Red,
            "red",
            "no estimate, or one that has expired; a file that was left out",
        ),
        (
            Tint::Amber,
            "amber",
            "look at it: a stale estimate, a finding, a refused row, trade that only one side reports, a changed alert",
        ),
        (
            Tint::Blue,
            "blue",
            "an alert that is new since the last run",
        ),
        (
            Tint::Grey,
            "grey",
            "a row that counts for nothing: another version stands, it came too late, or it is exempt",
        ),
        (
            Tint::Bold,
            "bold on grey",
            "a level in force; the total of a year",
        ),
    ] {
        page.legend(words, &tint.format(), about)?;
    }
    let styles = &book.styles;
    page.legend(
        "italic figure",
        &styles.mass_rounded,
        "rounded to 15 digits, as many as a cell holds; the exact figure is the text beside it",
    )?;
    page.legend(
        "brown italics",
        &styles.changed,
        "a character that cannot be seen is written out, as in \\u{202e}, and a backslash doubled; or the text was cut",
    )?;
    page.legend(
        "an empty cell",
        &styles.text,
        "there is none, or it does not apply: never the same as 0",
    )
}

fn figures(page: &mut Page<'_>) -> Result<(), WriteFault> {
    page.section("How figures are shown", 2)?;
    page.prose(
        "Masses are grams of pure anhydrous base, or of the substance itself where that is what its code counts; quantities are grams \
         as shipped. Every figure is the run's own, exact to the last \
         digit, as far as a cell can hold it: 15 digits. One that has more is rounded to 15, halves away from zero, from the exact \
         decimal, and stands in italics; the exact figure is the text in the column to its right, which is out of sight \
         where nothing needs it. Three places are shown (the cell holds all), and “< 0.001” is more than nothing.",
        2,
        4,
    )?;
    page.prose(
        "What is summed here is summed from the run's ledger: the years and months of the sheet Two accounts. Nothing was judged \
         anew. Sums that a spreadsheet makes of these cells are rounded by the spreadsheet: quote the run's own figures. \
         Text that begins like a formula is text.",
        2,
        3,
    )
}

fn only(
    page: &mut Page<'_>,
    source: &WorkbookSource<'_>,
    kept_back: KeptBack,
) -> Result<(), WriteFault> {
    page.section("What is left out", 2)?;
    page.prose(
        "This workbook holds only what concerns the countries named above: the alerts in which they are notified with their evidence, \
         their estimates, both accounts of their imports, versions of records, and exempt records, that they reported or that are \
         about their imports. Of another country's estimates it holds the level on the days of their own exports and nothing else: \
         neither the filing behind it, nor what that country's own exports add to it, nor the day from which an alert on their \
         exports is no longer in excess, which may be that of a filing; the sheet Evidence says of each of their shipments whether \
         its day was in excess. Refused rows are listed where they name them; what a row says is shown where one of them reported it, \
         as far as that can be read, or where it names no other country. Rows that are not yet known or out of scope are counted by \
         file and not by country, and so are left out. The counts of the dataset in the sheet Summary are those of all countries.",
        2,
        8,
    )?;
    if !source.run.knows_refused_fields() {
        page.prose(
            "The program of that run did not record who reported a refused row, so that it is not known of any.",
            2,
            1,
        )?;
    }
    for (words, rows) in [
        ("Refused rows listed without what they say", kept_back.texts),
        (
            "Refused rows not listed, of which it cannot be read whose they are",
            kept_back.unread,
        ),
    ] {
        page.line(&[
            (Kind::Text, Cell::words(words)),
            (
                Kind::Count,
                Cell::Whole(i64::try_from(rows).unwrap_or(i64::MAX)),
            ),
        ])?;
    }
    Ok(())
}

fn hashes(page: &mut Page<'_>, source: &WorkbookSource<'_>) -> Result<(), WriteFault> {
    let manifest = &source.manifest;
    page.section("Hashes (BLAKE3)", 3)?;
    page.head(&["File", "Hash", "Rows"])?;
    let name = |name: &'static str, hash: &str| {
        [
            (Kind::Text, Cell::words(name)),
            (Kind::Text, Cell::text(hash.to_owned())),
        ]
    };
    page.line(&name("manifest.json", &source.notes.manifest_blake3))?;
    page.line(&name("the configuration", &manifest.config_blake3))?;
    for output in &manifest.outputs {
        let rows = i64::try_from(output.rows).unwrap_or(i64::MAX);
        let cells = [
            (Kind::Text, Cell::text(&*output.file)),
            (Kind::Text, Cell::text(&output.blake3)),
            (Kind::Count, Cell::Whole(rows)),
        ];
        page.line(&cells)?;
    }
    let files = manifest.inputs.len();
    page.prose(&format!("The dataset's files ({files}) and their hashes are in manifest.json, for which its own hash vouches."), 2, 1)
}
