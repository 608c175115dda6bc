//! Writes letters to governments. A government with new or changed alerts of a published run gets a draft in its language, as
//! DOCX to edit, HTML to print and, with the feature `pdf`, PDF to file, and a workbook with every row that the letter rests on.
//!
//! A letter states facts and asks questions; it accuses nobody, and it takes back what an earlier letter said and no longer
//! holds. Nothing is worked out here but percentages: alerts, evidence, estimates and both accounts come from
//! [`crate::ask::explain`]. The same run, texts and dates give the same bytes.

mod called_for;
mod compose;
mod error;
mod figures;
mod filed;
mod files;
mod gone;
mod names;
mod scheme;
mod templates;
#[cfg(test)]
mod tests;
mod unread;
mod wording;

pub use called_for::{
    Letter, LetterRole, RaisedAlert, Said, SaidBefore, Subject, Withdrawn, letters, with_withdrawn,
};
pub use error::NoticeError;
pub use names::LetterNames;
pub use wording::Wording;

use crate::archive::read::{AlertRow, ExemptRow, PublishedRun};
use crate::archive::{Number, run_name};
use crate::ask::explain::Arguments;
use crate::config::{Convention, Language};
use crate::parallel;
#[cfg(feature = "pdf")]
use crate::terms::shown_path;
use crate::terms::{Country, Day, Substance};
use compose::{Composed, LetterSource, compose};
use filed::{LetterFolder, Notes, NotesState};
#[cfg(feature = "pdf")]
use inforce_present::document::Press;
use inforce_present::document::{Document, docx, html};
use inforce_present::xlsx::plain;
use scheme::Scheme;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use unread::UnreadCounts;

/// The format of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LetterFormat {
    /// A document to edit.
    Docx,
    /// A page to print.
    Html,
    /// A document to file.
    #[cfg(feature = "pdf")]
    Pdf,
}

impl LetterFormat {
    /// Returns the ending of the files.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Docx => "docx",
            Self::Html => "html",
            #[cfg(feature = "pdf")]
            Self::Pdf => "pdf",
        }
    }
}

/// The letters to write, and how to write them.
#[derive(Clone, Debug)]
pub struct LettersToWrite<'a> {
    /// The output folder.
    pub out: &'a Path,
    /// The run.
    pub run: &'a PublishedRun,
    /// The addressees; empty for all countries.
    pub countries: &'a [Country],
    /// The language of all letters; `None` for that of each government.
    pub language: Option<Language>,
    /// The formats to write.
    pub formats: &'a [LetterFormat],
    /// The last run whose letters count as sent before; `None` for the last run before this one.
    pub since: Option<Number>,
    /// Whether to include unchanged alerts that those letters raised.
    pub all: bool,
    /// Whether the annexes have every row, in any number.
    pub full_annex: bool,
    /// A user's configuration, whose folder `notices` may have its own texts and names.
    pub config: Option<&'a Path>,
    /// The date of the letters; `None` for a place to fill in.
    pub date: Option<Day>,
    /// The day by which an answer is asked for; `None` for sixty days after the date.
    pub reply_by: Option<Day>,
    /// The folder with the fonts of PDF files.
    #[cfg(feature = "pdf")]
    pub fonts: &'a Path,
}

/// A letter and what was done with it.
#[derive(Clone, Debug)]
pub struct LetterOutcome {
    /// The country of the addressee.
    pub country: Country,
    /// What the letter is about.
    pub subject: Subject,
    /// The language.
    pub language: Language,
    /// The number of alerts that the letter raises.
    pub alerts: usize,
    /// The number of findings of earlier letters that the letter takes back.
    pub withdrawn: usize,
    /// The files written.
    pub written: Vec<PathBuf>,
    /// Whether a letter of the same name but with other texts, dates or alerts existed and was left as it is.
    pub other: bool,
}

/// All letters, and the alerts that no letter is about.
#[derive(Clone, Debug)]
pub struct Outcomes {
    /// The letters, by country.
    pub letters: Vec<LetterOutcome>,
    /// The number of alerts left out because an earlier letter raised them and they are unchanged.
    pub left_out: usize,
    /// Alerts that an earlier letter raised, that the run no longer has, and that no letter takes back because the configuration
    /// no longer has their country or substance; each with the reference of that letter.
    pub untold: Vec<(String, String)>,
}

