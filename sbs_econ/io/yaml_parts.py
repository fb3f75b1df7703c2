"""The parts of a YAML text: paths, scalars, and blocks that are still open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sbs_econ.io.yaml_guard import Mark

Path_ = tuple[str | int, ...]
"""The keys and list positions that lead to a value."""

START = Mark(1, 1)


class Scalar(NamedTuple):
    """One scalar as it stands in the text; ``first`` and ``last`` bound it as a slice."""

    value: str
    style: str
    start: Mark
    end: Mark
    first: int
    last: int

    @property
    def quoted(self) -> bool:
        """Whether it stands in quotation marks."""
        return self.style in ("'", '"')

    @property
    def on_one_line(self) -> bool:
        """Whether it starts and ends on the same line and is not a block of text."""
        return self.start.line == self.end.line and self.style not in ("|", ">")


@dataclass(slots=True)
class Block:
    """A mapping or a list that is still open; ``path`` is None where what is in it is dropped."""

    node: dict[str, Any] | list[Any]
    path: Path_ | None
    start: Mark
    flow: bool
    as_key: bool = False
    key: str = ""
    key_at: Mark = START
    waiting: bool = False
    kept: bool = True
    blank: tuple[str, Mark] | None = None
    lines: dict[str, int] = field(default_factory=dict)

    @property
    def at_key(self) -> bool:
        """Whether a key comes next."""
        return isinstance(self.node, dict) and not self.waiting

    @property
    def child(self) -> Path_ | None:
        """The path of the value that comes next, None where it is dropped."""
        if self.path is None or not self.kept:
            return None
        return (*self.path, len(self.node) if isinstance(self.node, list) else self.key)
