"""The working of rows that follow from reported changes: services, work, unpaid care and outcomes."""

from __future__ import annotations

from dataclasses import dataclass

from sbs_econ.analysis.explain_steps import Term, Working, as_number, shown
from sbs_econ.equations import discounting, effects, employment, informal_care
from sbs_econ.model.care_rows import BASELINE, CHANGE, SHARE
from sbs_econ.model.effect_scale import (
    FACTORS,
    Cohort,
    effective_months,
    factor_name,
    monthly_effects,
    site_multiplier,
    values_multiplier_of,
)
from sbs_econ.model.employment_rows import EMPLOYED, RATE, WORK
from sbs_econ.model.reader import Reader
from sbs_econ.schema.quantity import Change
from sbs_econ.vocabulary import AppliesTo, ChangeKind, EmploymentMethod, StudyDesign


@dataclass
class EffectWorking(Working):
    """The working of a row that a reported change makes, for sites whose effects are alike."""

    cohort: Cohort | None = None

    @property
    def people(self) -> Cohort:
        """Those who start, and how far effects reach them."""
        assert self.cohort is not None  # noqa: S101
        return self.cohort

    def change(self, name: str, change: Change, baseline: str | None) -> Term:
        """Steps to the reported change per participant."""
        given = self.given(name)
        if change.kind is ChangeKind.RATE_RATIO and baseline is not None:
            before = self.given(baseline)
            value = before.value * (given.value - 1.0)
            said = (f"{before.label} × ({given.label} − 1)", f"{shown(before.value)} × ({shown(given.value)} − 1)")
            given = self.worked("Reported change per participant", value, (*said, _per(change)), [before, given])
        if change.applies_to is AppliesTo.RESPONDERS:
            answered = self.given("engagement.share_followed_up")
            given = self.product("Reported change, those lost to follow-up unchanged", (given, answered), _per(change))
        return given

    def attribution(self, name: str, change: Change) -> Term:
        """Steps to the share of a reported change that the programme caused."""
        controlled = change.design is StudyDesign.CONTROLLED
        if not controlled and self.reader.has("attribution.causal_share"):
            return self.given("attribution.causal_share")
        factors = ("displacement",) if controlled else FACTORS
        parts = [self.given(factor_name(name, change, factor)) for factor in factors]
        words = " × ".join(f"(1 − {part.label})" for part in parts)
        numbers = " × ".join(f"(1 − {shown(part.value)})" for part in parts)
        value = 1.0
        for part in parts:
            value *= 1.0 - part.value
        return self.worked("Share that the programme caused", value, (words, numbers, "share"), parts)

    def reach(self) -> Term:
        """Steps to the people who start, each weighed by how far the effect reaches them here."""
        parts = []
        for people, multiplier in self.people.parts():
            start = Term("people who start", float(people))
            parts.append(self.product("People reached", (start, self.multiplier(as_number(multiplier))), "people"))
        return parts[0] if len(parts) == 1 else self.total("People reached, over sites", parts, "people")

    def multiplier(self, together: float) -> Term:
        """A step for V G, the effect here relative to the evaluation."""
        values = as_number(values_multiplier_of(self.reader))
        mix = together / values if values else 0.0
        said = ("V (two-way giving and receiving) × G (groups of people, modes and places); each is 1 at the "
                "evaluation's own", f"{shown(values)} × {shown(mix)}", "ratio")  # fmt: skip
        inputs = [self.given(name) for name in _mix_names(self.reader)]
        return self.worked("Effect here, relative to the evaluation", together, said, inputs)

    def months(self, change: Change) -> tuple[Term, Term]:
        """Steps to the effective months, as they are and discounted."""
        settings = self.reader.inputs.settings
        found, rate = effective_months(self.reader, change), settings.discount_rate_costs
        monthly = monthly_effects(self.reader, change)
        kept = [self.given(name) for name in self._persistence(change)]
        words = (f"months 1 to {settings.horizon_months}, each weighed by how much of the full change is there: a "
                 f"ramp of {change.ramp_months} months, follow-up at month {change.follow_up_months}, then persistence"
                 )  # fmt: skip
        numbers = " + ".join(shown(as_number(w)) for w in monthly[:4]) + (" + …" if len(monthly) > 4 else "")
        plain = self.worked("Effective months", found.total, (words, numbers, "month"), kept)
        if settings.years == 1 or rate == 0:
            return plain, plain
        years = [Term(f"year {y + 1}", as_number(v)) for y, v in enumerate(found.discounted(rate))]
        return plain, self.total(f"Effective months, discounted at {rate:.1%} a year", years, "month")

    def _persistence(self, change: Change) -> list[str]:
        settings, found = self.reader.inputs.settings, []
        if min(settings.programme_months, settings.horizon_months) > change.follow_up_months:
            found.append("persistence.during_programme")
        if settings.horizon_months > settings.programme_months:
            found.append("persistence.after_programme")
        return found


def _mix_names(reader: Reader) -> list[str]:
    """What the multipliers read for this group of sites."""
    reader.start()
    site_multiplier(reader)
    return sorted(reader.used())


def _per(change: Change) -> str:
    return f"{change.unit.value}" if change.recall_months is None else f"per person and {change.recall_months} months"


def months_over(recall: int) -> Term:
    """Return one over the recall period, as a term."""
    return Term(f"1 ÷ {recall} months of recall" if recall > 1 else "1 ÷ 1 month of recall", 1.0 / recall)


