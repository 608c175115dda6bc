"""Whether two outputs say the same: `python agree.py A B [alerts|evidence|ledger|refusals ...]`.

Alerts are compared column by column to the last digit, but for columns that peers do not work out; evidence and ledger by their
numbers of rows and sums, refused rows by kind and reason. Prints what differs and ends with 1, or says what agrees.
"""

import sys
from pathlib import Path

import duckdb

SUMS = {
    "evidence": "SELECT count(*), sum(base_g), sum(quantity_g), sum(reexport_g), sum(hash(alert_id, record_id, running_total_g, in_excess)::HUGEINT)",
    "ledger": "SELECT count(*), sum(base_g), sum(records), count(DISTINCT (importer, substance)), min(date), max(date)",
    "refusals": "SELECT kind, reason, count(*)",
}


#: What peers do not work out: they know the Convention of 1971 alone, no records of periods, and nothing of what looks odd.
OWN = ["convention", "force", "own_exports_g", "first_excess_not_later", "doubts"]


def rows(folder, what):
    if what == "alerts":
        table = f"'{folder}/alerts.parquet'"
        own = [name for name in duckdb.sql(f"SELECT * FROM {table}").columns if name in OWN]
        exclude = f"EXCLUDE ({', '.join(own)})" if own else ""
        return duckdb.sql(f"SELECT * {exclude} FROM {table}").fetchall()
    if what == "refusals":
        return duckdb.sql(f"{SUMS[what]} FROM '{folder}/quarantine.parquet' GROUP BY ALL ORDER BY ALL").fetchall()
    files = f"{what}.parquet" if Path(folder, f"{what}.parquet").exists() else f"{what}/*.parquet"
    return duckdb.sql(f"{SUMS[what]} FROM '{folder}/{files}'").fetchall()


def main(one, other, *asked):
    said = []
    for what in asked or ("alerts", *SUMS):
        a, b = rows(one, what), rows(other, what)
        if a != b:
            different = next((pair for pair in zip(a, b) if pair[0] != pair[1]), (len(a), len(b)))
            sys.exit(f"{what} differ: {different[0]}\n           and: {different[1]}")
        said.append(f"{len(a) if what == 'alerts' else a[0][0] if what != 'refusals' else sum(row[2] for row in a):,} {what}")
    print("same " + ", ".join(said))


if __name__ == "__main__":
    main(*sys.argv[1:])
