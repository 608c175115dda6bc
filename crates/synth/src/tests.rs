//! Small worlds, made and read back.

mod read_back;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use read_back::{Line, read};
use tempfile::TempDir;

use super::catalogue::Catalogue;
use super::convention::Convention;
use super::*;

/// Every reason to refuse a record and a filing (rules 4.3; the first one, data: CSV).
const RECORD_REASONS: [&str; 16] = [
    "bad-line",
    "missing-field",
    "bad-date",
    "unknown-unit",
    "bad-number",
    "date-out-of-range",
    "dated-after-receipt",
    "unknown-country",
    "self-trade",
    "unknown-flow",
    "unknown-procedure",
    "unknown-form",
    "no-factor",
    "negative-quantity",
    "quantity-too-large",
    "reexport-exceeds-quantity",
];
const FILING_REASONS: [&str; 16] = [
    "bad-line",
    "missing-field",
    "unknown-kind",
    "bad-date",
    "date-out-of-range",
    "bad-number",
    "unknown-country",
    "unknown-substance",
    "wrong-kind",
    "missing-year",
    "missing-effective",
    "bad-year",
    "confirmed-before-received",
    "schedule-i",
    "negative-quantity",
    "quantity-too-large",
];

struct Dataset {
    folder: TempDir,
    made: Made,
}

impl Dataset {
    fn of(options: impl FnOnce(PathBuf) -> Options) -> Dataset {
        let folder = tempfile::tempdir().unwrap();
        let made = generate(&options(folder.path().join("made")), &|_| ()).unwrap();
        Dataset { folder, made }
    }

    fn demo() -> Dataset {
        Dataset::of(|out| Options::demo(24_000, 1971, out))
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("made")
    }

    /// Rows of `trades` or `estimates`, without those that must be refused.
    fn valid(&self, folder: &str) -> Vec<Line> {
        let faults = fs::read_to_string(self.path().join("planted/faults.csv")).unwrap();
        let refused: BTreeSet<(String, u64)> = faults
            .lines()
            .skip(1)
            .map(|line| line.split(',').collect::<Vec<&str>>())
            .map(|fields| (fields[1].to_owned(), fields[2].parse().unwrap()))
            .collect();
        let mut rows = read(&self.path(), folder);
        rows.retain(|row| !refused.contains(&(row.file.clone(), row.row)));
        rows
    }
}

fn catalogues() -> [Catalogue; 3] {
    [Convention::C1971, Convention::C1961, Convention::C1988]
        .map(|convention| Catalogue::builtin(convention).unwrap())
}

/// All files with their content.
fn bytes(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut out = BTreeMap::new();
    for path in read_back::files(folder) {
        out.insert(
            path.strip_prefix(folder).unwrap().to_owned(),
            fs::read(&path).unwrap(),
        );
    }
    out
}

#[test]
fn the_same_options_give_the_same_bytes_on_any_number_of_threads() {
    let make = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        let options = |out| Options {
            format: Format::Both,
            rows_per_file: 700,
            conventions: Conventions::All,
            ..Options::new(9_000, 7, out)
        };
        let dataset = pool.install(|| Dataset::of(options));
        bytes(&dataset.path())
    };
    let alone = make(1);
    assert!(alone.len() > 20);
    assert_eq!(alone, make(2));
    assert_eq!(alone, make(5));
}

/// The file is TOML that says so, whatever the seed.
#[test]
fn every_dataset_says_that_it_is_invented() {
    let dataset = Dataset::of(|out| Options::new(1_000, u64::MAX, out));
    let about: toml::Table =
        toml::from_str(&fs::read_to_string(dataset.path().join("about.toml")).unwrap()).unwrap();
    assert_eq!(about["invented"], toml::Value::Boolean(true));
    assert!(
        about["note"]
            .as_str()
            .unwrap()
            .contains("seed 18446744073709551615")
    );
}

#[test]
fn another_seed_gives_another_world() {
    let make = |seed| bytes(&Dataset::of(|out| Options::new(1_000, seed, out)).path());
    assert_ne!(make(1), make(2));
}

