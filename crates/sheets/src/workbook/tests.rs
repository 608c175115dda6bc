//! Tests of workbooks, which are put together by hand, part by part and record by record.

use super::*;
use proptest::prelude::*;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

fn text(text: &str) -> Cell {
    Cell::of_text(text.to_owned())
}

fn number(text: &str) -> Cell {
    Cell::Number(text.to_owned())
}

fn date(year: i32, month: u8, day: u8) -> Cell {
    Cell::Date { year, month, day }
}

fn error(text: &str) -> Cell {
    Cell::Error(text.to_owned())
}

/// A row of a ZIP archive to come: the name of a part and its content.
type Parts<'a> = Vec<(&'a str, String)>;

fn zipped(parts: &[(&str, String)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn open(bytes: &[u8]) -> Result<Workbook<Cursor<&[u8]>>, Fault> {
    Workbook::open(Cursor::new(bytes), Limits::default())
}

/// The rows of the first sheet.
fn first(bytes: &[u8], limits: Limits) -> Result<Vec<Row>, Fault> {
    let mut workbook = Workbook::open(Cursor::new(bytes), limits)?;
    let sheet = workbook.sheets()[0].name.clone();
    workbook.rows(&sheet)?.collect()
}

fn cells(bytes: &[u8]) -> Result<Vec<Row>, Fault> {
    first(bytes, Limits::default())
}

/// The only row of the first sheet.
fn row(bytes: &[u8]) -> Vec<Cell> {
    let rows = cells(bytes).unwrap();
    assert_eq!(rows.len(), 1, "{rows:?}");
    rows[0].cells.clone()
}

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The parts of an XLSX file with one sheet.
fn xlsx_parts<'a>(sheet: &str, texts: &str, properties: &str) -> Parts<'a> {
    vec![
        (
            "_rels/.rels",
            format!(r#"<Relationships><Relationship Id="a" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#),
        ),
        (
            "xl/workbook.xml",
            format!(r#"<workbook xmlns:r="{RELATIONS}"><workbookPr {properties}/><sheets><sheet name="Data" sheetId="1" r:id="s1"/></sheets></workbook>"#),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                r#"<Relationships><Relationship Id="s1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>
                <Relationship Id="s2" Type="{RELATIONS}/styles" Target="/xl/styles.xml"/>
                <Relationship Id="s3" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/styles.xml",
            r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/><numFmt numFmtId="165" formatCode="[h]:mm"/></numFmts>
            <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
            <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="22"/><xf numFmtId="165"/></cellXfs></styleSheet>"#
                .to_owned(),
        ),
        ("xl/sharedStrings.xml", format!("<sst>{texts}</sst>")),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet>{sheet}</worksheet>"),
        ),
    ]
}

fn xlsx(sheet: &str) -> Vec<u8> {
    zipped(&xlsx_parts(
        &format!("<sheetData>{sheet}</sheetData>"),
        "",
        "",
    ))
}

/// The parts of an ODS file.
fn ods_parts<'a>(styles: &str, tables: &str) -> Parts<'a> {
    let content = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:calcext="c">
        <office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"#
    );
    vec![
        (
            "mimetype",
            "application/vnd.oasis.opendocument.spreadsheet".to_owned(),
        ),
        ("content.xml", content),
    ]
}

fn ods_with(styles: &str, tables: &str) -> Vec<u8> {
    zipped(&ods_parts(styles, tables))
}

fn ods(rows: &str) -> Vec<u8> {
    ods_with(
        "",
        &format!(r#"<table:table table:name="Data">{rows}</table:table>"#),
    )
}

/// A record of XLS.
fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap();
    [&kind.to_le_bytes(), &length.to_le_bytes(), data].concat()
}

/// The start of the record of a cell in the first column of a row.
fn place(row: u16, column: u16, format: u16) -> Vec<u8> {
    [row, column, format].map(u16::to_le_bytes).concat()
}

fn biff8(globals: &[Vec<u8>], sheet: &[Vec<u8>]) -> Vec<u8> {
    let start = record(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0]);
    let end = record(0x000a, &[]);
    let globals = globals.concat();
    let name = [&[0, 0, 0, 0, 0, 0, 4, 0][..], b"Data"].concat();
    let at = start.len() + globals.len() + record(0x85, &name).len() + end.len();
    let mut bound = name;
    bound[..4].copy_from_slice(&u32::try_from(at).unwrap().to_le_bytes());
    let stream = [
        start.clone(),
        globals,
        record(0x85, &bound),
        end.clone(),
        start,
        sheet.concat(),
        end,
    ]
    .concat();
    compound("Workbook", &stream)
}

fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream(name).unwrap().write_all(stream).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

#[test]
fn xlsx_cells_of_every_kind() {
    let texts = r#"<si><t xml:space="preserve"> a </t></si><si><r><t>rich</t></r><r><rPr/><t xml:space="preserve"> text</t></r><rPh sb="0" eb="1"><t>hint</t></rPh><phoneticPr/></si><si><t/></si><si/><si><t>
 trimmed&#9;</t></si>"#;
    let sheet = r#"<dimension ref="A1:XFD1048576"/><sheetData><row r="3" hidden="1">
        <c r="A3" t="s"><v>0</v></c><c r="B3" t="s"><v>1</v></c><c r="C3" t="s"><v>2</v></c><c r="D3" t="s"><v>3</v></c>
        <c r="E3"><v>0.60050000000000003</v></c><c r="F3" s="1"><v>45352</v></c><c r="G3" s="3"><v>45352.5</v></c>
        <c r="H3" t="b"><v>1</v></c><c r="I3" t="e"><v>#N/A</v></c><c r="J3" t="str"><f>A1&amp;"x"</f><v>a&amp;x</v></c>
        <c r="K3"><f>1+1</f><v>2</v></c><c r="L3"><f>1+1</f></c><c r="M3"><f>1+1</f><v></v></c><c r="N3" t="str"><f>""</f><v></v></c>
        <c r="O3" t="inlineStr"><is><t>in</t><t>line_x000A_</t></is></c><c r="P3" s="4"><v>1.25</v></c><c r="Q3" t="d"><v>2024-03-01</v></c>
        <c r="R3" s="2"><v>60</v></c><c r="S3" s=""><v>1E-3</v></c><c r="T3" t="s"><v>4</v></c><c r="U3" t="d"><v>10:15:00</v></c><c r="Z3"/></row></sheetData>"#;
    let rows = cells(&zipped(&xlsx_parts(sheet, texts, ""))).unwrap();
    let not_computed = error(crate::cell::NOT_COMPUTED);
    assert_eq!(
        rows,
        [Row {
            number: 3,
            cells: vec![
                text(" a "),
                text("rich text"),
                Cell::Empty,
                Cell::Empty,
                number("0.6005"),
                date(2024, 3, 1),
                Cell::Moment("2024-03-01T12:00:00".to_owned()),
                Cell::Bool(true),
                error("#N/A"),
                text("a&x"),
                number("2"),
                not_computed.clone(),
                not_computed,
                Cell::Empty,
                text("inline\n"),
                Cell::Moment("PT30H00M00S".to_owned()),
                date(2024, 3, 1),
                error("day 60 is 29 February 1900, which does not exist"),
                number("0.001"),
                text("trimmed"),
                Cell::Moment("PT10H15M00S".to_owned()),
            ]
        }]
    );
}

#[test]
fn xlsx_of_the_calendar_of_1904() {
    let sheet = r#"<sheetData><row r="1"><c r="A1" s="1"><v>43890</v></c></row></sheetData>"#;
    for properties in ["date1904=\"1\"", "date1904=\"true\""] {
        let bytes = zipped(&xlsx_parts(sheet, "", properties));
        assert_eq!(row(&bytes), [date(2024, 3, 1)]);
    }
}

#[test]
fn xlsx_rows_have_the_numbers_that_are_shown() {
    let bytes = xlsx(
        r#"<row r="2"><c r="B2"><v>1</v></c></row><row><c><v>2</v></c><c><v>3</v></c></row><row r="5"/><row r="9"><c r="A9" s="1"/></row><row r="1048576"><c r="A1048576"><v>4</v></c></row>"#,
    );
    let rows = cells(&bytes).unwrap();
    let numbers: Vec<u64> = rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, [2, 3, 1_048_576]);
    assert_eq!(rows[0].cells, [Cell::Empty, number("1")]);
    assert_eq!(rows[1].cells, [number("2"), number("3")]);
}

