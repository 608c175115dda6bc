//! Made-up trade and what each stage makes of it, for the benches.

use crate::common::estimates;
use inforce::config::{Config, ConfigSource};
use inforce::conversion::{Conversion, Lists};
use inforce::estimates::Estimates;
use inforce::evidence::{Assembled, Candidates, Gathering};
use inforce::intake::{ColumnSet, InputFile, Kind, Row, Rows, Seen, Wanted, find};
use inforce::judgement::{Limits, RuleBook};
use inforce::ledger::{Ledger, Tally};
use inforce::records::{Movement, Record, Texts};
use inforce::scratch::Scratch;
use inforce::terms::Origin;
use inforce::versions::{Identity, SeenIdentities, Suspects, Version};
use inforce_synth::{Format, Options, generate};
use std::path::Path;
use std::sync::Arc;

/// Bytes of memory, more than any stage needs.
const MEMORY: u64 = 1 << 30;

/// A dataset of one format, opened.
pub(crate) struct World {
    folder: tempfile::TempDir,
    pub(crate) config: Config,
    pub(crate) conversion: Conversion,
    pub(crate) files: Vec<InputFile>,
    pub(crate) estimates: Estimates,
    /// All valid records in full.
    packed: Vec<u8>,
}

impl World {
    /// So many records, always the same ones.
    pub(crate) fn new(format: Format, records: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let dataset = folder.path().join("data");
        generate(
            &Options {
                format,
                ..Options::new(records, 11, dataset.clone())
            },
            &|_| {},
        )
        .unwrap();
        let config = Config::load(ConfigSource::builtin()).unwrap();
        let conversion = Conversion::of(&config).unwrap();
        let files = open(&dataset, Kind::Record);
        let lists = Lists {
            config: &config,
            conversion: &conversion,
        };
        let mut packed = Vec::new();
        records_of(&files, &lists, |origin, record, texts| {
            Version {
                origin,
                record: *record,
                texts,
            }
            .pack(&mut packed);
        });
        let estimates = estimates(&open(&dataset, Kind::Filing), &lists);
        Self {
            folder,
            config,
            conversion,
            files,
            estimates,
            packed,
        }
    }

    pub(crate) fn lists(&self) -> Lists<'_> {
        Lists {
            config: &self.config,
            conversion: &self.conversion,
        }
    }

    /// All valid records.
    pub(crate) fn versions(&self) -> Vec<Version<'_>> {
        let mut rest = self.packed.as_slice();
        std::iter::from_fn(|| Version::unpack(&mut rest)).collect()
    }

    pub(crate) fn scratch(&self) -> Scratch {
        Scratch::new(self.folder.path(), MEMORY)
    }

    /// Reads all files as the first reading does; a sum, so that nothing is left out.
    pub(crate) fn survey(&self) -> i64 {
        let mut net = 0;
        for file in &self.files {
            let reader = file.reader().unwrap();
            for portion in reader.portions() {
                let mut add = |seen: Seen<'_>| {
                    if let Seen::Valid(valid) = seen {
                        net ^= valid
                            .iter()
                            .fold(0, |net, row| net ^ Movement::from(row).amounts.net);
                    }
                };
                reader
                    .scan(
                        portion,
                        ColumnSet::All,
                        Wanted::All,
                        &self.lists(),
                        &mut add,
                    )
                    .unwrap();
            }
        }
        net
    }

    /// How many substances all records have a share of.
    pub(crate) fn shares(&self, versions: &[Version<'_>]) -> usize {
        versions
            .iter()
            .map(|version| {
                self.conversion
                    .shares(version.record.form, version.record.date)
                    .len()
            })
            .sum()
    }

    pub(crate) fn suspects(&self, versions: &[Version<'_>]) -> Suspects {
        let sightings = SeenIdentities::new(&self.scratch());
        let mut writer = sightings.writer();
        for version in versions {
            writer.see(Identity::of(
                version.record.reporter,
                version.texts.record_id,
            ));
        }
        drop(writer);
        Suspects::among(&sightings).unwrap()
    }

    pub(crate) fn tally(&self, versions: &[Version<'_>]) -> Tally {
        let tally = Tally::new(
            self.config.country_codes.len(),
            self.conversion.places(),
            self.scratch(),
            MEMORY,
        );
        let mut writer = tally.writer();
        for version in versions {
            writer.add(&version.record);
        }
        drop(writer);
        tally
    }

    pub(crate) fn ledger(&self, versions: &[Version<'_>]) -> Ledger<'_> {
        Ledger::new(self.tally(versions), &self.conversion).unwrap()
    }

    /// How many entries a ledger has.
    pub(crate) fn entries(ledger: &Ledger<'_>) -> usize {
        ledger
            .judged(&ledger.lines(), |entries| Ok(entries.len()))
            .unwrap()
            .into_iter()
            .sum()
    }

    fn book(&self) -> RuleBook<'_> {
        RuleBook {
            lists: self.lists(),
            notices: Arc::default(),
        }
    }

    pub(crate) fn wanted(&self, ledger: &Ledger<'_>) -> Candidates {
        Candidates::of(ledger, &self.estimates, &self.book()).unwrap()
    }

    /// Gathers the evidence, makes the alerts and goes through it in order; how many rows it has.
    pub(crate) fn evidence(
        &self,
        versions: &[Version<'_>],
        ledger: &Ledger<'_>,
        wanted: &Candidates,
    ) -> usize {
        let scratch = self.scratch();
        let gathering = Gathering::new(wanted, ledger, self.book(), &scratch).unwrap();
        let mut writer = gathering.writer();
        versions
            .iter()
            .filter(|version| wanted.wants(&version.record))
            .for_each(|version| writer.add(version));
        drop(writer);
        let limits = Limits::without_own_exports(&self.estimates);
        let assembled: Assembled = gathering.assemble(wanted, &limits, &scratch).unwrap();
        let mut rows = 0;
        for (_, bundle) in assembled.bundles_by_year() {
            let bundle = assembled.bundle(bundle).unwrap();
            let count = |_| {
                rows += 1;
                Ok::<(), inforce::evidence::EvidenceError>(())
            };
            assembled.evidence(&bundle, &limits, count).unwrap();
        }
        rows
    }
}

fn open(dataset: &Path, kind: Kind) -> Vec<InputFile> {
    find(dataset, kind)
        .unwrap()
        .files
        .iter()
        .map(|found| InputFile::open_canonical(found).unwrap())
        .collect()
}

fn records_of(
    files: &[InputFile],
    lists: &Lists,
    mut each: impl FnMut(Origin, &Record, Texts<'_>),
) {
    for (file, index) in files.iter().zip(0..) {
        let reader = file.reader().unwrap();
        for portion in reader.portions() {
            let all = |rows: Rows<'_>, keep: &mut dyn FnMut(Row<'_>, ())| {
                rows.iter().for_each(|row| keep(row, ()));
            };
            let take = |row, (), record: &Record, texts: Texts<'_>| {
                each(Origin { file: index, row }, record, texts);
            };
            let read = (portion, ColumnSet::Judged);
            reader.picked(read, lists, all, take, |_, _| ()).unwrap();
        }
    }
}
