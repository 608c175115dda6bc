//! The order of the modules and the style of the sources, which no compiler checks.

use crate::source::{Piece, files, pieces};
use std::collections::BTreeMap;

/// The modules in the order of the drawing in `src/lib.rs`. Each uses only those of earlier lines.
const ORDER: [&[&str]; 17] = [
    &["terms", "parallel"],
    &["config", "scratch"],
    &["conversion"],
    &["records"],
    &["intake"],
    &["estimates", "versions"],
    &["ledger"],
    &["judgement"],
    &["evidence"],
    &["archive"],
    &["compare"],
    &["night"],
    &["verify"],
    &["ask"],
    &["pages", "workbook"],
    &["letters"],
    &["cli"],
];

/// The code alone: comments and texts are blanks, so that places and lines stay as they are.
fn code(source: &str) -> String {
    let blank = |text: &str| {
        text.chars()
            .map(|c| if c == '\n' { '\n' } else { ' ' })
            .collect::<String>()
    };
    pieces(source)
        .into_iter()
        .map(|piece| match piece {
            Piece::Code(text) => text.to_owned(),
            Piece::Comment(text) | Piece::Literal(text) => blank(text),
        })
        .collect()
}

/// Fails with everything that was found.
fn none(found: &[String]) {
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

/// The folders of the modules, a crate each. That of `intake` is one module.
const FOLDERS: [&str; 4] = [
    "crates/law/src",
    "crates/intake/src",
    "crates/engine/src",
    "src",
];

/// The module a file belongs to; none for the roots of library and program.
fn module(file: &str) -> Option<&str> {
    if file.starts_with("crates/intake/") {
        return Some("intake");
    }
    let inner = FOLDERS
        .iter()
        .find_map(|folder| file.strip_prefix(folder)?.strip_prefix('/'))
        .unwrap();
    let module = inner
        .split_once('/')
        .map_or_else(|| inner.trim_end_matches(".rs"), |(folder, _)| folder);
    Some(module).filter(|module| !["lib", "main"].contains(module))
}

fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// The words that follow a start, each with its place.
fn words_after<'a>(text: &'a str, start: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
    text.match_indices(start).map(move |(at, _)| {
        let rest = &text[at + start.len()..];
        (
            at,
            &rest[..rest
                .find(|c: char| !c.is_alphanumeric() && c != '_')
                .unwrap_or(rest.len())],
        )
    })
}

#[test]
fn a_module_uses_only_those_before_it() {
    let place = |module: &str| ORDER.iter().position(|line| line.contains(&module));
    let mut found = Vec::new();
    for (file, text) in FOLDERS.into_iter().flat_map(files) {
        let Some(module) = module(&file) else {
            continue;
        };
        let Some(own) = place(module) else {
            found.push(format!("{file}: module {module} has no place in the order"));
            continue;
        };
        let code = code(&text);
        for (at, used) in words_after(&code, "crate::") {
            // Other names are of the crate's own: of macros, and of what stands in the one module that is a crate.
            let earlier = place(used).is_none_or(|used| used < own);
            if used != module && !earlier {
                found.push(format!(
                    "{file}:{}: {module} may not use {used}",
                    line_of(&code, at)
                ));
            }
        }
    }
    none(&found);
}

#[test]
fn the_order_is_that_of_the_crate() {
    let root = |folder| {
        let root = format!("{folder}/lib.rs");
        let mut files = files(folder).into_iter();
        files.find(|(file, _)| *file == root).unwrap().1
    };
    let [law, _, engine, library] = FOLDERS.map(root);
    let code = [&law, &engine, &library].map(|root| code(root)).concat();
    let declared: Vec<&str> = words_after(&code, "\npub mod ")
        .map(|(_, name)| name)
        .collect();
    let ordered: Vec<&str> = ORDER.concat();
    assert!(
        !declared.is_empty() && declared.iter().all(|module| ordered.contains(module)),
        "{declared:?}"
    );
    // The drawing shows the stages from the top down.
    let drawing = library.split("```").nth(1).unwrap();
    let drawn = |module: &&&str| drawing.contains(&format!(" {module}  "));
    let places: Vec<(usize, &str)> = ordered
        .iter()
        .filter(drawn)
        .map(|module| (drawing.find(&format!(" {module}  ")).unwrap(), *module))
        .collect();
    assert!(places.len() > 6 && places.is_sorted(), "{places:?}");
}

