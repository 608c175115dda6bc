//! The built-in config holds what the papers print: every substance, every printed form, nothing that refers to nothing.
//!
//! Reads the files as text, on their own, so that a mistake in the data cannot be hidden by the program that uses them.

use inforce::config::{Config, ConfigSource, Language};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// One line of a config file, by column name.
type Row = BTreeMap<String, String>;

fn read(file: &str) -> Vec<Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("config")
        .join(file);
    let mut reader = csv::Reader::from_path(&path).unwrap();
    let header = reader.headers().unwrap().clone();
    reader
        .records()
        .map(|row| {
            header
                .iter()
                .zip(&row.unwrap())
                .map(|(name, cell)| (name.to_owned(), cell.to_owned()))
                .collect()
        })
        .collect()
}

fn header(file: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("config")
        .join(file);
    let mut reader = csv::Reader::from_path(&path).unwrap();
    reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect()
}

fn column(rows: &[Row], name: &str) -> Vec<String> {
    rows.iter().map(|row| row[name].clone()).collect()
}

/// The same values as a set; fails where one stands twice.
fn unique(values: Vec<String>) -> BTreeSet<String> {
    let count = values.len();
    let set: BTreeSet<String> = values.into_iter().collect();
    assert_eq!(set.len(), count, "a value stands twice");
    set
}

/// Digits after the point, trailing zeros not counted.
fn places(figure: &str) -> usize {
    figure
        .split_once('.')
        .map_or(0, |(_, fraction)| fraction.trim_end_matches('0').len())
}

/// The figure without point and trailing zeros, with the number of places it had: 91.1 is (911, 1).
fn scaled(figure: &str) -> (u64, usize) {
    let places = places(figure);
    let (whole, fraction) = figure.split_once('.').unwrap_or((figure, ""));
    let digits = format!("{whole}{}", &fraction[..places]);
    (digits.parse().unwrap(), places)
}

/// Whether the figure lies within 0 to 100, both included.
fn is_percent(figure: &str) -> bool {
    let (digits, places) = scaled(figure);
    digits <= 100 * 10_u64.pow(u32::try_from(places).unwrap())
}

#[test]
fn columns_are_those_of_the_contract() {
    for (file, columns) in [
        (
            "substances.csv",
            "code,name,schedule,controlled_from,convention",
        ),
        ("forms.csv", "form,substance,name,base_percent,from"),
        ("preparations.csv", "preparation,name,form,percent,exempt"),
        (
            "countries.csv",
            "alpha3,name,region,language,name_ar,name_es,name_fr,name_ru,name_zh,alpha2,m49,aliases",
        ),
        ("prohibitions.csv", "country,substance,from"),
        ("notices.csv", "country,substance,year,from"),
    ] {
        assert_eq!(header(file).join(","), columns, "{file}");
    }
}

#[test]
fn nothing_is_padded_and_no_name_is_empty() {
    for file in [
        "substances.csv",
        "forms.csv",
        "preparations.csv",
        "countries.csv",
        "prohibitions.csv",
    ] {
        for row in read(file) {
            for (name, cell) in &row {
                assert_eq!(cell.trim(), cell, "{file}: {name} of {row:?}");
            }
            assert_ne!(row.get("name").map(String::as_str), Some(""), "{file}");
        }
    }
}

