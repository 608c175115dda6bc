//! A world: everything a run reads, held as the raw text that stands in its files.

use std::fs;
use std::path::Path;

use super::day::Day;
use super::{write_csv, write_parquet};

/// The columns of a record file that counts in grams.
pub const RECORD_COLUMNS: &[&str] = &[
    "record_id",
    "date",
    "received",
    "reporter",
    "partner",
    "flow",
    "form",
    "quantity_g",
    "reexport_g",
    "authorisation",
    "special_licence",
    "period",
    "procedure",
];

/// The columns of a record file that gives a unit.
pub const UNIT_RECORD_COLUMNS: &[&str] = &[
    "record_id",
    "date",
    "received",
    "reporter",
    "partner",
    "flow",
    "form",
    "quantity",
    "unit",
    "reexport",
    "authorisation",
    "special_licence",
    "period",
    "procedure",
];

pub const FILING_COLUMNS: &[&str] = &[
    "filing_id",
    "country",
    "substance",
    "kind",
    "received",
    "effective",
    "grams",
    "note",
    "year",
    "confirmed",
];

/// Columns that a file may leave out; one with `year` may leave out `effective`, too.
pub const OPTIONAL_COLUMNS: [&str; 11] = [
    "received",
    "partner",
    "reexport_g",
    "reexport",
    "authorisation",
    "special_licence",
    "period",
    "procedure",
    "note",
    "year",
    "confirmed",
];

#[derive(Clone, Debug, Default)]
pub struct World {
    pub config: Config,
    pub records: Vec<DataFile>,
    pub filings: Vec<DataFile>,
    /// Files that a run must pass over, by path.
    pub clutter: Vec<String>,
    pub known_at: Option<Day>,
}

/// One file under `trades/` or `estimates/`.
#[derive(Clone, Debug)]
pub struct DataFile {
    /// Relative to the dataset, without the ending that the format gives it.
    pub stem: String,
    pub format: Format,
    pub columns: Vec<String>,
    pub lines: Vec<Line>,
    /// Decides the accidents of writing: quotes, line ends, types, row groups.
    pub style: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Csv,
    Parquet,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// One text for each column of the file.
    Cells(Vec<String>),
    /// A line of a CSV file as it stands, without its end.
    Raw(Vec<u8>),
}

#[derive(Clone, Debug, Default)]
pub struct Config {
    pub substances: Vec<SubstanceRow>,
    pub forms: Vec<FormRow>,
    pub preparations: Vec<PreparationRow>,
    pub countries: Vec<String>,
    pub prohibitions: Vec<ProhibitionRow>,
    pub notices: Vec<NoticeRow>,
    pub retroactive: Retroactive,
    pub validity: Validity,
}

#[derive(Clone, Debug)]
pub struct SubstanceRow {
    pub code: String,
    pub name: String,
    pub schedule: String,
    pub controlled_from: Option<Day>,
    /// `1971`, `1961` or `1988`; empty: 1971.
    pub convention: String,
}

#[derive(Clone, Debug)]
pub struct FormRow {
    pub form: String,
    pub substance: String,
    /// Empty: the Green List prints a dash.
    pub base_percent: String,
    pub from: Option<Day>,
}

#[derive(Clone, Debug)]
pub struct PreparationRow {
    pub preparation: String,
    pub form: String,
    pub percent: String,
    /// `1961`, on every row of the preparation, or empty.
    pub exempt: String,
}

#[derive(Clone, Debug)]
pub struct ProhibitionRow {
    pub country: String,
    pub substance: String,
    pub from: Option<Day>,
}

