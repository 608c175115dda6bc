//! Writes the text of a DOCX file: paragraphs, runs and tables, each with its direction.

use super::parts::{style, text};
use crate::document::widths::{MARGIN, PADDING, PAGE, TextArea, widths};
use crate::document::{Block, Document, DocumentCell, DocumentRow, Locale, Out, Table, Tone};
use quick_xml::Writer;
use quick_xml::events::BytesText;
use std::io;

const WORD: (&str, &str) = (
    "xmlns:w",
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
);
const WORD_2010: (&str, &str) = (
    "xmlns:w14",
    "http://schemas.microsoft.com/office/word/2010/wordml",
);
const RELATIONS: (&str, &str) = (
    "xmlns:r",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
);

/// Writes the letter on upright pages, and its annexes on landscape ones.
pub(super) fn body(document: &Document) -> io::Result<String> {
    let mut writer = Writer::new(Vec::new());
    let locale = document.locale;
    let upright = TextArea::upright(locale);
    let broad = TextArea::broad(locale);
    let root = writer
        .create_element("w:document")
        .with_attributes([WORD, WORD_2010, RELATIONS]);
    let root = root
        .with_attribute((
            "xmlns:mc",
            "http://schemas.openxmlformats.org/markup-compatibility/2006",
        ))
        .with_attribute(("mc:Ignorable", "w14"));
    root.write_inner_content(|out| {
        out.create_element("w:body").write_inner_content(|out| {
            document
                .letter
                .iter()
                .try_for_each(|block| upright.block(out, block, false))?;
            if !document.annexes.is_empty() {
                // The properties of a section stand in its last paragraph; those of the last section stand at the end.
                out.create_element("w:p").write_inner_content(|out| {
                    out.create_element("w:pPr")
                        .write_inner_content(|out| section(out, locale, PAGE, false))
                        .map(|_| ())
                })?;
            }
            for (place, annex) in document.annexes.iter().enumerate() {
                for (at, block) in annex.iter().enumerate() {
                    broad.block(out, block, place > 0 && at == 0)?;
                }
            }
            section(
                out,
                locale,
                if document.annexes.is_empty() {
                    PAGE
                } else {
                    (PAGE.1, PAGE.0)
                },
                !document.annexes.is_empty(),
            )
        })?;
        Ok(())
    })?;
    text(writer)
}

fn section(
    out: &mut Out,
    locale: Locale,
    (width, height): (usize, usize),
    broad: bool,
) -> io::Result<()> {
    out.create_element("w:sectPr").write_inner_content(|out| {
        out.create_element("w:footerReference")
            .with_attributes([("w:type", "default"), ("r:id", "rId3")])
            .write_empty()?;
        let (width, height, margin) = (width.to_string(), height.to_string(), MARGIN.to_string());
        let page = out
            .create_element("w:pgSz")
            .with_attributes([("w:w", width.as_str()), ("w:h", &height)]);
        if broad {
            page.with_attribute(("w:orient", "landscape"))
        } else {
            page
        }
        .write_empty()?;
        let margin = margin.as_str();
        let sides = [
            ("w:top", margin),
            ("w:right", margin),
            ("w:bottom", margin),
            ("w:left", margin),
            ("w:header", "567"),
            ("w:footer", "567"),
            ("w:gutter", "0"),
        ];
        out.create_element("w:pgMar")
            .with_attributes(sides)
            .write_empty()?;
        if locale.is_right_to_left() {
            out.create_element("w:bidi").write_empty()?;
        }
        Ok(())
    })?;
    Ok(())
}

