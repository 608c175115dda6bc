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
    for (file, expected) in [("substances.csv", true), ("forms.csv", true), ("countries.csv", true), ("preparations.csv", false)] {
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
    world.write("config/countries.csv", "\u{feff}alpha3,name\r\nCHE,Switzerland\r\n\r\nDEU,\"Germany\"\r\nKEN,Kenya\r\n");
    assert_eq!(world.run(&[]).code, Some(0));
    let world = World::sound();
    world.write("config/countries.csv", "\u{feff}alpha3,name\r\nCHE,Switzerland\r\n\r\nDEU,\r\n");
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
            (config.language_of(country), name(Language::French), name(Language::Arabic))
        })
    };
    let row = |language, french: &str, arabic: &str| (language, french.to_owned(), arabic.to_owned());
    let english = [row(Language::English, "Switzerland", "Switzerland"), row(Language::English, "Kenya", "Kenya")];
    assert_eq!(asked("alpha3,name\nCHE,Switzerland\nDEU,Germany\nKEN,Kenya\n"), english);
    assert_eq!(
        asked("name_fr,capital,language,name,alpha3\nSuisse,Bern,fr,Switzerland,CHE\n,,,Germany,DEU\n,,,Kenya,KEN\n"),
        [row(Language::French, "Suisse", "Switzerland"), row(Language::English, "Kenya", "Kenya")]
    );
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
    for arguments in [&["run"][..], &["run", "dataset", "--known-at", "2022-02-30"], &["judge"], &["run", "dataset", "--threads", "0"]] {
        let output = world.program(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{arguments:?}");
    }
    let output = world.program(&["run", "dataset", "--known-at", "2022-02-30"]).output().unwrap();
    assert_snapshot!(world.said(&output), @r"
    exit code 2, nothing published

    error: invalid value '2022-02-30' for '--known-at <DATE>': expected a day as YYYY-MM-DD in ASCII digits that exists in the calendar

    For more information, try '--help'.
    ");
}
