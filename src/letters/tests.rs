//! Tests of the texts: each language has every message and figure, every plural is reached by a number, and a user's file with a
//! fault is refused.

use super::LetterNames;
use super::templates::{builtin, english, messages_of, own_words, parsed};
use super::wording::Wording;
use crate::config::{Config, ConfigError, ConfigSource, Convention, Language};

/// Reads the texts of the 1971 Convention in a file.
fn texts(language: Language, file: &str, text: &str) -> Result<Wording, ConfigError> {
    let files = vec![(file.to_owned(), text.to_owned())];
    parsed(language, Convention::C1971, files)
}

/// Reads the built-in texts of a convention.
fn built_in(language: Language, convention: Convention) -> Wording {
    super::templates::wording(language, convention, None).expect("texts")
}

#[test]
fn all_languages_have_the_same_messages_with_the_same_placeables() {
    assert!(english(Convention::C1971).len() > 150);
    for language in Language::ALL {
        let first = messages_of(builtin(language));
        assert_eq!(first, english(Convention::C1971), "{language:?}");
        for convention in Convention::ALL {
            let own = own_words(language, convention).map(messages_of);
            let mut all = first.clone();
            all.extend(own.unwrap_or_default());
            assert_eq!(all, english(convention), "{language:?} {convention:?}");
            built_in(language, convention);
        }
    }
}

/// What no letter under a convention says: messages on what only the 1971 Convention knows.
const OF_1971_ALONE: [&str; 28] = [
    "compared-expired",
    "compared-stale",
    "effect-alone",
    "effect-alone-nothing",
    "effect-alone-open",
    "effect-changes",
    "effect-changes-after-expiry",
    "effect-changes-expired",
    "effect-changes-nothing",
    "effect-changes-open",
    "effect-expired",
    "effect-governs-expired",
    "effect-governs-open",
    "column-counted",
    "column-effective",
    "kind-assessment",
    "allowance-expired",
    "allowance-in-force",
    "allowance-later",
    "allowance-counted-later",
    "allowance-stale",
    "found-schedule-i-trade",
    "label-finding-schedule-i-trade",
    "legal-schedule-i",
    "prohibitions-builtin",
    "reason-schedule-i",
    "status-expired",
    "status-stale",
];
/// What besides no letter on precursors says: those have neither supplements, deductions, confirmations, own exports, exemptions and
/// notices nor estimates of 0 g for want of any.
const NOT_OF_1988: [&str; 18] = [
    "allowance-alone",
    "allowance-none",
    "allowance-unusable",
    "because-confirmation",
    "because-deduction",
    "because-exempt",
    "because-notice",
    "because-own-exports",
    "because-supplement",
    "compared-none",
    "compared-unusable",
    "estimates-nothing",
    "kind-established",
    "kind-supplement",
    "levels-nothing",
    "levels-unusable",
    "status-none",
    "status-unusable",
];

