//! Advises how to name the columns of a file that have no known name. The advice names each column of the kind for at most one
//! column of the file, and never a column that the file has already.

use super::column::{Column, Kind};
use super::synonyms::{self, Guess, Meant};
use crate::terms::shown;
use std::collections::{BTreeMap, BTreeSet};

/// The notation of quantities in a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum QuantityNotation {
    /// In grams.
    Grams,
    /// In a unit: with a column `unit`, or with the advice to add one; the value says whether the file has the column.
    Units(bool),
    /// Undecided: nothing in the file tells.
    Open,
}

/// Returns the column that stands for all notations of a quantity.
const fn place(column: Column) -> Column {
    match column {
        Column::Quantity => Column::QuantityG,
        Column::Reexport => Column::ReexportG,
        column => column,
    }
}

const fn column(meant: Meant) -> Column {
    match meant {
        Meant::Column(column) | Meant::Quantity(column) | Meant::In(column, _) => column,
    }
}

/// Returns what to do about the unknown columns of a file, given its known columns.
pub(super) fn advice(unknown: &[String], known: &[Column], kind: Kind) -> Vec<String> {
    let given = given(unknown, known, kind);
    let notation = notation(&given, known);
    let has_special = known.contains(&Column::SpecialLicence)
        || given
            .values()
            .any(|guess| column(guess.meant) == Column::SpecialLicence);
    let is_alone = |guess: &Guess| {
        guess.rank > 0 && !has_special && column(guess.meant) == Column::Authorisation
    };
    let (mut write, mut more) = (Vec::new(), Vec::new());
    for (number, name) in unknown.iter().enumerate() {
        let name_shown = shown(name);
        match given.get(&number) {
            Some(guess)
                if guess.meant == Meant::Column(Column::Unit)
                    && notation == QuantityNotation::Grams =>
            {
                more.push(turned(&name_shown, "quantity_g"));
            }
            Some(guess) => {
                let or = if is_alone(guess) {
                    " (special_licence if it is the special import licence of Article 13)"
                } else {
                    ""
                };
                write.push(format!(
                    "{}{or}",
                    named(&name_shown, *guess, kind, notation)
                ));
            }
            None if kind == Kind::Filing && synonyms::is_unit(name) => {
                more.push(turned(&name_shown, "grams"));
            }
            None if name.starts_with("__index_level_") => more.push(format!(
                "{name_shown} was written by pandas: use index=False"
            )),
            None if name.is_empty() => {
                more.push("a column without a name is a comma too many, or was written by pandas: use index=False".to_owned());
            }
            None => {}
        }
    }
    if !write.is_empty() {
        more.insert(0, format!("write {}", write.join(", ")));
    }
    more.dedup();
    more
}

/// Returns the column for a single value with this name; `None` for a quantity whose name does not tell its unit.
pub(super) fn sole(name: &str, kind: Kind) -> Option<Column> {
    match synonyms::columns(name, kind).first()?.meant {
        Meant::Column(column) => Some(column),
        Meant::Quantity(_) | Meant::In(..) => None,
    }
}

/// Words the advice about a column of units beside a quantity in a column without a unit.
fn turned(unit: &str, quantity: &str) -> String {
    format!(
        "{quantity} holds grams: turn it into grams where {unit} says another unit, before that column is left out"
    )
}

/// Returns the guess for each unknown column, by its index; the likeliest guesses are taken first.
fn given(unknown: &[String], known: &[Column], kind: Kind) -> BTreeMap<usize, Guess> {
    let mut guesses: Vec<(usize, usize, Guess)> = Vec::new();
    for (number, name) in unknown.iter().enumerate() {
        guesses.extend(
            synonyms::columns(name, kind)
                .into_iter()
                .map(|guess| (guess.rank, number, guess)),
        );
    }
    guesses.sort_by_key(|(rank, number, _)| (*rank, *number));
    let mut taken: BTreeSet<Column> = known.iter().copied().map(place).collect();
    let mut given = BTreeMap::new();
    for (_, number, guess) in guesses {
        if !given.contains_key(&number) && taken.insert(place(column(guess.meant))) {
            given.insert(number, guess);
        }
    }
    given
}

