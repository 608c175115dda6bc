//! The pages of a run say what the run says: figures are parsed back from them, for the demo and for random worlds; what
//! stands in data changes nothing of their structure; the same run makes the same bytes. What only a browser can tell is
//! tried by `report/pages.mjs`.

// Shared with the tests of `verify`, which use all of it.
#[allow(dead_code)]
mod hostile;
mod html;
mod mixed;

use crate::house::{done, inforce, testdata};
use crate::support::effort::{assert_met, seeds};
use crate::support::number::plain;
use html::{Row, data, read, rows, units};
use inforce::archive::read::{AlertRow, PublishedRun};
use inforce::judgement::Doubt;
use inforce::pages::report;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

fn run_demo(folder: &Path) {
    let demo = testdata().join("demo");
    done(folder, &format!("run {} --quiet", demo.display()));
}

/// All files of a folder, by their path from it.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let (mut found, mut open) = (BTreeMap::new(), vec![folder.to_path_buf()]);
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.insert(
                    path.strip_prefix(folder).unwrap().to_path_buf(),
                    fs::read(&path).unwrap(),
                );
            }
        }
    }
    found
}

/// The pages of alerts by id, as the search finds them.
fn pages_of_alerts(site: &Path) -> BTreeMap<String, String> {
    let script = read(&site.join("assets/search.js"));
    let json = script
        .strip_prefix("inforce.index(")
        .and_then(|rest| rest.strip_suffix(");\n"))
        .unwrap();
    let entries: Vec<(String, String, String, String, String, Vec<usize>)> =
        serde_json::from_str(json).unwrap();
    entries
        .into_iter()
        .filter(|entry| entry.0 == "alert")
        .map(|(_, id, _, page, ..)| (id, page))
        .collect()
}

/// The doubts of an alert stand on its page in words, and the records that they are about.
fn check_doubts(alert: &AlertRow, page: &str) {
    let said = page
        .split_once("<h2>Doubts about this finding</h2>")
        .map(|(_, rest)| html::between(rest, "<ul>", "</ul>").to_owned());
    let items: Vec<String> = said
        .iter()
        .flat_map(|list| list.split("<li>").skip(1))
        .map(|item| html::between(item, "<b>", "</b>").to_owned())
        .collect();
    assert_eq!(
        items,
        alert
            .doubts
            .iter()
            .map(|doubt| doubt.name().to_owned())
            .collect::<Vec<_>>(),
        "{}",
        alert.id
    );
    let rows = rows(page, "doubted");
    for doubt in &alert.doubts {
        assert!(
            said.as_ref()
                .unwrap()
                .contains(&html::escaped(doubt.meaning())),
            "{}: {}",
            alert.id,
            doubt.name()
        );
        if matches!(doubt, Doubt::LicenceWord | Doubt::VersionsUnlike) {
            assert!(
                rows.iter().any(|row| row.cells[0].text == doubt.name()),
                "{}: no row of {}",
                alert.id,
                doubt.name()
            );
        }
    }
    assert!(
        rows.iter().all(|row| items.contains(&row.cells[0].text)),
        "{}: rows without a doubt",
        alert.id
    );
}