/// The words of the 1971 Convention stand in no letter under another, but in the name of the 1988 Convention.
#[test]
fn each_convention_has_words_of_its_own() {
    for language in Language::ALL {
        let (of_1971, title, of_1961, of_1988): (&[&str], &str, &[&str], &[&str]) = match language {
            Language::Arabic => (
                &[
                    "المؤثرات العقلية",
                    "قرارات",
                    "الغرامات الكاملة",
                    "القاعدة (غ)",
                ],
                "المخدرات والمؤثرات العقلية",
                &[],
                &["التجاوز", "تقديرات", "تجاوز", "استنتاج"],
            ),
            Language::Chinese => (
                &["精神药物", "评估", "《绿单》", "整克", "碱（克）"],
                "麻醉药品和精神药物",
                &[],
                &["超出日", "超出量", "调查结果"],
            ),
            Language::English => (
                &[
                    "psychotropic",
                    "Psychotropic",
                    "assess",
                    "Green List",
                    "whole g",
                    "Base (g)",
                    "g of base",
                ],
                "Narcotic Drugs and Psychotropic Substances",
                &[],
                &[
                    "excess",
                    "Excess",
                    "estimate ",
                    "Estimate",
                    "finding",
                    "Finding",
                ],
            ),
            Language::French => (
                &[
                    "psychotrope",
                    "Liste verte",
                    "g entiers",
                    "Base (g)",
                    "g de base",
                ],
                "stupéfiants et de substances psychotropes",
                &["un supplément", "suppléments"],
                &["dépassement", "évaluation", "constatation"],
            ),
            Language::Russian => (
                &[
                    "психотроп",
                    "оценк",
                    "оценок",
                    "«Зеленый",
                    "целых г",
                    "Основание (г)",
                    "г основания",
                ],
                "наркотических средств и психотропных веществ",
                &[],
                &["превышени", "исчислен", "вывод"],
            ),
            Language::Spanish => (
                &[
                    "sicotrópic",
                    "Lista Verde",
                    "g enteros",
                    "Base (g)",
                    "g de base",
                ],
                "Estupefacientes y Sustancias Sicotrópicas",
                &["un suplemento", "suplementos"],
                &["exceso", "previsi", "constataci"],
            ),
        };
        for (convention, own, others) in [
            (Convention::C1961, of_1961, &[][..]),
            (Convention::C1988, of_1988, &NOT_OF_1988[..]),
        ] {
            let never =
                |message: &str| OF_1971_ALONE.contains(&message) || others.contains(&message);
            let words = own_words(language, convention).unwrap_or_default();
            let replaced = messages_of(words);
            let lines = words.lines().filter(|line| !line.starts_with('#'));
            let mut left = true;
            let first = builtin(language).lines().filter(|line| {
                if !line.starts_with([' ', '}', '#']) {
                    let message = line.split(" =").next().unwrap_or_default();
                    left = !replaced.contains_key(message) && !never(message);
                }
                left && !line.starts_with('#')
            });
            for line in lines.chain(first) {
                // Neither the name of the message nor the names of its placeables.
                let said = line.split_once(" = ").map_or(line, |(_, said)| said);
                let outside =
                    |part: &'static str| part.rsplit_once('}').map_or(part, |(_, rest)| rest);
                let text: String = said.split('{').map(outside).collect();
                let text = text.replace(title, "");
                for word in of_1971.iter().chain(own) {
                    assert!(
                        !text.contains(word),
                        "{language:?} {convention:?}: {word} in {line}"
                    );
                }
            }
        }
    }
}

#[test]
fn names_are_of_substances_that_there_are() {
    let config = Config::load(ConfigSource::builtin()).expect("the built-in configuration");
    let names = LetterNames::read(None).expect("the built-in names");
    let mut codes = names
        .source()
        .lines()
        .skip(1)
        .map(|line| line.split(',').next().unwrap_or_default());
    assert_eq!(
        codes.find(|code| config.substance_codes.find(code).is_none()),
        None
    );
}

/// Arabic has forms for none, one, two, few, many and others; Russian has forms for one, few and many.
#[test]
fn numbers_have_the_grammar_of_the_language() {
    for (language, count, expected) in [
        (Language::Arabic, 1, "مجموع السنة: تقرير واحد"),
        (Language::Arabic, 2, "مجموع السنة: تقريران"),
        (Language::Arabic, 3, "مجموع السنة: \u{2066}3\u{2069} تقارير"),
        (
            Language::Arabic,
            11,
            "مجموع السنة: \u{2066}11\u{2069} تقريراً",
        ),
        (
            Language::Arabic,
            100,
            "مجموع السنة: \u{2066}100\u{2069} تقرير",
        ),
        (Language::Chinese, 2, "全年合计：2份报告"),
        (Language::English, 1, "Total of the year: 1 report"),
        (Language::English, 2000, "Total of the year: 2,000 reports"),
        (Language::French, 1, "Total de l’année\u{a0}: 1 déclaration"),
        (
            Language::French,
            2000,
            "Total de l’année\u{a0}: 2\u{202f}000 déclarations",
        ),
        (Language::Russian, 1, "Всего за год: 1 сообщение"),
        (Language::Russian, 22, "Всего за год: 22 сообщения"),
        (Language::Russian, 11, "Всего за год: 11 сообщений"),
        (Language::Spanish, 1, "Total del año: 1 comunicación"),
        (Language::Spanish, 21, "Total del año: 21 comunicaciones"),
    ] {
        let wording = built_in(language, Convention::C1971);
        assert_eq!(
            wording
                .counted("year-total", count, &[])
                .expect("a message"),
            expected
        );
    }
}