#[test]
fn xlsx_sheets_in_their_order_hidden_ones_too_and_no_charts() {
    let relations = ["s1", "s2", "s3", "s4"]
        .map(|id| {
            let kind = if id == "s2" { "chartsheet" } else { "worksheet" };
            format!(r#"<Relationship Id="{id}" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/{kind}" Target="worksheets/sheet1.xml"/>"#)
        })
        .concat();
    let mut parts = xlsx_parts("<sheetData/>", "", "");
    // The strict form has other namespaces.
    parts[0].1 = parts[0].1.replace(
        RELATIONS,
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    );
    parts[1].1 = r#"<x:workbook xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main" xmlns:r="r"><x:sheets><x:sheet name="B &amp; C" sheetId="1" r:id="s1"/>
        <x:sheet name="Chart" sheetId="2" r:id="s2"/><x:sheet name="H" sheetId="3" state="hidden" r:id="s3"/><x:sheet name="V" state="veryHidden" r:id="s4"/></x:sheets></x:workbook>"#.to_owned();
    parts[2].1 = format!("<Relationships>{relations}</Relationships>");
    let bytes = zipped(&parts);
    let mut workbook = open(&bytes).unwrap();
    let found: Vec<_> = workbook
        .sheets()
        .iter()
        .map(|sheet| (sheet.name.as_str(), sheet.visibility))
        .collect();
    assert_eq!(
        found,
        [
            ("B & C", Visibility::Visible),
            ("H", Visibility::Hidden),
            ("V", Visibility::VeryHidden)
        ]
    );
    assert_eq!(workbook.format(), Format::Xlsx);
    assert_eq!(workbook.rows("V").unwrap().count(), 0);
    let fault = workbook.rows("Chart").err().unwrap().to_string();
    assert!(
        fault.contains("Chart") && fault.contains("B & C"),
        "{fault}"
    );
}

#[test]
fn xlsx_that_contradicts_itself_is_damaged() {
    for (sheet, said) in [
        (r#"<row r="2"/><row r="2"/>"#, "row 2 comes after row 2"),
        (r#"<row r="0"/>"#, "row 0"),
        (r#"<row r="x"/>"#, "\"x\""),
        (r#"<row r="1"><c r="A2"><v>1</v></c></row>"#, "A2"),
        (
            r#"<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>"#,
            "twice",
        ),
        (
            r#"<row r="1"><c r="A1" t="s"><v>7</v></c></row>"#,
            "shared text",
        ),
        (
            r#"<row r="1"><c r="A1" t="s"><v>-1</v></c></row>"#,
            "shared text",
        ),
        (r#"<row r="1"><c r="A1"><v>1,5</v></c></row>"#, "no number"),
        (r#"<row r="1"><c r="A1" t="q"><v>1</v></c></row>"#, "kind"),
        (r#"<row r="1"><c r="A1" s="x"><v>1</v></c></row>"#, "format"),
        (
            r#"<row r="1"><c r="A1" s="99"><v>1</v></c></row>"#,
            "format 99",
        ),
        (
            r#"<row r="1"><c r="A1" t="str"><v>&undefined;</v></c></row>"#,
            "&undefined;",
        ),
        (r#"<row r="1"><c r="A1"><v>1</v></row>"#, "row"),
    ] {
        let fault = cells(&xlsx(sheet)).unwrap_err();
        assert!(matches!(fault, Fault::Damaged { .. }), "{sheet}: {fault:?}");
        assert!(fault.to_string().contains(said), "{sheet}: {fault}");
    }
    let fault = cells(&zipped(&xlsx_parts("<sheetData><row r=\"1\">", "", ""))).unwrap_err();
    assert!(
        matches!(fault, Fault::Damaged { .. } | Fault::Cut { .. }),
        "{fault}"
    );
}

#[test]
fn limits_hold_for_rows_columns_texts_and_parts() {
    let wide = xlsx(r#"<row r="1"><c r="XFE1"><v>1</v></c></row>"#);
    let long = xlsx(r#"<row r="1048577"><c><v>1</v></c></row>"#);
    for bytes in [&wide, &long] {
        let fault = cells(bytes).unwrap_err();
        assert!(matches!(fault, Fault::TooLarge { .. }), "{fault}");
    }
    // A text that many cells of a row share is not multiplied without bound.
    let texts = format!("<si><t>{}</t></si>", "x".repeat(1 << 14));
    let many = r#"<c t="s"><v>0</v></c>"#.repeat(16_000);
    let sheet = format!("<sheetData><row>{many}</row></sheetData>");
    let fault = cells(&zipped(&xlsx_parts(&sheet, &texts, ""))).unwrap_err();
    assert!(fault.to_string().contains("row 1"), "{fault}");
    // A cell holds what a cell of Excel holds.
    let of_length = |length: usize| {
        let texts = format!("<si><t>{}</t></si>", "é".repeat(length));
        let sheet = r#"<sheetData><row><c t="s"><v>0</v></c></row></sheetData>"#;
        cells(&zipped(&xlsx_parts(sheet, &texts, "")))
    };
    assert_eq!(of_length(32_767).unwrap().len(), 1);
    let fault = of_length(32_768).unwrap_err().to_string();
    assert!(
        fault.contains("column 1 in row 1") && fault.contains("32767 characters"),
        "{fault}"
    );
    // Parts that unpack to far more than they are.
    let huge = |texts: &str, sheet: &str| {
        zipped(&xlsx_parts(
            &format!("<sheetData>{sheet}</sheetData>"),
            texts,
            "",
        ))
    };
    let limits = Limits {
        part: 1 << 20,
        shared_texts: 1 << 16,
        ..Limits::default()
    };
    for bytes in [
        huge(&"<si/>".repeat(100_000), ""),
        huge(&format!("<si><t>{}</t></si>", "x".repeat(1 << 17)), ""),
        huge("", &"<row/>".repeat(1 << 20)),
        huge("", &" ".repeat(1 << 22)),
        huge("", &format!("<row a=\"{}\"/>", "x".repeat(1 << 22))),
        huge(
            "",
            &format!("<row><c t=\"str\"><v>{}</v></c></row>", "x".repeat(1 << 22)),
        ),
        huge("", &format!("<!--{}-->", "x".repeat(1 << 22))),
        huge("", &"<a>".repeat(1 << 12)),
    ] {
        assert!(bytes.len() < 100_000);
        let fault = first(&bytes, limits).unwrap_err();
        assert!(matches!(fault, Fault::TooLarge { .. }), "{fault}");
    }
}

#[test]
fn a_claimed_number_of_shared_texts_reserves_nothing() {
    let mut parts = xlsx_parts("<sheetData/>", "", "");
    parts[4].1 =
        r#"<sst count="99999999999999" uniqueCount="99999999999999"><si><t>a</t></si></sst>"#
            .to_owned();
    assert!(cells(&zipped(&parts)).unwrap().is_empty());
}

#[test]
fn document_types_and_external_entities_are_refused() {
    let sheet = r#"<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><sheetData/>"#;
    let fault = cells(&zipped(&xlsx_parts(sheet, "", ""))).unwrap_err();
    assert!(matches!(fault, Fault::DocumentType { .. }), "{fault}");
}

#[test]
fn xlsx_parts_in_utf16_are_read() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let sheet = r#"<row r="1"><c r="A1" t="str"><v>Côte</v></c></row>"#;
    for (name, content) in xlsx_parts(&format!("<sheetData>{sheet}</sheetData>"), "", "") {
        let wide = format!("\u{feff}<?xml version=\"1.0\" encoding=\"utf-16\"?>{content}");
        let bytes: Vec<u8> = wide.encode_utf16().flat_map(u16::to_le_bytes).collect();
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    assert_eq!(row(&bytes), [text("Côte")]);
}

#[test]
fn what_is_no_workbook_is_named() {
    let xlsb = zipped(&[(
        "_rels/.rels",
        format!(
            r#"<Relationships><Relationship Id="a" Type="{RELATIONS}/officeDocument" Target="xl/workbook.bin"/></Relationships>"#
        ),
    )]);
    let docx = {
        let mut parts = xlsx_parts("", "", "");
        parts[1].1 = "<w:document/>".to_owned();
        zipped(&parts)
    };
    let odt = zipped(&[(
        "content.xml",
        "<office:document-content><office:text/></office:document-content>".to_owned(),
    )]);
    for (bytes, said) in [
        (xlsb, "XLSB"),
        (docx, "no workbook"),
        (odt, "no spreadsheet"),
        (zipped(&[("a.csv", String::new())]), "ZIP archive"),
        (compound("WordDocument", b"x"), "no workbook"),
        (
            compound("Workbook", b"\x09\x04\x06\x00\x00\x00\x00\x00\x00\x00"),
            "before 5",
        ),
        (b"\x09\x08\x10\x00\x00\x06".to_vec(), "Excel"),
        (b"a,b\n".to_vec(), "first bytes"),
        (b"<?xml version='1.0'?>".to_vec(), "XML or HTML"),
        (Vec::new(), "empty"),
    ] {
        let fault = open(&bytes).err().unwrap();
        assert!(
            matches!(fault, Fault::OtherKind { .. }),
            "{said}: {fault:?}"
        );
        assert!(fault.to_string().contains(said), "{said}: {fault}");
    }
}

#[test]
fn encrypted_workbooks_say_so() {
    let manifest = r#"<manifest:manifest xmlns:manifest="m"><manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"#;
    for bytes in [
        compound("EncryptedPackage", b"secret"),
        biff8(&[record(0x2f, &[0; 6])], &[]),
        zipped(&[
            ("META-INF/manifest.xml", manifest.to_owned()),
            ("content.xml", "\u{1}\u{2}".to_owned()),
        ]),
    ] {
        assert!(matches!(open(&bytes).err(), Some(Fault::Encrypted)));
    }
}

#[test]
fn a_damaged_archive_is_a_fault_wherever_it_is_cut_or_changed() {
    let bytes = xlsx(r#"<row r="1"><c r="A1"><v>1.5</v></c></row>"#);
    for end in 2..bytes.len() {
        assert!(cells(&bytes[..end]).is_err(), "{end}");
    }
    let good = cells(&bytes).unwrap();
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 0x04;
        if let Ok(read) = cells(&changed) {
            assert_eq!(read, good, "{at}");
        }
    }
}

#[test]
fn ods_cells_of_every_kind() {
    let bytes = ods(
        r#"<table:table-column/><table:shapes><table:table><table:table-row><table:table-cell><text:p>no</text:p></table:table-cell></table:table-row></table:table></table:shapes>
        <table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
        <table:table-row>
        <table:table-cell office:value-type="string"><text:p>a<text:s text:c="2"/>b<text:tab/><text:span>c</text:span></text:p><text:p>d<text:line-break/>e</text:p><office:annotation><text:p>note</text:p></office:annotation></table:table-cell>
        <table:table-cell office:value-type="float" office:value="0.60050000000000003"><text:p>0.60</text:p></table:table-cell>
        <table:table-cell office:value-type="percentage" office:value="0.5"><text:p>50 %</text:p></table:table-cell>
        <table:table-cell office:value-type="date" office:date-value="2024-03-01"><text:p>01.03.24</text:p></table:table-cell>
        <table:table-cell office:value-type="date" office:date-value="2024-03-01T12:00:00"/>
        <table:table-cell office:value-type="time" office:time-value="PT30H00M00S"/>
        <table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>TRUE</text:p></table:table-cell>
        <table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>
        <table:table-cell table:formula="of:=1+1"/><table:table-cell table:formula="of:=&quot;&quot;"><text:p/></table:table-cell>
        <table:covered-table-cell table:number-columns-repeated="2"/>
        <table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="1"/>
        <table:table-cell office:value-type="string" office:string-value="whole"><text:p>short</text:p></table:table-cell>
        <table:table-cell table:number-columns-repeated="16000"/></table:table-row>
        <table:table-header-rows><table:table-row-group><table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row></table:table-row-group></table:table-header-rows>
        <table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>"#,
    );
    let rows = cells(&bytes).unwrap();
    assert_eq!(
        rows[0],
        Row {
            number: 3,
            cells: vec![
                text("a  b\tc\nd\ne"),
                number("0.6005"),
                number("0.5"),
                date(2024, 3, 1),
                Cell::Moment("2024-03-01T12:00:00".to_owned()),
                Cell::Moment("PT30H00M00S".to_owned()),
                Cell::Bool(true),
                error("#N/A"),
                error(crate::cell::NOT_COMPUTED),
                Cell::Empty,
                Cell::Empty,
                Cell::Empty,
                number("1"),
                number("1"),
                text("whole"),
            ]
        }
    );
    let others: Vec<_> = rows[1..]
        .iter()
        .map(|row| (row.number, row.cells.clone()))
        .collect();
    assert_eq!(others, [(4, vec![text("x")]), (5, vec![text("x")])]);
}

#[test]
fn ods_sheets_in_their_order_hidden_ones_too() {
    let bytes = ods_with(
        r#"<style:style style:name="ta1"><style:table-properties table:display="true"/></style:style><style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>"#,
        r#"<table:table table:name="A" table:style-name="ta1"><table:table-row><table:table-cell><table:table table:name="inner"/></table:table-cell></table:table-row></table:table><table:table table:name="B" table:style-name="ta2"><table:table-row><table:table-cell office:value-type="string"><text:p>b</text:p></table:table-cell></table:table-row></table:table>"#,
    );
    let mut workbook = open(&bytes).unwrap();
    let found: Vec<_> = workbook
        .sheets()
        .iter()
        .map(|sheet| (sheet.name.as_str(), sheet.visibility))
        .collect();
    assert_eq!(
        found,
        [("A", Visibility::Visible), ("B", Visibility::Hidden)]
    );
    assert_eq!(workbook.format(), Format::Ods);
    assert_eq!(workbook.rows("A").unwrap().count(), 0);
    let rows: Vec<Row> = workbook
        .rows("B")
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(rows[0].cells, [text("b")]);
}

#[test]
fn ods_repeats_do_not_fill_memory() {
    let cell = |times: u64| {
        format!(
            r#"<table:table-cell table:number-columns-repeated="{times}" office:value-type="string"><text:p>{}</text:p></table:table-cell>"#,
            "x".repeat(10_000)
        )
    };
    let row = |times: u64, cell: &str| {
        format!(r#"<table:table-row table:number-rows-repeated="{times}">{cell}</table:table-row>"#)
    };
    for bytes in [
        ods(&row(1, &cell(16_384))),
        ods(&row(1, &cell(u64::MAX))),
        ods(&row(u64::MAX, &cell(1))),
        ods(&(row(u64::MAX, "") + &row(u64::MAX, &cell(1)))),
    ] {
        let fault = cells(&bytes).unwrap_err();
        assert!(matches!(fault, Fault::TooLarge { .. }), "{fault}");
    }
    let blanks = |count: &str| {
        ods(&format!(
            r#"<table:table-row><table:table-cell office:value-type="string"><text:p><text:s text:c="{count}"/></text:p></table:table-cell></table:table-row>"#
        ))
    };
    assert!(cells(&blanks("99999999999")).is_err());
    assert!(cells(&blanks("-1")).is_err());
    for times in ["0", "-1", "x", "99999999999999999999"] {
        let bytes = ods(&format!(
            r#"<table:table-row table:number-rows-repeated="{times}"/>"#
        ));
        assert!(
            matches!(cells(&bytes), Err(Fault::Damaged { .. })),
            "{times}"
        );
    }
}

/// Formats of XLS: the default, a built-in date, one of its own.
fn formats() -> Vec<Vec<u8>> {
    let code = [&[164, 0, 10, 0, 0][..], b"yyyy-mm-dd"].concat();
    let xf = |id: u16| record(0xe0, &[&[0, 0][..], &id.to_le_bytes(), &[0; 16]].concat());
    vec![record(0x41e, &code), xf(0), xf(14), xf(164)]
}

#[test]
fn xls_cells_of_every_kind() {
    // Two texts; the second goes on in another record, in the other width.
    let texts = [
        &[2, 0, 0, 0, 2, 0, 0, 0][..],
        &[4, 0, 0x0c, 1, 0, 3, 0, 0, 0],
        b"C\xf4te",
        &[0; 4 + 3],
        &[4, 0, 0],
        b"ab",
    ]
    .concat();
    let globals = [
        formats(),
        vec![
            record(0xfc, &texts),
            record(0x3c, &[1, 0x16, 0x04, 0x17, 0x04]),
        ],
    ]
    .concat();
    let rk = |bits: u32| bits.to_le_bytes().to_vec();
    let whole = |value: i32, hundredth: u32| value.cast_unsigned() << 2 | 2 | hundredth;
    let upper = u32::try_from(1.5_f64.to_bits() >> 32).unwrap();
    let formula = |result: &[u8]| [result, &[0; 8]].concat();
    let sheet = vec![
        record(
            0x203,
            &[place(6, 0, 0), 1.3005_f64.to_le_bytes().to_vec()].concat(),
        ),
        record(0xfd, &[place(4, 0, 0), vec![0, 0, 0, 0]].concat()),
        record(0xfd, &[place(4, 1, 0), vec![1, 0, 0, 0]].concat()),
        record(0x27e, &[place(4, 2, 0), rk(whole(-12345, 1))].concat()),
        record(0x27e, &[place(4, 3, 1), rk(whole(45352, 0))].concat()),
        record(
            0xbd,
            &[
                place(4, 4, 2),
                rk(whole(45352, 0)),
                vec![0, 0],
                rk(upper),
                vec![0, 0],
                rk(upper | 1),
                vec![6, 0],
            ]
            .concat(),
        ),
        record(0x205, &[place(4, 7, 0), vec![1, 0]].concat()),
        record(0x205, &[place(4, 8, 0), vec![0x2a, 1]].concat()),
        record(
            0x06,
            &[place(4, 9, 0), formula(&2.5_f64.to_le_bytes())].concat(),
        ),
        record(
            0x06,
            &[place(4, 10, 0), formula(&[0, 0, 0, 0, 0, 0, 0xff, 0xff])].concat(),
        ),
        record(0x4bc, &[0; 8]),
        record(0x207, &[5, 0, 0, b'a', b'b']),
        record(0x3c, &[1, b'c', 0, b'd', 0, b'e', 0]),
        record(
            0x06,
            &[place(4, 11, 0), formula(&[1, 0, 0, 0, 0, 0, 0xff, 0xff])].concat(),
        ),
        record(
            0x06,
            &[place(4, 12, 0), formula(&[2, 0, 7, 0, 0, 0, 0xff, 0xff])].concat(),
        ),
        record(
            0x06,
            &[place(4, 13, 0), formula(&[3, 0, 0, 0, 0, 0, 0xff, 0xff])].concat(),
        ),
        record(
            0x204,
            &[place(4, 14, 0), vec![2, 0, 1, b'h', 0, b'i', 0]].concat(),
        ),
        // A chart of its own within the sheet.
        record(0x809, &[0, 6, 0x20, 0]),
        record(0x203, &[place(4, 0, 0), vec![0; 8]].concat()),
        record(0x0a, &[]),
        // Formats alone.
        record(0x201, &place(9, 0, 0)),
    ];
    let bytes = biff8(&globals, &sheet);
    assert_eq!(open(&bytes).unwrap().format(), Format::Xls);
    let rows = cells(&bytes).unwrap();
    assert_eq!(
        rows,
        [
            Row {
                number: 5,
                cells: vec![
                    text("Côte"),
                    text("abЖЗ"),
                    number("-123.45"),
                    date(2024, 3, 1),
                    date(2024, 3, 1),
                    number("1.5"),
                    number("0.015"),
                    Cell::Bool(true),
                    error("#N/A"),
                    number("2.5"),
                    text("abcde"),
                    Cell::Bool(false),
                    error("#DIV/0!"),
                    Cell::Empty,
                    text("hi"),
                ]
            },
            Row {
                number: 7,
                cells: vec![number("1.3005")]
            }
        ]
    );
    let of_1904 = [formats(), vec![record(0x22, &[1, 0])]].concat();
    let sheet = vec![record(
        0x27e,
        &[place(0, 0, 1), rk(whole(43890, 0))].concat(),
    )];
    assert_eq!(row(&biff8(&of_1904, &sheet)), [date(2024, 3, 1)]);
}

#[test]
fn xls_of_excel_95_has_texts_in_its_code_page() {
    let start = record(0x809, &[0, 5, 5, 0, 0, 0, 0, 0]);
    let page = record(0x42, &1251_u16.to_le_bytes());
    let end = record(0x0a, &[]);
    let bound = |at: usize| {
        record(
            0x85,
            &[
                &u32::try_from(at).unwrap().to_le_bytes()[..],
                &[1, 0, 2],
                b"\xc4\xe0",
            ]
            .concat(),
        )
    };
    let at = start.len() + page.len() + bound(0).len() + end.len();
    let label = record(
        0x204,
        &[place(0, 0, 0), vec![3, 0], b"\xcc\xee\xf1".to_vec()].concat(),
    );
    let stream = [
        start.clone(),
        page,
        bound(at),
        end.clone(),
        start,
        label,
        end,
    ]
    .concat();
    let bytes = compound("Book", &stream);
    let workbook = open(&bytes).unwrap();
    assert_eq!(
        workbook.sheets(),
        [Sheet {
            name: "Да".to_owned(),
            visibility: Visibility::Hidden
        }]
    );
    assert_eq!(row(&bytes), [text("Мос")]);
}

#[test]
fn xls_claims_reserve_nothing_and_contradictions_are_faults() {
    // Four thousand million texts that are not there.
    let label = record(0xfd, &[place(0, 0, 0), vec![0, 0, 0, 0]].concat());
    let claimed = biff8(&[record(0xfc, &[0xff; 8])], &[label]);
    assert!(matches!(cells(&claimed), Err(Fault::Damaged { .. })));
    let within = [&[0xff; 8][..], &[3, 0, 0, b'a']].concat();
    let within = biff8(&[record(0xfc, &within)], &[]);
    assert!(matches!(cells(&within), Err(Fault::Cut { .. })));
    let far = vec![
        record(0x200, &[0xff; 14]),
        record(0x203, &[place(0, 0, 0), vec![0; 8]].concat()),
        record(0x203, &[place(u16::MAX, 255, 0), vec![0; 8]].concat()),
    ];
    let rows = cells(&biff8(&[], &far)).unwrap();
    assert_eq!(
        (rows[0].number, rows[1].number, rows[1].cells.len()),
        (1, 65_536, 256)
    );
    for sheet in [
        vec![record(0x203, &place(0, 0, 0))],
        vec![record(0x203, &[0])],
        vec![record(0x203, &[place(0, 0, 7), vec![0; 8]].concat())],
        vec![record(0xfd, &[place(0, 0, 0), vec![9, 0, 0, 0]].concat())],
        vec![record(0x203, &[place(0, 0, 0), vec![0xff; 8]].concat())],
        vec![record(
            0x06,
            &[place(0, 0, 0), vec![0, 0, 0, 0, 0, 0, 0xff, 0xff]].concat(),
        )],
        vec![record(
            0x204,
            &[place(0, 0, 0), vec![1, 0, 1, 0, 0xd8]].concat(),
        )],
        vec![record(0x203, &[place(0, 0, 0), vec![0; 8]].concat()); 2],
    ] {
        assert!(cells(&biff8(&[], &sheet)).is_err());
    }
    let limits = Limits {
        file: 100,
        ..Limits::default()
    };
    let fault = first(&biff8(&[], &[]), limits).unwrap_err();
    assert!(matches!(fault, Fault::TooLarge { .. }), "{fault}");
}

#[test]
fn what_rust_xlsxwriter_writes_is_read() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let day = rust_xlsxwriter::Format::new().set_num_format("dd.mm.yyyy");
    let sheet = workbook.add_worksheet();
    sheet.set_name("März").unwrap();
    sheet.write_string(0, 0, "Substance").unwrap();
    sheet.write_number(1, 1, 0.1 + 0.2).unwrap();
    let date_time = rust_xlsxwriter::ExcelDateTime::from_ymd(2024, 2, 29).unwrap();
    sheet
        .write_datetime_with_format(1, 2, date_time, &day)
        .unwrap();
    sheet
        .write_formula(2, 0, rust_xlsxwriter::Formula::new("=1+1").set_result("2"))
        .unwrap();
    sheet.merge_range(4, 0, 5, 1, "merged", &day).unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    let read = open(&bytes).unwrap();
    assert_eq!(read.sheets().len(), 1);
    let rows: Vec<_> = cells(&bytes)
        .unwrap()
        .into_iter()
        .map(|row| (row.number, row.cells))
        .collect();
    assert_eq!(
        rows,
        [
            (1, vec![text("Substance")]),
            (
                2,
                vec![
                    Cell::Empty,
                    number("0.30000000000000004"),
                    date(2024, 2, 29)
                ]
            ),
            (3, vec![number("2")]),
            (5, vec![text("merged")]),
        ]
    );
}

/// Good workbooks of each format, to be spoiled.
fn samples() -> [Vec<u8>; 3] {
    let xls = [
        record(0xfd, &[place(1, 0, 0), vec![0, 0, 0, 0]].concat()),
        record(
            0x203,
            &[place(1, 1, 1), 45352_f64.to_le_bytes().to_vec()].concat(),
        ),
    ];
    let texts = [&[1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0][..], b"ab"].concat();
    [
        xlsx(r#"<row r="1"><c r="A1" t="str"><v>ab</v></c><c r="B1" s="1"><v>45352</v></c></row>"#),
        ods(
            r#"<table:table-row table:number-rows-repeated="3"><table:table-cell office:value-type="float" office:value="1.5"><text:p>1,5</text:p></table:table-cell></table:table-row>"#,
        ),
        biff8(&[formats(), vec![record(0xfc, &texts)]].concat(), &xls),
    ]
}

/// Reads everything, within small limits.
fn read_all(bytes: &[u8]) {
    let limits = Limits {
        file: 1 << 20,
        part: 1 << 20,
        shared_texts: 1 << 16,
        columns: 1000,
        row: 1 << 16,
        last_row: 10_000,
    };
    let mut workbook = match Workbook::open(Cursor::new(bytes), limits) {
        Ok(workbook) => workbook,
        Err(fault) => return fault.assert_sound(),
    };
    for sheet in workbook.sheets().to_vec() {
        let mut last = 0;
        let rows = match workbook.rows(&sheet.name) {
            Ok(rows) => rows,
            Err(fault) => {
                fault.assert_sound();
                continue;
            }
        };
        for row in rows {
            match row {
                Ok(row) => {
                    assert!(row.number > last && row.number <= 10_000, "{row:?}");
                    assert!(!row.cells.is_empty() && row.cells.last() != Some(&Cell::Empty));
                    last = row.number;
                }
                Err(fault) => fault.assert_sound(),
            }
        }
    }
}

proptest! {
    #[test]
    fn whatever_the_bytes_nothing_panics(
        start in prop::sample::select(vec![&b"PK\x03\x04"[..], b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x09\x08", b""]),
        bytes in prop::collection::vec(any::<u8>(), 0..600),
    ) {
        read_all(&[start, &bytes].concat());
    }

    #[test]
    fn spoiled_workbooks_never_panic(
        sample in 0..3_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        end in prop::option::weighted(0.2, any::<prop::sample::Index>()),
    ) {
        let mut bytes = samples()[sample].clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(end) = end {
            bytes.truncate(end.index(bytes.len()));
        }
        read_all(&bytes);
    }

    /// The parts themselves are spoiled, within an archive that is whole.
    #[test]
    fn spoiled_parts_never_panic(
        spoiled in 0..7_usize,
        at in any::<prop::sample::Index>(),
        length in 0..12_usize,
        put in prop::sample::select(vec!["", "<", ">", "\"", "&#0;", "&#x110000;", "<!DOCTYPE a>", "99999999999", "-1", "é", "</c>", "<row>", "<![CDATA[", "_x", "]]>"]),
    ) {
        let texts = "<si><t>a</t></si><si><r><t>b</t></r></si>";
        let sheet = r#"<sheetData><row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" s="1"><v>45352.25</v></c><c r="C1" t="inlineStr"><is><t>x_x000D_</t></is></c></row></sheetData>"#;
        let rows = r#"<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="1.5"><text:p>1<text:s text:c="3"/>5</text:p></table:table-cell></table:table-row>"#;
        let mut parts = match spoiled {
            0..6 => xlsx_parts(sheet, texts, ""),
            _ => ods_parts("", &format!(r#"<table:table table:name="Data">{rows}</table:table>"#)),
        };
        let part = match spoiled {
            0..6 => &mut parts[spoiled].1,
            _ => &mut parts[1].1,
        };
        let at = at.index(part.len());
        let end = (at + length).min(part.len());
        if part.is_char_boundary(at) && part.is_char_boundary(end) {
            part.replace_range(at..end, put);
        }
        read_all(&zipped(&parts));
    }

    #[test]
    fn spoiled_records_never_panic(
        kind in prop::sample::select(vec![0x06_u16, 0x22, 0x3c, 0x42, 0x85, 0xbd, 0xd6, 0xe0, 0xfc, 0xfd, 0x203, 0x204, 0x205, 0x207, 0x27e, 0x41e, 0x809]),
        data in prop::collection::vec(prop_oneof![Just(0), Just(1), Just(255), any::<u8>()], 0..40),
        in_globals in any::<bool>(),
    ) {
        let spoiled = vec![record(kind, &data)];
        let bytes = if in_globals { biff8(&spoiled, &[]) } else { biff8(&[], &spoiled) };
        read_all(&bytes);
    }
}
