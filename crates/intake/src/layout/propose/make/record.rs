//! Makes the fields of records.

use super::super::codes::flow_of_words;
use super::super::columns::{Given, GivenAmount, are_years};
use super::super::heads::{self, TradeSide};
use super::{
    DATE, FLOW, FORM, Maker, PARTNER, RECEIVED, REPORTER, UNIT, part_field, text_field, unit_field,
};
use crate::column::Column;
use crate::layout::field::Field;
use crate::record::Unit;
use crate::records::Flow;
use crate::terms::shown;

/// Words for parts of a year that are no month and no quarter.
const PARTS_OF_YEAR: [&str; 18] = [
    "half",
    "halves",
    "halfyear",
    "semester",
    "semestre",
    "halbjahr",
    "week",
    "woche",
    "kw",
    "semaine",
    "semana",
    "trimester",
    "tertial",
    "полугодие",
    "неделя",
    "半年",
    "周",
    "أسبوع",
];

impl Maker<'_> {
    pub(super) fn record(&mut self) {
        self.dates();
        self.add_given(RECEIVED);
        let amounts = self.record_amounts();
        self.sides(&amounts);
        if !self.wide_head(FORM) && !self.add_given(FORM) {
            self.lacks(FORM, "the substance, salt or preparation");
        }
        self.amount_fields(amounts);
        for column in [
            Column::Authorisation,
            Column::SpecialLicence,
            Column::Period,
        ] {
            let field = Field::Column(column);
            if column != Column::Period
                || !self
                    .draft
                    .fields
                    .iter()
                    .any(|made| made.field == Field::Year)
            {
                self.add_given(field);
            }
        }
    }

    fn dates(&mut self) {
        let years_for_days = self
            .columns
            .fields
            .get(&DATE)
            .is_some_and(|given| are_years(&self.all[given.at]));
        if years_for_days
            && !self.columns.has(Field::Year)
            && let Some(given) = self.columns.fields.remove(&DATE)
        {
            let why = "its values are years".to_owned();
            self.columns
                .fields
                .insert(Field::Year, Given { why, ..given });
        }
        if self.add_given(DATE) {
            return self.ends_of_periods();
        }
        if !self.add_given(Field::Year) {
            self.lacks(
                DATE,
                "the day of the movement, or the year, with quarter or month",
            );
            return;
        }
        if !self.add_given(Field::Month) && !self.add_given(Field::Quarter) {
            self.other_periods();
        }
    }

    /// Refuses years beside a column that names another part of the year, which no field gives.
    fn other_periods(&mut self) {
        let is_part = |name: &str| {
            let words = heads::words(name);
            words
                .iter()
                .any(|word| PARTS_OF_YEAR.contains(&word.as_str()))
        };
        let mut free = self.free().into_iter().map(|at| &self.all[at].name);
        let other = free.find(|name| is_part(name)).map(|name| shown(name));
        if let Some(name) = other {
            self.problem(format!(
                "the column {name} may name a part of the year, and the rows would be read as totals of the whole year; there are totals of a month, a quarter or a year: ask the sender for one of these"
            ));
        }
    }

    /// Refuses days that may be the ends of periods: a column names quarters or months, and each day may be the last of a month.
    fn ends_of_periods(&mut self) {
        let period = [Field::Quarter, Field::Month]
            .into_iter()
            .find(|field| self.columns.has(*field));
        let (Some(period), Some(days)) = (period, self.values_of(DATE)) else {
            return;
        };
        let may_end = |text: String| {
            let mut numbers = text.split(|c: char| !c.is_ascii_digit());
            numbers.any(|number| ["28", "29", "30", "31"].contains(&number))
        };
        if !self.columns.has(Field::Column(Column::Period))
            && !days.seen.is_empty()
            && days.texts().all(|(text, _)| may_end(text))
        {
            let days = shown(&days.name);
            let name = self.values_of(period).map(|values| shown(&values.name));
            self.problem(format!(
                "two readings fit: the columns {days} and {} may give movements of a day, or totals of a {} that ends on that day; a layout for days ignores the second column, and one for totals gives period = \"{}\"",
                name.unwrap_or_default(),
                period.name(),
                period.name()
            ));
        }
    }

    /// Finds the columns of the amounts of records.
    fn record_amounts(&mut self) -> RecordAmounts {
        let mut given = self.columns.amounts.clone();
        given.sort_by_key(|amount| (amount.rank, amount.at));
        let (reexports, given): (Vec<GivenAmount>, Vec<GivenAmount>) = given
            .into_iter()
            .partition(|given| given.amount.is_reexport);
        let reexport = reexports.into_iter().next();
        let of_side = |side: TradeSide| -> Vec<GivenAmount> {
            let own = given.iter().filter(|given| given.amount.side == Some(side));
            own.cloned().collect()
        };
        let (by_importer, by_exporter) =
            (of_side(TradeSide::Importer), of_side(TradeSide::Exporter));
        if !by_importer.is_empty() && !by_exporter.is_empty() {
            return RecordAmounts {
                parts: vec![
                    (PartOf::Side(TradeSide::Importer), by_importer),
                    (PartOf::Side(TradeSide::Exporter), by_exporter),
                ],
                ..RecordAmounts::default()
            };
        }
        let of_flow = |flow: Flow| -> Vec<GivenAmount> {
            let own = given.iter().filter(|given| given.amount.flow == Some(flow));
            own.cloned().collect()
        };
        let (imports, exports) = (of_flow(Flow::Import), of_flow(Flow::Export));
        if !imports.is_empty() && !exports.is_empty() && !self.columns.has(FLOW) {
            return RecordAmounts {
                parts: vec![
                    (PartOf::Flow(Flow::Import), imports),
                    (PartOf::Flow(Flow::Export), exports),
                ],
                ..RecordAmounts::default()
            };
        }
        let flow = given
            .iter()
            .find_map(|given| given.amount.flow)
            .filter(|_| given.len() == 1);
        if given.is_empty() {
            self.find_heads();
        }
        RecordAmounts {
            one: given,
            reexport,
            flow,
            parts: Vec::new(),
        }
    }

    /// Finds who reports, the other side, and the flow.
    fn sides(&mut self, amounts: &RecordAmounts) {
        let [importer, exporter, reporter] =
            [Field::Importer, Field::Exporter, REPORTER].map(|field| self.columns.has(field));
        let by_side = amounts
            .parts
            .iter()
            .any(|(part, _)| matches!(part, PartOf::Side(_)));
        let by_flow = !amounts.parts.is_empty() && !by_side;
        if by_side {
            if !importer || !exporter {
                self.problem("each row has an amount of the importer and one of the exporter, and no columns were found for both countries");
            }
            self.add_given(Field::Importer);
            self.add_given(Field::Exporter);
            return;
        }
        if importer && exporter {
            self.add_given(Field::Importer);
            self.add_given(Field::Exporter);
            if reporter {
                self.add_given(REPORTER);
                self.add_given(FLOW);
                return;
            }
            match self.constant_flow(amounts.flow) {
                Some((flow, why)) if !self.columns.has(FLOW) => {
                    let own = if flow == Flow::Import { "{importer}" } else { "{exporter}" };
                    self.add_text(REPORTER, own, format!("{why} tells {}s", flow.name()));
                    self.add_text(FLOW, flow.name(), why);
                }
                _ if self.add_given(FLOW) => {}
                _ => self.problem(
                    "reporter is needed: there are columns of importer and exporter, and none that tells which of them reports",
                ),
            }
            return;
        }
        if !self.add_given(REPORTER) {
            self.lacks(REPORTER, "the country that reports");
        }
        let single = [
            (Field::Importer, Flow::Export),
            (Field::Exporter, Flow::Import),
        ]
        .into_iter()
        .find(|(field, _)| self.columns.has(*field));
        let mut told = None;
        if !self.wide_head(PARTNER)
            && !self.add_given(PARTNER)
            && let Some((field, flow)) = single
            && let Some(Given { at, .. }) = self.columns.fields.get(&field).cloned()
        {
            let why = "the name of the column, the other side of the trade";
            self.add(PARTNER, at, why);
            told = Some((flow, "the name of the partner's column".to_owned()));
        }
        if by_flow || self.by_sheets() || self.add_given(FLOW) {
            return;
        }
        match self.constant_flow(amounts.flow).or(told) {
            Some((flow, why)) => self.add_text(FLOW, flow.name(), why),
            None => self.lacks(FLOW, "import or export"),
        }
    }

    /// Returns the flow that the amount, the sheet, the title or the name of the file tells.
    fn constant_flow(&self, amount: Option<Flow>) -> Option<(Flow, String)> {
        let sheet = self.table.way.sheet.iter().map(String::as_str);
        let above = self.table.above.iter().flatten().map(String::as_str);
        let name = self.found.name.rsplit('/').next().unwrap_or_default();
        let stem = name.split('.').next().unwrap_or_default();
        let only_one = self.tables.len() == 1;
        amount
            .map(|flow| (flow, "the name of the amount's column".to_owned()))
            .or_else(|| {
                let flow = flow_of_words(sheet).filter(|_| only_one)?;
                Some((flow, "the name of the sheet".to_owned()))
            })
            .or_else(|| Some((flow_of_words(above)?, "a title above the table".to_owned())))
            .or_else(|| {
                let flow = flow_of_words(std::iter::once(stem))?;
                Some((flow, "the name of the file".to_owned()))
            })
    }

    /// Makes a section of each sheet if the names of the sheets tell flows.
    fn by_sheets(&mut self) -> bool {
        if self.columns.has(FLOW) || self.tables.len() < 2 {
            return false;
        }
        let flows: Vec<Option<(String, Flow)>> = self
            .tables
            .iter()
            .map(|table| {
                let name = table.way.sheet.clone()?;
                let flow = flow_of_words(std::iter::once(name.as_str()))?;
                Some((name, flow))
            })
            .collect();
        let Some(flows) = flows.into_iter().collect::<Option<Vec<_>>>() else {
            return false;
        };
        for (name, flow) in flows {
            let made = text_field(FLOW, flow.name(), "the name of the sheet");
            self.draft.sections.push((name, vec![made]));
        }
        true
    }

    /// Adds the fields of the amounts of records.
    fn amount_fields(&mut self, amounts: RecordAmounts) {
        let RecordAmounts {
            one,
            reexport,
            parts,
            ..
        } = amounts;
        if !self.heads.is_empty() {
            return self.wide_cell();
        }
        if !parts.is_empty() {
            return self.part_fields(parts);
        }
        let Some(chosen) = self.one_amount(&one, "quantity") else {
            return;
        };
        let unit_told = self.told_unit();
        let mut fields = Vec::new();
        let is_in_units = match &chosen[..] {
            [only] => {
                let own = only.amount.unit;
                let with_reexport = reexport.as_ref().filter(|_| own != Some(Unit::Gram));
                match (own, with_reexport) {
                    (None, _) if self.columns.has(UNIT) => {
                        fields.push(self.made(
                            Field::Column(Column::Quantity),
                            only.at,
                            "the name of the column, beside a column of units",
                        ));
                        self.add_given(UNIT);
                        true
                    }
                    (own, with_reexport) => {
                        let said = own.or(unit_told);
                        let Some(unit) = said else {
                            let name = shown(&self.all[only.at].name);
                            self.problem(format!(
                                "unit is needed: neither the name of column {name} nor a column of units nor a title tells whether it is in kg, g or mg"
                            ));
                            return;
                        };
                        let why = if own.is_some() {
                            "the unit is in the name of the column"
                        } else {
                            "the unit is in a title above the table"
                        };
                        if with_reexport.is_some() && unit != Unit::Gram {
                            fields.push(self.made(Field::Column(Column::Quantity), only.at, why));
                            fields.push(text_field(UNIT, unit.name(), why));
                            true
                        } else {
                            fields.push(self.made(unit_field(unit, self.kind), only.at, why));
                            false
                        }
                    }
                }
            }
            several => {
                for given in several {
                    let unit = given.amount.unit.unwrap_or(Unit::Gram);
                    fields.push(self.made(
                        part_field(unit),
                        given.at,
                        "amounts in several units add up",
                    ));
                }
                false
            }
        };
        self.draft.fields.extend(fields);
        self.amounts.extend(chosen.iter().map(|given| given.at));
        let Some(reexport) = reexport else { return };
        let name = shown(&self.all[reexport.at].name);
        let main = chosen
            .first()
            .and_then(|given| given.amount.unit)
            .or(unit_told);
        let field = match (is_in_units, reexport.amount.unit) {
            (true, None) => Column::Reexport,
            (true, unit) if unit == main && !self.columns.has(UNIT) => Column::Reexport,
            (false, unit)
                if unit == Some(Unit::Gram) || unit.is_none() && main == Some(Unit::Gram) =>
            {
                Column::ReexportG
            }
            _ => {
                return self.problem(format!(
                    "column {name} is for re-export and in another unit than the quantity; turn one of the two into the unit of the other"
                ));
            }
        };
        self.amounts.push(reexport.at);
        self.add(Field::Column(field), reexport.at, "the name of the column");
    }

    /// Adds a part for each of several amounts in one row.
    fn part_fields(&mut self, parts: Vec<(PartOf, Vec<GivenAmount>)>) {
        let has_unit = self.columns.has(UNIT);
        let told = self.told_unit();
        let mut needs_unit = false;
        for (of, given) in parts {
            let Some(chosen) = self.one_amount(&given, "quantity") else {
                return;
            };
            let mut fields = vec![match of {
                PartOf::Side(TradeSide::Importer) => {
                    text_field(REPORTER, "{importer}", "the importer reports the amount")
                }
                PartOf::Side(TradeSide::Exporter) => {
                    text_field(REPORTER, "{exporter}", "the exporter reports the amount")
                }
                PartOf::Flow(flow) => {
                    text_field(FLOW, flow.name(), "the name of the amount's column")
                }
            }];
            let mut names = Vec::new();
            for given in &chosen {
                let name = self.all[given.at].name.clone();
                let (field, why) = match (given.amount.unit, told) {
                    (Some(unit), _) => (part_field(unit), "the unit is in the name of the column"),
                    (None, _) if has_unit => {
                        needs_unit = true;
                        (
                            Field::Column(Column::Quantity),
                            "the name of the column, beside a column of units",
                        )
                    }
                    (None, Some(unit)) => {
                        (part_field(unit), "the unit is in a title above the table")
                    }
                    (None, None) => {
                        let name = shown(&name);
                        return self.problem(format!(
                            "unit is needed: neither the name of column {name} nor a column of units nor a title tells whether it is in kg, g or mg"
                        ));
                    }
                };
                fields.push(self.made(field, given.at, why));
                names.push(name);
                self.amounts.push(given.at);
            }
            self.draft.parts.push((names.join(" + "), fields));
        }
        if needs_unit {
            self.add_given(UNIT);
        }
        self.blank_amounts = Some("a row holds several amounts, of which some may be missing");
    }
}

/// The amounts of the rows of a table of records.
#[derive(Default)]
struct RecordAmounts {
    one: Vec<GivenAmount>,
    reexport: Option<GivenAmount>,
    /// The flow that the name of the only amount tells.
    flow: Option<Flow>,
    parts: Vec<(PartOf, Vec<GivenAmount>)>,
}

/// What tells apart several amounts in one row.
enum PartOf {
    Side(TradeSide),
    Flow(Flow),
}
