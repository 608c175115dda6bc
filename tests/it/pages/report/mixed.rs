//! What the pages say of narcotic drugs and precursors beside psychotropics.

use super::html::{self, Row, read, rows};
use super::{check, files, report};
use crate::pages::mixed;
use inforce::archive::read::PublishedRun;
use std::path::{Path, PathBuf};

fn site(folder: &Path) -> PathBuf {
    mixed::judged(folder, false);
    assert_eq!(check(&folder.join("out")), 13);
    folder.join("out/current/report")
}

/// The texts of some columns of a table.
fn columns<const N: usize>(page: &str, table: &str, places: [usize; N]) -> Vec<[String; N]> {
    let row = |row: &Row| places.map(|place| row.cells[place].text.clone());
    rows(page, table).iter().map(row).collect()
}

/// What a page says in its running text.
fn says(page: &str, text: &str) {
    let plain = html::words(page)
        .replace('\u{a0}', " ")
        .replace("&#160;", " ");
    assert!(plain.contains(text), "{text:?} is not in {plain}");
}

#[test]
fn own_exports_stand_beside_the_estimate_that_they_raise() {
    let folder = tempfile::tempdir().unwrap();
    let site = site(folder.path());
    let page = read(&site.join("alert/import-excess.FRA.NM009.2024.html"));
    says(
        &page,
        "Schedule I of the 1961 Convention, whose estimates are binding",
    );
    says(
        &page,
        "400 g more than the level of 16,600 g in force that day: an estimate of 15,400 g, raised by 1,200 g that France itself had exported since 1 January. From 15 September 2024 on the total was within the level again.",
    );
    assert_eq!(
        columns(&page, "own-exports", [0, 1, 2, 3]),
        [
            ["2024-03-05", "700", "700", "2"],
            ["2024-04-11", "500", "1,200", "1"]
        ]
    );
    // From, level, estimate, own exports.
    assert_eq!(
        columns(&page, "levels", [0, 2, 6, 7]),
        [
            ["2024-01-01", "16,200", "16,200", "0"],
            ["2024-01-20", "15,400", "15,400", "0"],
            ["2024-03-05", "16,100", "15,400", "700"],
            ["2024-04-11", "16,600", "15,400", "1,200"],
            ["2024-09-15", "17,100.5", "15,900.5", "1,200"],
        ]
    );
    // Level, estimate, own exports of each record's day; what is declared for re-export counts.
    assert_eq!(
        columns(&page, "evidence", [1, 8, 10, 11, 12]),
        [
            ["F-1", "9,000", "15,400", "15,400", "0"],
            ["F-2", "8,000", "16,600", "15,400", "1,200"]
        ]
    );
    let events: Vec<String> = html::between(&page, "<ol class=\"events\">", "</ol>")
        .split("<li")
        .skip(1)
        .map(|item| html::words(&format!("<li{item}")).replace('\u{a0}', " "))
        .collect();
    assert_eq!(
        events,
        [
            "2024-01-01 a new estimate, 16,200 g (EST-1)",
            "2024-01-20 a deduction makes the estimate 15,400 g (DED-1)",
            "2024-03-05 own exports raise the level from here on, by 700 g at first",
            "2024-05-20 the running total passes the level, with 17,000 g against 16,600 g",
            "2024-09-15 a supplement makes the estimate 15,900.5 g (SUP-1)",
            "2024-09-15 within the level again",
        ]
    );
    // The line of the level rises with them; that of the estimate does not.
    let path = |class: &str| html::between(&page, &format!("<path class=\"{class}\" d=\""), "\"");
    assert_eq!(path("level").matches('V').count(), 4);
    assert_eq!(path("estimate").matches('V').count(), 4);
    assert_ne!(path("level"), path("estimate"));
    // Without any estimate they are the whole level.
    let page = read(&site.join("alert/export-excess.FRA~BEL.NM009.2024.html"));
    says(
        &page,
        "650 g more than the level of 50 g in force that day: what Belgium itself had exported since 1 January, 50 g, for there was no estimate: no filing was received.",
    );
    // The level at the end of the year, the estimate in it and the own exports.
    let page = read(&site.join("country/FRA.html"));
    assert_eq!(
        columns(&page, "trade", [0, 4, 5, 6]),
        [["morphine", "17,100.5", "15,900.5", "1,200"]]
    );
}

