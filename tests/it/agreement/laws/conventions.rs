//! Laws of section 7 of the rules, on worlds of three conventions.

use super::{SOURCE, Silent, Verdict, both, hold_for_one_in, rows_differ};
use crate::support::chance::Chance;
use crate::support::day::Day;
use crate::support::effort::seeds;
use crate::support::engine::Published;
use crate::support::number::scaled;
use crate::support::reference::book::{Book, Convention};
use crate::support::reference::refusals::{FilingLine, Record, filing};
use crate::support::reference::rows::{Origin, rows};
use crate::support::reference::{Books, close_books};
use crate::support::table::{Cell, Table};
use crate::support::transform;
use crate::support::world::{DataFile, Line, World};
use std::collections::{BTreeMap, BTreeSet};

fn hold(one_in: u64, name: &str, law: impl Fn(&World, &mut Chance) -> Verdict) {
    hold_for_one_in(one_in, seeds(24, 300), name, law);
}

fn book(world: &World) -> Book<'_> {
    Book {
        config: &world.config,
    }
}

/// The line of a file as cells, and where the column stands.
fn cell<'a>(files: &'a mut [DataFile], origin: &Origin, column: &str) -> &'a mut String {
    let mut files = files.iter_mut();
    let file = files.find(|file| file.path() == origin.file);
    let file = file.expect("the row came from a file");
    let at = file.columns.iter().position(|name| name == column);
    let Line::Cells(cells) = &mut file.lines[origin.row - 1] else {
        panic!("a valid row has cells");
    };
    &mut cells[at.expect("all columns are there")]
}

/// The alerts that compare, by id, with the importing country of each.
fn comparing(published: &Published) -> BTreeMap<String, Vec<Cell>> {
    let alerts = published.table("alerts");
    let rows = alerts.rows.iter().filter(|row| {
        let rule = alerts.cell(row, "rule").unwrap_or_default();
        rule.ends_with("-excess")
    });
    rows.map(|row| (alerts.key(row), row.clone())).collect()
}

/// Where an alert of the one is not in the other at least as bad: longer, higher, earlier, cured later.
fn not_as_bad(
    milder: &BTreeMap<String, Vec<Cell>>,
    worse: &BTreeMap<String, Vec<Cell>>,
    table: &Table,
) -> Vec<String> {
    let mut wrong = Vec::new();
    for (id, mild) in milder {
        let Some(bad) = worse.get(id) else {
            wrong.push(format!("alerts: {id} is not among the worse"));
            continue;
        };
        let of = |row: &[Cell], column: &str| table.cell(row, column);
        let number = |row: &[Cell], column: &str| {
            let text = of(row, column).unwrap_or_default();
            scaled(&text, 15)
        };
        let counts = [
            "peak_excess_g",
            "excess_days",
            "excess_records",
            "year_total_g",
            "records",
        ];
        let fewer = counts
            .into_iter()
            .find(|column| number(bad, column) < number(mild, column));
        let day = |row: &[Cell], column: &str| of(row, column).unwrap_or("9999".to_owned());
        let other_days = (day(bad, "first_excess_date") > day(mild, "first_excess_date"))
            || day(bad, "last_excess_date") < day(mild, "last_excess_date")
            || day(bad, "cured_on") < day(mild, "cured_on");
        if fewer.is_some() || other_days {
            wrong.push(format!("alerts: {id}: {mild:?}, then {bad:?}"));
        }
    }
    wrong
}

/// The valid lines of filings, whenever received.
fn lines(world: &World) -> Vec<FilingLine> {
    let book = book(world);
    let rows = rows(&world.filings);
    rows.iter()
        .filter_map(|row| filing(row, &book).ok())
        .collect()
}

