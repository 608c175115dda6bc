//! XML as events: decoded, with bounds on each event, on depth and on the whole, without document types.

use crate::Fault;
use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use quick_xml::XmlVersion;
use quick_xml::errors::SyntaxError;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;
use std::io::{self, BufRead, Read};
use std::sync::Arc;

/// The most bytes that a start tag, a text or another event may have.
const EVENT: u64 = 1 << 20;

/// The most elements that may be open at the same time.
const DEPTH: usize = 64;

/// The number of bytes in which an XML declaration must end.
const HEAD: usize = 1024;

const CHUNK: usize = 16 << 10;

/// The events of an XML document.
pub(crate) struct Markup<R: Read> {
    reader: quick_xml::Reader<Decoded<R>>,
    buffer: Vec<u8>,
    part: Arc<str>,
    depth: usize,
    /// Whether the root element has started.
    rooted: bool,
}

impl<R: Read> Markup<R> {
    /// Starts to read a document of at most `limit` bytes.
    pub(crate) fn new(part: &str, inner: R, limit: u64) -> Result<Self, Fault> {
        let mut reader = quick_xml::Reader::from_reader(Decoded::new(part, inner, limit)?);
        reader.config_mut().expand_empty_elements = true;
        Ok(Self {
            reader,
            buffer: Vec::new(),
            part: part.into(),
            depth: 0,
            rooted: false,
        })
    }

    /// The line on which the last event ended, counted from 1.
    pub(crate) fn line(&self) -> u64 {
        self.reader.get_ref().line
    }

    /// The number of elements that are open after the last event.
    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    /// Returns the next event, at the end `Eof`.
    pub(crate) fn next(&mut self) -> Result<Event<'_>, Fault> {
        self.buffer.clear();
        self.reader.get_mut().left = EVENT;
        let line = self.line();
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(quick_xml::Error::Io(error)) => {
                return Err(
                    match error.get_ref().and_then(|inner| inner.downcast_ref()) {
                        Some(fault) => Fault::clone(fault),
                        None => Fault::Unreadable(error),
                    },
                );
            }
            Err(quick_xml::Error::Syntax(error)) if error != SyntaxError::InvalidBangMarkup => {
                return Err(Fault::Cut {
                    part: self.part.to_string(),
                    detail: format!("line {line}: {error}"),
                });
            }
            Err(error) => {
                return Err(Fault::damaged(&self.part, format!("line {line}: {error}")));
            }
        };
        match &event {
            Event::Start(_) if self.depth == DEPTH => {
                return Err(Fault::TooLarge {
                    part: format!("line {line} of {}", self.part),
                    limit: u64::try_from(DEPTH).unwrap_or(u64::MAX),
                    unit: "elements inside each other",
                    remedy: "write the data as a flat list of records",
                });
            }
            Event::Start(_) if self.depth == 0 && self.rooted => {
                return Err(Fault::damaged(
                    &self.part,
                    format!("line {line}: a second document follows the first"),
                ));
            }
            Event::Text(text) if self.depth == 0 && !text.trim().is_empty() => {
                return Err(Fault::damaged(
                    &self.part,
                    format!("line {line}: text stands outside of all elements"),
                ));
            }
            Event::Start(_) => {
                self.depth += 1;
                self.rooted = true;
            }
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::DocType(_) => return Err(Fault::DocumentType { line }),
            Event::Eof if self.depth > 0 => {
                return Err(Fault::Cut {
                    part: self.part.to_string(),
                    detail: format!("{} elements are not closed", self.depth),
                });
            }
            _ => {}
        }
        Ok(event)
    }

    /// Reads up to the end of the element whose start was the last event, and joins the texts in it.
    pub(crate) fn text(&mut self) -> Result<String, Fault> {
        let outside = self.depth - 1;
        let mut text = String::new();
        loop {
            let part = Arc::clone(&self.part);
            push_text(&self.next()?, &mut text, &part)?;
            if self.depth == outside {
                return Ok(text);
            }
        }
    }

    /// Reads over the element whose start was the last event.
    pub(crate) fn skip(&mut self) -> Result<(), Fault> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            if matches!(self.next()?, Event::Eof) {
                break;
            }
        }
        Ok(())
    }

    /// Reads to the end of the document, so that damage after the last row is found too.
    pub(crate) fn finish(&mut self) -> Result<(), Fault> {
        while !matches!(self.next()?, Event::Eof) {}
        Ok(())
    }
}

