//! Unpacks gzip and zstd while reading, as the first bytes of a file say.
//!
//! A file may hold several members or frames one after the other. Every checksum is checked. A file that ends within a member,
//! and bytes after the last member that are none, are faults: they arrive as the error of the read, and become a [`Fault`] again
//! by `Fault::from`. Nothing limits the size of what is unpacked, because nothing of it is kept here: whoever reads it keeps
//! within bounds.

use crate::Fault;
use std::io::{self, BufReader, Read};

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// Not packed.
    Plain,
    /// gzip.
    Gzip,
    /// zstd.
    Zstd,
}

impl Packing {
    /// Tells the packing by the first four bytes of a file.
    #[must_use]
    pub fn of(head: &[u8]) -> Self {
        match head {
            [0x1f, 0x8b, ..] => Self::Gzip,
            // A frame, or a frame that is skipped.
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Self::Zstd,
            _ => Self::Plain,
        }
    }
}

/// The bytes of a file, unpacked.
pub struct Unpacked<R: Read> {
    inner: Inner<R>,
}

type Whole<R> = BufReader<io::Chain<io::Cursor<Vec<u8>>, R>>;

enum Inner<R: Read> {
    Plain(Whole<R>),
    Gzip(Box<flate2::bufread::MultiGzDecoder<Whole<R>>>),
    Zstd(Box<zstd::stream::read::Decoder<'static, Whole<R>>>),
}

impl<R: Read> Unpacked<R> {
    /// Starts to read, and tells by the first bytes how the file is packed.
    pub fn new(mut file: R) -> Result<Self, Fault> {
        let mut head = Vec::new();
        file.by_ref().take(4).read_to_end(&mut head)?;
        let packing = Packing::of(&head);
        let whole = BufReader::with_capacity(64 << 10, io::Cursor::new(head).chain(file));
        let inner = match packing {
            Packing::Plain => Inner::Plain(whole),
            Packing::Gzip => Inner::Gzip(Box::new(flate2::bufread::MultiGzDecoder::new(whole))),
            Packing::Zstd => {
                Inner::Zstd(Box::new(zstd::stream::read::Decoder::with_buffer(whole)?))
            }
        };
        Ok(Self { inner })
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let (result, part) = match &mut self.inner {
            Inner::Plain(inner) => return inner.read(to),
            Inner::Gzip(inner) => (inner.read(to), "the gzip file"),
            Inner::Zstd(inner) => (inner.read(to), "the zstd file"),
        };
        result.map_err(|error| match error.kind() {
            io::ErrorKind::Interrupted => error,
            io::ErrorKind::UnexpectedEof => Fault::Cut {
                part: part.to_owned(),
                detail: "the packed data are not complete".to_owned(),
            }
            .into_io(),
            // What the system reports has a number; what the unpacker reports has none.
            _ if error.raw_os_error().is_some() => error,
            _ => Fault::damaged(part, error.to_string()).into_io(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(text).unwrap();
        packer.finish().unwrap()
    }

    fn zstd(text: &[u8]) -> Vec<u8> {
        let mut packer = zstd::stream::write::Encoder::new(Vec::new(), 3).unwrap();
        packer.include_checksum(true).unwrap();
        packer.write_all(text).unwrap();
        packer.finish().unwrap()
    }

    fn unpacked(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
        let mut to = Vec::new();
        Unpacked::new(bytes)?.read_to_end(&mut to)?;
        Ok(to)
    }

    const TEXT: &[u8] = b"record_id,quantity_g\nC-1,600.5\n";

    #[test]
    fn what_is_not_packed_stays_as_it_is() {
        for text in [TEXT, b"", b"a", b"\x1f"] {
            assert_eq!(unpacked(text).unwrap(), text);
        }
    }

    #[test]
    fn members_and_frames_follow_each_other() {
        for pack in [gzip, zstd] {
            assert_eq!(unpacked(&pack(TEXT)).unwrap(), TEXT);
            let two = [pack(TEXT), pack(b"second")].concat();
            assert_eq!(unpacked(&two).unwrap(), [TEXT, b"second"].concat());
            assert_eq!(unpacked(&pack(b"")).unwrap(), b"");
        }
    }

    #[test]
    fn a_file_that_was_cut_is_a_fault_wherever_it_ends() {
        for pack in [gzip, zstd] {
            let bytes = pack(TEXT);
            for end in 4..bytes.len() {
                let fault = unpacked(&bytes[..end]).unwrap_err();
                assert!(matches!(fault, Fault::Cut { .. }), "{end}: {fault}");
            }
            let two = [pack(TEXT), pack(b"second")].concat();
            for end in bytes.len() + 1..two.len() {
                assert!(unpacked(&two[..end]).is_err(), "{end}");
            }
        }
    }

    #[test]
    fn bytes_after_the_end_are_a_fault() {
        for pack in [gzip, zstd] {
            for garbage in [&b"garbage after the end"[..], b"\0\0\0\0", b"x"] {
                let fault = unpacked(&[&pack(TEXT)[..], garbage].concat()).unwrap_err();
                assert!(
                    matches!(fault, Fault::Damaged { .. } | Fault::Cut { .. }),
                    "{fault}"
                );
            }
        }
    }

    #[test]
    fn a_changed_byte_never_changes_the_text() {
        for pack in [gzip, zstd] {
            let bytes = pack(TEXT);
            // The data and the checksum; the header of gzip holds a time and more that mean nothing.
            for at in 12..bytes.len() {
                let mut changed = bytes.clone();
                changed[at] ^= 0x10;
                // Bits that fill up the last byte of the data mean nothing.
                assert!(unpacked(&changed).map_or(true, |read| read == TEXT), "{at}");
            }
        }
    }
}
