"""Lays a made-up dataset of two years behind itself again and again, two years earlier each time: `archive.py WORLD OUT YEARS`.

Each copy has ids of its own, so that no record is a version of one in another copy. Exact: quantities are copied as decimals.
"""

import sys
from pathlib import Path

import duckdb


def copied(path, to, earlier):
    """Writes a file of records or filings with ids of its own and all days some years earlier."""
    kinds = dict(duckdb.sql(f"DESCRIBE FROM '{path}'").project("column_name, column_type").fetchall())
    columns = []
    for name, kind in kinds.items():
        if kind == "DATE":
            columns.append(f'("{name}" - to_years({earlier}))::DATE AS "{name}"')
        elif name in ("record_id", "filing_id"):
            columns.append(f"\"{name}\" || '-{earlier}' AS \"{name}\"")
        else:
            columns.append(f'"{name}"')
    to.parent.mkdir(parents=True, exist_ok=True)
    duckdb.sql(f"COPY (SELECT {', '.join(columns)} FROM '{path}') TO '{to}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 1000000)")


def main(world, out, years):
    world, out = Path(world), Path(out)
    for earlier in range(0, int(years), 2):
        for path in sorted([*world.glob("trades/**/*.parquet"), *world.glob("estimates/**/*.parquet")]):
            name = path.relative_to(world)
            copied(path, out / name.parent / f"{name.stem}-{earlier}{name.suffix}", earlier)


if __name__ == "__main__":
    main(*sys.argv[1:])
