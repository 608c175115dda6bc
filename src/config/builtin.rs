//! The project's own `config/`, compiled into the binary so that it runs from anywhere.

/// Where the built-in prohibitions are from; `config/README.md` says the same.
pub(super) const PROHIBITIONS: &str = "INCB Green List, 36th edition (2025), part three";

/// Name and text of each file.
pub(super) const FILES: [(&str, &str); 6] = [
    (
        "substances.csv",
        include_str!("../../config/substances.csv"),
    ),
    ("forms.csv", include_str!("../../config/forms.csv")),
    (
        "preparations.csv",
        include_str!("../../config/preparations.csv"),
    ),
    ("countries.csv", include_str!("../../config/countries.csv")),
    (
        "prohibitions.csv",
        include_str!("../../config/prohibitions.csv"),
    ),
    ("inforce.toml", include_str!("../../config/inforce.toml")),
];

/// What letters call substances in other languages than English, by code.
pub(super) const SUBSTANCE_NAMES: &str = include_str!("../../config/notices/substances.csv");
