//! Texts that act on a terminal, in every place where a sound dataset may have them: nothing that the program prints
//! repeats them as they are.

use crate::house::House;

/// Turns the terminal red, by two notations; sets its title; turns the reading direction, hides and isolates text.
const HOSTILE: &str =
    "a\u{1b}[31m\u{9b}8m\u{1b}]0;x\u{7}\u{202e}b\u{2066}\u{200b}\u{85}\u{2028}\u{7f}\u{8}c";

/// Whether a character could act on a terminal or hide in a text: not printable, and no line end.
fn harmful(c: char) -> bool {
    !matches!(c, '\n' | '\'' | '"' | '\\') && c.escape_debug().len() > 1
}

fn hostile_house() -> House {
    let house = House::new();
    let h = HOSTILE;
    house.records(
        &format!("records {h}"),
        &format!(
            "R{h},2024-02-02,2024-02-10,CHE,DEU,import,PD006,600,,A{h},L{h}\nT{h},2024-02-02,2024-02-10,CHE,DEU,import,PD006,600,,A{h},L{h}\n\
             {h},{h},{h},{h},{h},{h},{h},{h},{h},{h},{h}\n\
             X{h},2024-02-02,2024-02-10,DEU,CHE,export,PD006,600,,A{h},L{h}\n"
        ),
    );
    house.filings(
        &format!("filings {h}"),
        &format!(
            "F{h},CHE,PD006,assessment,2024-01-05,2024-01-05,200,N{h}\nS{h},CHE,PD006,supplement,2024-03-05,,+5,N{h}\n\
             {h},{h},{h},{h},{h},{h},{h},{h}\n"
        ),
    );
    house
}

/// What a command prints where it is piped, and where it goes to a terminal.
fn printed(house: &House, command: &str) -> [String; 2] {
    let said = house.inforce(command);
    let flagged = [Some(0), Some(3), Some(10)];
    assert!(
        flagged.contains(&said.code),
        "{command}: {:?}: {}",
        said.code,
        said.stderr
    );
    let shell = format!("{} {command}", env!("CARGO_BIN_EXE_inforce"));
    let mut terminal = std::process::Command::new("script");
    terminal
        .args(["-qec", &shell, "/dev/null"])
        .current_dir(house.path(""))
        .env("NO_COLOR", "1")
        .stdin(std::process::Stdio::null());
    let shown = terminal.output().unwrap_or_else(|error| {
        panic!("script cannot be run: {error}; install it: apt-get install bsdutils")
    });
    let shown = String::from_utf8(shown.stdout)
        .unwrap()
        .replace("\r\n", "\n");
    [said.stdout + &said.stderr, shown]
}

#[test]
fn nothing_printed_is_raw() {
    let house = hostile_house();
    let commands = [
        "run data --config config -vv",
        "run data --config config --log-format json -vv",
        "run data --config config --fail-on alerts --log-format json",
        "check --importer CHE --exporter DEU --form PD006 --quantity 1g --date 2024-12-30",
        "check --importer CHE --exporter DEU --form PD006 --quantity 1g --date 2024-12-30 --format json",
        "check --importer CHE --exporter DEU --form PD006 --quantity 1g --date 2024-12-30 --format csv",
        "explain import-excess:CHE:PD006:2024",
        "explain import-excess:CHE:PD006:2024 --format csv",
        "explain import-excess:CHE:PD006:2024 --format json",
        "explain partner-reported-excess:CHE:PD006:2024",
        "estimates --on 2024-12-30",
        "estimates --on 2024-12-30 --format csv",
        "estimates --on 2024-12-30 --format json",
        "estimates --country CHE --substance PD006 --history",
        "estimates --stale",
        "headroom --on 2024-12-31",
        "headroom --on 2024-12-31 --format csv",
        "oddities",
        "oddities --format json",
        "runs",
    ];
    let mut seen = 0;
    for command in commands {
        let [piped, shown] = printed(&house, command);
        // Programs get from CSV what was there.
        let piped = if command.ends_with("csv") {
            String::new()
        } else {
            piped
        };
        for text in [&piped, &shown] {
            // A bar of progress is drawn by commands to the terminal, and repeats nothing of the data.
            let text = text.rsplit("\u{1b}[K").next().unwrap();
            assert_eq!(
                text.chars().find(|c| harmful(*c)),
                None,
                "{command}: {text:?}"
            );
            seen += text.matches("31m").count();
        }
    }
    assert!(seen > 50, "the texts are hardly shown at all: {seen}");
    let csv = house
        .inforce("explain import-excess:CHE:PD006:2024 --format csv")
        .stdout;
    assert!(csv.contains(HOSTILE), "{csv:?}");
    let json = house
        .inforce("explain import-excess:CHE:PD006:2024 --format json")
        .stdout;
    assert!(
        serde_json::from_str::<serde_json::Value>(&json)
            .unwrap()
            .to_string()
            .contains(&serde_json::json!(HOSTILE).to_string()[1..20])
    );
    // Asked for by name, and named in vain.
    for arguments in [["explain", HOSTILE], ["estimates", HOSTILE]] {
        let output = house.command("").args(arguments).output().unwrap();
        let text =
            String::from_utf8(output.stderr).unwrap() + &String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert_eq!(
            text.chars().find(|c| harmful(*c)),
            None,
            "{arguments:?}: {text:?}"
        );
    }
}