/// What is printed on the page of an alert is what the run published of it.
fn check_alert(run: &PublishedRun, alert: &AlertRow, page: &str) {
    check_doubts(alert, page);
    let evidence = run.evidence(&alert.id, alert.year).unwrap();
    let printed = rows(page, "evidence");
    assert_eq!(printed.len(), evidence.len(), "{}", alert.id);
    let mut sum = 0;
    for (Row { cells, over, .. }, row) in printed.iter().zip(&evidence) {
        let figure = |place: usize| cells[place].exact.clone().unwrap_or_default();
        assert_eq!(cells[0].text, row.record.date.to_string(), "{}", alert.id);
        assert_eq!(figure(5), row.record.quantity.to_string(), "{}", alert.id);
        assert_eq!(figure(7), row.factor.to_string(), "{}", alert.id);
        assert_eq!(figure(8), row.base.to_string(), "{}", alert.id);
        assert_eq!(figure(9), row.running_total.to_string(), "{}", alert.id);
        assert_eq!(
            figure(10),
            row.estimate
                .map(|mass| mass.to_string())
                .unwrap_or_default(),
            "{}",
            alert.id
        );
        assert_eq!(
            *over,
            row.in_excess && row.estimate.is_some(),
            "{}",
            alert.id
        );
        sum += units(&figure(8));
    }
    let year = alert.figures.year_total;
    assert_eq!(
        sum,
        year.units(),
        "{}: the records sum to the year",
        alert.id
    );
    let lead = html::between(page, "<p class=\"lead\">", "</p>");
    let said = |text: &str| {
        data(text)
            .into_iter()
            .map(|data| data.0)
            .collect::<Vec<_>>()
    };
    if alert.rule.lists_only() {
        assert_eq!(said(lead), [year.to_string()], "{}", alert.id);
        return;
    }
    let of = &alert.figures;
    let [total, estimate, excess, greatest] =
        [of.running_total, of.estimate, of.excess, of.peak_excess]
            .map(|mass| mass.unwrap().to_string());
    // Own exports raise a level, which is then that of the estimate and them.
    let own = of.own_exports.filter(|own| own.units() > 0);
    let consists = own.map(|own| {
        let base = units(&estimate) - own.units();
        (plain(base, 15), own.to_string())
    });
    let mut leads = vec![total, excess, estimate.clone()];
    match &consists {
        Some((_, own)) if of.status() == "none" => leads.push(own.clone()),
        Some((base, own)) => leads.extend([base.clone(), own.clone()]),
        None => {}
    }
    assert_eq!(said(lead), leads, "{}", alert.id);
    let facts = said(html::between(page, "<dl class=\"facts\">", "</dl>"));
    let mut expected = vec![
        greatest.clone(),
        greatest,
        year.to_string(),
        year.to_string(),
        estimate,
    ];
    expected.extend(consists.into_iter().flat_map(|(base, own)| [base, own]));
    assert_eq!(facts, expected, "{}", alert.id);
    check_chart(alert, page, year.units());
}

/// The drawn total ends at the year's, and there is a mark for each day in excess.
fn check_chart(alert: &AlertRow, page: &str, year: i128) {
    let chart = html::between(page, "<svg class=\"chart\"", "</svg>");
    let top = units(html::between(chart, "data-top=\"", "\""));
    let path = html::between(chart, "<path class=\"total\" d=\"", "\"");
    // The last step up before the line runs on to the end.
    let (_, last) = path.rsplit_once('V').unwrap();
    let drawn: i128 = last.split('H').next().unwrap().parse().unwrap();
    let expected = year
        .checked_mul(2600)
        .map_or_else(|| year / (top / 2600), |scaled| scaled / top);
    assert_eq!(drawn, 2900 - expected, "{}", alert.id);
    let ticks = html::between(chart, "<g class=\"ticks\">", "</g>")
        .matches("<rect ")
        .count();
    assert_eq!(
        i64::try_from(ticks).unwrap(),
        alert.figures.excess_days,
        "{}: days in excess",
        alert.id
    );
    assert!(
        html::between(chart, "<path class=\"over\" d=\"", "\"").starts_with('M'),
        "{}",
        alert.id
    );
}

