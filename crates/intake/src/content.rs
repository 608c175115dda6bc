//! Determines what a file is by its content, whatever its name: by the bytes with which files of each kind start.

use super::column::Kind;
use super::dataset::DatasetFile;
use super::fault::Fault;
use super::heading;
use super::layout::{FileType, Missed};
use inforce_sheets::packed::Packing;
use std::fs::File;
use std::os::unix::fs::FileExt;

/// The number of bytes that are read at each end of a file.
const LOOKED_AT: usize = 64 << 10;

/// What a file is by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileContent {
    /// Text that may be CSV, or nothing.
    Text,
    /// Complete Parquet.
    Parquet,
    /// Parquet without its end.
    CutParquet,
    /// A table that layouts can describe: its type, what it is, and what to do if no layout recognises it.
    Table(FileType, &'static str, &'static str),
    /// A content that is not read here: what it is, and what to do.
    Other(&'static str, &'static str),
}

const WORKBOOK: &str = "open it in a spreadsheet program and save the sheet with the data as CSV UTF-8, with the column names on line 1";
const PACKED: &str =
    "unpack it, and put the .csv or .parquet files that it holds here in its place";
const TABLE: &str =
    "write the same table as Parquet, or as CSV in UTF-8, and put that here in its place";
const PAPER: &str = "ask whoever delivered it for the data as CSV, as Parquet or as a workbook";
const PAGE: &str = "open it in a browser: if it shows the data, copy them into a spreadsheet program and save them as CSV UTF-8; if it reports an error or asks for a password, fetch the file anew";
const ENCODING: &str = "save it as UTF-8";
const AGAIN: &str = "deliver it again";

/// The bytes at the start of a file that mark a table which layouts can describe.
const TABLE_MARKS: [(&[u8], FileType, &str, &str); 5] = [
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        FileType::Workbook,
        "an Excel workbook of the old kind (XLS), or another Office file",
        WORKBOOK,
    ),
    (
        b"\x09\x08\x10\x00",
        FileType::Workbook,
        "an Excel workbook of the old kind (XLS)",
        WORKBOOK,
    ),
    (
        b"\x09\x04\x06\x00",
        FileType::Workbook,
        "an Excel workbook of the old kind (XLS)",
        WORKBOOK,
    ),
    (b"\x1f\x8b", FileType::Text, "packed with gzip", PACKED),
    (
        b"\x28\xb5\x2f\xfd",
        FileType::Text,
        "packed with zstd",
        PACKED,
    ),
];

/// The bytes that mark each format and their place in the file, with the name of the format and the remedy.
const MARKS: [(usize, &[u8], &str, &str); 33] = [
    (0, b"\x1f\x9d", "packed with compress", PACKED),
    (0, b"\xfd7zXZ\x00", "packed with xz", PACKED),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive", PACKED),
    (0, b"Rar!\x1a\x07", "a RAR archive", PACKED),
    (0, b"\x04\x22\x4d\x18", "packed with lz4", PACKED),
    (0, b"LZIP", "packed with lzip", PACKED),
    (0, b"\xff\x06\x00\x00sNaPpY", "packed with snappy", PACKED),
    (257, b"ustar", "a tar archive", PACKED),
    (0, b"%PDF-", "a PDF document", PAPER),
    (0, b"{\\rtf", "a text document (RTF)", PAPER),
    (0, b"%!PS", "a PostScript document", PAPER),
    (0, b"\x89PNG", "an image (PNG)", PAPER),
    (0, b"\xff\xd8\xff", "an image (JPEG)", PAPER),
    (0, b"GIF8", "an image (GIF)", PAPER),
    (0, b"II*\x00", "an image (TIFF)", PAPER),
    (0, b"MM\x00*", "an image (TIFF)", PAPER),
    (0, b"ARROW1", "an Arrow IPC file (Feather)", TABLE),
    (0, b"FEA1", "a Feather file", TABLE),
    (0, b"\xff\xff\xff\xff", "an Arrow IPC stream", TABLE),
    (0, b"Obj\x01", "an Avro file", TABLE),
    (0, b"SQLite format 3\x00", "an SQLite database", TABLE),
    (8, b"DUCK", "a DuckDB database", TABLE),
    (4, b"Standard Jet DB", "an Access database", TABLE),
    (4, b"Standard ACE DB", "an Access database", TABLE),
    (0, b"\x89HDF\r\n\x1a\n", "an HDF5 file", TABLE),
    (
        0,
        b"PARE",
        "encrypted Parquet",
        "write it without encryption",
    ),
    (0, b"SEQ\x06", "a Hadoop sequence file", TABLE),
    (0, b"$FL2", "an SPSS file", TABLE),
    (0, b"$FL3", "an SPSS file", TABLE),
    (0, b"<stata_dta>", "a Stata file", TABLE),
    (0, b"\xff\xfe\x00\x00", "UTF-32", ENCODING),
    (0, b"\x00\x00\xfe\xff", "UTF-32", ENCODING),
    (
        0,
        b"MIME-Version:",
        "a web page with its pictures (MHTML)",
        PAGE,
    ),
];

