//! Checks the law of warnings and doubts (`rules.md` 4.7): the manifest warns of exactly the rows of `warned.parquet`, the
//! filings and the counts that look wrong; and an alert has exactly the doubts that these rows, and the refused rows that
//! may touch it, raise. That returns disagree is a finding, whose flow and records the tables do not say: for this doubt, that a
//! finding may raise it.

use super::alerts::Alerts;
use super::places::{Claim, ClaimGatherer};
use super::report::{Check, Checked, counted};
use crate::archive::read::{
    AlertRow, PublishedError, PublishedRun, ReadReturns, RefusedRow, WarnedRow,
};
use crate::archive::tables::{AlertColumns, Columns, WarnedColumns};
use crate::archive::{FindingEntry, InputEntry, Manifest, Number, WarningKind};
use crate::estimates::{FindingKind, Standing};
use crate::intake::{Kind, Touched};
use crate::judgement::RuleBook;
use crate::judgement::{Doubt, Doubts};
use crate::records::{Flow, is_licence_word};
use crate::terms::figures::of;
use crate::terms::file_at;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// The number of rows that a warning concerns and the first of them, by kind of warning and file.
type WarnedCounts = BTreeMap<(WarningKind, String), (u64, u64)>;

/// What raises warnings and doubts.
#[derive(Default)]
struct Doubtful {
    tells: WarnedCounts,
    doubts: Doubts,
    faults: Vec<String>,
    rows: u64,
}

/// What the refused rows say.
#[derive(Debug, Default)]
pub(super) struct RefusedRows {
    /// What refused records and refused filings may touch, each with the doubt that it raises.
    touched: BTreeSet<(Touched, Doubt)>,
    /// The first refused row of each file.
    first: BTreeMap<String, u64>,
}

impl RefusedRows {
    /// Adds a refused row.
    pub(super) fn add(&mut self, kind: Kind, row: &RefusedRow) {
        let doubt = match kind {
            Kind::Filing => Doubt::RefusedFiling,
            Kind::Record => Doubt::RefusedRecord,
        };
        let touched = row.kept.touched(kind).map(|touched| (touched, doubt));
        self.touched.extend(touched);
        self.first
            .entry(row.file.clone())
            .or_insert(u64::try_from(row.row).unwrap_or(0));
    }
}

/// Checks the warnings and doubts of a run.
pub(super) fn doubts(
    (run, manifest, number): (&PublishedRun, &Manifest, Number),
    alerts: &Alerts,
    standing: &Standing,
    (refused, returns): (&RefusedRows, &ReadReturns),
    places: &mut ClaimGatherer<'_, '_>,
) -> Result<Checked, PublishedError> {
    let mut checked = Checked::new(Some(number), Check::Doubts);
    if !run.knows_warnings() {
        "warnings and doubts were not recorded by the program of that run"
            .clone_into(&mut checked.holds);
        return Ok(checked);
    }
    let book = run.rule_book(&standing.in_use);
    let found = RefCell::new((Doubtful::default(), places));
    run.warned(|row| {
        let (doubtful, places) = &mut *found.borrow_mut();
        places.row(Claim::Warned(row.stands), &row.record);
        doubtful.warned(returns, &book, row);
        false
    })?;
    let (mut doubtful, _) = found.into_inner();
    let path = run.path(WarnedColumns::FILE);
    doubtful
        .faults
        .iter()
        .for_each(|fault| checked.fault(&path, fault));
    let filing_files = run.files_of_filings()?;
    for (origin, country, substance) in &standing.id_shared {
        if let Some(file) = file_at(&filing_files, origin.file) {
            doubtful.tell(WarningKind::IdShared, file, origin.row);
        }
        doubtful
            .doubts
            .add_importer(*country, Some(*substance), Doubt::IdShared);
    }
    warnings(run, manifest, &doubtful.tells, refused, &mut checked);
    for (touched, doubt) in &refused.touched {
        doubtful
            .doubts
            .add_importer(touched.importer, touched.substance, *doubt);
    }
    let path = run.path(AlertColumns::FILE);
    for alert in &alerts.rows {
        let mut expected = doubtful.doubts.about(&alert.key());
        expected.extend(returns_disagree(run, manifest, alert));
        if !run.knows_refused_fields() {
            let stated = alert.doubts.iter().copied();
            expected.extend(
                stated.filter(|doubt| [Doubt::RefusedFiling, Doubt::RefusedRecord].contains(doubt)),
            );
        }
        let words = |doubts: &mut dyn Iterator<Item = &Doubt>| {
            let names: Vec<&str> = doubts.map(|doubt| doubt.name()).collect();
            if names.is_empty() {
                "none".to_owned()
            } else {
                names.join(", ")
            }
        };
        checked.unless(alert.doubts.iter().eq(expected.iter()), &path, || {
            let (found, expected) = (words(&mut alert.doubts.iter()), words(&mut expected.iter()));
            format!(
                "{}: its doubts are {found}; warned, refused and filed rows make {expected}",
                alert.id
            )
        });
    }
    let (doubts, counts) = (
        alerts.rows.iter().map(|alert| alert.doubts.len()).sum(),
        &manifest.counts,
    );
    checked.holds = format!(
        "{} and {} follow from {} and {}",
        counted(manifest.warnings.len(), "warning", "warnings"),
        counted(doubts, "doubt about an alert", "doubts about alerts"),
        of(doubtful.rows, "warned row", "warned rows"),
        of(
            counts.records.quarantined + counts.filings.quarantined,
            "refused one",
            "refused ones"
        )
    );
    if !run.knows_refused_fields() {
        checked.holds.push_str(
            "; those that refused rows raise are as stated, for the program of that run did not record what could be read of the rows",
        );
    }
    Ok(checked)
}