/// Makes the report of a run and checks every alert, the lists, and the trade of every country.
fn check(out: &Path) -> usize {
    let run = PublishedRun::current(out).unwrap();
    report(&run).unwrap();
    let site = run.folder().join("report");
    let alerts = run.alerts(None).unwrap();
    let pages = pages_of_alerts(&site);
    assert_eq!(pages.len(), alerts.len());
    for alert in &alerts {
        check_alert(&run, alert, &read(&site.join(&pages[&alert.id])));
    }
    let listed = rows(&read(&site.join("alerts.html")), "alerts");
    let ids: Vec<&str> = listed.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(
        ids,
        alerts
            .iter()
            .map(|alert| alert.id.as_str())
            .collect::<Vec<_>>()
    );
    for (row, alert) in listed.iter().zip(&alerts) {
        let printed = [8, 9].map(|cell: usize| row.cells[cell].exact.clone());
        assert_eq!(
            printed,
            [alert.figures.peak_excess, Some(alert.figures.year_total)]
                .map(|mass| mass.map(|mass| mass.to_string())),
            "{}",
            alert.id
        );
        let doubts: Vec<&str> = alert.doubts.iter().map(|doubt| doubt.name()).collect();
        assert_eq!(row.cells[12].text, doubts.join(", "), "{}", alert.id);
    }
    check_trade(&run, &site);
    check_warnings(&run, &site);
    alerts.len()
}

