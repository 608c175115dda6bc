"""Runs the program by stages on Spark, on Sail, or on whatever else speaks Spark Connect.

    python -m inforce.spark DATASET --out OUT --state STATE [--remote sc://HOST:PORT | --master MASTER]

The engine schedules, shuffles and retries; it never carries, casts or adds a row. Every row is read, tallied and judged by the
program ``inforce``, one process for each task, and what is published is what ``inforce run`` would publish, byte for byte. The
driver uses the DataFrame API alone (``range``, ``mapInArrow``, ``repartition`` by key), so that it works over Spark Connect.

Dataset, state and output are paths that all machines share, or URIs of what ``pyarrow.fs`` reads: S3, GCS, ABFS, HDFS.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import hashlib
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import fs

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

#: The columns of all streams.
SCHEMA = pa.schema([pa.field("kind", pa.int8(), False), pa.field("key", pa.int64(), False), pa.field("payload", pa.binary(), False)])
#: The same, as Spark writes it.
COLUMNS = "kind byte, key long, payload binary"
#: Kinds of messages that the driver and the tasks tell apart. They pass on the others unread.
WORK, LISTED, UNREAD, PORTION, SUSPECTS, VERSIONS, EVIDENCE = 0, 1, 4, 5, 11, 16, 17
#: Kinds of messages that a later stage is given by key; a task leaves them in files of their own, by these names.
APART = {VERSIONS: "versions", EVIDENCE: "evidence"}
#: A row by which a task tells the driver where its output is. It is no message of the program.
OUTPUT = -1
#: The bytes of messages after which a row group of suspects ends.
GROUP = 1 << 20
#: How often the driver has a stage done in which a process was killed.
ATTEMPTS = 3


class StageError(Exception):
    """A stage failed; nothing was published. The text says where, what was found, what was expected, and what to do."""


class Killed(StageError):
    """A process of a stage was killed. The stage may be done again."""


# -- where things are


@dataclass(frozen=True)
class Place:
    """A folder: a path that all machines share, or a URI."""

    location: str

    @staticmethod
    def of(location: str | os.PathLike[str]) -> Place:
        """Returns the place of a path or URI."""
        text = os.fspath(location)
        return Place(text if "://" in text else os.path.abspath(text))

    @property
    def is_local(self) -> bool:
        return "://" not in self.location

    def _at(self, name: str) -> tuple[fs.FileSystem, str]:
        if self.is_local:
            return fs.LocalFileSystem(), os.path.join(self.location, name)
        files, root = fs.FileSystem.from_uri(self.location)
        return files, f"{root.rstrip('/')}/{name}" if name else root

    def read(self, name: str, into: Path) -> None:
        """Copies a file to the disk of this machine; it appears whole."""
        files, path = self._at(name)
        into.parent.mkdir(parents=True, exist_ok=True)
        aside = into.with_name(f"{into.name}.{uuid.uuid4().hex}")
        with files.open_input_stream(path) as source, open(aside, "wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
        os.replace(aside, into)

    def write(self, name: str, source: IO[bytes]) -> None:
        """Writes a file; it appears whole."""
        files, path = self._at(name)
        if self.is_local:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            aside = f"{path}.{uuid.uuid4().hex}"
            with open(aside, "wb") as target:
                shutil.copyfileobj(source, target, 1 << 20)
            os.replace(aside, path)
        else:
            with files.open_output_stream(path) as target:
                shutil.copyfileobj(source, target, 1 << 20)

    def files(self, under: str = "") -> dict[str, int]:
        """Returns the names and sizes of all files in the folder, at any depth."""
        files, root = self._at(under)
        found = files.get_file_info(fs.FileSelector(root, recursive=True, allow_not_found=True))
        names = ((one.path[len(root) :].lstrip("/"), one) for one in found if one.type == fs.FileType.File)
        return {f"{under}/{name}" if under else name: one.size for name, one in names}

    def path(self, name: str, folder: Path) -> Path:
        """Returns the path of a file on this machine, to which it is copied if it is elsewhere."""
        if self.is_local:
            return Path(self.location, name)
        self.read(name, folder / name)
        return folder / name


class Work(NamedTuple):
    """What a task works on: the key of a file or portion, its size, and the name of the file."""

    key: int
    size: int
    name: str
    #: When the file was last written, as the program notes it; 0 if that is of no use.
    modified: int = 0


@dataclass(frozen=True)
class Job:
    """What a task needs to know of the run. It travels to the task, so it is small."""

    dataset: Place
    state: Place
    #: The hash of the program.
    program: str
    #: The options of every stage.
    options: tuple[str, ...]
    #: Files of the configuration and of the dataset beside its data, in the state folder.
    config: tuple[str, ...]
    beside: tuple[str, ...]
    #: The metadata of all streams: to which run they belong.
    header: dict[bytes, bytes] = field(default_factory=dict)

    @property
    def schema(self) -> pa.Schema:
        return SCHEMA.with_metadata(self.header)


# -- on the executors


def _hash(path: Path) -> str:
    with open(path, "rb") as file:
        return _hash_of(file)


def _hash_of(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := file.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()


def _program(job: Job) -> Path:
    """Returns the program on this machine, to which the first task copies it."""
    path = Path(tempfile.gettempdir(), f"inforce-{job.program[:16]}-{os.getuid()}", "inforce")
    if not path.is_file() or _hash(path) != job.program:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        aside = path.with_name(uuid.uuid4().hex)
        job.state.read(f"program/{job.program}", aside)
        if (found := _hash(aside)) != job.program:
            raise StageError(f"{job.state.location}/program/{job.program}: the program has the hash {found}; run again from the first stage")
        aside.chmod(0o700)
        aside.rename(path)
    return path


def _small(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Returns a batch in the columns of all streams; engines may have given it other types for the same bytes."""
    return pa.RecordBatch.from_arrays([column.cast(one.type) for column, one in zip(batch.columns, SCHEMA)], schema=SCHEMA)


