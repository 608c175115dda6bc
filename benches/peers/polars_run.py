"""The whole job of `inforce run`, or the judging core alone, in Polars.

    python polars_run.py full|core|core2 DATASET OUT [--threads N]

Same work as inforce: every row checked, versions resolved, levels, all five rules, ledger, evidence,
quarantine and estimates written as zstd Parquet. In the peer's favour it leaves out: hashing of the inputs
and outputs, the manifest, the wording of what is wrong with a refused row, factors and controls that depend on the
day, policies other than the default, the atomic publication, and the check that ledger and evidence agree. CSV
is read as it is fastest, by the types of the columns, so that files must be without faults and quotes; the file
and row that evidence came from are left empty.
"""

import argparse
import os
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("job", choices=("full", "core", "core2"))
    parser.add_argument("dataset", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--config", type=Path, default=HERE.parent.parent / "config")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    # Read when Polars is first imported.
    os.environ["POLARS_MAX_THREADS"] = str(options.threads)
    from polars_core import core
    from polars_full import Full

    options.out.mkdir(parents=True, exist_ok=True)
    started = time.perf_counter()
    if options.job != "full":
        core({"core": 1, "core2": 2}[options.job], options.dataset.resolve(), options.config, options.out.resolve())
        return
    job = Full(options.dataset.resolve(), options.config, options.out.resolve())
    for step in job.steps():
        step()
        if options.verbose:
            print(f"{step.__name__:20} {time.perf_counter() - started:6.2f} s", flush=True)


if __name__ == "__main__":
    main()