#[test]
fn a_file_of_texts_that_is_wrong_is_refused_word_by_word() {
    let english = builtin(Language::English);
    for (from, to, expected) in [
        (
            "board = International",
            "boart = International",
            "fr.ftl: there is no message board; add it; config/notices/en.ftl has it in English",
        ),
        (
            "page = Page { $page } of { $pages }",
            "page = Page { $page }",
            "fr.ftl: message page does not have { $pages }; name it in the message, for what it stands for would be missing from the letter",
        ),
        (
            "page = Page { $page } of",
            "page = Page { $page } { $run } of",
            "fr.ftl: message page has { $run }; it can have { $page }, { $pages }",
        ),
        (
            "draft = Draft",
            "draft = { $run } Draft",
            "fr.ftl: message draft has { $run }; it can have no placeables",
        ),
        (
            "salutation = ",
            "greeting = Dear\nsalutation = ",
            "fr.ftl: message greeting is none of the letters'; remove it, or give it the name it has in config/notices/en.ftl",
        ),
        (
            "salutation = Sir/Madam,",
            "salutation = Sir/Madam { $name",
            "fr.ftl, line 19: no Fluent message: Expected a token starting with \"}\"; write it as those of config/notices/en.ftl are written",
        ),
        (
            "draft = Draft",
            "draft = Twice\ndraft = Draft",
            "fr.ftl: message draft stands a second time; keep one of the two",
        ),
    ] {
        let text = english.replacen(from, to, 1);
        assert_ne!(text, english, "{from}");
        let found = texts(Language::French, "fr.ftl", &text)
            .map(|_| ())
            .map_err(|error| error.to_string());
        assert_eq!(found, Err(expected.to_owned()));
    }
}

#[test]
fn what_cannot_be_said_is_an_error_and_not_a_gap() {
    let wording = texts(Language::English, "en.ftl", builtin(Language::English)).expect("texts");
    for (message, expected) in [
        (
            "page",
            "en.ftl: message page: Resolver error: Unknown variable: $page; correct the message as config/notices/en.ftl has it",
        ),
        (
            "none",
            "en.ftl: message none: there is no such message; correct the message as config/notices/en.ftl has it",
        ),
    ] {
        assert_eq!(
            wording.say(message, &[]).map_err(|error| error.to_string()),
            Err(expected.to_owned())
        );
    }
}

/// In running text, numbers up to ten are words, and a sentence that begins with such a word begins with a capital.
#[test]
fn numbers_up_to_ten_are_words_in_running_text() {
    for (language, message, count, expected) in [
        (
            Language::English,
            "opening-imports",
            3,
            "your Government the following three findings, which",
        ),
        (
            Language::English,
            "opening-imports",
            11,
            "the following 11 findings",
        ),
        (
            Language::English,
            "certainty-superseded",
            2,
            "Two versions of records of that year have",
        ),
        (
            Language::French,
            "opening-imports",
            3,
            "sur les trois constatations ci-après",
        ),
        (
            Language::Spanish,
            "opening-imports",
            3,
            "las tres constataciones siguientes",
        ),
        (
            Language::Russian,
            "opening-imports",
            3,
            "три нижеследующих вывода",
        ),
        (
            Language::Russian,
            "opening-imports",
            1,
            "Вашего правительства нижеследующий вывод, касающийся",
        ),
        (
            Language::Russian,
            "opening-imports",
            5,
            "пять нижеследующих выводов",
        ),
        (
            Language::Chinese,
            "opening-imports",
            2,
            "下列两项涉及贵国进口的调查结果",
        ),
        (
            Language::Chinese,
            "opening-imports",
            3,
            "下列三项涉及贵国进口的调查结果",
        ),
        (
            Language::Arabic,
            "opening-imports",
            3,
            "وعددها ثلاثة استنتاجات",
        ),
    ] {
        let wording = built_in(language, Convention::C1971);
        let told = wording.told(message, count, &[]).expect("a message");
        assert!(told.contains(expected), "{told}");
    }
}

/// The texts avoid words that the Board's own papers do not use or that are ambiguous.
#[test]
fn words_are_those_of_the_boards_papers() {
    for (language, wrong) in [
        (
            Language::Chinese,
            &["需要量", "流动", "提示", "进口许可证"][..],
        ),
        (Language::Russian, &["исчислени", "дефектн"]),
        (
            Language::French,
            &[
                "les seules exportations",
                "deux relevés",
                "relevé des partenaires",
                "Seul le relevé",
            ],
        ),
        (
            Language::Spanish,
            &[
                "contó",
                "Contado",
                "De mi consideración",
                "las siguientes {",
            ],
        ),
        (Language::Arabic, &["حركات", "حركة", "القاعدة \u{2066}"]),
        (
            Language::English,
            &["are no amount of trade", "(rule ", "Data as known"],
        ),
    ] {
        let text = builtin(language).replace("特别进口许可证", "");
        for word in wrong {
            assert!(!text.contains(word), "{language:?} has {word}");
        }
    }
    assert!(
        builtin(Language::Chinese).contains("addressee = 致：《1971年精神药物公约》国家主管机关")
    );
}