/// Adds the characters of a text, a CDATA section or a reference to a text; other events add nothing.
pub(crate) fn push_text(event: &Event<'_>, text: &mut String, part: &str) -> Result<(), Fault> {
    match event {
        Event::Text(found) => text.push_str(&found.xml10_content()),
        Event::CData(found) => text.push_str(&found.xml10_content()),
        Event::GeneralRef(found) => {
            let unknown = || Fault::damaged(part, format!("&{}; means no character", &**found));
            match found.resolve_char_ref().map_err(|_| unknown())? {
                Some(c) => text.push(c),
                None => {
                    text.push_str(
                        quick_xml::escape::resolve_xml_entity(found).ok_or_else(unknown)?,
                    );
                }
            }
        }
        _ => {}
    }
    if u64::try_from(text.len()).is_ok_and(|length| length <= EVENT) {
        return Ok(());
    }
    Err(Fault::TooLarge {
        part: format!("a text of {part}"),
        limit: EVENT,
        unit: "bytes",
        remedy: "shorten the text",
    })
}

/// Returns the value of the attribute with a local name.
pub(crate) fn attribute<'a>(
    element: &'a BytesStart<'_>,
    name: &str,
    part: &str,
) -> Result<Option<Cow<'a, str>>, Fault> {
    for attribute in attributes(element, part) {
        let attribute = attribute?;
        if local(attribute.name) == name {
            return Ok(Some(attribute.value));
        }
    }
    Ok(None)
}

/// An attribute of an element.
pub(crate) struct Attribute<'a> {
    /// The name as it is written, with its prefix.
    pub(crate) name: &'a str,
    /// The value, its references resolved.
    pub(crate) value: Cow<'a, str>,
}

/// Returns all attributes of an element in their order.
pub(crate) fn attributes<'a>(
    element: &'a BytesStart<'_>,
    part: &str,
) -> impl Iterator<Item = Result<Attribute<'a>, Fault>> {
    element.attributes().map(move |attribute| {
        let damaged = |error: &dyn std::fmt::Display| {
            let name = element.name();
            Fault::damaged(part, format!("attributes of <{}>: {error}", name.as_ref()))
        };
        let attribute = attribute.map_err(|error| damaged(&error))?;
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|error| damaged(&error))?;
        Ok(Attribute {
            name: attribute.key.into_inner(),
            value,
        })
    })
}

/// A name without its prefix.
pub(crate) fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// The encoding of a document by its first bytes, with the length of the mark.
fn encoding_of(head: &[u8], part: &str) -> Result<(&'static Encoding, usize), Fault> {
    let (found, mark) = match head {
        [0xef, 0xbb, 0xbf, ..] => (Some(UTF_8), 3),
        [0xff, 0xfe, ..] => (Some(UTF_16LE), 2),
        [0xfe, 0xff, ..] => (Some(UTF_16BE), 2),
        [0, b'<', ..] => (Some(UTF_16BE), 0),
        [b'<', 0, ..] => (Some(UTF_16LE), 0),
        _ => (None, 0),
    };
    let start = String::from_utf8_lossy(&head[mark..]);
    let start = match found {
        Some(wide) if wide != UTF_8 => wide.decode_without_bom_handling(&head[mark..]).0,
        _ => start,
    };
    let declared = start
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split_once("?>"))
        .and_then(|(declaration, _)| declaration.split_once("encoding"))
        .and_then(|(_, rest)| {
            let rest = rest.trim_start().strip_prefix('=')?.trim_start();
            let quote = rest.chars().next().filter(|c| ['"', '\''].contains(c))?;
            rest[1..].split_once(quote).map(|(name, _)| name)
        });
    let Some(name) = declared else {
        return Ok((found.unwrap_or(UTF_8), mark));
    };
    let known = Encoding::for_label_no_replacement(name.as_bytes())
        .ok_or_else(|| Fault::UnknownEncoding(name.to_owned()))?;
    let wide = |encoding| [UTF_16LE, UTF_16BE].contains(&encoding);
    match found {
        // `UTF-16` leaves the order of the bytes to the mark.
        Some(found) if found == known || (wide(found) && wide(known)) => Ok((found, mark)),
        Some(found) => Err(Fault::OtherEncoding {
            stated: name.to_owned(),
            marked: found.name(),
        }),
        None if wide(known) => Err(Fault::damaged(
            part,
            format!("it declares the encoding {name}, but its bytes are not {name}"),
        )),
        None => Ok((known, 0)),
    }
}

