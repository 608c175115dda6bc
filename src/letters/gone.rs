//! Finds the findings of earlier letters that no longer stand, because the run has no such alert any more. The government that
//! was told of such a finding is told that it is gone, and why, from the changes that the runs since that letter published.

use super::NoticeError;
use super::called_for::{Said, SaidBefore, Subject, Withdrawn};
use crate::archive::read::PublishedRun;
use crate::archive::{Cause, Generations, run_name};
use crate::terms::Country;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The findings that no longer stand.
#[derive(Debug, Default)]
pub(super) struct Gone {
    /// The findings by addressee and letter.
    pub(super) withdrawn: BTreeMap<(Country, Subject), Vec<Withdrawn>>,
    /// The alerts that no letter can take back, because the configuration no longer has their country or substance; each with the
    /// reference of the letter that raised it.
    pub(super) untold: Vec<(String, String)>,
}

/// Returns the findings that letters raised and whose alerts the run no longer has.
pub(super) fn gone(
    out: &Path,
    run: &PublishedRun,
    alerts: &BTreeSet<String>,
    told: &SaidBefore,
) -> Result<Gone, NoticeError> {
    let missing: BTreeMap<&str, &Said> = told
        .iter()
        .filter(|(id, _)| !alerts.contains(*id))
        .map(|(id, said)| (id.as_str(), said))
        .collect();
    let mut causes = causes(out, run, &missing)?;
    let mut gone = Gone::default();
    for (id, said) in missing {
        let country = |code: &str| run.config.country_codes.find(code);
        let [notified, importer] = [&said.country, &said.importer].map(|code| country(code));
        let substance = run.config.substance_codes.find(&said.substance);
        let (Some(notified), Some(importer), Some(substance)) = (notified, importer, substance)
        else {
            gone.untold.push((id.to_owned(), said.reference.clone()));
            continue;
        };
        let withdrawn = Withdrawn {
            id: id.to_owned(),
            rule: said.alert.rule,
            importer,
            substance,
            year: said.alert.year,
            reference: said.reference.clone(),
            causes: causes.remove(id).unwrap_or_default(),
        };
        gone.withdrawn
            .entry((
                notified,
                Subject::of(said.alert.rule, substance, &run.config),
            ))
            .or_default()
            .push(withdrawn);
    }
    for withdrawn in gone.withdrawn.values_mut() {
        withdrawn.sort_by_key(|one| (one.substance, one.year, one.importer, one.rule));
    }
    Ok(gone)
}

/// Returns why each missing alert went, according to the last run since its letter in which it went. An alert that no run
/// mentions is absent.
fn causes(
    out: &Path,
    run: &PublishedRun,
    missing: &BTreeMap<&str, &Said>,
) -> Result<BTreeMap<String, Vec<Cause>>, NoticeError> {
    let mut causes: BTreeMap<String, Vec<Cause>> = BTreeMap::new();
    let Some(first) = missing.values().map(|said| said.run.as_str()).min() else {
        return Ok(causes);
    };
    let at = Generations::of(out);
    let numbers = at
        .numbers()
        .map_err(|error| NoticeError::io(&at.runs(), error))?;
    for number in numbers
        .into_iter()
        .rev()
        .filter(|number| (first..=run.run.as_str()).contains(&run_name(*number).as_str()))
    {
        let name = run_name(number);
        for change in PublishedRun::numbered(out, number)?
            .compared()?
            .into_iter()
            .flatten()
        {
            let went = change.after.is_none()
                && missing
                    .get(change.alert.as_str())
                    .is_some_and(|said| said.run < name);
            if went && !causes.contains_key(&change.alert) {
                causes.insert(
                    change.alert,
                    change
                        .causes
                        .into_iter()
                        .map(|because| because.cause)
                        .collect(),
                );
            }
        }
    }
    Ok(causes)
}
