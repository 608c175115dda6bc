//! What is made of a run later is on a list, and each page, letter and workbook is held against it.

use std::fs;

use inforce::archive::Generations;
use inforce::verify::{Checked, chain, made};

use super::named;
use crate::house::House;

/// A night with its pages, letters and workbook.
fn made_house() -> House {
    let house = House::new();
    house.night("");
    for command in [
        "report",
        "notices --language en --format docx,html",
        "workbook",
    ] {
        let said = house.inforce(command);
        assert_eq!(said.code, Some(0), "{}", said.stderr);
    }
    house
}

fn looked_at(house: &House) -> Checked {
    made(&Generations::of(&house.path("out")), 1)
}

#[test]
fn what_was_made_is_as_made() {
    let house = made_house();
    let found = looked_at(&house);
    assert!(found.is_sound(), "{:?}", found.faults);
    assert!(
        found
            .holds
            .ends_with("pages, letters and workbooks are as made"),
        "{}",
        found.holds
    );
    assert_eq!(house.inforce("verify").code, Some(0));
    // Made again, nothing is noted again.
    let list = house.hash("out/runs/000001/made.jsonl");
    for command in [
        "report",
        "notices --language en --format docx,html",
        "workbook",
    ] {
        assert_eq!(house.inforce(command).code, Some(0));
    }
    assert_eq!(house.hash("out/runs/000001/made.jsonl"), list);
    assert!(looked_at(&house).is_sound());
    // A run of which nothing was made has no list.
    house.night("");
    assert!(!house.path("out/runs/000002/made.jsonl").exists());
    assert_eq!(
        made(&Generations::of(&house.path("out")), 2).holds,
        "no page, letter or workbook was made of it"
    );
}

#[test]
fn what_was_changed_removed_or_added_since_is_named() {
    let house = made_house();
    crate::house::copy(&house.path("out"), &house.path("aside"));
    let letters = house.names("out/runs/000001/notices");
    let html = letters.iter().find(|name| name.ends_with("html")).unwrap();
    for name in [
        format!("notices/{html}"),
        html.replace(".html", ".json"),
        "report/index.html".into(),
        "report/assets/report.css".into(),
    ] {
        let name = if name.contains('/') {
            name
        } else {
            format!("notices/{name}")
        };
        let file = format!("out/runs/000001/{name}");
        let sound = fs::read(house.path(&file)).unwrap();
        for place in [0, sound.len() / 2, sound.len() - 1] {
            let mut other = sound.clone();
            other[place] ^= 1;
            house.write(&file, &other);
            let found = looked_at(&house);
            assert_eq!(
                named(&house, &found),
                [file.clone()].into(),
                "{:?}",
                found.faults
            );
            assert_eq!(found.faults[0].found, "it was changed since it was made");
        }
        house.remove(&file);
        assert_eq!(
            looked_at(&house).faults[0].found,
            "it was made, and is missing",
            "{file}"
        );
        assert_eq!(named(&house, &looked_at(&house)), [file.clone()].into());
        house.write(&file, sound);
        let other = file
            .replace(".html", "-2.html")
            .replace(".css", "-2.css")
            .replace(".json", "-2.json");
        house.write(&other, "mine");
        assert_eq!(
            looked_at(&house).faults[0].found,
            "it was not made by inforce: no list has it; move it away"
        );
        assert_eq!(named(&house, &looked_at(&house)), [other.clone()].into());
        assert_eq!(
            looked_at(&house).remedy,
            "move away what is named here: nothing rests on it"
        );
        house.remove(&other);
    }
    assert!(looked_at(&house).is_sound());
    // What says so can be changed as little.
    for file in [
        "out/runs/000001/report/made.json",
        "out/runs/000001/made.jsonl",
    ] {
        let sound = fs::read(house.path(file)).unwrap();
        for place in (0..sound.len() - 1).step_by(13) {
            let mut other = sound.clone();
            other[place] ^= 1 << (place % 8);
            house.write(file, &other);
            assert_eq!(
                named(&house, &looked_at(&house)),
                [file.to_owned()].into(),
                "byte {place}"
            );
        }
        house.write(file, sound);
    }
    // A report as a whole, and one that nobody noted.
    house.remove("out/runs/000001/report");
    assert_eq!(
        named(&house, &looked_at(&house)),
        ["out/runs/000001/report".to_owned()].into()
    );
    assert_eq!(house.inforce("verify").code, Some(1));
    assert_eq!(house.inforce("report").code, Some(0));
    assert!(looked_at(&house).is_sound(), "made again");
    house.remove("out/runs/000001/made.jsonl");
    let found = looked_at(&house);
    assert!(
        found.faults.len() > 2
            && found.faults[0].found == "it was not made by inforce: no list has it; move it away",
        "{:?}",
        found.faults
    );
}

