"""From the events of the YAML parser to nested data, with the place of every key and value."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

import yaml

from sbs_econ.errors import Problem
from sbs_econ.io.yaml_guard import HIDDEN, LOST, Mark, Source, hidden, named, not_composed, visible
from sbs_econ.io.yaml_parts import START, Block, Path_, Scalar
from sbs_econ.io.yaml_syntax import reword
from sbs_econ.io.yaml_trouble import (
    ANCHOR,
    SECOND_DOCUMENT,
    TAG,
    Trouble,
    empty_block,
    looks_like_key,
    run_together,
)
from sbs_econ.schema.base import Plain

DEEPEST = 20
MOST_NODES = 50_000
MISSING = frozenset({"", "~", "null", "Null", "NULL"})
ASCII = re.compile(r"[ -~]+")


@dataclass(slots=True)
class Tree:
    """Nested data built from parser events; ``complete`` says that nothing was lost on the way."""

    source: Source
    root: Any = None
    keys: dict[Path_, Mark] = field(default_factory=dict)
    values: dict[Path_, Mark] = field(default_factory=dict)
    scalars: dict[Path_, Scalar] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    complete: bool = True
    stopped_at: int = 0
    open: list[Block] = field(default_factory=list)
    before: Scalar | None = None
    text_lines: set[int] = field(default_factory=set)
    nodes: int = 0
    documents: int = 0

    def take(self, event: yaml.Event) -> None:
        """Add one event of the parser."""
        if isinstance(event, yaml.NodeEvent):
            self._node(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._leave()
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.stop(_mark(event.start_mark), *SECOND_DOCUMENT)

    def report(self, at: Mark, code: str, message: str, cure: str) -> None:
        """Note a problem at ``at``."""
        self.problems.append(self.source.problem(code, message, at, cure))

    def lose(self, at: Mark, code: str, message: str, cure: str) -> None:
        """Note a problem that leaves the data incomplete."""
        self.complete = False
        self.report(at, code, message, cure)

    def stop(self, at: Mark, code: str, message: str, cure: str) -> None:
        """Note a problem beyond which nothing is read."""
        self.stopped_at = at.line
        self.lose(at, code, message, cure)

    def fail(self, error: Exception) -> None:
        """Note that the parser gave up."""
        trouble = self._trouble(error)
        self.stopped_at, self.complete = trouble.at.line, False
        problem = reword(trouble)
        known = (p for p in self.problems if (p.code, p.line) != (problem.code, problem.line))
        self.problems = [*known, problem]

    def _trouble(self, error: Exception) -> Trouble:
        bracket = self.open[-1].start if self.open and self.open[-1].flow else None
        columns = tuple(block.start.column for block in self.open if not block.flow)
        if not isinstance(error, yaml.MarkedYAMLError):
            at = self.before.end if self.before else START
            return Trouble(self.source, str(error), at, at, self.before, columns)
        at = _mark(error.problem_mark or error.context_mark)
        since = _mark(error.context_mark or error.problem_mark)
        said = " ".join(part for part in (error.context, error.problem) if part)
        return Trouble(self.source, said, at, since, self.before, columns, bracket)

    def _node(self, event: yaml.NodeEvent) -> None:
        at = _mark(event.start_mark)
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self.stop(at, "E013", f"more than {MOST_NODES:,} keys and values", "split the file")
            return
        if isinstance(event, yaml.AliasEvent):
            self._alias(at)
            return
        if event.anchor is not None:
            self.report(at, *ANCHOR)
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, at)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._enter(event, at)

    def _alias(self, at: Mark) -> None:
        self.lose(at, *ANCHOR)
        if self.open and self.open[-1].at_key:
            self.open[-1].waiting, self.open[-1].kept = True, False
        else:
            self._place(None, at, self._next)

    def _scalar(self, event: yaml.ScalarEvent, at: Mark) -> None:
        first, last = event.start_mark, event.end_mark
        bounds = (first.index, last.index) if first and last else (0, 0)
        scalar = Scalar(event.value, event.style or "", at, _mark(last), *bounds)
        self.before = scalar
        if event.tag is not None:
            self.report(at, *TAG)
        if scalar.style:
            self._styled(scalar)
        if self.open and self.open[-1].at_key:
            self._key(self.open[-1], scalar)
        else:
            self._value(scalar)

    def _styled(self, scalar: Scalar) -> None:
        if not scalar.on_one_line:
            self._long(scalar)
        if scalar.style == '"':
            self._escapes(scalar)

    def _long(self, scalar: Scalar) -> None:
        """Note the lines of a text, in which tabs are text; an empty block of text is a ``>`` not quoted."""
        beyond = scalar.end.line + (scalar.end.column > 1)
        self.text_lines.update(range(scalar.start.line + 1, beyond))
        if not scalar.quoted and not scalar.value.strip():
            self.problems.append(empty_block(self.source, scalar.start))

    def _escapes(self, scalar: Scalar) -> None:
        found = HIDDEN.search(scalar.value.replace("\r", "\x00"))
        if found and found.group() != LOST:
            self.report(scalar.start, "E005", *hidden(scalar.value[found.start()]))
        elif not unicodedata.is_normalized("NFC", scalar.value) and "\\" in self._standing(scalar):
            self.report(scalar.start, "E006", *not_composed(scalar.value))

    def _standing(self, scalar: Scalar) -> str:
        return self.source.text[scalar.first : scalar.last]

    def _value(self, scalar: Scalar) -> None:
        path = self._next
        if path is not None:
            self.scalars[path] = scalar
            self._look_for_key(scalar, path)
        if not scalar.style and scalar.value == "" and self.open and not isinstance(self.open[-1].node, list):
            self._blank(self.open[-1], scalar.start)
        self._place(_typed(scalar), scalar.start, path)

    def _look_for_key(self, scalar: Scalar, path: Path_) -> None:
        """Warn of ``key:value`` on a line of its own under a key."""
        key_at = self.keys.get(path)
        if key_at is None or key_at.line == scalar.start.line or scalar.style:
            return
        if looks_like_key(scalar.value):
            text = self.source.line(scalar.start.line)[scalar.start.column - 1 :]
            self.problems.append(run_together(self.source, scalar.start, text, "warning"))

    def _blank(self, block: Block, at: Mark) -> None:
        if not block.flow:
            block.blank = (block.key, block.key_at)
        elif looks_like_key(block.key):
            self.problems.append(run_together(self.source, block.key_at, block.key))
        else:
            self.report(at, "E017", f"`{visible(block.key, 40)}` has no value", "write `key: value`")

    def _key(self, block: Block, scalar: Scalar) -> None:
        if block.blank is not None:
            self._empty(*block.blank, scalar)
        block.key, block.key_at, block.waiting, block.blank = scalar.value, scalar.start, True, None
        block.kept = self._fit_for_key(scalar) and self._first(block, scalar)
        path = block.child
        if path is not None:
            self.keys[path] = scalar.start

    def _empty(self, key: str, at: Mark, following: Scalar) -> None:
        shown, after = visible(key, 40), visible(following.value, 40)
        line = following.start.line
        message = f"`{shown}` is empty; is line {line} (`{after}`) meant to be indented under it?"
        self.report(at, "E017", message, f"indent what belongs under `{shown}` by two spaces, or give it a value")

    def _fit_for_key(self, scalar: Scalar) -> bool:
        key, at = scalar.value, scalar.start
        if key == "<<" and not scalar.style:
            self.lose(at, *ANCHOR)
            return False
        if key == "":
            self.lose(at, "E015", "the key is empty", "write `key: value`")
        elif LOST not in key and not ASCII.fullmatch(key):
            odd = next(char for char in key if not ASCII.match(char))
            what = f"the key `{visible(key, 40)}` has `{visible(odd)}` ({named(odd)})"
            self.lose(at, "E015", what, "retype it: keys are plain letters, digits and underscores")
        else:
            return True
        return False

    def _first(self, block: Block, scalar: Scalar) -> bool:
        key, line = scalar.value, scalar.start.line
        if key not in block.lines:
            block.lines[key] = line
            return True
        message = f"`{visible(key, 40)}` is given twice: on line {block.lines[key]} and on line {line}"
        self.report(scalar.start, "E014", message, "keep one of them")
        return False

    def _enter(self, event: yaml.CollectionStartEvent, at: Mark) -> None:
        if event.tag is not None:
            self.report(at, *TAG)
        if len(self.open) >= DEEPEST:
            self.stop(at, "E012", f"nested more than {DEEPEST} levels deep", "write it flatter")
            return
        node: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        as_key = bool(self.open) and self.open[-1].at_key
        if as_key:
            self._block_as_key(self.open[-1], at)
        path = None if as_key else self._next
        if not as_key:
            self._place(node, at, path)
        self.open.append(Block(node, path, at, bool(event.flow_style), as_key))

    def _block_as_key(self, block: Block, at: Mark) -> None:
        if block.path is not None:
            self.lose(at, "E016", "a list or block stands where a key is expected", "write `key: value`")

    @property
    def _next(self) -> Path_ | None:
        """The path of the value that comes next, None where it is dropped."""
        return self.open[-1].child if self.open else ()

    def _leave(self) -> None:
        if self.open.pop().as_key:
            self.open[-1].waiting, self.open[-1].kept = True, False

    def _place(self, value: object, at: Mark, path: Path_ | None) -> None:
        """Put a value at its path, None where it is dropped."""
        if not self.open:
            self.root = value
            self.keys[()] = self.values[()] = at
            return
        block = self.open[-1]
        if path is not None:
            self.values[path] = at
            self.keys.setdefault(path, at)
        if isinstance(block.node, list):
            block.node.append(value)
        elif block.kept:
            block.node[block.key] = value
        block.waiting = False


def _mark(mark: Any) -> Mark:
    return START if mark is None else Mark(mark.line + 1, mark.column + 1)


def _typed(scalar: Scalar) -> str | None:
    if scalar.style:
        return scalar.value
    return None if scalar.value in MISSING else Plain(scalar.value)
