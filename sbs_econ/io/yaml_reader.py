"""Read a YAML file into text, lists and mappings, with the place of every key and value.

Scalars stay the text that stands in the file: ``Plain`` where it was unquoted, ``str`` where it was
quoted, ``None`` where it was empty, ``~`` or ``null``. What they mean is for the schema to say.

Of YAML this accepts mappings with plain keys, lists, scalars and comments, in block and flow style. It
refuses whatever can surprise or harm: anchors, merge keys, tags, several documents, duplicate keys.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from sbs_econ.errors import Problem
from sbs_econ.io.yaml_guard import (
    Mark,
    Source,
    decode,
    decomposed,
    hidden_characters,
    lines_of,
    listed,
    read_bytes,
    visible,
)
from sbs_econ.io.yaml_parts import START, Path_
from sbs_econ.io.yaml_tree import Tree
from sbs_econ.io.yaml_trouble import DIRECTIVE, looks_like_key, run_together, tab

__all__ = ["Document", "Mark", "Path_", "parse_yaml", "read_yaml"]

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
TABBED = re.compile(r" *\t[ \t]*(?=[^\s#])")
KEY_OR_ITEM = re.compile(r"- |-$|[\w\"'][^#]*:(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Document:
    """What a YAML file says, and where; ``text`` is without a byte order mark."""

    path: Path
    shown: str
    text: str
    data: dict[str, Any]
    keys: Mapping[Path_, Mark]
    values: Mapping[Path_, Mark]

    def problem(
        self,
        at: Path_,
        code: str,
        message: str,
        suggestion: str | None = None,
        on: Literal["key", "value"] = "value",
        severity: str = "error",
    ) -> Problem:
        """Return a problem with the key or value of ``at``, or the key of its nearest existing parent."""
        mark = self.mark(at, on)
        return Source(self.shown, self.text).problem(code, message, mark, suggestion, severity)

    def mark(self, at: Path_, on: Literal["key", "value"] = "value") -> Mark:
        """Return where the key or value of ``at`` stands, or the key of its nearest existing parent."""
        marks = self.keys if on == "key" else self.values
        if at in marks:
            return marks[at]
        parents = (at[:length] for length in range(len(at) - 1, 0, -1))
        return next((self.keys[parent] for parent in parents if parent in self.keys), START)


def read_yaml(path: Path, shown: str | None = None) -> tuple[Document | None, list[Problem]]:
    """Return what the file ``path`` says and every problem with it.

    A document may come with problems of severity ``error``: nothing of it was lost, so that its schema
    can be checked as well, but it must not be used. It is None where something was lost.
    """
    name = visible(str(path)) if shown is None else shown
    raw = read_bytes(path, name)
    return (None, [raw]) if isinstance(raw, Problem) else parse_yaml(raw, name, path)


def parse_yaml(text: str | bytes, shown: str, path: Path | None = None) -> tuple[Document | None, list[Problem]]:
    """Return what ``text`` says and every problem with it, as ``read_yaml`` does."""
    source = decode(text, shown)
    if isinstance(source, Problem):
        return None, [source]
    clean, problems = hidden_characters(source)
    problems += decomposed(source)
    tree = grow(source, clean)
    data = _top(tree)
    problems = sorted(problems + tree.problems, key=lambda p: (p.line or 0, p.column or 0))
    if data is None or clean != source.text:
        return None, problems
    return Document(path or Path(shown), shown, source.text, data, tree.keys, tree.values), problems


def grow(source: Source, clean: str) -> Tree:
    """Return the tree of ``clean``, which is the text of ``source`` with its hidden characters replaced."""
    tree = Tree(source)
    tree.problems += _directives(source)
    events: Any = yaml.parse(clean, Loader=LOADER)
    try:
        with closing(events):
            for event in events:
                tree.take(event)
                if tree.stopped_at:
                    break
    except (yaml.YAMLError, ValueError) as error:
        tree.fail(error)
    tree.problems += _tabs(tree)
    return tree


def _directives(source: Source) -> list[Problem]:
    hits = []
    for number, line in enumerate(lines_of(source.text), 1):
        if line.startswith("%"):
            hits.append((number, 1))
        elif line.strip() and not line.lstrip().startswith("#"):
            break
    code, message, cure = DIRECTIVE
    return listed(hits, lambda at, more: source.problem(code, message + more, at, cure))


def _tabs(tree: Tree) -> list[Problem]:
    """Return the tabs that indent: those the parser passed over, and those after a tab it stopped at."""
    if "\t" not in tree.source.text:
        return []
    known = {p.line for p in tree.problems if p.code == "E007"}
    lines = enumerate(lines_of(tree.source.text), 1)
    tabbed = ((n, found) for n, line in lines if (found := TABBED.match(line)) and n not in known)
    hits = [
        (number, found.string.index("\t") + 1)
        for number, found in tabbed
        if number not in tree.text_lines
        and (not 0 < tree.stopped_at <= number or (known and KEY_OR_ITEM.match(found.string, found.end())))
    ]
    return listed(hits, lambda at, more: tab(tree.source, at, more))


def _top(tree: Tree) -> dict[str, Any] | None:
    if not tree.complete:
        return None
    if tree.root is None:
        return {}
    if isinstance(tree.root, dict):
        return tree.root
    if isinstance(tree.root, str) and looks_like_key(tree.root):
        at = tree.values[()]
        tree.problems.append(run_together(tree.source, at, tree.source.line(at.line)[at.column - 1 :]))
    else:
        what = "a list" if isinstance(tree.root, list) else "text"
        message = f"the file holds {what}, not keys with values"
        tree.report(tree.values[()], "E018", message, "start it with `key: value`")
    return None
