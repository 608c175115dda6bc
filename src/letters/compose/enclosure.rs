//! What goes along with a letter as a workbook: every movement, every filing and every refused row that its annexes rest on.

use super::movements::Field;
use super::{Composer, Part};
use crate::ask::explain::Explained;
use crate::intake::{FilingKind, Kind};
use crate::terms::Day;
use crate::workbook::{PlainColumn, PlainTable, Value};
use inforce_present::document::Block;

impl Composer<'_> {
    /// Its tables; none where the letter only takes back. An exporter is told of its own movements and refused records alone.
    pub(super) fn enclosure(&self) -> Part<Vec<PlainTable>> {
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

    /// A table with columns of these messages and pixels.
    fn sheet(
        &self,
        name: &str,
        columns: &[(&str, u32)],
        rows: Vec<Vec<Value>>,
    ) -> Part<PlainTable> {
        let columns = columns
            .iter()
            .map(|(message, width)| {
                Ok(PlainColumn {
                    heading: words(&self.plain(message)?),
                    width: *width,
                })
            })
            .collect::<Part<_>>()?;
        let bare = |value| match value {
            Value::Words(text) => Value::Words(words(&text)),
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

    /// What the workbook belongs to.
    fn about(&self) -> Part<PlainTable> {
        let mut rows = vec![words(&self.considered()?)];
        if let Some(Block::Paragraph(_, invented)) = self.invented()? {
            rows.insert(0, words(&invented));
        }
        let columns = vec![PlainColumn {
            heading: self.reference.to_owned(),
            width: 900,
        }];
        let rows = rows
            .into_iter()
            .map(|text| vec![Value::Words(text)])
            .collect();
        Ok(PlainTable {
            name: words(&self.plain("sheet-about")?),
            columns,
            rows,
        })
    }

    fn all_movements(&self) -> Part<PlainTable> {
        let fields = [
            (Field::Date, 90),
            (Field::Record, 160),
            (Field::Reporter, 160),
            (Field::Flow, 80),
            (Field::Partner, 160),
            (Field::Authorisation, 160),
            (Field::Licence, 160),
            (Field::Form, 120),
            (Field::FormName, 200),
            (Field::Quantity, 120),
            (Field::Reexport, 120),
            (Field::Factor, 90),
            (Field::Base, 130),
            (Field::Running, 130),
            (Field::Level, 120),
            (Field::Excess, 90),
        ];
        let mut rows = Vec::new();
        for (annex, of) in self.annexed() {
            let finding = Value::Words(self.finding_of(of.alert.rule)?);
            for row in &of.evidence {
                let excess = row.in_excess && !of.alert.rule.lists_only();
                let mark = excess.then_some("mark-excess");
                let mut values = vec![Value::Number(annex), finding.clone()];
                for (field, _) in fields {
                    values.push(self.value(field, row, mark)?);
                }
                rows.push(values);
            }
        }
        let mut columns = vec![("column-annex", 60), ("column-finding", 240)];
        columns.extend(fields.map(|(field, width)| (field.heading().0, width)));
        self.sheet("sheet-movements", &columns, rows)
    }

    fn all_filings(&self) -> Part<PlainTable> {
        let mut rows = Vec::new();
        for (annex, of) in self.once() {
            for told in of.filings() {
                let day = |day: Option<Day>| day.map_or(Value::Nothing, Value::Day);
                rows.push(vec![
                    Value::Number(annex),
                    Value::Day(told.filing.received),
                    day(told.first_received),
                    Value::Text(told.id.to_owned()),
                    Value::Words(self.kind(told.filing.kind)?),
                    day(told
                        .filing
                        .effective
                        .filter(|_| told.filing.kind != FilingKind::Supplement)),
                    Value::Figure(told.filing.grams.to_string()),
                    told.whole_grams
                        .map_or(Value::Nothing, |grams| Value::Figure(grams.to_string())),
                    Value::Words(self.became(&told)?),
                    Value::Text(told.note.unwrap_or_default().to_owned()),
                ]);
            }
        }
        let columns = [
            ("column-annex", 60),
            ("column-received", 90),
            ("column-first-received", 110),
            ("column-filing", 160),
            ("column-kind", 150),
            ("column-effective", 110),
            ("column-filed", 120),
            ("column-counted", 120),
            ("column-effect", 480),
            ("column-note", 240),
        ];
        self.sheet("sheet-filings", &columns, rows)
    }

    fn all_refused(&self) -> Part<PlainTable> {
        let mut rows = Vec::new();
        for (annex, of) in self.once() {
            let filings = of.refused_filings().filter(|_| !self.exports());
            for row in filings.chain(self.refused_records(of)) {
                rows.push(vec![
                    Value::Number(annex),
                    self.own(if row.kind == Kind::Filing.name() {
                        "kind-filing"
                    } else {
                        "kind-record"
                    })?,
                    self.number_of(row)
                        .map_or(Value::Nothing, |id| Value::Text(id.to_owned())),
                    self.own(&format!("reason-{}", row.reason))?,
                    Value::Text(row.file.clone()),
                    Value::Number(row.row),
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

    /// Every finding with the number of its annex.
    fn annexed(&self) -> impl Iterator<Item = (i64, &Explained)> {
        (1..)
            .zip(&self.matters)
            .flat_map(|(annex, matter)| matter.explained().map(move |of| (annex, of)))
    }

    /// One finding of each annex: their filings and refused rows are the same.
    fn once(&self) -> impl Iterator<Item = (i64, &Explained)> {
        (1..)
            .zip(&self.matters)
            .filter_map(|(annex, matter)| Some((annex, matter.explained().next()?)))
    }
}

/// A text of the letter without marks of direction, which a cell has no use for.
fn words(text: &str) -> String {
    text.replace(['\u{2066}', '\u{2068}', '\u{2069}'], "")
}