/// Every warning of the run stands in the table of the page about the run, and the first of them on the overview.
fn check_warnings(run: &PublishedRun, site: &Path) {
    let warnings = run.manifest().unwrap().warnings;
    let printed = rows(&read(&site.join("run.html")), "warnings");
    let number = |number: Option<u64>| number.map(|number| number.to_string());
    let expected = warnings.iter().map(|warning| {
        (
            warning.kind.name().to_owned(),
            number(warning.rows),
            number(warning.first_row),
        )
    });
    let found = printed.iter().map(|row| {
        (
            row.cells[0].text.clone(),
            row.cells[2].exact.clone(),
            row.cells[3].exact.clone(),
        )
    });
    assert_eq!(found.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
    let overview = read(&site.join("index.html"));
    assert_eq!(overview.contains("<h2>Warnings</h2>"), !warnings.is_empty());
    for warning in warnings.iter().take(12) {
        assert!(
            overview.contains(&format!("<b>{}</b>", warning.kind.name()))
                && overview.contains(&html::escaped(warning.kind.meaning()))
        );
    }
}

/// The totals of the pages of countries are those of the ledger, added up here from its rows.
fn check_trade(run: &PublishedRun, site: &Path) {
    let layout = crate::support::table::LAYOUTS
        .iter()
        .find(|layout| layout.name == "ledger")
        .unwrap();
    let ledger = crate::support::read_output::table(run.folder(), layout).unwrap();
    let mut totals: BTreeMap<(String, String, String), i128> = BTreeMap::new();
    for row in &ledger.rows {
        let text = |place: usize| row[place].clone().unwrap_or_default();
        let name = &run
            .config
            .substance(run.config.substance_codes.find(&text(2)).unwrap())
            .name;
        let key = (text(1), format!("{name} {}", &text(3)[..4]), text(0));
        *totals.entry(key).or_default() += units(&text(4));
    }
    let mut printed = BTreeMap::new();
    for code in run.config.country_codes.iter() {
        for row in rows(&read(&site.join(format!("country/{code}.html"))), "trade") {
            let of = format!("{} {}", row.cells[0].text, row.cells[1].text);
            for (cell, basis) in [(2, "import-reports"), (3, "partner-reports")] {
                if let Some(exact) = &row.cells[cell].exact {
                    printed.insert(
                        (code.to_owned(), of.clone(), basis.to_owned()),
                        units(exact),
                    );
                }
            }
        }
    }
    assert_eq!(printed, totals);
}

#[test]
fn pages_of_the_demo_say_what_the_run_says() {
    let folder = tempfile::tempdir().unwrap();
    run_demo(folder.path());
    assert_eq!(check(&folder.path().join("out")), 138);
    let overview = read(&folder.path().join("out/current/report/index.html"));
    let shown = |text: &str| assert!(overview.contains(text), "{text}");
    shown(">138 alerts</a>");
    shown("228 rows refused");
    shown("No earlier run to compare with.");
    for (rule, count) in [
        ("export-excess", 42),
        ("import-excess", 39),
        ("partner-reported-excess", 41),
        ("prohibited-trade", 8),
        ("schedule-i-trade", 8),
    ] {
        let row = html::between(&overview, &format!(">{rule}</a>"), "</tr>");
        assert!(
            row.contains(&format!("<td class=\"n\">{count}</td>")),
            "{row}"
        );
    }
    let refused = read(&folder.path().join("out/current/report/refused.html"));
    assert_eq!(rows(&refused, "rows").len(), 228);
    let reasons: i128 = rows(&refused, "reasons")
        .iter()
        .map(|row| units(row.cells[2].exact.as_ref().unwrap()))
        .sum();
    assert_eq!(reasons, units("228"));
}

/// Who prints a page or sends one on cannot lose that the data are made up; of other data it is said who delivered them.
#[test]
fn every_page_of_invented_data_says_so() {
    let folder = tempfile::tempdir().unwrap();
    run_demo(folder.path());
    done(folder.path(), "report --quiet");
    let pages = |folder: &Path| {
        let files = files(&folder.join("out/current/report")).into_iter();
        files
            .filter(|(name, _)| name.extension().is_some_and(|ending| ending == "html"))
            .map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap()))
            .collect::<Vec<_>>()
    };
    for (name, page) in pages(folder.path()) {
        let title = html::between(&page, "<title>", "</title>");
        assert!(
            title.ends_with(" · invented data") && page.contains("<strong>Invented data.</strong>"),
            "{}",
            name.display()
        );
        assert!(
            page.contains("<p>Invented data. Data delivered by inforce synth.</p>"),
            "{}",
            name.display()
        );
    }
    let real = tempfile::tempdir().unwrap();
    crate::support::engine::run_in(real.path(), &crate::support::generate::world(3), 1).unwrap();
    let dataset = PublishedRun::current(&real.path().join("out"))
        .unwrap()
        .dataset;
    done(real.path(), "report --quiet");
    assert!(
        read(&real.path().join("out/current/report/run.html"))
            .contains("The dataset says nothing of who delivered it")
    );
    fs::write(
        dataset.join("about.toml"),
        "delivered_by = 'Forms & <data>'\nas_of = 2025-01-15\nnote = 'second cut'\n",
    )
    .unwrap();
    let config = real.path().join("config");
    let (dataset, config) = (dataset.display(), config.display());
    done(
        real.path(),
        &format!("run {dataset} --config {config} --quiet"),
    );
    done(real.path(), "report --quiet");
    for (name, page) in pages(real.path()) {
        assert!(
            !page.to_lowercase().contains("invented data"),
            "{}",
            name.display()
        );
        assert!(
            page.contains("Data delivered by Forms &#38; &#60;data&#62;, as of 2025-01-15.</p>"),
            "{}",
            name.display()
        );
    }
    let told = read(&real.path().join("out/current/report/run.html"));
    assert!(
        told.contains("<bdi>Forms &amp; &lt;data&gt;</bdi>")
            && told.contains("<p><bdi>second cut</bdi></p>"),
        "{told}"
    );
}

#[test]
fn pages_of_random_worlds_say_what_their_runs_say() {
    let mut alerts = 0;
    let tried = seeds(8, 30);
    for seed in tried.clone() {
        let folder = tempfile::tempdir().unwrap();
        crate::support::engine::run_in(folder.path(), &crate::support::generate::world(seed), 1)
            .unwrap();
        alerts += check(&folder.path().join("out"));
    }
    assert_met(&tried, 30, [("alerts", u64::try_from(alerts).unwrap(), 50)]);
}

