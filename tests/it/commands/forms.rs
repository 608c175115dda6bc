//! `forms` against whole runs: what it writes is read back to the same levels, and its drafts clear the alerts that they name.

use crate::house::House;
use crate::support::effort::{assert_met, seeds};
use crate::support::generate;
use crate::support::world::World;
use inforce::archive::read::PublishedRun;
use inforce::ask::forms::{CountryForms, FormKind, forms, last_day};
use inforce::estimates::Status;
use inforce::terms::{Country, Day, Mass, Substance};
use inforce::workbook::write_forms;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The level on a day of each country and each substance that is on Form B/P.
type Levels = BTreeMap<(Country, Substance), (Mass, Status)>;

fn levels(run: &PublishedRun, on: Day) -> Levels {
    let (_, estimates) = run.estimates(run.filings().expect("filings"));
    let level = |(country, substance, timeline): (_, _, &inforce::terms::Timeline<_>)| {
        let is_on_form = run.config.provisions(substance).is_on_form_bp;
        let level: &inforce::estimates::Level = timeline.on(on).filter(|_| is_on_form)?;
        Some(((country, substance), (level.mass, level.status)))
    };
    estimates.timelines().filter_map(level).collect()
}

/// The forms of every country on a day.
fn all_forms(run: &PublishedRun, on: Day) -> Vec<CountryForms> {
    let codes = run.config.country_codes.iter();
    let countries = codes.filter_map(|code| run.config.country_codes.find(code));
    let forms = countries.map(|country| forms(run, country, on).expect("forms"));
    forms.collect()
}

/// Writes the forms of some kind into a dataset that is still to be filled.
fn write(run: &PublishedRun, all: &[CountryForms], dataset: &Path, is_taken: fn(FormKind) -> bool) {
    for forms in all {
        let mut forms = forms.clone();
        forms.forms.retain(|form| is_taken(form.what));
        write_forms(run, &forms, &dataset.join("estimates/forms")).expect("written");
    }
}

const fn is_draft(what: FormKind) -> bool {
    matches!(what, FormKind::Proposed { .. })
}

const fn is_filed(what: FormKind) -> bool {
    !is_draft(what)
}

fn judged(world: &World, folder: &Path) -> PublishedRun {
    crate::support::engine::run_in(folder, world, 1).expect("a run");
    PublishedRun::current(&folder.join("out")).expect("a published run")
}

#[test]
fn forms_read_back_to_the_levels_in_force_and_drafts_clear_their_alerts() {
    let (mut fresh, mut aged, mut cleared, mut beyond) = (0_u64, 0_u64, 0_u64, 0_u64);
    let tried = seeds(8, 200);
    for seed in tried.clone() {
        let world = generate::world(seed);
        let folder = tempfile::tempdir().expect("a folder");
        let run = judged(&world, folder.path());
        let Some(last) = last_day(&run).expect("a day") else {
            continue;
        };
        let of_trade = World {
            filings: Vec::new(),
            clutter: Vec::new(),
            ..world.clone()
        };
        // Some filings of a world start long after its records, and some grow old by then.
        for later in [0, 500, 1500] {
            let on = Day::from_number(last.number() + later);
            let again = folder.path().join(format!("again-{later}"));
            let all = all_forms(&run, on);
            write(&run, &all, &again.join("data"), is_filed);
            let back = judged(&of_trade, &again);
            let is = levels(&run, on);
            let count = |aged: bool| {
                let is_it = |(_, status): &&(Mass, Status)| (*status != Status::InForce) == aged;
                u64::try_from(is.values().filter(is_it).count()).expect("small")
            };
            (fresh, aged) = (fresh + count(false), aged + count(true));
            assert_eq!(levels(&back, on), is, "world {seed} on {on}");
        }

        let all = all_forms(&run, last);
        let cured = folder.path().join("cured");
        write(&run, &all, &cured.join("data"), is_draft);
        let after = judged(&world, &cured);
        let ids = |run: &PublishedRun| -> BTreeSet<String> {
            let alerts = run.alerts(None).expect("alerts");
            alerts.into_iter().map(|alert| alert.id).collect()
        };
        let (before, after) = (ids(&run), ids(&after));
        let named: BTreeSet<String> = all.iter().flat_map(drafted).collect();
        let left: BTreeSet<&str> = all
            .iter()
            .flat_map(|forms| &forms.left)
            .map(|left| left.alert.as_str())
            .collect();
        let elsewhere: BTreeSet<&String> = all.iter().flat_map(|forms| &forms.elsewhere).collect();
        assert!(
            before.iter().all(|alert| {
                let on_form = named.contains(alert) || left.contains(&**alert);
                on_form != elsewhere.contains(alert)
            }),
            "world {seed}: each alert is named: {before:?}, {named:?}, {left:?}, {elsewhere:?}"
        );
        assert!(after.is_disjoint(&named), "world {seed}: {named:?}");
        assert!(after.is_subset(&before), "world {seed}: nothing is new");
        cleared += u64::try_from(named.len()).expect("small");
        beyond += u64::try_from(left.len()).expect("small");
    }
    let met = [
        ("levels", fresh, 100),
        ("old levels", aged, 100),
        ("cleared", cleared, 50),
        ("left", beyond, 50),
    ];
    assert_met(&tried, 200, met);
}

