//! Finds the uses of an import authorisation number, and similar numbers: a genuine number with a character altered, or one used
//! a second time.
//!
//! All records are searched, whatever became of them, and refused rows as well. The search does not decide whether two uses are
//! of one shipment, reported by its importer and its exporter.

use super::records::{FoundRecord, FoundRows, RecordFiles, RecordsError};
use super::similar_numbers::{Likeness, NumberIndex};
use crate::archive::read::{PublishedRun, RefusedRow};
use crate::intake::{Column, Prefilter, Reason, Refused};

/// The uses of a number and of similar ones; the most similar first, then by date.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// The number asked about.
    pub number: String,
    /// The valid records, each with the likeness of its number.
    pub records: Vec<(Likeness, FoundRecord)>,
    /// The refused rows, each with the similar number in it.
    pub refused: Vec<(Likeness, String, RefusedRow)>,
}

/// The result of a search for some numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Searched {
    /// The uses by number, in the order asked.
    pub uses: Vec<Uses>,
    /// The files that the run could not read and that were not searched.
    pub left_out: Vec<String>,
}

/// Searches all records of a run once, for all of some numbers.
pub fn search(run: &PublishedRun, numbers: &[String]) -> Result<Searched, RecordsError> {
    if numbers.is_empty() {
        return Ok(Searched::default());
    }
    let records = RecordFiles::of(run)?;
    let asked = NumberIndex::new(numbers);
    let are_like = |number: &str| asked.are_like(number);
    let prefilter = Prefilter {
        authorisation: Some(&are_like),
        ..Prefilter::default()
    };
    let found = records.find(
        &prefilter,
        |_, texts| are_like(texts.authorisation),
        |refused| number_in(refused, are_like),
        |found| found,
    )?;
    Ok(Searched {
        uses: by_number(numbers, &asked, found),
        left_out: records.files.left_out,
    })
}

/// Returns the matching number in a refused row; in a line that cannot be cut into fields, any matching number on the line.
fn number_in(refused: &Refused<'_>, is_meant: impl Fn(&str) -> bool) -> Option<String> {
    match refused.reason {
        Reason::BadLine(_) => refused
            .raw()
            .split([',', '"', ';', '\t'])
            .find(|field| is_meant(field))
            .map(ToOwned::to_owned),
        _ => refused
            .text(Column::Authorisation)
            .filter(|number| is_meant(number)),
    }
}

fn by_number(numbers: &[String], asked: &NumberIndex, found: FoundRows<FoundRecord>) -> Vec<Uses> {
    let none = |number: &String| Uses {
        number: number.clone(),
        ..Uses::default()
    };
    let mut uses: Vec<Uses> = numbers.iter().map(none).collect();
    for record in found.records {
        for (place, likeness) in asked.like(&record.record.authorisation) {
            uses[place].records.push((likeness, record.clone()));
        }
    }
    for (number, row) in found.refused {
        for (place, likeness) in asked.like(&number) {
            uses[place]
                .refused
                .push((likeness, number.clone(), row.clone()));
        }
    }
    for of_number in &mut uses {
        // The results are in order of file and row, and the stable sort keeps that order.
        of_number.records.sort_by(|(a, of_a), (b, of_b)| {
            (a, &of_a.record.authorisation, of_a.record.date).cmp(&(
                b,
                &of_b.record.authorisation,
                of_b.record.date,
            ))
        });
        of_number
            .refused
            .sort_by(|(a, of_a, _), (b, of_b, _)| (a, of_a).cmp(&(b, of_b)));
    }
    uses
}
