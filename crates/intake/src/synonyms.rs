//! Lists what the columns, words and units of a file are called elsewhere: in English, French, Spanish, Russian, Chinese,
//! Arabic, German and Portuguese. The lists word refusals; nothing is read by them.

use super::column::{Column, Kind};
use crate::terms::{Map, folded};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// A column and its other names, with bars between the names; so also below.
type ColumnSynonyms = (Column, &'static str);

const OF_RECORDS: [ColumnSynonyms; 14] = [
    (
        Column::RecordId,
        "id|record|record no|record number|reference|ref|transaction id|identifiant|numero|référence|identificador|\
         registro|номер|номер записи|记录编号|编号|رقم|رقم السجل|kennung|datensatz|nummer|número|uid",
    ),
    (
        Column::Date,
        "day|movement date|date of movement|shipment date|date of shipment|transaction date|jour|date du mouvement|fecha|\
         fecha del movimiento|дата|день|日期|تاريخ|التاريخ|datum|tag|data|data do movimento|timestamp",
    ),
    (Column::Received, RECEIVED),
    (
        Column::Reporter,
        "rapporteur|reporting country|reporter code|declarant|country|pays|pays déclarant|déclarant|país|país informante|\
         informante|país declarante|declarante|страна|страны|отчитывающаяся страна|报告国|国家|البلد|الدولة|البلد المبلغ|meldeland|land|\
         melder|berichtsland",
    ),
    (
        Column::Partner,
        "partner country|counterpart|trading partner|pays partenaire|partenaire|país asociado|socio|país socio|contraparte|\
         партнер|страна-партнер|伙伴|伙伴国|贸易伙伴|الشريك|البلد الشريك|partnerland|handelspartner|parceiro|país parceiro",
    ),
    (
        Column::Flow,
        "direction|trade flow|movement|type|flux|sens|flujo|sentido|dirección|поток|направление|流向|进出口|流动|اتجاه|التدفق|\
         richtung|warenfluss|verkehrsrichtung|fluxo|import/export",
    ),
    (
        Column::Form,
        "form code|product|substance|salt|preparation|drug|article|commodity|item|forme|produit|sel|sustancia|producto|sal|\
         forma|форма|вещество|соль|препарат|形式|物质|产品|盐|المادة|الشكل|stoff|substanz|salz|produkt|substância|produto",
    ),
    (Column::QuantityG, "quantity in grams"),
    (Column::ReexportG, "reexport in grams"),
    (
        Column::Unit,
        "units|uom|measure|unit of measure|unité|unidad|единица|单位|الوحدة|einheit|unidade",
    ),
    (
        Column::Authorisation,
        "authorization|import authorisation|import authorization|authorisation no|authorization number|import permit|permit|permit no|\
         licence|license|licence no|license no|licencia|lizenz|лицензия|许可证|رخصة|ترخيص|تصريح|permiso|permis|autorisation|autorisation d'importation|autorización|autorización de importación|разрешение|授权|许可|进口授权|إذن|\
         إذن الاستيراد|genehmigung|einfuhrgenehmigung|autorização",
    ),
    (
        Column::SpecialLicence,
        "special license|special import licence|special import license|licence spéciale|licencia especial|специальная лицензия|\
         sonderlizenz|特别许可|特别许可证|رخصة خاصة|sondergenehmigung|licença especial",
    ),
    (
        Column::Period,
        "periodicity|reporting period|frequency|périodicité|période|periodicidad|período|периодичность|период|周期|期间|الدورية|\
         الفترة|periodizität|berichtszeitraum|periodicidade",
    ),
    (
        Column::Procedure,
        "simplified procedure|control procedure|emergency procedure|procédure|procedimiento|процедура|程序|手续|الإجراء|verfahren|procedimento",
    ),
];

const RECEIVED: &str = "received date|date received|date of receipt|receipt|receipt date|reception|reçu|date de réception|recibido|recepción|\
         fecha de recepción|получено|дата получения|收到|收到日期|接收日期|تاريخ الاستلام|eingang|eingangsdatum|erhalten|empfangen|\
         recebido|data de recebimento|data de receção";

const OF_FILINGS: [ColumnSynonyms; 10] = [
    (
        Column::FilingId,
        "id|filing|form number|number|reference|ref|identifiant|numéro|identificador|número|номер|编号|رقم|kennung|nummer",
    ),
    (
        Column::Country,
        "reporter|country code|government|pays|état|país|estado|страна|国家|البلد|الدولة|land|staat",
    ),
    (
        Column::Substance,
        "form|drug|product|substance code|produit|sustancia|вещество|物质|المادة|stoff|substanz|substância",
    ),
    (
        Column::FilingKind,
        "type|filing type|category|genre|nature|tipo|clase|вид|тип|类型|种类|النوع|نوع|art|typ|espécie",
    ),
    (Column::Received, RECEIVED),
    (
        Column::Effective,
        "effective date|effective from|valid from|from|start|date|date d'effet|en vigueur|fecha efectiva|vigencia|\
         fecha de entrada en vigor|дата вступления в силу|действует с|生效日期|生效|تاريخ السريان|gültig ab|wirksam ab|data efetiva",
    ),
    (
        Column::Grams,
        "quantity|amount|estimate|quantity_g|grams a year|quantité|estimation|cantidad|estimación|количество|数量|估计数|الكمية|\
         menge|quantidade",
    ),
    (
        Column::Year,
        "calendar year|estimate year|year of the estimate|année|año|год|年|年份|السنة|jahr|ano",
    ),
    (
        Column::Confirmed,
        "confirmed on|confirmation|date confirmed|confirmation date|date of confirmation|confirmé|date de confirmation|confirmado|confirmación|\
         fecha de confirmación|подтверждено|дата подтверждения|确认|确认日期|تاريخ التأكيد|bestätigt|bestätigungsdatum",
    ),
    (
        Column::Note,
        "notes|remark|remarks|comment|comments|footnote|remarque|observación|observaciones|nota|примечание|备注|ملاحظة|bemerkung|\
         anmerkung|observação",
    ),
];

/// Names of a quantity, without its unit.
const QUANTITY: &str = "quantity|qty|amount|mass|weight|net weight|quantité|quantite|poids|masse|cantidad|peso|masa|количество|масса|вес|数量|\
         重量|الكمية|كمية|الوزن|menge|gewicht|masse|quantidade|massa|qte|cant";

/// Names of the part that is declared for re-export, without its unit.
const REEXPORT: &str = "reexport|re-export|reexp|reexported|for re-export|réexportation|reexportación|реэкспорт|再出口|إعادة التصدير|wiederausfuhr|\
         reexportação";

/// Parts, one of which is in every name of the part for re-export.
const OF_REEXPORTS: &str = "reexp|réexp|реэкспорт|再出口|再输出|转口|إعادة التصدير|إعادة تصدير|wiederausfuhr|weiterausfuhr";

/// Parts, one of which is in every name of an authorisation or a licence.
const OF_LICENCES: &str = "licen|lizenz|permit|permis|authoris|authoriz|autoris|autoriz|genehmig|bewillig|erlaubnis|разрешен|лиценз|许可|授权|\
         准许|批件|执照|إذن|ترخيص|رخص|تصريح|import certificate|certificat d'importation|certificado de importación|\
         einfuhrzertifikat|进口证";

/// Parts of the name of a special licence, which Article 13 requires.
const OF_SPECIAL_LICENCES: &str = "special|spécial|especial|spezial|speziell|sonder|ausnahme|exception|excepcion|специал|особ|исключ|特别|特殊|特许|\
         خاص|استثنا|art13|article 13|artículo 13|artikel 13|статья 13|статье 13|第13条|المادة 13";

/// Parts of a name that is about a licence or a re-export, but is not its number or quantity.
const ABOUT_ANOTHER: &str = "date|datum|fecha|дата|日期|تاريخ|valid|expir|vencim|gültig|срок|有效|holder|titula|inhaber|owner|type|typ|tipo|вид|\
         类型|نوع|status|state|estado|статус|状态|country|pays|país|land|страна|国家|بلد|flag|remark|note|comment|authority|autorité|autoridad";

/// Parts of the name of a document that an exporter holds.
const OF_EXPORTS: &str = "export|ausfuhr|экспорт|вывоз|出口|تصدير";

/// Words that add nothing to the name of a column.
const FILLERS: &str = "no|nr|num|number|numero|número|numéro|nº|№|номер|nummer|رقم|code|codigo|código|kode|код|كود|رمز|id|name|of|the|de|du|d|des|\
         del|la|le|les|el|l|der|die|das|den|total|net|netto|neto|col|field";

/// Parts of a day.
const PARTS_OF_DAYS: &str = "year|yyyy|yr|month|mm|mon|year month|ym|quarter|week|dd|année|annee|an|mois|trimestre|semaine|año|mes|semana|год|месяц|\
         квартал|неделя|年|月|年月|季度|سنة|السنة|شهر|الشهر|jahr|monat|quartal|woche|ano|mês|hour";

/// The units: the word in the files, and other names.
const UNITS: [(&str, &str); 3] = [
    (
        "kg",
        "kg|kgs|kgm|kilo|kilos|kilogram|kilograms|kilogramme|kilogrammes|kilogramo|kilogramos|kilogramm|kilogrammen|quilo|\
         quilos|quilograma|quilogramas|кг|килограмм|килограммы|килограммов|公斤|千克|كغ|كغم|كجم|كيلو|كيلوغرام|كيلوجرام",
    ),
    (
        "g",
        "g|gr|grs|gm|gms|grm|gram|grams|gramme|grammes|gramo|gramos|gramm|grama|gramas|г|гр|грамм|граммы|граммов|克|غ|غم|غرام|\
         جرام|جم",
    ),
    (
        "mg",
        "mg|mgs|mgm|mgr|milligram|milligrams|milligramme|milligrammes|miligramo|miligramos|milligramm|miligrama|miligramas|мг|\
         миллиграмм|миллиграммы|毫克|ملغ|ملغم|مجم|ملليغرام|مليغرام",
    ),
];

/// Units in which quantities are not read, and how to write them.
const OTHER_UNITS: [(&str, &str); 3] = [
    (
        "micrograms are thousandths of a milligram: write the quantity in mg",
        "µg|μg|ug|mcg|microgram|micrograms|microgramme|microgrammes|microgramo|microgramos|mikrogramm|мкг|微克|ميكروغرام",
    ),
    (
        "a tonne is 1000 kg: write the quantity in kg",
        "t|tn|tne|ton|tons|tonne|tonnes|tonelada|toneladas|т|тонна|тонн|吨|طن|tonnen",
    ),
    (
        "it is none of them: turn the quantity into one",
        "lb|lbs|lbr|pound|pounds|oz|ozs|onz|ounce|ounces|st|ct|l|ml|litre|litres|pcs|tablets|ampoules|units|u|iu",
    ),
];

/// The periods: the word in the files, and other names.
const PERIODS: [(&str, &str); 4] = [
    (
        "day",
        "day|days|daily|jour|journalier|quotidien|día|diario|день|ежедневно|日|每日|يوم|يومي|tag|täglich|dia|diário",
    ),
    (
        "month",
        "month|months|monthly|mois|mensuel|mes|mensual|месяц|ежемесячно|月|每月|月度|شهر|شهري|monat|monatlich|mês|mensal",
    ),
    (
        "quarter",
        "quarter|quarters|quarterly|trimestre|trimestriel|trimestral|квартал|ежеквартально|季|季度|ربع سنة|ربع سنوي|quartal|\
         vierteljahr|vierteljährlich",
    ),
    (
        "year",
        "year|years|yearly|annual|annually|an|année|annuel|año|anual|год|ежегодно|年|年度|سنة|سنوي|jahr|jährlich|ano",
    ),
];

/// The flows: the word in the files, and other names.
const FLOWS: [(&str, &str); 2] = [
    (
        "import",
        "import|imports|imported|importation|importations|imp|m|i|in|incoming|importé|importación|importaciones|importado|\
         importe|импорт|ввоз|进口|输入|استيراد|الاستيراد|واردات|وارد|einfuhr|importação|importações",
    ),
    (
        "export",
        "export|exports|exported|exportation|exportations|exp|x|out|outgoing|exporté|exportación|exportaciones|exportado|\
         экспорт|вывоз|出口|输出|تصدير|التصدير|صادرات|صادر|ausfuhr|exportação|exportações",
    ),
];

/// The kinds of filing: the word in the files, and other names.
const KINDS: [(&str, &str); 6] = [
    (
        "assessment",
        "assessment|assessments|assesment|assessed|evaluation|évaluation|evaluación|previsión|оценка|评估|需求量评估|تقييم|bewertung|\
         bedarfsschätzung|avaliação|b/p|bp",
    ),
    (
        "established",
        "established|establish|set by the board|incb|board|établi|établie|establecido|establecida|установлено|установленная|确定|\
         محدد|festgesetzt|estabelecido",
    ),
    (
        "supplement",
        "supplement|supplements|supplementary|suppl|supp|sup|supplément|supplémentaire|suplemento|suplementario|complemento|\
         дополнение|дополнительная|补充|追加|تكميلي|إضافي|nachtrag|ergänzung|amendment",
    ),
    (
        "estimate",
        "estimate|estimates|form b|estimation|estimación|исчисление|исчисления|估计|估计数|تقدير|schätzung|estimativa",
    ),
    (
        "deduction",
        "deduction|deductions|deducted|déduction|deducción|вычет|扣除|خصم|abzug|dedução",
    ),
    (
        "requirement",
        "requirement|requirements|alr|annual legitimate requirement|besoins légitimes|necesidades legítimas|потребность|потребности|\
         需要量|合法需要量|الاحتياجات|bedarf",
    ),
];

/// What a word in a column may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// One of the words of the files.
    Is(&'static str),
    /// Another word, with what to do.
    Other(&'static str),
}

/// Returns the words of a table by their folded form.
fn folds<T: Copy>(words: &[(T, &str)]) -> Map<Box<str>, T> {
    words
        .iter()
        .flat_map(|(word, others)| {
            others
                .split('|')
                .map(move |other| (folded(other).into(), *word))
        })
        .collect()
}

/// Returns the names of a table by their folded form, each with its place among the names of its column: the first are the
/// likeliest.
fn ranked<T: Copy>(names: &[(T, &str)]) -> Map<Box<str>, (usize, T)> {
    let of = |of: T, others: &str| {
        others
            .split('|')
            .zip(1..)
            .map(|(other, rank)| (folded(other).into(), (rank, of)))
            .collect::<Vec<_>>()
    };
    names
        .iter()
        .flat_map(|(column, others)| of(*column, others))
        .collect()
}

/// The words of all tables, folded once.
struct FoldedSynonyms {
    flows: Map<Box<str>, &'static str>,
    kinds: Map<Box<str>, &'static str>,
    periods: Map<Box<str>, &'static str>,
    units: Map<Box<str>, &'static str>,
    other_units: Map<Box<str>, &'static str>,
    of_records: Map<Box<str>, (usize, Column)>,
    of_filings: Map<Box<str>, (usize, Column)>,
    /// Names of a quantity, and whether it is the part for re-export.
    quantities: Map<Box<str>, (usize, bool)>,
    fillers: BTreeSet<Box<str>>,
}

static FOLDS: LazyLock<FoldedSynonyms> = LazyLock::new(|| FoldedSynonyms {
    flows: folds(&FLOWS),
    kinds: folds(&KINDS),
    periods: folds(&PERIODS),
    units: folds(&UNITS),
    other_units: folds(&OTHER_UNITS),
    of_records: ranked(&OF_RECORDS),
    of_filings: ranked(&OF_FILINGS),
    quantities: ranked(&[(false, QUANTITY), (true, REEXPORT)]),
    fillers: FILLERS.split('|').map(|word| folded(word).into()).collect(),
});

/// Returns what a text may mean in a column that takes only certain words.
pub(super) fn word(column: Column, text: &str) -> Option<Word> {
    let asked = folded(text);
    let is = |words: &Map<Box<str>, &'static str>| words.get(asked.as_str()).copied();
    match column {
        Column::Flow => is(&FOLDS.flows).map(Word::Is),
        Column::FilingKind => is(&FOLDS.kinds).map(Word::Is),
        Column::Period => is(&FOLDS.periods).map(Word::Is),
        Column::Unit => is(&FOLDS.units)
            .map(Word::Is)
            .or_else(|| is(&FOLDS.other_units).map(Word::Other)),
        _ => None,
    }
}

/// What the name of an unknown column may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meant {
    /// A column by its own name.
    Column(Column),
    /// A quantity whose name does not tell its unit.
    Quantity(Column),
    /// A quantity in this unit.
    In(Column, &'static str),
}

/// A guess of what a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Guess {
    /// The rank; a smaller rank is likelier.
    pub(super) rank: usize,
    /// What it is.
    pub(super) meant: Meant,
}

/// Ranks after those of the tables: guesses by a part of a name, further guesses for a name, and guesses by a misspelt name.
const BY_PART: usize = 1_000;
pub(super) const BESIDES: usize = 2_000;
const BY_SLIP: usize = 3_000;

/// Returns what the tables know the name of a column for.
pub(super) fn column(name: &str, kind: Kind) -> Option<Guess> {
    let asked = folded(name);
    if asked.is_empty() {
        return None;
    }
    if let Some(column) = kind
        .columns()
        .iter()
        .find(|column| folded(column.name()) == asked)
    {
        return Some(Guess {
            rank: 0,
            meant: Meant::Column(*column),
        });
    }
    quantity(name, kind).or_else(|| called(&asked, kind))
}

/// Returns the column that has this name.
fn called(asked: &str, kind: Kind) -> Option<Guess> {
    let names = if kind == Kind::Record {
        &FOLDS.of_records
    } else {
        &FOLDS.of_filings
    };
    names.get(asked).map(|(rank, column)| Guess {
        rank: *rank,
        meant: Meant::Column(*column),
    })
}

/// Returns everything that a column of this name may hold, the likeliest first.
pub(super) fn columns(name: &str, kind: Kind) -> Vec<Guess> {
    let asked = folded(name);
    let guess = |rank, column| Guess {
        rank,
        meant: Meant::Column(column),
    };
    let found = column(name, kind).or_else(|| reexport(name, kind));
    if let Some(found) = found.filter(
        |found| !matches!(found.meant, Meant::Column(Column::Authorisation) if found.rank > 0),
    ) {
        // The reporter and the partner are both called a country.
        let other = (found.meant == Meant::Column(Column::Reporter) && found.rank > 0)
            .then(|| guess(BESIDES, Column::Partner));
        return [Some(found), other].into_iter().flatten().collect();
    }
    if kind == Kind::Record && is_licence(&asked) {
        if has(&asked, OF_SPECIAL_LICENCES) {
            return vec![guess(BY_PART, Column::SpecialLicence)];
        }
        let rank = found.map_or(BY_PART, |found| found.rank);
        return vec![
            guess(rank, Column::Authorisation),
            guess(BESIDES, Column::SpecialLicence),
        ];
    }
    let plain: String = words(name)
        .into_iter()
        .filter(|word| !FOLDS.fillers.contains(word.as_str()))
        .collect();
    let same = kind
        .columns()
        .iter()
        .find(|column| !plain.is_empty() && folded(column.name()) == plain);
    let plain = same.map(|column| guess(BY_PART, *column)).or_else(|| {
        let found = called(&plain, kind)?;
        Some(Guess {
            rank: BY_PART + found.rank,
            ..found
        })
    });
    plain
        .or_else(|| slip(&asked, kind).map(|column| guess(BY_SLIP, column)))
        .into_iter()
        .collect()
}

/// Whether a name is that of a part of a day, such as its year.
pub(super) fn is_part_of_day(name: &str) -> bool {
    let asked = folded(name);
    PARTS_OF_DAYS.split('|').any(|part| folded(part) == asked)
}

/// Whether a column of this name holds units.
pub(super) fn is_unit(name: &str) -> bool {
    let asked = folded(name);
    asked == Column::Unit.name()
        || matches!(
            called(&asked, Kind::Record),
            Some(Guess {
                meant: Meant::Column(Column::Unit),
                ..
            })
        )
}

/// Returns all names of the tables of a kind.
#[cfg(test)]
pub(super) fn all_names(kind: Kind) -> Vec<&'static str> {
    let names = if kind == Kind::Record {
        &OF_RECORDS[..]
    } else {
        &OF_FILINGS
    };
    names
        .iter()
        .flat_map(|(_, others)| others.split('|'))
        .chain(
            [QUANTITY, REEXPORT]
                .iter()
                .flat_map(|others| others.split('|')),
        )
        .collect()
}