/// Writes the footer: the reference and the number of the page.
pub(super) fn footer(document: &Document) -> io::Result<String> {
    let mut writer = Writer::new(Vec::new());
    let area = TextArea {
        locale: document.locale,
        width: 0,
    };
    writer
        .create_element("w:ftr")
        .with_attribute(WORD)
        .write_inner_content(|out| {
            area.paragraph(out, "Footer", None, |out| {
                let [before, between, after] = &document.page;
                area.runs(
                    out,
                    &format!("{} \u{b7} {before}", document.reference),
                    false,
                )?;
                field(out, "PAGE")?;
                area.runs(out, between, false)?;
                field(out, "NUMPAGES")?;
                area.runs(out, after, false)
            })?;
            document.notes.iter().try_for_each(|note| {
                area.paragraph(out, "Footer", None, |out| area.runs(out, note, false))
            })
        })?;
    text(writer)
}

fn field(out: &mut Out, name: &str) -> io::Result<()> {
    let shown = |out: &mut Out| {
        out.create_element("w:r").write_inner_content(|out| {
            out.create_element("w:t")
                .write_text_content(BytesText::new("1"))
                .map(|_| ())
        })?;
        Ok(())
    };
    out.create_element("w:fldSimple")
        .with_attribute(("w:instr", name))
        .write_inner_content(shown)?;
    Ok(())
}

impl TextArea {
    fn block(self, out: &mut Out, block: &Block, new_page: bool) -> io::Result<()> {
        match block {
            Block::Paragraph(tone, text) => {
                let page = (new_page && *tone == Tone::Annex).then_some("w:pageBreakBefore");
                self.paragraph(out, style(*tone), page, |out| self.runs(out, text, false))
            }
            Block::Numbered(number, text) => self.paragraph(out, "Numbered", None, |out| {
                self.runs(out, number, false)?;
                out.create_element("w:r").write_inner_content(|out| {
                    out.create_element("w:tab").write_empty().map(|_| ())
                })?;
                self.runs(out, text, false)
            }),
            Block::Choices(answers) => answers.iter().try_for_each(|answer| {
                self.paragraph(out, "Choice", None, |out| self.choice(out, answer))
            }),
            Block::Lines(lines) => {
                (0..*lines).try_for_each(|_| self.paragraph(out, "Line", None, |_| Ok(())))
            }
            Block::Table(table) => {
                self.table(out, table)?;
                // Two tables without a paragraph between them would become one table.
                self.paragraph(out, "Cell", None, |_| Ok(()))
            }
        }
    }

    fn paragraph(
        self,
        out: &mut Out,
        style: &str,
        property: Option<&str>,
        content: impl FnOnce(&mut Out) -> io::Result<()>,
    ) -> io::Result<()> {
        out.create_element("w:p").write_inner_content(|out| {
            out.create_element("w:pPr").write_inner_content(|out| {
                out.create_element("w:pStyle")
                    .with_attribute(("w:val", style))
                    .write_empty()?;
                if let Some(property) = property {
                    out.create_element(property).write_empty()?;
                }
                if self.locale.is_right_to_left() {
                    out.create_element("w:bidi").write_empty()?;
                }
                Ok(())
            })?;
            content(out)
        })?;
        Ok(())
    }

    /// Writes a text as runs. In a letter from right to left, an isolated text is a run of its own from left to right.
    fn runs(self, out: &mut Out, text: &str, strong: bool) -> io::Result<()> {
        if !self.locale.is_right_to_left() {
            return run(out, text, strong, None);
        }
        let mut rest = text;
        while let Some(begin) = rest.find(['\u{2066}', '\u{2068}']) {
            let end = rest[begin..]
                .find('\u{2069}')
                .map_or(rest.len(), |end| begin + end + '\u{2069}'.len_utf8());
            run(out, &rest[..begin], strong, Some(true))?;
            let isolated = &rest[begin..end];
            run(
                out,
                isolated,
                strong,
                Some(
                    isolated
                        .chars()
                        .any(|c| ('\u{600}'..='\u{6ff}').contains(&c)),
                ),
            )?;
            rest = &rest[end..];
        }
        run(out, rest, strong, Some(true))
    }