/// Writes the letters; existing files stay as they are.
pub fn write(asked: &LettersToWrite<'_>) -> Result<Outcomes, NoticeError> {
    let run = asked.run;
    let told = filed::told(asked.out, run, asked.since)?;
    let concerns =
        |country: Country| asked.countries.is_empty() || asked.countries.contains(&country);
    let alerts = run.alerts(None)?;
    let ids: BTreeSet<String> = alerts.iter().map(|alert| alert.id.clone()).collect();
    let concerned = alerts
        .iter()
        .filter(|alert| concerns(alert.country))
        .count();
    let gone = gone::gone(asked.out, run, &ids, &told)?;
    let mut letters = with_withdrawn(
        letters(alerts.clone(), &told, asked.all, &run.config),
        gone.withdrawn,
    );
    letters.retain(|letter| concerns(letter.country));
    let raised: BTreeSet<&str> = letters
        .iter()
        .flat_map(|letter| letter.matters.iter().flatten())
        .map(|raised| raised.alert.id.as_str())
        .collect();
    let mut unread = UnreadCounts::new(&run.config);
    let is_raised = |alert: &AlertRow| raised.contains(alert.id.as_str());
    let arguments = Arguments::of(run, &alerts, is_raised, |row| {
        unread.count(row);
        Ok::<(), NoticeError>(())
    })?;
    let exempt = left_out(run, &letters)?;
    let left_out = concerned
        - letters
            .iter()
            .flat_map(|letter| &letter.matters)
            .map(Vec::len)
            .sum::<usize>();
    // Each language has other words for each convention.
    let of_texts = |letter: &Letter| {
        let language = asked
            .language
            .unwrap_or_else(|| run.config.language_of(letter.country));
        (language, letter.subject.convention)
    };
    let names = LetterNames::read(asked.config)?;
    let mut wordings: BTreeMap<(Language, Convention), Wording> = BTreeMap::new();
    for of_letters in letters.iter().map(of_texts).collect::<BTreeSet<_>>() {
        let (language, convention) = of_letters;
        let wording = templates::wording(language, convention, asked.config)?;
        wordings.insert(of_letters, wording);
    }
    let manifest = run.folder().join("manifest.json");
    let bytes = fs::read(&manifest).map_err(|error| NoticeError::io(&manifest, error))?;
    let manifest = blake3::hash(&bytes).to_hex();
    let reply_by = asked.reply_by.or_else(|| {
        asked
            .date
            .map(|day| Day::from_number(day.number() + compose::DAYS_TO_REPLY))
    });
    let scheme = Scheme::read(asked.config)?;
    let full = asked.full_annex;
    let (alerts, date) = (&ids, asked.date);
    let source = LetterSource {
        run,
        alerts,
        arguments: &arguments,
        unread: &unread,
        exempt: &exempt,
        names: &names,
        scheme: &scheme,
        full,
        date,
        reply_by,
    };
    let folder = LetterFolder::of(run);
    #[cfg(feature = "pdf")]
    let press = if asked.formats.contains(&LetterFormat::Pdf) {
        let folder = shown_path(asked.fonts);
        let press = Press::new(asked.fonts, folder);
        Some(press.map_err(|error| NoticeError::press("a PDF", error))?)
    } else {
        None
    };
    // A letter that fails does not keep others from being written.
    let outcomes = parallel::map(letters.len(), |place| {
        let letter = &letters[place];
        let wording = wordings.get(&of_texts(letter))?;
        let notes = notes(asked, &source, letter, wording, &manifest);
        let written = OutgoingLetter {
            folder: &folder,
            notes: &notes,
            formats: asked.formats,
            #[cfg(feature = "pdf")]
            press: press.as_ref(),
        };
        Some(written.write(&source, letter, wording))
    });
    let outcomes: Result<Vec<LetterOutcome>, NoticeError> =
        outcomes.into_iter().flatten().collect();
    Ok(Outcomes {
        letters: outcomes?,
        left_out,
        untold: gone.untold,
    })
}

/// Records that count for nothing, by substance, importing country and year.
type UncountedRecords = BTreeMap<(Substance, Country, i64), Vec<ExemptRow>>;

/// Returns the records that count for nothing and that the letters have to name.
fn left_out(run: &PublishedRun, letters: &[Letter]) -> Result<UncountedRecords, NoticeError> {
    let matters = letters.iter().flat_map(|letter| &letter.matters);
    let of_matter = |raised: &Vec<RaisedAlert>| {
        let alert = &raised.first()?.alert;
        Some((alert.substance, alert.importer(), alert.year))
    };
    let wanted: BTreeSet<(Substance, Country, i64)> = matters.filter_map(of_matter).collect();
    let substances: BTreeSet<Substance> = wanted.iter().map(|(substance, ..)| *substance).collect();
    let place = |row: &ExemptRow| {
        let year = row.record.date.year().into();
        Some((row.substance, row.record.importer()?, year))
    };
    let mut left_out = UncountedRecords::new();
    for row in run.exempt(substances, |row| {
        place(row).is_some_and(|place| wanted.contains(&place))
    })? {
        if let Some(place) = place(&row) {
            left_out.entry(place).or_default().push(row);
        }
    }
    Ok(left_out)
}

