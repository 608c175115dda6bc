//! Where the number of an import authorisation has been used, and numbers like it: a genuine one with a character
//! altered, or used a second time.
//!
//! All records are searched, whatever became of them, and refused rows as well. Whether two uses are of one shipment,
//! as its importer and its exporter report it, is for whoever looks at them to say.

use super::records::{FoundRecord, FoundRows, Records, RecordsError};
use super::similar_numbers::{Likeness, Numbers};
use crate::archive::read::{PublishedRun, RefusedRow};
use crate::intake::{Column, Prefilter, Reason, Refused};

/// A number asked about and where it was found, or one like it; the closest first, and by date.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// The number asked about.
    pub number: String,
    /// Valid records, with what is like the number in them.
    pub records: Vec<(Likeness, FoundRecord)>,
    /// Refused rows, with the number in them that is like it.
    pub refused: Vec<(Likeness, String, RefusedRow)>,
}

/// What is found of some numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Searched {
    /// By number, in the order asked.
    pub uses: Vec<Uses>,
    /// Files that the run could not read, and which were not searched.
    pub left_out: Vec<String>,
}

/// Searches all records of a run once for all of some numbers.
pub fn search(run: &PublishedRun, numbers: &[String]) -> Result<Searched, RecordsError> {
    if numbers.is_empty() {
        return Ok(Searched::default());
    }
    let records = Records::of(run)?;
    let asked = Numbers::new(numbers);
    let are_like = |number: &str| asked.are_like(number);
    let prefilter = Prefilter {
        authorisation: Some(&are_like),
        ..Prefilter::default()
    };
    let found = records.find(
        &prefilter,
        |_, texts| are_like(texts.authorisation),
        |refused| number_in(refused, are_like),
    )?;
    Ok(Searched {
        uses: by_number(numbers, &asked, found),
        left_out: records.files.left_out,
    })
}

/// The number in a refused row that is meant; of a line that cannot be cut into fields, any that stands on it.
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

fn by_number(numbers: &[String], asked: &Numbers, found: FoundRows) -> Vec<Uses> {
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
        // What was found stands in order of file and row, which sorting keeps.
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