#[test]
fn all_substances_stand_in_the_schedules_of_their_convention() {
    let substances = read("substances.csv");
    unique(column(&substances, "code"));
    unique(column(&substances, "name"));
    let mut schedules = BTreeMap::new();
    for row in &substances {
        let of = (row["convention"].as_str(), row["schedule"].as_str());
        *schedules.entry(of).or_insert(0) += 1;
        assert_eq!(row["controlled_from"], "", "{row:?}");
    }
    assert_eq!(
        schedules,
        BTreeMap::from([
            (("1961", "I"), 144),
            (("1961", "II"), 10),
            (("1961", "IV"), 18),
            (("1971", "I"), 33),
            (("1971", "II"), 65),
            (("1971", "III"), 9),
            (("1971", "IV"), 69),
            (("1988", "TI"), 48),
            (("1988", "TII"), 8),
        ])
    );
    let schedule = |code: &str| {
        let row = substances.iter().find(|row| row["code"] == code).unwrap();
        row["schedule"].clone()
    };
    // Module 2 puts amobarbital into Schedule IV; the Green List has it in III.
    assert_eq!(schedule("PA002"), "III");
    assert_eq!(schedule("PD006"), "IV");
    assert_eq!(schedule("PL002"), "I");
    assert_eq!(schedule("PM005"), "II");
    assert_eq!(schedule("NM009"), "I");
    assert_eq!(schedule("NC005"), "II");
    assert_eq!(schedule("RE001"), "TI");
}

#[test]
fn all_printed_forms_and_every_base_are_there() {
    let forms = read("forms.csv");
    let substances = unique(column(&read("substances.csv"), "code"));
    unique(column(&forms, "form"));
    unique(column(&forms, "name"));
    let mut salts = BTreeMap::new();
    let mut bases = BTreeSet::new();
    for row in &forms {
        assert!(substances.contains(&row["substance"]), "{row:?}");
        assert_eq!(row["from"], "", "{row:?}");
        if row["form"] == row["substance"] {
            assert_eq!(scaled(&row["base_percent"]), (100, 0), "{row:?}");
            bases.insert(row["substance"].clone());
        } else {
            let short = row["form"].strip_prefix(&format!("{}-", row["substance"]));
            let short = short.unwrap_or_else(|| panic!("not a form of its substance: {row:?}"));
            assert!(
                short.bytes().all(|byte| byte.is_ascii_uppercase()
                    || byte.is_ascii_digit()
                    || b"-.".contains(&byte)),
                "{row:?}"
            );
            *salts.entry(&row["substance"][..1]).or_insert(0) += 1;
        }
    }
    assert_eq!(salts, BTreeMap::from([("N", 274), ("P", 173)]));
    assert_eq!(bases, substances);
}

#[test]
fn ten_forms_have_no_factor_and_the_others_a_share() {
    let (without, with): (Vec<Row>, Vec<Row>) = read("forms.csv")
        .into_iter()
        .partition(|row| row["base_percent"].is_empty());
    assert_eq!(
        column(&without, "form"),
        [
            "PA002-RESINATE",
            "PA003-RESINATE",
            "PC009-RESINATE",
            "PD002-CARBOXYMETHYLCELLULOSE",
            "PD002-RESINATE",
            "PF006-RESINATE",
            "PL006-ALGINATE",
            "PM006-RESINATE",
            "PP009-RESINATE",
            "PS001-RESINATE",
        ]
    );
    for row in with {
        let figure = &row["base_percent"];
        assert!(is_percent(figure) && scaled(figure).0 > 0, "{row:?}");
        // The Yellow List prints whole per cent, the Green List one place.
        let printed = usize::from(row["form"].starts_with('P'));
        assert!(places(figure) <= printed, "not as printed: {row:?}");
    }
}

#[test]
fn figures_are_the_printed_ones() {
    let forms = read("forms.csv");
    for (form, name, percent) in [
        ("PA001-RESINATE", "amfepramone resinate", "100"),
        ("PA002-NA", "amobarbital sodium", "91.1"),
        (
            "PA003-PHOSPHATE",
            "amfetamine phosphate (1 mol. base)",
            "58",
        ),
        (
            "PA003-PHOSPHATE-2BASE",
            "amfetamine phosphate (2 mol. base)",
            "73.4",
        ),
        ("PC006-2K", "clorazepate dipotassium", "76.9"),
        ("PD006", "diazepam base (anhydrous)", "100"),
        (
            "PL002-TARTRATE-2H2O",
            "(+)-lysergide tartrate (2 mol. base, 2 H2O)",
            "77.7",
        ),
        ("PM005-HCL", "metamfetamine hydrochloride", "80.4"),
        ("PM005-TARTRATE", "metamfetamine tartrate", "49.9"),
        (
            "PM005-SULFATE",
            "metamfetamine sulfate (2 mol. base)",
            "75.2",
        ),
        ("PP010-HCL-H2O", "pipradrol hydrochloride (1 H2O)", "88"),
        ("PP013-CH3OH", "psilocybine base (1 CH3OH)", "90"),
        ("PS001-NA", "secobarbital sodium", "91.6"),
        ("PS003-NA", "secbutabarbital sodium", "90.6"),
        (
            "PZ002-HEMITARTRATE",
            "zolpidem hemitartrate (tartrate)",
            "80.2",
        ),
    ] {
        let row = forms.iter().find(|row| row["form"] == form).unwrap();
        assert_eq!(row["name"], name);
        assert_eq!(scaled(&row["base_percent"]), scaled(percent), "{form}");
    }
}

