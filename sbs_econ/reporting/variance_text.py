"""Where the uncertainty of an output comes from, and what knowing it would be worth, in one table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sbs_econ.analysis.variance_shares import Share, VarianceShare
from sbs_econ.analysis.variance_values import Knowing
from sbs_econ.model.inputs import Inputs
from sbs_econ.reporting.columns import table
from sbs_econ.reporting.numbers import per_cent
from sbs_econ.reporting.sensitivity_text import heading, share_words, wrapped
from sbs_econ.reporting.voi_text import worth_words
from sbs_econ.schema.clean import clean_text

ONE_LINE = 110
"""Cells of a terminal from which a share and its interval stand on one line."""
SHARES = (
    "First order: the share of the variance that would go if this alone were known. Total: the share that would be "
    "left if all else were known, so total less first order is what it does with others."
)
WORTH = (
    " Worth knowing (EVPPI, with its standard error): the pounds per person who starts by which the decision to fund "
    "would be better if this were known for sure; ~ marks what cannot be told from zero. A large share can be worth "
    "nothing: then no value that it may have would change the decision."
)


def variance_text(inputs: Inputs, shares: Sequence[VarianceShare], known: Knowing, top: int, width: int) -> list[str]:
    """Return the lines of one output: shares of its variance and what knowing is worth, largest total first."""
    told = SHARES if known.perfect is None else SHARES + WORTH
    lines = heading(inputs, f"What its uncertainty comes from: {known.output.label}.", told, width)
    entering = [share for share in shares if share.enters]
    header = ("Quantity", "First order", "Total", *(() if known.perfect is None else ("Worth knowing",)))
    rows = [_cells(share, known, width) for share in entering[:top]]
    lines += table(header, rows, (False, *(True for _ in header[1:])), width)
    lines += ["", *(line for text in _sum_words(entering) for line in wrapped(text, width))]
    lines += wrapped(_knowing_words(known), width)
    hidden, still = len(entering) - top, len(shares) - len(entering)
    lines += (
        wrapped(f"{hidden} more have smaller totals; --top {len(entering)} shows all.", width) if hidden > 0 else []
    )
    lines += wrapped(f"{still} uncertain quantities do not enter.", width) if still else []
    if any(share.group.added or share.group.key.startswith("joint:") for share in entering):
        lines += wrapped("Quantities that are drawn together are one factor: their shares cannot be told apart.", width)
    return lines


def _cells(share: VarianceShare, known: Knowing, width: int) -> tuple[str, ...]:
    cells = (clean_text(share.group.label), _share(share.first, width), _share(share.total, width))
    if known.perfect is None:
        return cells
    learned = known.factors.get(share.group.key)
    return (*cells, "not told" if learned is None else worth_words(learned.value))


def _share(share: Share, width: int) -> str:
    words = share_words(share)
    return words if width >= ONE_LINE else words.replace(" (", "\n(")


def _knowing_words(known: Knowing) -> str:
    if known.perfect is None:
        return f"No worth of knowing stands beside it: {known.why_not}."
    return f"Knowing everything for sure (EVPI) would be worth {worth_words(known.perfect)} per person."


def _sum_words(shares: Sequence[VarianceShare]) -> Iterator[str]:
    """Say what first-order shares add up to, where no input is in two of them."""
    names = [name for share in shares for name in share.group.names]
    if len(names) > len(set(names)):
        yield "Some inputs are in several of these groups, so that shares do not add up."
        return
    grouped = any(len(s.group.names) > 1 and not s.group.key.startswith("joint:") for s in shares)
    first = per_cent(sum(share.first.value for share in shares), 0.005)
    yield f"First-order shares add up to {first}; the rest is interactions{', or in no group' if grouped else ''}."