/// A list that was damaged is put right as advised: it and what it is about moved away, all of it is made again.
#[test]
fn a_damaged_list_is_put_right_as_advised() {
    let house = made_house();
    let list = fs::read_to_string(house.path("out/runs/000001/made.jsonl")).unwrap();
    house.write(
        "out/runs/000001/made.jsonl",
        list.replacen("\"size\"", "\"sise\"", 1),
    );
    let found = looked_at(&house);
    assert!(
        found
            .remedy
            .contains("if there is none, move it, report and notices out of the folder of the run"),
        "{}",
        found.remedy
    );
    for name in ["made.jsonl", "report", "notices"] {
        house.remove(&format!("out/runs/000001/{name}"));
    }
    for command in [
        "report --run 1",
        "notices --run 1 --language en --format docx,html",
    ] {
        assert_eq!(house.inforce(command).code, Some(0), "{command}");
    }
    assert_eq!(house.inforce("verify").code, Some(0));
    // What was not published goes away as advised, too.
    house.write("out/runs/000001/notes.txt", "mine");
    house.write("out/runs/notes.txt", "mine");
    let said = house.inforce("verify");
    assert_eq!(
        (
            said.code,
            said.stdout
                .matches("what to do: move away what is named here: nothing rests on it")
                .count()
        ),
        (Some(1), 2)
    );
    house.remove("out/runs/000001/notes.txt");
    house.remove("out/runs/notes.txt");
    assert_eq!(house.inforce("verify").code, Some(0));
}

/// A draft is there to be worked in, and so is a workbook, which may be taken away as well.
#[test]
fn drafts_that_were_worked_in_are_told_and_no_fault() {
    let house = made_house();
    let letters = house.names("out/runs/000001/notices");
    let draft = letters.iter().find(|name| name.ends_with("docx")).unwrap();
    house.write(&format!("out/runs/000001/notices/{draft}"), "worked in");
    house.write("out/runs/000001/notices/.~lock.x.docx#", "open");
    house.write("out/workbooks/000001.xlsx", "worked in");
    let found = looked_at(&house);
    assert!(found.is_sound(), "{:?}", found.faults);
    for name in [
        format!("notices/{draft}"),
        "workbooks/000001.xlsx".to_owned(),
    ] {
        assert!(
            found
                .holds
                .contains(&format!("; {name} was changed since it was made")),
            "{}",
            found.holds
        );
    }
    house.remove("out/workbooks/000001.xlsx");
    house.write("out/workbooks/000001-CHE.xlsx", "mine");
    let found = looked_at(&house);
    assert!(
        found.is_sound()
            && found
                .holds
                .contains("workbooks/000001.xlsx was made, and is not there any more"),
        "{}",
        found.holds
    );
    assert!(
        found
            .holds
            .contains("workbooks/000001-CHE.xlsx was not made by inforce"),
        "{}",
        found.holds
    );
    house.remove(&format!("out/runs/000001/notices/{draft}"));
    assert_eq!(
        looked_at(&house).faults[0].found,
        "it was made, and is missing"
    );
}

/// Whoever rewrites the whole list is found by what the next run knew of it.
#[test]
fn a_list_that_was_written_anew_is_found_by_the_next_run() {
    let house = made_house();
    let list = house.path("out/runs/000001/made.jsonl");
    let first = fs::read(&list).unwrap();
    house.night("");
    assert_eq!(
        house.run_file(2).made.unwrap()["000001"].size,
        u64::try_from(first.len()).unwrap()
    );
    // Another report, letter and list, each in order by itself.
    house.remove("out/runs/000001/made.jsonl");
    house.remove("out/runs/000001/notices");
    house.remove("out/runs/000001/report");
    assert_eq!(
        house
            .inforce("notices --run 1 --language fr --format html")
            .code,
        Some(0)
    );
    let found = |house: &House| chain(&Generations::of(&house.path("out")));
    assert_eq!(
        named(&house, &found(&house)),
        ["out/runs/000001/made.jsonl".to_owned()].into()
    );
    assert!(
        found(&house).faults[0]
            .found
            .ends_with("are not those that run 000002 knew: lines of it were changed or removed")
    );
    fs::remove_file(&list).unwrap();
    assert_eq!(
        named(&house, &found(&house)),
        ["out/runs/000001/made.jsonl".to_owned()].into()
    );
    // Lines that are added later are nothing strange.
    fs::write(&list, first).unwrap();
    assert_eq!(
        house
            .inforce("notices --run 1 --language es --format html")
            .code,
        Some(0)
    );
    assert!(found(&house).is_sound(), "{:?}", found(&house).faults);
}
