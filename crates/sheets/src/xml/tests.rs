//! Tests of records in XML.

use super::*;
use proptest::prelude::*;

fn read(document: &[u8], path: &str) -> Result<Vec<Record>, Fault> {
    rows(document, path, DocumentLimits::default())?.collect()
}

/// The fields of each record, as `path=text`.
fn fields(document: &str, path: &str) -> Vec<Vec<String>> {
    read(document.as_bytes(), path)
        .unwrap()
        .into_iter()
        .map(|record| {
            let fields = record.fields.into_iter();
            fields
                .map(|field| format!("{}={}", field.path, field.text))
                .collect()
        })
        .collect()
}

#[test]
fn records_have_fields_of_elements_and_attributes() {
    let document = r#"<?xml version="1.0"?>
<!-- a list -->
<r:records xmlns:r="urn:r"><head><date>2024</date></head>
<r:record id="C-1" xmlns:q="urn:q">
  <r:date>2024-03-01</r:date><quantity q:unit="kg">1&#46;5<![CDATA[ <&> ]]>&lt;</quantity><partner><code>DEU</code><name/></partner>
</r:record>
<other><record><date>no</date></record></other>
<record><date>a</date><date>b</date></record><record/></r:records>"#;
    assert_eq!(
        fields(document, "records/record"),
        [
            vec![
                "@id=C-1",
                "date=2024-03-01",
                "quantity/@unit=kg",
                "quantity=1.5 <&> <",
                "partner/code=DEU",
                "partner/name="
            ],
            vec!["date=a", "date=b"],
            vec![],
        ]
    );
    let lines: Vec<_> = read(document.as_bytes(), "/records/record")
        .unwrap()
        .iter()
        .map(|record| (record.number, record.line))
        .collect();
    assert_eq!(lines, [(1, 4), (2, 8), (3, 8)]);
}

#[test]
fn texts_beside_elements_are_not_lost() {
    assert_eq!(
        fields(
            "<a><b>x<c>y</c>z</b><b> <c>y</c> </b><b>only</b></a>",
            "a/b"
        ),
        [vec!["c=y", ".=xz"], vec!["c=y"], vec![".=only"]]
    );
    assert_eq!(
        fields("<a><b><d>x<c>y</c></d></b></a>", "a/b"),
        [vec!["d/c=y", "d=x"]]
    );
    // Blanks of a field stay.
    assert_eq!(fields("<a><b><c> </c></b></a>", "a/b"), [vec!["c= "]]);
    assert_eq!(fields("<a><c>1</c></a>", "a"), [vec!["c=1"]]);
}

#[test]
fn a_record_within_a_record_is_a_field_of_it() {
    assert_eq!(
        fields("<a><b><a><b>x</b></a></b><b>y</b></a>", "a/b"),
        [vec!["a/b=x"], vec![".=y"]]
    );
}

#[test]
fn encodings_are_those_that_are_declared() {
    let wide = |text: &str| -> Vec<u8> {
        format!("\u{feff}{text}")
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect()
    };
    for document in [
        "<a><b>Côte</b></a>".as_bytes().to_vec(),
        "\u{feff}<a><b>Côte</b></a>".as_bytes().to_vec(),
        b"<?xml version='1.0' encoding='windows-1252'?><a><b>C\xf4te</b></a>".to_vec(),
        b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\" standalone=\"yes\"?><a><b>C\xf4te</b></a>"
            .to_vec(),
        wide("<?xml version='1.0' encoding='UTF-16'?><a><b>Côte</b></a>"),
        wide("<a><b>Côte</b></a>"),
    ] {
        let records = read(&document, "a/b").unwrap();
        assert_eq!(records[0].fields[0].text, "Côte");
    }
    let fault = read(b"<a>\n<b>C\xf4te</b></a>", "a/b").unwrap_err();
    assert!(
        matches!(fault, Fault::NotInEncoding { line: 2, .. }),
        "{fault}"
    );
    let fault = read(b"<?xml version='1.0' encoding='EBCDIC-7'?><a/>", "a").unwrap_err();
    assert!(fault.to_string().contains("EBCDIC-7"), "{fault}");
    let fault = read(
        "\u{feff}<?xml version='1.0' encoding='windows-1252'?><a/>".as_bytes(),
        "a",
    )
    .unwrap_err();
    assert!(matches!(fault, Fault::OtherEncoding { .. }), "{fault}");
    let fault = read(b"<?xml version='1.0' encoding='UTF-16'?><a/>", "a").unwrap_err();
    assert!(fault.to_string().contains("its bytes are not"), "{fault}");
}

#[test]
fn what_is_dangerous_or_cut_is_refused() {
    let deep = "<a>".repeat(1000);
    let long = format!("<a><b>{}</b></a>", "x".repeat(1 << 21));
    let many = format!("<a><b>{}</b></a>", "<c/>".repeat(10_001));
    for (document, said) in [
        (
            "<!DOCTYPE a [<!ENTITY x 'y'>]><a><b>&x;</b></a>",
            "<!DOCTYPE",
        ),
        ("<a><b>&x;</b></a>", "&x;"),
        ("<a><b>&#0;</b></a>", "&#0;"),
        ("<a><b>1</b>", "not closed"),
        ("<a><b>1</b", "ends too early"),
        ("<a><b>1</c></a>", "damaged"),
        ("<a><b x='1' x='2'/></a>", "damaged"),
        ("<a><!x></a>", "damaged"),
        ("<a></a><a></a>", "second document"),
        ("<a></a>,x", "outside of all elements"),
        ("record_id,date", "outside of all elements"),
        (&deep, "inside each other"),
        (&long, "bytes"),
        (&many, "fields"),
    ] {
        let fault = read(document.as_bytes(), "a/b").unwrap_err().to_string();
        assert!(fault.contains(said), "{said}: {fault}");
    }
}

