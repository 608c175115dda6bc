//! Where the files of records are elsewhere, the last stage asks for those of which a warning quotes a row, and waits for them.

use super::carrier::{Leg, Setting};
use crate::support::chance::Chance;
use inforce::night::stages::{Header, Message, Records};
use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

/// Returns a setting over one record of quantity 0, which a warning quotes, and one that none does, in files of their own.
fn quoted(folder: &Path) -> Setting {
    for (file, quantity) in [("zero", 0), ("sound", 7)] {
        let header = "record_id,date,reporter,flow,form,quantity_g\n";
        let record = format!("{header}{file},2024-05-03,KEN,import,PD006,{quantity}\n");
        fs::create_dir_all(folder.join("trades")).unwrap();
        fs::write(folder.join(format!("trades/{file}.csv")), record).unwrap();
    }
    let mut setting = Setting::of(folder, None);
    setting.records = Records::Elsewhere;
    setting
}

#[test]
fn the_files_of_quoted_rows_are_asked_for() {
    let folder = TempDir::new().unwrap();
    let setting = quoted(folder.path());
    let state = setting.out("state");
    let (needed, brought) = (state.join("needed.json"), state.join("brought.json"));
    let mut bring = |leg, _: &mut Header, _: &mut Vec<Message>, _: &mut Chance| {
        if leg == Leg::Looked {
            let (needed, brought) = (needed.clone(), brought.clone());
            thread::spawn(move || {
                while !needed.exists() {
                    thread::sleep(Duration::from_millis(5));
                }
                fs::write(brought, "").unwrap();
            });
        }
    };
    setting.once().unwrap();
    setting.by_stages(&mut Chance::new(8), &mut bring).unwrap();
    assert!(setting.differences().is_empty());
    let names: Vec<String> = serde_json::from_slice(&fs::read(&needed).unwrap()).unwrap();
    assert_eq!(names, ["trades/zero.csv"]);
}

#[test]
fn what_cannot_be_asked_for_ends_the_run() {
    let folder = TempDir::new().unwrap();
    let setting = quoted(folder.path());
    let needed = setting.out("state").join("needed.json");
    let mut block = |leg, _: &mut Header, _: &mut Vec<Message>, _: &mut Chance| {
        if leg == Leg::Looked {
            fs::create_dir(&needed).unwrap();
        }
    };
    let told = setting.by_stages(&mut Chance::new(9), &mut block);
    let error = told.map(|_| "published").unwrap_err();
    let expected = "; nothing was published; make room there, or name another --state";
    assert!(error.contains("needed.json: cannot be written"), "{error}");
    assert!(error.ends_with(expected), "{error}");
    assert!(!setting.out("staged").join("runs/000001").exists());
}
