"""The model of method.md worked by hand: an independent oracle for the package.

`evaluate(description)` takes one resolved scenario with every quantity at one value and returns the rows
of the cost-consequence table and the totals by perspective. It shares no code with the package: plain
Python, one month at a time, in the order and with the names of the sections of method.md. It is slow and
simple on purpose.

Readings chosen where the text leaves room (numbered so that a disagreement can cite one)

 1. People. N_j is a site's own `participants`; N is their sum. `settings.participants` is never used.
 2. Responders. "A change measured on responders only ... is multiplied by share_followed_up": the
    *change* is multiplied, so the share stands in every place where D stands (attributable part, the part
    that would have come anyway, mu0, point-years), and raw = attributable + anyway still adds up.
    Baselines are not multiplied.
 3. Usual support takes (1-A) D literally, for controlled rows too, where 1-A = displacement. The anyway
    part has no V, no G, and does not vanish without sessions (it is what happens without the programme).
 4. mu0 of an uncontrolled outcome is (1-A) D as printed, without w(L; L), also when M < L. A control
    arm's change is not multiplied by share_followed_up.
 5. Own factors. An own factor replaces the common one of the same name; displacement may be owned too, on
    controlled rows as well. An own regression_to_the_mean or deadweight on a controlled row is an error.
 6. rate_ratio: D = baseline * (ratio - 1), with service_use.<item>.baseline,
    employment.employed_at_baseline or informal_care.baseline_hours. Absence, presenteeism and outcomes
    have no baseline: a ratio there is an error.
 7. Recall. Service use, absence and presenteeism need recall_months (they divide by R). A change in the
    employment rate and an outcome are points in time: l = L whatever recall_months says. Hours of care: l
    = L - R, or L when recall_months is null; they are weekly, so nothing is divided by R.
 8. The profile hangs on L as well as on l (it decays from L on), so T0 and T are sums per pair (l, L), though
    the text writes T0(l). Baselines of service use are per R months of the same item's change.
 9. Absence and presenteeism have no baseline level, so their usual columns are null. So are those of
    employment.output's cost, of the transfers and of point-years.
10. Informal care. The baseline hours have the same denominator (`per`) as the change: times
    share_with_carer for participant_with_carer. The usual cost is the usual hours at the row's own
    valuation, memo rows included.
11. employer_ni, income_tax_and_employee_ni and benefits_withdrawn are all GBP per month in work; on_costs
    is a share of the wage. A unit that is not GBP on the first three is an error.
12. Friction cost replaces w(m) by c(m) in output and in all four transfers.
13. Overheads apply to every funder-paid bottom-up line, venue, materials, refreshments and start-up
    included, except paid facilitation or coordination whose quantity says includes_overheads.
14. Attendance-driven lines (refreshments, travel) are spread evenly over 1..M like the rest, not along
    u(m).
15. Groups are rounded up per site. Start-up and coordination stay when no sessions are offered.
16. The budget is one for the whole programme: taken once, from the common quantities, not per site.
    GBP/person is times N, GBP/group without partner_groups is times the sum of the sites' groups (rounded
    up where they are). Every amount and the total are uprated first; then remainder = total - all other
    lines.
17. Costing top_down without a budget is an error. All budget lines, whoever pays, are resource under
    top_down and memo under bottom_up.
18. A GBP/hour unit cost of an item whose baseline is itself in hours is used as it stands; otherwise
    minutes_per_contact is required. Any other unit cost must not state minutes.
19. A change, control-arm change or important change stated in SD on an outcome with another unit is
    multiplied by the sd, in point-years too.
20. An outcome whose unit is SD and that gives no sd has sd = 1; one with another unit and no sd has no
    `improved` rows.
21. Point-years are discounted at the outcomes' rate (the text's T_outcomes), the one quantity that is
    discounted.
22. Per-participant rows are averages weighted by N_j / N; with N = 0 they are null.
23. Rows without a quantity (overheads, budget lines, transfers, memo valuations) have a null usual
    quantity; programme rows have a usual cost of 0.
24. A money quantity without a price year is an error; without an index it is accepted only at the
    analysis price year. cost_by_year has one entry for each year that the horizon touches and adds up to
    cost.
25. `funder`, `nhs_pss` and `public_sector` add resource and transfer flows, `societal` resource flows
    only; `societal_without_informal_care` leaves out the informal_care rows. Memo rows are never added.
26. Where joint cells are given they replace G_subgroup * G_mode altogether. No subgroups, or no modes:
    that G = 1.
27. With two_way_share given, the values profile is not looked at.
"""

