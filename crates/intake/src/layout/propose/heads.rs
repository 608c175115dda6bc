//! What the names of columns may mean: fields, and amounts with what the name tells of them.

use crate::column::{Column, Kind};
use crate::layout::field::Field;
use crate::record::Unit;
use crate::records::Flow;
use crate::synonyms::{self, Meant, Word};
use crate::terms::folded;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// What a column may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A field that is no amount.
    Field(Field),
    /// An amount.
    Amount(Amount),
    /// The number of a row or line, which is no id.
    Line,
}

/// What the name of a column tells of an amount.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Amount {
    /// The unit, if the name tells it.
    pub(super) unit: Option<Unit>,
    /// Whether it is the part that is declared for re-export.
    pub(super) is_reexport: bool,
    /// The country that reports the amount.
    pub(super) side: Option<TradeSide>,
    /// The flow of the amount.
    pub(super) flow: Option<Flow>,
    /// The other words of the name: two columns of one amount in two units have the same.
    pub(super) words: String,
}

/// A side of a trade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TradeSide {
    Importer,
    Exporter,
}

/// A guess of what a column holds; a smaller rank is likelier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RoleGuess {
    pub(super) rank: usize,
    pub(super) role: Role,
}

/// The rank of a name that is known from the tables of this file.
const KNOWN: usize = 1;
/// The rank of a guess by a part of a name.
const BY_PART: usize = 1_500;

/// The names of fields that no canonical column has, and further names of columns.
const NAMES: [(&str, &str); 13] = [
    (
        "importer",
        "importer|importers|importing country|import country|country of import|importing state|country of destination|destination|\
         destination country|consignee country|pays importateur|importateur|pays de destination|país importador|importador|\
         país de destino|importland|einfuhrland|bestimmungsland|importeur|импортер|страна импортер|страна импорта|страна назначения|\
         страна ввоза|进口国|目的国|البلد المستورد|بلد المقصد",
    ),
    (
        "exporter",
        "exporter|exporters|exporting country|export country|country of export|exporting state|country of origin|origin|\
         origin country|supplier|supplier country|supplying country|country of supply|pays exportateur|exportateur|pays d'origine|\
         pays fournisseur|fournisseur|país exportador|exportador|país de origen|país proveedor|exportland|ausfuhrland|herkunftsland|\
         ursprungsland|lieferland|lieferant|exporteur|экспортер|страна экспортер|страна экспорта|страна происхождения|страна вывоза|\
         出口国|原产国|البلد المصدر|بلد المنشأ|país de origem",
    ),
    (
        "year",
        "year|calendar year|reporting year|yr|yyyy|année|annee|année civile|año|año civil|jahr|kalenderjahr|berichtsjahr|год|\
         календарный год|отчетный год|年|年份|السنة|سنة|ano|anno|ref year",
    ),
    (
        "quarter",
        "quarter|qtr|calendar quarter|trimestre|quartal|vierteljahr|квартал|季度|الربع|ربع",
    ),
    (
        "month",
        "month|calendar month|mois|mes|monat|месяц|月|月份|الشهر|شهر|mês|mese|ref month",
    ),
    (
        "reporter",
        "pays déclarant|déclarant|país declarante|declarante|país informante|informante|informant|meldestaat|meldeland|reporting authority|\
         reported by|reporting party|reporting state|reporting government|declaring country|issuing country|notifying country|\
         déclaré par|pays rapporteur|pays notifiant|declarado por|gemeldet von|meldender staat|meldendes land|berichtender staat|\
         сообщившая страна|страна отчета|представившая страна|申报国",
    ),
    (
        "partner",
        "other country|trade partner|partner state|partner country or territory|pays tiers|otro país|gegenland|другая страна|\
         страна партнер|贸易伙伴国",
    ),
    (
        "date",
        "date of trade|date of transaction|date of transfer|shipped on|shipping date|date shipped|dispatch date|date of dispatch|\
         movement day|date d'expédition|date de l'expédition|date du transfert|fecha de envío|fecha de expedición|versanddatum|\
         lieferdatum|дата отгрузки|дата поставки|дата сделки|发货日期|data de embarque",
    ),
    (
        "form",
        "name of substance|substance name|psychotropic substance|controlled substance|name of drug|drug name|active substance|\
         substance psychotrope|nom de la substance|sustancia psicotrópica|nombre de la sustancia|name der substanz|wirkstoff|\
         наименование вещества|название вещества|психотропное вещество|物质名称|اسم المادة|inn|dci|cas|cas no|cas number|cas rn|мнн",
    ),
    (
        "flow",
        "import or export|import export|imp/exp|kind of trade|type of trade|trade type|transaction type|type of transaction|\
         sens de l'échange|tipo de operación|art des handels|вид операции|тип операции|операция|направление торговли",
    ),
    (
        "authorisation",
        "import authorisation number|import permit number|import licence number|permit number",
    ),
    (
        "received",
        "received on|reported on|date reported|date of report|report date|submitted|submission date|date submitted|date of submission|\
         transmitted|date transmitted|reçu le|date de transmission|recibido el|fecha de recibo|eingegangen|eingegangen am|\
         дата сообщения|дата отчета|поступило|报告日期",
    ),
    (
        "record_id",
        "transaction|transaction number|transaction no|declaration number|declaration no|shipment id|shipment number|shipment no|\
         movement id|entry number|unique id|row id|record number|vorgangsnummer|номер операции|номер декларации",
    ),
];