/// Where a filing of a country and substance was refused, no page says that none was furnished; and what looks wrong stands beside
/// the finding, with the rows.
#[test]
fn what_may_touch_a_finding_stands_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let records = "record_id,date,received,reporter,partner,flow,form,quantity_g,special_licence\n\
        U-1,2024-02-01,2024-02-10,CHE,DEU,import,PD006,700,\nU-1,2024-05-01,2024-09-10,CHE,DEU,import,PD006,800,\n\
        S-1,2024-03-01,2024-03-10,CHE,DEU,import,PD006,90,\nS-1,2024-03-01,2024-03-10,CHE,DEU,import,PM005-HCL,50,\n\
        L-1,2024-03-02,2024-03-10,THA,DEU,import,PM005-HCL,50,\nL-2,2024-03-03,2024-03-10,THA,DEU,import,PM005-HCL,60,n/a\n";
    let filings = "filing_id,country,substance,kind,received,effective,grams\nF-1,CHE,PD006,assessment,2023-10-01,2024-01-01,2 000\n";
    for (file, text) in [
        ("trades/records.csv", records),
        ("trades/_draft.csv", "x"),
        ("estimates/filings.csv", filings),
    ] {
        let path = folder.path().join("data").join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    done(folder.path(), "run data --quiet");
    check(&folder.path().join("out"));
    let site = folder.path().join("out/current/report");
    let page = read(&site.join("alert/import-excess.CHE.PD006.2024.html"));
    let doubts: Vec<&str> =
        html::between(&page, "<h2>Doubts about this finding</h2>", "</section>")
            .split("<b>")
            .skip(1)
            .map(|rest| rest.split('<').next().unwrap())
            .collect();
    assert_eq!(doubts, ["id-shared", "refused-filing", "versions-unlike"]);
    let ids: Vec<(String, String)> = rows(&page, "doubted")
        .into_iter()
        .map(|row| (row.cells[0].text.clone(), row.cells[2].text.clone()))
        .collect();
    let expected = [
        ("id-shared", "S-1"),
        ("versions-unlike", "U-1"),
        ("versions-unlike", "U-1"),
    ];
    assert_eq!(
        ids,
        expected.map(|(doubt, id)| (doubt.to_owned(), id.to_owned()))
    );
    // Three places say what was filed: the lead, the facts about the estimate, and the section.
    assert!(page.contains("received and refused (<a href=\"#unusable\">which, and why</a>)"));
    assert!(
        page.contains("Filings that were received and refused, so that no estimate rests on them")
    );
    assert_eq!(rows(&page, "unusable").len(), 1);
    let licensed = read(&site.join("alert/prohibited-trade.THA.PM005.2024.html"));
    assert_eq!(
        rows(&licensed, "doubted")
            .iter()
            .map(|row| row.cells[2].text.as_str())
            .collect::<Vec<_>>(),
        ["L-2"]
    );
    // Nothing is said of a filing that was not refused where none was.
    let other = read(&site.join("alert/import-excess.CHE.PM005.2024.html"));
    assert!(
        other.contains("for there was none: ") && !other.contains("received and refused"),
        "{other}"
    );
    let run = read(&site.join("run.html"));
    assert!(
        html::between(&run, "<h2>Files that were not read</h2>", "</section>")
            .contains("<li><bdi>trades/_draft.csv</bdi></li>")
    );
    let overview = read(&site.join("index.html"));
    assert!(
        overview.contains("alerts have a doubt")
            && overview.contains("L-2,2024-03-03")
            && overview.contains("trades/_draft.csv")
    );
}