import math
from statistics import NormalDist

VALUATIONS = ("opportunity_cost", "replacement_cost", "leisure_time")


class Case:
    """One site of one scenario: what the equations call N, H, M and the quantities."""

    def __init__(self, description, participants, site_quantities):
        self.settings = description["settings"]
        self.indices = description["indices"]
        self.quantities = {**description["quantities"], **site_quantities}
        self.subgroups = description["subgroups"]
        self.modes = description["modes"]
        self.cells = description["cells"]
        self.N = participants
        self.H = self.settings["horizon_months"]
        self.M = self.settings["programme_months"]
        self.months = range(1, self.H + 1)
        check_time(self)

    def has(self, name):
        return name in self.quantities

    def value(self, name):
        return self.quantities[name]["value"]

    def value_or(self, name, default):
        return self.value(name) if self.has(name) else default

    def unit(self, name):
        return self.quantities[name]["unit"]

    def money(self, name):
        return at_analysis_prices(self.quantities[name], name, self.indices, self.settings["price_year"])


def make_row(*, quantity=None, by_year=None, usual_quantity=None, usual_cost=None, payer=None, kind=None, per="total"):
    return {
        "quantity": quantity,
        "cost": None if by_year is None else sum(by_year),
        "cost_by_year": by_year,
        "usual_quantity": usual_quantity,
        "usual_cost": usual_cost,
        "payer": payer,
        "kind": kind,
        "per": per,
    }


# --------------------------------------------------------------------------------------------------------
# 7. Prices
# --------------------------------------------------------------------------------------------------------


def at_analysis_prices(quantity, name, indices, analysis_year):
    """value * level[analysis price year] / level[own price year], by the quantity's own index."""
    own_year, index = quantity["price_year"], quantity["index"]
    if own_year is None:
        raise ValueError(f"{name}: money without a price year")
    if index is None:
        if own_year != analysis_year:
            raise ValueError(f"{name}: no index to uprate it")
        return quantity["value"]
    levels = indices[index]
    return quantity["value"] * levels[analysis_year] / levels[own_year]


def unit_cost(case, item):
    """A unit cost per unit counted; an hourly cost is multiplied by minutes_per_contact / 60."""
    name = f"unit_costs.{item}"
    cost = case.money(name)
    minutes = case.quantities[name].get("minutes_per_contact")
    counted_in_hours = case.unit(f"service_use.{item}.baseline").split("/")[0] == "hour"
    if case.unit(name) == "GBP/hour" and not counted_in_hours:
        if minutes is None:
            raise ValueError(f"{name}: an hourly cost needs minutes_per_contact")
        return cost * minutes / 60
    if minutes is not None:
        raise ValueError(f"{name}: minutes_per_contact on a cost that is not hourly")
    return cost


# --------------------------------------------------------------------------------------------------------
# 3. Time, use and supply
# --------------------------------------------------------------------------------------------------------


def check_time(case):
    if not 1 <= case.M <= case.H:
        raise ValueError("programme_months must be from 1 to horizon_months")
    for name in ("persistence.during_programme", "persistence.after_programme", "engagement.monthly_ratio"):
        if not 0 < case.value(name) <= 1:
            raise ValueError(f"{name} must lie in (0, 1]")


def year_index(m):
    """y(m) = floor((m - 1) / 12)."""
    return (m - 1) // 12