/// Further names of columns of filings.
const OF_FILINGS: [(&str, &str); 7] = [
    (
        "country",
        "country or territory|name of country|country name|pays ou territoire|país o territorio|land oder gebiet|staat|\
         страна или территория|название страны|国家或地区|البلد أو الإقليم",
    ),
    (
        "substance",
        "name of substance|substance name|psychotropic substance|controlled substance|code|substance psychotrope|nom de la substance|\
         sustancia psicotrópica|nombre de la sustancia|wirkstoff|наименование вещества|название вещества|психотропное вещество|код|\
         物质名称|代码|اسم المادة|inn|dci|cas|cas no|cas number|мнн",
    ),
    (
        "received",
        "received on|date of form|form date|submitted|submission date|date submitted|date of submission|date of filing|filed|\
         filed on|filing date|reçu le|date du formulaire|recibido el|fecha del formulario|eingegangen|eingegangen am|\
         datum des formulars|поступило|дата подачи|дата формы",
    ),
    (
        "effective",
        "effective as of|effective on|in force from|in force since|as of|applies from|date d'entrée en vigueur|en vigueur depuis|\
         à compter du|fecha de vigencia|en vigor desde|in kraft ab|in kraft seit|gilt ab|вступает в силу|вступает в силу с|\
         действует с",
    ),
    (
        "kind",
        "kind of filing|kind of form|type of filing|form type|type de formulaire|tipo de formulario|вид формы",
    ),
    (
        "filing_id",
        "filing no|filing number|form no|form id|numéro du formulaire|número del formulario|formularnummer|номер формы",
    ),
    ("note", "reason|motif|motivo|grund|причина"),
];

/// The year of an assessment; filings have no such field, so that the layout makes the day from the column.
pub(super) const YEARS: &str = "year|calendar year|année|año|jahr|год|年|年份|السنة|سنة|ano";

/// Names of columns that number the rows of a table.
const LINES: &str = "no|nr|n|num|row|row no|line|line no|item|item no|pos|position|serial|serial no|s no|sr no|lfd nr|n°|nº|№|#|п п|№ п п|\
     序号|no d'ordre|unnamed 0|index";

/// Words of a name that tell an amount.
const AMOUNTS: &str = "quantity|quantities|qty|amount|amounts|mass|weight|netweight|netwgt|quantité|quantités|poids|masse|cantidad|cantidades|peso|\
     количество|масса|вес|объем|数量|重量|净重|الكمية|كمية|الوزن|menge|mengen|gewicht|nettogewicht|quantidade|massa|qte|qté|cant|volume";

