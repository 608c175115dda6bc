//! Reads the files that letters are made with: those of `config/notices/`, compiled in, or a user's own instead.

use crate::config::ConfigError;
use crate::terms::shown_path;
use std::borrow::Cow;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

/// Returns the text of a file and its name in messages: from the folder `notices` of a user's configuration if it has the file,
/// otherwise the text compiled in.
pub(super) fn text(
    folder: Option<&Path>,
    name: &str,
    builtin: &'static str,
) -> Result<(String, Cow<'static, str>), ConfigError> {
    let own = folder.map(|folder| folder.join("notices").join(name));
    match own.map(|path| (shown_path(&path), fs::read_to_string(&path))) {
        Some((file, Ok(text))) => Ok((file, Cow::Owned(text))),
        Some((file, Err(error))) if error.kind() != ErrorKind::NotFound => Err(ConfigError {
            file,
            line: None,
            found: format!("cannot be read: {error}"),
            remedy: "put a file in UTF-8 that can be read in its place".to_owned(),
        }),
        _ => Ok((format!("built-in notices/{name}"), Cow::Borrowed(builtin))),
    }
}
