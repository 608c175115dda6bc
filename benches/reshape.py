"""Writes a dataset's records anew, in another order, layout or encoding: `python reshape.py DATASET OUT VARIANT`.

The trade stays what it is, row for row, and so do the alerts, except where a variant says otherwise. Estimates are
copied. Run by unkind.py, with pyarrow and DuckDB.
"""

import shutil
import sys
from itertools import chain
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

TEXTS = ("record_id", "reporter", "partner", "flow", "form", "authorisation", "special_licence")
BATCH = 1 << 16
ROWS_PER_FILE = 1_000
#: 2023 and 2024 together, so that years stay years.
TWO_YEARS = 731

#: The importer of everything. Where it was the exporter, the two change places, so that nobody trades with itself; ids
#: begin with the code of who reported first, so that they stay unique whoever reports them. Other trade: other alerts.
ONE_COUNTRY = """* REPLACE (
    CASE WHEN flow = 'import' THEN 'USA' WHEN reporter = 'USA' THEN partner ELSE reporter END AS reporter,
    CASE WHEN flow <> 'import' THEN 'USA' WHEN partner = 'USA' THEN reporter ELSE partner END AS partner)"""

SORTED = {
    "one country": (ONE_COUNTRY, ""),
    "sorted by date": ("*", "ORDER BY date"),
    "sorted by country": ("*", "ORDER BY reporter"),
    "shuffled": ("*", "ORDER BY hash(record_id, quantity_g)"),
}
#: Arguments of the writer, and what the texts become in Arrow.
WRITTEN = {
    "snappy": ({"compression": "snappy"}, None),
    "zstd": ({"compression": "zstd"}, None),
    "uncompressed": ({"compression": "none"}, None),
    "plain texts": ({"compression": "zstd", "use_dictionary": False}, None),
    "texts in dictionaries": ({"compression": "zstd", "use_dictionary": True, "dictionary_pagesize_limit": 1 << 30}, None),
    "texts from string_view": ({"compression": "zstd"}, pa.string_view()),
    "texts from large_string": ({"compression": "zstd"}, pa.large_string()),
    "texts from dictionaries": ({"compression": "zstd"}, pa.dictionary(pa.int32(), pa.string())),
}


def batches(dataset):
    """All rows, in path order."""
    for path in sorted((dataset / "trades").rglob("*.parquet")):
        yield from pq.ParquetFile(path).iter_batches(BATCH)


def rearrange(dataset, out, variant):
    columns, order = SORTED[variant]
    database = duckdb.connect()
    database.execute("SET threads = 2; SET memory_limit = '6GB'; SET preserve_insertion_order = false")
    database.execute(f"SET temp_directory = '{out}/_spill'")
    source = f"read_parquet('{dataset}/trades/**/*.parquet')"
    database.execute(f"COPY (SELECT {columns} FROM {source} {order}) TO '{out}/trades/all.parquet' (COMPRESSION zstd, ROW_GROUP_SIZE 1000000)")
    database.close()
    shutil.rmtree(out / "_spill", ignore_errors=True)


def rewrite(dataset, out, variant):
    options, texts = WRITTEN[variant]
    source = batches(dataset)
    first = next(source)
    schema = pa.schema(field.with_type(texts) if texts and field.name in TEXTS else field for field in first.schema)
    with pq.ParquetWriter(out / "trades" / "all.parquet", schema, store_decimal_as_integer=True, **options) as writer:
        for batch in chain((first,), source):
            writer.write_batch(cast(batch, schema), row_group_size=1_000_000)


def cast(batch, schema):
    columns = [
        column.dictionary_encode() if pa.types.is_dictionary(field.type) else column.cast(field.type)
        for column, field in zip(batch.columns, schema)
    ]
    return pa.record_batch(columns, schema=schema)


def many_files(dataset, out):
    number = 0
    for path in sorted((dataset / "trades").rglob("*.parquet")):
        for batch in pq.ParquetFile(path).iter_batches(ROWS_PER_FILE):
            folder = out / "trades" / f"{number // 1_000:03}"
            folder.mkdir(exist_ok=True)
            pq.write_table(pa.table(batch), folder / f"{number:06}.parquet", compression="zstd", store_decimal_as_integer=True)
            number += 1


def ten_times(dataset, out):
    """With new ids and days two years later each time: ten times the records, and ten times the years."""
    for path in sorted((dataset / "trades").rglob("*.parquet")):
        for copy in range(10):
            target = out / "trades" / f"{copy}" / path.relative_to(dataset / "trades")
            target.parent.mkdir(parents=True, exist_ok=True)
            file = pq.ParquetFile(path)
            with pq.ParquetWriter(target, file.schema_arrow, compression="zstd", store_decimal_as_integer=True) as writer:
                for batch in file.iter_batches(BATCH):
                    writer.write_batch(later(batch, copy), row_group_size=1_000_000)


def later(batch, copy):
    columns = {field.name: column for field, column in zip(batch.schema, batch.columns)}
    # An id that is missing stays so: the row must be refused as before.
    some = pc.greater(pc.binary_length(columns["record_id"]), 0)
    columns["record_id"] = pc.if_else(some, pc.binary_join_element_wise(columns["record_id"], str(copy), "/"), columns["record_id"])
    for name in ("date", "received"):
        columns[name] = pc.add(columns[name].cast(pa.int32()), pa.scalar(copy * TWO_YEARS, pa.int32())).cast(pa.date32())
    return pa.record_batch(list(columns.values()), schema=batch.schema)


def main(dataset, out, variant):
    dataset, out = Path(dataset), Path(out)
    others = {"many small files": many_files, "ten times over": ten_times}
    (out / "trades").mkdir(parents=True)
    shutil.copytree(dataset / "estimates", out / "estimates")
    if variant in SORTED:
        rearrange(dataset, out, variant)
    elif variant in WRITTEN:
        rewrite(dataset, out, variant)
    else:
        others[variant](dataset, out)


if __name__ == "__main__":
    main(*sys.argv[1:])
