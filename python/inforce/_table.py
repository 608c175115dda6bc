"""A table of a run, which is read when it is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.dataset
import pyarrow.parquet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow


class Table:
    """A published table. Nothing is read before it is asked for, and nothing is kept.

    A table is an Arrow stream (``__arrow_c_stream__``), so that polars, pandas, DuckDB and others take it as it is. Masses
    are decimals, exact to the last digit; days are days.
    """

    #: The file.
    path: Path

    def __init__(self, path: Path) -> None:
        self.path = path

    def __repr__(self) -> str:
        return f"<inforce.Table {self.path.stem}: {len(self)} rows>"

    def __len__(self) -> int:
        """Returns the number of rows, without reading them."""
        return int(pyarrow.parquet.read_metadata(self.path).num_rows)

    @property
    def schema(self) -> pyarrow.Schema:
        """The names and types of the columns."""
        return pyarrow.parquet.read_schema(self.path)

    def read(self, columns: Sequence[str] | None = None) -> pyarrow.Table:
        """Reads all rows, of all columns or of some."""
        return pyarrow.parquet.read_table(self.path, columns=None if columns is None else list(columns))

    def scan(self) -> pyarrow.dataset.Dataset:
        """Returns the table for tools that read only what a query needs, as DuckDB and ``polars.scan_pyarrow_dataset`` do."""
        return pyarrow.dataset.dataset(self.path, format="parquet")

    def batches(self) -> Iterator[pyarrow.RecordBatch]:
        """Passes on all rows, a batch at a time, in their order."""
        with pyarrow.parquet.ParquetFile(self.path) as file:
            yield from file.iter_batches()

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        reader = pyarrow.RecordBatchReader.from_batches(self.schema, self.batches())
        return reader.__arrow_c_stream__(requested_schema)
