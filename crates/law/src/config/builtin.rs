//! The project's own `config/`, compiled into the binary so that the program needs no files.

/// The source of the built-in prohibitions; `config/README.md` states the same.
pub(super) const PROHIBITIONS: &str = "INCB Green List, 36th edition (2025), part three";

/// The name and text of each file.
pub(super) const FILES: [(&str, &str); 7] = [
    (
        "substances.csv",
        include_str!("../../../../config/substances.csv"),
    ),
    ("forms.csv", include_str!("../../../../config/forms.csv")),
    (
        "preparations.csv",
        include_str!("../../../../config/preparations.csv"),
    ),
    (
        "countries.csv",
        include_str!("../../../../config/countries.csv"),
    ),
    (
        "prohibitions.csv",
        include_str!("../../../../config/prohibitions.csv"),
    ),
    (
        "notices.csv",
        include_str!("../../../../config/notices.csv"),
    ),
    (
        "inforce.toml",
        include_str!("../../../../config/inforce.toml"),
    ),
];
