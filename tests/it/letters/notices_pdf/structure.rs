//! What a PDF file says of itself: the tree of its parts, and the text of each, as a reader for the blind would have it.

use std::path::Path;
use std::process::Command;

/// What `poppler` makes of a file.
pub(crate) fn poppler(tool: &str, arguments: &[&str], file: &Path) -> Vec<u8> {
    let output = Command::new(tool)
        .args(arguments)
        .arg(file)
        .args(["-"].iter().filter(|_| tool == "pdftotext"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{tool} {}: {}",
        file.display(),
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

/// Each part with its depth: its name, or its text in quotation marks where that is asked for.
fn tree(how: &str, file: &Path) -> Vec<(usize, String)> {
    let tree = String::from_utf8_lossy(&poppler("pdfinfo", &[how], file)).into_owned();
    let parts = tree.lines().map(|line| {
        (
            line.len() - line.trim_start_matches(' ').len(),
            line.trim_start_matches(' '),
        )
    });
    // What begins with a stroke is an attribute.
    parts
        .filter(|(_, part)| !part.starts_with('/') && !part.is_empty())
        .map(|(depth, part)| (depth, part.to_owned()))
        .collect()
}

/// A text without spaces, marks of direction and boxes to tick, which are drawn.
pub(crate) fn bare(text: &str) -> String {
    text.chars()
        .filter(|c| {
            !c.is_whitespace() && !matches!(c, '\u{200b}' | '\u{2066}'..='\u{2069}' | '\u{2610}')
        })
        .collect()
}

/// The names of all parts in order, for comparing how two letters are built.
pub(crate) fn parts(file: &Path) -> Vec<String> {
    tree("-struct", file)
        .into_iter()
        .map(|(depth, part)| format!("{depth} {}", part.split([' ', ':']).next().unwrap()))
        .collect()
}

/// Every paragraph on a line of its own, and every row of a table with its cells between bars, without spaces.
pub(crate) fn pdf_lines(file: &Path) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let (mut inside, mut first_cell): (Option<usize>, bool) = (None, true);
    for (depth, part) in tree("-struct-text", file) {
        if inside.is_some_and(|outer| depth <= outer) {
            inside = None;
        }
        let name = part.split([' ', ':']).next().unwrap();
        match name {
            _ if part.starts_with('"') => {
                let text = part
                    .strip_prefix('"')
                    .and_then(|text| text.strip_suffix('"'))
                    .unwrap_or(&part);
                lines.last_mut().unwrap().push_str(text);
            }
            // A number with its paragraph beside it is a part with two others.
            "P" | "H1" | "H2" | "TR" | "Div" if inside.is_none() => {
                (inside, first_cell) = (Some(depth), true);
                lines.push(String::new());
            }
            "TD" | "TH" => {
                lines
                    .last_mut()
                    .unwrap()
                    .push_str(if first_cell { "" } else { "|" });
                first_cell = false;
            }
            _ => {}
        }
    }
    lines.iter().map(|line| bare(line)).collect()
}
