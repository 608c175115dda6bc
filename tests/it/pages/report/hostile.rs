//! A world whose every text means harm, and the same one with plain texts.

use inforce::archive::{Access, AlertChange, Because, Cause, Change};
use inforce::judgement::Rule;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Records of the long table: more than two parts of it.
pub(crate) const RECORDS: usize = 2345;

/// A text of either world: what it is, and what harm it means.
fn text(hostile: bool, plain: &str, harm: &str) -> String {
    if hostile {
        format!("{plain}{harm}")
    } else {
        plain.to_owned()
    }
}

/// As a field of CSV.
fn field(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

const SCRIPT: &str =
    "</td></tr></table><script>pwned=1</script><img src=x onerror=pwned=1>\"'&amp;";
const BIDI: &str = "\u{202e}\u{2066}\u{200b}\u{7}\u{1b}[31m";

/// Writes configuration and data into a folder.
pub(crate) fn write(folder: &Path, hostile: bool) {
    let long = if hostile {
        "y".repeat(5000)
    } else {
        String::new()
    };
    let country = "QQQ";
    config(&folder.join("config"), hostile, country, &long);
    let name = text(hostile, "records", "\"><img src=x onerror=pwned=1>\u{202e}");
    let trades = folder.join("data/trades");
    let estimates = folder.join("data/estimates");
    fs::create_dir_all(&trades).unwrap();
    fs::create_dir_all(&estimates).unwrap();
    let who = text(
        hostile,
        "a ministry",
        "</footer><script>pwned=1</script>&amp;\u{202e}",
    );
    let note = text(
        hostile,
        "a note",
        &format!("<img src=x onerror=pwned=1>\u{202e}{long}"),
    );
    fs::write(
        folder.join("data/about.toml"),
        format!("delivered_by = '{who}'\nas_of = 2025-01-15\ninvented = true\nnote = '{note}'\n"),
    )
    .unwrap();
    let mut records = String::from(
        "record_id,date,received,reporter,partner,flow,form,quantity_g,authorisation,special_licence\n",
    );
    for number in 0..RECORDS {
        let id = field(&text(
            hostile,
            &format!("r-{number:06}"),
            &format!("{SCRIPT}{BIDI}"),
        ));
        let authorisation = field(&text(
            hostile,
            "A",
            &format!("{SCRIPT}{}", if number < 3 { &long } else { "" }),
        ));
        let licence = field(&text(hostile, "L", "javascript:pwned=1"));
        let (month, day) = (number % 12 + 1, number % 28 + 1);
        let date = format!("2024-{month:02}-{day:02}");
        writeln!(
            records,
            "{id},{date},{date},{country},CHE,import,PD006,{}.5,{authorisation},{licence}",
            number % 90 + 10
        )
        .unwrap();
    }
    // An exporter in excess, prohibited and Schedule I trade, a version that does not stand, and refused rows.
    for (id, date, flow, form) in [
        ("x", "2024-03-01", "export", "PD006"),
        ("y", "2024-03-02", "export", "PD006"),
        ("s", "2024-04-01", "import", "PS1"),
    ] {
        let id = field(&text(hostile, id, SCRIPT));
        let (reporter, partner) = if flow == "export" {
            ("CHE", country)
        } else {
            (country, "CHE")
        };
        writeln!(
            records,
            "{id},{date},{date},{reporter},{partner},{flow},{form},900,,"
        )
        .unwrap();
        writeln!(
            records,
            "{id},{date},2024-12-01,{reporter},{partner},{flow},{form},950,,"
        )
        .unwrap();
    }
    for number in 0..1100 {
        let fault = field(&text(hostile, "2024-13-01", SCRIPT));
        writeln!(
            records,
            "f-{number},{fault},,{country},CHE,import,PD006,1,,"
        )
        .unwrap();
    }
    fs::write(
        trades.join(format!("{}.csv", name.replace('/', "_"))),
        records,
    )
    .unwrap();
    let note = field(&text(hostile, "a note", &format!("{SCRIPT}{BIDI}{long}")));
    let mut filings =
        String::from("filing_id,country,substance,kind,received,effective,grams,note\n");
    for (id, kind, received, effective, grams) in [
        ("B", "assessment", "2023-10-01", "2024-01-01", "500"),
        ("S", "supplement", "2024-06-01", "", "20000"),
        ("N", "assessment", "2024-08-01", "2024-09-01", "100"),
    ] {
        let id = field(&text(hostile, id, SCRIPT));
        writeln!(
            filings,
            "{id},{country},PD006,{kind},{received},{effective},{grams},{note}"
        )
        .unwrap();
    }
    fs::write(estimates.join("filings.csv"), filings).unwrap();
}

fn config(folder: &Path, hostile: bool, country: &str, long: &str) {
    fs::create_dir_all(folder).unwrap();
    // A configuration with control characters is refused.
    let bidi: String = BIDI.chars().filter(|c| !c.is_control()).collect();
    let name = |plain: &str| field(&text(hostile, plain, &format!("{SCRIPT}{bidi}{long}")));
    fs::write(
        folder.join("countries.csv"),
        format!(
            "alpha3,name\n{country},{}\nCHE,Switzerland\n",
            name("Queen's land")
        ),
    )
    .unwrap();
    let substances = format!(
        "code,name,schedule,controlled_from\nPD006,{},IV,\nPS1,{},I,\n",
        name("diazepam"),
        name("secret")
    );
    fs::write(folder.join("substances.csv"), substances).unwrap();
    let forms = format!(
        "form,substance,name,base_percent,from\nPD006,PD006,{},100,\nPS1,PS1,{},100,\n",
        name("base"),
        name("base")
    );
    fs::write(folder.join("forms.csv"), forms).unwrap();
}

/// All rows of a table that lies in parts, in the order of its parts: anchor, whether it stands out, cells.
pub(crate) fn parts(site: &Path, stem: &str) -> Vec<serde_json::Value> {
    let files = (1..)
        .map(|number| site.join(format!("parts/{stem}-{number}.js")))
        .take_while(|path| path.exists());
    let mut rows = Vec::new();
    for (path, number) in files.zip(1..) {
        let script = super::read(&path);
        let (start, json) = script
            .strip_suffix(");\n")
            .unwrap()
            .split_once(",[")
            .unwrap();
        assert!(
            start.starts_with("inforce.part(\"") && start.ends_with(&format!(",{number}")),
            "{start}"
        );
        rows.extend(serde_json::from_str::<Vec<serde_json::Value>>(&format!("[{json}")).unwrap());
    }
    rows
}

/// The rows of the parts of the long table, counted; they must be what its page says.
pub(crate) fn check_parts(site: &Path) -> usize {
    let names = fs::read_dir(site.join("parts"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let stems: std::collections::BTreeSet<String> = names
        .map(|name| name.rsplit_once('-').unwrap().0.to_owned())
        .collect();
    let counts: Vec<(&String, usize)> = stems
        .iter()
        .map(|stem| (stem, parts(site, stem).len()))
        .collect();
    let long = counts
        .into_iter()
        .find(|(name, _)| name.starts_with("alert.import-excess") && name.ends_with("-evidence"));
    long.map_or(0, |(_, rows)| rows)
}

/// Gives a run a `changes.parquet` with one new alert and one that is there no more.
pub(crate) fn write_changes(run: &Path) {
    let because = |cause, detail: &str| Because {
        cause,
        detail: detail.to_owned(),
    };
    let row = |year, change, causes| AlertChange {
        alert: format!("import-excess:SWE:PD002:{year}"),
        rule: Rule::ImportExcess,
        country: "SWE".to_owned(),
        partner: None,
        substance: "PD002".to_owned(),
        substance_name: "bromazepam".to_owned(),
        schedule: "IV".to_owned(),
        year,
        change,
        causes,
        before: None,
        after: None,
        previous_run: Some("000001".to_owned()),
    };
    let gone = vec![
        because(Cause::Correction, "SWE-1 <b>of 3 kg</b>"),
        because(Cause::Supplement, ""),
    ];
    let changes = [
        row(1999, Change::Cleared, gone),
        row(2024, Change::New, vec![because(Cause::LateRecord, "SWE-2")]),
    ];
    let _ = fs::remove_file(run.join("changes.parquet"));
    inforce::archive::write_changes(run, Access::Group, &changes).unwrap();
}