def discount_factor(m, r):
    """d(m) = (1 + r)^(-y(m))."""
    return (1 + r) ** (-year_index(m))


def discounted_by_year(case, by_month):
    """Money of months 1..H (a list) -> discounted money of each year that the horizon touches."""
    years = [0.0] * (year_index(case.H) + 1)
    for m in case.months:
        years[year_index(m)] += by_month[m - 1] * discount_factor(m, case.settings["discount_rate_costs"])
    return years


def offered(case):
    return case.value("programme.sessions_per_group_month")


def use(case, m):
    """u(m) = min(u1 * q^(m-1), offered) for m <= M, 0 after; u1 = u_ref * (offered / offered_ref)^e."""
    if m > case.M or offered(case) == 0:
        return 0.0
    u_ref = case.value("engagement.sessions_month_1")
    q = case.value("engagement.monthly_ratio")
    e = case.value("engagement.supply_elasticity")
    u1 = u_ref * (offered(case) / case.value("engagement.offered_reference")) ** e
    return min(u1 * q ** (m - 1), offered(case))


def ramp(m, ramp_length):
    """1 if l = 0, else min(1, m / l)."""
    return 1.0 if ramp_length == 0 else min(1.0, m / ramp_length)


def profile(case, m, ramp_length, follow_up):
    """w(m; l), the effect of month m relative to the effect at follow-up L."""
    l, L, M = ramp_length, follow_up, case.M  # noqa: E741
    p_during = case.value("persistence.during_programme")
    p_after = case.value("persistence.after_programme")
    if m <= min(L, M):
        return ramp(m, l)
    if m <= M:
        return p_during ** (m - L)
    return ramp(min(L, M), l) * p_during ** max(0, M - L) * p_after ** (m - M)


def profile_of_months(case, ramp_length, follow_up):
    return [profile(case, m, ramp_length, follow_up) for m in case.months]


def follow_up_of(change):
    L, R = change["follow_up_months"], change["recall_months"]
    if L < 1:
        raise ValueError("follow_up_months must be at least 1")
    if R is not None and not 0 < R <= L:
        raise ValueError("recall_months must lie in (0, follow_up_months]")
    return L


def recall_of(change):
    if change["recall_months"] is None:
        raise ValueError("a count needs recall_months")
    return change["recall_months"]


# --------------------------------------------------------------------------------------------------------
# 4. Effect scale
# --------------------------------------------------------------------------------------------------------


def attribution(case, name, change):
    """A, the share of the reported change that the programme caused."""
    own = change["own_attribution"]

    def factor(key):
        return case.value(f"{name}.attribution.{key}" if key in own else f"attribution.{key}")

    if change["design"] == "controlled":
        if "regression_to_the_mean" in own or "deadweight" in own:
            raise ValueError(f"{name}: a controlled row would count its own factor twice")
        return 1 - factor("displacement")
    if case.has("attribution.causal_share"):
        return case.value("attribution.causal_share")
    return (1 - factor("regression_to_the_mean")) * (1 - factor("deadweight")) * (1 - factor("displacement"))


def two_way_share(case):
    """t, given directly or from the values profile."""
    if case.has("engagement.two_way_share"):
        return case.value("engagement.two_way_share")
    foundation = min(
        case.value("values.shared_experience"),
        case.value("values.safety"),
        case.value("values.choice_and_control"),
    )
    resting_on_it = (
        case.value("values.two_way_interaction")
        * case.value("values.human_connection")
        * case.value("values.freedom_to_be_oneself")
    )
    return case.value("engagement.two_way_share_reference") * foundation * resting_on_it ** (1 / 3)


def values(case):
    """V = (t + (1-t) rho) / (t_ref + (1-t_ref) rho)."""
    t = two_way_share(case)
    t_ref = case.value("engagement.two_way_share_reference")
    rho = case.value("engagement.one_way_relative_effect")
    return (t + (1 - t) * rho) / (t_ref + (1 - t_ref) * rho)


