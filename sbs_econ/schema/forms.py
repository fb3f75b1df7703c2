"""What a YAML file says of its own form, so that a file of another version is told from a wrong one."""

from __future__ import annotations

VERSION = 1
"""Of every kind of file; raised when a file that was right before can be wrong, or mean something else."""


def form_of(kind: str) -> str:
    """Return what a file of a kind says of itself under ``schema:``.

    >>> form_of("service_use")
    'sbs_econ/service_use/1'
    """
    return f"sbs_econ/{kind}/{VERSION}"