/// Whether a folded name contains one of these parts.
fn has(asked: &str, parts: &str) -> bool {
    parts.split('|').any(|part| asked.contains(&folded(part)))
}

/// Whether a column of this name holds the numbers of authorisations or licences to import.
fn is_licence(asked: &str) -> bool {
    has(asked, OF_LICENCES)
        && !has(asked, ABOUT_ANOTHER)
        && (!has(asked, OF_EXPORTS) || asked.contains("import"))
}

/// Returns the column of the part for re-export, as far as a part of the name tells.
fn reexport(name: &str, kind: Kind) -> Option<Guess> {
    let asked = folded(name);
    if kind == Kind::Filing
        || !has(&asked, OF_REEXPORTS)
        || has(&asked, ABOUT_ANOTHER)
        || has(&asked, OF_LICENCES)
    {
        return None;
    }
    let units: Vec<&str> = words(name)
        .iter()
        .filter_map(|word| FOLDS.units.get(word.as_str()).copied())
        .collect();
    let meant = match units[..] {
        [] => Meant::Quantity(Column::ReexportG),
        ["g"] => Meant::Column(Column::ReexportG),
        [unit] => Meant::In(Column::Reexport, unit),
        _ => return None,
    };
    Some(Guess {
        rank: BY_PART,
        meant,
    })
}