fn notes(
    asked: &LettersToWrite<'_>,
    source: &LetterSource<'_>,
    letter: &Letter,
    wording: &Wording,
    manifest: &str,
) -> Notes {
    let country = asked.run.config.country_code(letter.country);
    let mut texts = blake3::Hasher::new();
    let lists = [source.names.source(), source.scheme.source()];
    for source in wording.sources().chain(lists) {
        texts.update(source.as_bytes()).update(b"\0");
    }
    Notes {
        reference: source
            .scheme
            .reference(&asked.run.run, country, letter.subject.name()),
        run: asked.run.run.clone(),
        manifest_blake3: manifest.to_owned(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        country: country.to_owned(),
        role: letter.subject.name().to_owned(),
        language: wording.language().code().to_owned(),
        texts_blake3: texts.finalize().to_hex().to_string(),
        date: source.date,
        reply_by: source.reply_by,
        since: asked.since.map(run_name),
        full_annex: asked.full_annex,
        alerts: Notes::alerts_of(letter),
        withdrawn: Notes::withdrawn_by(letter),
    }
}

/// The ending of the workbook that goes with a letter.
const WORKBOOK: &str = "xlsx";

/// A letter and what is needed to write its files.
struct OutgoingLetter<'a> {
    folder: &'a LetterFolder,
    notes: &'a Notes,
    formats: &'a [LetterFormat],
    #[cfg(feature = "pdf")]
    press: Option<&'a Press>,
}

impl OutgoingLetter<'_> {
    fn write(
        &self,
        source: &LetterSource<'_>,
        letter: &Letter,
        wording: &Wording,
    ) -> Result<LetterOutcome, NoticeError> {
        let Self { folder, notes, .. } = self;
        let standing = folder.standing(notes)?;
        let mut outcome = LetterOutcome {
            country: letter.country,
            subject: letter.subject,
            language: wording.language(),
            alerts: letter.matters.iter().map(Vec::len).sum(),
            withdrawn: letter.withdrawn.len(),
            written: Vec::new(),
            other: standing == NotesState::Other,
        };
        let enclosed = letter.matters.is_empty() || folder.path(notes, WORKBOOK).exists();
        let missing: Vec<LetterFormat> = self
            .formats
            .iter()
            .copied()
            .filter(|format| !folder.path(notes, format.ending()).exists())
            .collect();
        if outcome.other || missing.is_empty() && enclosed {
            return Ok(outcome);
        }
        let workbook = format!("{}.{WORKBOOK}", notes.stem());
        let Composed {
            document,
            enclosure,
        } = compose(source, letter, wording, &notes.reference, &workbook)?;
        let mut made = Vec::new();
        for format in missing {
            let bytes = bytes(
                format,
                &document,
                #[cfg(feature = "pdf")]
                self.press,
            );
            made.push((format.ending(), bytes?));
        }
        if !enclosed {
            let right_to_left = document.locale.is_right_to_left();
            let bytes = plain(&document.title, right_to_left, &enclosure);
            made.push((
                WORKBOOK,
                bytes.map_err(|error| NoticeError::enclosure(&document.reference, error))?,
            ));
        }
        // If another process files the same letter at this moment, its file stands.
        if standing == NotesState::Absent
            && !folder.file_notes(notes)?
            && folder.standing(notes)? == NotesState::Other
        {
            outcome.other = true;
            return Ok(outcome);
        }
        for (ending, bytes) in made {
            if folder.file(notes, ending, &bytes)? {
                outcome.written.push(folder.path(notes, ending));
            }
        }
        Ok(outcome)
    }
}

/// Returns the bytes of a letter in a format.
fn bytes(
    format: LetterFormat,
    document: &Document,
    #[cfg(feature = "pdf")] press: Option<&Press>,
) -> Result<Vec<u8>, NoticeError> {
    let io = |error| NoticeError::io(Path::new(&document.reference), error);
    match format {
        LetterFormat::Docx => docx(document).map_err(io),
        LetterFormat::Html => html(document).map_err(io),
        #[cfg(feature = "pdf")]
        LetterFormat::Pdf => match press {
            Some(press) => press
                .print(document)
                .map_err(|error| NoticeError::press(&document.reference, error)),
            None => Err(NoticeError::Typeset {
                letter: document.reference.clone(),
                found: "no fonts were loaded".to_owned(),
            }),
        },
    }
}