def additional(case, mode):
    return case.value_or(f"engagement.additional_share.{mode}", 1.0)


def subgroup_scale(case):
    """G_subgroup = sum s mu / sum s_ref mu."""
    if not case.subgroups:
        return 1.0
    here = reference = 0.0
    for g in case.subgroups:
        mu = case.value(f"subgroups.{g}.effect_modifier")
        here += case.value(f"subgroups.{g}.share") * mu
        reference += case.value(f"subgroups.{g}.evaluation_share") * mu
    return here / reference


def mode_scale(case):
    """G_mode = sum s mu additional / sum s_ref mu."""
    if not case.modes:
        return 1.0
    here = reference = 0.0
    for mode in case.modes:
        mu = case.value(f"modes.{mode}.effect_modifier")
        here += case.value(f"modes.{mode}.share") * mu * additional(case, mode)
        reference += case.value(f"modes.{mode}.evaluation_share") * mu
    return here / reference


def cell_scale(case):
    """G = sum s_gm mu_g mu_m additional_m / sum s_ref_gm mu_g mu_m."""
    here = reference = 0.0
    for g, mode in case.cells:
        mu = case.value(f"subgroups.{g}.effect_modifier") * case.value(f"modes.{mode}.effect_modifier")
        here += case.value(f"cells.{g}.{mode}.share") * mu * additional(case, mode)
        reference += case.value(f"cells.{g}.{mode}.evaluation_share") * mu
    return here / reference


def subgroups_and_modes(case):
    """G."""
    return cell_scale(case) if case.cells else subgroup_scale(case) * mode_scale(case)


def effect_per_starter(case, name, change):
    """k / N = A V G; 0 where no sessions are offered."""
    if offered(case) == 0:
        return 0.0
    return attribution(case, name, change) * values(case) * subgroups_and_modes(case)


def effect_scale(case, name, change):
    """k = N A V G."""
    return case.N * effect_per_starter(case, name, change)


def change_per_starter(case, name, change, baseline=None):
    """D: a difference, or baseline * (ratio - 1); times share_followed_up where measured on responders."""
    if change["kind"] == "difference":
        d = case.value(name)
    elif baseline is None:
        raise ValueError(f"{name}: a rate ratio needs a baseline")
    else:
        d = case.value(baseline) * (case.value(name) - 1)
    if change["applies_to"] == "responders":
        d *= case.value("engagement.share_followed_up")
    return d


# --------------------------------------------------------------------------------------------------------
# 5. Rows: service use
# --------------------------------------------------------------------------------------------------------


def service_use(case, item, service):
    name, change = f"service_use.{item}.change", service["change"]
    baseline = case.value(f"service_use.{item}.baseline")
    L, R = follow_up_of(change), recall_of(change)
    D = change_per_starter(case, name, change, f"service_use.{item}.baseline")
    A = attribution(case, name, change)
    k = effect_scale(case, name, change)
    w = profile_of_months(case, L - R, L)
    contacts = [k * D * w[m - 1] / R for m in case.months]
    usual_contacts = [case.N * (baseline + (1 - A) * D * w[m - 1]) / R for m in case.months]
    price = unit_cost(case, item)
    return make_row(
        quantity=sum(contacts),
        by_year=discounted_by_year(case, [c * price for c in contacts]),
        usual_quantity=sum(usual_contacts),
        usual_cost=sum(discounted_by_year(case, [c * price for c in usual_contacts])),
        payer=service["payer"],
        kind="resource",
    )


# --------------------------------------------------------------------------------------------------------
# 5. Rows: programme
# --------------------------------------------------------------------------------------------------------


def groups(case):
    """N / members_per_group, rounded up where the scenario says whole_groups."""
    number = case.N / case.value("programme.members_per_group")
    return math.ceil(number) if case.settings["whole_groups"] else number


def sessions(case):
    """S = groups * sessions_per_group_month * M."""
    return groups(case) * offered(case) * case.M


def attendances(case):
    """N * sum_m u(m)."""
    return case.N * sum(use(case, m) for m in case.months)


