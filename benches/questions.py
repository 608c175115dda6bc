"""How long each question about a published run takes, as a process of its own.

    python3 benches/questions.py --records 100000000 --rounds 5

Makes the data, publishes it once, and asks round by round. Which alerts, groups and numbers are asked about is chosen out
of the published tables by their size: the largest and the one in the middle. Prints medians.
"""

import argparse
import json
import subprocess
from pathlib import Path

from measure import WORK, Contender, inforce, measure, python, say, table, warm, world

#: Run by the environment that has DuckDB in it: what is asked about, as JSON.
CHOOSE = """
import duckdb, json, sys
out = sys.argv[1]
def by_size(query):
    rows = duckdb.sql(query).fetchall()
    return rows[-1], rows[len(rows) // 2]
print(json.dumps({
    "alerts": by_size(f"SELECT alert_id FROM '{out}/alerts.parquet' ORDER BY records, alert_id"),
    "groups": by_size(f"SELECT importer, substance, year(date)::TEXT AS in_year FROM '{out}/ledger/*.parquet' GROUP BY ALL ORDER BY sum(records), importer, substance, in_year"),
    "number": duckdb.sql(f"SELECT min(authorisation) FROM '{out}/evidence/*.parquet' WHERE in_excess").fetchall()[0][0],
}))
"""


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=10_000_000, help="size of the world to make")
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--dataset", type=Path, help="use this instead, as it is")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--inforce", help="the program to measure [default: build it]")
    parser.add_argument("--markdown", action="store_true")
    return parser.parse_args()


def published(binary, dataset):
    """The folder of the run of a dataset, published once."""
    out = WORK / "questions" / dataset.name
    if not (out / "current").exists():
        say(f"publishing {dataset.name}")
        subprocess.run([binary, "run", dataset, "--out", out, "--quiet"], check=True, stdout=subprocess.DEVNULL)
    return out


def proposed(number, importer):
    """A list of shipments, each under an authorisation whose number may be like others."""
    path = WORK / "questions" / "proposed.csv"
    lines = [f"{importer},PD006,1g,2024-05-03,{number[:-3]}{end:03}" for end in range(0, 1000, 10)]
    path.write_text("\n".join(["importer,form,quantity,date,authorisation", *lines]) + "\n")
    return path


def questions(chosen):
    """Each question by its name, with what is asked."""
    (largest, median), (busiest, middle) = chosen["alerts"], chosen["groups"]
    check = ["check", "--importer", "KEN", "--form", "PM005-HCL", "--quantity", "2kg", "--date", "2024-05-03"]
    trades = lambda group: ["trades", "--importer", group[0], "--substance", group[1], "--year", group[2], "--format", "csv"]
    return {
        "check": check,
        "explain, largest alert": ["explain", *largest],
        "explain, median alert": ["explain", *median],
        "estimates": ["estimates", "--on", "2024-06-01"],
        "headroom": ["headroom", "--on", "2024-09-30", "--within", "10%"],
        "what-if": ["what-if", "--supplement", "KEN:PD006:+1300g@2024-06-01"],
        "trades, largest group": trades(busiest),
        "trades, largest group, accounts": [*trades(busiest), "--accounts"],
        "trades, median group": trades(middle),
        "check --authorisation": [*check, "--authorisation", chosen["number"]],
        "check --file, 100 authorisations": ["check", "--file", proposed(chosen["number"], "KEN"), "--format", "csv"],
    }


def main():
    options = arguments()
    options.inforce = options.inforce or inforce()
    (WORK / "questions").mkdir(parents=True, exist_ok=True)
    dataset = (options.dataset or world(options.records, options.seed)).resolve()
    out = published(options.inforce, dataset)
    chosen = json.loads(subprocess.run([python(), "-c", CHOOSE, out / "current"], check=True, stdout=subprocess.PIPE, text=True).stdout)
    say(f"asked about: {chosen}")
    warm(dataset)
    warm(out / "runs")
    end = ["--out", out, "--quiet", "--threads", str(options.threads)]
    # A shipment that does not fit is an answer, too; a list with one likewise.
    asked = [Contender(name, [options.inforce, *question, *end], may_refuse=name == "what-if", codes=(0, 10)) for name, question in questions(chosen).items()]
    taken = measure(asked, options.rounds)
    print(f"\n{dataset.name}, {options.threads} threads, median of {options.rounds}")
    rows = [
        [name, f"{one.median:.2f}", f"{min(one.seconds):.2f}", f"{sorted(one.processor)[len(one.processor) // 2]:.2f}", f"{max(one.peak):,.0f}"]
        for name, one in taken.items()
    ]
    table(["", "seconds", "least", "processor s", "peak MB"], rows, options.markdown)


if __name__ == "__main__":
    main()
