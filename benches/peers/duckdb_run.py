"""The whole job of `inforce run`, or the judging core alone, in DuckDB.

    python duckdb_run.py full|core|core2 DATASET OUT [--threads N]

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
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import numpy

from filings import Filings, write_levels

HERE = Path(__file__).resolve().parent
SCRIPTS = {"full": ("full", "judge", "report"), "core": ("core", "judge", "excesses"), "core2": ("core2", "judge", "excesses")}
COLUMNS = dict.fromkeys(
    "record_id date received reporter partner flow form quantity_g reexport_g authorisation special_licence".split(), "VARCHAR"
) | {"date": "DATE", "received": "DATE", "quantity_g": "DECIMAL(18, 6)", "reexport_g": "DECIMAL(18, 6)"}


class Run:
    def __init__(self, options):
        self.dataset, self.out, self.verbose = options.dataset.resolve(), options.out.resolve(), options.verbose
        self.threads = options.threads
        self.out.mkdir(parents=True, exist_ok=True)
        os.chdir(self.out)
        self.db = duckdb.connect()
        # The order of rows is asked for where it matters, which leaves the engine free everywhere else.
        self.db.execute(f"SET threads = {options.threads}; SET preserve_insertion_order = false; SET enable_progress_bar = false")
        self.db.execute("SET VARIABLE config = ?", [str(options.config)])
        self.db.execute("SET VARIABLE levels = 'levels.csv'")
        filings = Filings(self.dataset, options.config, self.read_parquet)
        write_levels("levels.csv", filings)
        self.refused = filings.refused
        self.script("lists")
        self.source()

    def read_parquet(self, path, columns):
        present = {row[0] for row in self.db.execute("SELECT name FROM parquet_schema(?)", [str(path)]).fetchall()}
        wanted = ", ".join(column if column in present else f"NULL AS {column}" for column in columns)
        return self.db.execute(f"SELECT {wanted} FROM read_parquet(?)", [str(path)]).fetchall()

    def source(self):
        """All record files as one view, each row with the number of its file and its own; CSV has neither."""
        trades = self.dataset / "trades"
        files = sorted(trades.rglob("*.parquet"), key=lambda path: path.parts)
        names = [path.relative_to(self.dataset).as_posix() for path in files]
        self.db.execute("CREATE TEMP TABLE files AS SELECT unnest(?::INTEGER[]) AS file, unnest(?::VARCHAR[]) AS name", [list(range(len(names))), names])
        if files:
            rows, more = f"read_parquet({[str(path) for path in files]}, file_row_number = true)", "file_index::INTEGER AS file, file_row_number + 1 AS source_row"
        else:
            files = [str(path) for path in sorted(trades.rglob("*.csv"))]
            rows, more = f"read_csv({files}, header = true, columns = {COLUMNS}, quote = '', escape = '')", "NULL::INTEGER AS file, NULL::BIGINT AS source_row"
        self.db.execute(f"CREATE TEMP VIEW source AS SELECT *, {more} FROM {rows}")

    def script(self, name):
        """Runs a script, step by step; a method of a step's name comes before it."""
        lead, *steps = (HERE / "sql" / f"{name}.sql").read_text().split("\n--# ")
        self.db.execute(lead)
        for text in steps:
            step, _, sql = text.partition("\n")
            started = time.perf_counter()
            getattr(self, f"before_{step}", lambda: None)()
            self.db.execute(sql)
            if self.verbose:
                print(f"{step:20} {time.perf_counter() - started:6.2f} s", flush=True)

    def before_keep(self):
        """Ids that may occur twice: 8 bytes of each are fetched and sorted, which beats grouping a hundred
        million texts by far."""
        ids = self.db.execute("SELECT hash(record_id, reporter) AS id FROM source").fetchnumpy()["id"]
        # As many ranges of hashes as threads, each sorted by one.
        bounds = [numpy.uint64(2**64 * nth // self.threads) for nth in range(1, self.threads)]
        parts = [ids]
        for bound in bounds:
            parts[-1:] = [parts[-1][parts[-1] < bound], parts[-1][parts[-1] >= bound]]
        del ids
        with ThreadPoolExecutor(self.threads) as pool:
            doubles = {"id": numpy.concatenate(list(pool.map(repeated, parts)))}  # noqa: F841, read by name
        self.db.execute("CREATE TEMP TABLE doubles AS FROM doubles")

    def before_alerts(self):
        kinds = [[row[place] for row in self.refused] for place in range(6)]
        self.db.execute(
            "CREATE TEMP TABLE refused_filings AS SELECT unnest(?::VARCHAR[]) AS kind, unnest(?::VARCHAR[]) AS source_file,"
            " unnest(?::BIGINT[]) AS source_row, unnest(?::VARCHAR[]) AS id, unnest(?::VARCHAR[]) AS reason, unnest(?::VARCHAR[]) AS raw",
            kinds,
        )


def repeated(ids):
    ids.sort()
    return numpy.unique(ids[1:][ids[1:] == ids[:-1]])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("job", choices=SCRIPTS)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--config", type=Path, default=HERE.parent.parent / "config")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    run = Run(options)
    for script in SCRIPTS[options.job]:
        run.script(script)


if __name__ == "__main__":
    main()
