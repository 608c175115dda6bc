"""Finds trade in controlled substances beyond the estimate in force on the day.

The module calls the program ``inforce``, which the same wheel installs, and reads what the program publishes. There is no
second implementation: figures, errors and exit codes are those of the program, and the book of the program applies.

>>> import inforce
>>> run = inforce.run("testdata/demo", out=OUT)
>>> run.number
'000001'
>>> len(run.alerts)
138
>>> run.alerts.read().schema.field("excess_g").type
Decimal128Type(decimal128(38, 15))

Every table is an Arrow stream, so that other tools take it as it is: ``polars.DataFrame(run.alerts)``,
``pandas.DataFrame.from_arrow(run.alerts)``, and in DuckDB ``alerts = run.alerts.scan()`` and then
``duckdb.sql("from alerts")``.
"""

from inforce._program import InforceError
from inforce._run import Run, judge, open, run
from inforce._table import Table

__all__ = ["InforceError", "Run", "Table", "judge", "open", "run"]
