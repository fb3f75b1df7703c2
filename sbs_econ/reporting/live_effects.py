"""Services, work and unpaid care in the live workbook: one equation for all of them (method, section 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sbs_econ.reporting.live_changes import HOURS, RATE, baseline_of
from sbs_econ.reporting.live_prices import chosen_price
from sbs_econ.reporting.live_rows import RowCells, over_sites, years_over_sites
from sbs_econ.reporting.live_sheets import Column, Line, Listing, Sheet
from sbs_econ.reporting.live_terms import Term, joined, same, term, total, when
from sbs_econ.vocabulary import CareValuation

if TYPE_CHECKING:
    from sbs_econ.reporting.live_changes import Changes
    from sbs_econ.reporting.live_kinds import Reach, SiteKind
    from sbs_econ.reporting.live_prices import Prices
    from sbs_econ.reporting.live_time import Timeline

WEEKS_PER_MONTH = term(52.0) / 12
COLUMNS = (
    Column("row", "row", style="text", width=40),
    Column("sites", "sites", style="text", width=24),
    Column("change", "change in an effective month, all", "k D / R, times what the note says", "figure"),
    Column("months", "effective months", "T0, sheet Profiles", "figure"),
    Column("quantity", "difference, quantity", "change x T0"),
    Column("price", "price of one", "sheets Prices, Wages", "figure"),
    Column("baseline", "usual a month, baseline, all", "N x baseline / R", "figure"),
    Column("anyway", "usual change in an effective month, all", "N (1-A) D / R", "figure"),
    Column("usual", "usual support, quantity", "baseline x H + anyway x T0"),
    Column("usual_cost", "usual support, cost", "(baseline x H discounted + anyway x T) x price", "money"),
)
NOTES = (
    "Days absent are per employed person: times the share employed. Hours of care are weekly: times 52/12, and times "
    "the share with a carer where they are stated for them. Output is negative: a gain.",
    "Money counts discounted effective months T, year by year; quantities are not discounted.",
)
WAGES = (
    Column("sites", "sites", style="text", width=24),
    Column("hours", "hours a week", "Inputs", "figure"),
    Column("wage", "hourly wage", "sheet Prices", "figure"),
    Column("on_costs", "on-costs", "Inputs", "figure"),
    Column("month", "output a month", "hours x 52/12 x wage x (1 + on-costs)", "money"),
    Column("day", "output a day", "hours / 5 x wage x (1 + on-costs)", "money"),
    Column("employer_ni", "employer NI a month", "sheet Prices", "money"),
    Column("income_tax_and_employee_ni", "tax and employee NI a month", "sheet Prices", "money"),
    Column("benefits_withdrawn", "benefits withdrawn a month", "sheet Prices", "money"),
    Column("wage_and_pension", "wage and pension a month", "output - employer NI", "money"),
)
GIVERS = {
    "wage_and_pension": ("economy", "participants"),
    "employer_ni": ("economy", "exchequer"),
    "income_tax_and_employee_ni": ("participants", "exchequer"),
    "benefits_withdrawn": ("participants", "exchequer"),
}
"""Each transfer, who gives and who receives."""


@dataclass(frozen=True, slots=True)
class Flow:
    """What one line of the sheet is made of; None where the row has no such figure."""

    row: str | Term
    change: Term
    price: Term
    baseline: Term | None = None
    anyway: Term | None = None
    counted: bool = True
    friction: bool = False
    usual_priced: bool = True


class Effects:
    """The sheet of effects, and its rows of the table."""

    def __init__(
        self, prices: Prices, kinds: Sequence[SiteKind], reach: Reach, time: Timeline, changes: Changes
    ) -> None:
        years = (Column(key, f"cost in year {key[1:]}", "change x T x price", "money") for key in time.keys)
        self.listing = Listing(Sheet("Effects", "#D4351C"), (*COLUMNS, *years), "Services, work and unpaid care", NOTES)
        self._prices, self._kinds, self._reach, self._time, self._changes = prices, kinds, reach, time, changes
        self.wages = Listing(Sheet("Wages", "#D4351C"), WAGES, "What a month and a day of work are worth", ())
        self._wages = {kind.number: self._wage(kind) for kind in kinds}
        self.rows: dict[str, RowCells] = {}
        self._services()
        self._work()
        self._care()

    def _add(self, key: str, name: str, flows: Sequence[Flow], **words: Term) -> None:
        lines = [self._line(name, kind, flow) for kind, flow in zip(self._kinds, flows, strict=True)]
        first = flows[0]
        usual = first.baseline is not None and first.counted
        self.rows[key] = RowCells(
            quantity=over_sites(lines, "quantity") if first.counted else None,
            cost_by_year=years_over_sites(lines, self._time.keys),
            usual_quantity=over_sites(lines, "usual") if usual else None,
            usual_cost=over_sites(lines, "usual_cost") if usual and first.usual_priced else None,
            **words,
        )

    def _line(self, name: str, kind: SiteKind, flow: Flow) -> Line:
        profile = self._time.profile_of[name, kind.number]
        line = self.listing.line(row=flow.row, sites=kind.label, change=flow.change, price=flow.price)
        line["months"] = profile["months"]
        if flow.counted:
            line["quantity"] = line["change"] * line["months"]
        if flow.baseline is not None and flow.counted:
            line["baseline"], line["anyway"] = flow.baseline, flow.anyway
            horizon = self._prices.cells.setting("horizon_months")
            line["usual"] = line["baseline"] * horizon + line["anyway"] * line["months"]
            if flow.usual_priced:
                discounted = total(self._time.years.column("counted"))
                weighed = line["baseline"] * discounted + line["anyway"] * profile["costs"]
                line["usual_cost"] = weighed * line["price"]
        for number, key in enumerate(self._time.keys, start=1):
            line[key] = line["change"] * self._counted(kind, profile, f"c{number}", flow.friction) * line["price"]
        return line

    def _counted(self, kind: SiteKind, profile: Line, key: str, friction: bool) -> Term:
        """Discounted effective months of a year, cut to the friction period where the setting says so."""
        if not friction:
            return profile[key]
        method = self._prices.cells.setting("employment_method")
        return when(same(method, "friction_cost"), self._time.profile_of["friction", kind.number][key], profile[key])

    def _people(self, kind: SiteKind) -> Term:
        return self._reach.lines[kind.number]["people"]

    def _services(self) -> None:
        for item, service in self._prices.inputs.structure.services.items():
            name, recall = f"service_use.{item}.change", service.change.recall_months or 1
            flows = []
            for kind in self._kinds:
                change = self._changes.lines[name, kind.number]
                baseline = self._prices.of(kind, f"service_use.{item}.baseline")
                flows.append(
                    Flow(
                        row=f"service_use.{item}",
                        change=change["attributable"] / recall,
                        price=self._prices.per_contact(kind, f"unit_costs.{item}"),
                        baseline=self._people(kind) * baseline / recall,
                        anyway=self._people(kind) * change["anyway"] / recall,
                    )
                )
            self._add(f"service_use.{item}", name, flows)

    def _wage(self, kind: SiteKind) -> Line:
        line, of = self.wages.line(sites=kind.label), self._prices.of
        line["hours"] = of(kind, "employment.hours_per_week")
        line["wage"] = of(kind, "employment.hourly_wage")
        line["on_costs"] = of(kind, "employment.on_costs")
        line["month"] = line["hours"] * WEEKS_PER_MONTH * line["wage"] * (1 + line["on_costs"])
        line["day"] = line["hours"] / 5 * line["wage"] * (1 + line["on_costs"])
        for key in GIVERS:
            if key != "wage_and_pension":
                line[key] = of(kind, f"employment.{key}")
        line["wage_and_pension"] = line["month"] - line["employer_ni"]
        return line

    def _work(self) -> None:
        self._add("employment.output", RATE, [self._output(kind) for kind in self._kinds])
        for key, (giver, receiver) in GIVERS.items():
            for payer, sign in ((giver, 1), (receiver, -1)):
                row = f"employment.{key}.{payer}"
                flows = [self._transfer(row, kind, key, sign) for kind in self._kinds]
                self._add(row, RATE, flows)
        for key in ("absence", "presenteeism"):
            name = f"employment.{key}_days_change"
            if (name, 1) in self._changes.lines:
                self._add(f"employment.{key}", name, [self._days(f"employment.{key}", name, k) for k in self._kinds])

    def _output(self, kind: SiteKind) -> Flow:
        change, wage = self._changes.lines[RATE, kind.number], self._wages[kind.number]
        people = self._people(kind)
        return Flow(
            row="employment.output",
            change=change["attributable"] * 1,
            price=-wage["month"],
            baseline=people * self._prices.of(kind, baseline_of(RATE)),
            anyway=people * change["anyway"],
            friction=True,
            usual_priced=False,
        )

    def _transfer(self, row: str, kind: SiteKind, key: str, sign: int) -> Flow:
        change, amount = self._changes.lines[RATE, kind.number], self._wages[kind.number][key]
        price = amount * 1 if sign > 0 else -amount
        return Flow(row=row, change=change["attributable"] * 1, price=price, counted=False, friction=True)

    def _days(self, row: str, name: str, kind: SiteKind) -> Flow:
        structure, change = self._prices.inputs.structure, self._changes.lines[name, kind.number]
        absence = name == "employment.absence_days_change"
        stated = structure.absence_days_change if absence else structure.presenteeism_days_change
        recall = (None if stated is None else stated.recall_months) or 1
        employed = self._prices.of(kind, baseline_of(RATE))
        return Flow(row=row, change=change["attributable"] * employed / recall, price=self._wages[kind.number]["day"])

    def _care(self) -> None:
        first, second, third = (each.value for each in CareValuation)
        chosen = self._prices.cells.setting("informal_care_valuation")
        words = joined("Hours of unpaid care (", _spelt(chosen), ")")
        self._add("informal_care.hours", HOURS, [self._hours(k, "informal_care.hours", chosen) for k in self._kinds],
                  label=words)  # fmt: skip
        others = (when(same(chosen, first), second, first), when(same(chosen, third), second, third))
        listed = [each.value for each in CareValuation if each.value != chosen.value]
        for valuation, other in zip(listed, others, strict=True):
            flows = [self._hours(kind, joined("informal_care.hours_", other), other) for kind in self._kinds]
            label = joined("The same hours at ", _spelt(other))
            self._add(f"informal_care.hours_{valuation}", HOURS, flows, label=label,
                      row=joined("informal_care.hours_", other))  # fmt: skip

    def _hours(self, kind: SiteKind, row: str | Term, valuation: Term) -> Flow:
        change = self._changes.lines[HOURS, kind.number]
        per_carer = self._prices.inputs.structure.hours_change.per == "participant_with_carer"
        share = self._prices.of(kind, "informal_care.share_with_carer") if per_carer else term(1.0)
        people = self._people(kind) * share * WEEKS_PER_MONTH
        priced = {each.value: self._prices.of(kind, f"informal_care.{each.value}") for each in CareValuation}
        return Flow(
            row=row,
            change=change["attributable"] * share * WEEKS_PER_MONTH,
            price=chosen_price(valuation, priced),
            baseline=people * self._prices.of(kind, baseline_of(HOURS)),
            anyway=people * change["anyway"],
            counted=isinstance(row, str),
        )


def _spelt(valuation: Term) -> Term:
    return Term(f'SUBSTITUTE({valuation.text},"_"," ")', str(valuation.value).replace("_", " "))
