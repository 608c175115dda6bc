//! One line of CSV, as data.md has it: RFC 4180 quotes, no line break inside a field.

/// The cells of a line (without its end), or none where the contract says `bad-line`.
pub fn cells(line: &[u8], columns: usize) -> Option<Vec<String>> {
    let line = std::str::from_utf8(line).ok()?;
    let mut rest = line;
    let mut cells = Vec::new();
    loop {
        let (cell, after) = match rest.strip_prefix('"') {
            Some(quoted) => closed(quoted)?,
            None => open(rest)?,
        };
        cells.push(cell);
        match after {
            Some(next) => rest = next,
            None => break,
        }
    }
    (cells.len() == columns && !line.is_empty()).then_some(cells)
}

/// A cell and what follows its comma, if a comma follows.
type Cell<'a> = (String, Option<&'a str>);

/// An unquoted cell: up to the comma, with no quote in it.
fn open(text: &str) -> Option<Cell<'_>> {
    let (cell, after) = match text.split_once(',') {
        Some((cell, after)) => (cell, Some(after)),
        None => (text, None),
    };
    (!cell.contains('"')).then(|| (cell.to_owned(), after))
}

/// A quoted cell after its opening quote: up to a single quote, and then a comma or the end.
fn closed(text: &str) -> Option<Cell<'_>> {
    let mut cell = String::new();
    let mut rest = text;
    loop {
        let (piece, after) = rest.split_once('"')?;
        cell.push_str(piece);
        if let Some(after) = after.strip_prefix('"') {
            cell.push('"');
            rest = after;
        } else if after.is_empty() {
            return Some((cell, None));
        } else {
            return after.strip_prefix(',').map(|after| (cell, Some(after)));
        }
    }
}