/// Returns the column whose name this is with one slip, or two in a long name; a short name must be exact. No slip leads to a
/// column in grams, because it may be the unit that differs.
fn slip(asked: &str, kind: Kind) -> Option<Column> {
    let slips = |column: &Column| match folded(column.name()).len() {
        0..5 => 0,
        5..9 => 1,
        _ => 2,
    };
    let near =
        |column: &Column| strsim::osa_distance(&folded(column.name()), asked) <= slips(column);
    let is_in_grams = |column: &Column| {
        matches!(
            column,
            Column::QuantityG | Column::ReexportG | Column::Grams
        )
    };
    let columns = kind.columns().iter().copied();
    columns.filter(|column| !is_in_grams(column)).find(near)
}

/// Returns the words of a name, folded.
fn words(name: &str) -> Vec<String> {
    name.split(|c: char| !c.is_alphanumeric())
        .map(folded)
        .filter(|word| !word.is_empty())
        .collect()
}

/// Returns the quantity that a name means: with or without a unit before or after it, or the unit alone.
fn quantity(name: &str, kind: Kind) -> Option<Guess> {
    let words = words(name);
    let unit = |word: &str| FOLDS.units.get(word).copied();
    let units: Vec<&str> = words.iter().filter_map(|word| unit(word)).collect();
    let rest: String = words
        .iter()
        .filter(|word| unit(word).is_none() && *word != "in" && *word != "en")
        .map(String::as_str)
        .collect();
    let named = FOLDS.quantities.get(rest.as_str()).copied();
    if units.len() > 1 || named.is_none() && !rest.is_empty() {
        return None;
    }
    let (rank, reexport) = named.unwrap_or((BY_PART, false));
    let (in_grams, with_unit) = match (kind, reexport) {
        (Kind::Filing, true) => return None,
        (Kind::Filing, false) => (Column::Grams, Column::Grams),
        (Kind::Record, true) => (Column::ReexportG, Column::Reexport),
        (Kind::Record, false) => (Column::QuantityG, Column::Quantity),
    };
    let meant = match units.first() {
        None => (!rest.is_empty()).then_some(Meant::Quantity(in_grams)),
        Some(&"g") => Some(Meant::Column(in_grams)),
        Some(unit) => Some(Meant::In(with_unit, unit)),
    }?;
    Some(Guess { rank, meant })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_known_by_other_names() {
        for (name, expected) in [
            ("rapporteur", Some(Meant::Column(Column::Reporter))),
            ("Pays", Some(Meant::Column(Column::Reporter))),
            ("fecha", Some(Meant::Column(Column::Date))),
            ("Datum", Some(Meant::Column(Column::Date))),
            ("Дата", Some(Meant::Column(Column::Date))),
            ("日期", Some(Meant::Column(Column::Date))),
            ("تاريخ", Some(Meant::Column(Column::Date))),
            ("Date Received", Some(Meant::Column(Column::Received))),
            ("RECORD-ID", Some(Meant::Column(Column::RecordId))),
            (
                "import_authorization",
                Some(Meant::Column(Column::Authorisation)),
            ),
            (
                "Import Authorization",
                Some(Meant::Column(Column::Authorisation)),
            ),
            ("qty", Some(Meant::Quantity(Column::QuantityG))),
            ("quantité", Some(Meant::Quantity(Column::QuantityG))),
            ("quantity_kg", Some(Meant::In(Column::Quantity, "kg"))),
            ("Quantity (kg)", Some(Meant::In(Column::Quantity, "kg"))),
            ("kilograms", Some(Meant::In(Column::Quantity, "kg"))),
            ("количество, кг", Some(Meant::In(Column::Quantity, "kg"))),
            ("quantité en mg", Some(Meant::In(Column::Quantity, "mg"))),
            ("Menge_g", Some(Meant::Column(Column::QuantityG))),
            ("reexport_kg", Some(Meant::In(Column::Reexport, "kg"))),
            ("colour", None),
            ("", None),
        ] {
            assert_eq!(
                column(name, Kind::Record).map(|guess| guess.meant),
                expected,
                "{name}"
            );
        }
        for (name, expected) in [
            ("kilograms", Meant::In(Column::Grams, "kg")),
            ("quantity_g", Meant::Column(Column::Grams)),
            ("amount", Meant::Quantity(Column::Grams)),
            ("País", Meant::Column(Column::Country)),
            ("valid from", Meant::Column(Column::Effective)),
        ] {
            assert_eq!(
                column(name, Kind::Filing).map(|guess| guess.meant),
                Some(expected),
                "{name}"
            );
        }
    }

    #[test]
    fn words_are_known_in_other_languages() {
        for (of, text, expected) in [
            (Column::Flow, "importación", "import"),
            (Column::Flow, "IMP", "import"),
            (Column::Flow, "M", "import"),
            (Column::Flow, "импорт", "import"),
            (Column::Flow, "进口", "import"),
            (Column::Flow, "استيراد", "import"),
            (Column::Flow, "Ausfuhr", "export"),
            (Column::Unit, "KGM", "kg"),
            (Column::Unit, "grams", "g"),
            (Column::Unit, "г", "g"),
            (Column::Unit, "кг", "kg"),
            (Column::Unit, "公斤", "kg"),
            (Column::Unit, "克", "g"),
            (Column::Unit, "㎎", "mg"),
            (Column::FilingKind, "Supplément", "supplement"),
        ] {
            assert_eq!(word(of, text), Some(Word::Is(expected)), "{text}");
        }
        // A thousandth of a milligram is never taken for a milligram.
        for text in ["µg", "μg", "UG", "mcg", "мкг", "微克"] {
            assert!(
                matches!(word(Column::Unit, text), Some(Word::Other(said)) if said.contains("mg")),
                "{text}"
            );
        }
        assert_eq!(
            [
                word(Column::Unit, ""),
                word(Column::Flow, "re-export"),
                word(Column::Form, "g")
            ],
            [None; 3]
        );
    }

    /// Within a table, no word has two meanings.
    #[test]
    fn no_word_means_two_things() {
        let words = |tables: &[&[(&'static str, &str)]]| {
            let all = tables.iter().flat_map(|table| table.iter());
            all.flat_map(|(word, others)| {
                others.split('|').map(move |other| (folded(other), *word))
            })
            .collect::<Vec<_>>()
        };
        for all in [
            words(&[&UNITS, &OTHER_UNITS]),
            words(&[&FLOWS]),
            words(&[&KINDS]),
        ] {
            for (folded, word) in &all {
                assert!(
                    !folded.is_empty()
                        && all.iter().all(|(other, is)| other != folded || is == word),
                    "{folded} is {word} and another"
                );
            }
        }
        for names in [&OF_RECORDS[..], &OF_FILINGS] {
            for (column, others) in names {
                let elsewhere = |name: &&str| {
                    names.iter().any(|(other, more)| {
                        other != column && more.split('|').any(|more| folded(more) == folded(name))
                    })
                };
                assert_eq!(others.split('|').find(elsewhere), None, "{column:?}");
            }
        }
    }
}
