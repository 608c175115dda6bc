//! `trades` and the search for numbers of authorisations against the reference, on random worlds: exactly the records it
//! knows, with what became of each; accounts that come to the ledger; and numbers alike by a slow comparison of its own.
//!

mod large;
mod numbers;

use std::collections::{BTreeMap, BTreeSet};

use crate::support::chance::Chance;
use crate::support::effort::seeds;
use crate::support::engine::Published;
use crate::support::generate;
use crate::support::reference::book::Book;
use crate::support::reference::judgement::{counts, exemption, returns};
use crate::support::reference::refusals::Record;
use crate::support::reference::rows::Origin;
use crate::support::reference::versions::{RecordKey, record_key};
use crate::support::reference::{Books, close_books, judge};
use crate::support::world::{Line, World};
use inforce::archive::read::PublishedRun;
use inforce::ask::records::Became;
use inforce::ask::trades::{BothAccounts, Partner, TradeQuery, Trades, YearPart, trades};
use inforce::ledger::Basis;
use inforce::terms::Mass;

/// A world with numbers that are alike in many ways, published.
struct Case {
    world: World,
    books: Books,
    run: PublishedRun,
    published: Published,
    _folder: tempfile::TempDir,
}

const CHARACTERS: [char; 10] = ['0', 'O', '1', 'I', 'l', '5', 'S', 'A', '/', 'é'];

fn a_number(chance: &mut Chance) -> String {
    let length = chance.below(7);
    (0..length).map(|_| *chance.of(&CHARACTERS)).collect()
}

fn case(seed: u64) -> Case {
    let mut world = generate::world(seed);
    let mut chance = Chance::new(seed);
    for file in &mut world.records {
        let Some(place) = file
            .columns
            .iter()
            .position(|column| column == "authorisation")
        else {
            continue;
        };
        for line in &mut file.lines {
            if let Line::Cells(cells) = line {
                cells[place] = a_number(&mut chance);
            }
        }
    }
    let folder = tempfile::tempdir().expect("a folder");
    let published = crate::support::engine::run_in(folder.path(), &world, 1).expect("a run");
    let run = PublishedRun::current(&folder.path().join("out")).expect("a published run");
    Case {
        books: close_books(&world),
        world,
        run,
        published,
        _folder: folder,
    }
}

fn cases() -> impl Iterator<Item = (u64, Case)> {
    seeds(20, 200).map(|seed| (seed, case(seed)))
}

/// Each valid record of the reference, with what became of it for those who ask about a substance.
fn all_records<'a>(
    case: &'a Case,
    book: &Book<'_>,
    substance: Option<&str>,
) -> Vec<(&'a Record, Became)> {
    let books = &case.books;
    let standing: BTreeMap<RecordKey, &Origin> = books
        .judged
        .iter()
        .chain(&books.set_aside)
        .chain(&books.exempt)
        .chain(&books.out_of_scope)
        .map(|record| (record_key(record, book), &record.origin))
        .collect();
    let in_scope: Vec<Record> = books
        .judged
        .iter()
        .chain(&books.set_aside)
        .cloned()
        .collect();
    let returns = returns(&in_scope, book);
    let became = |record: &Record| {
        let shares = book
            .shares(&record.form, record.date)
            .expect("a valid record has a factor");
        let asked = |code: &str| substance.is_none_or(|substance| substance == code);
        let controlled = shares.iter().filter(|share| {
            asked(&share.substance) && book.is_controlled(&share.substance, record.date)
        });
        let (exempt, counting): (Vec<_>, Vec<_>) =
            controlled.partition(|share| exemption(record, &share.substance, book).is_some());
        let is_judged = || {
            let mut counting = counting.iter();
            counting.any(|share| counts(record, &share.substance, &returns))
        };
        match (counting.is_empty(), exempt.is_empty()) {
            (true, true) => Became::OutOfScope,
            (true, false) => Became::Exempt,
            (false, _) if is_judged() => Became::Judged,
            (false, _) => Became::SetAside,
        }
    };
    let judged = books
        .judged
        .iter()
        .chain(&books.set_aside)
        .chain(&books.exempt);
    let judged = judged.map(|record| (record, became(record)));
    let superseded = books.superseded_records.iter().map(|record| {
        let stands = standing[&record_key(record, book)];
        (
            record,
            Became::Superseded(
                stands.file.clone(),
                u64::try_from(stands.row).expect("a row"),
            ),
        )
    });
    let later = books
        .not_yet_known_records
        .iter()
        .map(|record| (record, Became::NotYetKnown));
    judged
        .chain(superseded)
        .chain(later)
        .chain(
            books
                .out_of_scope
                .iter()
                .map(|record| (record, Became::OutOfScope)),
        )
        .collect()
}

/// What was asked, by codes.
#[derive(Clone, Debug, Default)]
struct Asked {
    importer: Option<String>,
    exporter: Option<String>,
    substance: Option<String>,
    year: Option<i32>,
    authorisation: Option<String>,
}

