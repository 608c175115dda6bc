//! Findings of earlier letters that no longer stand: the run has no such alert any more. A government that was told of one is
//! told that it is gone, and why, by what the runs since that letter published of their changes.

use super::NoticeError;
use super::called_for::{Role, Said, SaidBefore, Withdrawn};
use crate::archive::read::PublishedRun;
use crate::archive::{Cause, Generations, run_name};
use crate::terms::Country;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What no longer stands.
#[derive(Debug, Default)]
pub(super) struct Gone {
    /// By whom to tell, and in which letter.
    pub(super) withdrawn: BTreeMap<(Country, Role), Vec<Withdrawn>>,
    /// Alerts that no letter can take back, for the configuration has not their country or substance any more; each with the
    /// reference of the letter that brought it up.
    pub(super) untold: Vec<(String, String)>,
}

/// What letters brought up and the run has no more.
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
            .entry((notified, Role::of(said.alert.rule)))
            .or_default()
            .push(withdrawn);
    }
    for withdrawn in gone.withdrawn.values_mut() {
        withdrawn.sort_by_key(|one| (one.substance, one.year, one.importer, one.rule));
    }
    Ok(gone)
}

/// Why each of them went: by the last run since its letter in which it did. Nothing of one that no run says anything of.
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
