//! Makes the workbook that goes with a letter: every movement, filing and refused row that the annexes rest on.

use super::movements::MovementField;
use super::{Composer, LetterPart};
use crate::ask::explain::Explained;
use crate::intake::Kind;
use inforce_present::document::Block;
use inforce_present::table::Cell;
use inforce_present::xlsx::{PlainTable, plain_column};

impl Composer<'_> {
    /// Returns the tables; none if the letter only takes findings back. An exporter gets only its own movements and refused
    /// records.
    pub(super) fn enclosure(&self) -> LetterPart<Vec<PlainTable>> {
        if self.matters.is_empty() {
            return Ok(Vec::new());
        }
        let mut tables = vec![self.all_movements()?, self.about()?];
        if !self.exports() {
            tables.push(self.all_filings()?);
        }
        let refused = self.all_refused()?;
        if !self.exports() || !refused.rows.is_empty() {
            tables.push(refused);
        }
        Ok(tables)
    }

    /// Returns a table whose columns are given by message and width in pixels.
    fn sheet(
        &self,
        name: &str,
        columns: &[(&str, u32)],
        rows: Vec<Vec<Cell>>,
    ) -> LetterPart<PlainTable> {
        let columns = columns
            .iter()
            .map(|(message, width)| Ok(plain_column(words(&self.plain(message)?), *width)))
            .collect::<LetterPart<_>>()?;
        let bare = |value| match value {
            Cell::Words(text) => Cell::words(words(&text)),
            value => value,
        };
        let rows = rows
            .into_iter()
            .map(|row| row.into_iter().map(bare).collect());
        Ok(PlainTable {
            name: words(&self.plain(name)?),
            columns,
            rows: rows.collect(),
        })
    }

    /// Returns the table that says which letter the workbook belongs to.
    fn about(&self) -> LetterPart<PlainTable> {
        let mut rows = vec![words(&self.considered()?)];
        if let Some(Block::Paragraph(_, invented)) = self.invented()? {
            rows.insert(0, words(&invented));
        }
        let columns = vec![plain_column(self.reference.to_owned(), 900)];
        let rows = rows
            .into_iter()
            .map(|text| vec![Cell::words(text)])
            .collect();
        Ok(PlainTable {
            name: words(&self.plain("sheet-about")?),
            columns,
            rows,
        })
    }

    fn all_movements(&self) -> LetterPart<PlainTable> {
        let mut fields = vec![
            (MovementField::Date, 90),
            (MovementField::Record, 160),
            (MovementField::Reporter, 160),
            (MovementField::Flow, 80),
            (MovementField::Partner, 160),
            (MovementField::Authorisation, 160),
            (MovementField::Licence, 160),
            (MovementField::Form, 120),
            (MovementField::FormName, 200),
            (MovementField::Quantity, 120),
            (MovementField::Reexport, 120),
            (MovementField::Factor, 90),
            (MovementField::Base, 130),
            (MovementField::Running, 130),
            (MovementField::Level, 120),
            (MovementField::Excess, 90),
        ];
        let mut evidence = self.annexed().flat_map(|(_, of)| &of.evidence);
        if evidence.any(|row| self.is_total(row)) {
            fields.insert(1, (MovementField::Period, 80));
        }
        let mut rows = Vec::new();
        for (annex, of) in self.annexed() {
            let finding = Cell::words(self.finding_of(of.alert.rule)?);
            for row in &of.evidence {
                let excess = row.in_excess && !of.alert.rule.lists_only();
                let mark = excess.then_some("mark-excess");
                let mut values = vec![Cell::Whole(annex), finding.clone()];
                for (field, _) in &fields {
                    values.push(self.value(*field, row, mark)?);
                }
                rows.push(values);
            }
        }
        let mut columns = vec![("column-annex", 60), ("column-finding", 240)];
        let fields = fields.iter();
        columns.extend(fields.map(|(field, width)| (field.heading().0, *width)));
        self.sheet("sheet-movements", &columns, rows)
    }

    fn all_filings(&self) -> LetterPart<PlainTable> {
        let mut rows = Vec::new();
        for (annex, of) in self.once() {
            for told in of.filings() {
                let mut cells = vec![Cell::Whole(annex)];
                for fact in self.facts_of_filings() {
                    cells.push(self.fact(fact, &told)?);
                }
                cells.insert(2, Cell::date(told.first_received));
                cells.push(Cell::text(told.note.unwrap_or_default().to_owned()));
                rows.push(cells);
            }
        }
        let facts = self.facts_of_filings().into_iter();
        let mut columns = vec![("column-annex", 60)];
        columns.extend(facts.map(|fact| (fact.column().0, fact.width())));
        columns.insert(2, ("column-first-received", 110));
        columns.push(("column-note", 240));
        self.sheet("sheet-filings", &columns, rows)
    }

    fn all_refused(&self) -> LetterPart<PlainTable> {
        let mut rows = Vec::new();
        for (annex, of) in self.once() {
            let filings = of.refused_filings().filter(|_| !self.exports());
            for row in filings.chain(self.refused_records(of)) {
                rows.push(vec![
                    Cell::Whole(annex),
                    self.own(if row.kind == Kind::Filing.name() {
                        "kind-filing"
                    } else {
                        "kind-record"
                    })?,
                    Cell::text(self.number_of(row).unwrap_or_default()),
                    self.own(&format!("reason-{}", row.reason))?,
                    Cell::text(row.file.clone()),
                    Cell::Whole(row.row),
                ]);
            }
        }
        let columns = [
            ("column-annex", 60),
            ("column-kind", 120),
            ("column-id", 200),
            ("column-reason", 260),
            ("column-file", 240),
            ("column-row", 70),
        ];
        self.sheet("sheet-refused", &columns, rows)
    }

    /// Returns every finding with the number of its annex.
    fn annexed(&self) -> impl Iterator<Item = (i64, &Explained)> {
        (1..)
            .zip(&self.matters)
            .flat_map(|(annex, matter)| matter.explained().map(move |of| (annex, of)))
    }

    /// Returns one finding of each annex: the findings of an annex share filings and refused rows.
    fn once(&self) -> impl Iterator<Item = (i64, &Explained)> {
        (1..)
            .zip(&self.matters)
            .filter_map(|(annex, matter)| Some((annex, matter.explained().next()?)))
    }
}

/// Removes the marks of direction from a text of the letter; a cell does not need them.
fn words(text: &str) -> String {
    text.replace(['\u{2066}', '\u{2068}', '\u{2069}'], "")
}
