//! Lays out the argument of an alert as a tree for programs. Figures are texts in grams, so that no digit is lost.

use crate::archive::read::{EvidenceRow, PublishedRun, RecordRow, RefusedRow};
use crate::archive::tables::values;
use crate::ask::explain::{Explained, edition};
use crate::config::Prohibition;
use crate::ledger::OwnExport;
use serde_json::{Value, json};

/// Returns the whole tree.
pub(super) fn tree(run: &PublishedRun, of: &Explained, own_exports: &[OwnExport]) -> Value {
    json!({
        "run": run.run,
        "known_at": run.known_at,
        "policy": run.policy,
        "alert": alert(run, of),
        "filings": of.filings().iter().map(|told| json!({
            "filing_id": told.id,
            "kind": told.filing.kind.name(),
            "received": told.filing.received,
            "effective": told.filing.effective,
            "year": told.filing.year,
            "confirmed": told.filing.confirmed,
            "grams": told.filing.grams.to_string(),
            "counted_g": told.counted.map(|grams| grams.to_string()),
            "note": told.note,
            "effect": told.effect,
            "first_received": told.first_received.unwrap_or(told.filing.received),
            "expired_from": told.expired,
        })).collect::<Vec<_>>(),
        "refused_filings": of.dossier.refused.iter().map(refused).collect::<Vec<_>>(),
        "no_estimate": of.absent(),
        "prohibition": of.prohibition(&run.config).map(prohibition),
        "estimate": of.levels().iter().map(|(from, to, level)| json!({
            "from": from,
            "to": to,
            "level_g": level.mass.to_string(),
            "own_exports_g": level.own_exports.map(|own| own.to_string()),
            "status": level.status.name(),
            "filing_id": level.filing.as_deref(),
            "supplements": level.counting().iter().map(AsRef::as_ref).collect::<Vec<&str>>(),
            "later_supplements": level.counting().later(*to).map(|(from, id)| json!({ "from": from, "filing_id": &**id })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "own_exports": own_exports.iter().map(|of_day| json!({
            "date": of_day.day,
            "base_g": of_day.base.to_string(),
            "records": of_day.records,
        })).collect::<Vec<_>>(),
        "records": of.evidence.iter().map(|row| evidence(run, of, row)).collect::<Vec<_>>(),
        "superseded": of.superseded.iter().map(|row| {
            let mut value = record(run, &row.record);
            value["standing_file"] = row.standing.file.clone().into();
            value["standing_row"] = row.standing.row.into();
            value
        }).collect::<Vec<_>>(),
        "set_aside": of.set_aside().map(|row| {
            let mut value = record(run, &row.record);
            value["period"] = row.period.name().into();
            value
        }).collect::<Vec<_>>(),
        "refused": of.refused.iter().map(refused).collect::<Vec<_>>(),
        "other_account": of.other.map(|(basis, total)| json!({ "basis": basis.name(), "year_total_g": total.to_string() })),
    })
}

fn alert(run: &PublishedRun, of: &Explained) -> Value {
    let (alert, config) = (&of.alert, &run.config);
    let substance = config.substance(alert.substance);
    let columns = values(&alert.figures.columns());
    let mut told = json!({
        "alert_id": alert.id,
        "rule": alert.rule.name(),
        "country": config.country_code(alert.country),
        "partner": alert.partner.map(|partner| config.country_code(partner)),
        "substance": config.substance_code(alert.substance),
        "substance_name": substance.name,
        "schedule": substance.schedule.name(),
        "convention": substance.convention.name(),
        "force": substance.convention.provisions().force.name(),
        "controlled_from": substance.controlled_from,
        "year": alert.year,
    });
    if let Value::Object(told) = &mut told {
        told.extend(columns);
        let own_exports = alert.figures.own_exports.map(|own| own.to_string());
        told.insert("own_exports_g".to_owned(), own_exports.into());
        told.insert("first_excess_not_later".to_owned(), alert.not_later.into());
    }
    told
}

fn evidence(run: &PublishedRun, of: &Explained, row: &EvidenceRow) -> Value {
    let mut value = record(run, &row.record);
    value["period"] = of.period(&row.record).name().into();
    value["factor"] = row.factor.to_string().into();
    value["factor_edition"] = edition(
        row.record.form,
        of.alert.substance,
        row.record.date,
        &run.config,
    )
    .into();
    value["base_g"] = row.base.to_string().into();
    value["running_total_g"] = row.running_total.to_string().into();
    value["estimate_g"] = row.estimate.map(|estimate| estimate.to_string()).into();
    value["in_excess"] = row.in_excess.into();
    value
}

/// Returns what prohibits a trade.
pub(super) fn prohibition(by: Prohibition) -> Value {
    json!({ "from": by.from, "file": "prohibitions.csv", "line": by.line, "source": by.source() })
}

/// Returns a refused row.
pub(super) fn refused(row: &RefusedRow) -> Value {
    json!({
        "kind": row.kind,
        "source_file": row.file,
        "source_row": row.row,
        "id": row.id,
        "reason": row.reason,
        "detail": row.detail,
        "raw": row.raw,
    })
}

/// Returns a record.
pub(super) fn record(run: &PublishedRun, record: &RecordRow) -> Value {
    let config = &run.config;
    json!({
        "record_id": record.id,
        "date": record.date,
        "received": record.received,
        "reporter": config.country_code(record.reporter),
        "partner": record.partner.map(|partner| config.country_code(partner)),
        "flow": record.flow.name(),
        "form": config.form_code(record.form),
        "quantity_g": record.quantity.to_string(),
        "reexport_g": record.reexport.to_string(),
        "authorisation": Some(&record.authorisation).filter(|text| !text.is_empty()),
        "special_licence": Some(&record.special_licence).filter(|text| !text.is_empty()),
        "source_file": record.file,
        "source_row": record.row,
    })
}