/// Of supplements below 0 the reverse is true, and of one estimate of several a later confirmation may let it govern longer:
/// the law is about supplements above 0, and estimates that are alone in their year.
#[test]
fn a_confirmation_moved_later_never_lowers_an_excess() {
    hold(6, "later-confirmation", |world, chance| {
        let world = &transform::with_all_columns(&transform::as_csv(world));
        let lines = lines(world);
        let same = |a: &FilingLine, b: &FilingLine| {
            (&a.country, &a.substance) == (&b.country, &b.substance)
        };
        let governs = |line: &FilingLine| ["estimate", "established"].contains(&line.kind.as_str());
        let candidates: Vec<&FilingLine> = lines
            .iter()
            .filter(|line| {
                let versions = lines
                    .iter()
                    .filter(|it| same(it, line) && it.filing_id == line.filing_id);
                let alone = || {
                    let others = lines.iter().filter(|it| same(it, line) && governs(it));
                    others.filter(|it| it.year == line.year).count() == 1
                };
                let moves = if governs(line) {
                    alone()
                } else {
                    line.kind == "supplement" && line.grams > 0
                };
                line.confirmed.is_some() && versions.count() == 1 && moves
            })
            .collect();
        if candidates.is_empty() {
            return Err(Silent);
        }
        let line = *chance.of(&candidates);
        let mut other = world.clone();
        let confirmed = cell(&mut other.filings, &line.origin, "confirmed");
        let days = *chance.of(&[1, 1, 2, 30, 100, 400]);
        // An established value without a confirmation is confirmed when received.
        *confirmed = if line.kind != "established" && chance.one_in(6) {
            String::new()
        } else {
            let later = line.confirmed.expect("it has one").plus(days);
            later.min(Day::at("2199-12-31")).to_string()
        };
        Ok(both(world, &other, |one, other| {
            let table = one.table("alerts");
            let mut wrong = not_as_bad(&comparing(one), &comparing(other), table);
            let listed = |published: &Published| -> BTreeSet<String> {
                let alerts = published.table("alerts");
                alerts.rows.iter().map(|row| alerts.key(row)).collect()
            };
            let gone: Vec<String> = listed(one).difference(&listed(other)).cloned().collect();
            wrong.extend(gone.iter().map(|id| format!("alerts: {id} is gone")));
            wrong
        }))
    });
}

/// Of the exporting country, for the other side has the same trade earlier. The records are of a base itself: the factor of a
/// salt and the substances of a preparation may be others on another day.
#[test]
fn own_exports_moved_earlier_never_raise_an_excess() {
    hold(8, "earlier-exports", |world, chance| {
        let world = &transform::with_all_columns(&transform::as_csv(world));
        let books = close_books(world);
        let all = known_and_unknown(&books);
        let candidates: Vec<&Record> = books
            .judged
            .iter()
            .filter(|record| {
                let id = |it: &Record| (it.reporter.clone(), it.id.clone());
                let versions = all.iter().filter(|it| id(it) == id(record));
                record.flow == "export"
                    && ["NM001", "NC002"].contains(&record.form.as_str())
                    && record.quantity > 0
                    && record.period == "day"
                    && record.date > Day::of(record.date.year(), 1, 1)
                    && versions.count() == 1
            })
            .collect();
        if candidates.is_empty() {
            return Err(Silent);
        }
        let record = *chance.of(&candidates);
        let into = record.date.0 - Day::of(record.date.year(), 1, 1).0;
        let days = 1 + chance.below(usize::try_from(into).expect("a day of the year"));
        let days = i32::try_from(days).expect("a year is short");
        let earlier = record.date.plus(-days).to_string();
        let mut other = world.clone();
        *cell(&mut other.records, &record.origin, "received") = record.received.to_string();
        *cell(&mut other.records, &record.origin, "date") = earlier;
        let (country, substance) = (&record.reporter, &record.form);
        Ok(both(world, &other, |one, other| {
            let alerts = one.table("alerts");
            let own = |published: &Published| {
                let mut own = comparing(published);
                own.retain(|_, row| {
                    let text = |column: &str| alerts.cell(row, column);
                    let importer = text("partner").or(text("country"));
                    importer.as_ref() == Some(country)
                        && text("substance").as_ref() == Some(substance)
                });
                own
            };
            not_as_bad(&own(other), &own(one), alerts)
        }))
    });
}