#[test]
fn the_number_of_records_is_exact() {
    for records in [1_000, 1_001, 1_234, 5_000, 40_003] {
        for format in [Format::Parquet, Format::Csv, Format::Both] {
            let dataset = Dataset::of(|out| Options {
                format,
                rows_per_file: 9_000,
                conventions: if records % 2 == 0 {
                    Conventions::All
                } else {
                    Conventions::Only1971
                },
                ..Options::new(records, 3, out)
            });
            assert_eq!(dataset.made.records, records);
            let rows: usize = read(&dataset.path(), "trades").len();
            assert_eq!(u64::try_from(rows).unwrap(), records);
            let filings: usize = read(&dataset.path(), "estimates").len();
            assert_eq!(u64::try_from(filings).unwrap(), dataset.made.filings);
        }
    }
}

#[test]
fn progress_counts_every_record() {
    let folder = tempfile::tempdir().unwrap();
    let seen = std::sync::atomic::AtomicU64::new(0);
    let options = Options {
        rows_per_file: 500,
        ..Options::new(4_000, 3, folder.path().to_owned())
    };
    generate(&options, &|rows| {
        seen.fetch_add(rows, std::sync::atomic::Ordering::Relaxed);
    })
    .unwrap();
    assert_eq!(seen.into_inner(), 4_000);
}

#[test]
fn versions_come_at_their_rates_and_in_other_files() {
    let dataset = Dataset::of(|out| Options {
        rows_per_file: 4_000,
        ..Options::new(100_000, 11, out)
    });
    let made = &dataset.made;
    for half_a_per_cent in [made.duplicates, made.corrections] {
        assert!((400..600).contains(&half_a_per_cent), "{half_a_per_cent}");
    }
    assert!((20..90).contains(&made.withdrawals), "{}", made.withdrawals);

    let mut versions: HashMap<String, Vec<Line>> = HashMap::new();
    for row in dataset.valid("trades") {
        versions
            .entry(row.text("record_id").to_owned())
            .or_default()
            .push(row);
    }
    let several: Vec<&Vec<Line>> = versions.values().filter(|rows| rows.len() > 1).collect();
    assert!(several.iter().all(|rows| rows.len() == 2));
    let count = |test: fn(&Line, &Line) -> bool| {
        u64::try_from(
            several
                .iter()
                .filter(|rows| test(&rows[0], &rows[1]))
                .count(),
        )
        .unwrap()
    };
    let content = |row: &Line| {
        let mut fields = row.fields.clone();
        fields.sort();
        fields
    };
    assert_eq!(
        u64::try_from(several.len()).unwrap(),
        made.duplicates + made.corrections + made.withdrawals
    );
    let same = several
        .iter()
        .filter(|rows| content(&rows[0]) == content(&rows[1]))
        .count();
    assert_eq!(u64::try_from(same).unwrap(), made.duplicates);
    let withdrawn = count(|a, b| a.text("quantity_g") == "0" || b.text("quantity_g") == "0");
    assert_eq!(withdrawn, made.withdrawals);
    assert!(count(|a, b| a.file != b.file) * 2 > u64::try_from(several.len()).unwrap());
}

