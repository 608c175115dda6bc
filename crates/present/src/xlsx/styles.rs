//! The formats of cells, and the meaning of the colours.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

/// The formats of a workbook.
pub struct Styles {
    /// A heading of a column.
    pub head: Format,
    /// The title of a page.
    pub title: Format,
    /// A heading on a page.
    pub section: Format,
    /// The product's own words, wrapped.
    pub prose: Format,
    /// A text.
    pub text: Format,
    /// A text in which characters are written out, or which is cut.
    pub changed: Format,
    /// Formats of texts by three questions: whether the text is wrapped, whether characters are written out or cut, and
    /// whether a program might take it for a formula if it were typed in.
    texts: [[[Format; 2]; 2]; 2],
    /// A day.
    pub day: Format,
    /// A whole number.
    pub whole: Format,
    /// A whole number that is not grouped, such as a year.
    pub plain: Format,
    /// Grams that are never negative.
    pub mass: Format,
    /// Grams that are never negative, rounded to 15 digits.
    pub mass_rounded: Format,
    /// Grams with their sign.
    pub signed: Format,
    /// Grams with their sign, rounded to 15 digits.
    pub signed_rounded: Format,
    /// A whole number with its sign.
    pub change: Format,
    /// A share of base.
    pub share: Format,
    /// Grams with all their places.
    pub full: Format,
    /// An exact figure as text.
    pub exact: Format,
    /// A link within the workbook.
    pub link: Format,
}

/// Grams to the milligram. A mass below half a milligram shows as `< 0.001`, and zero as 0.000.
const MASS: &str = "[=0]0.000;[<0.0005]\"< 0.001\";#,##0.000";

impl Styles {
    pub(super) fn new() -> Self {
        let base = Format::new().set_align(FormatAlign::Top);
        let text = base
            .clone()
            .set_num_format("@")
            .set_align(FormatAlign::Left)
            .set_indent(1);
        let changed = text
            .clone()
            .set_italic()
            .set_font_color(Color::RGB(0x9C_57_00));
        let texts = [Format::clone, |of: &Format| of.clone().set_text_wrap()].map(
            |wrap: fn(&Format) -> Format| {
                [&text, &changed].map(|of| [wrap(of), wrap(of).set_quote_prefix()])
            },
        );
        let mass = base.clone().set_num_format(MASS);
        let signed = base.clone().set_num_format("+#,##0.000;-#,##0.000;0.000");
        let link = text
            .clone()
            .set_font_color(Color::RGB(0x05_63_C1))
            .set_underline(FormatUnderline::Single);
        Self {
            head: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::VerticalCenter)
                .set_font_color(Color::White)
                .set_background_color(Color::RGB(0x1F_3A_5F))
                .set_border(FormatBorder::Thin)
                .set_border_color(Color::RGB(0x8E_A9_C8)),
            title: Format::new()
                .set_bold()
                .set_font_size(16)
                .set_font_color(Color::RGB(0x1F_3A_5F)),
            section: Format::new()
                .set_bold()
                .set_font_size(12)
                .set_font_color(Color::RGB(0x1F_3A_5F))
                .set_border_bottom(FormatBorder::Thin),
            prose: base.clone().set_text_wrap(),
            texts,
            changed,
            full: base.clone().set_num_format("#,##0.###############"),
            exact: text.clone().set_align(FormatAlign::Right),
            text,
            day: base
                .clone()
                .set_num_format("yyyy-mm-dd")
                .set_align(FormatAlign::Center),
            whole: base.clone().set_num_format("#,##0"),
            plain: base
                .clone()
                .set_num_format("0")
                .set_align(FormatAlign::Center),
            mass_rounded: mass.clone().set_italic(),
            mass,
            signed_rounded: signed.clone().set_italic(),
            signed,
            change: base.clone().set_num_format("+#,##0;-#,##0;0"),
            share: base.set_num_format("0.0########"),
            link,
        }
    }

    /// Returns the format of a text.
    pub(super) const fn of_text(
        &self,
        wrapped: bool,
        changed: bool,
        like_formula: bool,
    ) -> &Format {
        let [plain, other] = &self.texts;
        let [whole, cut] = if wrapped { other } else { plain };
        let [text, formula] = if changed { cut } else { whole };
        if like_formula { formula } else { text }
    }
}

/// The reason for which a row or a cell is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tint {
    /// A row in excess.
    Rose,
    /// An estimate or a file is missing or does not count.
    Red,
    /// Somebody should look.
    Amber,
    /// New since the last run.
    Blue,
    /// Resolved, or of less weight.
    Grey,
    /// A total.
    Bold,
}

impl Tint {
    /// Returns the format of a mark.
    #[must_use]
    pub fn format(self) -> Format {
        let fill = |text: u32, ground: u32| {
            Format::new()
                .set_font_color(Color::RGB(text))
                .set_background_color(Color::RGB(ground))
        };
        match self {
            Self::Rose => Format::new().set_background_color(Color::RGB(0xFC_E8_E6)),
            Self::Red => fill(0x9C_00_06, 0xFF_C7_CE),
            Self::Amber => fill(0x7F_60_00, 0xFF_EB_9C),
            Self::Blue => fill(0x1F_4E_79, 0xDD_EB_F7),
            Self::Grey => Format::new().set_font_color(Color::RGB(0x7F_7F_7F)),
            Self::Bold => Format::new()
                .set_bold()
                .set_background_color(Color::RGB(0xF2_F2_F2)),
        }
    }
}
