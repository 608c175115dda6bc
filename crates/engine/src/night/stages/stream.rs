//! Streams of messages: Arrow IPC with three columns, one message a batch, and in the metadata of the schema what run they belong to.

use super::StageName;
use super::error::StageError;
use super::message::{Message, MessageKind, Receipt, Sent};
use arrow_array::cast::AsArray;
use arrow_array::types::{Int8Type, Int64Type};
use arrow_array::{Array, BinaryArray, Int8Array, Int64Array, RecordBatch};
use arrow_ipc::reader::StreamReader;
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{ArrowError, DataType, Field, Schema};
use std::collections::HashMap;
use std::io::{Read, Write};
use std::sync::Arc;

/// What a run by stages is about. All streams of a run have the same header; a stage refuses a stream with another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The values by what they are: protocol, version of the program, hash of the configuration, known-at date, hash of the files'
    /// names and of the dataset's layouts.
    fields: [(&'static str, String); 5],
}

/// The number of the protocol: what the kinds and the payloads of messages mean.
const PROTOCOL: u32 = 2;
/// What the names of the metadata begin with.
const PREFIX: &str = "inforce.";
/// The names of the metadata.
const NAMES: [&str; 5] = ["protocol", "version", "config", "known-at", "files"];

impl Header {
    pub(super) fn new(config: blake3::Hash, known_at: Option<String>, files: blake3::Hash) -> Self {
        Self {
            fields: [
                ("protocol", PROTOCOL.to_string()),
                ("version", crate::archive::Program::SELF.version.to_string()),
                ("config", config.to_hex().to_string()),
                ("known-at", known_at.unwrap_or_default()),
                ("files", files.to_hex().to_string()),
            ],
        }
    }

    fn schema(&self) -> Schema {
        let metadata: HashMap<String, String> = self
            .fields
            .iter()
            .map(|(name, value)| (format!("{PREFIX}{name}"), value.clone()))
            .collect();
        schema().with_metadata(metadata)
    }

    /// Returns the header that a stream has; what it lacks is empty.
    fn there(schema: &Schema) -> Self {
        let value = |name| schema.metadata().get(&format!("{PREFIX}{name}")).cloned();
        Self {
            fields: NAMES.map(|name| (name, value(name).unwrap_or_default())),
        }
    }

    /// Fails if a stream is of another run.
    pub(super) fn expect(&self, found: &Self, place: &str) -> Result<(), StageError> {
        let differs = self.fields.iter().zip(&found.fields);
        let differs = differs
            .into_iter()
            .find(|(expected, found)| expected != found);
        let Some(((name, expected), (_, found))) = differs else {
            return Ok(());
        };
        let shown = |value: &str| if value.is_empty() { "none" } else { value }.to_owned();
        Err(StageError::Header {
            place: place.to_owned(),
            what: what(name),
            found: shown(found),
            expected: shown(expected),
        })
    }

    /// Returns the header with another value, by the name of the value in the metadata: for tests.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        for field in &mut self.fields {
            if field.0 == name {
                value.clone_into(&mut field.1);
            }
        }
        self
    }
}

fn what(name: &str) -> &'static str {
    match name {
        "protocol" => "number of the protocol",
        "version" => "version of the program",
        "config" => "hash of the configuration",
        "known-at" => "known-at date",
        _ => "hash of the files' names and of the layouts",
    }
}

fn schema() -> Schema {
    Schema::new(vec![
        Field::new("kind", DataType::Int8, false),
        Field::new("key", DataType::Int64, false),
        Field::new("payload", DataType::Binary, false),
    ])
}