impl Asked {
    fn sought(&self, run: &PublishedRun) -> TradeQuery {
        let country = |code: &Option<String>| {
            code.as_ref()
                .map(|code| run.config.country_codes.find(code).expect("a country"))
        };
        TradeQuery {
            importer: country(&self.importer),
            exporter: country(&self.exporter),
            reporter: None,
            until: None,
            substance: self
                .substance
                .as_ref()
                .map(|code| run.config.substance_codes.find(code).expect("a substance")),
            year: self.year,
            authorisation: self.authorisation.clone(),
        }
    }

    fn is_met_by(&self, record: &Record, world: &World) -> bool {
        let (importer, exporter) = if record.flow == "import" {
            (&record.reporter, &record.partner)
        } else {
            (&record.partner, &record.reporter)
        };
        let is =
            |asked: &Option<String>, found: &str| asked.as_ref().is_none_or(|asked| asked == found);
        is(&self.importer, importer)
            && is(&self.exporter, exporter)
            && is(&self.authorisation, &record.authorisation)
            && self.year.is_none_or(|year| record.date.year() == year)
            && self
                .substance
                .as_ref()
                .is_none_or(|substance| holds(world, &record.form, substance))
    }
}

fn holds(world: &World, form: &str, substance: &str) -> bool {
    let is_of = |form: &str| {
        world
            .config
            .forms
            .iter()
            .any(|row| row.form == form && row.substance == substance)
    };
    is_of(form)
        || world
            .config
            .preparations
            .iter()
            .any(|row| row.preparation == form && is_of(&row.form))
}

/// Questions about a world: whole groups as the reference judges them, and others.
fn questions(
    case: &Case,
    groups: &BTreeSet<(String, String, i32)>,
    chance: &mut Chance,
) -> Vec<Asked> {
    let mut asked = Vec::new();
    for (importer, substance, year) in groups {
        let (importer, substance) = (Some(importer.clone()), Some(substance.clone()));
        asked.push(Asked {
            importer: importer.clone(),
            substance: substance.clone(),
            year: Some(*year),
            ..Asked::default()
        });
        let exporter = Some(chance.of(&case.world.config.countries).clone());
        asked.push(Asked {
            importer: importer.clone(),
            exporter: exporter.clone(),
            substance,
            ..Asked::default()
        });
        asked.push(Asked {
            exporter,
            year: Some(*year),
            ..Asked::default()
        });
        asked.push(Asked {
            importer,
            ..Asked::default()
        });
    }
    let all = all_records(
        case,
        &Book {
            config: &case.world.config,
        },
        None,
    );
    for (record, _) in all
        .iter()
        .filter(|(record, _)| !record.authorisation.is_empty())
        .take(3)
    {
        let authorisation = Some(record.authorisation.clone());
        asked.push(Asked {
            authorisation: authorisation.clone(),
            ..Asked::default()
        });
        asked.push(Asked {
            authorisation,
            exporter: Some(record.reporter.clone()),
            year: Some(record.date.year()),
            ..Asked::default()
        });
    }
    asked
}

#[test]
fn trades_are_the_records_that_the_reference_knows() {
    let mut met: BTreeMap<&str, u64> = BTreeMap::new();
    for (seed, case) in cases() {
        let book = Book {
            config: &case.world.config,
        };
        let outcome = judge(&case.books, &book);
        let groups: BTreeSet<_> = outcome
            .movements
            .iter()
            .map(|movement| {
                (
                    movement.importer().to_owned(),
                    movement.substance.to_owned(),
                    movement.record.date.year(),
                )
            })
            .collect();
        for asked in questions(&case, &groups, &mut Chance::new(seed)) {
            let found = trades(&case.run, &asked.sought(&case.run))
                .unwrap_or_else(|error| panic!("world {seed}, {asked:?}: {error}"));
            let mut listed: Vec<_> = found
                .records
                .iter()
                .map(|traded| told(&traded.found.record.file, traded))
                .collect();
            let known = all_records(&case, &book, asked.substance.as_deref());
            let mut expected: Vec<_> = known
                .into_iter()
                .filter(|(record, _)| asked.is_met_by(record, &case.world))
                .map(|(record, became)| {
                    (
                        record.origin.clone(),
                        record.id.clone(),
                        record.authorisation.clone(),
                        became,
                    )
                })
                .collect();
            listed.sort_by(|a, b| a.0.cmp(&b.0));
            expected.sort_by(|a, b| a.0.cmp(&b.0));
            assert_eq!(listed, expected, "world {seed}, {asked:?}");
            for (.., became) in &listed {
                *met.entry(became.name()).or_default() += 1;
            }
            *met.entry("refused").or_default() +=
                u64::try_from(found.refused.len()).expect("a number");
            accounts_come_to_the_ledger(&case, &asked, &found, seed);
            refused_rows_are_named(&case, &asked, &found, seed);
        }
    }
    assert!(
        met.len() == 7 && met.values().all(|met| *met > 50),
        "met too seldom: {met:?}"
    );
}