/// Returns the doubt that returns disagree, if an alert has it and a finding may raise it. The tables do not say which flow and
/// records a finding is about.
fn returns_disagree(run: &PublishedRun, manifest: &Manifest, alert: &AlertRow) -> Option<Doubt> {
    let (config, year) = (&run.config, i32::try_from(alert.year));
    let of_exports = alert.rule.takes(Flow::Export);
    let may_raise = |finding: &&FindingEntry| {
        finding.kind == FindingKind::ReturnsDisagree
            && finding.substance == config.substance_code(alert.substance)
            && Ok(finding.from.year()) == year
            && (of_exports || finding.country == config.country_code(alert.importer()))
    };
    let stated = alert.doubts.contains(&Doubt::ReturnsDisagree);
    let raised = stated && manifest.findings.iter().any(|finding| may_raise(&finding));
    raised.then_some(Doubt::ReturnsDisagree)
}

impl Doubtful {
    fn tell(&mut self, kind: WarningKind, file: &str, row: u64) {
        let (rows, first) = self
            .tells
            .entry((kind, file.to_owned()))
            .or_insert((0, row));
        (*rows, *first) = (*rows + 1, row.min(*first));
    }

    /// Adds a row of `warned.parquet`, which counts unless its procedure is simplified, and checks that the row fits its kind of
    /// warning.
    fn warned(&mut self, returns: &ReadReturns, book: &RuleBook<'_>, row: &WarnedRow) {
        let WarnedRow {
            kind,
            record,
            stands,
        } = row;
        self.rows += 1;
        let sound = match kind {
            WarningKind::IdShared | WarningKind::VersionsUnlike => true,
            WarningKind::LicenceWord => *stands && is_licence_word(&record.special_licence),
            WarningKind::ZeroQuantity => *stands && record.quantity.millionths() == 0,
            _ => false,
        };
        if !sound {
            self.faults.push(format!(
                "row {} of {}: what it says is no reason for {}",
                record.row,
                record.file,
                kind.name()
            ));
        }
        self.tell(*kind, &record.file, u64::try_from(record.row).unwrap_or(0));
        if let Some(doubt) = kind
            .doubt()
            .filter(|_| *stands && !record.procedure.is_simplified())
        {
            let set_aside = returns.set_aside(record);
            let counts = |substance| !set_aside.contains(&substance);
            self.doubts.add_record(record.into(), doubt, counts, book);
        }
    }
}

/// Checks the warnings of the manifest against the published rows, as far as rows are published.
fn warnings(
    run: &PublishedRun,
    manifest: &Manifest,
    tells: &WarnedCounts,
    refused: &RefusedRows,
    checked: &mut Checked,
) {
    let path = run.path("manifest.json");
    let mut met = BTreeSet::new();
    for pair in manifest.warnings.windows(2) {
        let sorted = (pair[0].kind, &pair[0].file) < (pair[1].kind, &pair[1].file);
        checked.unless(sorted, &path, || {
            format!(
                "its warning {} of {} is not in order",
                pair[1].kind.name(),
                pair[1].file
            )
        });
    }
    for warning in &manifest.warnings {
        let (kind, file) = (warning.kind, warning.file.as_str());
        let input = manifest.inputs.iter().find(|input| input.file == file);
        let (rows, first) = (warning.rows.unwrap_or(0), warning.first_row.unwrap_or(0));
        let quarantined = input.map_or(0, |input| input.counts.quarantined());
        let all = input.map_or(0, |input| input.rows);
        let last = input.map_or(0, InputEntry::last_row);
        let known = tells.get(&(kind, file.to_owned())).copied();
        let sound = match kind {
            WarningKind::IdShared | WarningKind::VersionsUnlike | WarningKind::ZeroQuantity => {
                known == Some((rows, first))
            }
            WarningKind::LicenceWord => {
                known.map_or(0, |(rows, _)| rows) <= rows
                    && rows <= all
                    && known.is_none_or(|known| first <= known.1)
            }
            WarningKind::MostlyRefused => {
                rows == quarantined && Some(&first) == refused.first.get(file)
            }
            WarningKind::RowLimit => rows == all && first == last,
            WarningKind::HeaderRepeated => {
                rows <= quarantined && first >= *refused.first.get(file).unwrap_or(&u64::MAX)
            }
            WarningKind::ThousandsSuspect => 0 < rows && rows <= all,
            WarningKind::SkippedFile => input.is_none() && warning.rows.is_none(),
        };
        met.insert((kind, file.to_owned()));
        checked.unless(sound && (kind == WarningKind::SkippedFile || 1 <= first && first <= last), &path, || {
            let (known, known_first) = known.unwrap_or_default();
            format!(
                "{file}: it warns {} of {rows} rows from row {first} on; the file has {all} rows, {quarantined} refused, and the tables have {known} such rows from row {known_first} on",
                kind.name()
            )
        });
    }
    let mut expected: BTreeSet<(WarningKind, String)> = tells.keys().cloned().collect();
    for input in &manifest.inputs {
        let refused = input.counts.quarantined();
        if WarningKind::is_mostly_refused(refused, input.rows) {
            expected.insert((WarningKind::MostlyRefused, input.file.clone()));
        }
        if WarningKind::is_row_limit(input.rows) {
            expected.insert((WarningKind::RowLimit, input.file.clone()));
        }
    }
    for (kind, file) in expected.difference(&met) {
        checked.fault(
            &path,
            format!(
                "{file}: the tables have rows of the kind {}, and no warning is of them",
                kind.name()
            ),
        );
    }
}
