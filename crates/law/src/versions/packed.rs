//! Packs versions as bytes, so that more of them fit in memory.

use super::Version;
use crate::records::{Flow, Period, Procedure, Record, Texts};
use crate::terms::{Country, Day, Form, Origin, Quantity};

/// The flag of an import.
const IMPORT: u8 = 1;
/// The flag of a record with a partner.
const PARTNER: u8 = 2;
/// The flag of a record under the simplified procedure.
const SIMPLIFIED: u8 = 4;
/// The place of the first bit of the period in the flags.
const PERIOD: u32 = 3;
/// The number of bytes before the texts.
const HEAD: usize = 55;
/// The number of bytes before the form.
const FORM: usize = 25;

/// The fields by which versions are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Outline<'a> {
    /// The day of the movement.
    pub date: Day,
    /// The reporter.
    pub reporter: Country,
    /// The reporter's own id of the record.
    pub record_id: &'a str,
    /// The form shipped: several records may share one id.
    pub form: Form,
}

impl<'a> Version<'a> {
    /// Appends the version to a buffer.
    pub fn pack(&self, to: &mut Vec<u8>) {
        let Self {
            origin,
            record,
            texts,
        } = self;
        let import = if record.flow == Flow::Import {
            IMPORT
        } else {
            0
        };
        let partner = if record.partner.is_some() { PARTNER } else { 0 };
        let texts = [texts.record_id, texts.authorisation, texts.special_licence];
        let mut head = [0; HEAD];
        let mut at = 0;
        let mut put = |bytes: &[u8]| {
            head[at..at + bytes.len()].copy_from_slice(bytes);
            at += bytes.len();
        };
        let procedure = match record.procedure {
            Procedure::Usual => 0,
            Procedure::Simplified => SIMPLIFIED,
        };
        put(&[import | partner | procedure | record.period.number() << PERIOD]);
        put(&record.date.number().to_le_bytes());
        put(&record.reporter.number().to_le_bytes());
        for text in texts {
            // No text of a row is longer than a page or a line, and both are far below this.
            put(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
        }
        put(&record.received.number().to_le_bytes());
        put(&record.partner.map_or(0, Country::number).to_le_bytes());
        put(&record.form.number().to_le_bytes());
        put(&record.quantity.millionths().to_le_bytes());
        put(&record.reexport.millionths().to_le_bytes());
        put(&origin.file.to_le_bytes());
        put(&origin.row.to_le_bytes());
        to.extend_from_slice(&head);
        for text in texts {
            to.extend_from_slice(text.as_bytes());
        }
    }

    /// Takes the first version from bytes that [`Version::pack`] wrote; `None` if they hold no whole version.
    #[must_use]
    pub fn unpack(bytes: &mut &'a [u8]) -> Option<Self> {
        let (head, texts) = split(bytes)?;
        let mut head = head.as_slice();
        let [flags] = take(&mut head)?;
        let date = Day::from_number(i32::from_le_bytes(take(&mut head)?));
        let reporter = Country::from(u16::from_le_bytes(take(&mut head)?));
        let [_, _, _] = lengths(&mut head)?;
        let received = Day::from_number(i32::from_le_bytes(take(&mut head)?));
        let partner = Country::from(u16::from_le_bytes(take(&mut head)?));
        let form = Form::from(u16::from_le_bytes(take(&mut head)?));
        let quantity = Quantity::from_millionths(i128::from(i64::from_le_bytes(take(&mut head)?)))?;
        let reexport = Quantity::from_millionths(i128::from(i64::from_le_bytes(take(&mut head)?)))?;
        let origin = Origin {
            file: u32::from_le_bytes(take(&mut head)?),
            row: u64::from_le_bytes(take(&mut head)?),
        };
        let flow = if flags & IMPORT == 0 {
            Flow::Export
        } else {
            Flow::Import
        };
        let partner = (flags & PARTNER != 0).then_some(partner);
        Some(Self {
            origin,
            record: Record {
                date,
                received,
                reporter,
                partner,
                flow,
                form,
                quantity,
                reexport,
                period: Period::numbered(flags >> PERIOD)?,
                procedure: if flags & SIMPLIFIED == 0 {
                    Procedure::Usual
                } else {
                    Procedure::Simplified
                },
            },
            texts,
        })
    }

    /// Skips the first version and returns the fields by which it is sorted; `None` if the bytes hold no whole version.
    #[must_use]
    pub fn outline(bytes: &mut &'a [u8]) -> Option<Outline<'a>> {
        let (head, texts) = split(bytes)?;
        let mut form = head.get(FORM..)?;
        let mut head = head.get(1..)?;
        let date = Day::from_number(i32::from_le_bytes(take(&mut head)?));
        let reporter = Country::from(u16::from_le_bytes(take(&mut head)?));
        let form = Form::from(u16::from_le_bytes(take(&mut form)?));
        Some(Outline {
            date,
            reporter,
            record_id: texts.record_id,
            form,
        })
    }
}

/// Takes the bytes before the texts of the first version, and its texts.
fn split<'a>(bytes: &mut &'a [u8]) -> Option<(&'a [u8; HEAD], Texts<'a>)> {
    let (head, rest) = bytes.split_first_chunk::<HEAD>()?;
    let [id, authorisation, licence] = lengths(&mut head.get(7..)?)?;
    let (texts, rest) =
        rest.split_at_checked(id.checked_add(authorisation)?.checked_add(licence)?)?;
    *bytes = rest;
    let (record_id, texts) = std::str::from_utf8(texts).ok()?.split_at_checked(id)?;
    let (authorisation, special_licence) = texts.split_at_checked(authorisation)?;
    Some((
        head,
        Texts {
            record_id,
            authorisation,
            special_licence,
        },
    ))
}

fn lengths(head: &mut &[u8]) -> Option<[usize; 3]> {
    let mut length = || usize::try_from(u32::from_le_bytes(take(head)?)).ok();
    Some([length()?, length()?, length()?])
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (first, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*first)
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn what_is_packed_is_unpacked(
            days in proptest::array::uniform2(-4000..90_000_i32),
            ids in proptest::array::uniform3(0..=u16::MAX),
            partner in proptest::option::of(0..=u16::MAX),
            import in proptest::bool::ANY,
            period in proptest::sample::select(&Period::ALL[..]),
            procedure in proptest::sample::select(&[Procedure::Usual, Procedure::Simplified][..]),
            sizes in proptest::array::uniform2(0..1_000_000_000_000_000_000_i64),
            origin in (0..=u32::MAX, 0..=u64::MAX),
            texts in proptest::array::uniform3(".{0,12}"),
        ) {
            let quantity = |size: i64| Quantity::from_millionths(i128::from(size)).expect("below the limit");
            let version = Version {
                origin: Origin { file: origin.0, row: origin.1 },
                record: Record {
                    date: Day::from_number(days[0]),
                    received: Day::from_number(days[1]),
                    reporter: ids[0].into(),
                    partner: partner.map(Country::from),
                    flow: if import { Flow::Import } else { Flow::Export },
                    form: ids[1].into(),
                    quantity: quantity(sizes[0]),
                    reexport: quantity(sizes[1]),
                    period,
                    procedure,
                },
                texts: Texts { record_id: &texts[0], authorisation: &texts[1], special_licence: &texts[2] },
            };
            let mut packed = Vec::new();
            version.pack(&mut packed);
            version.pack(&mut packed);
            let mut rest = packed.as_slice();
            let outline = Outline {
                date: version.record.date,
                reporter: version.record.reporter,
                record_id: version.texts.record_id,
                form: version.record.form,
            };
            proptest::prop_assert_eq!(Version::outline(&mut packed.as_slice()), Some(outline));
            proptest::prop_assert_eq!(Version::unpack(&mut rest), Some(version));
            proptest::prop_assert_eq!(Version::unpack(&mut rest), Some(version));
            proptest::prop_assert!(rest.is_empty() && Version::unpack(&mut rest).is_none());
            proptest::prop_assert!(Version::unpack(&mut &packed[..packed.len() / 2 - 1]).is_none());
        }
    }
}