/// Reads the start of a file.
pub(super) fn head(file: &File) -> Result<Vec<u8>, Fault> {
    read(file, 0, size(file)?)
}

fn size(file: &File) -> Result<u64, Fault> {
    Ok(file.metadata().map_err(Fault::Unreadable)?.len())
}

fn read(file: &File, from: u64, to: u64) -> Result<Vec<u8>, Fault> {
    let mut bytes = vec![
        0;
        usize::try_from(to - from)
            .unwrap_or(LOOKED_AT)
            .min(LOOKED_AT)
    ];
    let mut filled = 0;
    while filled < bytes.len() {
        let at = from + u64::try_from(filled).unwrap_or(u64::MAX);
        match file
            .read_at(&mut bytes[filled..], at)
            .map_err(Fault::Unreadable)?
        {
            0 => break,
            read => filled += read,
        }
    }
    bytes.truncate(filled);
    Ok(bytes)
}

/// Determines what a file is; `head` is its start.
pub(super) fn of(file: &File, head: &[u8]) -> Result<FileContent, Fault> {
    let size = size(file)?;
    let tail = read(
        file,
        size.saturating_sub(u64::try_from(LOOKED_AT).unwrap_or(0)),
        size,
    )?;
    Ok(told(head, &tail))
}

fn told(head: &[u8], tail: &[u8]) -> FileContent {
    if head.starts_with(b"PAR1") {
        let whole = tail.ends_with(b"PAR1") && (tail.len() >= 12 || head.len() > tail.len());
        return if whole {
            FileContent::Parquet
        } else {
            FileContent::CutParquet
        };
    }
    let starts = |at: usize, mark: &[u8]| head.get(at..).is_some_and(|rest| rest.starts_with(mark));
    if starts(0, b"PK\x03\x04") || starts(0, b"PK\x05\x06") || starts(0, b"PK\x07\x08") {
        return zip(head, tail);
    }
    let is_utf_32 = starts(0, b"\xff\xfe\x00\x00");
    if !is_utf_32 && (starts(0, b"\xff\xfe") || starts(0, b"\xfe\xff")) {
        return FileContent::Table(FileType::Text, "UTF-16", ENCODING);
    }
    if let Some((_, file_type, is, remedy)) = TABLE_MARKS.iter().find(|(mark, ..)| starts(0, mark))
    {
        return FileContent::Table(*file_type, is, remedy);
    }
    if let Some((_, _, is, remedy)) = MARKS.iter().find(|(at, mark, ..)| starts(*at, mark)) {
        return FileContent::Other(is, remedy);
    }
    if starts(0, b"BZh") && starts(4, b"1AY&SY") {
        return FileContent::Other("packed with bzip2", PACKED);
    }
    if starts(0, b"ORC") && tail.len() > 4 && &tail[tail.len() - 4..tail.len() - 1] == b"ORC" {
        return FileContent::Other("an ORC file", TABLE);
    }
    marked_up(head)
        .or_else(|| wide(head))
        .or_else(|| binary(head))
        .unwrap_or(FileContent::Text)
}