    /// Writes a box that can be ticked, and its meaning.
    fn choice(self, out: &mut Out, answer: &str) -> io::Result<()> {
        out.create_element("w:sdt").write_inner_content(|out| {
            out.create_element("w:sdtPr").write_inner_content(|out| {
                out.create_element("w14:checkbox")
                    .write_inner_content(|out| {
                        out.create_element("w14:checked")
                            .with_attribute(("w14:val", "0"))
                            .write_empty()?;
                        for (state, sign) in
                            [("w14:checkedState", "2612"), ("w14:uncheckedState", "2610")]
                        {
                            out.create_element(state)
                                .with_attributes([("w14:val", sign), ("w14:font", "MS Gothic")])
                                .write_empty()?;
                        }
                        Ok(())
                    })?;
                Ok(())
            })?;
            out.create_element("w:sdtContent")
                .write_inner_content(|out| {
                    out.create_element("w:r").write_inner_content(|out| {
                        out.create_element("w:rPr").write_inner_content(|out| {
                            let fonts = ["w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"]
                                .map(|script| (script, "MS Gothic"));
                            out.create_element("w:rFonts")
                                .with_attributes(fonts)
                                .write_empty()
                                .map(|_| ())
                        })?;
                        out.create_element("w:t")
                            .write_text_content(BytesText::new("\u{2610}"))
                            .map(|_| ())
                    })?;
                    Ok(())
                })?;
            Ok(())
        })?;
        self.runs(out, &format!(" {answer}"), false)
    }

    fn table(self, out: &mut Out, table: &Table) -> io::Result<()> {
        let widths = widths(table, self);
        out.create_element("w:tbl").write_inner_content(|out| {
            out.create_element("w:tblPr").write_inner_content(|out| {
                if self.locale.is_right_to_left() {
                    out.create_element("w:bidiVisual").write_empty()?;
                }
                let width = widths.iter().sum::<usize>().to_string();
                out.create_element("w:tblW")
                    .with_attributes([("w:w", width.as_str()), ("w:type", "dxa")])
                    .write_empty()?;
                if !table.open {
                    borders(out)?;
                }
                out.create_element("w:tblLayout")
                    .with_attribute(("w:type", "fixed"))
                    .write_empty()?;
                // Not all word processors take the padding from the style that all tables have.
                out.create_element("w:tblCellMar")
                    .write_inner_content(|out| {
                        let padding = PADDING.to_string();
                        ["w:left", "w:right"].into_iter().try_for_each(|side| {
                            let width = [("w:w", padding.as_str()), ("w:type", "dxa")];
                            out.create_element(side)
                                .with_attributes(width)
                                .write_empty()
                                .map(|_| ())
                        })
                    })?;
                Ok(())
            })?;
            out.create_element("w:tblGrid").write_inner_content(|out| {
                widths.iter().try_for_each(|width| {
                    out.create_element("w:gridCol")
                        .with_attribute(("w:w", width.to_string().as_str()))
                        .write_empty()
                        .map(|_| ())
                })
            })?;
            if table.is_headed() {
                let titles = table
                    .columns
                    .iter()
                    .map(|column| column.title.clone())
                    .collect();
                self.row(
                    out,
                    table,
                    &widths,
                    &DocumentRow {
                        strong: true,
                        ..DocumentRow::of(titles)
                    },
                    true,
                )?;
            }
            table
                .rows
                .iter()
                .try_for_each(|row| self.row(out, table, &widths, row, false))
        })?;
        Ok(())
    }