def in_month_1(case, amount):
    return [amount if m == 1 else 0.0 for m in case.months]


def evenly(case, amount):
    return [amount / case.M if m <= case.M else 0.0 for m in case.months]


def programme_row(case, payer, quantity, by_month):
    top_down = case.settings["costing"] == "top_down"
    return make_row(
        quantity=quantity,
        by_year=discounted_by_year(case, by_month),
        usual_quantity=None if quantity is None else 0.0,
        usual_cost=0.0,
        payer=payer,
        kind="memo" if payer == "funder" and top_down else "resource",
    )


def programme_bottom_up(case):
    g, s, a = groups(case), sessions(case), attendances(case)
    hours = s * case.value("programme.facilitator_hours_per_session")
    paid_hours = hours * case.value("programme.paid_share")
    volunteer_hours = hours * (1 - case.value("programme.paid_share"))
    fte_years = g * case.value("programme.coordination_fte_per_group") * case.M / 12

    def line(payer, quantity, price, spread=evenly):
        return programme_row(case, payer, quantity, spread(case, quantity * case.money(f"programme.{price}")))

    rows = {
        "programme.paid_facilitation": line("funder", paid_hours, "paid_hourly_cost"),
        "programme.volunteer_leadership": line("volunteers", volunteer_hours, "volunteer_hourly_value"),
        "programme.venue": line("funder", s, "venue_per_session"),
        "programme.materials": line("funder", s, "materials_per_session"),
        "programme.refreshments": line("funder", a, "refreshments_per_attendance"),
        "programme.start_up": line("funder", g, "start_up_per_group", in_month_1),
        "programme.coordination": line("funder", fte_years, "coordinator_annual_cost"),
        "programme.participant_travel": line("participants", a, "travel_per_attendance"),
    }
    rows["programme.overheads"] = overheads(case, rows)
    return rows


def overheads(case, rows):
    """The overhead rate times the funder-paid lines without overheads, in the years of those lines."""
    includes = {
        "programme.paid_facilitation": case.quantities["programme.paid_hourly_cost"]["includes_overheads"],
        "programme.coordination": case.quantities["programme.coordinator_annual_cost"]["includes_overheads"],
    }
    base = [0.0] * (year_index(case.H) + 1)
    for name, row in rows.items():
        if row["payer"] == "funder" and not includes.get(name, False):
            for year, cost in enumerate(row["cost_by_year"]):
                base[year] += cost
    rate = case.value("programme.overhead_rate")
    kind = "memo" if case.settings["costing"] == "top_down" else "resource"
    return make_row(by_year=[rate * cost for cost in base], usual_cost=0.0, payer="funder", kind=kind)


def programme_top_down(whole, budget, group_total):
    """Budget lines; `whole` is the programme as one case (N = all participants, the common quantities)."""
    if budget is None:
        if whole.settings["costing"] == "top_down":
            raise ValueError("costing top_down needs a budget")
        return {}
    amounts = budget_amounts(whole, budget, group_total)
    kind = "resource" if whole.settings["costing"] == "top_down" else "memo"
    rows = {}
    for name, line in budget["lines"].items():
        if line["included"]:
            by_year = discounted_by_year(whole, evenly(whole, amounts[name]))
            rows[f"programme.budget_{name}"] = make_row(by_year=by_year, usual_cost=0.0, payer=line["payer"], kind=kind)
    return rows


def budget_amounts(whole, budget, group_total):
    """What each line comes to at analysis prices; a remainder is the total minus all other lines."""
    times = {
        "GBP": 1,
        "GBP/group": group_total if budget["partner_groups"] is None else whole.value(budget["partner_groups"]),
        "GBP/person": whole.N,
    }
    amounts = {}
    for name, line in budget["lines"].items():
        if not line["remainder"]:
            amounts[name] = whole.money(line["amount"]) * times[line["unit"]]
    others = sum(amounts.values())
    for name, line in budget["lines"].items():
        if line["remainder"]:
            amounts[name] = whole.money(budget["total"]) - others
    return amounts