/// Names that say country, and not whose.
const BARE_COUNTRIES: [&str; 20] = [
    "country",
    "countries",
    "country or territory",
    "country name",
    "country code",
    "our country",
    "pays",
    "pays ou territoire",
    "país",
    "país o territorio",
    "land",
    "staat",
    "страна",
    "国家",
    "البلد",
    "paese",
    "país ou território",
    "territory",
    "iso",
    "iso3",
];

/// Whether a name says country, and not whether that is the reporter or the partner.
pub(super) fn is_bare_country(name: &str) -> bool {
    BARE_COUNTRIES
        .iter()
        .any(|bare| folded(bare) == folded(name))
}

/// Words of the amount of a filing.
const ESTIMATES: &str = "estimate|estimates|assessment|assessments|requirement|requirements|estimation|estimations|évaluation|évaluations|besoins|\
     estimación|estimaciones|previsión|previsiones|necesidades|schätzung|bedarf|оценка|оценки|потребность|потребности|估计数|需求量|تقييم|\
     new|revised|changed|change";

/// Words that add nothing to the name of an amount.
const BESIDES_AMOUNTS: &str = "in|en|of|the|de|du|des|la|le|les|el|da|do|der|die|das|von|by|per|par|por|durch|al|reported|declared|déclarée|déclaré|\
     declarada|gemeldet|gemeldete|shipped|actual|actually|actuelle|effective|net|netto|neto|nette|total|traded|trade|annual|annuels|anuales|\
     domestic|internes|internas|country|pays|país|land|endorsed|geliefert|geliefert|as|value|val|нетто|чистый|в|по|для";

const IMPORTERS: &str = "importer|importers|importing|importateur|importador|importeur|importland|einfuhrland|импортер|импортера|импортером|进口国|المستورد";
const EXPORTERS: &str = "exporter|exporters|exporting|exportateur|exportador|exporteur|exportland|ausfuhrland|экспортер|экспортера|экспортером|出口国|المصدر";

/// Words of names that say how a code or name is written, or nothing.
const NOTATIONS: &str = "iso|iso2|iso3|alpha|alpha2|alpha3|m49|un|desc|description|label|text|code|codes|name|names|nom|nombre|bezeichnung|\
     наименование|название|код|名称|代码|of|the|de|du|d|l|la|le|el|del|des|der|die|das|no|number|nr";

/// Parts of a path in XML that do not say what they hold.
const GENERIC: &str = "code|name|value|id|text|iso|iso3|iso2|#text|key";

/// The lists of this file, folded once.
struct FoldedHeadings {
    fields: Vec<(Kind, Field, BTreeSet<String>)>,
    years: BTreeSet<String>,
    lines: BTreeSet<String>,
    amounts: BTreeSet<String>,
    estimates: BTreeSet<String>,
    besides_amounts: BTreeSet<String>,
    importers: BTreeSet<String>,
    exporters: BTreeSet<String>,
    notations: BTreeSet<String>,
    generic: BTreeSet<String>,
}

fn folds(listed: &str) -> BTreeSet<String> {
    listed
        .split('|')
        .map(folded)
        .filter(|word| !word.is_empty())
        .collect()
}

static FOLDS: LazyLock<FoldedHeadings> = LazyLock::new(|| {
    let of = |kind: Kind, names: &[(&str, &str)]| -> Vec<(Kind, Field, BTreeSet<String>)> {
        names
            .iter()
            .filter_map(|(field, names)| Some((kind, Field::named(field)?, folds(names))))
            .collect()
    };
    let mut fields = of(Kind::Record, &NAMES);
    fields.extend(of(Kind::Filing, &OF_FILINGS));
    FoldedHeadings {
        fields,
        years: folds(YEARS),
        lines: folds(LINES),
        amounts: folds(AMOUNTS),
        estimates: folds(ESTIMATES),
        besides_amounts: folds(BESIDES_AMOUNTS),
        importers: folds(IMPORTERS),
        exporters: folds(EXPORTERS),
        notations: folds(NOTATIONS),
        generic: folds(GENERIC),
    }
});