#[test]
fn figures_of_narcotic_drugs_are_the_printed_ones() {
    let forms = read("forms.csv");
    for (form, percent) in [
        ("NM009", "100"),
        ("NM009-HCL", "89"),
        ("NM009-HCL-3H2O", "76"),
        ("NC005-H2O", "94"),
        ("NA001-HCL", "93"),
    ] {
        let row = forms.iter().find(|row| row["form"] == form).unwrap();
        assert_eq!(scaled(&row["base_percent"]), scaled(percent), "{form}");
    }
}

#[test]
fn exempt_preparations_hold_narcotic_drugs_only() {
    let rows = read("preparations.csv");
    let exempt: Vec<&Row> = rows
        .iter()
        .filter(|row| !row["exempt"].is_empty())
        .collect();
    assert_eq!(exempt.len(), 16);
    for row in exempt {
        assert_eq!(row["exempt"], "1961", "{row:?}");
        assert!(
            row["form"].starts_with('N') && row["preparation"].contains("-SIII"),
            "{row:?}"
        );
    }
}

#[test]
fn preparations_are_made_of_known_forms_and_stay_within_nine_places() {
    let forms = read("forms.csv");
    let codes = unique(column(&forms, "form"));
    let mut total: BTreeMap<String, u64> = BTreeMap::new();
    for row in read("preparations.csv") {
        assert!(
            !codes.contains(&row["preparation"]),
            "both form and preparation: {row:?}"
        );
        let component = forms
            .iter()
            .find(|form| form["form"] == row["form"])
            .unwrap();
        assert!(is_percent(&row["percent"]), "{row:?}");
        // percent / 100 x base percent / 100: the places of both figures, and four more, less the zeros at the end.
        let (percent, percent_places) = scaled(&row["percent"]);
        let (base, base_places) = scaled(&component["base_percent"]);
        let mut product = percent * base;
        let mut places = percent_places + base_places + 4;
        while places > 0 && product.is_multiple_of(10) {
            product /= 10;
            places -= 1;
        }
        assert!(places <= 9, "{row:?}");
        let in_millionths = percent * 10_u64.pow(u32::try_from(6 - percent_places).unwrap());
        *total.entry(row["preparation"].clone()).or_default() += in_millionths;
    }
    for (preparation, millionths) in total {
        assert!(
            millionths <= 100_000_000,
            "{preparation} holds more than 100 %"
        );
    }
}