# --------------------------------------------------------------------------------------------------------
# 5. Rows: employment
# --------------------------------------------------------------------------------------------------------


def output_per_month(case):
    """hours per week * 52/12 * hourly wage * (1 + on-costs)."""
    hours = case.value("employment.hours_per_week") * 52 / 12
    return hours * case.money("employment.hourly_wage") * (1 + case.value("employment.on_costs"))


def per_month_in_work(case, name):
    if not case.unit(name).startswith("GBP"):
        raise ValueError(f"{name}: expected GBP per month in work")
    return case.money(name)


def friction(case, w):
    """c(m) = min(w(m), max(0, F - sum_{j<m} w(j))), F = days * 12 / 365.25."""
    F = case.value("employment.friction_period") * 12 / 365.25
    c, before = [], 0.0
    for w_m in w:
        c.append(min(w_m, max(0.0, F - before)))
        before += w_m
    return c


def months_in_work(case, change):
    name, baseline = "employment.change_in_employment_rate", "employment.employed_at_baseline"
    L = follow_up_of(change)
    D = change_per_starter(case, name, change, baseline)
    A = attribution(case, name, change)
    k = effect_scale(case, name, change)
    w = profile_of_months(case, L, L)
    valued = friction(case, w) if case.settings["employment_method"] == "friction_cost" else w
    months = sum(k * D * w_m for w_m in w)
    usual = sum(case.N * (case.value(baseline) + (1 - A) * D * w_m) for w_m in w)
    return months, usual, [k * D * v for v in valued]


def employment_output_and_transfers(case, change):
    months, usual, valued_months = months_in_work(case, change)

    def by_year(amount_per_month):
        return discounted_by_year(case, [v * amount_per_month for v in valued_months])

    output = output_per_month(case)
    employer_ni = per_month_in_work(case, "employment.employer_ni")
    tax = per_month_in_work(case, "employment.income_tax_and_employee_ni")
    benefits = per_month_in_work(case, "employment.benefits_withdrawn")
    rows = {
        "employment.output": make_row(
            quantity=months, by_year=by_year(-output), usual_quantity=usual, payer="economy", kind="resource"
        )
    }
    transfers = [
        ("wage_and_pension", output - employer_ni, "economy", "participants"),
        ("employer_ni", employer_ni, "economy", "exchequer"),
        ("income_tax_and_employee_ni", tax, "participants", "exchequer"),
        ("benefits_withdrawn", benefits, "participants", "exchequer"),
    ]
    for transfer, amount, gives, receives in transfers:
        rows[f"employment.{transfer}.{gives}"] = make_row(by_year=by_year(amount), payer=gives, kind="transfer")
        rows[f"employment.{transfer}.{receives}"] = make_row(by_year=by_year(-amount), payer=receives, kind="transfer")
    return rows


def days_lost(case, name, change):
    """k * D * share employed at baseline * w / R days; a day is hours per week / 5 hours of output."""
    L, R = follow_up_of(change), recall_of(change)
    D = change_per_starter(case, name, change)
    k = effect_scale(case, name, change)
    employed = case.value("employment.employed_at_baseline")
    days = [k * D * employed * w_m / R for w_m in profile_of_months(case, L - R, L)]
    hours_per_day = case.value("employment.hours_per_week") / 5
    day = hours_per_day * case.money("employment.hourly_wage") * (1 + case.value("employment.on_costs"))
    by_year = discounted_by_year(case, [x * day for x in days])
    return make_row(quantity=sum(days), by_year=by_year, payer="economy", kind="resource")


def employment(case, changes):
    rows = employment_output_and_transfers(case, changes["change_in_employment_rate"])
    for row, key in (("absence", "absence_days_change"), ("presenteeism", "presenteeism_days_change")):
        if changes[key] is not None:
            rows[f"employment.{row}"] = days_lost(case, f"employment.{key}", changes[key])
    return rows


