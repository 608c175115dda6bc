//! Versions as bytes, for keeping more of them than fit in memory as what they are.

use super::Version;
use crate::intake::{Flow, Record, Texts};
use crate::terms::{Country, Day, Form, Origin, Quantity};

/// Set in the flags of an import.
const IMPORT: u8 = 1;
/// Set in the flags of a record with a partner.
const PARTNER: u8 = 2;

impl<'a> Version<'a> {
    /// Appends the version to a buffer.
    pub fn pack(&self, to: &mut Vec<u8>) {
        let Self { origin, record, texts } = self;
        let import = if record.flow == Flow::Import { IMPORT } else { 0 };
        let partner = if record.partner.is_some() { PARTNER } else { 0 };
        to.push(import | partner);
        to.extend(record.date.number().to_le_bytes());
        to.extend(record.received.number().to_le_bytes());
        to.extend(record.reporter.number().to_le_bytes());
        to.extend(record.partner.map_or(0, Country::number).to_le_bytes());
        to.extend(record.form.number().to_le_bytes());
        to.extend(record.quantity.millionths().to_le_bytes());
        to.extend(record.reexport.millionths().to_le_bytes());
        to.extend(origin.file.to_le_bytes());
        to.extend(origin.row.to_le_bytes());
        for text in [texts.record_id, texts.authorisation, texts.special_licence] {
            // No text of a row is longer than a page or a line, both far below this.
            to.extend(u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
            to.extend(text.as_bytes());
        }
    }

    /// Takes the first version from bytes that [`Version::pack`] wrote; `None` where there is no whole one.
    #[must_use]
    pub fn unpack(bytes: &mut &'a [u8]) -> Option<Self> {
        let [flags] = take(bytes)?;
        let date = Day::from_number(i32::from_le_bytes(take(bytes)?));
        let received = Day::from_number(i32::from_le_bytes(take(bytes)?));
        let reporter = Country::from(u16::from_le_bytes(take(bytes)?));
        let partner = Country::from(u16::from_le_bytes(take(bytes)?));
        let form = Form::from(u16::from_le_bytes(take(bytes)?));
        let quantity = Quantity::from_millionths(i128::from(i64::from_le_bytes(take(bytes)?)))?;
        let reexport = Quantity::from_millionths(i128::from(i64::from_le_bytes(take(bytes)?)))?;
        let origin = Origin { file: u32::from_le_bytes(take(bytes)?), row: u64::from_le_bytes(take(bytes)?) };
        let texts = Texts { record_id: text(bytes)?, authorisation: text(bytes)?, special_licence: text(bytes)? };
        let flow = if flags & IMPORT == 0 { Flow::Export } else { Flow::Import };
        let partner = (flags & PARTNER != 0).then_some(partner);
        Some(Self { origin, record: Record { date, received, reporter, partner, flow, form, quantity, reexport }, texts })
    }
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (first, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*first)
}

fn text<'a>(bytes: &mut &'a [u8]) -> Option<&'a str> {
    let length = usize::try_from(u32::from_le_bytes(take(bytes)?)).ok()?;
    let (text, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    std::str::from_utf8(text).ok()
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
                },
                texts: Texts { record_id: &texts[0], authorisation: &texts[1], special_licence: &texts[2] },
            };
            let mut packed = Vec::new();
            version.pack(&mut packed);
            version.pack(&mut packed);
            let mut rest = packed.as_slice();
            proptest::prop_assert_eq!(Version::unpack(&mut rest), Some(version));
            proptest::prop_assert_eq!(Version::unpack(&mut rest), Some(version));
            proptest::prop_assert!(rest.is_empty() && Version::unpack(&mut rest).is_none());
            proptest::prop_assert!(Version::unpack(&mut &packed[..packed.len() / 2 - 1]).is_none());
        }
    }
}