def message(kind: int, key: int, payload: bytes = b"") -> pa.RecordBatch:
    """Returns a message as a batch."""
    return pa.RecordBatch.from_arrays([pa.array([kind], pa.int8()), pa.array([key], pa.int64()), pa.array([payload], pa.binary())], schema=SCHEMA)


def _started(command: Sequence[str | os.PathLike[str]], output: IO[bytes] | int, said: IO[bytes]) -> subprocess.Popen[bytes]:
    """Starts the program. It is busy for a moment where another thread of the engine was just starting something while it was copied."""
    for attempt in range(50):
        try:
            return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=output, stderr=said)
        except OSError as error:
            if error.errno != errno.ETXTBSY or attempt == 49:
                raise
            time.sleep(0.02)
    raise AssertionError("the last attempt returns or raises")


def _call(
    command: Sequence[str | os.PathLike[str]],
    schema: pa.Schema,
    batches: Iterable[pa.RecordBatch],
    output: IO[bytes] | int,
    meanwhile: Callable[[], None] | None = None,
) -> None:
    """Runs a stage: writes all input, then waits for its end. Its output goes to a file, so that neither waits for the other."""
    stage = os.fspath(command[2])
    with tempfile.TemporaryFile() as said:
        process = _started(command, output, said)
        assert process.stdin is not None
        try:
            # The stage reads no more once it has failed; then its error tells why.
            with contextlib.suppress(BrokenPipeError), process.stdin, pa.ipc.new_stream(process.stdin, schema) as writer:
                for batch in batches:
                    writer.write_batch(batch.replace_schema_metadata(schema.metadata))
            while meanwhile and process.poll() is None:
                meanwhile()
                time.sleep(0.05)
            code = process.wait()
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        if code in (0, 3):
            return
        said.seek(0)
        text = said.read().decode(errors="replace").strip().removeprefix("inforce: ")
    if code < 0:
        said_last = f"; it said: {text}" if text else ""
        raise Killed(f"stage {stage}: a process was killed by signal {-code}{said_last}; if the machine was short of memory, use less with --memory")
    raise StageError(f"stage {stage}: {text or f'ended with {code}'}")


def _command(job: Job, stage: str, needs: Sequence[str], folder: Path, names: Iterable[str]) -> list[str | os.PathLike[str]]:
    """Brings to this machine what a task needs, and returns its command."""
    if job.state.is_local:
        state = Path(job.state.location)
        if not state.is_dir():
            raise StageError(f"stage {stage}: {state} is not on this machine; name a state folder that all machines share, or a URI")
    else:
        state = folder / "state"
        for need in needs:
            job.state.read(need, state / need)
    if job.dataset.is_local:
        dataset = Path(job.dataset.location)
    else:
        dataset = folder / "dataset"
        dataset.mkdir()
        for name in job.beside:
            job.state.read(f"beside/{name}", dataset / name)
        for name in sorted(set(names)):
            job.dataset.read(name, dataset / name)
    command: list[str | os.PathLike[str]] = [_program(job), "stage", stage, dataset, "--state", state, "--out", folder, "--threads", "1", *job.options]
    if job.config:
        for name in job.config:
            job.state.read(f"config/{name}", folder / "config" / name)
        command += ["--config", folder / "config"]
    return command


