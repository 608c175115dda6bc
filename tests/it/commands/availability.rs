//! `inforce availability`: the worked examples, what is refused, and agreement with a slow reference over all the real figures.

use crate::house::{House, Said};
use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, Int64Type};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// The real figures.
const REAL: &str = "testdata/availability/narcotic-consumption.csv";

fn real() -> String {
    format!("{ROOT}/{REAL}")
}

fn house() -> House {
    let house = House::new();
    house.write("use.csv", ROWS);
    house
}

/// Kenya and Ghana report, Mali does not, and the code ANT is of no country.
const ROWS: &str = "\
country,iso3,year,drug,consumption_kg,reported
Kenya,KEN,2013,morphine,7.3,
Kenya,KEN,2013,fentanyl,0,yes
Kenya,KEN,2013,codeine,3.65,
Ghana,GHA,2013,morphine,0,
Ghana,GHA,2013,fentanyl,2.19e-02,
Mali,MLI,2013,morphine,0,
Mali,MLI,2013,fentanyl,0,
,ANT,2013,morphine,1,
";

/// What the command says on a terminal of 80 columns.
fn told(house: &House, more: &str) -> Said {
    house.told(&format!("availability {more}"))
}

fn tree(house: &House, more: &str) -> Value {
    house.tree(&format!("availability {more}"))
}

/// Rows of CSV, each by its columns.
fn rows(house: &House, more: &str) -> Vec<BTreeMap<String, String>> {
    let said = house.inforce(&format!("availability --format csv {more}"));
    assert_eq!(said.code, Some(0), "{more}: {}", said.stderr);
    let mut reader = csv::Reader::from_reader(said.stdout.as_bytes());
    reader.deserialize().map(|row| row.unwrap()).collect()
}