/// The alerts that the drafts of a country name.
fn drafted(forms: &CountryForms) -> Vec<String> {
    let drafts = forms.forms.iter().filter(|form| is_draft(form.what));
    let remarks = drafts
        .flat_map(|form| &form.lines)
        .flat_map(|line| &line.remarks);
    let named = remarks.filter_map(|remark| remark.strip_prefix("would clear "));
    named
        .flat_map(|alerts| alerts.split(", "))
        .map(ToOwned::to_owned)
        .collect()
}

/// A house with filings of every kind that a form tells apart, and one night.
fn house() -> House {
    let house = House::new();
    house.filings(
        "more",
        "E-3,CHE,PM005,established,2020-06-01,2020-07-01,1700.4,a note\n\
         S-1,CHE,PM005,supplement,2024-01-10,,-300,less\n\
         S-2,CHE,PM005,supplement,2024-01-10,,1500,more\n",
    );
    house.night("");
    house
}

/// The cells of a form, row by row, without empty ones.
fn cells(path: &Path) -> Vec<String> {
    use calamine::{Data, Reader};
    let mut workbook: calamine::Xlsx<_> = calamine::open_workbook(path).expect("a workbook");
    let sheet = workbook.worksheet_range_at(0).expect("a sheet");
    let rows = sheet.expect("readable");
    let told = |cell: &Data| match cell {
        Data::DateTime(day) => day.as_f64().to_string(),
        cell => cell.to_string(),
    };
    rows.rows()
        .map(|row| row.iter().map(told).collect::<Vec<_>>().join("|"))
        .map(|row| row.trim_matches('|').to_owned())
        .filter(|row| !row.is_empty())
        .collect()
}

#[test]
fn a_form_says_what_is_in_force_and_a_draft_what_would_do() {
    let house = house();
    let said = house.inforce("forms --country switzerland");
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    assert_eq!(
        said.stdout,
        "\
Forms of Switzerland, run 000001: what is in force on 2024-06-01

  form                 date        effective   substances  file
  Form B/P             2020-06-01  2020-07-01           1  form-bp-CHE-2020-06-01-effective-2020-07-01.xlsx  written
  Form B/P             2023-11-01  2024-01-01           1  form-bp-CHE-2023-11-01-effective-2024-01-01.xlsx  written
  Supplement           2024-01-10                       1  supplement-CHE-2024-01-10.xlsx                    written
  Supplement, a draft  2024-02-01                       1  supplement-CHE-2024-02-01-proposed.xlsx           written

4 forms written to out/forms/000001-CHE-2024-06-01
"
    );
    let form = |name: &str| cells(&house.path("out/forms/000001-CHE-2024-06-01").join(name));
    assert_eq!(
        form("form-bp-CHE-2020-06-01-effective-2020-07-01.xlsx"),
        [
            "FORM B/P",
            "What is in force on 2024-06-01, by run 000001 of inforce",
            "Country or territory|CHE|Switzerland",
            "Date|43983",
            "Effective as of|44013",
            "Schedule II",
            "Substance|Code|kg|g|Remarks",
            "metamfetamine|PM005|1|700|stale since 2023-06-01, three years after its receipt; established by the Board; filed as 1700.4 g; a note",
        ]
    );
    assert_eq!(
        form("supplement-CHE-2024-01-10.xlsx")[2..],
        [
            "Country or territory|CHE|Switzerland",
            "Date|45301",
            "Schedule II",
            "Substance|Code|kg|g|Reason",
            "metamfetamine|PM005|1|200|less; more",
        ]
    );
    assert_eq!(
        form("supplement-CHE-2024-02-01-proposed.xlsx")[1..],
        [
            "A draft that nobody has sent: the smallest amounts that would clear the alerts of run 000001 of inforce",
            "Country or territory|CHE|Switzerland",
            "Date|45323",
            "Schedule IV",
            "Substance|Code|kg|g|Reason",
            "diazepam|PD006|0|50|would clear export-excess:DEU>CHE:PD006:2024, partner-reported-excess:CHE:PD006:2024, import-excess:CHE:PD006:2024",
        ]
    );
}