def _left(job: Job, stage: str, key: int, output: IO[bytes], **told: str) -> pa.RecordBatch:
    """Writes the output of a task into the state folder, and returns the row that tells the driver where it is. If a task is done
    several times, each time has an output of its own, and the driver reads the one of which it is told."""
    output.seek(0)
    digest = _hash_of(output)
    output.seek(0)
    name = f"{stage}/{key}-{uuid.uuid4().hex}.arrow"
    job.state.write(name, output)
    return message(OUTPUT, key, json.dumps({"name": name, "sha256": digest, **told}).encode())


def _left_apart(job: Job, stage: str, key: int, output: IO[bytes]) -> pa.RecordBatch:
    """Does the same, but for messages that a later stage is given by key: these go into files of their own."""
    told = {}
    with contextlib.ExitStack() as stack:
        files = {name: stack.enter_context(tempfile.TemporaryFile()) for name in ("others", *APART.values())}
        writers = {name: stack.enter_context(pa.ipc.new_stream(file, job.schema)) for name, file in files.items()}
        counts = dict.fromkeys(files, 0)
        for batch in _messages(output, job):
            name = APART.get(batch.column(0)[0].as_py(), "others")
            writers[name].write_batch(batch.replace_schema_metadata(job.header))
            counts[name] += 1
        for name in APART.values():
            writers[name].close()
            if counts[name]:
                files[name].seek(0)
                told[name] = f"{stage}/{key}-{name}-{uuid.uuid4().hex}.arrow"
                job.state.write(told[name], files[name])
        writers["others"].close()
        return _left(job, stage, key, files["others"], **told)


def _messages(stream: IO[bytes], job: Job) -> Iterator[pa.RecordBatch]:
    """Passes on the messages of a stream, which must be of the run of the job."""
    stream.seek(0)
    with pa.ipc.open_stream(stream) as reader:
        found = dict(reader.schema.metadata or {})
        if found != job.header:
            raise StageError(f"a stream is of another run: its metadata are {found}; expected {job.header}; run again from the first stage")
        for batch in reader:
            yield _small(batch)


@dataclass(frozen=True)
class Map:
    """A stage over files or portions; a function for ``mapInArrow`` over the numbers of the tasks."""

    job: Job
    stage: str
    work: list[list[Work]]
    #: The files of the state folder that the stage reads.
    needs: tuple[str, ...]
    #: Whether the messages go on to the engine, and not to the state folder.
    goes_on: bool = False
    #: The files of the state folder with the suspects of the portions.
    suspects: tuple[str, ...] = ()

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for task in batch.column(0).to_pylist():
                yield from self.one(task)

    def one(self, task: int) -> Iterator[pa.RecordBatch]:
        work = self.work[task]
        with tempfile.TemporaryDirectory(prefix="inforce-") as folder, tempfile.TemporaryFile() as output:
            command = _command(self.job, self.stage, self.needs, Path(folder), (one.name for one in work))
            keys = [one.key for one in work]
            about = (message(WORK, key) for key in keys)
            _call(command, self.job.schema, itertools.chain(about, _suspects(self.job, self.suspects, keys)), output)
            if self.goes_on:
                yield from _messages(output, self.job)
            else:
                yield _left_apart(self.job, self.stage, task, output)


@dataclass(frozen=True)
class Again:
    """Passes on what tasks left apart; a function for ``mapInArrow`` over the numbers of the files."""

    job: Job
    names: tuple[str, ...]

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for place in batch.column(0).to_pylist():
                with tempfile.TemporaryDirectory(prefix="inforce-") as folder, open(self.job.state.path(self.names[place], Path(folder)), "rb") as file:
                    yield from _messages(file, self.job)