/// Determines what a ZIP archive is: workbooks and documents are such archives, too. The names in an archive are at its end,
/// and some at its start.
fn zip(head: &[u8], tail: &[u8]) -> FileContent {
    let names = |name: &[u8]| {
        [head, tail]
            .iter()
            .any(|part| memchr::memmem::find(part, name).is_some())
    };
    if names(b"opendocument.spreadsheet") {
        FileContent::Table(
            FileType::Workbook,
            "an OpenDocument workbook (ODS)",
            WORKBOOK,
        )
    } else if names(b"xl/workbook") || names(b"xl/worksheets") {
        FileContent::Table(FileType::Workbook, "an Excel workbook (XLSX)", WORKBOOK)
    } else if names(b"word/document") || names(b"opendocument.text") {
        FileContent::Other("a text document (DOCX or ODT)", PAPER)
    } else if names(b"Index/Tables") {
        FileContent::Other("a Numbers workbook", WORKBOOK)
    } else {
        FileContent::Other("a ZIP archive", PACKED)
    }
}

/// Recognises HTML, XML and JSON, which are text.
fn marked_up(head: &[u8]) -> Option<FileContent> {
    let text = head
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(head)
        .trim_ascii_start();
    if !text.first().is_some_and(|first| b"<{[".contains(first)) {
        return None;
    }
    let text = String::from_utf8_lossy(text);
    if text.starts_with('<') {
        let text = text.to_ascii_lowercase();
        let has = |mark: &str| text.contains(mark);
        return Some(if has("urn:schemas-microsoft-com:office:spreadsheet") {
            FileContent::Other("an Excel workbook written as XML", WORKBOOK)
        } else if has("<html")
            || has("<!doctype html")
            || has("<table")
            || has("<body")
            || has("<td")
        {
            FileContent::Other("a web page (HTML)", PAGE)
        } else {
            FileContent::Table(FileType::Xml, "XML", TABLE)
        });
    }
    let inner = text.strip_prefix(['{', '['])?.trim_start();
    let is_json = inner.is_empty()
        || inner.starts_with(['{', '[', '"', ']', '}', '-'])
        || inner.starts_with(|c: char| c.is_ascii_digit());
    let lines = text.lines().filter(|line| !line.trim().is_empty()).take(2);
    let each_line = lines.clone().count() == 2
        && lines
            .clone()
            .all(|line| line.trim().starts_with('{') && line.trim().ends_with('}'));
    is_json.then_some(if each_line {
        FileContent::Other("JSON, an object on each line", TABLE)
    } else {
        FileContent::Other("JSON", TABLE)
    })
}

/// Recognises text in units of two or four bytes: for Latin letters, most of its bytes are zero.
fn wide(head: &[u8]) -> Option<FileContent> {
    let head = &head[..head.len().min(4096) & !3];
    let [mut zeros, count] = [[0_usize; 4], [head.len() / 4; 4]];
    for (place, byte) in head.iter().enumerate() {
        zeros[place % 4] += usize::from(*byte == 0);
    }
    let many = |place: usize| count[place] > 1 && zeros[place] * 5 >= count[place];
    let few = |place: usize| zeros[place] * 20 < count[place] || zeros[place] == 0;
    let is = |zero: &[usize], others: &[usize]| {
        zero.iter().all(|place| many(*place)) && others.iter().all(|place| few(*place))
    };
    if is(&[1, 2, 3], &[0]) || is(&[0, 1, 2], &[3]) {
        Some(FileContent::Other("UTF-32", ENCODING))
    } else if is(&[1, 3], &[0, 2]) || is(&[0, 2], &[1, 3]) {
        Some(FileContent::Table(
            FileType::Text,
            "UTF-16 (without the mark at its start)",
            ENCODING,
        ))
    } else {
        None
    }
}

/// Recognises a content that is not text, by its first line.
fn binary(head: &[u8]) -> Option<FileContent> {
    if !head.is_empty() && head.iter().all(|byte| *byte == 0) {
        return Some(FileContent::Other(
            "zero bytes from its start on, as a disk or a network leaves them after a failure",
            AGAIN,
        ));
    }
    let line = &head[..memchr::memchr(b'\n', head).unwrap_or(head.len()).min(4096)];
    let odd = line
        .iter()
        .filter(|byte| byte.is_ascii_control() && !matches!(byte, b'\t' | b'\r'))
        .count();
    let is_binary = memchr::memchr(0, line).is_some() || 3 * odd > line.len();
    is_binary.then_some(FileContent::Other(
        "binary data of a kind that is not known",
        PAPER,
    ))
}

