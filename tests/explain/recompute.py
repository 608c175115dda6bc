"""Works an alert out again from what `inforce explain --format json` says, and from nothing else: `recompute.py < explained.json`."""
import json
import sys
from datetime import date
from decimal import Decimal, getcontext
from itertools import groupby

getcontext().prec = 60
tree = json.load(sys.stdin)
alert, found, over = tree["alert"], {}, []
lists_only = alert["rule"] in ("export-after-notice", "prohibited-trade", "schedule-i-trade")
counts_reexport = alert["convention"] != "1971"
day = date.fromisoformat


def level(on):
    segments = [s for s in tree["estimate"] if day(s["from"]) <= on and (s["to"] is None or on < day(s["to"]))]
    return (Decimal(segments[0]["level_g"]), segments[0]["status"], segments[0]["filing_id"]) if segments else (Decimal(0), "none", None)


total, days = Decimal(0), []
for on, records in groupby(tree["records"], key=lambda record: day(record["date"])):
    records = list(records)
    total += sum((Decimal(r["quantity_g"]) - (0 if counts_reexport else Decimal(r["reexport_g"]))) * Decimal(r["factor"]) for r in records)
    days.append((on, total, len(records)))
exceeds = lambda t, on: level(on)[1] != "unknown" and t > level(on)[0]
over = days if lists_only else [(on, t, n) for on, t, n in days if exceeds(t, on)]
found = {"first_excess_date": over[0][0], "last_excess_date": over[-1][0], "excess_days": len(over), "excess_records": sum(n for _, _, n in over),
         "year_total_g": total, "records": len(tree["records"])}  # fmt: skip
if not lists_only:
    (on, t, _), peak = over[0], max(over, key=lambda o: (o[1] - level(o[0])[0], -o[0].toordinal()))
    found |= {"running_total_g": t, "estimate_g": level(on)[0], "excess_g": t - level(on)[0], "estimate_status": level(on)[1],
              "filing_id": level(on)[2], "peak_excess_date": peak[0], "peak_excess_g": peak[1] - level(peak[0])[0]}  # fmt: skip
    after = sorted({d for d, _, _ in days} | {day(s["from"]) for s in tree["estimate"]} | {day(s["to"]) for s in tree["estimate"] if s["to"]})
    so_far = lambda on: [t for d, t, _ in days if d <= on][-1]
    cured = [d for d in after if d > over[-1][0] and d.year == alert["year"] and not exceeds(so_far(d), d)]
    found["cured_on"] = cured[0] if cured else None
for name, value in found.items():
    stated = alert[name]
    same = Decimal(stated) == value if isinstance(value, Decimal) else stated == (str(value) if isinstance(value, date) else value)
    if not same:
        sys.exit(f"{alert['alert_id']}: {name} is {stated}, worked out {value}")
