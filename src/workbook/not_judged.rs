//! Writes the sheet Not judged: every row on which no alert could rest, with the reason. Rows of which the run keeps only
//! the number are counted by file.

use super::concern::Visibility;
use super::{Title, WorkbookError, WorkbookSource};
use crate::archive::FileCounts;
use crate::archive::read::{ExemptRow, RecordRow, RefusedRow, ReturnRow, SupersededRow};
use crate::estimates::ReadFiling;
use crate::terms::file_at;
use inforce_present::table::{Cell, Kind};
use inforce_present::xlsx::{Book, Layout, Mark, Sheet, Tint, column};

fn layout(source: &WorkbookSource<'_>) -> Layout {
    let mut layout = Layout {
        title: Title::NotJudged.sheet(),
        columns: vec![
            column("What", 170, Kind::Text),
            column("Why", 190, Kind::Text),
            column("Rows", 64, Kind::Count),
            column("Source file", 250, Kind::Text),
            column("Source row", 72, Kind::Count),
            column("Id", 170, Kind::Text),
            column("What was found, and what was expected", 420, Kind::Prose),
            column("The row as it was read", 420, Kind::Prose).begins(),
            column("Reporter, or country of the filing", 96, Kind::Text),
            column("Partner", 66, Kind::Text),
            column("Form or substance", 120, Kind::Text),
            column("Date", 90, Kind::Day),
            column("Received", 90, Kind::Day),
            column("Quantity or filed, g", 120, Kind::Signed),
        ],
        marks: vec![
            Mark::Cell("What", "file left out", Tint::Red),
            Mark::Cell("What", "refused record", Tint::Amber),
            Mark::Cell("What", "refused filing", Tint::Amber),
            Mark::Row("What", "superseded record", Tint::Grey),
            Mark::Row("What", "superseded filing", Tint::Grey),
            Mark::Row("What", "record not counted", Tint::Grey),
        ],
        kept: 1,
        source: "quarantine.parquet, or the source file",
        tint: 0xBF_90_00,
    };
    if source.run.has_returns() {
        layout
            .marks
            .push(Mark::Row("What", "record set aside", Tint::Grey));
    }
    layout
}

/// A row of the sheet.
#[derive(Default)]
struct NotJudgedRow<'l> {
    what: &'static str,
    why: &'l str,
    rows: Option<u64>,
    file: &'l str,
    row: Option<i64>,
    id: &'l str,
    detail: &'l str,
    raw: &'l str,
    rest: Option<[Cell; 6]>,
}

impl NotJudgedRow<'_> {
    fn cells(self) -> Vec<Cell> {
        let rows = self.rows.and_then(|rows| i64::try_from(rows).ok());
        let head = [
            Cell::words(self.what),
            Cell::text(self.why),
            rows.map_or(Cell::Nothing, Cell::Whole),
            Cell::text(self.file),
            self.row.map_or(Cell::Nothing, Cell::Whole),
            Cell::text(self.id),
        ];
        let rest = self.rest.unwrap_or([const { Cell::Nothing }; 6]);
        head.into_iter()
            .chain([Cell::text(self.detail), Cell::text(self.raw)])
            .chain(rest)
            .collect()
    }
}

/// The numbers of refused rows that a workbook about some countries does not show in full.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct KeptBack {
    /// Rows whose place is shown, but not their text.
    pub(super) texts: u64,
    /// Rows that name none of the countries, but do not show whose they are.
    pub(super) unread: u64,
}

/// Writes the sheet; returns what it keeps back.
pub(super) fn write(
    book: &mut Book,
    source: &WorkbookSource<'_>,
) -> Result<KeptBack, WorkbookError> {
    let mut sheet = Sheet::begin(book, layout(source))?;
    for left_out in &source.manifest.left_out {
        let line = NotJudgedRow {
            what: "file left out",
            why: "the file cannot be read",
            file: &left_out.file,
            detail: &left_out.fault,
            ..NotJudgedRow::default()
        };
        sheet.row(&line.cells())?;
    }
    let mut kept_back = KeptBack::default();
    source.run.each_refused(|row| {
        let sight = source.concern.refused(&row);
        kept_back.texts += u64::from(sight == Visibility::Place);
        kept_back.unread += u64::from(sight == Visibility::Number);
        if matches!(sight, Visibility::Nothing | Visibility::Number) {
            Ok(())
        } else {
            Ok::<(), WorkbookError>(sheet.row(&refused(&row, sight).cells())?)
        }
    })?;
    if kept_back.unread > 0 {
        let line = NotJudgedRow {
            what: "refused rows not shown",
            why: "whose they are cannot be read",
            rows: Some(kept_back.unread),
            detail: "they name none of the countries of this workbook, and may concern them all the same",
            ..NotJudgedRow::default()
        };
        sheet.row(&line.cells())?;
    }
    source.run.each_superseded(|row| {
        if source.concern.record(&row.record) {
            superseded(&mut sheet, source, &row)
        } else {
            Ok(())
        }
    })?;
    for row in source.run.returns()?.rows() {
        if !row.set_aside.is_empty() && source.concern.record(&row.record) {
            set_aside(&mut sheet, source, row)?;
        }
    }
    source.run.each_exempt(|row| {
        if source.concern.record(&row.record) {
            exempt(&mut sheet, source, &row)
        } else {
            Ok(())
        }
    })?;
    filings(&mut sheet, source)?;
    if source.concern.is_all() {
        counted(&mut sheet, source)?;
    }
    sheet.end()?;
    Ok(kept_back)
}

