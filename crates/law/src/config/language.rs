//! The six languages of the United Nations, and the names of countries in each.

/// An official language of the United Nations, in which letters to governments are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// Arabic.
    Arabic,
    /// Chinese, in simplified characters.
    Chinese,
    /// English, the default where a list has nothing else.
    English,
    /// French.
    French,
    /// Russian.
    Russian,
    /// Spanish.
    Spanish,
}

impl Language {
    /// All six languages, in the order in which United Nations papers list them.
    pub const ALL: [Self; 6] = [
        Self::Arabic,
        Self::Chinese,
        Self::English,
        Self::French,
        Self::Russian,
        Self::Spanish,
    ];

    /// Returns the code of two letters (ISO 639-1).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Arabic => "ar",
            Self::Chinese => "zh",
            Self::English => "en",
            Self::French => "fr",
            Self::Russian => "ru",
            Self::Spanish => "es",
        }
    }

    /// Returns the language with exactly this code.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|language| language.code() == code)
    }
}

/// A row of `countries.csv`.
#[derive(Clone, Debug)]
pub struct CountryRow {
    /// The English name.
    pub name: String,
    /// The region of M49, such as `Africa`; empty if the list gives none.
    pub region: String,
    /// The language of letters to the government; English if the list gives none.
    pub language: Language,
    /// The names in Arabic, Chinese, French, Russian and Spanish; empty if the list gives none.
    pub(super) translations: [String; 5],
    /// The codes of other lists: ISO 3166-1 alpha-2 and M49; empty if the list gives none.
    pub(super) other_codes: [String; 2],
    /// Other names of the country, including loose ones.
    pub(super) aliases: Vec<String>,
}

impl CountryRow {
    /// The columns of `countries.csv` that hold the translations, in their order.
    pub(super) const TRANSLATED: [&'static str; 5] =
        ["name_ar", "name_zh", "name_fr", "name_ru", "name_es"];

    /// Returns all names of the country: in every language, and the other names.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name)
            .chain(&self.translations)
            .chain(&self.aliases)
            .map(String::as_str)
    }

    /// Returns the name in a language; the English name if the list has none in that language.
    #[must_use]
    pub fn name_in(&self, language: Language) -> &str {
        let [arabic, chinese, french, russian, spanish] = &self.translations;
        let name = match language {
            Language::Arabic => arabic,
            Language::Chinese => chinese,
            Language::English => &self.name,
            Language::French => french,
            Language::Russian => russian,
            Language::Spanish => spanish,
        };
        if name.is_empty() { &self.name } else { name }
    }
}