#[test]
fn forms_are_made_once_in_the_same_bytes_and_nothing_is_replaced() {
    let house = house();
    let asked = "forms --country CHE --to forms";
    assert_eq!(house.inforce(asked).code, Some(0));
    let names = house.names("forms");
    let hash = |name: &String| house.hash(&format!("forms/{name}"));
    let before: Vec<String> = names.iter().map(hash).collect();
    let again = house.inforce(asked);
    assert!(
        again.code == Some(0) && again.stdout.contains("all of them were there already"),
        "{}{}",
        again.stdout,
        again.stderr
    );
    house.remove(&format!("forms/{}", names[0]));
    let once_more = house.inforce(asked);
    assert!(
        once_more.stdout.contains("\n1 form written to forms\n"),
        "{}",
        once_more.stdout
    );
    assert_eq!(names.iter().map(hash).collect::<Vec<_>>(), before);

    house.remove(&format!("forms/{}", names[0]));
    house.write(&format!("forms/{}", names[1]), "mine");
    let refused = house.inforce(asked);
    assert_eq!(
        (refused.code, &*refused.stderr),
        (
            Some(2),
            &*format!(
                "inforce: forms/{} is there already and says something else; nothing was written; move it away, or name another \
                 folder with --to\n",
                names[1]
            )
        )
    );
    assert_eq!(house.names("forms"), names[1..], "nothing is half done");
    assert_eq!(
        fs::read(house.path("forms").join(&names[1])).unwrap(),
        b"mine"
    );
}

#[test]
fn what_no_form_can_say_is_said() {
    let house = house();
    let said = house.inforce("forms --country FRA");
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    assert!(
        said.stdout.ends_with(
            "\nNo Supplement of the country would clear:\n  schedule-i-trade:FRA:PL002:2024: lists trade, whatever the estimate\n"
        ),
        "{}",
        said.stdout
    );
    let germany = house.inforce("forms --country DEU");
    assert_eq!(
        (germany.code, &*germany.stderr),
        (
            Some(1),
            "inforce: Germany (DEU) has nothing on Form B/P on 2024-06-01 in run 000001, and no alert that a supplement would clear, so \
             that there is no form to write; name another day with --on, or look with inforce estimates --country DEU --history\n"
        )
    );
    let earlier = house.inforce("forms --country FRA --on 2023-12-31");
    assert_eq!(earlier.code, Some(1), "{}", earlier.stdout);
    let unknown = house.inforce("forms --country Suizza");
    assert_eq!(
        (unknown.code, &*unknown.stderr),
        (
            Some(2),
            "inforce: \"Suizza\" is no country of the configuration; write its code or its name\n"
        )
    );
    let no_run = house.inforce("forms --country CHE --out nowhere");
    assert!(
        no_run.code != Some(0) && no_run.stderr.contains("nowhere"),
        "{}",
        no_run.stderr
    );
    let in_run = house.inforce("forms --country CHE --to out/runs/000001");
    assert_eq!(in_run.code, Some(2), "{}", in_run.stderr);
    assert!(
        in_run.stderr.contains("which never change"),
        "{}",
        in_run.stderr
    );
}
