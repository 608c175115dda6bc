//! Writes the sheet Plausibility: each estimate in force on the day of the newest record beside what is known of it, and what there is to
//! ask about it. Neighbours are other countries, so that only a workbook about all countries compares with them.

use super::{Title, WorkbookError, WorkbookSource};
use crate::ask::plausibility::{
    Examined, PERIODS, Plausibility, Times, of_newest, reporting, word,
};
use crate::terms::Mass;
use inforce_present::table::{Cell, Column, Fields, Kind};
use inforce_present::xlsx::{Book, Layout, Mark, Sheet, Tint, column};

/// The columns of mean use, in the order of [`PERIODS`], each by the importer and by its partners.
const MEANS: [[&str; 2]; 3] = [
    [
        "Use of the last whole year, by the importer, g",
        "Use of the last whole year, by its partners, g",
    ],
    [
        "Mean use of three years, by the importer, g",
        "Mean use of three years, by its partners, g",
    ],
    [
        "Mean use of five years, by the importer, g",
        "Mean use of five years, by its partners, g",
    ],
];

fn mass(title: &'static str) -> Column {
    column(title, 120, Kind::Mass)
}

fn fields<'f>(
    source: &'f WorkbookSource<'_>,
    found: Option<&'f Plausibility>,
) -> Fields<'f, Examined> {
    let config = &source.run.config;
    let greatest = move |of: &Examined| found.and_then(|found| of.greatest_use(&found.span));
    let mut fields = Fields::<Examined>::new()
        .add(column("Country", 66, Kind::Text), |of| {
            Cell::text(config.country_code(of.country))
        })
        .add(column("Country: name", 170, Kind::Prose), |of| {
            Cell::text(config.country_name(of.country))
        })
        .add(column("Substance", 78, Kind::Text), |of| {
            Cell::text(config.substance_code(of.substance))
        })
        .add(column("Substance: name", 140, Kind::Text), |of| {
            Cell::text(&config.substance(of.substance).name)
        })
        .add(column("Convention", 76, Kind::Text), |of| {
            Cell::words(config.provisions(of.substance).name)
        })
        .add(column("On", 90, Kind::Day), move |_| {
            Cell::date(found.map(|found| found.span.on))
        })
        .add(mass("Estimate, without own exports, g a year"), |of| {
            Cell::maybe_figure(of.estimate())
        })
        .add(column("Status", 80, Kind::Text), |of| {
            Cell::words(of.level.status.name())
        })
        .add(column("Filing", 140, Kind::Text), |of| {
            Cell::text(of.level.filing.as_deref().unwrap_or_default())
        })
        .add(column("First estimate", 90, Kind::Day), |of| {
            Cell::date(of.first_and_last_change().map(|(first, _)| first.day))
        })
        .add(column("Same since", 90, Kind::Day), |of| {
            Cell::date(of.first_and_last_change().map(|(_, last)| last.day))
        })
        .add(mass("Estimate before, g"), |of| {
            Cell::maybe_figure(of.first_and_last_change().and_then(|(_, last)| last.before))
        });
    for (place, _) in PERIODS.into_iter().enumerate() {
        for (account, title) in MEANS[place].into_iter().enumerate() {
            let begins = place == 0 && account == 0;
            let column = if begins {
                mass(title).begins()
            } else {
                mass(title)
            };
            fields = fields.add(column, move |of| {
                Cell::maybe_figure(of.means[place][account])
            });
        }
    }
    let so_far = |account: usize| {
        move |of: &Examined| -> Cell {
            let used: Option<Mass> = of.months.last().map(|used| used[account]);
            Cell::maybe_figure(used)
        }
    };
    fields
        .add(
            mass("Used in the day's year, by the importer, g"),
            so_far(0),
        )
        .add(
            mass("Used in the day's year, by its partners, g"),
            so_far(1),
        )
        .add(mass("Most used in one of three years, g"), move |of| {
            Cell::maybe_figure(greatest(of).map(|greatest| greatest.used))
        })
        .add(column("In the year", 60, Kind::Plain), move |of| {
            greatest(of)
                .map(|greatest| Cell::Whole(greatest.year.into()))
                .unwrap_or_default()
        })
        .add(column("As", 170, Kind::Text), move |of| {
            greatest(of)
                .map(|greatest| Cell::words(reporting(greatest.basis)))
                .unwrap_or_default()
        })
        .add(
            column("Estimate / most used", 90, Kind::Figure),
            move |of| {
                let ratio = found.and_then(|found| of.times_the_use(&found.span));
                Cell::maybe_figure(ratio.map(Times::decimal))
            },
        )
        .add(mass("Own exports since three years before, g"), |of| {
            Cell::maybe_figure(of.exports.own)
        })
        .add(column("Findings", 190, Kind::Prose).begins(), |of| {
            let names = of.findings.iter().map(|finding| finding.check.name());
            Cell::text(names.collect::<Vec<_>>().join("; "))
        })
        .add(
            column("What there is to ask", 520, Kind::Prose),
            move |of| {
                let Some(found) = found else {
                    return Cell::Nothing;
                };
                let word = word(config, of.substance);
                let told = of.findings.iter().map(|finding| {
                    let check = finding.check;
                    format!(
                        "{} {} ({})",
                        finding.told(word, found.span.on),
                        check.follows(),
                        check.source()
                    )
                });
                Cell::text(told.collect::<Vec<_>>().join(" "))
            },
        )
}

/// Writes the sheet: the gravest findings first.
pub(super) fn write(book: &mut Book, source: &WorkbookSource<'_>) -> Result<(), WorkbookError> {
    let found = of_newest(source.run, source.concern.is_all())?;
    let fields = fields(source, found.as_ref());
    let layout = Layout {
        title: Title::Plausibility.sheet(),
        columns: fields.columns(),
        marks: vec![Mark::Cell("Status", "stale", Tint::Amber)],
        kept: 4,
        source: "ledger",
        tint: 0x7F_60_00,
    };
    let mut sheet = Sheet::begin(book, layout)?;
    let examined = found.iter().flat_map(|found| &found.examined);
    for of in examined.filter(|of| source.concern.has(of.country)) {
        sheet.row(&fields.cells(of))?;
    }
    Ok(sheet.end()?)
}
