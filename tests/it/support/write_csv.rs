//! A file of a world as CSV, with the accidents of writing that the contract allows.

use super::chance::Chance;
use super::world::{DataFile, Line};

pub fn bytes(file: &DataFile) -> Vec<u8> {
    let mut chance = Chance::new(file.style);
    let mut bytes = Vec::new();
    if chance.one_in(3) {
        bytes.extend(b"\xef\xbb\xbf");
    }
    let ends = *chance.of(&[LineEnds::Lf, LineEnds::Lf, LineEnds::CrLf, LineEnds::Mixed]);
    let quoted_one_in = *chance.of(&[1, 4, 1_000]);
    write_cells(&file.columns, quoted_one_in, &mut chance, &mut bytes);
    end_line(ends, &mut chance, &mut bytes);
    for line in &file.lines {
        match line {
            Line::Cells(cells) => write_cells(cells, quoted_one_in, &mut chance, &mut bytes),
            Line::Raw(raw) => bytes.extend(raw),
        }
        end_line(ends, &mut chance, &mut bytes);
    }
    bytes
}

#[derive(Clone, Copy)]
enum LineEnds {
    Lf,
    CrLf,
    Mixed,
}

fn end_line(ends: LineEnds, chance: &mut Chance, bytes: &mut Vec<u8>) {
    let carriage_return = match ends {
        LineEnds::Lf => false,
        LineEnds::CrLf => true,
        LineEnds::Mixed => chance.one_in(2),
    };
    bytes.extend(if carriage_return {
        b"\r\n".as_slice()
    } else {
        b"\n"
    });
}

fn write_cells(cells: &[String], quoted_one_in: usize, chance: &mut Chance, bytes: &mut Vec<u8>) {
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            bytes.push(b',');
        }
        let must = cell.contains([',', '"']);
        if must || chance.one_in(quoted_one_in) {
            bytes.extend(format!("\"{}\"", cell.replace('"', "\"\"")).bytes());
        } else {
            bytes.extend(cell.bytes());
        }
    }
}