# --------------------------------------------------------------------------------------------------------
# 5. Rows: informal care
# --------------------------------------------------------------------------------------------------------


def informal_care(case, change):
    name, baseline = "informal_care.hours_change", "informal_care.baseline_hours"
    L = follow_up_of(change)
    ramp_length = L - (change["recall_months"] or 0)
    cared_for = case.value("informal_care.share_with_carer") if change["per"] == "participant_with_carer" else 1.0
    D = change_per_starter(case, name, change, baseline) * cared_for
    baseline_hours = case.value(baseline) * cared_for
    A = attribution(case, name, change)
    k = effect_scale(case, name, change)
    w = profile_of_months(case, ramp_length, L)
    hours = [k * D * 52 / 12 * w_m for w_m in w]
    usual_hours = [case.N * (baseline_hours + (1 - A) * D * w_m) * 52 / 12 for w_m in w]

    def valued(valuation, kind, quantity, usual_quantity):
        price = case.money(f"informal_care.{valuation}")
        return make_row(
            quantity=quantity,
            by_year=discounted_by_year(case, [h * price for h in hours]),
            usual_quantity=usual_quantity,
            usual_cost=sum(discounted_by_year(case, [h * price for h in usual_hours])),
            payer="carers",
            kind=kind,
        )

    chosen = case.settings["informal_care_valuation"]
    rows = {"informal_care.hours": valued(chosen, "resource", sum(hours), sum(usual_hours))}
    for valuation in VALUATIONS:
        if valuation != chosen:
            rows[f"informal_care.hours_{valuation}"] = valued(valuation, "memo", None, None)
    return rows


# --------------------------------------------------------------------------------------------------------
# 5. Rows: outcomes
# --------------------------------------------------------------------------------------------------------


def standard_deviation(case, o, outcome):
    """The sd in the outcome's unit: given, or 1 where that unit is SD, or None."""
    if outcome["has_sd"]:
        return case.value(f"outcomes.{o}.sd")
    return 1.0 if outcome["unit"] == "SD" else None


def in_outcome_unit(case, o, outcome, amount, unit):
    """An amount stated in SD on an outcome with another unit is multiplied by the sd."""
    if unit.split("/")[0] != "SD" or outcome["unit"] == "SD":
        return amount
    sd = standard_deviation(case, o, outcome)
    if sd is None:
        raise ValueError(f"outcomes.{o}: a standardised difference needs an sd")
    return amount * sd


def change_without_programme(case, o, outcome, D):
    """mu0 = (1-A) D uncontrolled, the control arm's change (default 0) controlled."""
    change = outcome["change"]
    if change["design"] == "uncontrolled":
        return (1 - attribution(case, f"outcomes.{o}.change", change)) * D
    name = f"outcomes.{o}.control_arm_change"
    if not case.has(name):
        return 0.0
    return in_outcome_unit(case, o, outcome, case.value(name), case.unit(name))


def outcomes(case, o, outcome):
    name, change = f"outcomes.{o}.change", outcome["change"]
    L = follow_up_of(change)
    D = in_outcome_unit(case, o, outcome, change_per_starter(case, name, change), outcome["change_unit"])
    delta = D * effect_per_starter(case, name, change) * profile(case, L, L, L)
    mu0 = change_without_programme(case, o, outcome, D)
    rows = {f"outcomes.{o}": make_row(quantity=delta, usual_quantity=mu0, per="participant")}
    for key in outcome["important_changes"]:
        if standard_deviation(case, o, outcome) is not None:
            rows[f"outcomes.{o}.improved_{key}"] = share_improving(case, o, outcome, key, (mu0, delta))
    k = effect_scale(case, name, change)
    rows[f"outcomes.{o}.point_years"] = make_row(quantity=point_years(case, k, D, L))
    return rows


