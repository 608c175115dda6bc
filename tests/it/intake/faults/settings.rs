//! A configuration that is not there, and a command line that cannot be followed.

use std::fmt::Write as _;
use std::fs;

use inforce::config::{Config, ConfigSource, Language};
use insta::assert_snapshot;

use super::harness::World;

#[test]
fn no_configuration() {
    let world = World::sound();
    world.remove("config");
    assert_snapshot!(world.run(&[]), @r"
    exit code 2, nothing published

    inforce: config: there is no such folder; name a folder that holds the configuration with --config, or leave --config out for the built-in one
    ");
    world.write("config", "a file");
    assert_snapshot!(world.run(&[]), @r"
    exit code 2, nothing published

    inforce: config: is not a folder; name a folder that holds the configuration with --config, or leave --config out for the built-in one
    ");
}

#[test]
fn a_list_is_missing() {
    for (file, expected) in [
        ("substances.csv", true),
        ("forms.csv", true),
        ("countries.csv", true),
        ("preparations.csv", false),
    ] {
        let world = World::sound();
        world.remove(&format!("config/{file}"));
        let said = world.run(&[]);
        assert_eq!(said.code == Some(2), expected, "{file}: {said}");
    }
    let world = World::sound();
    world.remove("config/forms.csv");
    assert_snapshot!(world.run(&[]), @r"
    exit code 2, nothing published

    inforce: config/forms.csv: there is no such file; put it there: a configuration needs substances.csv, forms.csv and countries.csv, and may leave out the others
    ");
}

#[test]
fn what_may_be_left_out() {
    let world = World::sound();
    for file in ["preparations.csv", "prohibitions.csv", "inforce.toml"] {
        world.remove(&format!("config/{file}"));
    }
    assert_snapshot!(world.run(&[]), @"exit code 0, published");
}

/// With a byte order mark and line ends of another system; lines are counted all the same.
#[test]
fn a_list_as_a_spreadsheet_writes_it() {
    let world = World::sound();
    world.write(
        "config/countries.csv",
        "\u{feff}alpha3,name\r\nCHE,Switzerland\r\n\r\nDEU,\"Germany\"\r\nKEN,Kenya\r\n",
    );
    assert_eq!(world.run(&[]).code, Some(0));
    let world = World::sound();
    world.write(
        "config/countries.csv",
        "\u{feff}alpha3,name\r\nCHE,Switzerland\r\n\r\nDEU,\r\nKEN,Kenya\r\n",
    );
    assert_snapshot!(world.run(&[]), @r"
    exit code 2, nothing published

    inforce: config/countries.csv, line 4: name is empty; fill it in, or delete the line
    ");
}

/// Names in other languages and the language of letters may be left out, whole or here and there: English stands in.
#[test]
fn a_list_says_little_of_languages() {
    let world = World::sound();
    let asked = |list: &str| {
        world.write("config/countries.csv", list);
        let config = Config::load(ConfigSource::folder(&world.path("config")).unwrap()).unwrap();
        ["CHE", "KEN"].map(|code| {
            let country = config.country_codes.find(code).unwrap();
            let name = |language| config.country_name_in(country, language).to_owned();
            (
                config.language_of(country),
                name(Language::French),
                name(Language::Arabic),
            )
        })
    };
    let row =
        |language, french: &str, arabic: &str| (language, french.to_owned(), arabic.to_owned());
    let english = [
        row(Language::English, "Switzerland", "Switzerland"),
        row(Language::English, "Kenya", "Kenya"),
    ];
    assert_eq!(
        asked("alpha3,name\nCHE,Switzerland\nDEU,Germany\nKEN,Kenya\n"),
        english
    );
    assert_eq!(
        asked(
            "name_fr,capital,language,name,alpha3\nSuisse,Bern,fr,Switzerland,CHE\n,,,Germany,DEU\n,,,Kenya,KEN\n"
        ),
        [
            row(Language::French, "Suisse", "Switzerland"),
            row(Language::English, "Kenya", "Kenya")
        ]
    );
}

/// All faults of all files come at once, and none of them only because of another.
#[test]
fn every_fault_is_named() {
    let world = World::sound();
    world.write(
        "config/substances.csv",
        "code,name,schedule,controlled_from\nPD006,diazepam,V,\nPL002,,I,2000-02-30\nPM005,metamfetamine,II\n",
    );
    world.write(
        "config/forms.csv",
        "form,substance,name,base_percent,from\nPD006,PD006,diazepam,120,\nPM005-HCL,PM005,hydrochloride,80.4,\nPX1,PX1,none,100,\nPM005:X,PM005,x,1,\n",
    );
    world.write(
        "config/preparations.csv",
        "preparation,name,form,percent\nDROPS,drops,PD006,fifty\nDROPS,drops,PM005-HCl,10\nMIX,mix,PM005-HCL,60\nMIX,mix,PM005-HCL,50\nHEAVY,heavy,PM005-HCL,60\nHEAVY,heavy,PD006,41\n",
    );
    world.write("config/countries.csv", "alpha3;name\nCHE;Switzerland\n");
    world.write(
        "config/prohibitions.csv",
        "country,substance,from\nXYZ,PX2,2020-01-01\n",
    );
    world.write(
        "config/inforce.toml",
        "[judgement]\nvalidity = \"ever\"\nretroactiv = \"honour\"\n[judgment]\n",
    );
    world.write("config/nations.csv", "a,b\n");
    assert_snapshot!(world.run(&[]), @r#"
    exit code 2, nothing published

    inforce: the configuration has 17 faults:
      config/countries.csv, line 1: the list is separated by semicolons; separate it by commas (in Excel: save as CSV UTF-8; if that still writes semicolons, make the comma the list separator of the system)
      config/forms.csv, line 2: base_percent is "120"; write a share from 0 to 100
      config/forms.csv, line 4: substance is "PX1"; write a code exactly as in substances.csv, or add it there
      config/forms.csv, line 5: form is "PM005:X", and a code holds ASCII letters, digits, "-", "_" and "." only; write the code without any other character, blanks included, wherever it stands
      config/inforce.toml, line 2: validity is "ever"; write [judgement] with retroactive = "honour" or "ignore" and validity = "until-replaced" or "three-years"
      config/inforce.toml, line 3: unknown name "retroactiv", and the file knows retroactive and validity; write [judgement] with retroactive = "honour" or "ignore" and validity = "until-replaced" or "three-years"
      config/inforce.toml, line 4: unknown name "judgment", and the file knows judgement and plausibility; write [judgement] with retroactive = "honour" or "ignore" and validity = "until-replaced" or "three-years"
      config/nations.csv: is no file of a configuration; those are substances.csv, forms.csv, preparations.csv, countries.csv, prohibitions.csv, notices.csv, inforce.toml; rename it, move it out of the folder, or let its name start with _ to have it skipped
      config/preparations.csv, line 2: percent is "fifty"; write a share from 0 to 100 in digits, and optionally a point and digits
      config/preparations.csv, line 3: form is "PM005-HCl"; write a code exactly as in forms.csv, or add it there
      config/preparations.csv, line 5: preparation "MIX" names component "PM005-HCL" twice, here and in line 4; write its whole share in one line
      config/preparations.csv, line 7: up to this line, the components of "HEAVY" are more than 100 per cent; correct the percentages, which are shares by weight of the whole
      config/prohibitions.csv, line 2: substance is "PX2"; write a code exactly as in substances.csv, or add it there
      config/substances.csv, line 2: schedule is "V" for a substance of the 1971 Convention; write I, II, III or IV
      config/substances.csv, line 3: name is empty; fill it in, or delete the line
      config/substances.csv, line 3: controlled_from is "2000-02-30"; write a day that exists, as YYYY-MM-DD
      config/substances.csv, line 4: 3 fields on the line, and 4 in the header; write one for each column; one that holds a comma needs quotes
    "#);
    let world = World::sound();
    world.write("config/inforce.toml", "judgement = 1\n");
    let said = world.run(&[]);
    assert!(
        said.stderr.starts_with(
            "inforce: config/inforce.toml, line 1: judgement is no table; write [judgement]"
        ),
        "{said}"
    );
}

/// What an open quote or a wrong header hides is not said to be missing.
#[test]
fn a_fault_hides_no_code_that_others_name() {
    let world = World::sound();
    let list = fs::read_to_string(world.path("config/substances.csv")).unwrap();
    world.write(
        "config/substances.csv",
        list.replacen('\n', "\nPX1,\"open,IV,\n", 1),
    );
    let said = world.run(&[]);
    assert_eq!(said.stderr.lines().count(), 1, "{said}");
    world.write("config/substances.csv", list.replacen("code", "Code", 1));
    let said = world.run(&[]);
    assert_eq!(said.stderr.lines().count(), 1, "{said}");
}

/// An alert's id is made of codes, `:` and `>`, and names one alert.
#[test]
fn codes_hold_few_characters() {
    for (list, row) in [
        ("countries.csv", "C>E,Country"),
        ("countries.csv", "Ç,Country"),
        ("substances.csv", "PX:1,substance,IV,"),
        ("substances.csv", "PX 1,substance,IV,"),
        ("forms.csv", "PD006/1,PD006,form,1,"),
        ("preparations.csv", "DROPS+,drops,PD006,1"),
    ] {
        let world = World::sound();
        let text = fs::read_to_string(world.path(&format!("config/{list}"))).unwrap();
        world.write(&format!("config/{list}"), format!("{text}{row}\n"));
        let said = world.run(&[]);
        let line = text.lines().count() + 1;
        let place = format!("inforce: config/{list}, line {line}: ");
        assert!(
            said.code == Some(2)
                && said.stderr.starts_with(&place)
                && said.stderr.lines().count() == 1,
            "{row}: {said}"
        );
        assert!(said.stderr.contains("ASCII letters, digits"), "{said}");
    }
    let world = World::sound();
    let text = fs::read_to_string(world.path("config/countries.csv")).unwrap();
    world.write("config/countries.csv", format!("{text}a-B_c.9,Country\n"));
    assert_eq!(world.run(&[]).code, Some(0));
}

#[test]
fn a_list_is_a_folder() {
    let world = World::sound();
    world.remove("config/prohibitions.csv");
    fs::create_dir(world.path("config/prohibitions.csv")).unwrap();
    assert_snapshot!(world.run(&[]), @r"
    exit code 2, nothing published

    inforce: config/prohibitions.csv: cannot be read: Is a directory (os error 21); put a file that can be read in its place
    ");
}

#[test]
fn more_codes_than_can_be_told_apart() {
    let world = World::sound();
    let mut list = String::from("alpha3,name\n");
    for number in 0..=65_536 {
        let _ = writeln!(list, "C{number},country");
    }
    world.write("config/countries.csv", list);
    assert_snapshot!(world.run(&[]), @r"
    exit code 2, nothing published

    inforce: config/countries.csv: more than 65,536 different codes; leave out the codes that no data use
    ");
}

/// A preparation of several conventions takes two places, one for what counts with and one for what counts without re-export.
#[test]
fn more_preparations_of_several_conventions_than_can_be_told_apart() {
    let world = World::sound();
    world.write(
        "config/substances.csv",
        "code,name,schedule,controlled_from,convention\nPD006,diazepam,IV,,\nPL002,lysergide,I,,\nPM005,metamfetamine,II,,\nNM009,morphine,I,,1961\n",
    );
    world.write(
        "config/forms.csv",
        "form,substance,name,base_percent,from\nPD006,PD006,diazepam,100,\nNM009,NM009,morphine,100,\n",
    );
    let mut list = String::from("preparation,name,form,percent\n");
    for number in 0..32_768 {
        let _ = writeln!(list, "X{number},mixture,PD006,1\nX{number},mixture,NM009,1");
    }
    world.write("config/preparations.csv", list);
    assert_snapshot!(world.run(&[]), @r"
    exit code 2, nothing published

    inforce: config/preparations.csv: there are more than 65,536 forms, counting preparations of several conventions twice; leave out the codes that no data use
    ");
}

/// A fault of the configuration is found before any data is read.
#[test]
fn the_configuration_comes_first() {
    let world = World::sound();
    world.remove("dataset");
    world.write("config/countries.csv", "alpha3,name\nCHE,\n");
    assert_eq!(world.run(&[]).code, Some(2));
    assert!(!world.path("out").exists());
}

#[test]
fn misuse() {
    let world = World::sound();
    for arguments in [
        &["run"][..],
        &["run", "dataset", "--known-at", "2022-02-30"],
        &["judge"],
        &["run", "dataset", "--threads", "0"],
    ] {
        let output = world.program(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(
            output.stdout.is_empty() && !output.stderr.is_empty(),
            "{arguments:?}"
        );
    }
    let output = world
        .program(&["run", "dataset", "--known-at", "2022-02-30"])
        .output()
        .unwrap();
    assert_snapshot!(world.said(&output), @r"
    exit code 2, nothing published

    error: invalid value '2022-02-30' for '--known-at <DATE>': expected a day as YYYY-MM-DD in ASCII digits that exists in the calendar

    For more information, try '--help'.
    ");
}