/// Returns the notation of quantities: that of the known columns, or else that of the guesses.
fn notation(given: &BTreeMap<usize, Guess>, known: &[Column]) -> QuantityNotation {
    const GRAMS: [Column; 2] = [Column::QuantityG, Column::ReexportG];
    const UNITS: [Column; 3] = [Column::Quantity, Column::Unit, Column::Reexport];
    let meant = |wanted: &[Column]| {
        given
            .values()
            .any(|guess| matches!(guess.meant, Meant::Column(column) if wanted.contains(&column)))
    };
    let units: BTreeSet<&str> = given
        .values()
        .filter_map(|guess| {
            if let Meant::In(_, unit) = guess.meant {
                Some(unit)
            } else {
                None
            }
        })
        .collect();
    let has_unit = known.contains(&Column::Unit) || meant(&[Column::Unit]);
    if known.iter().any(|column| GRAMS.contains(column)) {
        QuantityNotation::Grams
    } else if known.iter().any(|column| UNITS.contains(column)) {
        QuantityNotation::Units(has_unit)
    } else if meant(&GRAMS) || !has_unit && units.len() > 1 {
        QuantityNotation::Grams
    } else if meant(&UNITS) || !units.is_empty() {
        QuantityNotation::Units(has_unit)
    } else {
        QuantityNotation::Open
    }
}

