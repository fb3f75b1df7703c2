"""Whether a live workbook says what the engine says: every row, year, payer and perspective."""

from recalculation import records

from sbs_econ.analysis.payers import CASH, costs_by_payer
from sbs_econ.analysis.psa import Plan, run_psa
from sbs_econ.model.evaluate import base_case, base_case_values
from sbs_econ.model.perspectives import net_cost, view
from sbs_econ.reporting.live_workbook import live_workbook_bytes
from sbs_econ.vocabulary import Payer, Perspective

WITHIN = 1e-9
COLUMNS = {
    "quantity": "difference, quantity",
    "cost": "difference, cost",
    "usual_quantity": "usual support, quantity",
    "usual_cost": "usual support, cost",
}


def workbook_of(inputs, draws=2):
    return live_workbook_bytes(run_psa(inputs, Plan(draws, 1, "mc")))


def close(found, wanted):
    return isinstance(found, int | float) and abs(found - wanted) <= WITHIN * max(1.0, abs(wanted))


def disagreements(book, inputs):
    """Everything in which a workbook, as calculated, differs from the engine's base case of some inputs."""
    rows = base_case(inputs)
    return [
        *_table(book, rows),
        *_flows(book, rows),
        *_payers(book, inputs, rows),
        *_perspectives(book, inputs, rows),
    ]


def _table(book, rows):
    table = {line["row"]: line for line in records(book, "Table")}
    if set(table) != {row.row for row in rows}:
        yield set(table) ^ {row.row for row in rows}
        return
    for row in rows:
        line = table[row.row]
        for part, heading in COLUMNS.items():
            wanted, found = getattr(row, part), line[heading]
            if (wanted is None and found is not None) or (wanted is not None and not close(found, float(wanted))):
                yield row.row, part, wanted, found
        for heading, wanted in (("label", row.label), ("kind of flow", row.kind and row.kind.value)):
            if line[heading] != wanted:
                yield row.row, heading, wanted, line[heading]


def _flows(book, rows):
    flows = {line["row"]: line for line in records(book, "Flows")}
    for row in rows:
        for year in range(10) if row.cost_by_year else ():
            wanted = float(row.cost_by_year[year]) if year < len(row.cost_by_year) else 0.0
            found = flows[row.row][f"year {year + 1}"]
            if not close(found, wanted):
                yield row.row, year, wanted, found


def _payers(book, inputs, rows):
    counted = [row for row in rows if row.kind is not None and row.kind.value != "memo"]
    cash = costs_by_payer(inputs, counted, base_case_values(inputs)[0])[CASH]
    lines = records(book, "Payers", "payer")
    for payer in Payer:
        found = sum(line["of this cashable"] for line in lines if line["payer"] == payer.value)
        if not close(found, float(sum(cash[payer]))):
            yield payer, "cash", cash[payer], found


def _perspectives(book, inputs, rows):
    lines = {line["perspective"]: line["workbook"] for line in records(book, "Perspectives", "perspective")}
    for perspective in Perspective:
        wanted = float(net_cost(rows, view(perspective, inputs.settings.funded_by)))
        if not close(lines[perspective.value], wanted):
            yield perspective, wanted, lines[perspective.value]