#[test]
fn valid_rows_are_valid() {
    let catalogues = catalogues();
    let all_forms = catalogues.iter().flat_map(|catalogue| &catalogue.forms);
    let forms: HashMap<&str, bool> = all_forms
        .map(|f| (f.code.as_str(), f.parts.is_empty()))
        .collect();
    let countries: BTreeSet<&str> = catalogues[0].countries.iter().map(String::as_str).collect();
    for dataset in [
        Dataset::demo(),
        Dataset::of(|out| Options::new(30_000, 5, out)),
        Dataset::of(|out| Options {
            conventions: Conventions::All,
            ..Options::new(30_000, 6, out)
        }),
    ] {
        for row in dataset.valid("trades") {
            assert_eq!(forms.get(row.text("form")), Some(&false), "{row:?}");
            assert!(countries.contains(row.text("reporter")));
            let partner = row.text("partner");
            assert!(
                countries.contains(partner) || (partner.is_empty() && row.text("flow") == "import")
            );
            assert_ne!(partner, row.text("reporter"));
            assert!(["import", "export"].contains(&row.text("flow")));
            assert!(("2023-01-01".."2025-01-01").contains(&row.text("date")));
            assert!(row.text("received").is_empty() || row.text("date") < row.text("received"));
            let (quantity, reexport) = row.micrograms();
            assert!(
                (0..1_000_000_000_000_000_000).contains(&quantity),
                "{row:?}"
            );
            assert!((0..=quantity).contains(&reexport));
            assert!(row.text("record_id").starts_with(row.text("reporter")));
        }
        for row in dataset.valid("estimates") {
            let of = |catalogue: &&Catalogue| {
                let mut codes = catalogue.substances.iter().map(|s| s.code.as_str());
                codes.any(|code| code == row.text("substance"))
            };
            let catalogue = catalogues.iter().find(of).unwrap();
            let listed = catalogue.substances.iter().filter(|s| s.listed_only);
            assert!(
                !listed
                    .map(|s| &s.code)
                    .any(|code| code == row.text("substance"))
            );
            assert!(countries.contains(row.text("country")));
            let kinds: &[&str] = match catalogue.convention {
                Convention::C1971 => &["assessment", "established", "supplement"],
                Convention::C1961 => &["estimate", "established", "supplement", "deduction"],
                Convention::C1988 => &["requirement"],
            };
            assert!(kinds.contains(&row.text("kind")), "{row:?}");
            if catalogue.convention == Convention::C1961 {
                assert!(["2023", "2024"].contains(&row.text("year")), "{row:?}");
                let confirmed = row.text("confirmed");
                assert!(confirmed.is_empty() || confirmed >= row.text("received"));
            } else if row.text("kind") != "supplement" {
                assert!(row.text("effective") >= "2017", "{row:?}");
            }
        }
    }
}

