"""Filings to levels: the estimate in force of each country and substance, as stretches of days.

Both peers use this: some sixteen thousand filings are small work in any tool, and what is compared is the
work on the records. Only the default policy (honour, until-replaced), no known-at date.
"""

import csv
from collections import Counter, defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

FIELDS = ("filing_id", "country", "substance", "kind", "received", "effective", "grams")
KINDS = ("assessment", "established", "supplement")
#: Kinds of the other Conventions, whose substances are not known here.
OTHER_KINDS = ("estimate", "deduction", "requirement")
FIRST_DAY, LAST_DAY, TOO_LARGE = date(1961, 1, 1), date(2199, 12, 31), Decimal(10**12)


class Filings:
    """What is in force, and what became of every filing."""

    def __init__(self, dataset, config, read_parquet):
        """`read_parquet(path, columns)` gives a file's rows as tuples."""
        self.countries = {row["alpha3"] for row in table(config / "countries.csv")}
        self.schedules = {row["code"]: row["schedule"] for row in table(config / "substances.csv")}
        self.refused = []
        valid = []
        for path in sorted((dataset / "estimates").rglob("*.*"), key=lambda path: path.parts):
            name = path.relative_to(dataset).as_posix()
            rows = read_parquet(path, FIELDS) if path.suffix == ".parquet" else csv_rows(path)
            for number, row in enumerate(rows, 1):
                reason, row = self.check(row)
                if reason:
                    self.refused.append(("filing", name, number, row[0] or None, reason, repr(row)))
                else:
                    valid.append(row)
        filings = standing(valid)
        self.counts = {"read": len(valid) + len(self.refused), "in_use": len(filings), "quarantined": len(self.refused)}
        self.levels = levels(filings)

    def check(self, row):
        """The first reason to refuse a row, if any, and the row with values for texts."""
        if row is None:
            return "bad-line", ("",) * len(FIELDS)
        filing_id, country, substance, kind, received, effective, grams = (value or None if isinstance(value, str) else value for value in row)
        without_effective = kind in ("supplement", "estimate", "deduction")
        if without_effective:
            effective = None
        if None in (filing_id, country, substance, kind, received, grams) or effective is None and not without_effective:
            return "missing-field", row
        if kind not in (*KINDS, *OTHER_KINDS):
            return "unknown-kind", row
        dates = [to_date(day) for day in (received, effective) if day is not None]
        if None in dates:
            return "bad-date", row
        if any(not FIRST_DAY <= day <= LAST_DAY for day in dates):
            return "date-out-of-range", row
        grams = to_number(grams)
        faults = (
            ("bad-number", grams is None),
            ("unknown-country", country not in self.countries),
            ("unknown-substance", substance not in self.schedules),
            ("wrong-kind", kind in OTHER_KINDS),
            ("schedule-i", self.schedules.get(substance) == "I"),
            ("negative-quantity", kind != "supplement" and (grams or 0) < 0),
            ("quantity-too-large", abs(grams or 0) >= TOO_LARGE),
        )
        for reason, holds in faults:
            if holds:
                return reason, row
        return None, (filing_id, country, substance, kind, dates[0], dates[1] if effective else None, grams)


def table(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def csv_rows(path):
    """Rows of a CSV file, one a line; none for a line that is no row."""
    header, *lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").splitlines()
    columns = header.decode().split(",")
    places = [columns.index(name) if name in columns else None for name in FIELDS]
    for line in lines:
        try:
            (fields,) = csv.reader([line.decode()], strict=True)
            bad = len(fields) != len(columns) or '"' in line.decode() and not line.decode().count('"') % 2 == 0
        except (UnicodeDecodeError, csv.Error, ValueError):
            bad = True
        yield None if bad else tuple("" if place is None else fields[place] for place in places)


def to_date(value):
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if len(value) == 10 and value[4] == value[7] == "-" else None
    except ValueError:
        return None


def to_number(value):
    if isinstance(value, Decimal):
        return value
    whole, _, places = value.lstrip("+-").partition(".") if value[:2] not in ("+-", "-+", "++", "--") else ("x", "", "")
    sound = (whole + places).isascii() and (whole + places).isdigit() and len(places) <= 6
    return Decimal(value) if sound else None


def whole_grams(grams):
    """Halves away from zero; anything between 0 and 1 g counts as 1 g."""
    size = abs(grams)
    rounded = 1 if 0 < size < 1 else int(size.quantize(Decimal(1), ROUND_HALF_UP))
    return -rounded if grams < 0 else rounded


def standing(rows):
    """Of each filing its greatest version, in whole grams, with the day its first version was received."""
    versions = defaultdict(list)
    for row in rows:
        versions[row[1], row[0], row[2], row[3] == "supplement"].append(row)
    filings = []
    for same in versions.values():
        best = max(same, key=lambda row: (row[4], row[3].encode(), row[5] or date.min, row[6]))
        filings.append((*best[:6], whole_grams(best[6]), min(row[4] for row in same)))
    return filings


def levels(filings):
    """(country, substance, from, to, grams, status, filing id, supplements), sorted; `to` is none where open."""
    groups = defaultdict(lambda: ([], []))
    for filing_id, country, substance, kind, received, effective, grams, known in filings:
        own, changes = groups[country, substance]
        if kind == "supplement":
            changes.append((known, filing_id, grams))
        else:
            own.append((effective, received, filing_id, grams, known))
    out = []
    for (country, substance), (own, changes) in sorted(groups.items()):
        out += [(country, substance, *stretch) for stretch in stretches(sorted(own), sorted(changes))]
    return out


def three_years_on(day):
    return day.replace(year=day.year + 3) if (day.month, day.day) != (2, 29) else date(day.year + 3, 3, 1)


def stretches(own, changes):
    """`own` sorted by (start, received, id), `changes` by (received, id), of one country and substance."""

    def governing(day, known_by=date.max):
        return next((filing for filing in reversed(own) if filing[0] <= day and filing[4] <= known_by), None)

    targets = [governing(day, known_by=day) for day, _, _ in changes]
    events = {filing[0] for filing in own} | {three_years_on(filing[1]) for filing in own} | {change[0] for change in changes}
    found = []
    for day in sorted(events):
        filing = governing(day)
        counting = [change for change, target in zip(changes, targets) if change[0] <= day and target is filing]
        if filing is None and not counting:
            continue
        grams = max(0, (filing[3] if filing else 0) + sum(change[2] for change in counting))
        status = "stale" if filing and day >= three_years_on(filing[1]) else "in-force"
        level = (grams, status, filing[2] if filing else None)
        if not found or found[-1][1] != level:
            found.append((day, level, [change[1] for change in counting]))
    ends = [day for day, _, _ in found[1:]] + [None]
    return [(day, end, *level, counting) for (day, level, counting), end in zip(found, ends)]


def write_levels(path, filings):
    """As CSV, which every tool reads; supplements joined by semicolons."""
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("country", "substance", "from", "to", "level", "status", "filing_id", "supplements"))
        writer.writerows((*row[:-1], ";".join(row[-1])) for row in filings.levels)


def by_reason(refused):
    return Counter((row[0], row[4]) for row in refused)
