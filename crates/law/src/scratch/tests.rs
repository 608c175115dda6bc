//! Kept bytes come back from memory and from disk, and the budget is neither exceeded nor lost.

use super::*;

fn left(scratch: &Scratch) -> u64 {
    scratch.shared.left.load(Ordering::Relaxed)
}

fn is_on_disk(kept: &Kept) -> bool {
    matches!(kept.place, ScratchPlace::Disk { .. })
}

#[test]
fn what_fits_stays_in_memory_and_the_rest_comes_back_from_disk() {
    let folder = tempfile::tempdir().unwrap();
    let scratch = Scratch::new(folder.path(), 10);
    let small = scratch.keep(vec![1; 8]).unwrap();
    let large = scratch.keep(vec![2; 5000]).unwrap();
    let none = scratch.keep(Vec::new()).unwrap();
    let other = scratch.keep([3_u8; 3].as_slice()).unwrap();
    assert_eq!(
        [&small, &large, &none, &other].map(is_on_disk),
        [false, true, false, true]
    );
    assert_eq!(
        [&small, &large, &none, &other].map(Kept::len),
        [8, 5000, 0, 3]
    );
    let mut buffer = vec![9; 20];
    for (kept, expected) in [
        (&small, vec![1; 8]),
        (&large, vec![2; 5000]),
        (&none, Vec::new()),
        (&other, vec![3; 3]),
    ] {
        assert_eq!(kept.read(&mut buffer).unwrap(), expected);
        assert_eq!(kept.is_empty(), expected.is_empty());
    }
    assert_eq!(large.read_part(4990..5000, &mut buffer).unwrap(), [2; 10]);
    assert_eq!(small.read_part(3..5, &mut buffer).unwrap(), [1; 2]);
    // The file never has a name.
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn the_budget_is_given_back() {
    let folder = tempfile::tempdir().unwrap();
    let scratch = Scratch::new(folder.path(), 100);
    let kept = scratch.keep(vec![0; 60]).unwrap();
    assert!(!scratch.reserve(41) && scratch.clone().reserve(40));
    assert_eq!(left(&scratch), 0);
    assert!(is_on_disk(&scratch.keep(vec![0; 1]).unwrap()));
    drop(kept);
    assert_eq!(left(&scratch), 60);
    scratch.release(40);
    assert_eq!(left(&scratch), 100);
    assert!(scratch.reserve(100) && scratch.reserve(0) && !scratch.reserve(u64::MAX));
}

#[test]
fn any_number_of_threads_may_keep_and_read() {
    let folder = tempfile::tempdir().unwrap();
    let scratch = Scratch::new(folder.path(), 20_000);
    let piece = |thread: u8, number: usize| vec![thread; number * 7 % 1000];
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let scratch = &scratch;
            scope.spawn(move || {
                let kept: Vec<Kept> = (0..300)
                    .map(|number| scratch.keep(piece(thread, number)).unwrap())
                    .collect();
                let mut buffer = Vec::new();
                for (kept, number) in kept.iter().zip(0..) {
                    assert_eq!(kept.read(&mut buffer).unwrap(), piece(thread, number));
                }
                assert!(kept.iter().any(is_on_disk));
            });
        }
    });
    assert_eq!(left(&scratch), 20_000);
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let scratch = Scratch::new(&folder.path().join("missing"), 1);
    assert!(scratch.keep(vec![0]).is_ok(), "what fits needs no folder");
    assert!(scratch.reserve(1));
    let error = scratch.keep(vec![0]).unwrap_err().to_string();
    assert!(
        error.contains("missing: no file can be made there") && error.contains("--memory"),
        "{error}"
    );
}

#[test]
fn a_full_disk_is_an_error_that_says_what_to_do() {
    let scratch = Scratch::new(Path::new("/some/folder"), 0);
    scratch
        .shared
        .file
        .set(
            File::options()
                .read(true)
                .write(true)
                .open("/dev/full")
                .unwrap(),
        )
        .unwrap();
    let error = scratch.keep(vec![0]).unwrap_err().to_string();
    assert!(
        error.starts_with(
            "/some/folder: what does not fit in memory cannot be written there: No space left"
        ),
        "{error}"
    );
    assert!(
        error.ends_with("; free space in /some/folder, or give the run more memory with --memory"),
        "{error}"
    );
}

#[test]
fn what_the_disk_changed_or_lost_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let scratch = Scratch::new(folder.path(), 0);
    let kept = scratch.keep(vec![5; 100]).unwrap();
    let file = scratch.shared.file.get().unwrap();
    file.write_all_at(&[6], 50).unwrap();
    assert!(matches!(
        kept.read(&mut Vec::new()),
        Err(ScratchError::Damaged { .. })
    ));
    file.set_len(99).unwrap();
    assert!(matches!(
        kept.read(&mut Vec::new()),
        Err(ScratchError::Read { .. })
    ));
}
