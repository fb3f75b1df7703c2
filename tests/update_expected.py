"""Rewrite scenarios/<name>.expected.csv, the results that a review reads: python tests/update_expected.py [NAME...]

Means are rounded to two Monte Carlo standard errors, and a line stays as it is while the base case is the same to six
digits and the new mean lies within two such errors of the stored one: new random streams do not rewrite everything.
"""

import csv
import io
import math
import sys
from decimal import Decimal
from pathlib import Path

from sbs_econ.analysis.psa import Plan, run_psa
from sbs_econ.io.scenarios import load_scenario

ROOT = Path(__file__).resolve().parent.parent
PLAN = Plan(draws=10_000, seed=1)
COLUMNS = ("row", "part", "unit", "base_case", "mean", "mc_se")


def file_of(scenario):
    return ROOT / "scenarios" / f"{scenario}.expected.csv"


def scenarios():
    return sorted(file.stem for file in (ROOT / "scenarios").glob("*.yaml"))


def estimates(scenario):
    """Every row's quantity and cost and every perspective's net cost, at full precision: (row, part) to a record."""
    result = run_psa(load_scenario(scenario, start=ROOT).usable(), PLAN)
    found = [(row.row.row, "quantity", row.row.unit, row.quantity) for row in result.rows]
    found += [(row.row.row, "cost", "GBP", row.cost) for row in result.rows]
    found += [(f"net_cost.{p.perspective.value}", "cost", "GBP", p.net_cost) for p in result.perspectives]
    without_care = [p.without_informal_care for p in result.perspectives if p.without_informal_care is not None]
    found += [("net_cost.societal_without_informal_care", "cost", "GBP", total) for total in without_care]
    order = {row.row.row: place for place, row in enumerate(result.rows)}
    found.sort(key=lambda line: order.get(line[0], len(order)))
    return {(row, part): record(unit, e) for row, part, unit, e in found if e is not None}


def record(unit, estimate):
    """One estimate; a spread that is only rounding, as where a total is fixed, counts as none."""
    mc_se = estimate.mc_se if estimate.mc_se > 1e-12 * abs(estimate.mean) else 0.0
    return {"unit": unit, "base_case": estimate.base_case, "mean": estimate.mean, "mc_se": mc_se}


def significant(value, digits):
    """A number to so many significant digits, never in powers of ten.

    >>> significant(3200000.0, 6), significant(352.4, 2), significant(-0.0, 6)
    ('3200000', '350', '0')
    """
    return format(Decimal(f"{value + 0.0:.{digits}g}"), "f")


def six_digits(value):
    return significant(value, 6)


def rounded_mean(mean, mc_se):
    """A mean to the last decimal place that is no coarser than two Monte Carlo standard errors.

    >>> rounded_mean(140223.9, 226.2), rounded_mean(-0.44613, 0.0034), rounded_mean(3200000.0, 0.0)
    ('140200', '-0.446', '3200000')
    """
    if mc_se == 0:
        return six_digits(mean)
    places = -math.floor(math.log10(2 * mc_se))
    return f"{round(mean, places) + 0.0:.{max(0, places)}f}"


def line(key, new):
    row, part = key
    return {
        "row": row,
        "part": part,
        "unit": new["unit"],
        "base_case": six_digits(new["base_case"]),
        "mean": rounded_mean(new["mean"], new["mc_se"]),
        "mc_se": significant(new["mc_se"], 2),
    }


def still_holds(stored, new):
    """Whether a stored line says the same as a new estimate."""
    error = max(float(stored["mc_se"]), new["mc_se"])
    return (
        stored["unit"] == new["unit"]
        and stored["base_case"] == six_digits(new["base_case"])
        and (new["mc_se"] > 0) == (float(stored["mc_se"]) > 0)
        and abs(new["mean"] - float(stored["mean"])) <= max(2 * error, rounding(stored["mean"]))
    )


def rounding(text):
    """Half a unit of the last of six digits, for a mean without Monte Carlo error."""
    return 0.5 * 10 ** (math.floor(math.log10(abs(float(text)))) - 5) * 1.000001 if float(text) else 0.0


def read(file):
    if not file.exists():
        return {}
    with file.open(encoding="utf-8", newline="") as stream:
        return {(stored["row"], stored["part"]): stored for stored in csv.DictReader(stream)}


def merged(stored, new):
    """The lines to store: the old one where it still holds."""
    return [
        stored[key] if key in stored and still_holds(stored[key], record) else line(key, record)
        for key, record in new.items()
    ]


def text_of(lines):
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return stream.getvalue()


def update(scenario):
    """Rewrite one file if it has changed, and return whether it had."""
    file = file_of(scenario)
    text = text_of(merged(read(file), estimates(scenario)))
    if file.exists() and file.read_text(encoding="utf-8") == text:
        return False
    file.write_text(text, encoding="utf-8")
    return True


def main(names):
    for scenario in names or scenarios():
        print(f"{'rewritten' if update(scenario) else 'unchanged'}  {file_of(scenario).relative_to(ROOT)}")


if __name__ == "__main__":
    main(sys.argv[1:])
