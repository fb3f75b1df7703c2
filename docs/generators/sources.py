"""The list of sources, with the quantities and findings that cite each."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from generators.folder import folder, opening_comment
from generators.markdown import code, escape, page

READ = {
    "whole": "read whole",
    "excerpt": "an excerpt was read",
    "through_repository": "read through a public repository or page that carries it",
}


def pages() -> dict[str, str]:
    """Return the page of sources, in alphabetical order of their keys."""
    cited = _cited()
    entries = [_entry(key, source, cited.get(key, [])) for key, source in sorted(folder().sources.items())]
    return {"sources.md": page("# Sources", escape(opening_comment("sources.yaml")), *entries)}


def _entry(key: str, source: Any, cited_by: list[str]) -> str:
    details = [escape(detail) for detail in (source.authors, source.year, source.where) if detail]
    link = [f"<{source.href.replace('doi:', 'https://doi.org/')}>"] if source.href else []
    terms = [f"Licence: {escape(source.licence)}."] if source.licence else []
    note = [escape(source.note)] if source.note else []
    return page(
        f"(source-{key})=\n## {escape(key)}",
        ". ".join([f"*{escape(source.title)}*", *details, *link]) + ".",
        " ".join([f"{READ[source.read].capitalize()}.", *terms, *note]),
        f"Cited by {', '.join(cited_by)}." if cited_by else "Cited by no figure.",
    )


def _cited() -> dict[str, list[str]]:
    cited: dict[str, list[str]] = defaultdict(list)
    for stated in folder().everything():
        _add(cited, stated.quantity.source, stated.name)
    for stem in ("service_use", "outcomes", "budgets", "not_quantified"):
        for key, item in getattr(folder(), stem).items():
            for finding in item.findings:
                _add(cited, finding.source, f"{stem}.{key}", "a finding beside ")
    for stem in ("employment", "informal_care"):
        for finding in getattr(folder(), stem).findings:
            _add(cited, finding.source, stem, "a finding beside ")
    for stem in ("indices", "discounting", "correlations"):
        for key, item in getattr(folder(), stem).items():
            _add(cited, item.source, f"{stem}.{key}")
    return cited


def _add(cited: dict[str, list[str]], source: str | None, name: str, words: str = "") -> None:
    text = f"{words}{code(name)}"
    if source is not None and text not in cited[source]:
        cited[source].append(text)
