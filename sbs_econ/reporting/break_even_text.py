"""Thresholds and break-even as text, in the order and words of the method."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Sequence

from sbs_econ.analysis.break_even import BreakEven, CausalShare, Figure, Service
from sbs_econ.analysis.threshold import Threshold
from sbs_econ.model.inputs import Inputs
from sbs_econ.reporting.columns import table
from sbs_econ.reporting.numbers import number, per_cent, pounds
from sbs_econ.reporting.sensitivity_text import coarse, heading, input_words, wrapped
from sbs_econ.reporting.words import UNIT_WORDS
from sbs_econ.schema.clean import clean_text

WHOLE = 0.01
"""The error at which a share is printed as a whole per cent."""
IN_SENTENCE = 5
"""Services named in the headline; the table has them all."""


def lower_first(text: str) -> str:
    """Return a label as it stands inside a sentence.

    >>> lower_first("Acute psychiatric bed days"), lower_first("A&E attendances"), lower_first("GP consultations")
    ('acute psychiatric bed days', 'A&E attendances', 'GP consultations')
    """
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def one_of(label: str, unit: str) -> str:
    """Return one unit of a service, from its label in the plural.

    >>> one_of("Acute psychiatric bed days", "bed_day"), one_of("GP consultations", "contact")
    ('acute psychiatric bed day', 'GP consultation')
    """
    singular, plural = UNIT_WORDS.get(unit, (unit, unit))
    words = label.replace(plural, singular) if plural in label else label.removesuffix("s")
    return lower_first(words)


def two_digits(value: float) -> str:
    """Return a number of units with two digits.

    >>> two_digits(0.7304), two_digits(1.889), two_digits(238.4)
    ('0.73', '1.9', '240')
    """
    return number(value, coarse(value) * 10, most=4)


def money(figure: Figure) -> str:
    """Return an amount per participant with its interval, to the pound or as far as its error goes."""
    mean, lower, upper = (pounds(each, max(figure.mc_se, 1.0)) for each in (figure.mean, figure.lower, figure.upper))
    return mean if figure.mc_se == 0 else f"{mean} ({lower} to {upper})"


def break_even_text(inputs: Inputs, found: BreakEven, width: int) -> list[str]:
    """Return the lines of the break-even: the change needed, one in n, the causal share, headroom."""
    lines = heading(
        inputs, f"Break-even: {found.label}.",
        "Per participant; ratios of PSA means, with 95% intervals over the draws. Use that is avoided frees staff and "
        "beds; little of it is cash.", width,
    )  # fmt: skip
    if not found.includes_programme_cost:
        words = "This perspective does not bear the programme's cost; below, the funder's cost is counted in."
        lines += [*textwrap.wrap(words, width), ""]
    for part in (_change_needed, _one_in_n, _causal_share, _headroom):
        lines += [*part(found, width), ""]
    return lines[:-1]


def headline(found: BreakEven) -> str:
    """Return the first answer as a sentence: what one service alone would have to change."""
    named = [f"{two_digits(s.units.mean)} {lower_first(s.label)}" for s in found.services[:IN_SENTENCE]]
    cost = pounds(found.programme_cost.mean, 1.0)
    return clean_text(f"{cost} per participant = {' = '.join(named)}." if named else f"{cost} per participant.")


def _change_needed(found: BreakEven, width: int) -> Iterator[str]:
    yield from textwrap.wrap("1. The attributable change needed, one service at a time", width)
    text = "From programme cost and unit costs alone: no evidence of effect is used."
    yield from textwrap.wrap(f"{headline(found)} {text}", width)
    if not found.services:
        yield from textwrap.wrap("This perspective pays for no service.", width)
        return
    header = ("Fewer per participant", "Price", "Units", "95% interval", "Of baseline use")
    rows = [
        (
            clean_text(each.label),
            input_words(each.price.mean, "GBP"),
            two_digits(each.units.mean),
            f"{two_digits(each.units.lower)} to {two_digits(each.units.upper)}",
            _baseline_words(each),
        )
        for each in found.services
    ]
    yield from table(header, rows, (False, True, True, True, True), width)
    if any(each.share_of_baseline is not None and each.share_of_baseline.mean > 1 for each in found.services):
        yield from wrapped("More than 100% of baseline use cannot be avoided: that service alone could not pay.", width)


def _baseline_words(each: Service) -> str:
    share = each.share_of_baseline
    if share is None:
        return "no use before"
    low, high = (per_cent(end, WHOLE) for end in (share.lower, share.upper))
    return f"{per_cent(share.mean, WHOLE)} ({low.removesuffix('%')} to {high})"


def _one_in_n(found: BreakEven, width: int) -> Iterator[str]:
    yield from textwrap.wrap("2. One in n participants, everything else as modelled", width)
    for each in found.services:
        chance = per_cent(each.share_of_draws_breaking_even_already, WHOLE)
        yield from wrapped(f"{one_in_n_words(each)} (without it, already breaks even in {chance} of draws)", width)


def one_in_n_words(each: Service) -> str:
    """Return "1 in n participants avoids one X", or how the rest stands."""
    thing, n = one_of(each.label, each.unit), each.one_in
    if n is None:
        return f"{each.label}: already breaks even"
    if n < 1:
        return f"each participant would have to avoid {two_digits(1 / n)} {lower_first(each.label)}"
    return f"1 in {two_digits(n)} participants avoids one {thing}"


def _causal_share(found: BreakEven, width: int) -> Iterator[str]:
    yield from textwrap.wrap("3. The causal share needed", width)
    share = found.causal_share
    stamp = "" if share.stamp is None else f" [{share.stamp}]"
    yield from wrapped(f"{causal_words(share)}{stamp}", width)
    without = per_cent(share.share_of_draws_without, WHOLE)
    yield from wrapped(
        f"Net cost per participant: {money(share.net_cost_at_none)} if none of the reported changes were caused by the "
        f"programme, {money(share.net_cost_at_all)} if all were. In {without} of draws no share up to 1 is enough.",
        width,
    )


def causal_words(share: CausalShare) -> str:
    """Return the share of the reported changes that breaks even, or that none does."""
    needed = share.share
    if needed is None:
        return "No share does: the reported changes save nothing"
    if needed.mean > 1:
        times = two_digits(needed.mean)
        return f"No share does: all of the reported changes would not be enough ({times} times them would)"
    if needed.mean <= 0:
        return "Already breaks even whatever the share"
    low, high = (per_cent(max(0.0, end), WHOLE) for end in (needed.lower, needed.upper))
    limit = "over 100%" if needed.upper > 1 else high
    return f"{per_cent(needed.mean, max(needed.mc_se, WHOLE))} ({low} to {limit})"


def _headroom(found: BreakEven, width: int) -> Iterator[str]:
    yield from textwrap.wrap("4. Headroom", width)
    funder, room = money(found.funder_cost), found.headroom
    if room.mean < 0:
        yield from wrapped(
            "No funder cost nets to zero: without it there is a net cost of "
            f"{pounds(-room.mean, max(room.mc_se, 1.0))} per participant already (funder's cost: {funder}).", width,
        )  # fmt: skip
        return
    yield from wrapped(f"At a funder cost of {money(room)} per participant it nets to zero; it is {funder}.", width)


def threshold_text(inputs: Inputs, label: str, found: Sequence[Threshold], width: int) -> list[str]:
    """Return the lines of thresholds: those that exist, nearest first, then those that do not."""
    lines = heading(
        inputs, f"At what value of one quantity would it break even? {label}.",
        "All others at their means; the interval is over the draws that have such a value, each with its own other "
        "values. Away: from now to there, in widths of the quantity's 95% interval.", width,
    )  # fmt: skip
    there = [each for each in found if each.threshold is not None]
    rows = [_threshold_row(each) for each in there]
    if rows:
        titles = ("Quantity", "Now", "Breaks even at", "95% interval", "None in", "Away")
        lines += [*table(titles, rows, (False, True, True, True, True, True), width), ""]
    shown = [each for each in found if len(found) < len(inputs.quantities) or each.lower is not None]
    never = [(clean_text(each.label), *_support_words(each)) for each in shown if each.reason == "outside_support"]
    if never:
        header = ("No value in its support does", "Support", "Would have to be", "None in")
        lines += [*table(header, never, (False, True, True, True), width), ""]
    listed = {each.name for each in shown if each.reason == "outside_support"}
    remarks = _threshold_remarks([each for each in found if each.name not in listed])
    return lines + [line for text in remarks for line in wrapped(text, width)]


def _support_words(each: Threshold) -> tuple[str, str, str]:
    """The support, what the straight line would need, and the share of draws without a value."""
    low, high = (input_words(end, each.unit) if math.isfinite(end) else None for end in each.possible)
    span = "any" if low is None else f"{low} and up" if high is None else f"{low} to {high}"
    needed = "" if each.would_need is None else input_words(each.would_need, each.unit)
    return span, needed, "" if each.drawn is None else per_cent(each.drawn.share_without, WHOLE)


def _threshold_row(each: Threshold) -> tuple[str, ...]:
    value, drawn = 0.0 if each.threshold is None else each.threshold, each.drawn
    interval = ""
    if drawn is not None and drawn.lower is not None and drawn.upper is not None:
        interval = f"{input_words(drawn.lower, each.unit)} to {input_words(drawn.upper, each.unit)}"
    without = "" if drawn is None else per_cent(drawn.share_without, WHOLE)
    away = "fixed" if each.distance is None else two_digits(each.distance)
    many = f" (and at {', '.join(input_words(o, each.unit) for o in each.others)})" if each.others else ""
    jump = " (steps over zero)" if each.method == "jump" else ""
    there = f"{each.saves} {input_words(value, each.unit)}"
    return (clean_text(each.label) + many + jump, input_words(each.value, each.unit), there, interval, without, away)


def _threshold_remarks(found: Sequence[Threshold]) -> Iterator[str]:
    for reason, words in (
        ("outside_support", "fixed, and no value that they could take does"),
        ("shares_fixed", "cannot be moved, for the other shares of their group are 0"),
        ("does_not_enter", "do not enter this perspective's net cost"),
    ):
        names = [each.name for each in found if each.reason == reason]
        if names:
            more = ", ..." if len(names) > 3 else ""
            yield f"{len(names)} {words}: {', '.join(names[:3])}{more}."
