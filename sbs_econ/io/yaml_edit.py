"""Change one value in the text of a YAML file and leave every other byte as it is."""

from __future__ import annotations

from typing import Any

from sbs_econ.errors import RequestError
from sbs_econ.io.yaml_guard import Source, decode, visible
from sbs_econ.io.yaml_parts import Path_, Scalar
from sbs_econ.io.yaml_reader import grow, parse_yaml
from sbs_econ.io.yaml_tree import Tree
from sbs_econ.schema.base import Plain, did_you_mean

BOM = "\ufeff"


def set_scalar(text: str, at: Path_, new: str) -> str:
    r"""Return ``text`` with the scalar at ``at`` replaced by ``new``, quoted where it has to be.

    Raises:
        RequestError: if ``text`` has errors, or holds no value at ``at`` that stands on one line, or
            ``new`` holds characters that a file may not.

    >>> set_scalar("mean: 36  # 2024/25\n", ("mean",), "41.5")
    'mean: 41.5  # 2024/25\n'
    """
    tree = _read(text)
    scalar = _on_one_line(tree, at)
    body = text.removeprefix(BOM)
    wanted = _with(tree.root, at, new)
    for written in (new, _quoted(new)):
        edited = body[: scalar.first] + written + body[scalar.last :]
        if _reads_as(edited, at, wanted, Plain if written == new else str):
            return text[: len(text) - len(body)] + edited
    raise RequestError(
        f"`{visible(new, 60)}` cannot be written as the value of `{dotted(at)}`",
        "leave out characters that do not print",
        "E029",
    )


def scalar_at(text: str, at: Path_) -> str:
    r"""Return the text of the scalar at ``at``, without its quotation marks.

    Raises:
        RequestError: if ``text`` has errors, or holds no scalar at ``at``.

    >>> scalar_at("costs: {gp: '36'}\n", ("costs", "gp"))
    '36'
    """
    return _scalar(_read(text), at).value


def dotted(at: Path_) -> str:
    """Return the path as it is written in messages.

    >>> dotted(("costs", "gp", 0, "mean"))
    'costs.gp[0].mean'
    """
    steps = (f"[{step}]" if isinstance(step, int) else f".{visible(step)}" for step in at)
    return "".join(steps).removeprefix(".") or "(the whole file)"


def _read(text: str) -> Tree:
    document, problems = parse_yaml(text, "(text)")
    errors = [problem for problem in problems if problem.severity == "error"]
    source = decode(text, "(text)")
    if document is None or errors or not isinstance(source, Source):
        first = errors[0]
        message = f"line {first.line or 1} has to be put right first: {first.message}"
        raise RequestError(message, first.suggestion, first.code)
    return grow(source, source.text)


def _scalar(tree: Tree, at: Path_) -> Scalar:
    if at in tree.scalars:
        return tree.scalars[at]
    if at in tree.values:
        cure = "name one value in it"
        raise RequestError(f"`{dotted(at)}` is a block or a list, not a single value", cure, "E029")
    raise RequestError(*_missing(tree.root, at), "E028")


def _on_one_line(tree: Tree, at: Path_) -> Scalar:
    scalar = _scalar(tree, at)
    if scalar.first == scalar.last:
        raise RequestError(f"`{dotted(at)}` has no value to replace", "write one in the file", "E029")
    if not scalar.on_one_line:
        message = f"the value of `{dotted(at)}` runs over several lines"
        raise RequestError(message, "change it in the file, or put it on one line", "E029")
    return scalar


def _missing(root: Any, at: Path_) -> tuple[str, str]:
    node, deep = root, 0
    while deep < len(at) - 1 and _holds(node, at[deep]):
        node, deep = node[at[deep]], deep + 1
    if isinstance(node, list):
        cure = f"it has {len(node)} item(s), counted from 0"
    elif isinstance(node, dict):
        near = did_you_mean(str(at[deep]), node)
        cure = visible(near or f"there is: {', '.join(node)}", 200)
    else:
        cure = f"`{dotted(at[:deep])}` holds no keys"
    return f"there is no `{dotted(at)}`", cure


def _holds(node: Any, step: str | int) -> bool:
    if isinstance(node, list):
        return isinstance(step, int) and 0 <= step < len(node)
    return isinstance(node, dict) and step in node


def _with(node: Any, at: Path_, new: str) -> Any:
    """Return a copy of ``node`` in which the value at ``at`` is ``new``."""
    if not at:
        return new
    step, rest = at[0], at[1:]
    if isinstance(node, list):
        return [_with(item, rest, new) if place == step else item for place, item in enumerate(node)]
    return {key: _with(value, rest, new) if key == step else value for key, value in node.items()}


def _reads_as(text: str, at: Path_, wanted: Any, kind: type[str]) -> bool:
    document, problems = parse_yaml(text, "(text)")
    if document is None or any(problem.severity == "error" for problem in problems):
        return False
    value: Any = document.data
    if value != wanted:
        return False
    for step in at:
        value = value[step]
    return type(value) is kind


def _quoted(new: str) -> str:
    escaped = new.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\n", "\\n").replace("\t", "\\t") + '"'