/// The bytes of a document as UTF-8, counted.
struct Decoded<R> {
    inner: R,
    part: String,
    decoder: Decoder,
    input: Vec<u8>,
    read: usize,
    output: Vec<u8>,
    given: usize,
    length: usize,
    at_end: bool,
    done: bool,
    /// The bytes that may still be read for this event.
    left: u64,
    /// The bytes that may still be read at all.
    whole: u64,
    limit: u64,
    line: u64,
}

impl<R: Read> Decoded<R> {
    fn new(part: &str, mut inner: R, limit: u64) -> Result<Self, Fault> {
        let mut input = Vec::new();
        inner
            .by_ref()
            .take(u64::try_from(HEAD).unwrap_or(u64::MAX))
            .read_to_end(&mut input)?;
        let (encoding, mark) = encoding_of(&input, part)?;
        Ok(Self {
            inner,
            part: part.to_owned(),
            decoder: encoding.new_decoder_without_bom_handling(),
            input,
            read: mark,
            output: vec![0; CHUNK],
            given: 0,
            length: 0,
            at_end: false,
            done: false,
            left: EVENT,
            whole: limit,
            limit,
            line: 1,
        })
    }

    fn too_large(&self, limit: u64, what: &str) -> io::Error {
        Fault::TooLarge {
            part: format!("{what}{}", self.part),
            limit,
            unit: "bytes",
            remedy: "divide the file",
        }
        .into_io()
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(to)?;
        self.consume(count);
        Ok(count)
    }
}

impl<R: Read> BufRead for Decoded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Err(self.too_large(EVENT, &format!("line {}, a tag or text of ", self.line)));
        }
        if self.whole == 0 {
            return Err(self.too_large(self.limit, ""));
        }
        while self.given == self.length && !self.done {
            if self.read == self.input.len() && !self.at_end {
                self.input.resize(CHUNK, 0);
                let count = loop {
                    match self.inner.read(&mut self.input) {
                        Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                        other => break other?,
                    }
                };
                self.input.truncate(count);
                self.read = 0;
                self.at_end = count == 0;
            }
            let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(
                &self.input[self.read..],
                &mut self.output,
                self.at_end,
            );
            self.read += read;
            self.given = 0;
            self.length = written;
            match result {
                DecoderResult::InputEmpty => self.done = self.at_end,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => {
                    let before = memchr::memchr_iter(b'\n', &self.output[..written]).count();
                    return Err(Fault::NotInEncoding {
                        part: self.part.clone(),
                        encoding: self.decoder.encoding().name(),
                        line: self.line + u64::try_from(before).unwrap_or(0),
                    }
                    .into_io());
                }
            }
        }
        Ok(&self.output[self.given..self.length])
    }

    fn consume(&mut self, count: usize) {
        let taken = &self.output[self.given..self.given + count];
        let lines = memchr::memchr_iter(b'\n', taken).count();
        self.line += u64::try_from(lines).unwrap_or(0);
        self.given += count;
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        self.left = self.left.saturating_sub(count);
        self.whole = self.whole.saturating_sub(count);
    }
}
