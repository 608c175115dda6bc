"""Runs, and questions to them."""

from __future__ import annotations

import json
import os
import re
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet

from inforce._program import Day, Location, call, options
from inforce._table import Table, tables

#: Names of columns of days. Some tools have times only, from which a day is taken if no time of day would be lost.
_DAYS = {"date", "received", "effective", "confirmed"}


class Run:
    """A published run: its tables, and questions to it.

    A run never changes. Questions are answered by the program from what the run published; masses in the answers are
    exact decimals in grams.
    """

    #: The folder of the run, ``OUT/runs/NNNNNN``.
    folder: Path

    def __init__(self, folder: Location, keep: object = None) -> None:
        self.folder = Path(folder).resolve()
        # What must live as long as the run, as the folder of a run over tables in memory.
        self._keep = keep
        if not (self.folder / "run.json").is_file():
            raise FileNotFoundError(f"{self.folder} is no published run: it has no run.json; name the folder that inforce run --out made")

    def __repr__(self) -> str:
        return f"<inforce.Run {self.number} in {self.out}: {len(self.alerts)} alerts>"

    @property
    def number(self) -> str:
        """The number of the run, as its folder is named."""
        return self.folder.name

    @property
    def out(self) -> Path:
        """The output folder, which holds the runs."""
        return self.folder.parent.parent

    @property
    def manifest(self) -> dict[str, Any]:
        """The manifest: inputs, configuration, policy, counts, findings and warnings."""
        found: dict[str, Any] = _exact((self.folder / "manifest.json").read_text(encoding="utf-8"))
        return found

    def table(self, name: str) -> Table:
        """Returns a table by its name, as in ``table("filings")``. The book says which there are, and what each column is."""
        found = tables(self.folder)
        if name not in found:
            raise KeyError(f"run {self.number} has no table {name}; it has {', '.join(sorted(found))}")
        return Table(name, found[name])

    @property
    def alerts(self) -> Table:
        """The alerts: a row for each group of records with a day in excess, or with a movement that a rule lists."""
        return self.table("alerts")

    @property
    def evidence(self) -> Table:
        """The records that each alert rests on."""
        return self.table("evidence")

    @property
    def ledger(self) -> Table:
        """The base mass of each account, importing country, substance and day."""
        return self.table("ledger")

    @property
    def refused(self) -> Table:
        """The rows that could not be used, each with its reason and text."""
        return self.table("quarantine")

    @property
    def estimates(self) -> Table:
        """The levels: a row for each stretch of days with one level."""
        return self.table("estimates")

    @property
    def exempt(self) -> Table:
        """The records that count for nothing by exemption."""
        return self.table("exempt")

    def explain(self, alert: str) -> dict[str, Any]:
        """Returns the whole argument of an alert: what was filed, the level day by day, and the records."""
        found: dict[str, Any] = _exact(self._ask("explain", "--", alert))
        return found

    def check(
        self,
        *,
        importer: str,
        form: str,
        quantity: str,
        date: Day,
        exporter: str | None = None,
        reexport: str | None = None,
        special_licence: bool = False,
        procedure: str | None = None,
        authorisation: str | None = None,
    ) -> dict[str, Any]:
        """Returns whether a shipment would exceed the level in force on its day: ``["verdict"]``, with both accounts.

        ``quantity`` and ``reexport`` have a unit, as in ``"2kg"``. Countries and forms are codes or names.
        """
        asked = options(
            importer=importer,
            form=form,
            quantity=quantity,
            date=date,
            exporter=exporter,
            reexport=reexport,
            special_licence=special_licence,
            procedure=procedure,
            authorisation=authorisation,
        )
        found: dict[str, Any] = _exact(self._ask("check", *asked, verdict=True))
        return found

    def estimates_on(self, day: Day, *, country: str | None = None, substance: str | None = None) -> list[dict[str, Any]]:
        """Returns the levels in force on a day, of all countries and substances or of some."""
        found: list[dict[str, Any]] = _exact(self._ask("estimates", *options(on=day, country=country, substance=substance)))
        return found

    def verify(self, *, from_inputs: bool = False) -> str:
        """Recomputes the run from its own tables, or from its inputs, and returns what was checked.

        Raises ``InforceError`` where something differs.
        """
        return call("verify", *options(out=self.out, run=self.number, from_inputs=from_inputs))

    def _ask(self, command: str, *arguments: str, verdict: bool = False) -> str:
        where = options(out=self.out, run=self.number, format="json", quiet=True)
        return call(command, *where, *arguments, verdict=verdict)


def open(out: Location = "out", *, run: int | str | None = None) -> Run:
    """Opens a published run of an output folder: the current one, or that of a number."""
    if run is None:
        return Run(Path(out) / "current")
    return Run(Path(out) / "runs" / f"{int(run):06}")


