"""The list of sources, with the quantities and findings that cite each."""

from __future__ import annotations

from collections import defaultdict

from generators.folder import folder, opening_comment
from generators.markdown import code, escape, page

from sbs_econ.schema.parameters import Source

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


def _entry(key: str, source: Source, cited_by: list[str]) -> str:
    details = [source.authors, source.year, source.where]
    link = f"<{source.href.replace('doi:', 'https://doi.org/')}>" if source.href else ""
    return page(
        f"(source-{key})=\n## {escape(key)}",
        ". ".join(part for part in (f"*{escape(source.title)}*", *(escape(d) for d in details if d), link) if part) + ".",
        f"{READ[source.read].capitalize()}." + (f" Licence: {escape(source.licence)}." if source.licence else "")
        + (f" {escape(source.note)}" if source.note else ""),
        f"Cited by {', '.join(cited_by)}." if cited_by else "Cited by no figure.",
    )  # fmt: skip


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
