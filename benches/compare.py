"""Whole runs of inforce beside the same job in DuckDB and Polars, and beside the least a reader can do.

    python3 benches/compare.py --records 10000000 --rounds 3

Makes the data, builds what is measured, and runs all of it round by round, each as a process of its own with a limit on
threads. After the first round all must have found the same, alerts to the last digit. Prints medians. `--core` adds the
judging core alone, without versions and evidence; that of inforce checks every row all the same.
"""

import argparse
import shutil
import subprocess
from pathlib import Path

from measure import ROOT, WORK, Contender, bench, inforce, measure, python, say, table, warm, world

CORE = "date,reporter,partner,flow,form,quantity_g"
#: Other ways to run inforce on the same data; one that the program does not know is skipped.
VARIANTS = [
    ("inforce, 1 thread", ["--threads", "1"]),
    ("inforce, --memory 256M", ["--memory", "256M"]),
]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, nargs="+", default=[10_000_000], help="sizes of the worlds to make")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dataset", type=Path, nargs="+", help="use these instead, as they are")
    parser.add_argument("--format", choices=("parquet", "csv"), default="parquet", help="csv: without faulty lines, which peers stumble over")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--peers", default="duckdb,polars", help="which of them, or none")
    parser.add_argument("--core", action="store_true", help="the judging core alone, too")
    parser.add_argument("--no-variants", action="store_true", help="inforce in one way only")
    parser.add_argument("--inforce", help="the program to measure [default: build it]")
    parser.add_argument("--decode", help="the bench that only decodes [default: build it]")
    parser.add_argument("--markdown", action="store_true")
    return parser.parse_args()


class Comparison:
    def __init__(self, options, dataset):
        self.options, self.dataset = options, dataset
        self.outs = WORK / "out"
        shutil.rmtree(self.outs, ignore_errors=True)
        self.outs.mkdir(parents=True)
        self.peers = [peer for peer in options.peers.split(",") if peer != "none"]
        self.threads = ["--threads", str(options.threads)]

    def run_inforce(self, name, extra, may_refuse=False):
        """Into a folder of its own, new in each round: a run that finds an earlier one goes on from it."""
        out = self.outs / name.replace(" ", "-").replace(",", "")
        # The last of two limits on threads would be an error.
        threads = [] if "--threads" in extra else self.threads
        return Contender(name, [self.options.inforce, "run", self.dataset, "--out", out, "--quiet", *threads, *extra], may_refuse, fresh=out)

    def run_peer(self, peer, job):
        script = ROOT / "benches" / "peers" / f"{peer}_run.py"
        name = peer if job == "full" else f"{peer} {job}"
        return Contender(name, [python(), script, job, self.dataset, self.outs / name.replace(" ", "-"), *self.threads])

    def contenders(self):
        found = [self.run_inforce("inforce", [])]
        if not self.options.no_variants:
            found += [self.run_inforce(name, extra, may_refuse=True) for name, extra in VARIANTS]
        if self.options.format == "parquet":
            limit = [self.options.decode, self.dataset]
            found += [Contender("decode only", [*limit, *self.threads]), Contender("decode core columns", [*limit, CORE, *self.threads])]
        found += [self.run_peer(peer, "full") for peer in self.peers]
        if self.options.core:
            found += [Contender("inforce core", [bench("core"), self.dataset, *self.threads])]
            found += [self.run_peer(peer, job) for peer in self.peers for job in ("core", "core2")]
        return found

    def check(self):
        """All that did the whole job against inforce, and the cores among themselves."""
        outs = {path.name: path / "current" if path.name.startswith("inforce") else path for path in self.outs.iterdir()}
        cores = sorted(name for name in outs if "-core" in name)
        whole = [name for name in outs if name not in cores and name != "inforce"]
        pairs = [("inforce", name, []) for name in whole] + [(cores[0], name, ["alerts"]) for name in cores[1:]]
        for one, other, what in pairs:
            if not (outs[other] / "alerts.parquet").exists():
                continue
            agree = [python(), ROOT / "benches" / "peers" / "agree.py", outs[one], outs[other], *what]
            answer = subprocess.run(agree, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            if answer.returncode != 0:
                raise SystemExit(f"{one} and {other} do not agree: {answer.stdout}")
            say(f"{one} and {other}: {answer.stdout.strip()}")

    def report(self, taken):
        """Of a core's one pass and two, the faster is what the peer can do."""
        own, limit = taken["inforce"].median, taken.get("decode only")
        print(f"\n{self.dataset.name}, {self.options.threads} threads, median of {self.options.rounds}")
        rows = [
            [name, f"{one.median:.2f}", f"{min(one.seconds):.2f}", f"{sorted(one.processor)[len(one.processor) // 2]:.1f}",
             f"{max(one.peak):,.0f}", f"{one.median / own:.2f}", f"{one.median / limit.median:.1f}" if limit else ""]
            for name, one in taken.items()
        ]  # fmt: skip
        head = ["", "seconds", "least", "processor s", "peak MB", "to inforce", "to decode"]
        table(head, rows, self.options.markdown)
        return own


def main():
    options = arguments()
    options.inforce = options.inforce or inforce()
    options.decode = options.decode or (bench("decode") if options.format == "parquet" else None)
    WORK.mkdir(parents=True, exist_ok=True)
    datasets = options.dataset or [world(records, options.seed, options.format) for records in options.records]
    own = []
    for dataset in datasets:
        warm(dataset)
        comparison = Comparison(options, dataset.resolve())
        own.append(comparison.report(measure(comparison.contenders(), options.rounds, comparison.check)))
    for dataset, seconds in list(zip(datasets, own))[1:]:
        print(f"\n{dataset.name} takes inforce {seconds / own[0]:.2f} times as long as {datasets[0].name}")
    shutil.rmtree(WORK / "out")


if __name__ == "__main__":
    main()