fn told(file: &str, traded: &inforce::ask::trades::Traded) -> (Origin, String, String, Became) {
    let record = &traded.found.record;
    let origin = Origin {
        file: file.to_owned(),
        row: usize::try_from(record.row).expect("a row"),
    };
    (
        origin,
        record.id.clone(),
        record.authorisation.clone(),
        traded.found.became.clone(),
    )
}

/// The accounts of a group, over all partners, are those of `ledger.parquet`.
fn accounts_come_to_the_ledger(case: &Case, asked: &Asked, found: &Trades, seed: u64) {
    let Asked {
        importer: Some(importer),
        exporter: None,
        substance: Some(substance),
        year: Some(year),
        authorisation: None,
    } = asked
    else {
        return;
    };
    // Totals of a year are in no quarter of the accounts, and on the last day of the year in the ledger.
    let mut sums: BTreeMap<(String, u8), (Mass, u64)> = BTreeMap::new();
    for account in found
        .accounts
        .iter()
        .filter(|account| account.partner != Partner::All && account.part != YearPart::Whole)
    {
        let quarter = match account.part {
            YearPart::Quarter(quarter) => quarter,
            YearPart::Undivided | YearPart::Whole => 4,
        };
        for (basis, (base, records)) in Basis::ALL
            .iter()
            .zip(account.by_basis)
            .filter_map(|(basis, sum)| Some((basis, sum?)))
        {
            let sum = sums
                .entry((basis.name().to_owned(), quarter))
                .or_insert((Mass::ZERO, 0));
            *sum = (sum.0.plus(base).expect("a sum"), sum.1 + records);
        }
    }
    // Records with no base mass are in no ledger.
    sums.retain(|_, (base, _)| *base > Mass::ZERO);
    let mut ledger: BTreeMap<(String, u8), (Mass, u64)> = BTreeMap::new();
    for row in &case.published.table("ledger").rows {
        let [basis, of_importer, of_substance, date, base, records] =
            row.clone().try_into().expect("six cells");
        let date = date.expect("a date");
        if of_importer.as_ref() == Some(importer)
            && of_substance.as_ref() == Some(substance)
            && date.starts_with(&year.to_string())
        {
            let quarter = date[5..7].parse::<u8>().expect("a month").div_ceil(3);
            let sum = ledger
                .entry((basis.expect("a basis"), quarter))
                .or_insert((Mass::ZERO, 0));
            let base = Mass::from_units(crate::support::number::scaled(&base.expect("a mass"), 15));
            *sum = (
                sum.0.plus(base).expect("a sum"),
                sum.1 + records.expect("a count").parse::<u64>().expect("a count"),
            );
        }
    }
    assert_eq!(sums, ledger, "world {seed}, {asked:?}");
    let sides = |of: &BothAccounts| {
        of.by_basis
            .map(|side| side.map_or(Mass::ZERO, |(base, _)| base))
    };
    let all = found
        .accounts
        .iter()
        .filter(|of| of.partner == Partner::All);
    for account in all.filter(|of| of.part != YearPart::Whole) {
        let of_part = found
            .accounts
            .iter()
            .filter(|of| of.partner != Partner::All && of.part == account.part);
        let sums = of_part.fold([Mass::ZERO; 2], |[importers, partners], of| {
            let [importer, partner] = sides(of);
            [importers.plus(importer), partners.plus(partner)].map(|sum| sum.expect("a sum"))
        });
        assert_eq!(sides(account), sums, "world {seed}, {asked:?}");
        let [importers, partners] = sums;
        let difference = account.is_comparable.then(|| importers.minus(partners));
        assert_eq!(account.difference(), difference, "world {seed}, {asked:?}");
    }
}

/// Every refused row that names all that was asked about is there; every one that is there names some of it.
fn refused_rows_are_named(case: &Case, asked: &Asked, found: &Trades, seed: u64) {
    let all = case
        .run
        .refused(|row| row.kind == "record")
        .expect("refused rows");
    let codes = |row: &inforce::archive::read::RefusedRow| {
        let fields: BTreeSet<String> = row.fields().map(ToOwned::to_owned).collect();
        let names = |asked: &Option<String>| asked.as_ref().map(|asked| fields.contains(asked));
        let substance = asked.substance.as_ref().map(|substance| {
            fields
                .iter()
                .any(|field| holds(&case.world, field, substance))
        });
        let year = asked.year.map(|year| {
            fields
                .iter()
                .any(|field| field.starts_with(&format!("{year}-")) && field.len() == 10)
        });
        (
            [
                names(&asked.importer),
                names(&asked.exporter),
                substance,
                names(&asked.authorisation),
            ],
            year,
        )
    };
    for row in &all {
        let (named, year) = codes(row);
        let listed = found.refused.contains(row);
        if named.iter().flatten().all(|named| *named) && year != Some(false) {
            assert!(listed, "world {seed}, {asked:?}: {row:?} is missing");
        }
        if listed {
            assert!(
                named.iter().flatten().any(|named| *named),
                "world {seed}, {asked:?}: {row:?} names nothing of it"
            );
        }
    }
}
