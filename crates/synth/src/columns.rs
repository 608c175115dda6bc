//! Rows as columns of Parquet: dictionaries for codes and dates, delta encoding for quantities, no statistics.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::{Date32Builder, Decimal64Builder, StringBuilder};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::ArrowSchemaConverter;
use parquet::arrow::arrow_writer::{
    ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves,
};
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;

use super::row::Row;

/// Rows handed to the column writers at once.
const BATCH: usize = 16_384;

/// Columns whose values hardly repeat: no dictionary.
const TEXTS: [&str; 4] = ["record_id", "authorisation", "filing_id", "note"];
const NUMBERS: [&str; 5] = ["quantity_g", "reexport_g", "quantity", "reexport", "grams"];

/// Makes the writers of files with one schema.
pub(super) struct Encoder {
    schema: SchemaRef,
    properties: Arc<WriterProperties>,
    factory: ArrowRowGroupWriterFactory,
}

/// A row group in the making.
pub(super) struct Columns<'e> {
    encoder: &'e Encoder,
    writers: Vec<ArrowColumnWriter>,
}

/// A decimal column.
pub(super) fn decimal(name: &str, places: i8, nullable: bool) -> Field {
    Field::new(name, DataType::Decimal64(18, places), nullable)
}

/// A date column.
pub(super) fn date(name: &str, nullable: bool) -> Field {
    Field::new(name, DataType::Date32, nullable)
}

/// A column of small whole numbers.
pub(super) fn whole(name: &str, nullable: bool) -> Field {
    Field::new(name, DataType::Int32, nullable)
}

/// A text column.
pub(super) fn text(name: &str, nullable: bool) -> Field {
    Field::new(name, DataType::Utf8, nullable)
}

impl Encoder {
    pub(super) fn new(fields: Vec<Field>) -> Result<Encoder, ParquetError> {
        let schema = Arc::new(Schema::new(fields));
        let properties = Arc::new(properties());
        let root = ArrowSchemaConverter::new()
            .convert(&schema)?
            .root_schema_ptr();
        let nowhere = SerializedFileWriter::new(io::sink(), root, Arc::clone(&properties))?;
        let factory = ArrowRowGroupWriterFactory::new(&nowhere, Arc::clone(&schema));
        Ok(Encoder {
            schema,
            properties,
            factory,
        })
    }

    /// Opens a file of this schema.
    pub(super) fn open(
        &self,
        file: File,
    ) -> Result<SerializedFileWriter<BufWriter<File>>, ParquetError> {
        let root = ArrowSchemaConverter::new()
            .convert(&self.schema)?
            .root_schema_ptr();
        SerializedFileWriter::new(BufWriter::new(file), root, Arc::clone(&self.properties))
    }

    /// Begins a row group.
    pub(super) fn begin(&self) -> Result<Columns<'_>, ParquetError> {
        Ok(Columns {
            encoder: self,
            writers: self.factory.create_column_writers(0)?,
        })
    }
}

impl Columns<'_> {
    /// Encodes arrays, one for each column.
    pub(super) fn write(&mut self, arrays: &[ArrayRef]) -> Result<(), ParquetError> {
        let fields = self.encoder.schema.fields();
        for ((writer, field), array) in self.writers.iter_mut().zip(fields).zip(arrays) {
            for leaf in compute_leaves(field, array)? {
                writer.write(&leaf)?;
            }
        }
        Ok(())
    }

    /// The encoded row group.
    pub(super) fn finish(self) -> Result<Vec<ArrowColumnChunk>, ParquetError> {
        self.writers
            .into_iter()
            .map(ArrowColumnWriter::close)
            .collect()
    }
}

/// Appends a row group to a file.
pub(super) fn append(
    file: &mut SerializedFileWriter<BufWriter<File>>,
    columns: Vec<ArrowColumnChunk>,
) -> Result<(), ParquetError> {
    let mut group = file.next_row_group()?;
    for column in columns {
        column.append_to_row_group(&mut group)?;
    }
    group.close().map(|_| ())
}

/// Writes the footer, and what is still in memory.
pub(super) fn close(
    file: SerializedFileWriter<BufWriter<File>>,
    path: &Path,
) -> Result<(), super::SynthError> {
    let mut inner = file.into_inner().map_err(super::SynthError::encode(path))?;
    inner.flush().map_err(super::SynthError::write(path))
}

