"""inforce on data that is laid out, sorted, skewed or encoded as unkindly as can be.

    python3 benches/unkind.py --records 10000000

Makes a world, writes its records anew in every variant of reshape.py, one at a time, and runs inforce on each beside the
world as it was. Alerts must be the same, except where all trade goes to one country. `--only` picks variants;
`--ten-times` runs the records ten times over instead, with new ids and later days: a billion from 100 million.
"""

import argparse
import os
import shutil
import subprocess
from pathlib import Path

from measure import ROOT, WORK, Contender, Taken, bench, inforce, python, run, say, table, warm, world

VARIANTS = (
    "one country", "many small files", "one row group", "sorted by date", "sorted by country", "shuffled", "snappy", "zstd", "uncompressed",
    "plain texts", "texts in dictionaries", "texts from string_view", "texts from large_string", "texts from dictionaries",
)  # fmt: skip
TEN_TIMES = "ten times over"
OTHER_ALERTS = ("one country", TEN_TIMES)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=10_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dataset", type=Path, help="use this instead of a world made for it")
    parser.add_argument("--only", nargs="+", choices=VARIANTS, default=VARIANTS, metavar="VARIANT", help=", ".join(VARIANTS))
    parser.add_argument("--ten-times", action="store_true", help="the records ten times over instead")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--extra", action="append", default=[], help="one more argument of inforce: --extra=--memory=256M")
    parser.add_argument("--inforce", help="the program to measure [default: build it]")
    parser.add_argument("--markdown", action="store_true")
    return parser.parse_args()


def measured(options, name, dataset, taken):
    """Runs inforce on a dataset; where its answer lies."""
    out = WORK / "out" / name.replace(" ", "-")
    command = [options.inforce, "run", dataset, "--out", out, "--quiet", "--threads", str(options.threads), *options.extra]
    seconds, processor, peak = run(Contender(name, command), WORK / "log.txt")
    taken.seconds.append(seconds)
    taken.processor.append(processor)
    taken.peak.append(peak)
    say(f"{name}: {seconds:.2f} s, {peak:,.0f} MB")
    return out / "current"


def reshape(dataset, out, name):
    """One row group of any size is more than the tools of reshape.py write."""
    if name == "one row group":
        shutil.copytree(dataset / "estimates", out / "estimates")
        (out / "trades").mkdir()
        command = [bench("one_group"), dataset, out / "trades" / "all.parquet"]
    else:
        command = [python(), ROOT / "benches" / "reshape.py", dataset, out, name]
    subprocess.run(command, check=True, env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"})


def same_alerts(one, other):
    agree = [python(), ROOT / "benches" / "peers" / "agree.py", one, other, "alerts", "ledger"]
    return subprocess.run(agree, stdout=subprocess.DEVNULL).returncode == 0


def row(name, taken, plain, alerts):
    return (name, f"{taken.median:.2f}", f"{taken.median / plain.median:.2f}", f"{max(taken.peak):,.0f}", f"{max(taken.peak) / max(plain.peak):.2f}", alerts)


def size(folder):
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) // 1_000_000


def main():
    options = arguments()
    options.inforce = options.inforce or inforce()
    shutil.rmtree(WORK / "out", ignore_errors=True)
    (WORK / "out").mkdir(parents=True)
    dataset = options.dataset or world(options.records, options.seed)
    rows, wrong = [], []
    for name in [TEN_TIMES] if options.ten_times else options.only:
        changed = WORK / "reshaped"
        shutil.rmtree(changed, ignore_errors=True)
        reshape(dataset, changed, name)
        say(f"{name}: {size(changed):,} MB")
        plain, taken = Taken(), Taken()
        warm(dataset)
        warm(changed)
        # Always beside the world as it was, so that a busy machine does not look like an unkind file.
        for _ in range(options.rounds):
            before = measured(options, "as made", dataset, plain)
            after = measured(options, name, changed, taken)
        alerts = "" if name in OTHER_ALERTS else "same" if same_alerts(before, after) else "DIFFERENT"
        wrong += [name] if alerts == "DIFFERENT" else []
        rows.append(row(name, taken, plain, alerts))
        shutil.rmtree(changed)
        shutil.rmtree(WORK / "out")
    print(f"\n{dataset.name}, {options.threads} threads, median of {options.rounds}")
    table(["", "seconds", "to as made", "peak MB", "to as made", "alerts and ledger"], rows, options.markdown)
    if wrong:
        raise SystemExit("not the same: " + ", ".join(wrong))


if __name__ == "__main__":
    main()
