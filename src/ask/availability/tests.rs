//! What values, statuses and classes are, by figures worked out by hand.

use super::*;
use crate::config::ConfigSource;

fn config() -> Config {
    Config::load(ConfigSource::builtin()).expect("the built-in configuration")
}

/// A value as it is shown.
macro_rules! value {
    ($text:expr) => {
        Some(String::from($text))
    };
}

/// Tables that a test writes by hand.
struct Tables {
    config: Config,
    consumption: Consumption,
    population: Population,
    doses: Doses,
    territories: Territories,
}

const DOSES: &str = "NM009,opioid-analgesics,100,V,a\nNF001,opioid-analgesics,0.6,V,b\nNC005,codeine,100,V,c\nPM016,sedatives,,NF,d\n";

fn tables(rows: &str, people: &str, territories: &str) -> Tables {
    let config = config();
    let rows = format!("iso3,year,drug,consumption_kg,reported\n{rows}");
    let people = format!("country,year,inhabitants\n{people}");
    let doses = format!("substance,group,s_ddd_mg,confidence,source\n{DOSES}");
    let territories = format!("country,from,to,territory,parts\n{territories}");
    Tables {
        consumption: Consumption::read(rows.as_bytes(), "use".into(), &config).expect("sound"),
        population: Population::read(people.as_bytes(), "people".into()).expect("sound"),
        doses: Doses::read(doses.as_bytes(), "doses".into()).expect("sound"),
        territories: Territories::read(territories.as_bytes(), "territories".into())
            .expect("sound"),
        config,
    }
}

impl Tables {
    fn sources(&self) -> Sources<'_> {
        Sources {
            config: &self.config,
            consumption: &self.consumption,
            population: &self.population,
            doses: &self.doses,
            territories: &self.territories,
        }
    }

    fn year(&self, year: i32) -> AvailabilityYear<'_> {
        let group = DrugGroup::of(self.sources(), OPIOIDS, false);
        AvailabilityYear::of(self.sources(), &group, year)
    }
}

/// Value, status, reason and class of a country.
type Told = (
    Option<String>,
    &'static str,
    Option<&'static str>,
    Option<&'static str>,
);

fn told(year: &AvailabilityYear<'_>, code: &str) -> Told {
    let country = &year.countries[code];
    (
        country.value.as_ref().map(Ratio::decimal),
        country.status.name(),
        country.reason.map(NoValue::name),
        country
            .value
            .as_ref()
            .and_then(|value| Class::of(value, country.status, true))
            .map(Class::name),
    )
}

#[test]
fn statuses_follow_from_what_is_reported() {
    // 1,000,000 inhabitants: 3.65 kg of morphine are 36,500 doses, 100 a day; 0.0219 kg of fentanyl are 36,500 doses, 100 a day.
    let tables = tables(
        "JAM,2013,NM009,3.65,\nJAM,2013,NF001,0.0219,\nNPL,2013,NM009,3.65,\nNPL,2013,NF001,0,\nKEN,2013,NM009,3.65,\nKEN,2013,NF001,0,yes\n\
         GHA,2013,NM009,0,\nGHA,2013,NF001,,\nMLI,2013,NM009,0,yes\nMLI,2013,NF001,0,yes\nTGO,2013,NM009,1,\nANT,2013,NM009,1,\n",
        "JAM,2013,1000000\nNPL,2013,1000000\nKEN,2013,1000000\nGHA,2013,1000000\nMLI,2013,1000000\nANT,2013,1000000\n",
        "",
    );
    let year = tables.year(2013);
    for (code, expected) in [
        ("JAM", (value!("200.00"), "ok", None, Some("100-to-200"))),
        (
            "NPL",
            (
                value!("100.00"),
                "partial",
                None,
                Some("100-to-200-as-reported"),
            ),
        ),
        ("KEN", (value!("100.00"), "ok", None, Some("100-to-200"))),
        ("GHA", (None, "no-data", Some("nothing-reported"), None)),
        ("MLI", (value!("0.00"), "ok", None, Some("below-100"))),
        ("TGO", (None, "no-data", Some("no-population"), None)),
        ("ANT", (None, "no-data", Some("unknown-country"), None)),
        ("FRA", (None, "no-data", Some("nothing-reported"), None)),
    ] {
        assert_eq!(told(&year, code), expected, "{code}");
    }
}

