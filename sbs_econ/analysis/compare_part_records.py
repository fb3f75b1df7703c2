"""Sites, subgroups and payers as plain records: JSON documents, and the rows of their CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sbs_econ.analysis.compare_checks import illustrative_note
from sbs_econ.analysis.compare_parts import Part, PartsWanted, labels_of
from sbs_econ.analysis.compare_records import FIELDS, Record, row_names, settings_of
from sbs_econ.analysis.payers import MEASURES, Party, Payers
from sbs_econ.analysis.psa import Plan
from sbs_econ.analysis.sites import SMALL, Sites
from sbs_econ.analysis.subgroups import Subgroups
from sbs_econ.model.inputs import Inputs
from sbs_econ.model.perspectives import view
from sbs_econ.version import __version__


def _head(schema: str, inputs: Inputs, plan: Plan, sha256: str | None) -> Record:
    return {
        "schema": schema,
        "scenario": inputs.scenario,
        "label": inputs.label,
        "version": __version__,
        "draws": plan.draws,
        "seed": plan.seed,
        "sampler": plan.sampler,
        "price_year": inputs.settings.price_year,
        "participants": inputs.settings.participants,
        "settings": settings_of(inputs.settings),
        "inputs_sha256": sha256,
    }


def _shown(inputs: Inputs, wanted: PartsWanted) -> Record:
    rows = labels_of(inputs)
    return {
        "perspective": wanted.perspective.value,
        "outcome": wanted.outcome,
        "rows": [row_names(rows[name]) | {"unit": rows[name].unit} for name in wanted.rows],
        "perspectives": [
            {
                "perspective": p.value,
                "label": view(p, inputs.settings.funded_by).label,
                "includes_programme_cost": view(p, inputs.settings.funded_by).includes_programme_cost,
            }
            for p in wanted.perspectives
        ],
    }


def sites_document(sites: Sites, sha256: str | None = None) -> Record:
    """Return the document of ``compare --by site``, schema sbs_econ/sites/1. Figures are per person."""
    return {
        **_head("sbs_econ/sites/1", sites.inputs, sites.plan, sha256),
        **_shown(sites.inputs, sites.wanted),
        "between_site_cv": sites.between_cv,
        "few_people_below": SMALL,
        "sites": [_part(part) for part in sites.sites],
        "areas": [_part(part) for part in sites.areas],
        "total": _part(sites.total),
        "without_people": list(sites.empty),
        "notes": [illustrative_note([sites.inputs])],
    }


def _part(part: Part) -> Record:
    return {
        "key": part.key,
        "label": part.label,
        "area": part.area,
        "people": part.people,
        "groups": part.groups,
        "few_people": part.small,
        "figures": {name: estimate.as_json() for name, estimate in part.estimates.items()},
    }


def subgroups_document(found: Subgroups, sha256: str | None = None) -> Record:
    """Return the document of ``compare --by subgroup`` (or mode), schema sbs_econ/subgroups/1. Per person."""
    return {
        **_head("sbs_econ/subgroups/1", found.inputs, found.plan, sha256),
        **_shown(found.inputs, found.wanted),
        "by": found.by,
        "parts": [_subgroup(part) for part in found.parts],
        "everyone": _part(found.everyone),
        "without_people": list(found.nobody),
        "notes": [illustrative_note([found.inputs])],
    }


def _subgroup(part: Part) -> Record:
    chance, error = part.above_average or (0.0, 0.0)
    more = {"probability_effect_above_average": chance, "probability_effect_above_average_mc_se": error}
    return _part(part) | more


def payers_document(payers: Payers, sha256: str | None = None) -> Record:
    """Return the document of ``compare --by payer``, schema sbs_econ/payers/1. Figures are totals, GBP."""
    return {
        **_head("sbs_econ/payers/1", payers.inputs, payers.plan, sha256),
        "discount_rate_costs": payers.inputs.settings.discount_rate_costs,
        "years": payers.years,
        "parties": [_party(payers, party) for party in payers.parties],
        "notes": [illustrative_note([payers.inputs])],
    }


def _party(payers: Payers, party: Party) -> Record:
    years = range(1, payers.years + 1)
    return {
        "party": party.key,
        "payers": [payer.value for payer in party.payers],
        "costs": {
            measure: {
                "by_year": [payers.cost(party.key, measure, year).as_json() for year in years],
                "total": payers.cost(party.key, measure).as_json(),
                "surplus": _surplus(payers, party, measure),
            }
            for measure in MEASURES
        },
    }


def _surplus(payers: Payers, party: Party, measure: str) -> Record | None:
    found = payers.surplus(party.key, measure)
    if found is None:
        return None
    return {
        "by_the_end_of_year_on_average": found.on_average,
        "probability_by_year": [chance for chance, _ in found.by_year],
        "probability_by_year_mc_se": [error for _, error in found.by_year],
    }


def part_records(groups: Sequence[tuple[str, Sequence[Part]]]) -> list[Record]:
    """Return one flat record a figure of each part.

    Args:
        groups: what parts are (site, area, total, ...), and the parts.
    """
    return [record for what, parts in groups for part in parts for record in _flat(what, part)]


def _flat(what: str, part: Part) -> Iterator[Record]:
    known = {"kind": what, "key": part.key, "label": part.label, "area": part.area, "people": part.people}
    for name, estimate in part.estimates.items():
        values = estimate.as_json()
        yield {**known, "figure": name, **{field: values[field] for field in FIELDS}}


def payer_records(payers: Payers) -> list[Record]:
    """Return one flat record a party, measure and year; the year is empty for the whole horizon."""
    records: list[Record] = []
    for party in payers.parties:
        for measure in MEASURES:
            for year in (*range(1, payers.years + 1), None):
                values = payers.cost(party.key, measure, year).as_json()
                figures = {field: values[field] for field in FIELDS}
                records.append({"party": party.key, "measure": measure, "year": year, **figures})
    return records
