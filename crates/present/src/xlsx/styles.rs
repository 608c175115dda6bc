//! What cells look like, and what the colours mean.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

/// The formats of a workbook.
pub struct Styles {
    /// A heading of columns.
    pub head: Format,
    /// The title of a page.
    pub title: Format,
    /// A heading on a page.
    pub section: Format,
    /// Words of ours, wrapped.
    pub prose: Format,
    /// Text that stays text.
    pub text: Format,
    /// Text of which something is written out or cut.
    pub changed: Format,
    /// Text by whether it is wrapped, whether something of it is written out or cut, and whether a program might take it for a
    /// formula, were it typed in.
    texts: [[[Format; 2]; 2]; 2],
    /// A day.
    pub day: Format,
    /// A whole number.
    pub whole: Format,
    /// A whole number that nobody would group, such as a year.
    pub plain: Format,
    /// Grams that are never negative.
    pub mass: Format,
    /// The same of more than 15 digits.
    pub mass_rounded: Format,
    /// Grams with their sign.
    pub signed: Format,
    /// The same of more than 15 digits.
    pub signed_rounded: Format,
    /// A share of base.
    pub share: Format,
    /// Grams with all their places.
    pub full: Format,
    /// An exact figure as text.
    pub exact: Format,
    /// A link within the workbook.
    pub link: Format,
}

/// Grams to the milligram; less than that is said to be so, and nothing is nothing.
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
            share: base.set_num_format("0.0########"),
            link,
        }
    }

    /// The look of a text.
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

/// What a row or a cell is marked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tint {
    /// A row in excess.
    Rose,
    /// Nothing covers it.
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
    /// The format of what is marked.
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
