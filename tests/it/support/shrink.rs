//! Makes a world that fails smaller for as long as it fails: what is left is what a person has to look at.

use super::world::World;

/// Runs spent on one failure.
const PATIENCE: usize = 600;

pub fn smallest(world: World, mut fails: impl FnMut(&World) -> bool) -> World {
    let mut smallest = world;
    let mut runs = 0;
    let mut still_fails = |world: &World| {
        runs += 1;
        runs <= PATIENCE && fails(world)
    };
    loop {
        let before = size(&smallest);
        smallest = without_files(smallest, &mut still_fails);
        smallest = without_lines(smallest, &mut still_fails);
        smallest = without_the_rest(smallest, &mut still_fails);
        if size(&smallest) == before {
            return smallest;
        }
    }
}

fn size(world: &World) -> usize {
    let lines = world.records.iter().chain(&world.filings);
    let lines: usize = lines.map(|file| file.lines.len() + 1).sum();
    lines
        + world.clutter.len()
        + world.config.prohibitions.len()
        + world.config.notices.len()
        + usize::from(world.known_at.is_some())
}

fn without_files(mut world: World, fails: &mut impl FnMut(&World) -> bool) -> World {
    for at in (0..world.records.len()).rev() {
        let mut smaller = world.clone();
        smaller.records.remove(at);
        // A dataset without record files is an error of another kind.
        if !smaller.records.is_empty() && fails(&smaller) {
            world = smaller;
        }
    }
    for at in (0..world.filings.len()).rev() {
        let mut smaller = world.clone();
        smaller.filings.remove(at);
        if fails(&smaller) {
            world = smaller;
        }
    }
    world
}

/// Leaves out halves of a file's lines, then quarters, then single lines.
fn without_lines(mut world: World, fails: &mut impl FnMut(&World) -> bool) -> World {
    let files = world.records.len() + world.filings.len();
    for at in 0..files {
        let mut chunk = lines(&mut world, at).len();
        while chunk > 0 {
            let mut from = 0;
            while from < lines(&mut world, at).len() {
                let mut smaller = world.clone();
                let kept = lines(&mut smaller, at);
                let to = (from + chunk).min(kept.len());
                kept.drain(from..to);
                if fails(&smaller) {
                    world = smaller;
                } else {
                    from += chunk;
                }
            }
            chunk /= 2;
        }
    }
    world
}

fn lines(world: &mut World, at: usize) -> &mut Vec<super::world::Line> {
    let records = world.records.len();
    if at < records {
        &mut world.records[at].lines
    } else {
        &mut world.filings[at - records].lines
    }
}

fn without_the_rest(mut world: World, fails: &mut impl FnMut(&World) -> bool) -> World {
    let steps: [fn(&mut World); 4] = [
        |world| world.known_at = None,
        |world| world.clutter.clear(),
        |world| world.config.prohibitions.clear(),
        |world| world.config.notices.clear(),
    ];
    for step in steps {
        let mut smaller = world.clone();
        step(&mut smaller);
        if size(&smaller) < size(&world) && fails(&smaller) {
            world = smaller;
        }
    }
    world
}
