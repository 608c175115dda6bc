//! Rows as lines of CSV.

use super::fault::Fault;
use super::row::Row;
use super::text;

/// Header of files in grams.
const GRAMS: &str = "record_id,date,received,reporter,partner,flow,form,quantity_g,reexport_g,authorisation,special_licence";

/// Header of files with quantity and unit; the columns stand in another order.
const UNITS: &str = "reporter,record_id,flow,date,partner,form,quantity,unit,reexport,authorisation,special_licence,received";

/// The header line, with a last column for the procedure where `procedure`.
pub(super) fn header(units: bool, procedure: bool) -> String {
    let columns = if units { UNITS } else { GRAMS };
    let last = if procedure { ",procedure" } else { "" };
    format!("{columns}{last}\n")
}

/// Writes a row as a line.
pub(super) fn push(out: &mut Vec<u8>, row: &Row<'_>, units: bool, procedure: bool) {
    match row.fault {
        None => push_fields(out, row, units, procedure),
        Some(fault) => {
            let mut line = Vec::new();
            push_fields(&mut line, row, units, procedure);
            fault.spoil_line(&mut line);
            out.extend_from_slice(&line);
        }
    }
    out.push(b'\n');
}

fn push_fields(out: &mut Vec<u8>, row: &Row<'_>, units: bool, procedure: bool) {
    if units {
        push_text(out, row.reporter);
        row.push_id(out);
        out.push(b',');
        push_text(out, row.flow);
        push_date(out, row);
        push_text(out, row.partner);
        push_text(out, row.form);
        let stated = row.stated();
        push_quantity(out, row.fault, stated.quantity, units);
        push_text(out, stated.unit);
        push_number(out, stated.reexport);
        push_papers(out, row);
        out.push(b',');
        push_received(out, row);
    } else {
        row.push_id(out);
        out.push(b',');
        push_date(out, row);
        push_received(out, row);
        out.push(b',');
        push_text(out, row.reporter);
        push_text(out, row.partner);
        push_text(out, row.flow);
        push_text(out, row.form);
        push_quantity(out, row.fault, row.quantity, units);
        push_number(out, row.reexport);
        push_papers(out, row);
    }
    if procedure {
        out.push(b',');
        out.extend_from_slice(row.procedure.as_bytes());
    }
}

fn push_text(out: &mut Vec<u8>, field: &str) {
    out.extend_from_slice(field.as_bytes());
    out.push(b',');
}

fn push_date(out: &mut Vec<u8>, row: &Row<'_>) {
    match (row.fault.and_then(Fault::date), row.date) {
        (Some(spoilt), _) => out.extend_from_slice(spoilt.as_bytes()),
        (None, Some(day)) => text::push_date(out, day),
        (None, None) => {}
    }
    out.push(b',');
}

fn push_received(out: &mut Vec<u8>, row: &Row<'_>) {
    if let Some(day) = row.received {
        text::push_date(out, day);
    }
}

fn push_quantity(out: &mut Vec<u8>, fault: Option<Fault>, quantity: Option<i64>, units: bool) {
    match fault.and_then(|fault| fault.quantity(units)) {
        Some(spoilt) => push_text(out, spoilt),
        None => push_number(out, quantity),
    }
}

/// A number of six places.
fn push_number(out: &mut Vec<u8>, number: Option<i64>) {
    if let Some(number) = number {
        text::push_decimal(out, number, 6);
    }
    out.push(b',');
}

fn push_papers(out: &mut Vec<u8>, row: &Row<'_>) {
    row.push_authorisation(out);
    out.push(b',');
    row.push_licence(out);
}
