//! Renders a letter as a DOCX file to edit: Office Open XML (ISO/IEC 29500) in the form that word processors write.
//!
//! The parts are written here because no library offers what a letter from right to left needs: paragraphs, runs and tables that
//! state their direction, and fonts by script. Numbers are text and not fields, so that what a reply refers to stays the same
//! when the letter is edited. Boxes can be ticked.

mod body;
mod parts;

use super::Document;
use std::io::{self, Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Returns the bytes of a letter; the same letter gives the same bytes, because nothing depends on the clock.
pub fn docx(document: &Document) -> io::Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for (name, part) in [
        ("[Content_Types].xml", parts::CONTENT_TYPES.to_owned()),
        ("_rels/.rels", parts::RELATIONS.to_owned()),
        ("docProps/core.xml", parts::properties(document)?),
        ("word/document.xml", body::body(document)?),
        ("word/styles.xml", parts::styles(document.locale)),
        ("word/settings.xml", parts::SETTINGS.to_owned()),
        ("word/footer1.xml", body::footer(document)?),
        (
            "word/_rels/document.xml.rels",
            parts::DOCUMENT_RELATIONS.to_owned(),
        ),
    ] {
        archive.start_file(name, options)?;
        archive.write_all(part.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}