/// Returns the fault of a file that is named Parquet and is not; `None` if it is complete Parquet.
pub(super) fn not_parquet(file: &File, kind: Kind) -> Result<Option<Fault>, Fault> {
    let head = head(file)?;
    Ok(match of(file, &head)? {
        FileContent::Parquet => None,
        FileContent::CutParquet => Some(Fault::CutParquet),
        FileContent::Table(_, is, remedy) | FileContent::Other(is, remedy) => {
            Some(Fault::Content { is, remedy })
        }
        FileContent::Text => Some(text(&head, kind).unwrap_or(Fault::NotParquet)),
    })
}

/// The endings of the names of tables, each with the type of table that it promises.
const ENDINGS: [(&str, FileType); 15] = [
    (".csv", FileType::Text),
    (".tsv", FileType::Text),
    (".txt", FileType::Text),
    (".csv.gz", FileType::Text),
    (".tsv.gz", FileType::Text),
    (".txt.gz", FileType::Text),
    (".csv.zst", FileType::Text),
    (".tsv.zst", FileType::Text),
    (".txt.zst", FileType::Text),
    (".parquet", FileType::Parquet),
    (".xlsx", FileType::Workbook),
    (".xlsm", FileType::Workbook),
    (".xls", FileType::Workbook),
    (".ods", FileType::Workbook),
    (".xml", FileType::Xml),
];

/// Returns the type of table that the name of a file promises.
pub(super) fn promised(name: &str) -> Option<FileType> {
    let ends = |(ending, _): &&(&str, FileType)| name.ends_with(ending);
    ENDINGS.iter().find(ends).map(|(_, file_type)| *file_type)
}

/// Returns the type of a table that layouts can describe; `None` if the file is none, or is not what its name promises.
pub(super) fn file_type(file: &File, name: &str) -> Result<Option<FileType>, Fault> {
    let head = head(file)?;
    let found = match of(file, &head)? {
        FileContent::Text => FileType::Text,
        FileContent::Parquet => FileType::Parquet,
        FileContent::Table(file_type, ..) => file_type,
        FileContent::CutParquet | FileContent::Other(..) => return Ok(None),
    };
    let name_says_packed = [".gz", ".zst"].iter().any(|ending| name.ends_with(ending));
    let is_packed = Packing::of(&head) != Packing::Plain;
    let is_promised = promised(name) == Some(found) && is_packed == name_says_packed;
    Ok(is_promised.then_some(found))
}

/// Returns what a file is, in words.
pub(super) fn told_of(file: &File) -> Result<&'static str, Fault> {
    let head = head(file)?;
    Ok(match of(file, &head)? {
        FileContent::Text => "text",
        FileContent::Parquet => "Parquet",
        FileContent::CutParquet => "Parquet without its end",
        FileContent::Table(_, is, _) | FileContent::Other(is, _) => is,
    })
}

/// Returns the fault of a file that is neither of the canonical shape nor recognised by a layout.
pub(super) fn unrecognised(found: &DatasetFile, missed: Vec<Missed>) -> Fault {
    let (path, name) = (&found.path, found.name.as_str());
    let file = File::open(path).map_err(Fault::Unreadable);
    let said = file.and_then(|file| {
        let head = head(&file)?;
        let content = of(&file, &head)?;
        let is_promised = |found: FileType| promised(name) == Some(found);
        Ok(match content {
            FileContent::Parquet if is_promised(FileType::Parquet) => Fault::Unrecognised {
                is: "Parquet",
                missed,
            },
            FileContent::Parquet => Fault::Named {
                is: "Parquet",
                ending: ".parquet",
            },
            FileContent::CutParquet => Fault::CutParquet,
            FileContent::Table(file_type, is, _) if is_promised(file_type) => {
                Fault::Unrecognised { is, missed }
            }
            FileContent::Table(_, is, remedy) | FileContent::Other(is, remedy) => {
                Fault::Content { is, remedy }
            }
            FileContent::Text if is_promised(FileType::Text) => {
                Fault::Unrecognised { is: "text", missed }
            }
            FileContent::Text => text(&head, found.kind).unwrap_or(Fault::Foreign),
        })
    });
    said.unwrap_or_else(|fault| fault)
}

