"""Benefit-cost ratios, where they were asked for, under their warning."""

from __future__ import annotations

from sbs_econ.analysis.benefit_cost import benefit_costs
from sbs_econ.analysis.findings import Findings
from sbs_econ.reporting.cells import chance, count, text
from sbs_econ.reporting.document import Column, Paragraph, Section, Table
from sbs_econ.reporting.first_tables import illustrative_share

WARNING = (
    "A ratio hides who pays and who gains, how much of it is cash, and everything that has no price: it is no pass or "
    "fail, and is not to be compared across places or programmes that are unlike. Here it counts costs alone, so "
    "whatever people gain in wellbeing or recovery counts as nothing."
)


def ratio_section(found: Findings, key: str, level: int) -> Section:
    """Return the ratios of the perspectives that bear the programme's cost."""
    columns = (
        Column("perspective", "Perspective", text=True),
        Column("ratio", "Benefit-cost ratio", "", "Fall in other costs over the programme's cost; ratio of means."),
        Column("lower", "From", "", "Lower end of the 95% interval of the draws."),
        Column("upper", "To", "", "Upper end of it."),
        Column("above_one", "Chance above 1", "", "Share of draws."),
        Column("illustrative", "Illustrative", "", "Share of the money behind it."),
    )
    rows = tuple(
        (text(r.label), count(r.ratio, max(r.mc_se, 0.001)),
         *(count(end, max(3 * r.mc_se, 0.001)) for end in (r.lower, r.upper)),
         chance(r.above_one, 0.001), chance(illustrative_share(found, r.perspective), 0.01))
        for r in benefit_costs(found.result)
    )  # fmt: skip
    table = Table(f"{key}ratios", "Benefit-cost ratio, costs alone", columns, rows)
    return Section(f"{key}ratios", "Benefit-cost ratio (asked for)", (Paragraph(WARNING, "warning"), table), level)