fn known_and_unknown(books: &Books) -> Vec<&Record> {
    books
        .judged
        .iter()
        .chain(&books.set_aside)
        .chain(&books.exempt)
        .chain(&books.out_of_scope)
        .chain(&books.superseded_records)
        .chain(&books.not_yet_known_records)
        .collect()
}

/// Where no filing has versions for several years: the one that stands is for one of them.
#[test]
fn filings_of_a_year_of_1961_never_touch_another_year() {
    hold(5, "a-year-alone", |world, chance| {
        let world = &transform::with_all_columns(&transform::as_csv(world));
        let lines: Vec<FilingLine> = lines(world)
            .into_iter()
            .filter(|line| line.year.is_some())
            .collect();
        let years: Vec<i32> = lines.iter().filter_map(|line| line.year).collect();
        if years.is_empty() {
            return Err(Silent);
        }
        let year = *chance.of(&years);
        let id = |line: &FilingLine| {
            let key = (&line.country, &line.substance, &line.filing_id);
            (key.0.clone(), key.1.clone(), key.2.clone())
        };
        let elsewhere: BTreeSet<_> = lines
            .iter()
            .filter(|line| line.year != Some(year))
            .map(id)
            .collect();
        let mut gone: Vec<&Origin> = lines
            .iter()
            .filter(|line| line.year == Some(year) && !elsewhere.contains(&id(line)))
            .map(|line| &line.origin)
            .collect();
        // From behind, so that the places before stay what they are.
        gone.sort();
        gone.reverse();
        let mut other = world.clone();
        for origin in gone {
            let mut files = other.filings.iter_mut();
            let file = files.find(|file| file.path() == origin.file);
            file.expect("it came from a file")
                .lines
                .remove(origin.row - 1);
        }
        let book = book(world);
        Ok(both(world, &other, |one, other| {
            let mut wrong = Vec::new();
            let alerts = [one, other]
                .map(|it| rows_where(it.table("alerts"), |text| text("year") != year.to_string()));
            // A doubt may be about any filing of the country.
            wrong.extend(rows_differ(&alerts[0], &alerts[1], &["doubts"]));
            let evidence = [one, other].map(|it| {
                rows_where(it.table("evidence"), |text| {
                    !text("alert_id").ends_with(&format!(":{year}"))
                })
            });
            wrong.extend(rows_differ(&evidence[0], &evidence[1], &[]));
            for name in ["ledger", "exempt"] {
                wrong.extend(rows_differ(one.table(name), other.table(name), &[]));
            }
            let levels = [one, other].map(|it| levels(it, &book));
            let days: BTreeSet<&String> = levels
                .iter()
                .flat_map(|levels| levels.values())
                .flat_map(|segments| segments.iter().map(|(from, _)| from))
                .filter(|from| Day::at(from).year() != year)
                .collect();
            let groups: BTreeSet<&String> = levels.iter().flat_map(BTreeMap::keys).collect();
            for group in groups {
                for day in &days {
                    let [a, b] = [0, 1].map(|at| level_on(levels[at].get(group), day));
                    if a != b {
                        wrong.push(format!("estimates: {group} on {day}: {a:?}, then {b:?}"));
                    }
                }
            }
            wrong
        }))
    });
}

fn rows_where(table: &Table, keep: impl Fn(&dyn Fn(&str) -> String) -> bool) -> Table {
    let mut kept = table.clone();
    kept.rows
        .retain(|row| keep(&|column: &str| table.cell(row, column).unwrap_or_default()));
    kept
}

/// From which day a level is what.
type Segments = Vec<(String, Vec<Cell>)>;