/// Returns the fields of a kind that have this folded name.
fn named(asked: &str, kind: Kind) -> impl Iterator<Item = Field> {
    let is_it = move |(of, field, names): &&(Kind, Field, BTreeSet<String>)| {
        *of == kind && field.is_of(kind) && names.contains(asked)
    };
    FOLDS
        .fields
        .iter()
        .filter(is_it)
        .map(|(_, field, _)| *field)
}

/// Returns the words of a name, folded; a capital after a small letter starts a word.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut parted = String::with_capacity(name.len());
    let mut is_small = false;
    for c in name.chars() {
        if is_small && c.is_uppercase() {
            parted.push(' ');
        }
        is_small = c.is_lowercase();
        parted.push(c);
    }
    parted
        .split(|c: char| !c.is_alphanumeric())
        .map(folded)
        .filter(|word| !word.is_empty())
        .collect()
}

/// Returns what a column of this name may hold, the likeliest first.
pub(super) fn guesses(name: &str, kind: Kind) -> Vec<RoleGuess> {
    let mut found = whole(name, kind);
    if name.contains(['/', '@']) && found.is_empty() {
        found = of_path(name, kind);
    }
    found.sort_by_key(|guess| guess.rank);
    found
}

/// Returns what a field of XML may hold, by the last parts of its path.
fn of_path(path: &str, kind: Kind) -> Vec<RoleGuess> {
    let parts: Vec<&str> = path
        .split(['/', '@'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    let Some((last, above)) = parts.split_last() else {
        return Vec::new();
    };
    let of = |part: &str, more: usize| -> Vec<RoleGuess> {
        let guesses = whole(part, kind).into_iter();
        guesses
            .map(|guess| RoleGuess {
                rank: guess.rank + more,
                ..guess
            })
            .collect()
    };
    let by_parent = |more| {
        above
            .last()
            .map_or_else(Vec::new, |parent| of(parent, more))
    };
    if FOLDS.generic.contains(&folded(last)) {
        return by_parent(60);
    }
    of(last, 30)
}

fn whole(name: &str, kind: Kind) -> Vec<RoleGuess> {
    let asked = folded(name);
    if FOLDS.lines.contains(&asked) || name.starts_with("__index_level_") {
        return vec![RoleGuess {
            rank: KNOWN,
            role: Role::Line,
        }];
    }
    if let Some(field) = Field::named(name).filter(|field| field.is_of(kind)) {
        return vec![RoleGuess {
            rank: 0,
            role: role(field, name),
        }];
    }
    let mut found = Vec::new();
    let canonical = kind
        .columns()
        .iter()
        .find(|column| folded(column.name()) == asked);
    if let Some(column) = canonical {
        let role =
            amount(name, kind).map_or_else(|| role(Field::Column(*column), name), Role::Amount);
        found.push(RoleGuess { rank: KNOWN, role });
    }
    found.extend(named(&asked, kind).map(|field| RoleGuess {
        rank: KNOWN + 1,
        role: Role::Field(field),
    }));
    if !found.is_empty() {
        return found;
    }
    if let Some(amount) = amount(name, kind) {
        return vec![RoleGuess {
            rank: KNOWN + 2,
            role: Role::Amount(amount),
        }];
    }
    // A quantity that is not the one traded, such as the one authorised.
    if words(name).iter().any(|word| FOLDS.amounts.contains(word)) {
        return Vec::new();
    }
    found = listed(name, kind);
    if found.is_empty() {
        found = in_part(name, kind);
    }
    // A name with a unit is that of an amount, and no amount is a text.
    if super::place::unit(std::iter::once(name)).is_some() {
        found.retain(|guess| !matches!(guess.role, Role::Field(_)));
    }
    found
}

/// Returns what the tables of synonyms say.
fn listed(name: &str, kind: Kind) -> Vec<RoleGuess> {
    let guesses = synonyms::columns(name, kind).into_iter();
    guesses
        .map(|guess| {
            let role = match guess.meant {
                Meant::Column(column) => role(Field::Column(column), name),
                Meant::Quantity(column) => Role::Amount(Amount {
                    is_reexport: column == Column::ReexportG,
                    ..Amount::default()
                }),
                Meant::In(column, unit) => Role::Amount(Amount {
                    unit: Unit::named(unit),
                    is_reexport: column == Column::Reexport,
                    ..Amount::default()
                }),
            };
            RoleGuess {
                rank: KNOWN + 3 + guess.rank,
                role,
            }
        })
        .collect()
}

/// Returns what a name means without words of flows and notations.
fn in_part(name: &str, kind: Kind) -> Vec<RoleGuess> {
    let all = words(name);
    let is_flow = |word: &String| matches!(synonyms::word(Column::Flow, word), Some(Word::Is(_)));
    let lasting = |leave: &dyn Fn(&String) -> bool| -> String {
        let kept: Vec<&str> = all
            .iter()
            .filter(|word| !leave(word))
            .map(String::as_str)
            .collect();
        kept.join(" ")
    };
    let is_notation = |word: &String| FOLDS.notations.contains(word);
    let variants = [
        lasting(&is_notation),
        lasting(&|word| is_flow(word) || is_notation(word)),
    ];
    let whole = all.join(" ");
    for variant in variants {
        if variant.is_empty() || variant == whole {
            continue;
        }
        let mut found: Vec<RoleGuess> = Vec::new();
        let asked = folded(&variant);
        found.extend(named(&asked, kind).map(|field| RoleGuess {
            rank: BY_PART,
            role: Role::Field(field),
        }));
        found.extend(listed(&variant, kind).into_iter().map(|guess| RoleGuess {
            rank: guess.rank + BY_PART,
            ..guess
        }));
        // A permit is not a date, and a country is not the number of one.
        found.retain(|guess| matches!(guess.role, Role::Field(_)));
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// Returns the role of a field; amounts are told by their units.
fn role(field: Field, name: &str) -> Role {
    let of = |unit: Option<Unit>, is_reexport: bool| {
        Role::Amount(Amount {
            unit,
            is_reexport,
            ..Amount::default()
        })
    };
    match field {
        Field::Kilograms => of(Some(Unit::Kilogram), false),
        Field::Grams | Field::Column(Column::QuantityG) => of(Some(Unit::Gram), false),
        Field::Milligrams => of(Some(Unit::Milligram), false),
        Field::Column(Column::Grams) => {
            let is_named = folded(name) == Column::Grams.name();
            of(is_named.then_some(Unit::Gram), false)
        }
        Field::Column(Column::ReexportG) => of(Some(Unit::Gram), true),
        Field::Column(Column::Quantity) => of(None, false),
        Field::Column(Column::Reexport) => of(None, true),
        field => Role::Field(field),
    }
}

/// Returns the amount that a name tells, with its unit, its flow and the side that reports it; `None` if the name holds words of
/// something else.
fn amount(name: &str, kind: Kind) -> Option<Amount> {
    let mut amount = Amount::default();
    let (mut is_told, mut rest) = (false, Vec::new());
    for word in words(name) {
        let unit = match synonyms::word(Column::Unit, &word) {
            Some(Word::Is(unit)) => Unit::named(unit),
            _ => None,
        };
        let flow = match synonyms::word(Column::Flow, &word) {
            Some(Word::Is(flow)) if word.chars().count() > 2 => Flow::named(flow),
            _ => None,
        };
        if let Some(unit) = unit {
            if amount.unit.is_some_and(|before| before != unit) {
                return None;
            }
            amount.unit = Some(unit);
            is_told = true;
        } else if FOLDS.amounts.contains(&word)
            || kind == Kind::Filing && FOLDS.estimates.contains(&word)
        {
            is_told = true;
            rest.push(word);
        } else if FOLDS.importers.contains(&word) {
            amount.side = Some(TradeSide::Importer);
        } else if FOLDS.exporters.contains(&word) {
            amount.side = Some(TradeSide::Exporter);
        } else if ["reexport", "reexported", "reexports"].contains(&word.as_str()) || word == "re" {
            amount.is_reexport = true;
        } else if let Some(flow) = flow.filter(|_| kind == Kind::Record) {
            amount.flow = Some(flow);
        } else if !FOLDS.besides_amounts.contains(&word) {
            return None;
        }
    }
    if amount.is_reexport {
        amount.flow = None;
    }
    amount.words = rest.join(" ");
    // "Imports" alone is an amount of imports where the table has one of exports beside it.
    (is_told || amount.flow.is_some() && words(name).len() == 1 && !is_singular(name))
        .then_some(amount)
}

/// Whether a name of a flow is one that rows of that flow have in a cell.
fn is_singular(name: &str) -> bool {
    let asked = folded(name);
    ![
        "imports",
        "exports",
        "importations",
        "exportations",
        "importaciones",
        "exportaciones",
    ]
    .contains(&asked.as_str())
}

/// Whether a column of this name tells a calendar year.
pub(super) fn is_year(name: &str) -> bool {
    FOLDS.years.contains(&folded(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(name: &str, kind: Kind) -> String {
        match guesses(name, kind).first().map(|guess| guess.role.clone()) {
            None => String::new(),
            Some(Role::Line) => "line".to_owned(),
            Some(Role::Field(field)) => field.name().to_owned(),
            Some(Role::Amount(amount)) => {
                let unit = amount.unit.map_or("?", Unit::name);
                let side = match amount.side {
                    None => "",
                    Some(TradeSide::Importer) => " importer",
                    Some(TradeSide::Exporter) => " exporter",
                };
                let flow = amount.flow.map_or("", Flow::name);
                let part = if amount.is_reexport { " reexport" } else { "" };
                format!("{unit}{side}{part} {flow}").trim_end().to_owned()
            }
        }
    }

    #[test]
    fn names_of_columns_are_understood() {
        for (name, role) in [
            ("record_id", "record_id"),
            ("Importing country", "importer"),
            ("Country of origin", "exporter"),
            ("Reported by", "reporter"),
            ("Year", "year"),
            ("Trimestre", "quarter"),
            ("Quantity (kg)", "kg"),
            ("quantity_g", "g"),
            ("kg", "kg"),
            ("Menge in Gramm", "g"),
            ("Quantity", "?"),
            ("Importer reported quantity", "? importer"),
            ("Quantity reported by exporter (kg)", "kg exporter"),
            ("Imports (g)", "g import"),
            ("Re-export (kg)", "kg reexport"),
            ("QuantityKg", "kg"),
            ("quantitykg", ""),
            ("netWeightMg", "mg"),
            ("Date of import", "date"),
            ("Reporter ISO", "reporter"),
            ("Reporter Code", "reporter"),
            ("Substance name", "form"),
            ("Direction", "flow"),
            ("No", "line"),
            ("№ п/п", "line"),
            ("Authorised quantity", ""),
            ("Value (USD)", ""),
            ("Customs office", ""),
            ("Valid until", ""),
            ("record/@record_id", "record_id"),
            ("partner/code", "partner"),
            ("quantity/@unit", "unit"),
        ] {
            assert_eq!(first(name, Kind::Record), role, "{name}");
        }
        for (name, role) in [
            ("Country", "country"),
            ("kg", "kg"),
            ("grams", "g"),
            ("Effective as of", "effective"),
            ("Annual domestic requirements (kg)", "kg"),
            ("Amount", "?"),
            ("Code", "substance"),
        ] {
            assert_eq!(first(name, Kind::Filing), role, "{name}");
        }
    }
}