/// Words how to name a column.
fn named(name: &str, guess: Guess, kind: Kind, notation: QuantityNotation) -> String {
    let is = column(guess.meant);
    let (in_grams, with_unit) = match place(is) {
        Column::QuantityG => (Column::QuantityG, Column::Quantity),
        Column::ReexportG => (Column::ReexportG, Column::Reexport),
        Column::Grams => (Column::Grams, Column::Grams),
        Column::Partner if guess.rank == synonyms::BESIDES => {
            return format!(
                "{} for {name} if it is the other side of the trade",
                is.name()
            );
        }
        Column::SpecialLicence if guess.rank == synonyms::BESIDES => {
            return format!(
                "{} for {name} if it is the special import licence of Article 13",
                is.name()
            );
        }
        _ => return format!("{} for {name}", is.name()),
    };
    let (in_grams, with_unit) = (in_grams.name(), with_unit.name());
    let notation = if kind == Kind::Filing {
        QuantityNotation::Grams
    } else {
        notation
    };
    match (notation, guess.meant) {
        (QuantityNotation::Grams, Meant::In(_, unit)) => {
            format!("{in_grams} for {name}, its values turned from {unit} into grams")
        }
        (QuantityNotation::Grams, Meant::Quantity(_)) => {
            format!("{in_grams} for {name} if it is in grams")
        }
        (QuantityNotation::Grams, Meant::Column(Column::Quantity | Column::Reexport)) => {
            format!("{in_grams} for {name}, its values turned into grams")
        }
        (QuantityNotation::Grams, Meant::Column(_)) => format!("{in_grams} for {name}"),
        (QuantityNotation::Units(false), Meant::In(_, unit)) => {
            format!("{with_unit} for {name}, beside a column unit that holds {unit}")
        }
        (QuantityNotation::Units(false), _) => {
            format!("{with_unit} for {name}, beside a column unit")
        }
        (
            QuantityNotation::Units(true),
            Meant::Quantity(_) | Meant::Column(Column::Quantity | Column::Reexport),
        ) => {
            format!("{with_unit} for {name}")
        }
        (QuantityNotation::Units(true), _) => {
            format!("{with_unit} for {name}, its values in the unit that the row names")
        }
        (QuantityNotation::Open, _) => format!(
            "{in_grams} for {name} if it is in grams, or else {with_unit}, beside a column unit"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the advice for a file of records that has all other required columns.
    fn said(unknown: &str, known: &[Column]) -> String {
        let unknown: Vec<String> = unknown.split('|').map(str::to_owned).collect();
        advice(&unknown, known, Kind::Record).join("; ")
    }

    #[test]
    fn columns_in_other_words_are_told_what_they_are() {
        const SPECIAL: &str = "Sonderlizenz|Ausnahmegenehmigung|licencia especial n.º|Numéro de licence spéciale|Номер специальной лицензии|特别许可证号|\
             رقم الرخصة الخاصة|special_permit|Article 13 licence";
        const AUTHORISATION: &str = "licencia|许可证|许可证号|licence_no|LicenceNo|Import permit|permit_number|Número de autorización|N° d'autorisation|Номер разрешения|\
             رقم الإذن|Genehmigungsnummer|Einfuhrbewilligung|autorisation d'importation n°";
        for name in SPECIAL.split('|') {
            assert_eq!(
                said(name, &[]),
                format!("write special_licence for {}", shown(name))
            );
        }
        for name in AUTHORISATION.split('|') {
            let advised = said(name, &[]);
            assert!(
                advised.starts_with(&format!(
                    "write authorisation for {} (special_licence if",
                    shown(name)
                )),
                "{advised}"
            );
        }
        for (name, advised) in [
            (
                "reexp",
                "reexport_g for \"reexp\" if it is in grams, or else reexport, beside a column unit",
            ),
            (
                "Reexp. (kg)",
                "reexport for \"Reexp. (kg)\", beside a column unit that holds kg",
            ),
            ("qty_reexported_g", "reexport_g for \"qty_reexported_g\""),
            ("Код страны", "reporter for \"Код страны\""),
            ("código de país", "reporter for \"código de país\""),
            ("recieved", "received for \"recieved\""),
            (
                "Quantity",
                "quantity for \"Quantity\", beside a column unit",
            ),
        ] {
            assert_eq!(said(name, &[]), format!("write {advised}"));
        }
        for name in [
            "quantitykg",
            "licence_date",
            "Genehmigungsdatum",
            "licence holder",
            "export permit",
            "reexport country",
            "colour",
            "no",
            "№",
        ] {
            assert_eq!(said(name, &[]), "", "{name}");
        }
    }

    #[test]
    fn no_column_is_advised_twice_or_where_the_file_has_it() {
        use Column::{
            Authorisation, Date, Partner, Quantity, QuantityG, Reporter, SpecialLicence, Unit,
        };
        for (unknown, known, advised) in [
            ("day|DATE|jour", &[][..], "write date for \"DATE\""),
            ("substance|product", &[], "write form for \"product\""),
            ("datum", &[Date], ""),
            (
                "country|país",
                &[],
                "write reporter for \"country\", partner for \"país\" if it is the other side of the trade",
            ),
            (
                "country",
                &[Reporter],
                "write partner for \"country\" if it is the other side of the trade",
            ),
            ("country", &[Reporter, Partner], ""),
            (
                "licence_no|Sonderlizenz",
                &[],
                "write authorisation for \"licence_no\", special_licence for \"Sonderlizenz\"",
            ),
            (
                "licence_no|Import permit",
                &[],
                "write special_licence for \"licence_no\" if it is the special import licence of Article 13, authorisation for \"Import permit\"",
            ),
            (
                "licencia",
                &[Authorisation],
                "write special_licence for \"licencia\" if it is the special import licence of Article 13",
            ),
            (
                "licencia",
                &[SpecialLicence],
                "write authorisation for \"licencia\"",
            ),
            ("licencia", &[Authorisation, SpecialLicence], ""),
            (
                "Menge|Einheit",
                &[],
                "write quantity for \"Menge\", unit for \"Einheit\"",
            ),
            ("Menge|weight", &[QuantityG], ""),
            (
                "reexp",
                &[QuantityG],
                "write reexport_g for \"reexp\" if it is in grams",
            ),
            ("reexp", &[Quantity, Unit], "write reexport for \"reexp\""),
            (
                "reexp_kg",
                &[QuantityG],
                "write reexport_g for \"reexp_kg\", its values turned from kg into grams",
            ),
            (
                "reexp_mg",
                &[Quantity, Unit],
                "write reexport for \"reexp_mg\", its values in the unit that the row names",
            ),
            (
                "qty_kg|reexp_mg",
                &[],
                "write quantity_g for \"qty_kg\", its values turned from kg into grams, reexport_g for \"reexp_mg\", its values turned from mg into grams",
            ),
            (
                "Einheit",
                &[QuantityG],
                "quantity_g holds grams: turn it into grams where \"Einheit\" says another unit, before that column is left out",
            ),
        ] {
            assert_eq!(said(unknown, known), advised, "{unknown}");
        }
        assert_eq!(
            advice(&["unit".to_owned()], &[Column::Grams], Kind::Filing),
            [
                "grams holds grams: turn it into grams where \"unit\" says another unit, before that column is left out"
            ]
        );
        // Every column of a file with many columns is examined.
        let many: Vec<String> = (0..30)
            .map(|number| format!("x{number}"))
            .chain(["Sonderlizenz".to_owned()])
            .collect();
        assert_eq!(
            advice(&many, &[], Kind::Record),
            ["write special_licence for \"Sonderlizenz\""]
        );
    }

    /// The advice names each column of the kind for at most one column, whatever the names in the file.
    #[test]
    fn each_column_is_advised_once() {
        let all: Vec<String> = synonyms::all_names(Kind::Record)
            .into_iter()
            .map(str::to_owned)
            .collect();
        let given = given(&all, &[], Kind::Record);
        let columns: BTreeSet<Column> = given
            .values()
            .map(|guess| place(column(guess.meant)))
            .collect();
        assert_eq!(columns.len(), given.len());
        assert_eq!(
            columns.len(),
            Kind::Record.columns().len() - 2,
            "{columns:?}"
        );
    }
}