fn refused(row: &RefusedRow, sight: Visibility) -> NotJudgedRow<'_> {
    const KEPT_BACK: &str = "not shown here: the row names another country, and whose it is cannot be read, or is that country's";
    let whole = sight == Visibility::Whole;
    NotJudgedRow {
        what: if row.kind == "filing" {
            "refused filing"
        } else {
            "refused record"
        },
        why: &row.reason,
        rows: Some(1),
        file: &row.file,
        row: Some(row.row),
        id: if whole { &row.id } else { "" },
        rest: None,
        detail: if whole { &row.detail } else { KEPT_BACK },
        raw: if whole { &row.raw } else { KEPT_BACK },
    }
}

fn superseded(
    sheet: &mut Sheet<'_>,
    source: &WorkbookSource<'_>,
    row: &SupersededRow,
) -> Result<(), WorkbookError> {
    let RecordRow {
        file, row: number, ..
    } = &row.standing;
    let detail = format!("the version in {file}, row {number} stands");
    let line = record_line(source, &row.record, &detail);
    let line = NotJudgedRow {
        what: "superseded record",
        why: "another version stands",
        ..line
    };
    Ok(sheet.row(&line.cells())?)
}

/// A record of which another period counts, with the substances.
fn set_aside(
    sheet: &mut Sheet<'_>,
    source: &WorkbookSource<'_>,
    row: &ReturnRow,
) -> Result<(), WorkbookError> {
    let codes = row.set_aside.iter();
    let codes: Vec<&str> = codes
        .map(|substance| source.run.config.substance_code(*substance))
        .collect();
    let detail = format!(
        "period {}; set aside for {}",
        row.period.name(),
        codes.join(", ")
    );
    let line = NotJudgedRow {
        what: "record set aside",
        why: "records of a finer period of the same trade count",
        ..record_line(source, &row.record, &detail)
    };
    Ok(sheet.row(&line.cells())?)
}

/// A record with a substance that counts for nothing by exemption; a record stands once for each such substance.
fn exempt(
    sheet: &mut Sheet<'_>,
    source: &WorkbookSource<'_>,
    row: &ExemptRow,
) -> Result<(), WorkbookError> {
    let code = source.run.config.substance_code(row.substance);
    let detail = format!("counts for nothing for {code}: {}", row.reason.meaning());
    let line = NotJudgedRow {
        what: "record not counted",
        why: row.reason.name(),
        rows: None,
        ..record_line(source, &row.record, &detail)
    };
    Ok(sheet.row(&line.cells())?)
}

fn record_line<'l>(
    source: &WorkbookSource<'_>,
    record: &'l RecordRow,
    detail: &'l str,
) -> NotJudgedRow<'l> {
    let config = &source.run.config;
    let rest = [
        Cell::text(config.country_code(record.reporter)),
        record.partner.map_or(Cell::Nothing, |partner| {
            Cell::text(config.country_code(partner))
        }),
        Cell::text(config.form_code(record.form)),
        Cell::day(record.date),
        Cell::day(record.received),
        Cell::figure(record.quantity),
    ];
    NotJudgedRow {
        rows: Some(1),
        file: &record.file,
        row: Some(record.row),
        id: &record.id,
        rest: Some(rest),
        detail,
        ..NotJudgedRow::default()
    }
}

fn filings(sheet: &mut Sheet<'_>, source: &WorkbookSource<'_>) -> Result<(), WorkbookError> {
    for country in super::accounts::countries(source) {
        let (filings, files) = source.run.filings_and_files(&[country])?;
        let (standing, _) = source.run.estimates(filings);
        for filing in &standing.superseded {
            sheet.row(
                &filing_line(
                    source,
                    filing,
                    &files,
                    "superseded filing",
                    "another version stands",
                )
                .cells(),
            )?;
        }
        for filing in &standing.not_yet_known {
            sheet.row(
                &filing_line(
                    source,
                    filing,
                    &files,
                    "filing not yet known",
                    "received after the known-at date",
                )
                .cells(),
            )?;
        }
    }
    Ok(())
}

fn filing_line<'l>(
    source: &'l WorkbookSource<'_>,
    filing: &'l ReadFiling,
    files: &'l [String],
    what: &'static str,
    why: &'static str,
) -> NotJudgedRow<'l> {
    let config = &source.run.config;
    let ReadFiling {
        filing,
        id,
        note,
        origin,
    } = filing;
    let file = file_at(files, origin.file).map_or("", String::as_str);
    let rest = [
        Cell::text(config.country_code(filing.country)),
        Cell::Nothing,
        Cell::text(config.substance_code(filing.substance)),
        Cell::date(filing.effective),
        Cell::day(filing.received),
        Cell::figure(filing.grams),
    ];
    let row = i64::try_from(origin.row).ok();
    NotJudgedRow {
        what,
        why,
        rows: Some(1),
        file,
        row,
        id,
        rest: Some(rest),
        detail: note.as_deref().unwrap_or_default(),
        raw: "",
    }
}

/// Writes the rows of which the run keeps only the number, by file.
fn counted(sheet: &mut Sheet<'_>, source: &WorkbookSource<'_>) -> Result<(), WorkbookError> {
    let kinds = [
        (
            "records out of scope",
            "no substance under control on the date",
        ),
        ("records not yet known", "received after the known-at date"),
    ];
    for (place, (what, why)) in kinds.into_iter().enumerate() {
        for input in &source.manifest.inputs {
            let rows = match input.counts {
                FileCounts::Records(of) => [of.out_of_scope, of.not_yet_known][place],
                FileCounts::Filings(_) => 0,
            };
            if rows > 0 {
                sheet.row(
                    &NotJudgedRow {
                        what,
                        why,
                        rows: Some(rows),
                        file: &input.file,
                        ..NotJudgedRow::default()
                    }
                    .cells(),
                )?;
            }
        }
    }
    Ok(())
}
