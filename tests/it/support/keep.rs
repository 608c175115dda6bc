//! What is left of a failure: the world, as small as it goes, in a folder from which it can be run again.

use std::fs;
use std::path::Path;

use super::shrink;
use super::world::World;

/// Shrinks a world that fails, keeps it with what is wrong, and says where. `found` gives what is wrong with a world,
/// and is empty where nothing is.
pub fn failure(name: &str, world: World, found: impl Fn(&World) -> Vec<String>) -> String {
    let first = found(&world);
    let kind = |found: &[String]| found.first().map(|line| kind_of(line));
    let smallest = shrink::smallest(world, |world| kind(&found(world)) == kind(&first));
    let last = found(&smallest).join("\n");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("an earlier world can be cleared away");
    }
    smallest.write(&folder.join("data"), &folder.join("config"));
    fs::write(folder.join("difference.txt"), &last).expect("the difference can be kept");
    let known_at = smallest.known_at.map(|day| format!(" --known-at {day}"));
    format!(
        "{name}: {last}\nbefore it was made smaller: {}\nkept in {}: inforce run data --config config --out out{}",
        first.join("\n"),
        folder.display(),
        known_at.unwrap_or_default()
    )
}

/// The table or count that differs, so that shrinking does not wander off to another failure.
fn kind_of(line: &str) -> String {
    line.split(':').next().unwrap_or_default().to_owned()
}

/// A number that the environment may set.
pub fn number(variable: &str, unless_told: u64) -> u64 {
    std::env::var(variable).map_or(unless_told, |text| {
        let number = text.parse();
        number.unwrap_or_else(|_| panic!("{variable} is a whole number, not {text}"))
    })
}