/// Years before 1970 count days below zero, and 2199 is the last year that a record may carry.
#[test]
fn alerts_of_every_year_have_a_page_a_workbook_and_an_explanation() {
    let folder = tempfile::tempdir().unwrap();
    let days = [
        "1961-01-01",
        "1965-02-28",
        "1969-12-31",
        "1970-01-01",
        "2000-02-29",
        "2199-12-31",
    ];
    let mut records = String::from("record_id,date,reporter,partner,flow,form,quantity_g\n");
    for day in days {
        writeln!(
            records,
            "i-{day},{day},CHE,DEU,import,PD006,700\ne-{day},{day},DEU,CHE,export,PD006,900"
        )
        .unwrap();
    }
    // Without an estimate, with one that the day exceeds, and one that comes with the last day of all.
    let filings = "filing_id,country,substance,kind,received,effective,grams\nF,CHE,PD006,assessment,1964-01-01,1964-02-01,100\n\
                   S,CHE,PD006,supplement,1965-03-01,,5000\nL,CHE,PD006,assessment,2199-12-31,2199-12-31,10\n";
    for (file, text) in [
        ("trades/records.csv", records.as_str()),
        ("estimates/filings.csv", filings),
    ] {
        let path = folder.path().join("data").join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    done(folder.path(), "run data --quiet");
    let alerts = check(&folder.path().join("out"));
    assert!(alerts >= 9, "{alerts}");
    let run = PublishedRun::current(&folder.path().join("out")).unwrap();
    for alert in run.alerts(None).unwrap() {
        let text = done(folder.path(), &format!("explain {}", alert.id));
        assert!(
            text.contains("Running total (filled)"),
            "{}: {text}",
            alert.id
        );
    }
    done(folder.path(), "workbook");
}

#[test]
fn the_same_run_makes_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    run_demo(folder.path());
    let site = folder.path().join("out/current/report");
    let made = |threads: &str| {
        done(
            folder.path(),
            &format!("report --quiet --threads {threads}"),
        );
        files(&site)
    };
    let first = made("1");
    assert!(first.len() > 500);
    assert!(first == made("4"), "other bytes");
    // Nothing of the machine it was made on.
    let here = folder.path().to_str().unwrap();
    assert!(
        first
            .values()
            .all(|bytes| !String::from_utf8_lossy(bytes).contains(here))
    );
}

#[test]
fn what_is_said_to_people_is_as_it_was_read() {
    let folder = tempfile::tempdir().unwrap();
    run_demo(folder.path());
    let here = folder.path().canonicalize().unwrap().display().to_string();
    let said = |command: &str, code: i32, expected: &str| {
        let said = inforce(folder.path(), command);
        let found = (said.stdout + &said.stderr).replace(&here, "...");
        assert_eq!((&*found, said.code), (expected, Some(code)), "{command}");
    };
    said(
        "report",
        0,
        "799 pages, 138 alerts: out/runs/000001/report/index.html\n",
    );
    said("report --run 1 --quiet", 0, "");
    let unknown = "inforce: run 000009 is not there in out; those that are there go from 000001 to 000001; inforce runs lists them\n";
    said("report --run 9", 1, unknown);
    let none = "inforce: nowhere holds no published run; publish one with inforce run DATASET --out nowhere, or name another folder with --out\n";
    said("report --out nowhere", 1, none);
    // Evidence of another year, without and with the hashes that vouch for it.
    let run = folder.path().join("out/runs/000001");
    let kept = ["evidence/2024.parquet", "manifest.json", "run.json"]
        .map(|name| (run.join(name), fs::read(run.join(name)).unwrap()));
    fs::copy(
        run.join("evidence/2023.parquet"),
        run.join("evidence/2024.parquet"),
    )
    .unwrap();
    let changed = "inforce: .../out/runs/000001/evidence/2024.parquet is not what was published: its hash is not the one that was published; publish the run anew with inforce run\n";
    said("report", 1, changed);
    crate::forge::vouch(
        &run,
        "evidence/2024.parquet",
        crate::forge::table(&run.join("evidence/2024.parquet")).num_rows(),
    );
    let wrong = "inforce: the evidence has 0 records of alert \"export-excess:AUS>BRA:ND008:2024\" where alerts.parquet has 3: the run is damaged; inforce verify names what is wrong\n";
    said("report --threads 1", 1, wrong);
    for (path, bytes) in kept {
        fs::write(path, bytes).unwrap();
    }
    fs::remove_dir_all(folder.path().join("out/runs/000001/report")).unwrap();
    fs::write(folder.path().join("out/runs/000001/report"), "mine").unwrap();
    said(
        "report",
        1,
        "inforce: .../out/runs/000001/report is not a folder; the report was not put in place; move it away\n",
    );
    fs::remove_file(folder.path().join("out/runs/000001/report")).unwrap();
    fs::remove_file(folder.path().join("out/runs/000001/evidence/2024.parquet")).unwrap();
    let missing = "inforce: .../out/runs/000001/evidence/2024.parquet is missing: the run is damaged, or of an older inforce; publish it anew with inforce run\n";
    said("report", 1, missing);
    assert!(
        fs::read_dir(folder.path().join("out/runs/000001"))
            .unwrap()
            .all(|entry| !entry
                .unwrap()
                .file_name()
                .to_string_lossy()
                .contains("report"))
    );
}

