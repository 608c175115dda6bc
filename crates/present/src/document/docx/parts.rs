//! Writes the parts of a DOCX file besides its text: the list of parts, the styles, the properties.

use crate::document::widths::{PADDING, sizes};
use crate::document::{Document, Locale, Out, Script, Tone};
use quick_xml::Writer;
use quick_xml::events::BytesText;
use std::io;

pub(super) const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

pub(super) const CONTENT_TYPES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>
<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
<Default Extension=\"xml\" ContentType=\"application/xml\"/>\
<Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>\
<Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>\
<Override PartName=\"/word/settings.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml\"/>\
<Override PartName=\"/word/footer1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml\"/>\
<Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>\
</Types>";

pub(super) const RELATIONS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>
<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/>\
<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/>\
</Relationships>";

pub(super) const DOCUMENT_RELATIONS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>
<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/>\
<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings\" Target=\"settings.xml\"/>\
<Relationship Id=\"rId3\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer\" Target=\"footer1.xml\"/>\
</Relationships>";

pub(super) const SETTINGS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>
<w:settings xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
<w:zoom w:percent=\"100\"/><w:defaultTabStop w:val=\"567\"/><w:characterSpacingControl w:val=\"doNotCompress\"/>\
<w:compat><w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat>\
</w:settings>";

/// Writes the properties of the file.
pub(super) fn properties(document: &Document) -> io::Result<String> {
    let mut writer = Writer::new(Vec::new());
    writer
        .create_element("cp:coreProperties")
        .with_attribute((
            "xmlns:cp",
            "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
        ))
        .with_attribute(("xmlns:dc", "http://purl.org/dc/elements/1.1/"))
        .write_inner_content(|writer| {
            for (name, value) in [
                ("dc:title", document.title.as_str()),
                ("dc:subject", &document.reference),
                ("dc:creator", document.creator),
                ("dc:language", document.locale.language),
            ] {
                writer
                    .create_element(name)
                    .write_text_content(BytesText::new(value))?;
            }
            Ok(())
        })?;
    text(writer)
}

/// Returns the output of a writer as a part.
pub(super) fn text(writer: Out) -> io::Result<String> {
    let text = String::from_utf8(writer.into_inner()).map_err(io::Error::other)?;
    Ok(format!("{HEAD}{text}"))
}

/// Returns the name of the style of a tone.
pub(super) const fn style(tone: Tone) -> &'static str {
    match tone {
        Tone::Letterhead => "Letterhead",
        Tone::Sender => "Sender",
        Tone::Draft => "Draft",
        Tone::Annex => "Heading1",
        Tone::Heading => "Heading2",
        Tone::Body => "Normal",
        Tone::Strong => "Strong",
    }
}

/// Returns the styles: fonts by script as the United Nations uses them, sizes for the language.
pub(super) fn styles(locale: Locale) -> String {
    let direction = if locale.is_right_to_left() {
        "<w:bidi/>"
    } else {
        ""
    };
    let (size, table) = sizes(locale);
    let latin = match locale.script {
        Script::Arabic | Script::Chinese => "en-GB",
        Script::Alphabet => locale.tag,
    };
    let languages = format!("<w:lang w:val=\"{latin}\" w:eastAsia=\"zh-CN\" w:bidi=\"ar-EG\"/>");
    let mut styles = format!(
        "{HEAD}<w:styles xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:docDefaults><w:rPrDefault><w:rPr>\
         <w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"SimSun\" w:cs=\"Simplified Arabic\"/>\
         <w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/>{languages}</w:rPr></w:rPrDefault>\
         <w:pPrDefault><w:pPr>{direction}<w:spacing w:after=\"120\" w:line=\"264\" w:lineRule=\"auto\"/></w:pPr></w:pPrDefault></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/></w:style>\
         <w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/><w:tblPr>\
         <w:tblInd w:w=\"0\" w:type=\"dxa\"/><w:tblCellMar><w:left w:w=\"{PADDING}\" w:type=\"dxa\"/><w:right w:w=\"{PADDING}\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>"
    );
    styles.extend([named_styles(size, table).as_str(), "</w:styles>"]);
    styles
}

/// Returns the styles that paragraphs name, for letters of a size in half points, and of another size in tables.
fn named_styles(size: u8, table: u8) -> String {
    let mut styles = String::new();
    let bold = "<w:b/><w:bCs/>";
    let large = format!(
        "{bold}<w:sz w:val=\"{0}\"/><w:szCs w:val=\"{0}\"/>",
        size + 6
    );
    let small = format!("<w:sz w:val=\"{table}\"/><w:szCs w:val=\"{table}\"/>");
    let grey = format!("<w:color w:val=\"595959\"/>{small}");
    let rule =
        "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"6\" w:space=\"4\" w:color=\"1F3864\"/></w:pBdr>";
    for (id, name, paragraph, run) in [
        (
            "Letterhead",
            "Letterhead",
            "<w:spacing w:after=\"20\"/>",
            large.as_str(),
        ),
        ("Sender", "Sender", rule, &grey),
        (
            "Draft",
            "Draft",
            "<w:spacing w:before=\"60\" w:after=\"200\"/>",
            "<w:b/><w:bCs/><w:color w:val=\"9C2A00\"/>",
        ),
        (
            "Heading1",
            "heading 1",
            "<w:keepNext/><w:spacing w:after=\"160\"/><w:outlineLvl w:val=\"0\"/>",
            &large,
        ),
        (
            "Heading2",
            "heading 2",
            "<w:keepNext/><w:spacing w:before=\"240\" w:after=\"100\"/><w:outlineLvl w:val=\"1\"/>",
            "<w:b/><w:bCs/><w:color w:val=\"1F3864\"/>",
        ),
        ("Strong", "Strong paragraph", "<w:keepNext/>", bold),
        (
            "Numbered",
            "Numbered paragraph",
            "<w:tabs><w:tab w:val=\"start\" w:pos=\"567\"/></w:tabs><w:ind w:start=\"567\" w:hanging=\"567\"/>",
            "",
        ),
        (
            "Choice",
            "Answer to tick",
            "<w:spacing w:after=\"60\"/><w:ind w:start=\"567\"/>",
            "",
        ),
        (
            "Line",
            "Line to write on",
            "<w:pBdr><w:bottom w:val=\"dotted\" w:sz=\"4\" w:space=\"1\" w:color=\"595959\"/><w:between w:val=\"dotted\" w:sz=\"4\" w:space=\"1\" w:color=\"595959\"/></w:pBdr><w:spacing w:before=\"120\" w:after=\"0\"/><w:ind w:start=\"567\"/>",
            "",
        ),
        (
            "Cell",
            "Table text",
            "<w:spacing w:before=\"20\" w:after=\"20\" w:line=\"240\" w:lineRule=\"auto\"/>",
            &small,
        ),
        (
            "OpenCell",
            "Open table text",
            "<w:spacing w:after=\"40\"/>",
            "",
        ),
        ("Footer", "footer", "<w:spacing w:after=\"0\"/>", &grey),
    ] {
        let custom = u8::from(!matches!(id, "Heading1" | "Heading2" | "Footer"));
        let named = format!(
            "<w:style w:type=\"paragraph\" w:customStyle=\"{custom}\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/>"
        );
        let based = format!(
            "<w:basedOn w:val=\"Normal\"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
        );
        styles.extend([named, based]);
    }
    styles
}
