"""What the codes E401 to E421 and E900 to E904 mean: scenarios, the command line, and requests that cannot be met."""

from __future__ import annotations

CASES: dict[str, tuple[str, str, str, str]] = {
    "E401": (
        "The same thing counted twice",
        "Two rows would count one event: a psychiatric admission and its bed days, a GP consultation whose price "
        "holds prescriptions and the prescriptions. Leave one out, or waive the rule with a reason, which is printed.",
        "counts: [psychiatric_bed_day, psychiatric_admission]",
        "waive_overlap:\n  bed_days_and_admissions: The admissions are day cases without a bed.",
    ),
    "E402": (
        "Unknown design option",
        "design: chooses one option for each of the five decisions of organisers; design.yaml holds the options.",
        "design:\n  facilitation: peerled",
        "design:\n  facilitation: peer_led",
    ),
    "E403": (
        "Design options that clash",
        "Two options that are chosen both replace the same quantity, and it is unclear which is meant.",
        "design:\n  facilitation: peer_led\n  organisational_support: volunteers_only",
        "changes:\n  programme.paid_share:\n    value: 0.1\n    reason: The two options together leave a tenth paid.",
    ),
    "E404": (
        "Quantity changed twice",
        "Two entries of one block of changes reach the same quantity, one of them by *. It is unclear which is meant.",
        "service_use.*.change:\n  no_effect: true\n  reason: x\nservice_use.stay.change:\n  value: 0.9\n  reason: y",
        "service_use.stay.change:\n  value: 0.9\n  reason: y",
    ),
    "E405": (
        "Setting under changes",
        "changes: holds quantities from the world, each with a reason; settings stand under settings:.",
        "changes:\n  settings.horizon_months:\n    value: 24\n    reason: x",
        "settings:\n  horizon_months: 24",
    ),
    "E406": (
        "No such quantity",
        "A change, an option or a command names a quantity that the parameters do not have. It is never created. "
        "sbs-econ parameters list shows every name.",
        "changes:\n  unit_costs.gp_consultatoin:\n    value: 51\n    reason: x",
        "changes:\n  unit_costs.gp_consultation:\n    value: 51\n    reason: x",
    ),
    "E407": (
        "No effect and a value",
        "no_effect: true sets a change to its null (0 for a difference, 1 for a rate ratio). Beside it a value or a "
        "distribution says something else.",
        "no_effect: true\nvalue: 0.9",
        "no_effect: true",
    ),
    "E408": (
        "No effect on something that is not a change",
        "Only reported changes have a null. A price or a share is set by value:.",
        "unit_costs.gp_consultation:\n  no_effect: true\n  reason: x",
        "service_use.gp_consultation.change:\n  no_effect: true\n  reason: x",
    ),
    "E409": (
        "Change that changes nothing",
        "An entry under changes: gives a value, a distribution, or no_effect: true.",
        "unit_costs.gp_consultation:\n  reason: Prices rose.",
        "unit_costs.gp_consultation:\n  value: 51\n  reason: Prices rose.",
    ),
    "E410": (
        "Setting that no scenario gives",
        "A scenario, or one that it extends, states every setting that has no default: participants, months, price "
        "year, unit costs, funder and discounting. base_case states them all.",
        "label: Mine\nquestion: What if?",
        "extends: base_case\nlabel: Mine\nquestion: What if?",
    ),
    "E411": (
        "Setting that names nothing",
        "A set of unit costs, a discount profile or a budget of this name is not in the parameters folder.",
        "settings:\n  unit_cost_set: curent_2024_25",
        "settings:\n  unit_cost_set: current_2024_25",
    ),
    "E412": (
        "Name that is not there",
        "A scenario names an outcome, a money value, an overlap rule, a subgroup or a mode that does not exist.",
        "price_outcomes:\n  wellbeing: wellby",
        "price_outcomes:\n  wellbeing_swemwbs: wellby",
    ),
    "E413": (
        "Analysis price year that an index does not cover",
        "Every amount is brought to settings.price_year, so that both indices must cover it.",
        "settings:\n  price_year: 2035/36",
        "settings:\n  price_year: 2024/25",
    ),
    "E414": (
        "Sessions offered outside what was seen",
        "How use responds to supply was seen between two rates of sessions a month; beyond them the model would "
        "extrapolate. outside_offered_range: gives the reason for doing so, which is printed with the result.",
        "changes:\n  programme.sessions_per_group_month:\n    value: 20\n    reason: Daily groups.",
        "outside_offered_range: Daily groups were tried in one area and filled.",
    ),
    "E415": (
        "Two-way share and values both given",
        "The six values decide the share of people in two-way giving and receiving. To set the share as well would "
        "say two things.",
        "engagement.two_way_share:\n  value: 0.5\n  reason: x\nvalues.safety:\n  value: 0.8\n  reason: x",
        "values.safety:\n  value: 0.8\n  reason: x",
    ),
    "E416": (
        "Programme longer than the horizon",
        "Costs of months after the horizon would be left out while the whole programme is meant to be paid.",
        "settings:\n  programme_months: 24\n  horizon_months: 12",
        "settings:\n  programme_months: 12\n  horizon_months: 12",
    ),
    "E417": (
        "Top-down costing without a budget",
        "costing: top_down takes the programme's cost from a budget: settings.budget names one of budgets.yaml.",
        "settings:\n  costing: top_down",
        "settings:\n  costing: top_down\n  budget: side_by_side",
    ),
    "E418": (
        "Participants and sites disagree",
        "With sites, participants is the sum of theirs. A scenario that gives another number says two things.",
        "settings: {participants: 100}\nsites:\n  leeds: {label: Leeds, participants: 40}",
        "sites:\n  leeds: {label: Leeds, participants: 40}",
    ),
    "E419": (
        "Shares of a site beside cells",
        "Where cells.yaml gives joint shares of subgroups and modes it decides the mix, so that shares of a site would "
        "do nothing. The cells themselves are given anew under changes: of the site.",
        "leeds:\n  label: Leeds\n  participants: 40\n  modes: {group: 0.5, online: 0.5}",
        "leeds:\n  label: Leeds\n  participants: 40\n  changes:\n"
        "    cells.other.group.share: {value: 0.5, reason: x}\n    cells.other.online.share: {value: 0.5, reason: x}",
    ),
    "E420": (
        "Assignment that is not NAME=VALUE",
        "Each --set names one quantity or setting and its value, joined by =, and names it once.",
        "--set attribution.causal_share 0.5",
        "--set attribution.causal_share=0.5",
    ),
    "E421": (
        "Unknown setting",
        "Names that begin with settings. are those of the settings: block of a scenario.",
        "--set settings.particpants=500",
        "--set settings.participants=500",
    ),
    "E900": (
        "Request that cannot be met",
        "What was asked for cannot be done as it stands; the message says why and what to ask for instead.",
        "sbs-econ run base_case --save-draws",
        "sbs-econ run base_case --save-draws --out results",
    ),
    "E901": (
        "No such scenario or path",
        "A scenario is a name, looked up in ./scenarios/ and then among those that ship, or the path of a file.",
        "sbs-econ run base_cas",
        "sbs-econ run base_case",
    ),
    "E902": (
        "Something is in the way",
        "The file or folder to be written exists already. Nothing is replaced unless asked for by --force, and only "
        "a run folder ever is.",
        "sbs-econ run base_case --out results   # for the second time",
        "sbs-econ run base_case --out results_2",
    ),
    "E903": (
        "Another run is writing there",
        "Two runs cannot write to one folder at a time. Wait for the other to end, or write somewhere else.",
        "sbs-econ run base_case --out results   # in two windows",
        "sbs-econ run base_case --out results_2",
    ),
    "E904": (
        "More than fits",
        "What was asked for needs more memory or disk than there is; the message says how much.",
        "sbs-econ run base_case --draws 1000000000 --save-draws --out results",
        "sbs-econ run base_case --draws 100000 --out results",
    ),
    "E905": (
        "Results that cannot be compared",
        "Scenarios stand side by side only where their differences mean something: the same horizon, price year, "
        "unit costs, discount rates and price indices, and for totals the same number of people. The message says "
        "what differs, and in which scenarios.",
        "sbs-econ compare base_case horizon_24",
        "sbs-econ compare base_case no_effect",
    ),
}
"""Code -> title, explanation, a wrong example, a right example."""
