//! What forms hold on which day, against a small configuration whose answers can be read off (`rules.md` 2, 4.1, 4.4, 7.6).

use super::{Content, Conversion, Lists, Measure, Scope};
use crate::config::{Config, ConfigFaults, ConfigSource};
use crate::terms::{Day, Form, Substance};

const SUBSTANCES: &str = "code,name,schedule,controlled_from,convention
NC002,codeine,II,,1961
PD006,diazepam,IV,,1971
PM005,metamfetamine,II,2000-01-01,1971
RE101,ephedrine,TI,,1988
";

const FORMS: &str = "form,substance,name,base_percent,from
NC002,NC002,codeine,100,
PD006,PD006,diazepam,100,
PD006-NEW,PD006,a salt with a factor from a day on,90,2010-01-01
PD006-NEW,PD006,a salt with a factor from a day on,91,2015-01-01
PM005-HCL,PM005,metamfetamine hydrochloride,80.4,
RE101,RE101,ephedrine,100,
";

const PREPARATIONS: &str = "preparation,name,form,percent,exempt
DROPS,drops of one convention,PD006,50,
DROPS,drops of one convention,PM005-HCL,10,
EXEMPT,exempt as a drug,NC002,2.5,1961
LATE,with a component that has a factor from a day on,PD006,10,
LATE,with a component that has a factor from a day on,PD006-NEW,20,
MIXED,of three conventions,NC002,1,
MIXED,of three conventions,PD006,2,
MIXED,of three conventions,RE101,3,
PARTLY,exempt as a drug and no more,NC002,5,1961
PARTLY,exempt as a drug and no more,PD006,1,1961
";

struct World {
    config: Config,
    conversion: Conversion,
}

fn load(forms: &str, preparations: &str) -> Result<World, ConfigFaults> {
    let files = [
        ("substances.csv", SUBSTANCES),
        ("forms.csv", forms),
        ("preparations.csv", preparations),
        ("countries.csv", "alpha3,name\nCHE,Switzerland\n"),
    ];
    let files = files.map(|(name, text)| (name.to_owned(), text.to_owned()));
    let (config, conversion) = Conversion::load(ConfigSource::stored(files.into()))?;
    Ok(World { config, conversion })
}

fn world() -> World {
    load(FORMS, PREPARATIONS).unwrap()
}

impl World {
    fn form(&self, code: &str) -> Form {
        self.config.form_codes.find(code).unwrap()
    }

    fn substance(&self, code: &str) -> Substance {
        self.config.substance_codes.find(code).unwrap()
    }

    fn codes(&self, substances: &[Substance]) -> Vec<&str> {
        let code = |substance: &Substance| self.config.substance_code(*substance);
        substances.iter().map(code).collect()
    }

    /// The codes of forms, sorted.
    fn forms(&self, forms: &[Form]) -> Vec<&str> {
        let code = |form: &Form| self.config.form_codes.text(form.index());
        let mut codes: Vec<&str> = forms.iter().map(code).collect();
        codes.sort_unstable();
        codes
    }

