"""Names with wildcards: ``*`` stands for exactly one segment."""

from __future__ import annotations

from collections.abc import Iterable


def matches(pattern: str, name: str) -> bool:
    """Return whether a name fits a pattern.

    >>> matches("service_use.*.change", "service_use.gp_consultation.change")
    True
    >>> matches("service_use.*", "service_use.gp_consultation.change")
    False
    """
    if "*" not in pattern:
        return pattern == name
    wanted, parts = pattern.split("."), name.split(".")
    return len(wanted) == len(parts) and all(w in ("*", p) for w, p in zip(wanted, parts, strict=True))


def expand(pattern: str, names: Iterable[str]) -> list[str]:
    """Return the names that fit, sorted; a name without a wildcard fits itself alone."""
    return sorted(name for name in names if matches(pattern, name))
