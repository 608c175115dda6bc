//! Files read through the library as a run reads them, from bytes: each row accepted or refused, none lost.

// Every test file compiles this for itself and uses its own part of it; a test panics where something must hold.

use std::collections::BTreeMap;
use std::fs::File;
use std::os::fd::AsRawFd;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use inforce::conversion::Lists;
use inforce::intake::{ColumnSet, DatasetFile, FileFault, Format, InputFile, Kind, Seen, Wanted};
use inforce::records::is_licence_word;

/// What became of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Everything that a run knows of it.
    Accepted(String),
    /// The reason and what was found.
    Refused(String),
}

/// A file without a name, in memory where the system has a place for that.
pub struct Scrap {
    file: File,
    pub found: DatasetFile,
}

impl Scrap {
    pub fn new(kind: Kind, format: Format) -> Self {
        let memory = Path::new("/dev/shm");
        let file = if memory.is_dir() {
            tempfile::tempfile_in(memory)
        } else {
            tempfile::tempfile()
        }
        .unwrap();
        let path = PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()));
        Self {
            file,
            found: DatasetFile {
                name: "trades/scrap".into(),
                path,
                kind,
                format,
            },
        }
    }

    pub fn fill(&self, bytes: &[u8]) {
        self.file.set_len(0).unwrap();
        self.file.write_all_at(bytes, 0).unwrap();
    }

    /// Writes a byte at a place.
    pub fn put(&self, place: usize, byte: u8) {
        self.file
            .write_all_at(&[byte], u64::try_from(place).unwrap())
            .unwrap();
    }
}

/// Every row of a file by its number, and that each of the ways to read it says the same.
pub fn rows(scrap: &Scrap, lists: &Lists<'_>) -> Result<BTreeMap<u64, Fate>, FileFault> {
    let file = InputFile::open_canonical(&scrap.found)?;
    let reader = file.reader()?;
    let mut found = BTreeMap::new();
    let mut next = 1;
    for portion in reader.portions() {
        assert_eq!(portion.first_row(), next, "the portions leave rows out");
        next += portion.rows();
        let mut keep = |row: u64, fate: Fate| {
            assert!(
                found.insert(row, fate).is_none(),
                "row {row} was read twice"
            );
        };
        if file.kind == Kind::Filing {
            reader.filings(portion, lists, &mut |row, filing| match filing {
                Ok((filing, texts)) => keep(row, Fate::Accepted(format!("{filing:?} {texts:?}"))),
                Err(refused) => keep(row, Fate::Refused(refused.detail())),
            })?;
            continue;
        }
        let (mut valid, mut refused) = (BTreeMap::new(), Vec::new());
        reader.scan(
            portion,
            ColumnSet::All,
            Wanted::All,
            lists,
            &mut |seen| match seen {
                Seen::Valid(rows) => {
                    valid.extend(rows.iter().map(|row| {
                        (
                            row.number(),
                            (row.record(), row.id().to_owned(), row.has_licence_word()),
                        )
                    }));
                }
                Seen::Refused(row, _) => refused.push(row),
            },
        )?;
        reader.picked(
            (portion, ColumnSet::Judged),
            lists,
            |rows, pick| rows.iter().for_each(|row| pick(row, ())),
            |row, (), record, texts| {
                let surveyed = valid.remove(&row);
                let again = (
                    *record,
                    texts.record_id.to_owned(),
                    is_licence_word(texts.special_licence),
                );
                assert_eq!(
                    surveyed,
                    Some(again),
                    "row {row} read twice says two things"
                );
                keep(row, Fate::Accepted(format!("{record:?} {texts:?}")));
            },
            |_, _| (),
        )?;
        assert!(valid.is_empty(), "only the first reading saw {valid:?}");
        let mut again = Vec::new();
        let places: Vec<u32> = refused.iter().map(|row| portion.place(*row)).collect();
        reader.scan(
            portion,
            ColumnSet::All,
            Wanted::At(&places),
            lists,
            &mut |seen| match seen {
                Seen::Valid(rows) => {
                    assert!(rows.is_empty(), "a refused row is valid at its place");
                }
                Seen::Refused(row, refused) => {
                    if again.is_empty() {
                        assert_eq!(reader.raw_row(row).unwrap(), refused.raw(), "row {row}");
                    }
                    again.push(row);
                    keep(row, Fate::Refused(refused.detail()));
                }
            },
        )?;
        assert_eq!(
            refused, again,
            "rows are refused by one reading and not by the other"
        );
    }
    assert_eq!(next - 1, file.rows, "the portions leave rows out");
    assert!(
        found.keys().copied().eq(1..=file.rows),
        "of {} rows there are {:?}",
        file.rows,
        found.keys()
    );
    Ok(found)
}
