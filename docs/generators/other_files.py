"""Pages of the parameter files that hold no named quantities, or more than those."""

from __future__ import annotations

from typing import Any

from generators.folder import folder, opening_comment
from generators.markdown import code, escape, listed, number, page, table
from generators.quantities import Entry, entries, findings_list, quantity_table, remarks, source_of


def texts() -> dict[str, str]:
    """Return page texts by file stem."""
    return {
        "design": _design(),
        "discounting": _discounting(),
        "indices": _indices(),
        "correlations": _correlations(),
        "not_quantified": _not_quantified(),
    }


def _heading(stem: str) -> str:
    return page(f"(parameters-{stem})=\n# {escape(stem)}.yaml", escape(opening_comment(f"{stem}.yaml")))


def _design() -> str:
    parts = [_heading("design")]
    for decision, content in folder().design.items():
        parts.append(f"## {escape(content.label)}")
        for key, option in content.options.items():
            parts += [f"### {escape(option.label)}", *_option(decision.value, key, option, key == content.reference)]
    return page(*parts)


def _option(decision: str, key: str, option: Any, reference: bool) -> list[str]:
    factors = table(("Programme quantity", "Times"), [(code(n), number(f)) for n, f in option.multiplies.items()])
    given = [
        Entry(e.stated, e.stated.name)
        for e in entries("design.yaml")
        if e.stated.path[:3] == (decision, "options", key)
    ]
    return [
        f"{code(f'{decision}: {key}')}{' (the reference)' if reference else ''}. {escape(option.description)} "
        f"Evidence: {option.evidence.value}. {escape(option.note)}",
        factors if option.multiplies else "",
        quantity_table(given) if given else "",
        listed(remarks(given)),
    ]


def _discounting() -> str:
    rows = []
    for key, p in folder().discounting.items():
        rates = f"{p.costs:.2%}", f"{p.outcomes:.2%}", p.evidence.value.replace("_", " ")
        rows.append((f"{escape(p.label)}<br>{code(key)}", *rates, source_of(p.source, p.locator), escape(p.note or "")))
    return page(_heading("discounting"), table(("Profile", "Costs", "Outcomes", "Evidence", "Source", "Note"), rows))


def _indices() -> str:
    parts = [_heading("indices")]
    for key, index in folder().indices.items():
        source = source_of(index.source, index.locator)
        about = f"Key {code(key.value)}. Vintage: {escape(index.vintage)}. Source: {source}."
        parts += [f"## {escape(index.label)}", about, escape(index.note or ""), _years(index)]
    return page(*parts)


def _years(index: Any) -> str:
    header = "Level" if index.levels is not None else "Change on the year before, %"
    series = index.levels if index.levels is not None else index.annual_change or {}
    rows = []
    for year, value in series.items():
        forecast = index.forecast_from is not None and year >= index.forecast_from
        status = "forecast" if forecast else "provisional" if year in index.provisional else ""
        rows.append((year, f"{value:g}", status))
    return table(("Financial year", header, "Status"), rows)


def _correlations() -> str:
    parts = [_heading("correlations")]
    for key, group in folder().correlations.items():
        names = ", ".join(code(name) for name in group.names)
        if group.rank_correlation is not None:
            how = f"Spearman rank correlation {number(group.rank_correlation)} between any two."
        else:
            how = listed(
                f"{' and '.join(code(n) for n in p.between)}: {number(p.rank_correlation)}" for p in group.pairs
            )
        parts += [f"## {escape(group.label)}", f"Key {code(key)}: {names}. Evidence: {group.evidence.value}.", how,
                  source_of(group.source, group.locator), escape(group.note or "")]  # fmt: skip
    return page(*parts)


def _not_quantified() -> str:
    parts = [_heading("not_quantified")]
    for item in folder().not_quantified.values():
        parts += [f"## {escape(item.label)}", f"Direction: {item.direction}. {escape(item.reason)}",
                  findings_list(item.findings)]  # fmt: skip
    return page(*parts)