def run(
    dataset: Location,
    out: Location = "out",
    *,
    config: Location | None = None,
    known_at: Day | None = None,
    memory: str | None = None,
    threads: int | None = None,
    full: bool = False,
    keep_going: bool = False,
    accept: bool = False,
) -> Run:
    """Judges a dataset, publishes the answer in ``out``, and returns it. The options are those of the command.

    Nothing is published where ``InforceError`` is raised. With ``keep_going``, files that cannot be read are left out, and
    the manifest names them (``left_out``).
    """
    given = options(
        out=out,
        config=config,
        known_at=known_at,
        memory=memory,
        threads=threads,
        full=full,
        keep_going=keep_going,
        accept=accept,
        format="json",
        quiet=True,
    )
    call("run", *given, "--", dataset, published=True)
    return open(out)


def judge(
    trades: Any,
    estimates: Any,
    *,
    config: Location | None = None,
    known_at: Day | None = None,
    memory: str | None = None,
    threads: int | None = None,
) -> Run:
    """Judges tables in memory, and returns the answer.

    ``trades`` and ``estimates`` are Arrow streams (``__arrow_c_stream__``: tables of polars, pandas and pyarrow, relations of
    DuckDB), paths of files or folders, or lists of these. The columns are those of the files of a dataset.
    Quantities must be exact: decimals, or texts in a CSV file; floats are refused. The run lives in a temporary folder as
    long as the returned object.
    """
    folder = tempfile.TemporaryDirectory(prefix="inforce-")
    dataset = Path(folder.name, "dataset")
    for name, given in (("trades", trades), ("estimates", estimates)):
        into = dataset / name
        into.mkdir(parents=True)
        for place, one in enumerate(given if isinstance(given, (list, tuple)) else [given]):
            _put(one, into, f"{place:04}")
    made = run(dataset, Path(folder.name, "out"), config=config, known_at=known_at, memory=memory, threads=threads)
    return Run(made.folder, folder)


def _put(given: Any, into: Path, name: str) -> None:
    """Puts a table, a file or a folder into a folder of a dataset."""
    if isinstance(given, (str, os.PathLike)):
        path = Path(given).resolve(strict=True)
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                link = into / f"{name}-{path.name}" / file.relative_to(path if path.is_dir() else path.parent)
                link.parent.mkdir(parents=True, exist_ok=True)
                link.symlink_to(file)
        return
    if not hasattr(given, "__arrow_c_stream__"):
        raise TypeError(
            f"found {type(given).__name__}, expected an Arrow stream (a table of polars, pandas, DuckDB or pyarrow) or a path; "
            "collect a lazy frame first"
        )
    stream = pyarrow.RecordBatchReader.from_stream(given)
    schema = pyarrow.schema([_field(field) for field in stream.schema])
    with pyarrow.parquet.ParquetWriter(into / f"{name}.parquet", schema, compression="lz4") as writer:
        for batch in stream:
            columns = [_column(column, field) for column, field in zip(batch.columns, schema)]
            writer.write_batch(pyarrow.RecordBatch.from_arrays(columns, schema=schema))


def _field(field: pyarrow.Field) -> pyarrow.Field:
    """Returns the column as a dataset has it: plain texts, and days where a tool has times."""
    kind = field.type
    if pyarrow.types.is_dictionary(kind):
        kind = kind.value_type
    if pyarrow.types.is_large_string(kind) or pyarrow.types.is_string_view(kind):
        kind = pyarrow.string()
    if field.name in _DAYS and pyarrow.types.is_timestamp(kind):
        kind = pyarrow.date32()
    if field.name == "year" and pyarrow.types.is_integer(kind):
        kind = pyarrow.int32()
    return pyarrow.field(field.name, kind)


def _column(column: pyarrow.Array, field: pyarrow.Field) -> pyarrow.Array:
    """Returns a column as a dataset has it; an error if anything would be lost."""
    if pyarrow.types.is_dictionary(column.type):
        column = column.dictionary.cast(field.type).take(column.indices)
    try:
        made = column.cast(field.type)
    except pyarrow.ArrowInvalid as error:
        raise ValueError(f"column {field.name}: found {column.type}, expected {field.type}: {error}") from error
    if pyarrow.types.is_timestamp(column.type) and made.cast(column.type) != column:
        raise ValueError(f"column {field.name}: found a time of day, expected days alone; take the day of each time first")
    return made


#: A mass in an answer, in grams.
_MASS = re.compile(r"-?\d+(\.\d+)?")


def _exact(text: str) -> Any:
    """Reads an answer of the program: masses, which are texts in JSON, become decimals."""

    def read(value: dict[str, Any]) -> dict[str, Any]:
        is_mass = {name for name, of in value.items() if name.endswith("_g") and isinstance(of, str) and _MASS.fullmatch(of)}
        return {name: Decimal(of) if name in is_mass else of for name, of in value.items()}

    return json.loads(text, object_hook=read, parse_float=Decimal)
