"""A table of a run, which is read when it is asked for."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow
import pyarrow.dataset
import pyarrow.parquet

from inforce._program import call

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


class Table:
    """A published table. Nothing is read before it is asked for, and nothing is kept.

    A table is an Arrow stream (``__arrow_c_stream__``), so that polars, pandas, DuckDB and others take it as it is. Masses
    are decimals, exact to the last digit; days are days.
    """

    #: The name of the table.
    name: str

    #: The files, in order: one, or one for each calendar year that has rows.
    files: list[Path]

    def __init__(self, name: str, files: list[Path]) -> None:
        self.name = name
        self.files = files

    def __repr__(self) -> str:
        return f"<inforce.Table {self.name}: {len(self)} rows>"

    def __len__(self) -> int:
        """Returns the number of rows, without reading them."""
        return sum(int(pyarrow.parquet.read_metadata(file).num_rows) for file in self.files)

    @property
    def schema(self) -> pyarrow.Schema:
        """The names and types of the columns."""
        return pyarrow.parquet.read_schema(self.files[0]) if self.files else _schema(self.name)

    def read(self, columns: Sequence[str] | None = None) -> pyarrow.Table:
        """Reads all rows, of all columns or of some."""
        return self.scan().to_table(columns=None if columns is None else list(columns))

    def scan(self) -> pyarrow.dataset.Dataset:
        """Returns the table for tools that read only what a query needs, as DuckDB and ``polars.scan_pyarrow_dataset`` do."""
        return pyarrow.dataset.dataset(self.files, schema=self.schema, format="parquet")

    def batches(self) -> Iterator[pyarrow.RecordBatch]:
        """Passes on all rows, a batch at a time, in their order."""
        for path in self.files:
            with pyarrow.parquet.ParquetFile(path) as file:
                yield from file.iter_batches()

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        reader = pyarrow.RecordBatchReader.from_batches(self.schema, self.batches())
        return reader.__arrow_c_stream__(requested_schema)


def tables(folder: Path) -> dict[str, list[Path]]:
    """Returns the files of each table in the folder of a run: one file, or those of the calendar years."""
    found = {file.stem: [file] for file in folder.glob("*.parquet")}
    run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    if run.get("layout") == "by-year":
        by_year = {column["table"] for column in _columns() if column["files"] == "by year"}
        found.update((table, sorted((folder / table).glob("*.parquet"))) for table in by_year)
    return found


@cache
def _columns() -> list[dict[str, str]]:
    """Returns the columns of all tables, as the program writes them."""
    columns: list[dict[str, str]] = json.loads(call("tables", "--format", "json"))
    return columns


def _schema(table: str) -> pyarrow.Schema:
    """Returns the columns of a table that has no file."""
    own = [column for column in _columns() if column["table"] == table]
    return pyarrow.schema([pyarrow.field(one["column"], _type(one["type"]), one["null"] == "may be") for one in own])


def _type(name: str) -> pyarrow.DataType:
    """Returns a type by the name that the contract gives it."""
    if decimal := re.fullmatch(r"decimal128\((\d+),(\d+)\)", name):
        return pyarrow.decimal128(int(decimal[1]), int(decimal[2]))
    if name.startswith("list of "):
        return pyarrow.list_(_type(name.removeprefix("list of ")))
    return pyarrow.type_for_alias(name)