/// The levels of 1961, by country and substance.
fn levels(published: &Published, book: &Book<'_>) -> BTreeMap<String, Segments> {
    let table = published.table("estimates");
    let mut levels: BTreeMap<String, Segments> = BTreeMap::new();
    for row in &table.rows {
        let text = |column: &str| table.cell(row, column).unwrap_or_default();
        if book.convention(&text("substance")) == Convention::Of1961 {
            let level = ["level_g", "status", "filing_id"].map(|column| table.cell(row, column));
            let group = format!("{} {}", text("country"), text("substance"));
            let segments = levels.entry(group).or_default();
            segments.push((text("from"), level.to_vec()));
        }
    }
    levels
}

/// Before the first segment, and without any, the level is 0.
fn level_on(segments: Option<&Segments>, day: &str) -> Vec<Cell> {
    let none = [Some("0".to_owned()), Some("none".to_owned()), None];
    segments
        .into_iter()
        .flatten()
        .rfind(|(from, _)| from.as_str() <= day)
        .map_or(none.to_vec(), |(_, level)| level.clone())
}

/// Where no two records become versions of one: a preparation then holds fewer substances.
#[test]
fn other_conventions_leave_1971_as_it_is() {
    hold(4, "without-the-others", |world, _| {
        let world = &transform::as_csv(world);
        let book = book(world);
        let of_1971 = |code: &str| {
            book.substance(code).is_some() && book.convention(code) == Convention::Of1971
        };
        if world.config.substances.iter().all(|row| of_1971(&row.code)) {
            return Err(Silent);
        }
        let held = |form: &str| -> BTreeSet<String> {
            let held = book.held(form).into_iter();
            held.filter(|code| of_1971(code)).collect()
        };
        let mut forms: BTreeMap<_, BTreeSet<BTreeSet<String>>> = BTreeMap::new();
        for row in rows(&world.records) {
            let form = row.text("form");
            let id = ["reporter", "record_id", "flow"].map(|column| row.text(column).to_owned());
            if !held(form).is_empty() {
                forms
                    .entry((id, held(form)))
                    .or_default()
                    .insert(book.held(form));
            }
        }
        if forms.values().any(|held| held.len() > 1) {
            return Err(Silent);
        }
        let mut other = world.clone();
        let is_other = |form: &str| book.has_form(form) && held(form).is_empty();
        let listed = |code: &str| book.substance(code).is_none() || of_1971(code);
        without(&mut other.records, "form", |form| is_other(form));
        without(&mut other.filings, "substance", |code| !listed(code));
        let config = &mut other.config;
        config.substances.retain(|row| of_1971(&row.code));
        config.forms.retain(|row| of_1971(&row.substance));
        config
            .preparations
            .retain(|row| !held(&row.form).is_empty());
        for row in &mut config.preparations {
            row.exempt.clear();
        }
        config.prohibitions.retain(|row| of_1971(&row.substance));
        config.notices.clear();
        Ok(both(world, &other, |one, other| {
            let mut wrong = Vec::new();
            for name in ["alerts", "estimates", "ledger", "exempt"] {
                let own = [one, other]
                    .map(|it| rows_where(it.table(name), |text| of_1971(&text("substance"))));
                let without: &[&str] = match name {
                    // A doubt may be about a row that is gone.
                    "alerts" => &["doubts"],
                    "exempt" => &SOURCE,
                    _ => &[],
                };
                wrong.extend(rows_differ(&own[0], &own[1], without));
            }
            let evidence = [one, other].map(|it| {
                rows_where(it.table("evidence"), |text| {
                    of_1971(text("alert_id").split(':').nth(2).unwrap_or_default())
                })
            });
            wrong.extend(rows_differ(&evidence[0], &evidence[1], &SOURCE));
            wrong
        }))
    });
}

/// Takes out the lines of which a column says so.
fn without(files: &mut [DataFile], column: &str, goes: impl Fn(&str) -> bool) {
    for file in files {
        let at = file.columns.iter().position(|name| name == column);
        let at = at.expect("a file has the columns that it needs");
        file.lines.retain(|line| match line {
            Line::Cells(cells) => !goes(&cells[at]),
            Line::Raw(_) => true,
        });
    }
}
