//! Folds texts: removes differences of case, accents, width, blanks and marks that nobody means.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Adds a character in lower case to a text in its plain shape, without accents. Returns `false`, and adds nothing, if the
/// character is neither a letter nor a digit nor an accent.
fn push_plain(out: &mut String, c: char) -> bool {
    match c {
        'ß' => out.push_str("ss"),
        'æ' => out.push_str("ae"),
        'œ' => out.push_str("oe"),
        'þ' => out.push_str("th"),
        'ø' => out.push('o'),
        'ł' => out.push('l'),
        'đ' | 'ð' => out.push('d'),
        'ı' => out.push('i'),
        'ς' => out.push('σ'),
        // Arabic letters that writers interchange, and their Persian shapes.
        'ة' => out.push('ه'),
        'ى' | 'ی' => out.push('ي'),
        'ک' => out.push('ك'),
        'ـ' => {}
        c if is_combining_mark(c) => {}
        c if c.is_alphanumeric() => out.push(western_digit(c)),
        _ => return false,
    }
    true
}

/// Returns the letters and digits of a text in lower case, without accents and marks, in their plain shapes. Two texts that a
/// person would call the same word fold to the same text.
#[must_use]
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    if text.is_ascii() {
        // Most texts are, and each of these characters is its own plain shape.
        for c in text.chars() {
            match c {
                '&' => out.push_str("and"),
                c if c.is_ascii_alphanumeric() => out.push(c.to_ascii_lowercase()),
                _ => {}
            }
        }
    } else {
        push_folded(&mut out, text);
    }
    out
}

fn push_folded(out: &mut String, text: &str) {
    for c in text.nfkd().flat_map(char::to_lowercase) {
        if !push_plain(out, c) && c == '&' {
            out.push_str("and");
        }
    }
}

/// Returns the key of a name: two spellings have one key if they are the same words. Case, accents, apostrophes and full stops make
/// no difference; a blank, a hyphen, an underscore, a comma and a bracket divide words alike, and how many of them stand
/// together makes no difference. A sign in brackets, as in `(+)-lysergide`, is a word, because it tells substances apart. Every
/// other mark is part of the name.
#[must_use]
pub fn name_key(text: &str) -> String {
    let plain = text
        .chars()
        .map(|c| if is_apostrophe(c) { '\'' } else { c });
    let chars: Vec<char> = plain.nfkd().flat_map(char::to_lowercase).collect();
    let mut key = String::with_capacity(text.len());
    let mut rest = &chars[..];
    while let [c, after @ ..] = rest {
        rest = after;
        if let Some((sign, after)) = sign_in_brackets(*c, after) {
            key.extend([' ', sign, ' ']);
            rest = after;
        } else if divides_words(*c) {
            key.push(' ');
        } else if *c == '&' {
            key.push_str(" and ");
        } else if !matches!(c, '\'' | '.') && !is_invisible(*c) && !push_plain(&mut key, *c) {
            key.push(*c);
        }
    }
    key.split_whitespace().collect::<Vec<_>>().join(" ")
}

const fn is_apostrophe(c: char) -> bool {
    matches!(c, '’' | '‘' | 'ʼ' | 'ʻ' | '`' | '´' | '′')
}

fn divides_words(c: char) -> bool {
    c.is_whitespace() || is_hyphen(c) || matches!(c, '_' | ',' | '、' | '(' | ')' | '[' | ']')
}

/// Whether a character is a hyphen, a dash or a minus sign.
#[must_use]
pub const fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '−')
}

/// Whether a character takes no place on paper: a mark of direction, a joiner, a byte order mark.
#[must_use]
pub const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Returns the sign in brackets that begins with `first`, as `+`, `−` or `±`, and what follows the brackets.
fn sign_in_brackets(first: char, after: &[char]) -> Option<(char, &[char])> {
    let end = after.iter().position(|c| *c == ')')?;
    let inner = &after[..end];
    let is_sign = |c: &char| is_hyphen(*c) || matches!(c, '+' | '±' | '/');
    if first != '(' || !inner.iter().all(is_sign) {
        return None;
    }
    let has_plus = inner.iter().any(|c| matches!(c, '+' | '±'));
    let has_minus = inner.iter().any(|c| is_hyphen(*c) || *c == '±');
    let sign = match (has_plus, has_minus) {
        (true, true) => '±',
        (true, false) => '+',
        (false, true) => '−',
        (false, false) => return None,
    };
    Some((sign, &after[end + 1..]))
}

