//! Small worlds, made and read back.

use std::path::Path;

use super::*;

fn demo(out: &Path) -> Made {
    generate(&Options::demo(20_000, 1971, out.to_owned()), &|_| ()).unwrap()
}

#[test]
fn demo_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let made = demo(&folder.path().join("demo"));
    println!("{made:#?}");
    let keep = std::path::Path::new("/tmp/demo");
    std::fs::remove_dir_all(keep).ok();
    std::fs::rename(folder.path().join("demo"), keep).unwrap();
    assert_eq!(made.records, 20_000);
}