#[test]
fn countries_are_sorted_and_carry_united_nations_names() {
    let countries = read("countries.csv");
    let codes = column(&countries, "alpha3");
    assert_eq!(codes.len(), 249);
    assert!(codes.is_sorted());
    unique(codes.clone());
    unique(column(&countries, "name"));
    assert!(
        codes
            .iter()
            .all(|code| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase()))
    );
    let regions: BTreeSet<String> = column(&countries, "region").into_iter().collect();
    // Antarctica belongs to no region.
    assert_eq!(
        regions.into_iter().collect::<Vec<_>>(),
        ["", "Africa", "Americas", "Asia", "Europe", "Oceania"]
    );
    for (code, name, region) in [
        ("BOL", "Bolivia (Plurinational State of)", "Americas"),
        ("CHE", "Switzerland", "Europe"),
        ("CIV", "Côte d'Ivoire", "Africa"),
        ("CYP", "Cyprus", "Asia"),
        (
            "GBR",
            "United Kingdom of Great Britain and Northern Ireland",
            "Europe",
        ),
        ("KOR", "Republic of Korea", "Asia"),
        ("RUS", "Russian Federation", "Europe"),
        ("TUR", "Türkiye", "Asia"),
        ("TZA", "United Republic of Tanzania", "Africa"),
        ("USA", "United States of America", "Americas"),
        ("VUT", "Vanuatu", "Oceania"),
    ] {
        let row = countries.iter().find(|row| row["alpha3"] == code).unwrap();
        assert_eq!(
            (row["name"].as_str(), row["region"].as_str()),
            (name, region)
        );
    }
}

/// Whether a letter belongs to the script that a language is written in.
fn is_of(column: &str, letter: char) -> bool {
    match column {
        "name_ar" => ('\u{621}'..='\u{64a}').contains(&letter),
        "name_ru" => ('А'..='я').contains(&letter) || letter == 'ё',
        "name_zh" => ('\u{4e00}'..='\u{9fff}').contains(&letter),
        // Latin letters, alone or with a mark that belongs to them.
        _ => letter.is_ascii_alphabetic() || ('À'..='ÿ').contains(&letter),
    }
}

#[test]
fn every_country_has_a_name_in_each_of_the_six_languages_in_its_script() {
    const MARKS: &str = " -(),";
    let countries = read("countries.csv");
    for (column_name, more) in [
        ("name", "'"),
        ("name_ar", "،"),
        ("name_es", "’"),
        ("name_fr", "’"),
        ("name_ru", "’—"),
        ("name_zh", "、（）"),
    ] {
        let names = column(&countries, column_name);
        assert_eq!(unique(names.clone()).len(), 249);
        for name in names {
            assert!(
                name.chars().any(char::is_alphabetic),
                "{column_name}: {name:?}"
            );
            // No letter outside these ranges: so none in pieces (a letter and a loose mark), all NFC.
            let known = |c| is_of(column_name, c) || MARKS.contains(c) || more.contains(c);
            assert!(name.chars().all(known), "{column_name}: {name:?}");
            assert!(
                !name.contains("  ")
                    && name.matches(['(', '（']).count() == name.matches([')', '）']).count(),
                "{name:?}"
            );
        }
    }
}

/// The names are the ones of the papers of the United Nations, which differ from the common ones.
#[test]
fn names_in_other_languages_are_those_of_the_united_nations() {
    let countries = read("countries.csv");
    for (code, names) in [
        (
            "BOL",
            "بوليفيا (دولة - المتعددة القوميات)|Bolivia (Estado Plurinacional de)|Bolivie (État plurinational de)|Боливия (Многонациональное Государство)|多民族玻利维亚国",
        ),
        (
            "CIV",
            "كوت ديفوار|Côte d’Ivoire|Côte d’Ivoire|Кот-д’Ивуар|科特迪瓦",
        ),
        (
            "GBR",
            "المملكة المتحدة لبريطانيا العظمى وآيرلندا الشمالية|Reino Unido de Gran Bretaña e Irlanda del Norte|Royaume-Uni de Grande-Bretagne et d’Irlande du Nord|Соединенное Королевство Великобритании и Северной Ирландии|大不列颠及北爱尔兰联合王国",
        ),
        (
            "KOR",
            "جمهورية كوريا|República de Corea|République de Corée|Республика Корея|大韩民国",
        ),
        (
            "NLD",
            "هولندا (مملكة -)|Países Bajos (Reino de los)|Pays-Bas (Royaume des)|Нидерланды (Королевство)|荷兰王国",
        ),
        (
            "PRK",
            "جمهورية كوريا الشعبية الديمقراطية|República Popular Democrática de Corea|République populaire démocratique de Corée|Корейская Народно-Демократическая Республика|朝鲜民主主义人民共和国",
        ),
        ("TUR", "تركيا|Türkiye|Türkiye|Турция|土耳其"),
        (
            "TWN",
            "مقاطعة تايوان الصينية|Provincia china de Taiwán|Province chinoise de Taiwan|Китайская провинция Тайвань|中国台湾省",
        ),
        ("VNM", "فييت نام|Viet Nam|Viet Nam|Вьетнам|越南"),
    ] {
        let row = countries.iter().find(|row| row["alpha3"] == code).unwrap();
        let found = ["name_ar", "name_es", "name_fr", "name_ru", "name_zh"]
            .map(|column| row[column].as_str())
            .join("|");
        assert_eq!(found, names);
    }
}