fn properties() -> WriterProperties {
    let mut builder = WriterProperties::builder()
        .set_created_by(concat!("inforce synth ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_statistics_enabled(EnabledStatistics::None);
    for name in TEXTS {
        let column = ColumnPath::from(name);
        builder = builder
            .set_column_dictionary_enabled(column.clone(), false)
            .set_column_encoding(column, Encoding::PLAIN);
    }
    for name in NUMBERS {
        let column = ColumnPath::from(name);
        builder = builder
            .set_column_dictionary_enabled(column.clone(), false)
            .set_column_encoding(column, Encoding::DELTA_BINARY_PACKED);
    }
    builder.build()
}

/// The columns of records, with a last one for the procedure where `procedure`. Without units, required columns always
/// have a value.
pub(super) fn record_fields(units: bool, procedure: bool) -> Vec<Field> {
    let mut fields = vec![
        text("record_id", units),
        date("date", units),
        date("received", true),
        text("reporter", units),
        text("partner", true),
        text("flow", units),
        text("form", units),
    ];
    if units {
        fields.push(decimal("quantity", 6, true));
        fields.push(text("unit", true));
        fields.push(decimal("reexport", 6, true));
    } else {
        fields.push(decimal("quantity_g", 6, false));
        fields.push(decimal("reexport_g", 6, true));
    }
    fields.push(text("authorisation", true));
    fields.push(text("special_licence", true));
    if procedure {
        fields.push(text("procedure", true));
    }
    fields
}

/// Gathers rows and hands them to the column writers.
pub(super) struct Gather<'e> {
    columns: Columns<'e>,
    units: bool,
    rows: usize,
    scratch: Vec<u8>,
    record_id: StringBuilder,
    date: Date32Builder,
    received: Date32Builder,
    reporter: StringBuilder,
    partner: StringBuilder,
    flow: StringBuilder,
    form: StringBuilder,
    quantity: Decimal64Builder,
    unit: StringBuilder,
    reexport: Decimal64Builder,
    authorisation: StringBuilder,
    licence: StringBuilder,
    /// None where the files have no such column.
    procedure: Option<StringBuilder>,
}

impl<'e> Gather<'e> {
    pub(super) fn new(columns: Columns<'e>, units: bool, procedure: bool) -> Gather<'e> {
        let decimal = || Decimal64Builder::new().with_data_type(DataType::Decimal64(18, 6));
        Gather {
            columns,
            units,
            rows: 0,
            scratch: Vec::new(),
            record_id: StringBuilder::new(),
            date: Date32Builder::new(),
            received: Date32Builder::new(),
            reporter: StringBuilder::new(),
            partner: StringBuilder::new(),
            flow: StringBuilder::new(),
            form: StringBuilder::new(),
            quantity: decimal(),
            unit: StringBuilder::new(),
            reexport: decimal(),
            authorisation: StringBuilder::new(),
            licence: StringBuilder::new(),
            procedure: procedure.then(StringBuilder::new),
        }
    }

    pub(super) fn push(&mut self, row: &Row<'_>) -> Result<(), ParquetError> {
        self.push_made(row);
        self.date.append_option(row.date);
        self.received.append_option(row.received);
        self.reporter.append_value(row.reporter);
        self.partner
            .append_option((!row.partner.is_empty()).then_some(row.partner));
        self.flow.append_value(row.flow);
        self.form.append_value(row.form);
        if let Some(procedure) = &mut self.procedure {
            procedure.append_option((!row.procedure.is_empty()).then_some(row.procedure));
        }
        if self.units {
            let stated = row.stated();
            self.quantity.append_option(stated.quantity);
            self.unit.append_value(stated.unit);
            self.reexport.append_option(stated.reexport);
        } else {
            self.quantity.append_option(row.quantity);
            self.reexport.append_option(row.reexport);
        }
        self.rows += 1;
        if self.rows == BATCH {
            self.hand_over()
        } else {
            Ok(())
        }
    }

    /// Texts that are put together for each row.
    fn push_made(&mut self, row: &Row<'_>) {
        self.scratch.clear();
        row.push_id(&mut self.scratch);
        self.record_id.append_value(ascii(&self.scratch));
        self.scratch.clear();
        row.push_authorisation(&mut self.scratch);
        let some = (!self.scratch.is_empty()).then_some(ascii(&self.scratch));
        self.authorisation.append_option(some);
        self.scratch.clear();
        row.push_licence(&mut self.scratch);
        let some = (!self.scratch.is_empty()).then_some(ascii(&self.scratch));
        self.licence.append_option(some);
    }

    fn hand_over(&mut self) -> Result<(), ParquetError> {
        self.rows = 0;
        let mut arrays: Vec<ArrayRef> = vec![
            Arc::new(self.record_id.finish()),
            Arc::new(self.date.finish()),
            Arc::new(self.received.finish()),
            Arc::new(self.reporter.finish()),
            Arc::new(self.partner.finish()),
            Arc::new(self.flow.finish()),
            Arc::new(self.form.finish()),
            Arc::new(self.quantity.finish()),
        ];
        if self.units {
            arrays.push(Arc::new(self.unit.finish()));
        }
        arrays.push(Arc::new(self.reexport.finish()));
        arrays.push(Arc::new(self.authorisation.finish()));
        arrays.push(Arc::new(self.licence.finish()));
        if let Some(procedure) = &mut self.procedure {
            arrays.push(Arc::new(procedure.finish()));
        }
        self.columns.write(&arrays)
    }

    /// The encoded row group.
    pub(super) fn finish(mut self) -> Result<Vec<ArrowColumnChunk>, ParquetError> {
        self.hand_over()?;
        self.columns.finish()
    }
}

/// Texts made here are ASCII.
fn ascii(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).unwrap_or("")
}