/// Returns the fault of a text whose name does not say CSV; `None` if it is not a table.
fn text(head: &[u8], kind: Kind) -> Option<Fault> {
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    match heading::columns(line, head, kind) {
        Ok(_) => Some(Fault::Named {
            is: "CSV",
            ending: ".csv",
        }),
        Err(Fault::NoHeader { .. } | Fault::Header(_)) => None,
        Err(fault) => Some(Fault::AsCsv(Box::new(fault))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(bytes: &[u8]) -> String {
        match told(bytes, bytes) {
            FileContent::Table(_, is, _) | FileContent::Other(is, _) => is.to_owned(),
            content => format!("{content:?}"),
        }
    }

    fn wide(text: &str, width: usize, big: bool) -> Vec<u8> {
        let unit = |unit: u32| {
            if big {
                unit.to_be_bytes()[4 - width..].to_vec()
            } else {
                unit.to_le_bytes()[..width].to_vec()
            }
        };
        text.encode_utf16()
            .flat_map(|code| unit(code.into()))
            .collect()
    }

    #[test]
    fn files_are_told_by_their_first_bytes() {
        let header =
            "record_id,date,reporter,flow,form,quantity_g\nA-1,2024-01-01,CHE,import,PD006,1\n";
        let mixed = format!("Сведения о ввозе за 2024 год\n{header}");
        for (bytes, expected) in [
            (header.as_bytes(), "Text"),
            (b"", "Text"),
            (b"\xef\xbb\xbfrecord_id,date\n", "Text"),
            ("Ввоз и вывоз психотропных веществ;;;\n".as_bytes(), "Text"),
            (b"PAR1 and some more PAR1", "Parquet"),
            (b"PAR1", "CutParquet"),
            (b"PAR1 and no end", "CutParquet"),
            (b"PK\x03\x04.....a.txt<x/>", "a ZIP archive"),
            (b"PK\x05\x06\0\0\0\0", "a ZIP archive"),
            (b"PK\x03\x04..[Content_Types].xml..xl/workbook.xml", "an Excel workbook (XLSX)"),
            (b"PK\x03\x04..mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "an OpenDocument workbook (ODS)"),
            (b"PK\x03\x04..word/document.xml", "a text document (DOCX or ODT)"),
            (b"BZh91AY&SY....", "packed with bzip2"),
            (b"ORC\x0a\x12....ORC\x17", "an ORC file"),
            (b"ORCHARDS,date\n", "Text"),
            (b" \n<?xml version=\"1.0\"?>\n<records/>", "XML"),
            (
                b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">",
                "an Excel workbook written as XML",
            ),
            (b"<!DOCTYPE HTML PUBLIC \"x\"><HTML>", "a web page (HTML)"),
            (b"\xef\xbb\xbf<table><tr><td>record_id", "a web page (HTML)"),
            (b"[{\"record_id\":1}]", "JSON"),
            (b"{\n  \"records\": []\n}", "JSON"),
            (b"{\"record_id\":1}\n{\"record_id\":2}\n", "JSON, an object on each line"),
            (b"\0\0\0\0\0\0\0\0", "zero bytes from its start on, as a disk or a network leaves them after a failure"),
            (b"\x7fELF\x02\x01\x01\0\0\0", "binary data of a kind that is not known"),
            (&wide(header, 2, false), "UTF-16 (without the mark at its start)"),
            (&wide(header, 2, true), "UTF-16 (without the mark at its start)"),
            (&wide(&mixed, 2, false), "UTF-16 (without the mark at its start)"),
            (&wide(header, 4, false), "UTF-32"),
            (&wide(header, 4, true), "UTF-32"),
        ] {
            assert_eq!(is(bytes), expected, "{}", bytes.escape_ascii());
        }
        for (at, mark, what, _) in MARKS {
            let bytes = [&vec![b' '; at][..], mark].concat();
            assert_eq!(is(&bytes), what);
        }
    }

    /// No remedy may make things worse: a file that is neither CSV nor Parquet must not be given their names.
    #[test]
    fn no_remedy_is_another_name() {
        for (_, _, is, remedy) in MARKS {
            assert!(
                !remedy.contains("rename") && !remedy.contains("name end"),
                "{is}: {remedy}"
            );
        }
    }
}