#[test]
fn governments_are_written_to_in_a_language_of_the_united_nations() {
    let countries = read("countries.csv");
    let count = |language: &str| {
        countries
            .iter()
            .filter(|row| row["language"] == language)
            .count()
    };
    let counts = ["ar", "en", "es", "fr", "ru", "zh"].map(|language| (language, count(language)));
    assert_eq!(
        counts,
        [
            ("ar", 19),
            ("en", 155),
            ("es", 21),
            ("fr", 41),
            ("ru", 9),
            ("zh", 4)
        ]
    );
    for (code, language) in [
        ("MEX", "es"),
        ("GNQ", "es"),
        ("SEN", "fr"),
        ("EGY", "ar"),
        ("KAZ", "ru"),
        ("CHN", "zh"),
        ("CHE", "fr"),
        ("KEN", "en"),
        ("BRA", "en"),
    ] {
        assert_eq!(
            countries.iter().find(|row| row["alpha3"] == code).unwrap()["language"],
            language,
            "{code}"
        );
    }
}

/// What the program makes of the list: names by language, and the language of a country.
#[test]
fn the_program_names_countries_in_six_languages() {
    let config = Config::load(ConfigSource::builtin()).unwrap();
    let rows = read("countries.csv");
    for row in &rows {
        let country = config.country_codes.find(&row["alpha3"]).unwrap();
        assert_eq!(config.country_name(country), row["name"]);
        assert_eq!(config.language_of(country).code(), row["language"]);
        for language in Language::ALL {
            let column = if language == Language::English {
                "name".to_owned()
            } else {
                format!("name_{}", language.code())
            };
            assert_eq!(
                config.country_name_in(country, language),
                row[&column],
                "{column} of {}",
                row["alpha3"]
            );
        }
    }
}

#[test]
fn prohibitions_name_known_countries_and_substances_and_six_have_no_date() {
    let prohibitions = read("prohibitions.csv");
    let countries = unique(column(&read("countries.csv"), "alpha3"));
    let substances = unique(column(&read("substances.csv"), "code"));
    assert_eq!(prohibitions.len(), 219);
    let pair = |row: &Row| format!("{} {}", row["country"], row["substance"]);
    unique(prohibitions.iter().map(pair).collect());
    let mut undated = Vec::new();
    for row in &prohibitions {
        assert!(countries.contains(&row["country"]), "{row:?}");
        assert!(substances.contains(&row["substance"]), "{row:?}");
        let from = row["from"].as_str();
        if from.is_empty() {
            undated.push(pair(row));
        } else {
            assert_eq!(from.len(), 10, "{row:?}");
            assert!(("1971-02-21".."2026-01-01").contains(&from), "{row:?}");
        }
    }
    assert_eq!(
        undated,
        [
            "SEN PM009",
            "TGO PD002",
            "TGO PM006",
            "TGO PP006",
            "THA PP010",
            "YEM PD002"
        ]
    );
}

#[test]
fn policies_are_the_defaults() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/inforce.toml");
    let policy: toml::Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
    let judgement = policy["judgement"].as_table().unwrap();
    assert_eq!(judgement["retroactive"].as_str(), Some("honour"));
    assert_eq!(judgement["validity"].as_str(), Some("until-replaced"));
    assert_eq!(judgement.len(), 2);
}
