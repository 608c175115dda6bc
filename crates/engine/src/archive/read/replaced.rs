//! Tells which records do not stand, by their places.

use super::{PublishedError, PublishedRun, ReadFiles};
use crate::archive::tables::SupersededColumns;
use crate::parallel;
use crate::terms::{Map, Origin, Set};

impl PublishedRun {
    /// Returns those of the given places that hold a version that does not stand, each with the place of the version that
    /// stands.
    pub fn replaced(
        &self,
        files: &ReadFiles,
        places: &Set<Origin>,
    ) -> Result<Map<Origin, Origin>, PublishedError> {
        if places.is_empty() {
            return Ok(Map::default());
        }
        let rows = self.rows::<SupersededColumns<'_>>()?;
        let (path, table) = (&rows.codes.path, &rows.table);
        let numbers: Map<&str, u32> = files
            .read
            .iter()
            .map(|file| file.name.as_str())
            .zip(0..)
            .collect();
        let columns = ["source_file", "source_row", "standing_file", "standing_row"];
        let place = |file: &str, row: i64| {
            let found = numbers.get(file).zip(u64::try_from(row).ok());
            let unknown = || format!("{file:?} row {row} is no place of its dataset");
            found
                .map(|(file, row)| Origin { file: *file, row })
                .ok_or_else(|| PublishedError::other(path, unknown()))
        };
        let of_group = |group| {
            let mut found = Vec::new();
            table.each_of(group, &columns, |row| {
                let own = place(row.text(0), row.number(1))?;
                if places.contains(&own) {
                    found.push((own, place(row.text(2), row.number(3))?));
                }
                Ok::<_, PublishedError>(())
            })?;
            Ok(found)
        };
        let found = parallel::try_map(table.groups(), of_group)?;
        Ok(found.into_iter().flatten().collect())
    }
}