/// Passes on the messages of a stream, which must be of the run of the header, and returns what came and the receipts.
pub(super) fn read(
    from: impl Read,
    place: &str,
    header: &Header,
    mut each: impl FnMut(Message) -> Result<(), StageError>,
) -> Result<(Sent, Vec<Receipt>), StageError> {
    let unreadable = |error: ArrowError| StageError::stream(place, error);
    let reader = StreamReader::try_new(from, None).map_err(unreadable)?;
    let found = reader.schema();
    header.expect(&Header::there(&found), place)?;
    if found.fields() != schema().fields() {
        return Err(StageError::stream(
            place,
            format!(
                "its columns are {}",
                found
                    .fields()
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
        ));
    }
    let (mut came, mut receipts) = (Sent::default(), Vec::new());
    for batch in reader {
        let batch = batch.map_err(unreadable)?;
        for message in messages(&batch, place)? {
            came.add(&message);
            if message.kind == MessageKind::Receipt {
                receipts.push(decoded(&message, place)?);
            }
            each(message)?;
        }
    }
    Ok((came, receipts))
}

fn messages(batch: &RecordBatch, place: &str) -> Result<Vec<Message>, StageError> {
    let (kinds, keys) = (
        batch.column(0).as_primitive::<Int8Type>(),
        batch.column(1).as_primitive::<Int64Type>(),
    );
    let payloads = batch.column(2).as_binary::<i32>();
    if batch.columns().iter().any(|column| column.null_count() > 0) {
        return Err(StageError::stream(place, "a value is null"));
    }
    (0..batch.num_rows())
        .map(|row| {
            let number = kinds.value(row);
            let kind = MessageKind::numbered(number).ok_or_else(|| {
                StageError::stream(place, format!("{number} is no kind of message"))
            })?;
            Ok(Message {
                kind,
                key: keys.value(row),
                payload: payloads.value(row).to_vec(),
            })
        })
        .collect()
}

/// Returns what a message says as JSON.
pub(super) fn decoded<T: serde::de::DeserializeOwned>(
    message: &Message,
    place: &str,
) -> Result<T, StageError> {
    serde_json::from_slice(&message.payload)
        .map_err(|error| StageError::message(place, message, error))
}

/// Writes messages to a stream.
pub struct Outbox<W: Write> {
    to: StreamWriter<W>,
    schema: Arc<Schema>,
    written: Sent,
}

/// The place of an error while a stream is written.
const OUTPUT: &str = "standard output";

impl<W: Write> Outbox<W> {
    /// Begins a stream.
    pub fn new(to: W, header: &Header) -> Result<Self, StageError> {
        let schema = Arc::new(header.schema());
        let to = StreamWriter::try_new(to, &schema)
            .map_err(|error| StageError::stream(OUTPUT, error))?;
        Ok(Self {
            to,
            schema,
            written: Sent::default(),
        })
    }

    /// Writes a message as a batch of its own.
    pub fn send(&mut self, message: &Message) -> Result<(), StageError> {
        self.written.add(message);
        let batch = RecordBatch::try_new(
            Arc::clone(&self.schema),
            vec![
                Arc::new(Int8Array::from(vec![message.kind.number()])),
                Arc::new(Int64Array::from(vec![message.key])),
                Arc::new(BinaryArray::from_vec(vec![&message.payload])),
            ],
        );
        batch
            .and_then(|batch| self.to.write(&batch))
            .map_err(|error| StageError::stream(OUTPUT, error))
    }

    pub(super) fn put(
        &mut self,
        kind: MessageKind,
        key: i64,
        payload: Vec<u8>,
    ) -> Result<(), StageError> {
        self.send(&Message { kind, key, payload })
    }

    /// Writes a value as JSON.
    pub(super) fn say(
        &mut self,
        kind: MessageKind,
        key: i64,
        value: &impl serde::Serialize,
    ) -> Result<(), StageError> {
        let payload =
            serde_json::to_vec(value).map_err(|error| StageError::stream(OUTPUT, error))?;
        self.put(kind, key, payload)
    }

    /// Writes many values as JSON, some in each message.
    pub(super) fn say_all<T: serde::Serialize>(
        &mut self,
        kind: MessageKind,
        values: impl IntoIterator<Item = T>,
    ) -> Result<(), StageError> {
        let mut values = values.into_iter().peekable();
        while values.peek().is_some() {
            let some: Vec<T> = values.by_ref().take(SOME).collect();
            self.say(kind, 0, &some)?;
        }
        Ok(())
    }

    pub(super) const fn written(&self) -> Sent {
        self.written
    }

    /// Ends the stream with a receipt of what the task read and wrote.
    pub(super) fn end(self, stage: StageName, read: Sent) -> Result<(), StageError> {
        self.end_of(stage, read, Vec::new())
    }

    /// Ends the stream with a receipt that names the keys of which this task alone must have had all messages.
    pub(super) fn end_of(
        mut self,
        stage: StageName,
        read: Sent,
        keys: Vec<i64>,
    ) -> Result<(), StageError> {
        let receipt = Receipt::new(stage, read, self.written, keys);
        self.say(MessageKind::Receipt, 0, &receipt)?;
        self.finish()
    }

    /// Ends the stream.
    pub fn finish(mut self) -> Result<(), StageError> {
        self.to
            .finish()
            .and_then(|()| Ok(self.to.get_mut().flush()?))
            .map_err(|error| StageError::stream(OUTPUT, error))
    }
}

/// The most values of a message that are written as JSON: few enough for the limit on a message.
const SOME: usize = 4096;

/// Returns the header and the messages of a stream, whatever run it belongs to: for those who carry streams.
pub fn carried(stream: impl Read) -> Result<(Header, Vec<Message>), StageError> {
    let place = "a stream";
    let unreadable = |error: ArrowError| StageError::stream(place, error);
    let reader = StreamReader::try_new(stream, None).map_err(unreadable)?;
    let header = Header::there(&reader.schema());
    let mut all = Vec::new();
    for batch in reader {
        all.extend(messages(&batch.map_err(unreadable)?, place)?);
    }
    Ok((header, all))
}
