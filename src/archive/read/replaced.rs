//! Which records do not stand, by their places.

use super::table::Table;
use super::{PublishedError, PublishedRun, ReadFiles};
use crate::terms::{Map, Origin, Set};
use rayon::prelude::*;

impl PublishedRun {
    /// Those of some places of records that hold a version that does not stand, each with the place of the one that does.
    pub fn replaced(
        &self,
        files: &ReadFiles,
        places: &Set<Origin>,
    ) -> Result<Map<Origin, Origin>, PublishedError> {
        if places.is_empty() {
            return Ok(Map::default());
        }
        let path = self.table("superseded.parquet")?;
        let table = Table::open(&path)?;
        let numbers: Map<&str, u32> = files
            .read
            .iter()
            .map(|file| file.name.as_str())
            .zip(0..)
            .collect();
        let columns = ["source_file", "source_row", "standing_file", "standing_row"];
        let of_group = |group| {
            let mut found = Vec::new();
            let mut unknown = None;
            table.each_of(group, &columns, |row| {
                let mut place = |file: &str, row: i64| {
                    let found = numbers.get(file).zip(u64::try_from(row).ok());
                    if found.is_none() {
                        unknown = Some(format!("{file:?} row {row} is no place of its dataset"));
                    }
                    found.map(|(file, row)| Origin { file: *file, row })
                };
                if let Some(own) =
                    place(row.text(0), row.number(1)).filter(|own| places.contains(own))
                {
                    found.extend(place(row.text(2), row.number(3)).map(|standing| (own, standing)));
                }
            })?;
            unknown.map_or(Ok(found), |unknown| {
                Err(PublishedError::other(&path, unknown))
            })
        };
        let found = (0..table.groups())
            .into_par_iter()
            .map(of_group)
            .collect::<Result<Vec<_>, _>>()?;
        Ok(found.into_iter().flatten().collect())
    }
}
