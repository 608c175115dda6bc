"""What the tests of engines share: datasets, runs to compare with, and processes to end."""

import datetime
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time
from decimal import Decimal

import inforce
import pyarrow
import pyarrow.parquet
import pytest

ROOT = pathlib.Path(__file__).parents[2]
DEMO = ROOT / "testdata" / "demo"
MIXED = ROOT / "testdata" / "demo-mixed"


def published(run):
    """The bytes of each file of a run, but for the one that tells of the clock and for ids, which a run by stages does not note."""
    folder = pathlib.Path(run)
    names = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "run.json" and path.parent.name != "ids")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in names}


def differences(run, other):
    one, two = published(run), published(other)
    assert "alerts.parquet" in one
    return [name for name in sorted({*one, *two}) if one.get(name) != two.get(name)]


@pytest.fixture(scope="session")
def once(tmp_path_factory):
    """Runs a dataset in one process, each only once."""
    known = {}

    def run(dataset, **options):
        key = (str(dataset), *sorted((name, str(value)) for name, value in options.items()))
        if key not in known:
            known[key] = inforce.run(dataset, out=tmp_path_factory.mktemp("once") / "out", **options).folder
        return known[key]

    return run


#: The records of the large dataset, in files of Parquet.
FILES, ROWS = 8, 250_000


@pytest.fixture(scope="session")
def large(tmp_path_factory):
    """Two million records, of which some come twice, some count for an excess and some are refused."""
    folder = tmp_path_factory.mktemp("large")
    for name in ("trades", "estimates"):
        (folder / name).mkdir()
    importers, exporters = ["KEN", "CHE", "FRA", "BRA", "IND", "ZAF", "EGY"], ["GBR", "DEU", "NLD"]
    forms = ["PD006", "PM005-HCL", "PD006"]
    first = datetime.date(2020, 1, 1)
    days = [first + datetime.timedelta(days=number) for number in range(1800)]
    amounts = [Decimal(number) / 1000 for number in range(1, 4001)]
    for file in range(FILES):
        numbers = range(file * ROWS, (file + 1) * ROWS)
        flows = ["import" if number % 2 else "export" for number in numbers]
        ends = [(importers[number % 7], exporters[number % 3]) for number in numbers]
        columns = {
            # Every hundredth id occurs again in the next file.
            "record_id": [f"R-{number if number % 100 else number % ROWS:012}" for number in numbers],
            "date": [days[number * 7919 % len(days)] for number in numbers],
            "reporter": [end[flow == "export"] for end, flow in zip(ends, flows)],
            "partner": [end[flow == "import"] if number % 9973 else "XXX" for number, end, flow in zip(numbers, ends, flows)],
            "flow": flows,
            "form": [forms[number % 3] for number in numbers],
            "quantity_g": pyarrow.array([amounts[number * 31 % len(amounts)] for number in numbers], pyarrow.decimal128(18, 6)),
        }
        pyarrow.parquet.write_table(pyarrow.table(columns), folder / "trades" / f"part-{file}.parquet", row_group_size=50_000)
    lines = ["filing_id,country,substance,kind,received,effective,grams"]
    for place, country in enumerate(importers):
        for substance in ("PD006", "PM005"):
            lines.append(f"A-{place}-{substance},{country},{substance},assessment,2019-11-01,2020-01-01,{20000 + 6000 * place}")
    (folder / "estimates" / "all.csv").write_text("\n".join(lines) + "\n")
    return folder


class Process:
    """A process, as the system tells of it."""

    def __init__(self, pid):
        self.pid = pid

    def command(self):
        try:
            return pathlib.Path(f"/proc/{self.pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return []

    def parent(self):
        try:
            return int(pathlib.Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            return 0

    def ancestors(self):
        parent = self.parent()
        while parent > 1:
            yield Process(parent)
            parent = Process(parent).parent()

    def is_below(self, pid):
        return any(above.pid == pid for above in self.ancestors())

    def runs(self, stage):
        command = self.command()
        return len(command) > 2 and command[0].endswith(b"inforce") and command[1:3] == [b"stage", stage.encode()]


def processes():
    return [Process(int(name)) for name in os.listdir("/proc") if name.isdigit()]


class Killer(threading.Thread):
    """For each of some stages, waits until a process of the stage appears below a process, and ends what ``choose`` returns."""

    def __init__(self, below, stages, choose):
        super().__init__(daemon=True)
        self.below, self.stages, self.choose = below, list(stages), choose
        #: The stages in which something was killed, with the process of the stage.
        self.killed = []

    def run(self):
        while self.stages:
            for process in processes():
                if not process.runs(self.stages[0]) or not process.is_below(self.below):
                    continue
                victim = self.choose(process)
                if victim is None:
                    continue
                try:
                    os.kill(victim.pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
                self.killed.append((self.stages.pop(0), process))
                break
            time.sleep(0.002)


def gone(process, seconds=10):
    """Whether a process ends within some time."""
    end = time.time() + seconds
    while process.command() and time.time() < end:
        time.sleep(0.1)
    return not process.command()


def driver(*arguments, environment=None):
    """Starts the driver."""
    command = [sys.executable, "-m", "inforce.spark", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **(environment or {})})


def finished(process):
    out, said = process.communicate(timeout=600)
    assert process.returncode == 0, said[-4000:]
    return out, said