def share_improving(case, o, outcome, key, means):
    """Phi((mu0 + delta - c)/s) - Phi((mu0 - c)/s), s = sd sqrt(2 (1 - r))."""
    mu0, delta = means
    name = f"outcomes.{o}.important_change.{key}"
    c = in_outcome_unit(case, o, outcome, case.value(name), case.unit(name))
    s = standard_deviation(case, o, outcome) * math.sqrt(2 * (1 - case.value(f"outcomes.{o}.correlation")))
    anyway = NormalDist().cdf((mu0 - c) / s)
    with_programme = NormalDist().cdf((mu0 + delta - c) / s)
    return make_row(quantity=with_programme - anyway, usual_quantity=anyway, per="participant")


def point_years(case, k, D, L):
    """D k T_outcomes(L) / 12."""
    r = case.settings["discount_rate_outcomes"]
    return sum(D * k * profile(case, m, L, L) * discount_factor(m, r) / 12 for m in case.months)


# --------------------------------------------------------------------------------------------------------
# 6. Payers, perspectives
# --------------------------------------------------------------------------------------------------------


def net(rows, payers, kinds):
    return sum(row["cost"] for row in rows.values() if row["payer"] in payers and row["kind"] in kinds)


def perspectives(rows, funded_by):
    nhs_pss = ["nhs", "local_authority"]
    public = ["nhs", "local_authority", "police", "exchequer"]
    if funded_by in ("nhs", "local_authority"):
        nhs_pss.append("funder")
    if funded_by != "charity":
        public.append("funder")
    flows = ("resource", "transfer")
    everyone = {row["payer"] for row in rows.values() if row["payer"] is not None}
    without_care = {name: row for name, row in rows.items() if not name.startswith("informal_care.")}
    return {
        "funder": net(rows, ["funder"], flows),
        "nhs_pss": net(rows, nhs_pss, flows),
        "public_sector": net(rows, public, flows),
        "societal": net(rows, everyone, ("resource",)),
        "societal_without_informal_care": net(without_care, everyone, ("resource",)),
    }


# --------------------------------------------------------------------------------------------------------
# The whole
# --------------------------------------------------------------------------------------------------------


def rows_of_site(case, description):
    rows = programme_bottom_up(case)
    for item, service in description["services"].items():
        rows[f"service_use.{item}"] = service_use(case, item, service)
    rows.update(employment(case, description["employment"]))
    rows.update(informal_care(case, description["informal_care"]["hours_change"]))
    for o, outcome in description["outcomes"].items():
        rows.update(outcomes(case, o, outcome))
    return rows


def weighted_sum(numbers, weights):
    if any(number is None for number in numbers):
        return None
    return sum(weight * number for weight, number in zip(weights, numbers, strict=True))


def over_sites(site_rows, sizes):
    """Totals are added; per-participant rows are weighted by N_j / N (null when there is nobody)."""
    first = site_rows[0]
    if first["per"] == "participant":
        weights = [n / sum(sizes) for n in sizes] if sum(sizes) > 0 else None
    else:
        weights = [1.0] * len(sizes)
    combined = dict(first)
    for field in ("quantity", "cost", "usual_quantity", "usual_cost"):
        numbers = [row[field] for row in site_rows]
        combined[field] = None if weights is None else weighted_sum(numbers, weights)
    if first["cost_by_year"] is not None:
        combined["cost_by_year"] = [sum(year) for year in zip(*(row["cost_by_year"] for row in site_rows), strict=True)]
    return combined


def evaluate(description):
    """The rows of the table and the net cost by perspective of one scenario, every quantity at one value."""
    cases = [Case(description, site["participants"], site["quantities"]) for site in description["sites"]]
    sizes = [case.N for case in cases]
    by_site = [rows_of_site(case, description) for case in cases]
    rows = {name: over_sites([site[name] for site in by_site], sizes) for name in by_site[0]}
    whole = Case(description, sum(sizes), {})
    rows.update(programme_top_down(whole, description["budget"], sum(groups(case) for case in cases)))
    return {"rows": rows, "perspectives": perspectives(rows, description["settings"]["funded_by"])}
