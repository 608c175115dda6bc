//! A config with every shape of form, dated factor, preparation and prohibition.

use super::super::chance::Chance;
use super::super::day::Day;
use super::super::world::{
    Config, FormRow, PreparationRow, ProhibitionRow, Retroactive, SubstanceRow, Validity,
};

pub fn config(hot: &[Day], chance: &mut Chance) -> Config {
    let mut countries: Vec<String> = ["CHE", "DEU", "KEN", "URY"].map(str::to_owned).into();
    countries.truncate(chance.between(2, 4));
    let day = *chance.of(hot);
    let other_day = *chance.of(hot);
    Config {
        substances: substances(day),
        forms: forms(day, other_day, chance),
        preparations: preparations(),
        prohibitions: prohibitions(hot, &countries, chance),
        notices: Vec::new(),
        countries,
        retroactive: *chance.of(&[
            Retroactive::Honour,
            Retroactive::Honour,
            Retroactive::Ignore,
        ]),
        validity: *chance.of(&[Validity::UntilReplaced, Validity::ThreeYears]),
    }
}

fn substances(controlled_from: Day) -> Vec<SubstanceRow> {
    let row = |code: &str, name: &str, schedule: &str, controlled_from| SubstanceRow {
        code: code.to_owned(),
        name: name.to_owned(),
        schedule: schedule.to_owned(),
        controlled_from,
        convention: String::new(),
    };
    vec![
        row("PD006", "diazepam", "IV", None),
        row("PM005", "métamfétamine", "II", Some(Day::at("1971-02-21"))),
        row("PL002", "(+)-lysergide", "I", None),
        row("PX001", "newcomer", "III", Some(controlled_from)),
    ]
}

fn forms(day: Day, other_day: Day, chance: &mut Chance) -> Vec<FormRow> {
    let row = |form: &str, base_percent: &str, from| FormRow {
        form: form.to_owned(),
        substance: form[..5].to_owned(),
        base_percent: base_percent.to_owned(),
        from,
    };
    let salt = *chance.of(&["50", "88.6", "33.3333333"]);
    let mut forms = vec![
        row("PD006", "100", None),
        row("PD006-HCL", salt, None),
        row("PD006-HALF", "50", None),
        // The list prints a dash.
        row("PD006-RES", "", None),
        row("PM005", "100", None),
        row("PM005-HCL", "80.4", None),
        row("PM005-HCL", "80.9", Some(day)),
        // No factor before its first date.
        row("PM005-LATE", "49.9", Some(day)),
        row("PL002", "100", None),
        row("PX001", "100", None),
        row("PX001-TINY", "0.0000001", None),
        row("PX001-NIL", "0", None),
    ];
    if other_day != day && chance.one_in(2) {
        // A factor that is withdrawn, or set again.
        forms.push(row("PM005-HCL", "", Some(other_day)));
        forms.push(row("PM005-LATE", "51", Some(other_day)));
    }
    forms
}

fn preparations() -> Vec<PreparationRow> {
    let rows = [
        ("DUO", "PD006", "50"),
        ("DUO", "PX001", "50"),
        ("TWICE", "PD006", "10.5"),
        ("TWICE", "PD006-HALF", "20"),
        ("WITH-I", "PL002", "10"),
        ("WITH-I", "PD006", "25"),
        ("GAP", "PD006-RES", "10"),
        ("GAP", "PM005", "10"),
        ("SHIFT", "PM005-HCL", "50"),
        ("SHIFT", "PD006", "12.5"),
        ("LATE-MIX", "PM005-LATE", "50"),
    ];
    rows.map(|(preparation, form, percent)| PreparationRow {
        preparation: preparation.to_owned(),
        form: form.to_owned(),
        percent: percent.to_owned(),
        exempt: String::new(),
    })
    .into()
}

fn prohibitions(hot: &[Day], countries: &[String], chance: &mut Chance) -> Vec<ProhibitionRow> {
    let mut rows = Vec::new();
    for country in countries {
        for substance in ["PD006", "PL002", "PX001"] {
            if chance.one_in(4) {
                // Without a date: listed, never applied.
                let from = (!chance.one_in(4)).then(|| *chance.of(hot));
                rows.push(ProhibitionRow {
                    country: country.clone(),
                    substance: substance.to_owned(),
                    from,
                });
            }
        }
    }
    rows
}