#[test]
fn what_is_not_confirmed_is_listed_and_counts_for_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let site = site(folder.path());
    let page = read(&site.join("alert/import-excess.KEN.NM009.2024.html"));
    says(
        &page,
        "500 g more than the estimate of 0 g, for there was none: the Board has not confirmed 1 filing for 2024.",
    );
    says(
        &page,
        "Filed for 2024 and not counted, because the Board has not confirmed it, or not within the year: EST-K.",
    );
    // Kind, year, confirmation, filed, counted.
    assert_eq!(
        columns(&page, "filings", [1, 2, 3, 4, 5, 6]),
        [["EST-K", "estimate", "2024", "", "700", ""]]
    );
    let page = read(&site.join("alert/import-excess.FRA.NM009.2024.html"));
    assert_eq!(
        columns(&page, "filings", [1, 3, 4, 6]),
        [
            ["EST-0", "2023", "2023-03-01", "10"],
            ["EST-1", "2024", "2023-11-01", "16,200"],
            ["DED-1", "2024", "", "-800"],
            ["SUP-1", "2024", "2024-09-15", "500.5"],
            ["SUP-2", "2024", "", ""],
        ]
    );
    let page = read(&site.join("country/KEN.html"));
    let found = columns(&page, "findings", [0, 5, 6]);
    assert_eq!(found[0][..2], ["unconfirmed", "EST-K"]);
    assert!(
        found[0][2].contains("limits nothing and adds nothing"),
        "{found:?}"
    );
}

#[test]
fn a_requirement_is_guidance_and_without_one_nothing_is_compared() {
    let folder = tempfile::tempdir().unwrap();
    let site = site(folder.path());
    let page = read(&site.join("alert/import-excess.MEX.RE001.2024.html"));
    says(
        &page,
        "Table I of the 1988 Convention, whose requirements are guidance",
    );
    says(
        &page,
        "200 g more than the requirement of 500 g in force that day. The figure is guidance: what was reported is more than it, and nothing else follows from that.",
    );
    says(
        &page,
        "a country imported more than its requirement, by its own reports",
    );
    let main = html::between(&page, "<main id=\"main\">", "</main>");
    let lead = html::between(main, "<p class=\"lead\">", "</p>");
    assert!(!lead.contains("estimate"), "{lead}");
    // The day, the total that counts all the same, the level.
    assert_eq!(
        columns(&page, "evidence", [0, 9, 10, 11]),
        [
            ["2024-02-05", "300", "", ""],
            ["2024-07-05", "700", "500", "passes the level"],
        ]
    );
    assert_eq!(
        columns(&page, "levels", [0, 2, 3]),
        [["", "", "unknown"], ["2024-06-01", "500", "in-force"]]
    );
    let months = columns(&page, "accounts", [0, 3, 4]);
    assert_eq!(months[4], ["2024-05-31", "", "unknown"]);
    assert_eq!(months[5], ["2024-06-30", "500", "in-force"]);
    // The line of the level begins with the requirement.
    assert!(html::between(&page, "<path class=\"level\" d=\"", "\"").starts_with("M3940 "));
    for name in ["country/ZAF", "substance/RE001", "run"] {
        let found = columns(
            &read(&site.join(format!("{name}.html"))),
            "findings",
            [0, 1, 6],
        );
        let found = found.iter().find(|row| row[1] == "South Africa").unwrap();
        assert_eq!(found[0], "requirement unknown");
        assert!(found[2].contains("compared with nothing"), "{found:?}");
    }
    let page = read(&site.join("country/ZAF.html"));
    assert_eq!(
        columns(&page, "trade", [0, 2, 4, 5]),
        [["ephedrine", "1,000", "", "unknown"]]
    );
}

#[test]
fn exports_after_a_notice_are_listed_with_the_notice() {
    let folder = tempfile::tempdir().unwrap();
    let site = site(folder.path());
    let page = read(&site.join("alert/export-after-notice.DEU~FRA.NM009.2024.html"));
    says(
        &page,
        "the Board has told exporting countries from 1 May 2024 on that France is in excess for 2024. Exports are listed up to the day before 15 September 2024, when the Board confirmed the supplement SUP-1.",
    );
    says(
        &page,
        "Every such export is reported, and nothing is compared: 1 record dated on 1 day",
    );
    assert!(!page.contains("no amount of trade") && !page.contains("id=\"levels\""));
    let strip = html::between(&page, "<svg class=\"chart strip\"", "</svg>");
    assert!(
        strip.contains("exports on 1") && !strip.contains("imports"),
        "{strip}"
    );
    // Neither before the notice nor after it was lifted.
    assert!(
        !site
            .join("alert/export-after-notice.CHE~FRA.NM009.2024.html")
            .exists()
    );
    let of_others = columns(&read(&site.join("country/FRA.html")), "exporters", [0, 1]);
    assert_eq!(of_others, [["export-after-notice", "Germany"]]);
}