/// Thousands of alerts, some with hundreds of records: no page grows with them, what is searched lies in one file that no
/// page holds, and every row of a long table lies beside its page once, in order, and sums to the alert's year.
#[test]
fn a_report_of_many_alerts_keeps_its_pages_small() {
    let folder = tempfile::tempdir().unwrap();
    inforce_synth::generate(
        &inforce_synth::Options::new(1_000_000, 3, folder.path().join("data")),
        &|_| {},
    )
    .unwrap();
    done(folder.path(), "run data --quiet");
    let run = PublishedRun::current(&folder.path().join("out")).unwrap();
    report(&run).unwrap();
    let site = run.folder().join("report");
    let alerts = run.alerts(None).unwrap();
    assert!(
        alerts.len() > 2000,
        "{} alerts, so that their list has several parts",
        alerts.len()
    );
    let files = files(&site);
    let pages: Vec<_> = files
        .iter()
        .filter(|(name, _)| name.extension().is_some_and(|ending| ending == "html"))
        .collect();
    assert_eq!(
        pages.len(),
        7 + run.config.country_codes.len() + run.config.substance_codes.len() + alerts.len()
    );
    for (name, bytes) in &pages {
        assert!(
            bytes.len() < 500_000,
            "{} has {} bytes",
            name.display(),
            bytes.len()
        );
        let page = String::from_utf8_lossy(bytes);
        assert!(
            !page.contains("inforce.index(") && !page.contains("search.js"),
            "{}",
            name.display()
        );
        for table in page.split("<div class=\"grid\"").skip(1) {
            let rows = html::between(table, "<tbody>", "</tbody>")
                .matches("<tr")
                .count();
            let total: usize = html::between(table, "data-total=\"", "\"").parse().unwrap();
            assert_eq!(rows, total.min(250), "{}", name.display());
        }
    }
    let listed = hostile::parts(&site, "alerts-alerts");
    let ids: Vec<&str> = listed.iter().map(|row| row[0].as_str().unwrap()).collect();
    assert_eq!(
        ids,
        alerts
            .iter()
            .map(|alert| alert.id.as_str())
            .collect::<Vec<_>>()
    );
    let pages_of_alerts = pages_of_alerts(&site);
    let mut long = 0;
    for alert in alerts.iter().filter(|alert| alert.figures.records > 250) {
        long += 1;
        let page = pages_of_alerts[&alert.id]
            .trim_end_matches(".html")
            .replace('/', ".");
        let rows = hostile::parts(&site, &format!("{page}-evidence"));
        let anchors: Vec<String> = (1..=alert.figures.records)
            .map(|place| format!("e-{place}"))
            .collect();
        assert_eq!(
            rows.iter()
                .map(|row| row[0].as_str().unwrap())
                .collect::<Vec<_>>(),
            anchors,
            "{}",
            alert.id
        );
        let sum: i128 = rows
            .iter()
            .map(|row| units(row[2][8].as_str().unwrap()))
            .sum();
        assert_eq!(sum, alert.figures.year_total.units(), "{}", alert.id);
        let over = rows.iter().filter(|row| row[1] == 1).count();
        assert_eq!(
            i64::try_from(over).unwrap(),
            alert.figures.excess_records,
            "{}: records in excess",
            alert.id
        );
        // Without scripts each part can be opened from the page.
        let page = read(&site.join(&pages_of_alerts[&alert.id]));
        let last = format!("-evidence-{}.js\">", rows.len().div_ceil(1000));
        assert!(
            html::between(&page, "<p class=\"note pages\">", "</p>").contains(&last),
            "{}",
            alert.id
        );
    }
    assert!(long > 20, "{long} alerts with long tables");
}