#[test]
fn classes_are_those_of_the_exact_value() {
    // 36,500 doses for 1,000,000 inhabitants are 100 a day, so that 3,650 g of morphine are 100 and 7,300 g are 200.
    for (kilograms, shown, class) in [
        ("3.65", "100.00", "100-to-200"),
        ("3.649999999", "100.00", "below-100"),
        ("3.6499", "100.00", "below-100"),
        ("7.3", "200.00", "100-to-200"),
        ("7.300000001", "200.00", "above-200"),
        ("0.000000001", "0.00", "below-100"),
    ] {
        let rows = format!(
            "JAM,2013,NM009,{kilograms},\nJAM,2013,NF001,0,yes\nNPL,2013,NM009,{kilograms},\n"
        );
        let tables = tables(&rows, "JAM,2013,1000000\nNPL,2013,1000000\n", "");
        let year = tables.year(2013);
        assert_eq!(
            told(&year, "JAM"),
            (value!(shown), "ok", None, Some(class)),
            "{kilograms}"
        );
        let as_reported = if class == "above-200" {
            class.to_owned()
        } else {
            format!("{class}-as-reported")
        };
        assert_eq!(told(&year, "NPL").3, Some(&*as_reported), "{kilograms}");
    }
}

#[test]
fn a_region_is_the_countries_that_report_taken_together() {
    // Kenya: 73,000 doses, 2,000,000 inhabitants. Ghana: 36,500 doses, 3,000,000 inhabitants. Together 109,500 doses for 5,000,000
    // inhabitants: 109,500 x 1,000,000 / (5,000,000 x 365) = 60. Mali reports nothing and has the other half of 10,000,000.
    let tables = tables(
        "KEN,2013,NM009,7.3,\nKEN,2013,NF001,0,yes\nGHA,2013,NF001,0.0219,\nMLI,2013,NM009,0,\nJAM,2013,NM009,0.365,\nJAM,2013,NF001,0,yes\n\
         TGO,2013,NM009,1,\n",
        "KEN,2013,2000000\nGHA,2013,3000000\nMLI,2013,5000000\nJAM,2013,1000000\n",
        "",
    );
    let year = tables.year(2013);
    let africa = year.region(Some("Africa"));
    assert_eq!(africa.value, Ratio::of(60, 1));
    assert_eq!(
        (africa.reporting, africa.countries, africa.whole),
        (2, 4, 1),
        "Kenya and Ghana of these and Mali and Togo"
    );
    assert_eq!(
        (africa.people_reporting, africa.people),
        (5_000_000, 10_000_000)
    );
    assert_eq!(africa.share(), Ratio::of(50, 1));
    assert_eq!(africa.status, AvailabilityStatus::Partial);
    let americas = year.region(Some("Americas"));
    assert_eq!(
        (americas.value, americas.status),
        (Ratio::of(10, 1), AvailabilityStatus::Ok)
    );
    let asia = year.region(Some("Asia"));
    assert_eq!(
        (asia.value, asia.status),
        (None, AvailabilityStatus::NoData)
    );
    // 113,150 doses for 6,000,000 inhabitants.
    let world = year.region(None);
    assert_eq!(
        world.value,
        Ratio::of(113_150_u64 * 1_000_000, 6_000_000_u64 * 365)
    );
}

