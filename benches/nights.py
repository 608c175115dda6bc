"""The second night beside a run over everything: what is new on top of what was read before.

    python3 benches/nights.py --records 10000000 --rounds 3
    python3 benches/nights.py --records 100000000 --years 10

Makes the data in files of a million rows, with --years laid behind themselves two years earlier each time (`archive.py`), publishes a first night without the newest file, and then measures, round by
round, the second night going on from it, the same with --full, and the first night itself. All second nights must publish
the same bytes. Prints medians, and the bytes that the first night leaves.
"""

import argparse
import shutil
import statistics
import subprocess
from pathlib import Path

from measure import ROOT, WORK, Contender, inforce, python, run, say, synth, table, warm

#: What tells of the clock, and what is in the order in which threads noted it.
APART = {"run.json", "ids"}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=10_000_000, help="records of the first night, about; a file more comes on the second")
    parser.add_argument("--rows-per-file", type=int, default=1_000_000)
    parser.add_argument("--years", type=int, default=2, help="years of trade, an even number")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--inforce", help="the program to measure [default: build it]")
    parser.add_argument("--markdown", action="store_true")
    return parser.parse_args()


def newest(dataset):
    """The last full file of the last year of trade, which holds its last days and corrections of earlier ones."""
    last = max(path for path in dataset.glob("trades/*/part-*.parquet"))
    # Of an archive, the file of the last years, and not that of a copy.
    return min(last.parent.glob(f"{last.stem.rsplit('-', 1)[0]}-*.parquet")) if last.stem.count("-") > 1 else last


class Nights:
    def __init__(self, options, program):
        self.options, self.program = options, program
        self.folder = WORK / "nights"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.dataset, self.aside, self.out = (self.folder / name for name in ("data", "aside", "out"))
        world, copies = self.folder / "world", options.years // 2
        made = [synth(), "--quiet", "--records", options.records // copies + options.rows_per_file, "--seed", options.seed]
        made += ["--rows-per-file", options.rows_per_file, "--out", world]
        subprocess.run([*map(str, made)], check=True)
        if copies == 1:
            world.rename(self.dataset)
        else:
            subprocess.run([python(), ROOT / "benches" / "archive.py", world, self.dataset, str(options.years)], check=True)
            shutil.rmtree(world)
        self.file = newest(self.dataset)
        for late in self.dataset.glob("trades/*/late*.parquet"):
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
        published = [
            {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}
            for out in ((self.out / "current").resolve(), (whole / "current").resolve())
        ]
        for name in sorted(published[0].keys() | published[1].keys()):
            same = published[0].get(name) == published[1].get(name)
            if not same and name.split("/")[0] not in APART:
                raise SystemExit(f"{name} is not what a run over everything publishes")
        return taken

    def sizes(self):
        run = self.out / "runs" / "000001"
        return {path.relative_to(run).as_posix(): path.stat().st_size for path in sorted(run.rglob("*")) if path.is_file()}


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