/// The same world twice, once with every text as hostile as the formats allow: the pages have the same elements with the
/// same attributes, but for the marks and folds that show what is odd. The hostile pages stay for the browser to look at.
#[test]
fn texts_change_nothing_of_the_structure() {
    let base = Path::new(env!("CARGO_TARGET_TMPDIR")).join("report-hostile");
    let structures = [false, true].map(|hostile| {
        let folder = base.join(if hostile { "hostile" } else { "plain" });
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        hostile::write(&folder, hostile);
        done(&folder, "run data --config config --quiet");
        done(&folder, "report");
        let site = folder.join("out/runs/000001/report");
        let pages = files(&site)
            .into_iter()
            .filter(|(name, _)| name.extension().is_some_and(|ending| ending == "html"));
        let mut structures: Vec<String> = pages
            .map(|(_, bytes)| html::structure(&String::from_utf8(bytes).unwrap()))
            .collect();
        structures.sort_unstable();
        let rows = hostile::check_parts(&site);
        assert_eq!(rows, hostile::RECORDS, "all rows of the long table");
        structures
    });
    let [plain, hostile] = &structures;
    assert_eq!(plain.len(), hostile.len());
    let differ = plain.iter().zip(hostile).find(|(a, b)| a != b);
    assert!(differ.is_none(), "{differ:#?}");
}

/// Where a run says how it differs from the one before, the overview does, too.
#[test]
fn changes_are_told_where_a_run_has_them() {
    let folder = tempfile::tempdir().unwrap();
    run_demo(folder.path());
    run_demo(folder.path());
    let run = folder.path().join("out/runs/000002");
    hostile::write_changes(&run);
    crate::forge::vouch(&run, "changes.parquet", 2);
    done(folder.path(), "report --quiet");
    let overview = read(&run.join("report/index.html"));
    let kinds = html::between(&overview, "<dl class=\"kinds\">", "</dl>");
    for (kind, count) in [
        ("new", 1),
        ("worsened", 0),
        ("eased", 0),
        ("restated", 0),
        ("cleared", 1),
        ("retracted", 0),
    ] {
        assert!(
            kinds.contains(&format!("<dt>{kind}</dt><dd>{count}</dd>")),
            "{kinds}"
        );
    }
    let table = rows(&read(&run.join("report/alerts.html")), "changes");
    let told: Vec<Vec<&str>> = table
        .iter()
        .map(|row| {
            [0, 1, 8]
                .map(|cell: usize| row.cells[cell].text.as_str())
                .into()
        })
        .collect();
    let expected = [
        [
            "cleared",
            "import-excess:SWE:PD002:1999",
            "correction (SWE-1 <b>of 3 kg</b>); supplement",
        ],
        ["new", "import-excess:SWE:PD002:2024", "late-record (SWE-2)"],
    ];
    assert_eq!(told, expected);
    let listed = html::between(&overview, "<ul class=\"changes\">", "</ul>");
    assert!(
        listed.contains("<a href=\"alert/import-excess.SWE.PD002.2024.html\">"),
        "{listed}"
    );
    // Gone from this run, so without a page.
    let gone = "<b>cleared</b> <bdi>import-excess:SWE:PD002:1999</bdi>: <bdi>correction (SWE-1 &lt;b&gt;of 3 kg&lt;/b&gt;); supplement</bdi>";
    assert!(listed.contains(gone), "{listed}");
}