@dataclass(frozen=True)
class ByKey:
    """A stage over messages, those with one key in one task; a function for ``mapInArrow`` over messages."""

    job: Job
    stage: str
    needs: tuple[str, ...]

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        some = (_small(batch) for batch in batches if batch.num_rows)
        first = next(some, None)
        if first is None:
            return
        with tempfile.TemporaryDirectory(prefix="inforce-") as folder, tempfile.TemporaryFile() as output:
            command = _command(self.job, self.stage, self.needs, Path(folder), ())
            _call(command, self.job.schema, itertools.chain([first], some), output)
            key = first.column(1)[0].as_py()
            if self.stage != "merge":
                yield _left_apart(self.job, self.stage, key, output)
                return
            with tempfile.TemporaryFile() as others:
                told = _put_suspects(self.job, output, others)
                yield _left(self.job, self.stage, key, others, **told)


def _put_suspects(job: Job, output: IO[bytes], others: IO[bytes]) -> dict[str, str]:
    """Writes the suspects that a task found into the state folder, by portion, and all other messages into a file. Returns the name
    of the suspects' file, if there are any."""
    group: list[pa.RecordBatch] = []
    size = rows = 0
    with tempfile.TemporaryFile() as found, pq.ParquetWriter(found, SCHEMA) as suspects, pa.ipc.new_stream(others, job.schema) as rest:
        for batch in _messages(output, job):
            if batch.column(0)[0].as_py() != SUSPECTS:
                rest.write_batch(batch.replace_schema_metadata(job.header))
                continue
            group.append(batch)
            size, rows = size + batch.nbytes, rows + 1
            if size >= GROUP:
                suspects.write_table(pa.Table.from_batches(group))
                group.clear()
                size = 0
        if group:
            suspects.write_table(pa.Table.from_batches(group))
        suspects.close()
        if not rows:
            return {}
        found.seek(0)
        name = f"suspects/{uuid.uuid4().hex}.parquet"
        job.state.write(name, found)
        return {"suspects": name}


def _suspects(job: Job, names: Iterable[str], portions: list[int]) -> Iterator[pa.RecordBatch]:
    """Passes on the suspects of some portions. Of each file only the row groups that have some of these are read."""
    for name in names:
        files, path = job.state._at(name)
        found = pq.read_table(path, filesystem=files, filters=[("key", "in", portions)])
        yield from (_small(batch) for batch in found.to_batches(max_chunksize=1))


# -- on the driver