#[test]
fn the_demo_has_something_of_everything() {
    let dataset = Dataset::demo();
    let made = &dataset.made;
    let alerts = made.alerts;
    assert!((90..=180).contains(&alerts.total()), "{alerts:?}");
    for of_rule in [
        alerts.import_excess,
        alerts.partner_reported_excess,
        alerts.export_excess,
    ] {
        assert!(of_rule >= 10, "{alerts:?}");
    }
    assert!(
        alerts.schedule_i_trade >= 5 && alerts.prohibited_trade >= 5,
        "{alerts:?}"
    );
    let all = |reasons: &[&'static str]| reasons.iter().copied().collect::<BTreeSet<&str>>();
    assert_eq!(
        made.refused_records
            .keys()
            .copied()
            .collect::<BTreeSet<&str>>(),
        all(&RECORD_REASONS)
    );
    assert_eq!(
        made.refused_filings
            .keys()
            .copied()
            .collect::<BTreeSet<&str>>(),
        all(&FILING_REASONS)
    );

    let rows = dataset.valid("trades");
    let distinct = |of: fn(&Line) -> &str| rows.iter().map(of).collect::<BTreeSet<&str>>().len();
    assert!(distinct(|row| row.text("reporter")) >= 40);
    assert!(distinct(|row| row.text("form").split('-').next().unwrap()) >= 45);
    assert!(
        rows.iter()
            .any(|row| !row.text("special_licence").is_empty())
    );
    for form in ["BINOCET", "NC005-SIII"] {
        assert!(rows.iter().any(|row| row.text("form") == form));
    }
    assert!(rows.iter().any(|row| row.text("procedure") == "simplified"));
    for unit in ["kg", "g", "mg"] {
        assert!(rows.iter().any(|row| row.text("unit") == unit));
    }
    let filings = dataset.valid("estimates");
    for kind in [
        "assessment",
        "established",
        "supplement",
        "estimate",
        "requirement",
    ] {
        assert!(
            filings
                .iter()
                .filter(|row| row.text("kind") == kind)
                .count()
                > 15
        );
    }
    assert!(
        filings
            .iter()
            .any(|row| row.text("effective") == "2025-01-01")
    );
    assert!(filings.iter().any(|row| row.text("received") < "2020"));
    let narcotics = |kind: &str, test: fn(&Line) -> bool| {
        let of_kind = filings.iter().filter(|row| row.text("kind") == kind);
        assert!(
            of_kind.clone().filter(|row| test(row)).count() > 2,
            "{kind}"
        );
    };
    let is_late = |row: &Line| row.text("confirmed") >= row.text("year");
    narcotics("estimate", is_late);
    narcotics("estimate", |row| row.text("confirmed").is_empty());
    narcotics("supplement", is_late);
    narcotics("deduction", |_| true);
    narcotics("requirement", |row| {
        !row.text("effective").ends_with("-01-01")
    });
    assert!(bytes(&dataset.path()).values().map(Vec::len).sum::<usize>() < 2_000_000);
}

/// What was added up beforehand is what the rows come to.
#[test]
fn planted_totals_are_those_of_the_rows() {
    for dataset in [
        Dataset::demo(),
        Dataset::of(|out| Options {
            format: Format::Both,
            conventions: Conventions::All,
            ..Options::new(50_000, 9, out)
        }),
    ] {
        let totals = totals(&dataset.valid("trades"));
        let alerts = fs::read_to_string(dataset.path().join("planted/alerts.csv")).unwrap();
        let mut number = 0;
        for line in alerts.lines().skip(1) {
            let fields: Vec<&str> = line.split(',').collect();
            let key = [fields[1], fields[2], fields[3], fields[4], fields[5]].join(":");
            let (total, records) = totals.get(&key).copied().unwrap_or_default();
            assert_eq!(text::exact_grams(total), fields[10], "{line}");
            assert_eq!(records.to_string(), fields[11], "{line}");
            number += 1;
        }
        assert_eq!(number, dataset.made.alerts.total());
    }
}

/// Base mass and number of records of every group of every rule, from the last versions of valid rows.
fn totals(rows: &[Line]) -> HashMap<String, (u128, u64)> {
    let catalogues = catalogues();
    let mut last: HashMap<&str, &Line> = HashMap::new();
    for row in rows {
        let entry = last.entry(row.text("record_id")).or_insert(row);
        if row.received() > entry.received() {
            *entry = row;
        }
    }
    let mut out: HashMap<String, (u128, u64)> = HashMap::new();
    for row in last.values() {
        let (quantity, reexport) = row.micrograms();
        let year = &row.text("date")[..4];
        let (reporter, partner) = (row.text("reporter"), row.text("partner"));
        let forms = catalogues
            .iter()
            .flat_map(|catalogue| catalogue.forms.iter().map(move |form| (catalogue, form)));
        let mut of_code = forms.filter(|(_, form)| form.code == row.text("form"));
        let (catalogue, form) = of_code.next().unwrap();
        if form.exempt || row.text("procedure") == "simplified" {
            continue;
        }
        let counted = match catalogue.convention {
            Convention::C1971 => quantity - reexport,
            Convention::C1961 | Convention::C1988 => quantity,
        };
        for (substance, factor) in &form.parts {
            let mass = u128::from(counted.unsigned_abs()) * factor;
            let substance = catalogue.substance(*substance);
            let importer = if row.text("flow") == "import" {
                reporter
            } else {
                partner
            };
            let mut keys = Vec::new();
            let key = |rule, country, partner| {
                [rule, country, partner, substance.code.as_str(), year].join(":")
            };
            if row.text("flow") == "import" {
                keys.push(key("import-excess", importer, ""));
            } else {
                keys.push(key("partner-reported-excess", importer, ""));
                keys.push(key("export-excess", reporter, importer));
            }
            keys.push(key("schedule-i-trade", importer, ""));
            if row.text("special_licence").is_empty() {
                keys.push(key("prohibited-trade", importer, ""));
            }
            for key in keys.into_iter().filter(|_| mass > 0) {
                let sum = out.entry(key).or_default();
                *sum = (sum.0 + mass, sum.1 + 1);
            }
        }
    }
    out
}

/// Trade in psychotropic substances is the same whether or not there is other trade beside it.
#[test]
fn conventions_leave_each_other_alone() {
    let world = |records, conventions| {
        let dataset = Dataset::of(|out| Options {
            conventions,
            ..Options::new(records, 17, out)
        });
        bytes(&dataset.path())
    };
    let all = world(12_000, Conventions::All);
    let alone = world(12_000 - 4_300 - 1_100, Conventions::Only1971);
    for (path, content) in &alone {
        if !path.starts_with("planted") {
            assert!(all[path] == *content, "{}", path.display());
        }
    }
    let others = |folder: &str| {
        let is_in = |path: &&PathBuf| path.components().any(|it| it.as_os_str() == folder);
        all.keys().filter(is_in).count()
    };
    assert_eq!(
        others("narcotics") + others("precursors") + alone.len(),
        all.len()
    );
}

/// Every form and substance of the built-in config belongs to one of the conventions.
#[test]
fn nothing_of_the_config_is_left_out() {
    let lines = |text: &str| csv::Reader::from_reader(text.as_bytes()).records().count();
    let sum = |of: fn(&Catalogue) -> usize| catalogues().iter().map(of).sum::<usize>();
    let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config");
    let text = |name: &str| fs::read_to_string(config.join(name)).unwrap();
    assert_eq!(
        sum(|it| it.substances.len()),
        lines(&text("substances.csv"))
    );
    let codes = |name: &str| -> BTreeSet<String> {
        let text = text(name);
        let rows = text.lines().skip(1);
        rows.map(|row| row.split(',').next().unwrap().to_owned())
            .collect()
    };
    let forms = codes("forms.csv").len() + codes("preparations.csv").len();
    assert_eq!(sum(|it| it.forms.len()), forms);
}

#[test]
fn one_group_in_twenty_is_in_excess() {
    let dataset = Dataset::of(|out| Options::new(100_000, 21, out));
    let made = dataset.made;
    let expected = made.groups / 20;
    for of_rule in [
        made.alerts.import_excess,
        made.alerts.partner_reported_excess,
    ] {
        assert!(
            (expected * 8 / 10..expected * 12 / 10).contains(&of_rule),
            "{of_rule} of {}",
            made.groups
        );
    }
}

#[test]
fn a_folder_with_something_in_it_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("letter.txt"), "keep").unwrap();
    let error = generate(&Options::new(1_000, 1, folder.path().to_owned()), &|_| ()).unwrap_err();
    assert!(matches!(error, SynthError::NotEmpty(_)));
    assert!(
        error
            .to_string()
            .ends_with("the folder is not empty; name a new folder, or remove what is in it first")
    );
    let file = folder.path().join("letter.txt");
    let error = generate(&Options::new(1_000, 1, file.clone()), &|_| ()).unwrap_err();
    assert!(matches!(error, SynthError::NotAFolder(_)));
    assert_eq!(fs::read_to_string(file).unwrap(), "keep");
}

#[test]
fn impossible_numbers_are_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("new");
    for records in [0, 999, 10_000_000_001] {
        let error = generate(&Options::new(records, 1, out.clone()), &|_| ()).unwrap_err();
        assert!(matches!(error, SynthError::RecordCount { .. }));
    }
    let options = Options {
        rows_per_file: 0,
        ..Options::new(1_000, 1, out.clone())
    };
    assert!(matches!(
        generate(&options, &|_| ()),
        Err(SynthError::NoRowsPerFile)
    ));
    assert!(!out.exists());
}

/// The demo in the repository is what the command in `testdata/README.md` makes.
#[test]
fn the_demo_in_the_repository_is_the_one_that_is_made() {
    let kept = bytes(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/demo"));
    let made = bytes(&Dataset::demo().path());
    assert_eq!(
        kept.keys().collect::<Vec<_>>(),
        made.keys().collect::<Vec<_>>()
    );
    for (path, content) in &kept {
        assert!(
            made[path] == *content,
            "{} differs: make the demo anew",
            path.display()
        );
    }
}