#[test]
fn every_file_says_what_it_is_for() {
    let silent = |(file, text): (String, String)| {
        (!text.starts_with("//! ")).then(|| format!("{file}: does not start with //!"))
    };
    none(
        &["src", "tests", "crates"]
            .iter()
            .flat_map(|folder| files(folder))
            .filter_map(silent)
            .collect::<Vec<_>>(),
    );
}

/// The folders whose types have names of their own among each other.
const TOGETHER: [&[&str]; 4] = [
    &[
        "crates/law/src",
        "crates/intake/src",
        "crates/engine/src",
        "src",
    ],
    &["crates/sheets/src"],
    &["crates/present/src"],
    &["crates/synth/src"],
];

/// The code without what only tests compile: places stay as they are.
fn without_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut kept = code.to_owned();
    for (start, _) in code.match_indices(MARK) {
        let rest = &code[start + MARK.len()..];
        // An item ends with the semicolon outside of all brackets, or with the brace that closes its first one.
        let mut depth = 0;
        let end = rest.find(|c: char| {
            match c {
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth -= 1,
                _ => {}
            }
            depth <= 0 && ";}".contains(c)
        });
        let end = start + MARK.len() + end.map_or(rest.len(), |end| end + 1);
        let blank = kept[start..end].replace(|c| c != '\n', " ");
        kept.replace_range(start..end, &blank);
    }
    kept
}

/// What follows the attributes, the visibility and `unsafe` at the start of an item.
fn item(head: &str) -> &str {
    let mut rest = head.trim_start();
    while rest.starts_with('#') {
        let mut depth = 0;
        let end = rest.find(|c: char| {
            match c {
                '[' => depth += 1,
                ']' => depth -= 1,
                _ => {}
            }
            c == ']' && depth == 0
        });
        rest = rest[end.map_or(rest.len(), |end| end + 1)..].trim_start();
    }
    if let Some(after) = rest.strip_prefix("pub") {
        rest = match after.split_once(')') {
            Some((within, after)) if within.starts_with('(') => after,
            _ => after,
        };
    }
    let rest = rest.trim_start();
    rest.strip_prefix("unsafe ").unwrap_or(rest)
}

/// The names of the structs, enums, unions, traits and type aliases of a source, with the places where their heads end. Types
/// that belong to a trait are not among them.
fn types(code: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    // Of each open brace, whether it is that of a trait or of an implementation.
    let mut open: Vec<bool> = Vec::new();
    let mut start = 0;
    for (at, c) in code.char_indices().filter(|(_, c)| "{};".contains(*c)) {
        let head = item(&code[start..at]);
        start = at + 1;
        let (kind, rest) = head.split_at(head.find(|c: char| !c.is_lowercase()).unwrap_or(0));
        let name = rest.trim_start();
        let name = &name[..name
            .find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(name.len())];
        let is_type = match kind {
            "struct" | "enum" | "union" | "trait" => true,
            "type" => open.last() != Some(&true),
            _ => false,
        };
        if is_type && name.starts_with(char::is_uppercase) {
            found.push((at, name));
        }
        match c {
            '{' => open.push(["impl", "trait"].contains(&kind)),
            '}' => drop(open.pop()),
            _ => {}
        }
    }
    found
}

