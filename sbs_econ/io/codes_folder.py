"""What the codes E301 to E322 mean: parameter files that do not fit each other."""

from __future__ import annotations

CASES: dict[str, tuple[str, str, str, str]] = {
    "E301": (
        "Unknown source",
        "source: is a key of sources.yaml, which holds every publication once.",
        "source: pssru_25",
        "source: pssru_2025",
    ),
    "E302": (
        "Price index missing",
        "An amount of money is uprated by an index that indices.yaml does not have: its own index:, or NHSCII for "
        "services that the NHS or the council pays and the GDP deflator for everything else.",
        "index: nhscii   # and no nhscii: in indices.yaml",
        "index: gdp_deflator",
    ),
    "E303": (
        "Price year that the index does not cover",
        "The index has no figure for the year of these prices, so that they cannot be brought to the analysis year. "
        "An index is never extended silently: add the year to indices.yaml with its source.",
        "price_year: 1999/00",
        "price_year: 2016/17",
    ),
    "E304": (
        "Index with both levels and changes, or neither",
        "An index is given by levels: or by annual_change: (per cent on the year before), one of the two.",
        "nhscii:\n  levels: {2023/24: 100}\n  annual_change: {2024/25: 4.02}",
        "nhscii:\n  annual_change: {2024/25: 4.02}",
    ),
    "E305": (
        "Gap in an index",
        "The years of an index follow each other without a gap; a missing year would be bridged by a guess.",
        "annual_change: {2022/23: 7.32, 2024/25: 4.02}",
        "annual_change: {2022/23: 7.32, 2023/24: 2.47, 2024/25: 4.02}",
    ),
    "E306": (
        "No unit costs",
        "parameters/unit_costs/ holds no file. Each file is a set of prices, chosen by settings.unit_cost_set.",
        "parameters/unit_costs.yaml",
        "parameters/unit_costs/current_2024_25.yaml",
    ),
    "E307": (
        "Figure that no row could use",
        "A unit cost without a service of that name, or a share for a subgroup or mode that does not exist, would "
        "never be used under any setting. It is misspelt, or its counterpart is missing.",
        "gp_consultatoin:   # in unit_costs/current_2024_25.yaml",
        "gp_consultation:",
    ),
    "E308": (
        "Service without a price",
        "Every set of unit costs prices every service, so that changing the set never drops a row. Where a set has no "
        "figure of its own, carry one of another year forward and say so by carried_forward: true.",
        "unit_costs/current_2024_25.yaml without day_care:",
        "day_care:\n  value: 52\n  carried_forward: true",
    ),
    "E309": (
        "Shares that do not add up to 1",
        "The shares of subgroups, of modes of support, or of a Dirichlet group are parts of a whole: they add up to 1 "
        "to nine digits. Change them together.",
        "modes:\n  group: 0.6\n  online: 0.5",
        "modes:\n  group: 0.6\n  online: 0.4",
    ),
    "E310": (
        "Unknown reference option",
        "reference: of a design decision names the option that the programme quantities describe; it is one of its "
        "options:.",
        "reference: cofacilitated",
        "reference: co_facilitated",
    ),
    "E311": (
        "Design option that changes something else",
        "Options of the five decisions change what delivery uses: quantities of programme.yaml. Effects are changed "
        "by a scenario, where the reason is given.",
        "multiplies:\n  programme.startup_per_group: 1.2",
        "multiplies:\n  programme.start_up_per_group: 1.2",
    ),
    "E312": (
        "Name that a budget line cannot have",
        "total, people and partner_groups are figures of the budget itself, so that a line cannot have these names.",
        "lines:\n  total: {label: Everything, months_covered: 12}",
        "lines:\n  everything: {label: Everything, months_covered: 12}",
    ),
    "E313": (
        "Budget line with both an amount and the remainder, or neither",
        "A line has an amount:, or takes what the others leave of the total (remainder: true). Only one line can be "
        "the remainder, and the budget then needs a total:.",
        "grants:\n  label: Grants\n  months_covered: 12",
        "grants:\n  label: Grants\n  months_covered: 12\n  remainder: true",
    ),
    "E314": (
        "Share improving without its spread",
        "How many people improve by an important change follows from the spread of scores: sd: between people and "
        "correlation: between the two interviews.",
        "important_change:\n  three_points: {unit: point, value: 3, evidence: illustrative, note: x}",
        "sd: {unit: point, value: 4, evidence: illustrative, note: x}\n"
        "correlation: {unit: ratio, value: 0.5, evidence: illustrative, note: x}",
    ),
    "E315": (
        "Standardised difference without a standard deviation",
        "A change in standard deviations is turned into points by sd:. Without it the outcome itself is in SD.",
        "unit: point\nchange: {unit: SD/person, value: 0.2}",
        "unit: SD\nchange: {unit: SD/person, value: 0.2}",
    ),
    "E316": (
        "Spread that no row could use",
        "sd: and correlation: serve the share improving and standardised differences; this outcome has neither, so "
        "that nothing would use them.",
        "correlation: {unit: ratio, value: 0.5}   # without important_change:",
        "important_change:\n  three_points: {unit: point, value: 3}",
    ),
    "E317": (
        "Change in service use without a recall period",
        "Contacts are counted over a period before each interview: recall_months: says how long it was.",
        "change:\n  measured: at_follow_up",
        "change:\n  recall_months: 6",
    ),
    "E318": (
        "Category without a cashable share",
        "cashable.yaml says for each category of cost what share of a saving could be taken out of a budget.",
        "cashable.yaml without police:",
        "police:\n  unit: share\n  value: 0",
    ),
    "E319": (
        "Name that matches no quantity",
        "A correlation names quantities as scenarios do; * stands for one segment of a name. This one matches none.",
        "names: [service_use.*.chang]",
        "names: [service_use.*.change]",
    ),
    "E320": (
        "Correlation given twice, or not at all",
        "A group of correlated quantities has rank_correlation: (one for every pair) or pairs:, one of the two.",
        "names: [service_use.*.change]",
        "names: [service_use.*.change]\nrank_correlation: 0.3",
    ),
    "E321": (
        "Correlations that cannot hold together",
        "No quantities can be correlated like this: a matrix that is not symmetric, has not 1 on its diagonal, or "
        "contradicts itself (A with B and A with C near 1, B with C near -1). It is refused, never repaired silently.",
        "a and b 0.9, a and c 0.9, b and c -0.9",
        "a and b 0.9, a and c 0.9, b and c 0.7",
    ),
    "E322": (
        "Quantities drawn together that do not fit",
        "A member of a group drawn together does not fit the others: the group is not in joint.yaml or does not name "
        "it, the concentrations of a Dirichlet group differ, or columns of one file have different lengths.",
        "distribution: {family: multivariate_normal, group: regresion, se: 0.1}",
        "distribution: {family: multivariate_normal, group: regression, se: 0.1}",
    ),
}
"""Code -> title, explanation, a wrong example, a right example."""
