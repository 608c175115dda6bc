"""What the comparisons share: programs and data made ready, processes measured, tables printed."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
import venv
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "target" / "compare"
PACKAGES = ("duckdb", "polars", "pyarrow", "numpy")


@dataclass
class Contender:
    """A process to measure. One that may not know an argument is skipped when it says so (exit code 2); one that answers
    by its exit code may have others than 0."""

    name: str
    command: list
    may_refuse: bool = False
    codes: tuple = (0,)
    #: A folder that is removed before each run, so that no run goes on from another.
    fresh: Path | None = None


@dataclass
class Taken:
    """What the runs of one contender took."""

    seconds: list = field(default_factory=list)
    processor: list = field(default_factory=list)
    peak: list = field(default_factory=list)

    @property
    def median(self):
        return statistics.median(self.seconds)


class Refused(Exception):
    """A program does not know what it was asked."""


def say(text):
    print(text, file=sys.stderr, flush=True)


def python():
    """The interpreter of an environment with the peers in it."""
    home = WORK / "python"
    binary = home / "bin" / "python"
    if not binary.exists():
        say("making an environment with " + ", ".join(PACKAGES))
        venv.create(home, with_pip=True)
        subprocess.run([binary, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES], check=True)
    return str(binary)


def inforce():
    subprocess.run(["cargo", "build", "--profile", "dist", "--quiet"], cwd=ROOT, check=True)
    return str(ROOT / "target" / "dist" / "inforce")


def bench(name):
    """The program of a bench."""
    build = ["cargo", "bench", "--bench", name, "--no-run", "--quiet", "--message-format", "json"]
    lines = subprocess.run(build, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    built = [json.loads(line).get("executable") for line in lines if line.startswith("{")]
    return next(path for path in built if path and Path(path).name.startswith(f"{name}-"))


def synth():
    """The program that makes datasets."""
    subprocess.run(["cargo", "build", "--release", "--quiet", "--package", "inforce-synth"], cwd=ROOT, check=True)
    return str(ROOT / "target" / "release" / "inforce-synth")


def world(records, seed, form="parquet"):
    """A made-up dataset, made once."""
    folder = WORK / "worlds" / f"{form}-{records}-{seed}"
    if not folder.exists():
        say(f"making {records:,} records in {folder}")
        aside = folder.with_name(folder.name + ".making")
        subprocess.run(["rm", "-rf", aside], check=True)
        subprocess.run([synth(), "--quiet", "--records", str(records), "--seed", str(seed), "--format", form, "--out", aside], check=True)
        if form == "csv":
            drop_faults(aside)
        aside.rename(folder)
    return folder


def drop_faults(dataset):
    """Takes the faulty lines out of a dataset's CSV records, so that those can read it that stumble over them."""
    faulty = defaultdict(set)
    for line in (dataset / "planted" / "faults.csv").read_text().splitlines()[1:]:
        kind, file, row, _ = line.split(",")
        if kind == "record":
            faulty[file].add(int(row))
    for file, rows in faulty.items():
        path = dataset / file
        aside = path.with_suffix(".sound")
        with open(path, "rb") as lines, open(aside, "wb") as sound:
            sound.writelines(line for number, line in enumerate(lines) if number not in rows)
        aside.rename(path)


def warm(folder):
    """Reads all files once, so that the first to be measured has no harder time than the others."""
    for path in folder.rglob("*.*"):
        if path.is_file():
            with open(path, "rb", buffering=0) as file:
                while file.read(1 << 24):
                    pass


def run(contender, log):
    """Wall seconds, seconds of all processors, and peak memory in MB of one run."""
    if contender.fresh:
        shutil.rmtree(contender.fresh, ignore_errors=True)
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    with open(log, "w") as output:
        started = time.perf_counter()
        process = subprocess.Popen([str(part) for part in contender.command], stdout=output, stderr=output, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    said = Path(log).read_text()
    if process.returncode == 2 and contender.may_refuse:
        raise Refused((said.strip().splitlines() or ["it says nothing"])[0])
    if process.returncode not in contender.codes:
        sys.exit(f"{contender.name} failed with {process.returncode}:\n{said}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def measure(contenders, rounds, after_first=lambda: None):
    """Round by round, so that a busy minute of the machine hits all alike."""
    taken = {contender.name: Taken() for contender in contenders}
    contenders = list(contenders)
    for number in range(rounds):
        for contender in list(contenders):
            try:
                seconds, processor, peak = run(contender, WORK / "log.txt")
            except Refused as refused:
                say(f"skipped: {contender.name}: {refused}")
                contenders.remove(contender)
                del taken[contender.name]
                continue
            say(f"round {number + 1}: {contender.name}: {seconds:.2f} s, {peak:,.0f} MB")
            one = taken[contender.name]
            one.seconds.append(seconds)
            one.processor.append(processor)
            one.peak.append(peak)
        if number == 0:
            after_first()
    return taken


def table(head, rows, markdown=False):
    """As aligned text, or as Markdown; the first column is text, the others are figures."""
    rows = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[place]) for row in [head, *rows]) for place in range(len(head))]

    def line(cells):
        padded = [cell.ljust(width) if place == 0 else cell.rjust(width) for place, (cell, width) in enumerate(zip(cells, widths))]
        return f"| {' | '.join(padded)} |" if markdown else "  ".join(padded)

    rule = "|" + "|".join("-" * (width + 1 + (place == 0)) + (":" if place else "") for place, width in enumerate(widths)) + "|"
    print("\n".join([line(head), *([rule] if markdown else []), *(line(row) for row in rows)]), flush=True)