#[test]
fn a_territory_of_former_years_has_the_inhabitants_of_its_parts() {
    let territory = "CZE,1989,1992,Czechoslovakia,CZE; SVK\n";
    let people = "CZE,1992,2000000\nSVK,1992,1000000\nCZE,1993,2000000\nSVK,1993,1000000\n";
    let rows = "CZE,1992,NM009,3.65,\nCZE,1992,NF001,0,yes\nSVK,1992,NM009,0,\nCZE,1993,NM009,3.65,\nSVK,1993,NM009,3.65,\n";
    let tables = tables(rows, people, territory);
    let year = tables.year(1992);
    // 36,500 doses for 3,000,000 inhabitants.
    assert_eq!(told(&year, "CZE").0, value!("33.33"));
    assert_eq!(told(&year, "SVK").2, Some("counted-elsewhere"));
    let europe = year.region(Some("Europe"));
    assert_eq!(
        (europe.reporting, europe.countries, europe.people),
        (1, 1, 3_000_000)
    );
    let year = tables.year(1993);
    assert_eq!(told(&year, "CZE").0, value!("50.00"));
    assert_eq!(told(&year, "SVK").0, value!("100.00"));
}

#[test]
fn a_part_that_reports_for_itself_is_no_part() {
    let territory = "CZE,1989,1992,Czechoslovakia,CZE; SVK\n";
    let people = "CZE,1992,2000000\nSVK,1992,1000000\n";
    let tables = tables(
        "CZE,1992,NM009,3.65,\nSVK,1992,NM009,3.65,\n",
        people,
        territory,
    );
    let year = tables.year(1992);
    assert_eq!(told(&year, "CZE").0, value!("50.00"));
    assert_eq!(told(&year, "SVK").0, value!("100.00"));
}

#[test]
fn a_territory_without_figures_is_not_there() {
    let territory = "CZE,1989,1992,Czechoslovakia,CZE; SVK\n";
    let people = "CZE,1992,2000000\nSVK,1992,1000000\n";
    let tables = tables(
        "CZE,1992,NM009,0,\nSVK,1992,NM009,3.65,\n",
        people,
        territory,
    );
    let year = tables.year(1992);
    assert_eq!(told(&year, "CZE").2, Some("nothing-reported"));
    assert_eq!(told(&year, "SVK").0, value!("100.00"));
}

#[test]
fn codeine_counts_only_where_it_is_asked_for() {
    let tables = tables(
        "JAM,2013,NM009,3.65,\nJAM,2013,NC005,3.65,\n",
        "JAM,2013,1000000\n",
        "",
    );
    let of = |name, with_codeine| {
        let group = DrugGroup::of(tables.sources(), name, with_codeine);
        let year = AvailabilityYear::of(tables.sources(), &group, 2013);
        told(&year, "JAM").0
    };
    assert_eq!(of(OPIOIDS, false), value!("100.00"));
    assert_eq!(of(OPIOIDS, true), value!("200.00"));
    assert_eq!(of(CODEINE, false), value!("100.00"));
}

#[test]
fn the_most_that_a_file_holds_has_a_value() {
    let rows = "JAM,2013,NM009,999999999.999999999,\n";
    let tables = tables(rows, "JAM,2013,1\n", "");
    let year = tables.year(2013);
    assert_eq!(told(&year, "JAM").0, value!("27397260273972602.71"));
}

#[test]
fn groups_say_which_of_their_drugs_are_not_counted() {
    let tables = tables("JAM,2013,NM009,1,\nJAM,2013,PM016,1,\n", "", "");
    let group = DrugGroup::of(tables.sources(), OPIOIDS, false);
    let code = |drug: &Substance| tables.config.substance_code(*drug).to_owned();
    assert_eq!(group.counted.len(), 1);
    assert_eq!(
        group.not_in_file.iter().map(code).collect::<Vec<_>>(),
        ["NF001"]
    );
    let group = DrugGroup::of(tables.sources(), "sedatives", false);
    assert_eq!(
        group.without_dose.iter().map(code).collect::<Vec<_>>(),
        ["PM016"]
    );
    assert!(group.counted.is_empty());
}