#[test]
fn the_worked_examples_come_out() {
    let house = House::new();
    let asked = format!(
        "--consumption {} --year 2013 --country JAM --country nepal",
        real()
    );
    let tree = tree(&house, &asked);
    let value = |line: &Value| {
        [
            "place",
            "s_ddd_per_million_per_day",
            "status",
            "class",
            "inhabitants",
        ]
        .map(|of| line[of].clone())
    };
    let lines: Vec<_> = tree["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(value)
        .collect();
    assert_eq!(
        json!(lines),
        json!([
            [
                "JAM",
                "136.64",
                "partial",
                "100-to-200-as-reported",
                2_783_687
            ],
            [
                "NPL",
                "23.15",
                "partial",
                "below-100-as-reported",
                27_589_996
            ]
        ])
    );
    // By hand: 5 kg / 100 mg + 11 kg / 400 mg + 0.036792 kg / 0.6 mg + 0.001 kg / 75 mg = 50000 + 27500 + 61320 + 40/3 doses.
    assert_eq!(tree["lines"][0]["doses"], "416500/3");
    assert_eq!(tree["codeine"], "left-out");
}

/// A leap year is divided by 365 days as well: the examples leave open what the Board does there.
#[test]
fn a_leap_year_has_365_days() {
    let house = House::new();
    house.write(
        "use.csv",
        "iso3,year,drug,consumption_kg\nJAM,2012,morphine,3.65\n",
    );
    house.write("people.csv", "country,year,inhabitants\nJAM,2012,1000000\n");
    let tree = tree(&house, "--consumption use.csv --population people.csv");
    assert_eq!(tree["lines"][0]["exact"], "100");
    assert_eq!(tree["days"], 365);
}

#[test]
fn a_region_comes_out_as_by_hand() {
    let house = house();
    house.write(
        "people.csv",
        "country,year,inhabitants\nKEN,2013,2000000\nGHA,2013,3000000\nMLI,2013,5000000\n",
    );
    // 73,000 doses in Kenya and 36,500 in Ghana, whose inhabitants are 5,000,000 of 10,000,000: 109,500 / 5 / 365 = 60.
    let asked = "--consumption use.csv --population people.csv --by region";
    let rows = rows(&house, asked);
    let told = |row: &BTreeMap<String, String>| {
        [
            "place",
            "exact",
            "doses",
            "status",
            "class",
            "countries_reporting",
            "countries",
            "population_share_percent",
        ]
        .map(|column| row[column].clone())
        .join(" ")
    };
    let rows: Vec<String> = rows.iter().map(told).collect();
    assert_eq!(
        rows,
        [
            "Africa 60 109500 partial below-100-as-reported 2 3 50.00",
            "Americas  0 no-data  0 0 ",
            "Asia  0 no-data  0 0 ",
            "Europe  0 no-data  0 0 ",
            "Oceania  0 no-data  0 0 ",
            "World 60 109500 partial below-100-as-reported 2 3 50.00",
        ]
    );
}

#[test]
fn nothing_of_the_file_is_dropped_in_silence() {
    let house = house();
    let said = told(&house, "--consumption use.csv");
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    for expected in [
        "  ANT   Netherlands Antilles         no-data  unknown country        1 of 2\n",
        "ANT (Netherlands Antilles) is no country of the configuration, so that it has\n  no value and is in no region: 1 row from line 9 on, 1 above zero.",
        "3 zeros of the file may mean that nothing was reported, the first in line 5:\n  none counts as reported.",
        "Odd about the file besides: an amount with an exponent, an amount of more than\n  two places. --explain lists them, and JSON does.",
        "Codeine is left out.",
        "  MLI   Mali                         no-data  nothing reported       0 of 2\n",
    ] {
        assert!(
            said.stdout.contains(expected),
            "{expected}\n{}",
            said.stdout
        );
    }
    assert!(
        said.stdout.lines().all(|line| line.chars().count() <= 80),
        "{}",
        said.stdout
    );
    let csv = house.inforce("availability --consumption use.csv --by region --format csv");
    assert!(
        csv.stderr
            .contains("ANT (Netherlands Antilles) is no country"),
        "{}",
        csv.stderr
    );
    let tree = tree(&house, "--consumption use.csv");
    assert_eq!(
        tree["oddities"]["unknown_countries"][0]["known_as"],
        "Netherlands Antilles"
    );
    assert_eq!(
        tree["oddities"]["zeros_that_may_mean_not_reported"],
        json!({"rows": 3, "first_line": 5})
    );
}

/// The remedy for a state without a code: a configuration and a table that have it.
#[test]
fn a_former_state_has_a_value_where_the_tables_have_it() {
    let house = house();
    let config = Path::new(ROOT).join("config");
    for entry in fs::read_dir(&config).unwrap() {
        let path = entry.unwrap().path();
        if path
            .extension()
            .is_some_and(|ending| ending == "csv" || ending == "toml")
        {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            house.write(&format!("own/{name}"), fs::read(&path).unwrap());
        }
    }
    let countries = fs::read_to_string(house.path("own/countries.csv")).unwrap();
    house.write(
        "own/countries.csv",
        format!("{countries}ANT,Netherlands Antilles,Americas,en,,,,,,,,\n"),
    );
    house.write("people.csv", "country,year,inhabitants\nANT,2013,1000000\n");
    let asked = "--consumption use.csv --population people.csv --config own --country ANT";
    let tree = tree(&house, asked);
    // 10,000 doses: 10,000 / 365 = 27.397.
    assert_eq!(tree["lines"][0]["s_ddd_per_million_per_day"], "27.40");
    assert_eq!(tree["lines"][0]["region"], "Americas");
}

#[test]
fn an_explanation_names_rows_doses_inhabitants_and_formula() {
    let house = house();
    house.write(
        "people.csv",
        "country,year,inhabitants\nKEN,2013,2000000\nGHA,2013,3000000\n",
    );
    let asked = "--consumption use.csv --population people.csv --explain";
    let said = told(&house, &format!("{asked} --country GHA"));
    for expected in [
        "Ghana, 2013, opioid-analgesics:\n",
        "  fentanyl, line 6: 0.0219 kg / 0.6 mg (K-strong, line 5) = 36,500 doses\n",
        "  morphine, line 5: 0 kg may mean that nothing was reported, not counted\n",
        "  inhabitants by people.csv: GHA 3,000,000 (line 3)\n",
        "  36500 x 1,000,000 / (3,000,000 x 365) = 100/3 = 33.33\n",
    ] {
        assert!(
            said.stdout.contains(expected),
            "{expected}\n{}",
            said.stdout
        );
    }
    let tree = tree(&house, &format!("{asked} --country GHA"));
    assert_eq!(
        tree["explained"][0]["drugs"][0],
        json!({
            "substance": "NF001", "line": 6, "kilograms": "0.0219", "is_reported": true, "s_ddd_mg": "0.6", "s_ddd_line": 5,
            "confidence": "K-strong", "doses": "36500"
        })
    );
    let said = told(&house, &format!("{asked} --by region"));
    for expected in [
        "  2 of 2 countries have a value, 1 of them with every drug; they have\n    5,000,000 of 5,000,000 inhabitants\n",
        "  doses (rounded) and inhabitants: GHA 36,500.00 doses, 3,000,000; KEN\n    73,000.00 doses, 2,000,000\n",
        "  109500 x 1,000,000 / (5,000,000 x 365) = 60 = 60.00\n",
    ] {
        assert!(
            said.stdout.contains(expected),
            "{expected}\n{}",
            said.stdout
        );
    }
}

#[test]
fn codeine_is_left_out_split_or_counted() {
    let house = house();
    house.write("people.csv", "country,year,inhabitants\nKEN,2013,1000000\n");
    let of = |more: &str| {
        let rows = rows(
            &house,
            &format!("--consumption use.csv --population people.csv --country KEN {more}"),
        );
        let told = rows
            .iter()
            .map(|row| (row["group"].clone(), row["exact"].clone()));
        told.collect::<Vec<_>>()
    };
    let pair = |group: &str, value: &str| (group.to_owned(), value.to_owned());
    assert_eq!(of(""), [pair("opioid-analgesics", "200")]);
    assert_eq!(of("--codeine counted"), [pair("opioid-analgesics", "300")]);
    let split = [pair("opioid-analgesics", "200"), pair("codeine", "100")];
    assert_eq!(of("--codeine split"), split);
    let by_group: BTreeSet<_> = of("--codeine split --by group").into_iter().collect();
    assert_eq!(by_group, split.into_iter().collect());
    let said = told(&house, "--consumption use.csv --codeine counted");
    assert!(
        said.stdout
            .contains("Codeine is counted with the main opioid analgesics.")
    );
}

#[test]
fn parquet_has_the_columns_and_rows_of_csv() {
    let house = house();
    let asked = "--consumption use.csv --by country";
    let csv = rows(&house, asked);
    let said = told(&house, &format!("{asked} --parquet use.parquet"));
    assert!(
        said.stdout.contains("\n4 lines written to use.parquet\n"),
        "{}",
        said.stdout
    );
    let file = fs::File::open(house.path("use.parquet")).unwrap();
    let mut reader = ParquetRecordBatchReaderBuilder::try_new(file)
        .unwrap()
        .build()
        .unwrap();
    let batch = reader.next().unwrap().unwrap();
    let columns: Vec<String> = batch
        .schema()
        .fields()
        .iter()
        .map(|field| field.name().clone())
        .collect();
    let mut of_csv: Vec<String> = csv[0].keys().cloned().collect();
    let mut sorted = columns.clone();
    of_csv.sort();
    sorted.sort();
    assert_eq!(sorted, of_csv);
    for (place, row) in csv.iter().enumerate() {
        for (column, name) in batch.columns().iter().zip(&columns) {
            let found = if column.is_null(place) {
                String::new()
            } else if let Some(texts) = column.as_string_opt::<i32>() {
                texts.value(place).to_owned()
            } else if let Some(numbers) = column.as_primitive_opt::<Int64Type>() {
                numbers.value(place).to_string()
            } else {
                column
                    .as_primitive::<Decimal128Type>()
                    .value_as_string(place)
            };
            assert_eq!(found, row[name], "{name} of row {place}");
        }
    }
    // A file that is there is replaced.
    assert_eq!(
        told(&house, &format!("{asked} --parquet use.parquet")).code,
        Some(0)
    );
}

#[test]
fn pages_are_whole_and_say_what_the_answer_says() {
    let house = house();
    let said = told(
        &house,
        "--consumption use.csv --pages pages --codeine split",
    );
    assert!(
        said.stdout
            .contains("\n5 pages written; the first is pages/index.html\n"),
        "{}",
        said.stdout
    );
    let read = |name: &str| fs::read_to_string(house.path(&format!("pages/{name}"))).unwrap();
    let index = read("index.html");
    for expected in [
        "<h1>Main opioid analgesics, without codeine, 2013</h1>",
        "Codeine is left out there and shown as a group of its own.",
        "id=\"wide-stripes\"",
        "aria-label=\"Mali (MLI): no data, nothing reported\"",
        "<a href=\"country/ANT.html\">",
    ] {
        assert!(index.contains(expected), "{expected}");
    }
    assert!(
        !index.contains("<script") && !index.contains("style="),
        "no scripts, and no styles that the policy forbids"
    );
    let ghana = read("country/GHA.html");
    assert!(
        ghana.contains("not reported?") && ghana.contains("0.0219"),
        "{ghana}"
    );
    // Every link leads to a page or a place that is there.
    for (page, folder) in [(&index, ""), (&ghana, "country/")] {
        for link in page
            .split("href=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap())
        {
            let (file, place) = link.split_once('#').unwrap_or((link, ""));
            let path = house.path(&format!("pages/{folder}{file}"));
            assert!(file.is_empty() || path.exists(), "{link}");
            let target = if file.is_empty() {
                page.clone()
            } else {
                fs::read_to_string(path).unwrap()
            };
            assert!(
                place.is_empty() || target.contains(&format!("id=\"{place}\"")),
                "{link}"
            );
        }
    }
    let again = told(&house, "--consumption use.csv --pages pages");
    assert_eq!(again.code, Some(2));
    assert_eq!(
        again.stderr,
        "inforce: pages: found something there already, expected a new or empty folder; name another one, or remove it\n"
    );
    let nowhere = told(&house, "--consumption use.csv --pages none/pages");
    assert!(
        nowhere.stderr.contains("no page was put in place"),
        "{}",
        nowhere.stderr
    );
}

#[test]
fn each_misuse_is_named_with_its_remedy() {
    let house = house();
    house.write("none.csv", "iso3,year,drug,consumption_kg\n");
    house.write(
        "bad.csv",
        "iso3,year,drug,consumption_kg\nJAM,2013,morphine,1 kg\n",
    );
    house.write(
        "other.csv",
        "iso3,year,drug,consumption_kg\nJAM,2013,diazepam,1\n",
    );
    house.write(
        "doses.csv",
        "substance,group,s_ddd_mg,confidence,source\nNM009,opioid-analgesics,0,V,x\n",
    );
    for (asked, expected) in [
        (
            "--consumption nowhere.csv",
            "nowhere.csv: found No such file or directory (os error 2), expected a file with the consumption; name one that can be read",
        ),
        (
            "--consumption use.csv --population nowhere.csv",
            "nowhere.csv: found No such file or directory (os error 2), expected a file with the inhabitants; name one that can be read",
        ),
        (
            "--consumption none.csv",
            "none.csv: found no row, expected one for each country, year and drug; name a file that has some",
        ),
        (
            "--consumption bad.csv",
            "bad.csv, line 2: found consumption_kg is \"1 kg\", expected kilograms: digits, and if need be a point and at most nine more, below \
             1000000000; write the amount without unit, sign, blanks and marks of thousands, and with a point",
        ),
        (
            "--consumption use.csv --s-ddd doses.csv",
            "doses.csv, line 2: found s_ddd_mg is \"0\", expected milligrams above zero with at most three places, below 1000000; write digits, \
             and if need be a point and digits; where no dose is known, leave it empty and write NF as its confidence",
        ),
        (
            "--consumption use.csv --year 2014",
            "use.csv: found no row of 2014, and rows of 2013 to 2013; ask about one of those years",
        ),
        (
            "--consumption use.csv --from 2013 --to 2012",
            "--from is 2013 and --to is 2012; name a first year that is not after the last",
        ),
        (
            "--consumption use.csv --by region --country KEN",
            "--country has no meaning with --by region; leave one of the two out",
        ),
        (
            "--consumption use.csv --country xyzzy",
            "\"xyzzy\" is no country of the configuration; write its code or its name",
        ),
        (
            "--consumption use.csv --group pain",
            "--group is \"pain\", and built-in s-ddd.csv has the groups antiepileptics, anxiolytics, codeine, opioid-analgesics, \
             opioid-dependence, sedatives, stimulants; name one of them",
        ),
        (
            "--consumption use.csv --group codeine --by group",
            "--group has no meaning with --by group, which shows every group; leave one of the two out",
        ),
        (
            "--consumption use.csv --group codeine --codeine counted",
            "--codeine is about the group opioid-analgesics and has no meaning with --group codeine; leave one of the two out",
        ),
        (
            "--consumption other.csv",
            "other.csv: found no drug of opioid-analgesics whose dose built-in s-ddd.csv has, expected at least one; name another group, or a \
             table that has the doses",
        ),
        (
            "--consumption use.csv --explain --format csv",
            "--explain has nothing to say in CSV; write --format json, or leave --format out",
        ),
    ] {
        let said = told(&house, asked);
        assert_eq!(
            (said.code, &*said.stderr),
            (Some(2), &*format!("inforce: {expected}\n")),
            "{asked}"
        );
    }
    // What an answer is read from is never replaced.
    let before = std::fs::read(house.path("use.csv")).unwrap();
    let said = told(&house, "--consumption use.csv --parquet ./use.csv");
    assert_eq!(
        (said.code, &*said.stderr),
        (
            Some(2),
            "inforce: ./use.csv: the answer is read from it; nothing was written; name another file\n"
        )
    );
    assert_eq!(std::fs::read(house.path("use.csv")).unwrap(), before);
    let said = told(&house, "--consumption use.csv --parquet none/use.parquet");
    assert_eq!(said.code, Some(2));
    assert!(
        said.stderr.contains("none/use.parquet: "),
        "{}",
        said.stderr
    );
}

// A reference of another structure: no drug, country or region has a type, everything is a whole number of 1/1,200,000 doses, which all
// doses in use divide, and each figure is held against what was printed instead of being rounded again.

/// The parts of a dose in which doses are counted.
const PARTS: u128 = 1_200_000;

/// Rows of a CSV file without quotes but for whole cells.
fn table(path: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(|row| row.unwrap()).collect()
}

/// Kilograms or milligrams in millionths, with an exponent if need be.
fn millionths(text: &str) -> u128 {
    let (number, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (whole, places) = number.split_once('.').unwrap_or((number, ""));
    let shift: i32 = 6 + exponent.parse::<i32>().unwrap() - i32::try_from(places.len()).unwrap();
    let digits: u128 = format!("{whole}{places}").parse().unwrap();
    let size = 10_u128.pow(shift.unsigned_abs());
    if shift < 0 {
        assert_eq!(digits % size, 0, "{text}");
        digits / size
    } else {
        digits * size
    }
}

/// What the reference knows of a country and a year, or of a region.
#[derive(Clone, Debug, Default)]
struct Sum {
    parts: u128,
    reported: usize,
    people: Option<u128>,
    reason: &'static str,
    territory: String,
}

/// Whether a printed figure is the nearest hundredth of `top / bottom`, halves up.
fn is_nearest(printed: &str, top: u128, bottom: u128) -> bool {
    let (whole, places) = printed.split_once('.').unwrap();
    assert_eq!(places.len(), 2, "{printed}");
    let hundredths: u128 = format!("{whole}{places}").parse().unwrap();
    let twice = (hundredths * bottom * 2).abs_diff(top * 100 * 2);
    twice < bottom || (twice == bottom && hundredths * bottom > top * 100)
}

fn is_fraction(printed: &str, top: u128, bottom: u128) -> bool {
    // A decimal where one is exact, else a fraction.
    let (above, below): (u128, u128) = match (printed.split_once('/'), printed.split_once('.')) {
        (Some((above, below)), _) => (above.parse().unwrap(), below.parse().unwrap()),
        (None, Some((whole, places))) => {
            assert!(!places.ends_with('0'), "{printed}");
            let size = 10_u128.pow(u32::try_from(places.len()).unwrap());
            (format!("{whole}{places}").parse().unwrap(), size)
        }
        (None, None) => (printed.parse().unwrap(), 1),
    };
    let common = |mut one: u128, mut other: u128| {
        while other > 0 {
            (one, other) = (other, one % other);
        }
        one
    };
    let lowest = |top, bottom| (top / common(top, bottom), bottom / common(top, bottom));
    lowest(above, below) == lowest(top, bottom)
}

/// The class by whole numbers: 100 and 200 times what the doses are divided by.
fn class(top: u128, bottom: u128, is_whole: bool) -> &'static str {
    match (top < 100 * bottom, top > 200 * bottom, is_whole) {
        (true, _, true) => "below-100",
        (true, _, false) => "below-100-as-reported",
        (_, true, _) => "above-200",
        (_, _, true) => "100-to-200",
        (_, _, false) => "100-to-200-as-reported",
    }
}

/// A slow reference over all the real figures agrees on every country, year and region, and on every class.
#[test]
fn every_country_year_and_region_agrees_with_a_slow_reference() {
    let at = |name: &str| format!("{ROOT}/config/{name}");
    let regions: BTreeMap<String, String> = table(&at("countries.csv"))
        .into_iter()
        .map(|row| (row["alpha3"].clone(), row["region"].clone()))
        .collect();
    let people: BTreeMap<(String, String), u128> = table(&at("reference/population.csv"))
        .into_iter()
        .map(|row| {
            (
                (row["country"].clone(), row["year"].clone()),
                row["inhabitants"].parse().unwrap(),
            )
        })
        .collect();
    let doses: BTreeMap<String, (String, u128)> = table(&at("reference/s-ddd.csv"))
        .into_iter()
        .filter(|row| !row["s_ddd_mg"].is_empty())
        .map(|row| {
            (
                row["name"].clone(),
                (row["group"].clone(), millionths(&row["s_ddd_mg"]) / 1000),
            )
        })
        .collect();
    let territories = table(&at("reference/territories.csv"));
    let facts = table(&real());
    let years: BTreeSet<&String> = facts.iter().map(|row| &row["year"]).collect();
    let codes: BTreeSet<&String> = facts.iter().map(|row| &row["iso3"]).collect();
    let above: BTreeSet<(&String, &String)> = facts
        .iter()
        .filter(|row| millionths(&row["consumption_kg"]) > 0)
        .map(|row| (&row["iso3"], &row["year"]))
        .collect();
    let house = House::new();
    for (option, with_codeine) in [("left-out", false), ("counted", true)] {
        let is_counted = |drug: &str| {
            let group = doses[drug].0.as_str();
            group == "opioid-analgesics" || (with_codeine && group == "codeine")
        };
        let drugs: BTreeSet<&String> = facts
            .iter()
            .map(|row| &row["drug"])
            .filter(|drug| is_counted(drug))
            .collect();
        assert_eq!(drugs.len(), if with_codeine { 6 } else { 5 });
        // The file has 5 of the 11 drugs of the group, so that only a value above 200 has a class without reserve; with codeine none has.
        let of_class = |top, bottom| {
            if with_codeine {
                ""
            } else {
                class(top, bottom, false)
            }
        };
        // Pass 1: the doses of each country and year, row by row.
        let mut sums: BTreeMap<(String, String), Sum> = BTreeMap::new();
        for year in &years {
            for code in regions.keys().chain(codes.iter().copied()) {
                sums.entry((code.clone(), (*year).clone())).or_default();
            }
        }
        for row in facts.iter().filter(|row| is_counted(&row["drug"])) {
            let amount = millionths(&row["consumption_kg"]);
            let dose = doses[&row["drug"]].1;
            assert_eq!(PARTS % (dose / 1000).max(1), 0);
            // Millionths of a kilogram are milligrams; the dose is in micrograms.
            let parts = amount * 1000 * PARTS;
            assert_eq!(parts % dose, 0, "{row:?}");
            let sum = sums
                .get_mut(&(row["iso3"].clone(), row["year"].clone()))
                .unwrap();
            sum.parts += parts / dose;
            sum.reported += usize::from(amount > 0);
        }
        // Pass 2: inhabitants, territories and reasons.
        for ((code, year), sum) in &mut sums {
            sum.people = people.get(&(code.clone(), year.clone())).copied();
            sum.reason = if regions.contains_key(code) {
                ""
            } else {
                "unknown-country"
            };
        }
        for row in &territories {
            let of: std::ops::RangeInclusive<i32> =
                row["from"].parse().unwrap()..=row["to"].parse().unwrap();
            for year in years
                .iter()
                .filter(|year| of.contains(&year.parse().unwrap()))
            {
                if !above.contains(&(&row["country"], *year)) {
                    continue;
                }
                let mut number = Some(0);
                for part in row["parts"].split("; ").map(str::to_owned) {
                    let is_own = part == row["country"];
                    if !is_own && above.contains(&(&part, *year)) {
                        continue;
                    }
                    let of_part = people.get(&(part.clone(), (*year).clone())).copied();
                    number = number.zip(of_part).map(|(number, part)| number + part);
                    if !is_own && let Some(sum) = sums.get_mut(&(part, (*year).clone())) {
                        sum.reason = "counted-elsewhere";
                    }
                }
                let sum = sums
                    .get_mut(&(row["country"].clone(), (*year).clone()))
                    .unwrap();
                sum.people = number;
                sum.territory.clone_from(&row["territory"]);
            }
        }
        for sum in sums.values_mut().filter(|sum| sum.reason.is_empty()) {
            if sum.reported == 0 {
                sum.reason = "nothing-reported";
            } else if sum.people.is_none() {
                sum.reason = "no-population";
            }
        }
        // Countries.
        let asked = format!("--consumption {} --from 1989 --codeine {option}", real());
        let printed = rows(&house, &asked);
        assert_eq!(printed.len(), codes.len() * years.len());
        let mut with_value = 0;
        for row in &printed {
            let sum = &sums[&(row["place"].clone(), row["year"].clone())];
            let context = || format!("{row:?} {sum:?}");
            assert_eq!(row["reason"], sum.reason, "{}", context());
            assert_eq!(
                row["drugs_reported"],
                sum.reported.to_string(),
                "{}",
                context()
            );
            assert_eq!(row["territory"], sum.territory, "{}", context());
            assert_eq!(
                row["inhabitants"],
                sum.people
                    .map(|people| people.to_string())
                    .unwrap_or_default()
            );
            assert!(
                is_fraction(&row["doses"], sum.parts, PARTS),
                "{}",
                context()
            );
            if !sum.reason.is_empty() {
                let nothing = ["s_ddd_per_million_per_day", "exact", "class"];
                assert!(
                    nothing.iter().all(|column| row[*column].is_empty()),
                    "{}",
                    context()
                );
                assert_eq!(row["status"], "no-data", "{}", context());
                continue;
            }
            with_value += 1;
            let (top, bottom) = (sum.parts * 1_000_000, PARTS * sum.people.unwrap() * 365);
            let is_whole = sum.reported == drugs.len();
            assert!(
                is_nearest(&row["s_ddd_per_million_per_day"], top, bottom),
                "{}",
                context()
            );
            assert!(is_fraction(&row["exact"], top, bottom), "{}", context());
            assert_eq!(
                row["status"],
                if is_whole { "ok" } else { "partial" },
                "{}",
                context()
            );
            assert_eq!(row["class"], of_class(top, bottom), "{}", context());
        }
        assert!(with_value > 3000, "{with_value}");
        // Regions.
        let printed = rows(&house, &format!("{asked} --by region"));
        assert_eq!(printed.len(), 6 * years.len());
        for row in &printed {
            let of_region =
                |code: &String| row["place"] == "World" || regions.get(code) == Some(&row["place"]);
            let of = sums
                .iter()
                .filter(|((code, year), _)| *year == row["year"] && of_region(code));
            let (mut parts, mut number, mut all) = (0, 0, 0);
            let (mut reporting, mut whole, mut countries) = (0, 0, 0);
            for (_, sum) in of {
                let is_there = sum.people.is_some() || sum.reported > 0;
                if !is_there || ["unknown-country", "counted-elsewhere"].contains(&sum.reason) {
                    continue;
                }
                countries += 1;
                all += sum.people.unwrap_or(0);
                if sum.reason.is_empty() {
                    reporting += 1;
                    whole += usize::from(sum.reported == drugs.len());
                    parts += sum.parts;
                    number += sum.people.unwrap();
                }
            }
            let (top, bottom) = (parts * 1_000_000, PARTS * number * 365);
            assert!(reporting > 0, "{row:?}");
            assert!(is_fraction(&row["exact"], top, bottom), "{row:?}");
            assert!(
                is_nearest(&row["s_ddd_per_million_per_day"], top, bottom),
                "{row:?}"
            );
            assert!(
                is_nearest(&row["population_share_percent"], number * 100, all),
                "{row:?}"
            );
            assert_eq!(row["countries_reporting"], reporting.to_string(), "{row:?}");
            assert_eq!(row["countries"], countries.to_string(), "{row:?}");
            assert_eq!(row["inhabitants"], number.to_string(), "{row:?}");
            let is_whole = whole == countries;
            assert_eq!(
                row["status"],
                if is_whole { "ok" } else { "partial" },
                "{row:?}"
            );
            assert_eq!(row["class"], of_class(top, bottom), "{row:?}");
        }
    }
}

/// The oddities of the real figures, as found in them.
#[test]
fn the_oddities_of_the_real_figures_are_found() {
    let house = House::new();
    let tree = tree(&house, &format!("--consumption {}", real()));
    let odd = &tree["oddities"];
    let rows = |name: &str| odd[name]["rows"].as_u64();
    assert_eq!(rows("zeros_that_may_mean_not_reported"), Some(12_896));
    assert_eq!(rows("amounts_with_exponent"), Some(88));
    assert_eq!(odd["unknown_countries"].as_array().unwrap().len(), 1);
    assert_eq!(odd["unknown_countries"][0]["rows"], 150);
    let names: Vec<&str> = odd["unknown_names"]
        .as_array()
        .unwrap()
        .iter()
        .map(|odd| odd["code"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "ABW", "BIH", "CAF", "COD", "CZE", "FSM", "MDV", "MLT", "PRK", "PYF", "SLB", "STP",
            "VCT"
        ]
    );
}