#[test]
fn records_before_damage_are_given() {
    let document = b"<a><b>1</b><b>2</b><b>3";
    let read: Vec<_> = rows(&document[..], "a/b", DocumentLimits::default())
        .unwrap()
        .collect();
    assert_eq!(read.len(), 3);
    assert!(read[0].is_ok() && read[1].is_ok() && read[2].is_err());
}

#[test]
fn a_path_that_leads_nowhere_names_what_there_is() {
    let fault = read(b"<list><row><x/></row></list>", "records/record").unwrap_err();
    assert!(fault.to_string().contains("list/row"), "{fault}");
    let fault = read(b"<list/>", "records").unwrap_err();
    assert!(matches!(fault, Fault::NoSuchPath { .. }), "{fault}");
    let fault = read(b"", "records/record").unwrap_err();
    assert!(matches!(fault, Fault::NoSuchPath { .. }), "{fault}");
    // A delivery without records.
    assert!(read(b"<records/>", "records/record").unwrap().is_empty());
    for path in ["", "/", "a//b", "a/@b", "x:a", "a b"] {
        assert!(
            matches!(read(b"<a/>", path), Err(Fault::Options(_))),
            "{path}"
        );
    }
}

#[test]
fn spreadsheets_in_xml_are_named() {
    for (document, said) in [
        (
            r#"<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>"#,
            "Excel 2003",
        ),
        (
            r#"<ss:Workbook xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"/>"#,
            "Excel 2003",
        ),
        (
            r#"<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>"#,
            "FODS",
        ),
        (
            r#"<html xmlns="http://www.w3.org/1999/xhtml"/>"#,
            "web page",
        ),
    ] {
        let fault = read(document.as_bytes(), "a/b").unwrap_err().to_string();
        assert!(fault.contains(said), "{fault}");
        assert!(propose_paths(document.as_bytes(), DocumentLimits::default()).is_err());
    }
}

#[test]
fn elements_that_look_like_records_are_proposed() {
    let document = br#"<report><country>CHE</country><imports><import id="1"><date>x</date><item><code>a</code></item><item><code>b</code></item></import><import id="2"><date>y</date></import></imports></report>"#;
    let proposals = propose_paths(&document[..], DocumentLimits::default()).unwrap();
    let found: Vec<_> = proposals
        .iter()
        .map(|proposal| {
            let fields: Vec<_> = proposal
                .fields
                .iter()
                .map(|field| (field.path.as_str(), field.count))
                .collect();
            (proposal.row_path.as_str(), proposal.rows, fields)
        })
        .collect();
    assert_eq!(
        found,
        [
            (
                "report/imports/import",
                2,
                vec![("@id", 2), ("date", 2), ("item/code", 2)]
            ),
            ("report/imports/import/item", 2, vec![("code", 2)]),
        ]
    );
    let single = propose_paths(
        &b"<a><b><c>1</c><d>2</d></b></a>"[..],
        DocumentLimits::default(),
    )
    .unwrap();
    assert_eq!((single.len(), single[0].row_path.as_str()), (1, "a/b"));
    assert!(
        propose_paths(&b"<a/>"[..], DocumentLimits::default())
            .unwrap()
            .is_empty()
    );
    let many: Vec<String> = (0..10_001).map(|number| format!("<x{number}/>")).collect();
    let many = many.concat();
    assert!(
        propose_paths(
            format!("<a>{many}</a>").as_bytes(),
            DocumentLimits::default()
        )
        .is_err()
    );
}

fn assert_sound(document: &[u8]) {
    let read = read(document, "a/b").map(drop);
    let proposed = propose_paths(document, DocumentLimits::default()).map(drop);
    for fault in [read, proposed].into_iter().filter_map(Result::err) {
        fault.assert_sound();
    }
}

proptest! {
    #[test]
    fn whatever_the_document_nothing_panics(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "<a>", "</a>", "<b>", "</b>", "<b/>", "<c x='1'>", "</c>", "x", "&lt;", "&#x41;", "&#99999999;", "<![CDATA[", "]]>", "<!--", "-->",
            "<?p?>", "<?xml encoding='UTF-16'?>", "é", "\"", "'", "<", ">", "&", "xmlns:q='q'", "q:", "\u{feff}", "\0",
        ]), 0..40),
        cut in any::<prop::sample::Index>(),
    ) {
        let document = format!("<a>{}</a>", pieces.concat());
        for bytes in [document.as_bytes(), &document.as_bytes()[..cut.index(document.len())]] {
            assert_sound(bytes);
        }
    }

    #[test]
    fn whatever_the_bytes_nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        assert_sound(&bytes);
    }

    #[test]
    fn what_is_escaped_is_read_back(texts in prop::collection::vec("[ -~é日\n]{0,12}", 1..5)) {
        let fields: Vec<String> = texts
            .iter()
            .map(|text| format!("<f>{}</f>", quick_xml::escape::escape(text.as_str())))
            .collect();
        let document = format!("<a><b>{}</b></a>", fields.concat());
        let records = read(document.as_bytes(), "a/b").unwrap();
        let read: Vec<&str> = records[0].fields.iter().map(|field| field.text.as_str()).collect();
        prop_assert_eq!(read, texts);
    }
}