def service_steps(working: EffectWorking, item: str) -> tuple[Term, Term]:
    """Steps of a service: contacts, and their cost."""
    service = working.reader.inputs.structure.services[item]
    name, change = f"service_use.{item}.change", service.change
    reported = working.change(name, change, f"service_use.{item}.baseline")
    caused, reached = working.attribution(name, change), working.reach()
    plain, discounted = working.months(change)
    recall = months_over(change.recall_months or 1)
    quantity = working.product(
        "Difference in use over the horizon", (reached, caused, reported, plain, recall), service.unit.value
    )
    price = _price(working, item)
    cost = working.product("Difference in cost", (reached, caused, reported, discounted, recall, price), "GBP")
    return quantity, cost


def _price(working: Working, item: str) -> Term:
    name = f"unit_costs.{item}"
    price, minutes = working.given(name), working.reader.quantity(name).minutes_per_contact
    if minutes is None:
        return price
    return working.product("Price of a contact", (price, Term("minutes a contact ÷ 60", minutes / 60.0)), "GBP")


def _work_scale(working: EffectWorking) -> tuple[Term, Change]:
    change = working.reader.inputs.structure.change_in_employment_rate
    reported = working.change(RATE, change, EMPLOYED)
    caused, reached = working.attribution(RATE, change), working.reach()
    return working.product("More people in work once the effect is full", (reached, caused, reported), "people"), change


def _paid(working: EffectWorking, change: Change) -> tuple[Term, Term]:
    """Effective months, and those that money is counted for."""
    plain, discounted = working.months(change)
    settings = working.reader.inputs.settings
    if settings.employment_method is EmploymentMethod.HUMAN_CAPITAL:
        return plain, discounted
    days = working.given("employment.friction_period")
    period = employment.friction_months(working.reader["employment.friction_period"])
    counted = effects.within_friction_period(monthly_effects(working.reader, change), period)
    by_year = discounting.discount(effects.effective_months_by_year(counted), settings.discount_rate_costs)
    said = ("effective months until the friction period is used up, discounted",
            f"{shown(days.value)} days × 12 ÷ 365.25 = {shown(as_number(period))} months", "month")  # fmt: skip
    return plain, working.worked("Months that production is lost for", discounting.total(by_year), said, [days])


def _monthly_output(working: Working) -> Term:
    hours, wage, costs = (working.given(name) for name in WORK)
    said = (f"{hours.label} × 52 ÷ 12 × {wage.label} × (1 + {costs.label})",
            f"{shown(hours.value)} × 52 ÷ 12 × {shown(wage.value)} × (1 + {shown(costs.value)})", "GBP")  # fmt: skip
    value = employment.output_per_month(hours.value, wage.value, costs.value)
    return working.worked("Output of a month in work", value, said, (hours, wage, costs))


def output_steps(working: EffectWorking) -> tuple[Term, Term]:
    """Steps of months in work and their output; output gained is a negative cost."""
    scale, change = _work_scale(working)
    plain, paid = _paid(working, change)
    quantity = working.product("Difference in months in work", (scale, plain), "month")
    gained = Term("−1: output gained is a negative cost", -1.0)
    return quantity, working.product("Difference in cost", (gained, scale, paid, _monthly_output(working)), "GBP")


def transfer_steps(working: EffectWorking, key: str, sign: float) -> tuple[None, Term]:
    """Steps of what one side of a transfer pays or receives."""
    scale, change = _work_scale(working)
    _, paid = _paid(working, change)
    if key == "wage_and_pension":
        output, tax = _monthly_output(working), working.given("employment.employer_ni")
        said = (f"{output.label} − {tax.label}", f"{shown(output.value)} − {shown(tax.value)}", "GBP")
        amount = working.worked("Wage and employer pension of a month", output.value - tax.value, said, (output, tax))
    else:
        amount = working.given(f"employment.{key}")
    side = Term("1: it pays" if sign > 0 else "−1: it receives", sign)
    return None, working.product("Difference in cost", (side, scale, paid, amount), "GBP")


def days_steps(working: EffectWorking, key: str, change: Change) -> tuple[Term, Term]:
    """Steps of days absent, or lost while at work."""
    name = f"employment.{key}_days_change"
    reported = working.change(name, change, None)
    caused, reached = working.attribution(name, change), working.reach()
    plain, discounted = working.months(change)
    parts = (reached, caused, reported, working.given(EMPLOYED), months_over(change.recall_months or 1))
    quantity = working.product("Difference in days", (*parts, plain), "day")
    hours, wage, costs = (working.given(each) for each in WORK)
    said = (f"{hours.label} ÷ 5 × {wage.label} × (1 + {costs.label})",
            f"{shown(hours.value)} ÷ 5 × {shown(wage.value)} × (1 + {shown(costs.value)})", "GBP")  # fmt: skip
    value = employment.output_per_day(hours.value, wage.value, costs.value)
    day = working.worked("Output of a day in work", value, said, (hours, wage, costs))
    return quantity, working.product("Difference in cost", (*parts, discounted, day), "GBP")


def care_steps(working: EffectWorking, valuation: str, memo: bool) -> tuple[Term | None, Term]:
    """Steps of hours of unpaid care, at one valuation."""
    change = working.reader.inputs.structure.hours_change
    reported = working.change(CHANGE, change, BASELINE)
    caused, reached = working.attribution(CHANGE, change), working.reach()
    plain, discounted = working.months(change)
    parts = [reached, caused, reported, Term("weeks a month, 52 ÷ 12", informal_care.WEEKS_PER_MONTH)]
    if change.per == "participant_with_carer":
        parts.insert(1, working.given(SHARE))
    quantity = None if memo else working.product("Difference in hours", (*parts, plain), "hour")
    price = working.given(f"informal_care.{valuation}")
    return quantity, working.product("Difference in cost", (*parts, discounted, price), "GBP")