#[derive(Clone, Debug)]
pub struct NoticeRow {
    pub country: String,
    pub substance: String,
    pub year: i32,
    pub from: Day,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Retroactive {
    #[default]
    Honour,
    Ignore,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Validity {
    #[default]
    UntilReplaced,
    ThreeYears,
}

impl DataFile {
    /// As outputs name it: relative to the dataset, `/` between parts.
    pub fn path(&self) -> String {
        match self.format {
            Format::Csv => format!("{}.csv", self.stem),
            Format::Parquet => format!("{}.parquet", self.stem),
        }
    }

    fn write(&self, dataset: &Path) {
        let target = dataset.join(self.path());
        fs::create_dir_all(target.parent().expect("a file stands in a folder"))
            .expect("the folder of a file can be made");
        let bytes = match self.format {
            Format::Csv => write_csv::bytes(self),
            Format::Parquet => write_parquet::bytes(self),
        };
        fs::write(target, bytes).expect("a file of a world can be written");
    }
}

impl World {
    /// Writes the dataset and the config, each into its own folder.
    pub fn write(&self, dataset: &Path, config: &Path) {
        fs::create_dir_all(dataset.join("trades")).expect("trades/ can be made");
        for file in self.records.iter().chain(&self.filings) {
            file.write(dataset);
        }
        for path in &self.clutter {
            let target = dataset.join(path);
            fs::create_dir_all(target.parent().expect("clutter stands in a folder"))
                .expect("the folder of clutter can be made");
            fs::write(target, "no record, no filing\n").expect("clutter can be written");
        }
        self.config.write(config);
    }
}

impl Config {
    fn write(&self, folder: &Path) {
        fs::create_dir_all(folder).expect("the config folder can be made");
        let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
        let substances = self.substances.iter().map(|row| {
            let controlled_from = day(row.controlled_from);
            let line = format!(
                "{},{},{},{controlled_from}",
                row.code, row.name, row.schedule
            );
            (line, row.convention.as_str())
        });
        let (header, substances) = with_last(
            "code,name,schedule,controlled_from",
            "convention",
            substances,
        );
        let forms = self.forms.iter().map(|row| {
            let (percent, from) = (&row.base_percent, day(row.from));
            format!("{},{},a name,{percent},{from}", row.form, row.substance)
        });
        write_table(folder, "substances", &header, substances.into_iter());
        let preparations = self.preparations.iter().map(|row| {
            let (preparation, form) = (&row.preparation, &row.form);
            let line = format!("{preparation},a brand,{form},{}", row.percent);
            (line, row.exempt.as_str())
        });
        let (header, preparations) =
            with_last("preparation,name,form,percent", "exempt", preparations);
        write_table(folder, "preparations", &header, preparations.into_iter());
        let countries = self
            .countries
            .iter()
            .map(|code| format!("{code},a country"));
        let prohibitions = self.prohibitions.iter().map(|row| {
            let from = day(row.from);
            format!("{},{},{from}", row.country, row.substance)
        });
        write_table(
            folder,
            "forms",
            "form,substance,name,base_percent,from",
            forms,
        );
        write_table(folder, "countries", "alpha3,name", countries);
        write_table(
            folder,
            "prohibitions",
            "country,substance,from",
            prohibitions,
        );
        if !self.notices.is_empty() {
            let notices = self.notices.iter().map(|row| {
                let (country, substance) = (&row.country, &row.substance);
                format!("{country},{substance},{},{}", row.year, row.from)
            });
            write_table(folder, "notices", "country,substance,year,from", notices);
        }
        fs::write(folder.join("inforce.toml"), self.policy()).expect("the policy can be written");
    }

    fn policy(&self) -> String {
        let retroactive = match self.retroactive {
            Retroactive::Honour => "honour",
            Retroactive::Ignore => "ignore",
        };
        let validity = match self.validity {
            Validity::UntilReplaced => "until-replaced",
            Validity::ThreeYears => "three-years",
        };
        format!("[judgement]\nretroactive = \"{retroactive}\"\nvalidity = \"{validity}\"\n")
    }
}

fn write_table(folder: &Path, name: &str, header: &str, rows: impl Iterator<Item = String>) {
    let lines: String = std::iter::once(header.to_owned())
        .chain(rows)
        .map(|line| line + "\n")
        .collect();
    fs::write(folder.join(format!("{name}.csv")), lines).expect("a config table can be written");
}

/// Header and lines with one column more, unless no line fills it.
fn with_last<'a>(
    header: &str,
    column: &str,
    lines: impl Iterator<Item = (String, &'a str)>,
) -> (String, Vec<String>) {
    let lines: Vec<(String, &str)> = lines.collect();
    if lines.iter().all(|(_, last)| last.is_empty()) {
        let lines = lines.into_iter().map(|(line, _)| line);
        return (header.to_owned(), lines.collect());
    }
    let lines = lines
        .into_iter()
        .map(|(line, last)| format!("{line},{last}"));
    (format!("{header},{column}"), lines.collect())
}