#[test]
fn exempt_records_are_listed_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let site = site(folder.path());
    let (syrup, relief) = (
        [
            "morphine",
            "exempt-preparation",
            "2024-04-30",
            "F-6",
            "5,000",
        ],
        [
            "diazepam",
            "simplified-procedure",
            "2024-10-02",
            "D-2",
            "200",
        ],
    );
    let listed = |page: &str| columns(&read(&site.join(page)), "exempt", [0, 1, 2, 3, 7]);
    assert_eq!(listed("exempt.html"), [syrup, relief]);
    for (page, row) in [
        ("country/FRA.html", syrup),
        ("country/CHE.html", syrup),
        ("substance/NM009.html", syrup),
        ("country/DEU.html", relief),
        ("country/UKR.html", relief),
        ("substance/PD006.html", relief),
    ] {
        assert_eq!(listed(page), [row], "{page}");
    }
    assert_eq!(listed("country/IND.html").len(), 0);
    let page = read(&site.join("alert/import-excess.FRA.NM009.2024.html"));
    says(
        &page,
        "1 record counts for nothing by exemption, of this country and substance and of any year: which, and why.",
    );
    let run = read(&site.join("run.html"));
    assert_eq!(
        columns(&run, "counts", [0, 1, 2, 6, 7])[0],
        ["Records", "18", "16", "2", "0"]
    );
    assert!(read(&site.join("index.html")).contains("<a href=\"exempt.html\">Not counted</a>"));
}

#[test]
fn the_conventions_of_a_run_are_named_and_can_be_filtered() {
    let folder = tempfile::tempdir().unwrap();
    let site = site(folder.path());
    let overview = read(&site.join("index.html"));
    assert!(
        overview.contains("<title>Overview, 1961, 1971 and 1988 Conventions · run 000001</title>")
    );
    for (name, force, alerts) in [
        ("1961 Convention: narcotic drugs", "binding", "10 alerts"),
        (
            "1971 Convention: psychotropic substances",
            "voluntary",
            "1 alert",
        ),
        ("1988 Convention: precursors", "guidance", "2 alerts"),
    ] {
        says(&overview, name);
        assert!(overview.contains(&format!(
            "<a href=\"alerts.html#alerts={force}\">{alerts}</a>"
        )));
    }
    let run = PublishedRun::current(&folder.path().join("out")).unwrap();
    let listed = columns(&read(&site.join("alerts.html")), "alerts", [4]);
    for (alert, [convention]) in run.alerts(None).unwrap().iter().zip(listed) {
        let of = run.config.provisions(alert.substance);
        assert_eq!(
            convention,
            format!("{}, {}", of.name, of.force.name()),
            "{}",
            alert.id
        );
    }
    let rules = columns(&read(&site.join("run.html")), "conventions", [0, 3, 4, 7]);
    assert_eq!(rules[0][3], "raise its level");
    assert_eq!(rules[2][2], "is no level: nothing is compared");
    assert_eq!(rules.len(), 3);
}

/// Whatever stands in filings, records and lists, the pages have the same elements.
#[test]
fn hostile_texts_of_three_conventions_change_nothing() {
    let structures = [false, true].map(|hostile| {
        let folder = tempfile::tempdir().unwrap();
        mixed::judged(folder.path(), hostile);
        report(&PublishedRun::current(&folder.path().join("out")).unwrap()).unwrap();
        let site = folder.path().join("out/runs/000001/report");
        let pages = files(&site)
            .into_iter()
            .filter(|(name, _)| name.extension().is_some_and(|ending| ending == "html"));
        let pages: Vec<(PathBuf, String)> = pages
            .map(|(name, bytes)| (name, html::structure(&String::from_utf8(bytes).unwrap())))
            .collect();
        pages
    });
    let [plain, hostile] = &structures;
    assert_eq!(plain.len(), hostile.len());
    for (plain, hostile) in plain.iter().zip(hostile) {
        assert_eq!(plain, hostile);
    }
}