/// A name that means two things leads readers astray, and a search for it finds both.
#[test]
fn no_two_types_share_a_name() {
    let mut found = Vec::new();
    for folders in TOGETHER {
        let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (file, text) in folders.iter().flat_map(|folder| files(folder)) {
            if file.ends_with("/tests.rs") || file.contains("/tests/") {
                continue;
            }
            let code = without_tests(&code(&text));
            for (at, name) in types(&code) {
                let place = format!("{file}:{}", line_of(&code, at));
                places.entry(name.to_owned()).or_default().push(place);
            }
        }
        assert!(places.len() > 40, "{folders:?}: {} types", places.len());
        let shared = places.iter().filter(|(_, places)| places.len() > 1);
        found.extend(shared.map(|(name, places)| format!("{name}: {}", places.join(", "))));
    }
    none(&found);
}

#[test]
fn types_are_told_from_what_is_like_them() {
    let source = "#[derive(Debug)]\npub(super) struct A<'a>(&'a [u8; 4]);\nenum B { C { d: u8 } }\npub unsafe trait D { type E; }\n\
        impl D for B { type E = u8; fn f() { type G = u8; struct H; } }\n#[cfg(test)]\nmod tests { struct I; }\n\
        #[cfg(test)]\nconst J: [u8; 1] = [0];\npub type K<T> = Vec<T>;\n";
    let code = without_tests(&code(source));
    let names: Vec<&str> = types(&code).into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["A", "B", "D", "G", "H", "K"]);
}

/// A file that no `mod` names is compiled by nobody, and its tests never run.
#[test]
fn no_file_is_forgotten() {
    let mut forgotten = Vec::new();
    for folder in [
        "src",
        "tests/it",
        "crates/engine/src",
        "crates/intake/src",
        "crates/law/src",
        "crates/present/src",
        "crates/sheets/src",
        "crates/synth/src",
    ] {
        let files = files(folder);
        for (file, _) in &files {
            let (parent, name) = file
                .trim_end_matches("/mod.rs")
                .trim_end_matches(".rs")
                .rsplit_once('/')
                .unwrap();
            if parent == folder && ["main", "lib"].contains(&name) {
                continue;
            }
            let declared = |text: &str| {
                code(text)
                    .lines()
                    .any(|line| line.trim_end().ends_with(&format!("mod {name};")))
            };
            let above = [
                format!("{parent}/mod.rs"),
                format!("{parent}.rs"),
                format!("{parent}/main.rs"),
                format!("{parent}/lib.rs"),
            ];
            if !files
                .iter()
                .any(|(file, text)| above.contains(file) && declared(text))
            {
                forgotten.push(format!("{file}: no module declares it"));
            }
        }
    }
    none(&forgotten);
}

#[test]
fn nothing_is_left_lying_about() {
    let mut found = Vec::new();
    for (file, text) in ["src", "tests", "crates"]
        .iter()
        .flat_map(|folder| files(folder))
    {
        for (number, line) in (1..).zip(text.lines()) {
            let words = line.contains(concat!("TO", "DO")) || line.contains(concat!("FIX", "ME"));
            if line.contains('\t') || line.trim_end() != line || words {
                found.push(format!(
                    "{file}:{number}: a tab, a blank at the end, or something left to do: {line}"
                ));
            }
        }
        if !text.ends_with('\n') || text.ends_with("\n\n") {
            found.push(format!("{file}: does not end in exactly one line end"));
        }
    }
    none(&found);
}

#[test]
fn sources_are_cut_as_the_language_means_them() {
    let source = "let a = \"x // \\\" {\"; // } \"\nfn f<'a>(c: &'a str) { '{'; '\\''; r#\"}\"\"#; br\"}\"; /* { */ }\n";
    let joined: String = pieces(source)
        .into_iter()
        .map(|piece| match piece {
            Piece::Code(text) | Piece::Comment(text) | Piece::Literal(text) => text,
        })
        .collect();
    assert_eq!(joined, source);
    assert_eq!(
        code(source).replace(' ', ""),
        "leta=;\nfnf<'a>(c:&'astr){;;;b;}\n"
    );
}
