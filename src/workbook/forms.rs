//! Writes the forms of a country as workbooks, a file for each form. They look like Form B/P and its Supplement as far as
//! the layouts `form-bp` and `form-bp-supplement` know these, so that `inforce run` reads the files back.

use super::save::{Whole, whole};
use super::{WorkbookError, header};
use crate::archive::read::PublishedRun;
use crate::ask::forms::{CountryForms, EstimateForm, FormKind, FormLine};
use crate::config::Schedule;
use inforce_present::table::{Cell, Kind};
use inforce_present::xlsx::{Book, LIMIT, Page, SheetName, WriteFault, guarded};
use std::path::{Path, PathBuf};

/// A form that stands in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenForm {
    /// The file.
    pub file: PathBuf,
    /// Whether the same file was there already.
    pub was_there: bool,
}

/// Writes the forms into files of a folder, in the order of the forms. Nothing is written if one of the files is there and is not
/// the same.
pub fn write_forms(
    run: &PublishedRun,
    forms: &CountryForms,
    folder: &Path,
) -> Result<Vec<WrittenForm>, WorkbookError> {
    let files: Vec<PathBuf> = forms
        .forms
        .iter()
        .map(|form| folder.join(file_name(run, forms, form)))
        .collect();
    let mut ready: Vec<(Whole<'_>, WrittenForm)> = Vec::new();
    for (form, file) in forms.forms.iter().zip(&files) {
        let (whole, ()) = whole(run, file, |folder, file| {
            guarded(|| Ok(assemble(run, forms, form, folder)?.save(file)?))
        })?;
        let written = WrittenForm {
            file: file.clone(),
            was_there: whole.is_there()?,
        };
        ready.push((whole, written));
    }
    let put = |(whole, written): (Whole<'_>, WrittenForm)| {
        if !written.was_there {
            whole.put()?;
        }
        Ok(written)
    };
    ready.into_iter().map(put).collect()
}

/// Returns the name of a form's file: what the form is, the country, and the dates of the form.
fn file_name(run: &PublishedRun, forms: &CountryForms, form: &EstimateForm) -> String {
    let country: String = run
        .config
        .country_code(forms.country)
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '_' })
        .collect();
    match form.what {
        FormKind::Assessments { date, effective } => {
            format!("form-bp-{country}-{date}-effective-{effective}.xlsx")
        }
        FormKind::Filed { date } => format!("supplement-{country}-{date}.xlsx"),
        FormKind::Proposed { date } => format!("supplement-{country}-{date}-proposed.xlsx"),
    }
}

/// What the two kinds of forms say differently.
struct FormWording {
    sheet: SheetName,
    title: &'static str,
    about: String,
    remarks: &'static str,
}

impl FormWording {
    fn of(run: &PublishedRun, forms: &CountryForms, form: &EstimateForm) -> Self {
        let number = &run.run;
        let (sheet, title, about, remarks) = match form.what {
            FormKind::Assessments { .. } => (
                "Form B-P",
                "FORM B/P",
                format!(
                    "What is in force on {}, by run {number} of inforce",
                    forms.on
                ),
                "Remarks",
            ),
            FormKind::Filed { .. } => (
                "Supplement",
                "SUPPLEMENT TO FORM B/P",
                format!("What counts on {}, by run {number} of inforce", forms.on),
                "Reason",
            ),
            FormKind::Proposed { .. } => (
                "Supplement",
                "SUPPLEMENT TO FORM B/P",
                format!(
                    "A draft that nobody has sent: the smallest amounts that would clear the alerts of run {number} of inforce"
                ),
                "Reason",
            ),
        };
        Self {
            sheet: SheetName {
                place: 0,
                name: sheet,
            },
            title,
            about,
            remarks,
        }
    }
}

/// The widths of the columns in pixels.
const WIDTHS: [u32; 5] = [260, 110, 110, 110, 480];

fn assemble(
    run: &PublishedRun,
    forms: &CountryForms,
    form: &EstimateForm,
    folder: &Path,
) -> Result<Book, WorkbookError> {
    let config = &run.config;
    let wording = FormWording::of(run, forms, form);
    let mut book = Book::new(
        LIMIT,
        &run.run_file()?.started,
        wording.title,
        header(run.about.as_ref()),
        folder,
    )?;
    let mut page = Page::begin(&book, wording.sheet, wording.title, &WIDTHS)?;
    page.line(&[(Kind::Text, Cell::words(wording.about))])?;
    if run.about.as_ref().is_some_and(|about| about.invented) {
        page.line(&[(Kind::Text, Cell::words("Invented data"))])?;
    }
    let mut cover = |label: &'static str, cells: [Cell; 2]| -> Result<(), WriteFault> {
        let [value, more] = cells;
        page.line(&[
            (Kind::Text, Cell::words(label)),
            (Kind::Text, value),
            (Kind::Text, more),
        ])
    };
    let (code, name) = (
        config.country_code(forms.country),
        config.country_name(forms.country),
    );
    cover("Country or territory", [Cell::text(code), Cell::text(name)])?;
    cover("Date", [Cell::day(form.what.date()), Cell::Nothing])?;
    if let Some(effective) = form.what.effective() {
        cover("Effective as of", [Cell::day(effective), Cell::Nothing])?;
    }
    let schedule = |line: &FormLine| config.substance(line.substance).schedule;
    for lines in form.lines.chunk_by(|a, b| schedule(a) == schedule(b)) {
        let name = lines.first().map(schedule).map(Schedule::name);
        page.section(&format!("Schedule {}", name.unwrap_or_default()), 5)?;
        page.head(&["Substance", "Code", "kg", "g", wording.remarks])?;
        for line in lines {
            let substance = config.substance(line.substance);
            let [kilograms, grams] = amounts(form.what, line.grams);
            page.line(&[
                (Kind::Text, Cell::text(&*substance.name)),
                (
                    Kind::Text,
                    Cell::text(config.substance_code(line.substance)),
                ),
                kilograms,
                grams,
                (Kind::Prose, Cell::text(line.remarks.join("; "))),
            ])?;
        }
    }
    let worksheet = page.end(0x1F_3A_5F);
    book.add(wording.sheet, worksheet);
    Ok(book)
}

/// Returns grams as kilograms and grams. One sign governs both: it stands before the kilograms, or before the grams if there are
/// no whole kilograms.
fn amounts(what: FormKind, grams: i64) -> [(Kind, Cell); 2] {
    let signed = match what {
        FormKind::Assessments { .. } => Kind::Count,
        FormKind::Filed { .. } | FormKind::Proposed { .. } => Kind::Change,
    };
    let (kilograms, rest) = (grams / 1000, grams % 1000);
    if kilograms == 0 {
        [(Kind::Count, Cell::Whole(0)), (signed, Cell::Whole(rest))]
    } else {
        [
            (signed, Cell::Whole(kilograms)),
            (Kind::Count, Cell::Whole(rest.abs())),
        ]
    }
}