    /// Each share that counts, as `PD006 0.5 net`.
    fn shares(&self, form: &str, on: Day) -> Vec<String> {
        let shares = self.conversion.shares(self.form(form), on).iter();
        let told = shares.map(|share| {
            let measure = match share.measure {
                Measure::Net => "net",
                Measure::Whole => "whole",
            };
            let code = self.config.substance_code(share.substance);
            format!("{code} {} {measure}", share.factor)
        });
        told.collect()
    }
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[test]
fn each_form_holds_its_shares_on_each_day() {
    let world = world();
    for (form, on, shares, has_factor, scope) in [
        (
            "PD006",
            "2020-01-01",
            &["PD006 1 net"][..],
            true,
            Scope::Judged,
        ),
        (
            "NC002",
            "2020-01-01",
            &["NC002 1 whole"],
            true,
            Scope::Judged,
        ),
        (
            "RE101",
            "2020-01-01",
            &["RE101 1 whole"],
            true,
            Scope::Judged,
        ),
        // Out of scope until the day it is under control.
        ("PM005-HCL", "1999-12-31", &[], true, Scope::OutOfScope),
        (
            "PM005-HCL",
            "2000-01-01",
            &["PM005 0.804 net"],
            true,
            Scope::Judged,
        ),
        // No factor before the first, and the factor of the day.
        ("PD006-NEW", "2009-12-31", &[], false, Scope::OutOfScope),
        (
            "PD006-NEW",
            "2010-01-01",
            &["PD006 0.9 net"],
            true,
            Scope::Judged,
        ),
        (
            "PD006-NEW",
            "2014-12-31",
            &["PD006 0.9 net"],
            true,
            Scope::Judged,
        ),
        (
            "PD006-NEW",
            "2015-01-01",
            &["PD006 0.91 net"],
            true,
            Scope::Judged,
        ),
        // Shares multiply, add up by substance and come by code.
        (
            "DROPS",
            "1999-12-31",
            &["PD006 0.5 net"],
            true,
            Scope::Judged,
        ),
        (
            "DROPS",
            "2000-01-01",
            &["PD006 0.5 net", "PM005 0.0804 net"],
            true,
            Scope::Judged,
        ),
        ("LATE", "2009-12-31", &[], false, Scope::OutOfScope),
        (
            "LATE",
            "2010-01-01",
            &["PD006 0.28 net"],
            true,
            Scope::Judged,
        ),
        (
            "LATE",
            "2015-01-01",
            &["PD006 0.282 net"],
            true,
            Scope::Judged,
        ),
        (
            "MIXED",
            "2020-01-01",
            &["NC002 0.01 whole", "PD006 0.02 net", "RE101 0.03 whole"],
            true,
            Scope::Judged,
        ),
        ("EXEMPT", "2020-01-01", &[], true, Scope::Exempt),
        (
            "PARTLY",
            "2020-01-01",
            &["PD006 0.01 net"],
            true,
            Scope::Judged,
        ),
    ] {
        let (code, on) = (world.form(form), day(on));
        let conversion = &world.conversion;
        assert_eq!(world.shares(form, on), shares, "{form} on {on}");
        assert_eq!(
            conversion.has_factor(code, on),
            has_factor,
            "{form} on {on}"
        );
        assert_eq!(conversion.scope(code, on), scope, "{form} on {on}");
        let content = conversion.content(code, on);
        assert_eq!(content != Content::NoFactor, has_factor, "{form} on {on}");
    }
}

#[test]
fn a_form_with_a_factor_for_some_years_alone_is_looked_up() {
    let forms = FORMS.to_owned()
        + "PD006-OLD,PD006,a factor until a day,95,2001-01-01\nPD006-OLD,PD006,a factor until a day,,2003-01-01\n";
    let world = load(&forms, PREPARATIONS).unwrap();
    let form = world.form("PD006-OLD");
    for (on, has_factor) in [
        ("2000-12-31", false),
        ("2001-01-01", true),
        ("2002-12-31", true),
        ("2003-01-01", false),
    ] {
        assert_eq!(
            world.conversion.has_factor(form, day(on)),
            has_factor,
            "{on}"
        );
        let scope = if has_factor {
            Scope::Judged
        } else {
            Scope::OutOfScope
        };
        assert_eq!(world.conversion.scope(form, day(on)), scope, "{on}");
    }
}

#[test]
fn what_is_exempt_counts_for_nothing_and_keeps_its_share() {
    let world = world();
    let (conversion, on) = (&world.conversion, day("2020-01-01"));
    for (form, exempt, counting) in [
        ("EXEMPT", &["NC002"][..], &[][..]),
        ("PARTLY", &["NC002"], &["PD006"]),
        ("MIXED", &[], &["NC002", "PD006", "RE101"]),
        ("PD006-NEW", &[], &["PD006"]),
    ] {
        let code = world.form(form);
        assert_eq!(world.codes(conversion.exempt(code, on)), exempt, "{form}");
        assert_eq!(conversion.has_exempt(code), !exempt.is_empty(), "{form}");
        let counts: Vec<Substance> = counting.iter().map(|code| world.substance(code)).collect();
        assert_eq!(
            conversion.holds_only(code, on, &counts),
            !counts.is_empty(),
            "{form}"
        );
        assert!(
            !conversion.holds_only(code, on, counts.get(1..).unwrap_or_default()),
            "{form}"
        );
    }
    let factor = |form, on: &str, substance| {
        let found = conversion.factor(world.form(form), day(on), world.substance(substance));
        found.map(|factor| factor.to_string())
    };
    assert_eq!(
        factor("PARTLY", "2020-01-01", "NC002").as_deref(),
        Some("0.05")
    );
    assert_eq!(
        factor("PARTLY", "2020-01-01", "PD006").as_deref(),
        Some("0.01")
    );
    assert_eq!(factor("PARTLY", "2020-01-01", "RE101"), None);
    assert_eq!(factor("PD006-NEW", "2009-12-31", "PD006"), None);
    assert_eq!(
        conversion.exempt(world.form("PD006-NEW"), day("2009-12-31")),
        []
    );
}

#[test]
fn each_substance_knows_its_forms_and_the_places_of_the_tally() {
    let world = world();
    let conversion = &world.conversion;
    for (code, forms) in [
        ("NC002", &["MIXED", "NC002"][..]),
        (
            "PD006",
            &["DROPS", "LATE", "MIXED", "PARTLY", "PD006", "PD006-NEW"],
        ),
        ("PM005", &["DROPS", "PM005-HCL"]),
        ("RE101", &["MIXED", "RE101"]),
    ] {
        let substance = world.config.substance_codes.find(code).unwrap();
        assert_eq!(world.forms(conversion.forms(substance)), forms, "{code}");
    }

    // A form of which substances count differently has a place more; its factors are those of the form.
    let number = world.config.form_codes.len();
    let places = |form| conversion.places()[world.form(form).index()];
    let mixed = places("MIXED");
    let beyond = mixed.whole.unwrap();
    assert_eq!(
        (mixed.net, beyond.index()),
        (Some(world.form("MIXED")), number)
    );
    assert!(mixed.own_exports);
    for (form, net, whole, own_exports) in [
        ("PD006", true, false, false),
        ("NC002", false, true, true),
        ("RE101", false, true, false),
        ("PARTLY", true, false, false),
        ("EXEMPT", false, false, false),
    ] {
        let (places, of) = (places(form), Some(world.form(form)));
        assert_eq!(places.net, of.filter(|_| net), "{form}");
        assert_eq!(places.whole, of.filter(|_| whole), "{form}");
        assert_eq!(places.own_exports, own_exports, "{form}");
    }
    for (substance, at) in [
        ("NC002", vec![beyond, world.form("NC002")]),
        ("RE101", vec![beyond, world.form("RE101")]),
    ] {
        let (code, mut at) = (world.substance(substance), at);
        let mut found = conversion.places_of(code).to_vec();
        found.sort_unstable();
        at.sort_unstable();
        assert_eq!(found, at, "{substance}");
    }
    for (substance, places) in conversion.places_by_substance() {
        assert_eq!(conversion.places_of(substance), places);
    }
    assert_eq!(conversion.places_by_substance().count(), 4);
    for (substance, is_raised) in [("NC002", true), ("PD006", false), ("RE101", false)] {
        assert_eq!(
            conversion.is_raised(world.substance(substance)),
            is_raised,
            "{substance}"
        );
    }
}

#[test]
fn factors_of_many_days_are_those_of_each_day() {
    let world = world();
    let conversion = &world.conversion;
    let beyond = conversion.places()[world.form("MIXED").index()]
        .whole
        .unwrap();
    for (place, form, substance) in [
        (world.form("PD006-NEW"), "PD006-NEW", "PD006"),
        (world.form("DROPS"), "DROPS", "PM005"),
        (world.form("LATE"), "LATE", "PD006"),
        (beyond, "MIXED", "RE101"),
        (world.form("PD006"), "PD006", "NC002"),
    ] {
        let mut factors = conversion.factors(place, world.substance(substance));
        // Forwards, and back again.
        for on in [
            "1999-12-31",
            "2000-01-01",
            "2009-12-31",
            "2010-01-01",
            "2014-12-31",
            "2015-01-01",
            "2010-01-01",
            "1999-12-31",
        ] {
            let shares = conversion.shares(world.form(form), day(on)).iter();
            let mut of = shares.filter(|share| share.substance == world.substance(substance));
            let expected = of.next().map(|share| share.factor).unwrap_or_default();
            assert_eq!(factors.on(day(on)), expected, "{form} on {on}");
        }
    }
}

#[test]
fn forms_with_the_same_substances_are_held_alike() {
    let world = world();
    let holding = |form| world.conversion.holding(world.form(form));
    assert_eq!(holding("PD006"), holding("PD006-NEW"));
    assert_eq!(holding("PD006"), holding("LATE"));
    // Exempt or not.
    assert_eq!(holding("NC002"), holding("EXEMPT"));
    assert_ne!(holding("PD006"), holding("DROPS"));
    assert_ne!(holding("NC002"), holding("PARTLY"));
}

#[test]
fn faults_name_the_line_and_the_remedy() {
    let told = |forms: &str, preparations: &str| {
        let faults = load(forms, preparations).map(|_| "sound").unwrap_err();
        faults.to_string()
    };
    let more = |line: &str| PREPARATIONS.to_owned() + line;
    let whole = told(
        FORMS,
        &more("FULL,too full,PD006,60,\nFULL,too full,NC002,40.1,\n"),
    );
    assert!(
        whole.contains("preparations.csv, line 13") && whole.contains("more than 100 per cent"),
        "{whole}"
    );
    let forms = FORMS.to_owned() + "PD006-ODD,PD006,of seven places,33.3333333,\n";
    let places = told(&forms, &more("ODD,odd,PD006-ODD,33.333,\n"));
    assert!(
        places.contains("preparations.csv, line 12")
            && places.contains("more than 9 decimal places"),
        "{places}"
    );
    assert!(
        places.contains("33.333 % of \"PD006-ODD\" with 33.3333333 % of base"),
        "{places}"
    );
    let forms = FORMS.to_owned() + "PD006-ODD,PD006,of eight places,33.33333333,\n";
    let places = told(&forms, PREPARATIONS);
    assert!(
        places.contains("forms.csv, line 8") && places.contains(": 33.33333333 %"),
        "{places}"
    );
    // Exactly the whole is sound.
    assert!(
        load(
            FORMS,
            &more("FULL,just full,PD006,60,\nFULL,just full,NC002,40,\n")
        )
        .is_ok()
    );
}

#[test]
fn codes_are_found_in_the_lists() {
    let world = world();
    let lists = Lists {
        config: &world.config,
        conversion: &world.conversion,
    };
    assert_eq!(lists.country("CHE"), world.config.country_codes.find("CHE"));
    assert_eq!(lists.form("DROPS"), Some(world.form("DROPS")));
    assert_eq!(lists.substance("PD006"), Some(world.substance("PD006")));
    assert!(lists.country("CHE").is_some() && lists.country("XXX").is_none());
    assert!(lists.form("PX").is_none() && lists.substance("PX").is_none());
}