def tasks_of(work: list[Work], tasks: int) -> list[list[Work]]:
    """Splits work into at most so many tasks of about the same size. Neighbours stay together, so that few tasks read one file."""
    total = sum(one.size for one in work)
    split: list[list[Work]] = [[] for _ in range(max(1, min(tasks, len(work))))]
    before = 0
    for one in work:
        split[min(len(split) - 1, (2 * before + one.size) * len(split) // (2 * total or 1))].append(one)
        before += one.size
    return [task for task in split if task]


@dataclass
class Driver:
    """A run by stages."""

    spark: SparkSession
    dataset: Place
    out: Place
    state: Place
    tasks: int
    memory: str
    #: Options of ``inforce run`` that all stages take, and those that only the last one takes.
    options: list[str]
    publishing: list[str]
    config: Path | None
    keep_going: bool
    #: Called with the name of a stage when it begins.
    tell: Callable[[str], None] = lambda stage: None

    def run(self) -> Path:
        """Runs all stages; returns the folder of the published run on this machine."""
        with tempfile.TemporaryDirectory(prefix="inforce-driver-") as folder:
            self.folder = Path(folder)
            return self._run()

    def _run(self) -> Path:
        self.tell("list")
        job = self._begin()
        listed = self._driver(job, "list", "listed.arrow", self.publishing)
        job = replace(job, header=dict(listed.metadata or {}))
        files = _work(self._read(job, "listed.arrow"), LISTED)
        self.tell("open")
        opened = self._map(job, "open", files, ("listed.arrow",))
        # Files that cannot be read to their end are left out, and the others are read again.
        unread: list[pa.RecordBatch] = []
        while True:
            self._keep(job, "opened.arrow", opened, unread)
            portions = self._portions(job)
            self.tell("survey and merge")
            surveyed = self._merged(job, portions)
            self._keep(job, "survey.arrow", surveyed, [])
            if not (found := self._unread(job, "survey.arrow")):
                break
            unread += found
        while True:
            self.tell("plan")
            self._driver(job, "plan", "plan.arrow")
            if not (found := self._unread(job, "plan.arrow")):
                break
            unread += found
            self._keep(job, "opened.arrow", opened, unread)
        self.tell("look")
        suspects = tuple(output["suspects"] for output in surveyed if "suspects" in output)
        looked = self._map(job, "look", portions, ("listed.arrow", "opened.arrow", "plan.arrow"), suspects)
        self.tell("resolve")
        resolved = self._by_key(job, "resolve", _apart(looked, VERSIONS), ("listed.arrow", "plan.arrow"))
        self.tell("settle")
        return self._settle(job, [*looked, *resolved], portions)

    def _unread(self, job: Job, name: str) -> list[pa.RecordBatch]:
        """Returns what a file of the state folder tells of files that are left out because they cannot be read to their end."""
        if not self.keep_going:
            return []
        return [message(kind, key, payload) for kind, key, payload in self._read(job, name) if kind == UNREAD]

    def _begin(self) -> Job:
        """Writes into the state folder what all tasks need."""
        from inforce._program import program

        binary = Path(program())
        digest = _hash(binary)
        with open(binary, "rb") as file:
            self.state.write(f"program/{digest}", file)
        self.binary = binary
        config = _all_files(self.config) if self.config else []
        for name in config:
            assert self.config is not None
            with open(self.config / name, "rb") as file:
                self.state.write(f"config/{name}", file)
        if not self.out.is_local:
            self._last_run(self.folder / "out")
        beside: list[str] = []
        self.here = Path(self.dataset.location)
        if not self.dataset.is_local:
            self.here = self.folder / "dataset"
            beside = self._outline()
        options = ["--memory", self.memory, *self.options]
        return Job(self.dataset, self.state, digest, tuple(options), tuple(config), tuple(beside))

    def _outline(self) -> list[str]:
        """Makes an outline of a dataset that is elsewhere: its filings and what is beside the data as they are, files of records
        empty, with their sizes. Returns the names of what tasks need beside their data."""
        beside = []
        self.here.mkdir()
        for name, size in self.dataset.files().items():
            path = self.here / name
            if name.startswith("trades/"):
                path.parent.mkdir(parents=True, exist_ok=True)
                with open(path, "wb") as file:
                    file.truncate(size)
            elif name.startswith(("estimates/", "layouts/")) or "/" not in name:
                self.dataset.read(name, path)
                if name.startswith("layouts/"):
                    beside.append(name)
                    with open(path, "rb") as file:
                        self.state.write(f"beside/{name}", file)
        return beside

    @property
    def _state(self) -> Path:
        """The state folder on this machine, or a copy of what the driver needs of it."""
        return Path(self.state.location) if self.state.is_local else self.folder / "state"

    def _command(self, job: Job, stage: str, out: Path, more: Sequence[str] = ()) -> list[str | os.PathLike[str]]:
        config = ["--config", os.fspath(self.config)] if self.config else []
        return [self.binary, "stage", stage, self.here, "--state", self._state, "--out", out, *job.options, *config, *more]

    def _driver(self, job: Job, stage: str, keep: str | None = None, more: Sequence[str] = ()) -> pa.Schema:
        """Runs a stage on this machine; keeps its output under a name in the state folder."""
        out = Path(self.out.location) if self.out.is_local else self.folder / "out"
        with tempfile.TemporaryFile() as output:
            _call(self._command(job, stage, out, more), job.schema, (), output)
            output.seek(0)
            schema = pa.ipc.open_stream(output).schema
            if keep:
                output.seek(0)
                self._write(keep, output)
            else:
                self.last = list(_rows(_messages(output, job)))
        return schema

    def _write(self, name: str, source: IO[bytes]) -> None:
        """Writes a file into the state folder; the driver keeps a copy of one that is elsewhere."""
        self.state.write(name, source)
        if not self.state.is_local:
            self.state.read(name, self._state / name)

    def _read(self, job: Job, name: str) -> Iterator[tuple[int, int, bytes]]:
        with open(self.state.path(name, self._state), "rb") as file:
            yield from _rows(_messages(file, job))

    def _portions(self, job: Job) -> list[Work]:
        self._driver(job, "portions")
        return _work(self.last, PORTION)

    def _outputs(self, stage: str, of: Callable[[], DataFrame]) -> list[dict[str, str]]:
        """Has the engine do a stage, and returns where its outputs are."""
        for attempt in range(ATTEMPTS):
            try:
                rows = of().toArrow().to_pylist()
            except Exception as error:  # engines have errors of their own
                if "a process was killed by signal" in str(error) and attempt + 1 < ATTEMPTS:
                    self.tell(f"{stage} again: a process was killed")
                    continue
                raise _plain(stage, error) from None
            return [json.loads(row["payload"]) for row in rows]
        raise AssertionError("the last attempt returns or raises")

    def _range(self, tasks: int, stage: Map | Again) -> DataFrame:
        return self.spark.range(0, tasks, 1, tasks).mapInArrow(stage, COLUMNS)

    def _map(self, job: Job, stage: str, work: list[Work], needs: tuple[str, ...], suspects: tuple[str, ...] = ()) -> list[dict[str, str]]:
        if not work:
            return []
        split = tasks_of(work, self.tasks)
        return self._outputs(stage, lambda: self._range(len(split), Map(job, stage, split, needs, suspects=suspects)))

    def _merged(self, job: Job, work: list[Work]) -> list[dict[str, str]]:
        if not work:
            return []
        split = tasks_of(work, self.tasks)
        survey = Map(job, "survey", split, ("listed.arrow", "opened.arrow"), goes_on=True)

        def both() -> DataFrame:
            merge = ByKey(job, "merge", ("listed.arrow",))
            return self._range(len(split), survey).repartition(self.tasks, "key").mapInArrow(merge, COLUMNS)

        return self._outputs("survey", both)

    def _by_key(self, job: Job, stage: str, names: list[str], needs: tuple[str, ...]) -> list[dict[str, str]]:
        """Has the engine do a stage over messages that tasks left apart."""
        if not names:
            return []
        again = Again(job, tuple(names))

        def done() -> DataFrame:
            of_key = ByKey(job, stage, needs)
            return self._range(len(names), again).repartition(self.tasks, "key").mapInArrow(of_key, COLUMNS)

        return self._outputs(stage, done)

    def _batches(self, job: Job, outputs: list[dict[str, str]]) -> Iterator[pa.RecordBatch]:
        """Passes on the messages of some outputs, which must be what the tasks wrote."""
        for output in outputs:
            with tempfile.TemporaryDirectory(dir=self.folder) as folder:
                path = self.state.path(output["name"], Path(folder))
                if (found := _hash(path)) != output["sha256"]:
                    raise StageError(f"{self.state.location}/{output['name']}: has the hash {found}; expected {output['sha256']}; run again")
                with open(path, "rb") as file:
                    yield from _messages(file, job)

    def _keep(self, job: Job, name: str, outputs: list[dict[str, str]], more: list[pa.RecordBatch]) -> None:
        """Keeps what tasks wrote as one file of the state folder."""
        with tempfile.TemporaryFile() as kept:
            with pa.ipc.new_stream(kept, job.schema) as writer:
                for batch in self._batches(job, outputs):
                    writer.write_batch(batch.replace_schema_metadata(job.header))
                for batch in more:
                    writer.write_batch(batch.replace_schema_metadata(job.header))
            kept.seek(0)
            self._write(name, kept)

    def _outlines(self, portions: list[Work]) -> None:
        """Brings of each file of records what the last stage needs to know of it: of canonical CSV what stands before the rows, of
        canonical Parquet what stands after them, and any other file. Each has the size and time that the program noted."""
        times = {one.name: one.modified for one in portions}
        for name, size in self.dataset.files("trades").items():
            modified = times.get(name, 0)
            if modified and name.endswith((".csv", ".parquet")):
                files, path = self.dataset._at(name)
                with files.open_input_file(path) as source, open(self.here / name, "r+b") as target:
                    for start, length in _outline_of(name, size, source):
                        source.seek(start)
                        target.seek(start)
                        target.write(source.read(length))
            else:
                self.dataset.read(name, self.here / name)
            if modified:
                os.utime(self.here / name, ns=(modified, modified))
        self.times = times

    def _bring(self) -> None:
        """Brings the files of records that the last stage asks for."""
        needed, brought = self._state / "needed.json", self._state / "brought.json"
        if brought.exists() or not needed.exists():
            return
        for name in json.loads(needed.read_bytes()):
            if modified := self.times.get(name, 0):
                # Into the same file, so that the program finds it as it was.
                files, path = self.dataset._at(name)
                with files.open_input_stream(path) as source, open(self.here / name, "r+b") as target:
                    shutil.copyfileobj(source, target, 1 << 20)
                os.utime(self.here / name, ns=(modified, modified))
        brought.touch()

    def _exhibit(self, job: Job, gathered: list[dict[str, str]]) -> None:
        """Has the engine sort and write the evidence when the last stage asks for it: first that of importers' alerts, then that of
        exporters' alerts, which the first tasks pass on."""
        told, needs = self._state / "told.arrow", ("listed.arrow", "opened.arrow")
        if not told.exists() or (self._state / "exhibited.arrow").exists():
            return
        self.tell("exhibit")
        if not self.state.is_local:
            for name in ("told.arrow", "told-exporters.arrow"):
                with open(self._state / name, "rb") as file:
                    self.state.write(name, file)
        importers = self._by_key(job, "exhibit", [*_apart(gathered, EVIDENCE), "told.arrow"], needs)
        exporters = self._by_key(job, "exhibit", [*_apart(importers, EVIDENCE), "told-exporters.arrow"], needs)
        self._keep(job, "exhibited.arrow", [*importers, *exporters], [])

    def _settle(self, job: Job, gathered: list[dict[str, str]], portions: list[Work]) -> Path:
        more = [*self.publishing]
        for name in ("needed.json", "brought.json", "told.arrow", "exhibited.arrow"):
            (self._state / name).unlink(missing_ok=True)
        if not self.dataset.is_local:
            self._outlines(portions)
            more = ["--records-elsewhere", *more]

        def meanwhile() -> None:
            self._bring()
            self._exhibit(job, gathered)

        if self.out.is_local:
            out = Path(self.out.location)
        else:
            out = self.folder / "out"
        before = set(_runs(out))
        sys.stdout.flush()
        with contextlib.ExitStack() as stack:
            try:
                output: IO[bytes] | int = sys.stdout.fileno()
            except (OSError, AttributeError):
                output = stack.enter_context(tempfile.TemporaryFile())
            _call(self._command(job, "settle", out, more), job.schema, self._batches(job, gathered), output, meanwhile)
        published = max(set(_runs(out)) - before)
        if not self.out.is_local:
            self._publish(out, published)
        return out / "runs" / published

    def _last_run(self, out: Path) -> None:
        """Brings the last run of an output folder that is elsewhere, which the next one follows."""
        names = self.out.files("runs")
        whole = {name.split("/")[1] for name in names if name.endswith("/run.json") and name.count("/") == 2}
        if not whole:
            return
        last = max(whole)
        for name in names:
            if name.startswith(f"runs/{last}/"):
                self.out.read(name, out / name)
        (out / "current").symlink_to(f"runs/{last}")

    def _publish(self, out: Path, run: str) -> None:
        """Copies a published run to where it belongs, ``run.json`` last: without it, a folder is no run."""
        names = [name for name in _all_files(out / "runs" / run) if name != "run.json"]
        if self.out.files(f"runs/{run}"):
            raise StageError(f"{self.out.location}/runs/{run}: another run was published there meanwhile; run again")
        for name in [*names, "run.json"]:
            with open(out / "runs" / run / name, "rb") as file:
                self.out.write(f"runs/{run}/{name}", file)


def _outline_of(name: str, size: int, source: Any) -> list[tuple[int, int]]:
    """Returns which parts of a file, by their places and lengths, the program reads of a file that it has opened before."""
    start = (0, min(size, 2 << 20))
    if name.endswith(".csv"):
        return [start]
    source.seek(max(0, size - 8))
    footer = int.from_bytes(source.read(8)[:4], "little") + 8
    return [(0, min(size, 4)), (max(0, size - footer), min(size, footer))]


def _apart(outputs: list[dict[str, str]], kind: int) -> list[str]:
    """Returns the files in which tasks left messages of a kind apart."""
    return [output[APART[kind]] for output in outputs if APART[kind] in output]


def _rows(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[int, int, bytes]]:
    for batch in batches:
        for row in range(batch.num_rows):
            kind, key, payload = (column[row].as_py() for column in batch.columns)
            yield kind, key, payload


def _work(messages: Iterable[tuple[int, int, bytes]], kind: int) -> list[Work]:
    def number(payload: bytes, place: int) -> int:
        return int.from_bytes(payload[place : place + 8], "little")

    if kind == LISTED:
        return [Work(key, number(payload, 0), payload[8:].decode()) for one, key, payload in messages if one == kind]
    return [Work(key, number(payload, 0), payload[16:].decode(), number(payload, 8)) for one, key, payload in messages if one == kind]


def _all_files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _runs(out: Path) -> list[str]:
    runs = out / "runs"
    return [path.name for path in runs.iterdir() if path.name.isdigit()] if runs.is_dir() else []


def _plain(stage: str, error: Exception) -> StageError:
    """Returns what the program said, out of what an engine made of it."""
    text = str(error)
    for name in ("StageError: ", "Killed: "):
        if name in text:
            said = text.rsplit(name, 1)[1].split("\n\n")[0].split("\n\tat ")[0]
            return StageError(said.strip())
    return StageError(f"stage {stage}: the engine failed: {text}")


def session(remote: str | None, master: str | None) -> SparkSession:
    """Returns a session of an engine: over Spark Connect, or one of its own on this machine or a cluster."""
    from pyspark.sql import SparkSession

    if remote:
        return SparkSession.builder.remote(remote).getOrCreate()
    builder = SparkSession.builder.appName("inforce")
    if master:
        builder = builder.master(master)
        if master.startswith("local"):
            os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    defaults = {
        # A task that reads much sends nothing for long.
        "spark.network.timeout": "600s",
        "spark.executor.heartbeatInterval": "60s",
        "spark.python.authenticate.socketTimeout": "300s",
        "spark.ui.showConsoleProgress": "false",
    }
    for name, value in defaults.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def run(
    dataset: str | os.PathLike[str],
    out: str | os.PathLike[str] = "out",
    *,
    state: str | os.PathLike[str],
    spark: SparkSession,
    tasks: int = 8,
    memory: str = "512M",
    config: str | os.PathLike[str] | None = None,
    known_at: Any = None,
    keep_going: bool = False,
    publishing: Sequence[str] = (),
    tell: Callable[[str], None] = lambda stage: None,
) -> Path:
    """Judges a dataset by stages and publishes; returns the folder of the run.

    ``state`` is a folder for what stages leave for others; it may be removed afterwards. One run uses it at a time. ``tasks`` is the number of tasks of a stage, ``memory`` what each may use. ``publishing`` are further options of
    ``inforce run`` for the last stage.
    """
    from pyspark import cloudpickle

    if __name__ != "__main__":
        # Executors need not have this package.
        cloudpickle.register_pickle_by_value(sys.modules[__name__])
    options = ["--known-at", str(known_at)] if known_at else []
    options += ["--keep-going"] if keep_going else []
    driver = Driver(
        spark=spark,
        dataset=Place.of(dataset),
        out=Place.of(out),
        state=Place.of(state),
        tasks=tasks,
        memory=memory,
        options=options,
        publishing=list(publishing),
        config=Path(config) if config else None,
        keep_going=keep_going,
        tell=tell,
    )
    return driver.run()


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m inforce.spark", description="Judges a dataset by stages on Spark or Sail.")
    parser.add_argument("dataset", help="the folder that holds trades/ and estimates/: a path that all machines share, or a URI")
    parser.add_argument("--out", default="out", help="where to publish: a path on this machine, or a URI")
    parser.add_argument("--state", required=True, help="a folder for what stages leave for others: a path that all machines share, or a URI")
    parser.add_argument("--remote", help="the address of a Spark Connect server, as in sc://localhost:15002")
    parser.add_argument("--master", help="the master of a cluster, as in local[4] or spark://host:7077, where there is no server")
    parser.add_argument("--tasks", type=int, default=8, help="the number of tasks of a stage")
    parser.add_argument("--memory", default="512M", help="how much memory the program may use in a task, about")
    parser.add_argument("--config", help="the configuration to judge by, on this machine")
    parser.add_argument("--known-at", help="judge with only what had been received by this day (YYYY-MM-DD)")
    parser.add_argument("--keep-going", action="store_true", help="leave out files that cannot be read")
    parser.add_argument("-q", "--quiet", action="store_true", help="print nothing but errors")
    asked, publishing = parser.parse_known_args(arguments)
    if asked.quiet:
        publishing.append("--quiet")

    def tell(stage: str) -> None:
        if not asked.quiet:
            print(f"inforce: {stage}", file=sys.stderr, flush=True)

    spark = session(asked.remote, asked.master)
    try:
        run(
            asked.dataset,
            asked.out,
            state=asked.state,
            spark=spark,
            tasks=asked.tasks,
            memory=asked.memory,
            config=asked.config,
            known_at=asked.known_at,
            keep_going=asked.keep_going,
            publishing=publishing,
            tell=tell,
        )
    except StageError as error:
        print(f"inforce: {error}", file=sys.stderr)
        return 1
    finally:
        spark.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
