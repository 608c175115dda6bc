"""The second night beside a run over everything: what is new on top of what was read before.

    python3 benches/nights.py --records 10000000 --rounds 3

Makes the data in files of a million rows, publishes a first night without the newest file, and then measures, round by
round, the second night going on from it, the same with --full, and the first night itself. All second nights must publish
the same bytes. Prints medians, and the bytes that the first night leaves.
"""

import argparse
import shutil
import statistics
import subprocess
from pathlib import Path

from measure import WORK, Contender, inforce, run, say, synth, table, warm

#: Whatever tells of the clock.
APART = {"run.json"}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=10_000_000, help="records of the first night, about; a file more comes on the second")
    parser.add_argument("--rows-per-file", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--inforce", help="the program to measure [default: build it]")
    parser.add_argument("--markdown", action="store_true")
    return parser.parse_args()


def newest(dataset):
    """The last full file of the last year of trade, which holds its last days and corrections of earlier ones."""
    return max(path for path in dataset.glob("trades/*/part-*.parquet"))


class Nights:
    def __init__(self, options, program):
        self.options, self.program = options, program
        self.folder = WORK / "nights"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.dataset, self.aside, self.out = (self.folder / name for name in ("data", "aside", "out"))
        made = [synth(), "--quiet", "--records", options.records + options.rows_per_file, "--seed", options.seed]
        made += ["--rows-per-file", options.rows_per_file, "--out", self.dataset]
        subprocess.run([*map(str, made)], check=True)
        self.file = newest(self.dataset)
        for late in self.dataset.glob("trades/*/late.parquet"):
            late.unlink()

    def contender(self, name, out, *extra):
        return Contender(name, [self.program, "run", self.dataset, "--out", out, "--quiet", "--threads", self.options.threads, *extra])

    def first(self):
        """The first night anew, as it is before each round."""
        self.file.rename(self.aside)
        shutil.rmtree(self.out, ignore_errors=True)
        taken = run(self.contender("first", self.out), WORK / "log.txt")
        self.aside.rename(self.file)
        return taken

    def round(self):
        whole = self.folder / "whole"
        shutil.rmtree(whole, ignore_errors=True)
        first = self.first()
        # Both second nights follow the same first one, so that they find the same changes.
        shutil.copytree(self.out, whole, symlinks=True)
        taken = {
            "the first night": first,
            "the second, going on from it": run(self.contender("onward", self.out), WORK / "log.txt"),
            "the second, over everything": run(self.contender("whole", whole, "--full"), WORK / "log.txt"),
        }
        for path in sorted((whole / "current").iterdir()):
            same = (self.out / "current" / path.name).read_bytes() == path.read_bytes()
            if not same and path.name not in APART:
                raise SystemExit(f"{path.name} is not what a run over everything publishes")
        return taken

    def sizes(self):
        return {path.name: path.stat().st_size for path in sorted((self.out / "runs" / "000001").iterdir())}


def main():
    options = arguments()
    nights = Nights(options, options.inforce or inforce())
    warm(nights.dataset)
    rounds = []
    for number in range(options.rounds):
        rounds.append(nights.round())
        say(f"round {number + 1}: " + ", ".join(f"{name}: {taken[0]:.2f} s" for name, taken in rounds[-1].items()))
    rows = []
    for name in rounds[0]:
        seconds, processor, peak = (statistics.median(taken[name][place] for taken in rounds) for place in range(3))
        rows.append([name, f"{seconds:.2f}", f"{processor:.2f}", f"{peak:,.0f}"])
    table([f"{options.records:,} records and a file of {options.rows_per_file:,}", "seconds", "processor s", "peak MB"], rows, options.markdown)
    sizes = nights.sizes()
    print()
    table(["left by the first night", "bytes"], [[name, f"{size:,}"] for name, size in sizes.items()], options.markdown)


if __name__ == "__main__":
    main()
