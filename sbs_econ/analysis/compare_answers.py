"""The document of any comparison: scenarios side by side, or the parts of one."""

from __future__ import annotations

from collections.abc import Sequence

from sbs_econ.analysis.compare import compare
from sbs_econ.analysis.compare_part_records import payers_document, sites_document, subgroups_document
from sbs_econ.analysis.compare_parts import parts_wanted
from sbs_econ.analysis.compare_records import Record, compare_document
from sbs_econ.analysis.compare_wanted import Wanted
from sbs_econ.analysis.payers import payers_of
from sbs_econ.analysis.psa import Plan
from sbs_econ.analysis.sites import sites_of
from sbs_econ.analysis.subgroups import STEMS, subgroups_of
from sbs_econ.errors import RequestError
from sbs_econ.model.inputs import Inputs

PARTS = ("site", *STEMS, "payer")
"""What a scenario can be divided by."""


def comparison_document(
    scenarios: Sequence[Inputs], hashes: Sequence[str], plan: Plan, wanted: Wanted, by: str | None = None
) -> Record:
    """Return the document of ``compare``, as ``--format json`` prints it.

    Args:
        scenarios: two or more, or one if ``by`` is given.
        hashes: each one's hash of inputs.
        plan: draws, seed and sampler.
        wanted: how to compare; the outcome and perspective also of parts.
        by: site, subgroup, mode or payer; None for scenarios side by side.

    Raises:
        InputError: with every reason why the scenarios cannot be compared.
        RequestError: if something that is asked for is not there.
    """
    if by is not None:
        return _of_parts(scenarios[0], hashes[0], plan, wanted, by)
    if len(scenarios) < 2:
        raise RequestError("one scenario alone has nothing to be compared with", "name another, or say by what")
    found = compare(scenarios, wanted, plan)
    return compare_document(found, {one.key: h for one, h in zip(found.scenarios, hashes, strict=True)})


def _of_parts(inputs: Inputs, sha256: str, plan: Plan, wanted: Wanted, by: str) -> Record:
    if by not in PARTS:
        raise RequestError(f"a scenario is not divided by '{by}'", f"by {', '.join(PARTS)}")
    if by == "payer":
        return payers_document(payers_of(inputs, plan), sha256)
    shown = parts_wanted(inputs, wanted.outcome, wanted.perspective, every_perspective=True)
    if by == "site":
        return sites_document(sites_of(inputs, plan, shown), sha256)
    return subgroups_document(subgroups_of(inputs, plan, by, shown), sha256)
