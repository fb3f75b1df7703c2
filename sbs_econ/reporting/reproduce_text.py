"""Whether a run came back, as text."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from sbs_econ.schema.clean import clean_text

SHOWN = 20
"""Values that are listed; the JSON holds all."""
VERDICTS = {
    "identical": "Identical: every file of the run came back byte for byte.",
    "within tolerance": "Within tolerance: every number came back to a relative difference of {tolerance:.0e}.",
    "differs": "It differs: see below.",
}


def reproduce_text(document: Mapping[str, Any], width: int) -> str:
    """Return the printed answer of ``reproduce`` from its document."""
    title = (
        f"{document['folder']}: {document['scenario']}, {document['draws']:,} draws (seed {document['seed']}, "
        f"{document['sampler']}), version {document['version']}"
    )
    lines = [*textwrap.wrap(clean_text(title), width), ""]
    verdict = VERDICTS[document["verdict"]].format(tolerance=document["tolerance"])
    lines += textwrap.wrap(verdict, width)
    lines += _list("Since the run:", document["notes"], width)
    lines += _list("Not as the run wrote them:", document["tampered"], width)
    found = [_said(each) for each in document["differences"]]
    more = [f"and {len(found) - SHOWN:,} more: --format json lists them"] if len(found) > SHOWN else []
    lines += _list(f"{len(found):,} values differ:", [*found[:SHOWN], *more], width)
    return "\n".join(lines)


def _list(title: str, items: Sequence[str], width: int) -> list[str]:
    if not items:
        return []
    wrapped = [
        line for item in items for line in textwrap.wrap(f"  {clean_text(item)}", width, subsequent_indent="    ")
    ]
    return ["", title, *wrapped]


def _said(each: Mapping[str, Any]) -> str:
    apart = each["relative_difference"]
    by = "" if apart is None else f" (relative difference {apart:.1e})"
    return f"{each['file']} {each['place']}: was {each['stored']}, now {each['again']}{by}"