/// Returns a digit of Arabic script as an ASCII digit, and any other character unchanged.
#[must_use]
pub fn western_digit(c: char) -> char {
    let of = |zero: char| {
        let after = u32::from(c).checked_sub(u32::from(zero))?;
        char::from_digit(after, 10)
    };
    of('٠').or_else(|| of('۰')).unwrap_or(c)
}

/// Folds a text and replaces characters that look alike by one of them: letters of Cyrillic and Greek by Latin ones, and `o`, `i`
/// and `l` by digits. It suits codes, which are not words.
#[must_use]
pub fn skeleton(text: &str) -> String {
    folded(text).chars().map(look).collect()
}

/// Returns the character by which a folded character that looks alike is replaced; a letter may look alike as a capital.
const fn look(c: char) -> char {
    match c {
        'а' | 'α' => 'a',
        'в' | 'β' => 'b',
        'с' | 'ϲ' => 'c',
        'ԁ' => 'd',
        'е' | 'ε' => 'e',
        'һ' | 'н' | 'η' => 'h',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'м' | 'μ' => 'm',
        'ν' => 'n',
        'р' | 'ρ' => 'p',
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'ԝ' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'ү' | 'υ' => 'y',
        'ζ' => 'z',
        'о' | 'ο' | 'o' => '0',
        'і' | 'ι' | 'i' | 'l' | 'ӏ' => '1',
        'з' => '3',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_characters_fold_as_all_do() {
        for byte in 0..128_u8 {
            let (text, mut out) = (char::from(byte).to_string(), String::new());
            push_folded(&mut out, &text);
            assert_eq!(folded(&text), out, "{text:?}");
        }
    }

    #[test]
    fn what_is_the_same_word_folds_to_the_same() {
        for (a, b) in [
            ("Côte d’Ivoire", "COTE D'IVOIRE"),
            ("Türkiye", "TURKIYE"),
            ("Åland", "aland"),
            ("Česko", "cesko"),
            ("São Tomé & Príncipe", "Sao Tome and Principe"),
            ("Königstraße", "KONIGSTRASSE"),
            ("Færøerne", "faeroerne"),
            ("Молдавия", "МОЛДАВИЯ"),
            ("Королёв", "королев"),
            ("آيرلندا", "أيرلندا"),
            ("سورية", "سوريه"),
            ("ＣＨＥ", "che"),
            ("\u{feff} PD 006\u{a0}", "pd006"),
            ("٨١٨", "818"),
            ("e\u{301}", "é"),
            ("中 国", "中国"),
        ] {
            assert_eq!(folded(a), folded(b), "{a} {b}");
        }
        for (a, b) in [
            ("Niger", "Nigeria"),
            ("Austria", "Australia"),
            ("ΕGY", "EGY"),
            ("مصر", "مونتسيرات"),
            ("PD006", "PD007"),
        ] {
            assert_ne!(folded(a), folded(b));
        }
        assert_eq!(folded(" .-_/'\u{301}\u{200b}"), "");
    }

    #[test]
    fn spellings_of_one_name_have_one_key() {
        for (a, b) in [
            ("Côte d’Ivoire", "COTE D'IVOIRE"),
            ("Cote d´Ivoire", "Côte  d`Ivoire "),
            ("Guinea-Bissau", "guinea bissau"),
            ("غينيا - بيساو", "غينيا بيساو"),
            ("Iran (Islamic Republic of)", "Iran, Islamic Republic of"),
            ("Saint Kitts & Nevis", "Saint Kitts and Nevis"),
            ("U.K.", "uk"),
            ("United_Kingdom", "United\u{a0}Kingdom"),
            ("\u{feff}Kenya\u{200e}", "KENYA"),
            ("中国、香港", "中国 香港"),
            ("（中国）", "中国"),
            ("(+)-lysergide", "(+) Lysergide"),
            ("(+/-)-methcathinone", "(±)-methcathinone"),
            ("(+-)-x", "(±) x"),
            ("(−)-x", "(-)-x"),
        ] {
            assert_eq!(name_key(a), name_key(b), "{a} {b}");
        }
        for (a, b) in [
            ("(+)-lysergide", "(-)-lysergide"),
            ("(+)-lysergide", "lysergide"),
            ("(+)-x", "(±)-x"),
            ("Niger ia", "Nigeria"),
            ("d-amphetamine", "damphetamine"),
            ("1,4-x", "14-x"),
            ("Kenya?", "Kenya"),
            ("Kenya*", "Kenya"),
            ("diazepam 5%", "diazepam 5"),
            ("amobarbital+secobarbital", "amobarbital secobarbital"),
            ("Kеnya", "Kenya"),
        ] {
            assert_ne!(name_key(a), name_key(b), "{a} {b}");
        }
        for text in ["", " ", ".", "- ( )", "'", "()"] {
            assert_eq!(name_key(text), "", "{text}");
        }
    }

    #[test]
    fn letters_fold_to_their_plain_shape() {
        for (text, plain) in [
            ("ß", "ss"),
            ("æ", "ae"),
            ("œ", "oe"),
            ("þ", "th"),
            ("ø", "o"),
            ("ł", "l"),
            ("đð", "dd"),
            ("ı", "i"),
            ("ς", "σ"),
            ("ة", "ه"),
            ("ىی", "يي"),
            ("ک", "ك"),
            ("aـb", "ab"),
            ("a\u{301}", "a"),
            ("é&ü", "eandu"),
            ("٠١٢٣٤٥٦٧٨٩", "0123456789"),
            ("۰۱۲۳۴۵۶۷۸۹", "0123456789"),
        ] {
            assert_eq!(folded(text), plain, "{text}");
        }
        for (from, to) in [
            ('/', '/'),
            ('9', '9'),
            ('\u{66a}', '\u{66a}'),
            ('\u{65f}', '\u{65f}'),
        ] {
            assert_eq!(western_digit(from), to);
        }
    }

    #[test]
    fn hyphens_and_invisible_characters_are_known() {
        for c in ['-', '\u{2010}', '\u{2013}', '\u{2015}', '−'] {
            assert!(is_hyphen(c) && !is_invisible(c), "{c:?}");
        }
        for c in [
            '\u{ad}', '\u{61c}', '\u{200b}', '\u{200f}', '\u{202a}', '\u{2069}', '\u{feff}',
        ] {
            assert!(is_invisible(c) && !is_hyphen(c), "{c:?}");
        }
        for c in ['a', ' ', '_', '\u{2016}', '\u{200a}', '\u{2010}'] {
            assert!(!is_invisible(c), "{c:?}");
        }
        assert!(!is_hyphen('_') && !is_hyphen('\u{2016}'));
        for text in [
            "a_b", "a,b", "a、b", "a(b", "a)b", "a[b", "a]b", "a b", "a-b",
        ] {
            assert_eq!(name_key(text), "a b", "{text}");
        }
        for mark in ['’', '‘', 'ʼ', 'ʻ', '`', '´', '′', '\'', '.', '\u{200b}'] {
            assert_eq!(name_key(&format!("a{mark}b")), "ab", "{mark:?}");
        }
    }

    #[test]
    fn each_character_that_looks_like_another_is_replaced() {
        for (like, plain) in [
            ("аα", 'a'),
            ("вβ", 'b'),
            ("сϲ", 'c'),
            ("ԁ", 'd'),
            ("еε", 'e'),
            ("һнη", 'h'),
            ("ј", 'j'),
            ("кκ", 'k'),
            ("мμ", 'm'),
            ("ν", 'n'),
            ("рρ", 'p'),
            ("ѕ", 's'),
            ("тτ", 't'),
            ("ԝ", 'w'),
            ("хχ", 'x'),
            ("уүυ", 'y'),
            ("ζ", 'z'),
            ("оοo", '0'),
            ("іιilӏ", '1'),
            ("з", '3'),
            ("q", 'q'),
        ] {
            for c in like.chars() {
                assert_eq!(look(c), plain, "{c}");
            }
        }
    }

    #[test]
    fn codes_that_look_the_same_have_one_skeleton() {
        for (a, b) in [
            ("ЕGY", "EGY"),
            ("РD006", "PD006"),
            ("ΕGΥ", "EGY"),
            ("PDOO6", "PD006"),
            ("С0L", "COL"),
            ("МЕХ", "MEX"),
            ("ＥＧＹ", "EGY"),
        ] {
            assert_eq!(skeleton(a), skeleton(b), "{a} {b}");
        }
        assert_ne!(skeleton("EGY"), skeleton("FGY"));
    }
}
