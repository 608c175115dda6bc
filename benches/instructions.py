#!/usr/bin/env python3
"""Counts the instructions of each stage under callgrind and compares them with those stored beside this script.

    benches/instructions.py            count and compare; ends with 1 where a stage takes too many
    benches/instructions.py --write    count and store

Counts do not depend on what else the machine does, but they do on the compiler: against a baseline of another
compiler they are shown and not judged. What the compiler inlines changes with code that a stage never runs, which has
moved counts by up to 7%: less than a tenth is not judged. A stage whose work has changed has no baseline until its count is
stored. Without valgrind nothing is counted, and that is said.
"""

import csv
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

HERE = pathlib.Path(__file__).resolve().parent
BASELINE = HERE / "instructions.csv"
STAGES = ["intake-parquet", "intake-csv", "conversion", "versions", "tally", "ledger", "judgement", "evidence"]
TOLERANCE = 0.10


def binary():
    command = ["cargo", "bench", "--locked", "--bench", "instructions", "--no-run", "--message-format", "json"]
    out = subprocess.run(command, cwd=HERE.parent, check=True, stdout=subprocess.PIPE, text=True).stdout
    built = [json.loads(line) for line in out.splitlines()]
    return next(m["executable"] for m in built if m.get("target", {}).get("name") == "instructions" and m.get("executable"))


def count(program, stage):
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "--collect-atstart=no",
               "--toggle-collect=*counted*", program, stage]
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    found = re.search(r"Collected : (\d+)", run.stdout)
    if run.returncode or not found or not int(found[1]):
        sys.exit(f"{stage}: nothing counted\n{run.stdout}")
    return int(found[1])


def main():
    if not shutil.which("valgrind"):
        print("instructions: valgrind is not there, so nothing is counted")
        return
    compiler = subprocess.run(["rustc", "--version"], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    program = binary()
    with ThreadPoolExecutor(os.cpu_count()) as side_by_side:
        counts = dict(zip(STAGES, side_by_side.map(lambda stage: count(program, stage), STAGES)))
    if "--write" in sys.argv[1:]:
        with BASELINE.open("w", newline="") as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(["stage", "instructions", "compiler"])
            rows.writerows([stage, counts[stage], compiler] for stage in STAGES)
    with BASELINE.open() as file:
        stored = {row["stage"]: row for row in csv.DictReader(file)}
    worse = []
    print(f"{'stage':16} {'stored':>15} {'counted':>15} {'change':>8}")
    for stage in STAGES:
        if stage not in stored:
            print(f"{stage:16} {'-':>15} {counts[stage]:15,} {'':>8}  not stored yet: shown, not judged")
            continue
        before = int(stored[stage]["instructions"])
        change = counts[stage] / before - 1
        print(f"{stage:16} {before:15,} {counts[stage]:15,} {change:+8.1%}")
        if change > TOLERANCE:
            worse.append(stage)
    if any(row["compiler"] != compiler for row in stored.values()):
        print(f"counted with {compiler}, stored with another compiler: shown, not judged")
    elif worse:
        sys.exit(f"more than {TOLERANCE:.0%} above what is stored: {', '.join(worse)}; make it faster, or store with --write and say why")


if __name__ == "__main__":
    main()
