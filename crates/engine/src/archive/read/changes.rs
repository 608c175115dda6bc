//! Reads how alerts differ from the previous run.

use super::rows::{CodeLookup, TableRows};
use super::{PublishedError, PublishedRun};
use crate::archive::tables::{ChangeColumns, Columns};
use crate::archive::{AlertChange, AlertFigures, Because, Cause, Change};
use crate::judgement::Rule;

impl PublishedRun {
    /// Returns how each alert differs from the previous run, and why, sorted as the alerts are. An alert that does not
    /// differ has no row.
    pub fn changes(&self) -> Result<Vec<AlertChange>, PublishedError> {
        read(&self.rows()?)
    }

    /// Returns the changes; `None` for a first run, and for a run of a program that did not compare runs.
    pub fn compared(&self) -> Result<Option<Vec<AlertChange>>, PublishedError> {
        let compared = self.previous().is_some() && self.path(ChangeColumns::FILE).exists();
        compared.then(|| self.changes()).transpose()
    }
}

fn read(rows: &TableRows<'_, ChangeColumns<'_>>) -> Result<Vec<AlertChange>, PublishedError> {
    rows.with(&[], |codes, columns| change(codes, columns).map(Some))
}

fn change(
    codes: &CodeLookup<'_>,
    columns: ChangeColumns<'_>,
) -> Result<AlertChange, PublishedError> {
    let because = |(cause, detail): (&str, &str)| {
        let cause = codes.known(Cause::named(cause), cause)?;
        Ok(Because {
            cause,
            detail: detail.to_owned(),
        })
    };
    Ok(AlertChange {
        alert: columns.alert_id.to_owned(),
        rule: codes.known(Rule::named(columns.rule), columns.rule)?,
        country: columns.country.to_owned(),
        partner: columns.partner.map(ToOwned::to_owned),
        substance: columns.substance.to_owned(),
        substance_name: columns.substance_name.to_owned(),
        schedule: columns.schedule.to_owned(),
        year: columns.year,
        change: codes.known(Change::named(columns.change), columns.change)?,
        causes: columns
            .causes
            .into_iter()
            .zip(columns.details)
            .map(because)
            .collect::<Result<_, PublishedError>>()?,
        before: columns.before.0.map(AlertFigures::from),
        after: columns.after.0.map(AlertFigures::from),
        previous_run: columns.previous_run.map(ToOwned::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::{Access, write_changes};
    use crate::config::{Config, ConfigSource};
    use crate::terms::{Day, Mass};

    fn figures(number: i32) -> AlertFigures {
        let (day, mass) = (
            Day::from_number(number),
            Mass::from_whole_grams(number.into()),
        );
        AlertFigures {
            first_excess_date: day,
            peak_excess_date: Some(day.next()),
            last_excess_date: day.next().next(),
            cured_on: None,
            running_total: Some(mass),
            estimate: None,
            excess: Some(Mass::ZERO),
            peak_excess: Some(mass),
            year_total: mass,
            estimate_status: Some("none".into()),
            filing_id: None,
            own_exports: None,
            excess_days: 1,
            excess_records: i64::from(number),
            records: 3,
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let because = |cause, detail: &str| Because {
            cause,
            detail: detail.to_owned(),
        };
        let of = |change, before: Option<i32>, after: Option<i32>, causes| AlertChange {
            alert: "export-excess:CHE>KEN:PD006:2024".into(),
            rule: Rule::ExportExcess,
            country: "CHE".into(),
            partner: after.map(|_| "KEN".into()),
            substance: "PD006".into(),
            substance_name: "diazepam".into(),
            schedule: "IV".into(),
            year: 2024,
            change,
            causes,
            before: before.map(figures),
            after: after.map(figures),
            previous_run: before.map(|_| "000041".into()),
        };
        let mut written: Vec<AlertChange> = Cause::ALL
            .into_iter()
            .map(|cause| {
                of(
                    Change::New,
                    None,
                    Some(7),
                    vec![because(cause, cause.name())],
                )
            })
            .collect();
        let both = vec![
            because(Cause::Supplement, "S-1, +7 g"),
            because(Cause::LateRecord, ""),
        ];
        written.extend(Change::ALL.map(|change| of(change, Some(1), None, both.clone())));
        written.push(of(Change::Eased, Some(3), Some(2), vec![]));
        let folder = tempfile::tempdir().expect("a folder");
        let files =
            write_changes(folder.path(), Access::Private, &written).expect("it can be written");
        let rows: u64 = files.iter().map(|file| file.rows).sum();
        assert_eq!(rows, u64::try_from(written.len()).expect("few"));
        let config = Config::load(ConfigSource::builtin()).expect("it is valid");
        let rows = TableRows::open(folder.path(), &[ChangeColumns::FILE.to_owned()], &config)
            .expect("it can be opened");
        assert_eq!(read(&rows).expect("it can be read"), written);
        assert_eq!(rows.table.columns().len(), ChangeColumns::COUNT);
    }
}