    fn row(
        self,
        out: &mut Out,
        table: &Table,
        widths: &[usize],
        row: &DocumentRow,
        heading: bool,
    ) -> io::Result<()> {
        out.create_element("w:tr").write_inner_content(|out| {
            out.create_element("w:trPr").write_inner_content(|out| {
                out.create_element("w:cantSplit").write_empty()?;
                if heading {
                    out.create_element("w:tblHeader").write_empty()?;
                }
                Ok(())
            })?;
            let mut place = 0;
            for (span, cell) in row.spanned() {
                let width = widths[place..place + span]
                    .iter()
                    .sum::<usize>()
                    .to_string();
                let figures = table.columns[place].has_figures() && span == 1;
                place += span;
                out.create_element("w:tc").write_inner_content(|out| {
                    out.create_element("w:tcPr").write_inner_content(|out| {
                        out.create_element("w:tcW")
                            .with_attributes([("w:w", width.as_str()), ("w:type", "dxa")])
                            .write_empty()?;
                        if span > 1 {
                            out.create_element("w:gridSpan")
                                .with_attribute(("w:val", span.to_string().as_str()))
                                .write_empty()?;
                        }
                        if heading {
                            let shade = [
                                ("w:val", "clear"),
                                ("w:color", "auto"),
                                ("w:fill", "E7EBF3"),
                            ];
                            out.create_element("w:shd")
                                .with_attributes(shade)
                                .write_empty()?;
                        }
                        Ok(())
                    })?;
                    let style = if table.open { "OpenCell" } else { "Cell" };
                    self.cell(out, cell, style, figures, row.strong)
                })?;
            }
            Ok(())
        })?;
        Ok(())
    }

    fn cell(
        self,
        out: &mut Out,
        cell: &DocumentCell,
        style: &str,
        figures: bool,
        strong: bool,
    ) -> io::Result<()> {
        out.create_element("w:p").write_inner_content(|out| {
            out.create_element("w:pPr").write_inner_content(|out| {
                out.create_element("w:pStyle")
                    .with_attribute(("w:val", style))
                    .write_empty()?;
                if self.locale.is_right_to_left() {
                    out.create_element("w:bidi").write_empty()?;
                }
                if figures {
                    // Digits of equal value stand below each other on the right, in either direction of the letter.
                    let right = if self.locale.is_right_to_left() {
                        "start"
                    } else {
                        "end"
                    };
                    out.create_element("w:jc")
                        .with_attribute(("w:val", right))
                        .write_empty()?;
                }
                Ok(())
            })?;
            match cell {
                DocumentCell::Text(text) => self.runs(out, text, strong),
                DocumentCell::Choice(answer) => self.choice(out, answer),
            }
        })?;
        Ok(())
    }
}

fn borders(out: &mut Out) -> io::Result<()> {
    out.create_element("w:tblBorders")
        .write_inner_content(|out| {
            [
                "w:top",
                "w:left",
                "w:bottom",
                "w:right",
                "w:insideH",
                "w:insideV",
            ]
            .into_iter()
            .try_for_each(|side| {
                let line = [
                    ("w:val", "single"),
                    ("w:sz", "4"),
                    ("w:space", "0"),
                    ("w:color", "A6A6A6"),
                ];
                out.create_element(side)
                    .with_attributes(line)
                    .write_empty()
                    .map(|_| ())
            })
        })?;
    Ok(())
}

/// Writes a run. In a letter from right to left, each run states whether it runs from right to left.
fn run(out: &mut Out, text: &str, strong: bool, right_to_left: Option<bool>) -> io::Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    out.create_element("w:r").write_inner_content(|out| {
        if strong || right_to_left.is_some() {
            out.create_element("w:rPr").write_inner_content(|out| {
                if strong {
                    out.create_element("w:b").write_empty()?;
                    out.create_element("w:bCs").write_empty()?;
                }
                if let Some(right_to_left) = right_to_left {
                    out.create_element("w:rtl")
                        .with_attribute(("w:val", if right_to_left { "1" } else { "0" }))
                        .write_empty()?;
                }
                Ok(())
            })?;
        }
        out.create_element("w:t")
            .with_attribute(("xml:space", "preserve"))
            .write_text_content(BytesText::new(text))
            .map(|_| ())
    })?;
    Ok(())
}
