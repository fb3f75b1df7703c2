"""The package from Python, and the modules that hold the model, as their docstrings tell them."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import textwrap
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import sbs_econ
from generators.markdown import code, fenced, listed, page, prose

SECTION = re.compile(r"^(Args|Returns|Raises|Yields):$", re.MULTILINE)
PACKAGES = {
    "equations": "The arithmetic: functions of numbers and arrays. Nothing here opens a file or knows a schema.",
    "model": "One evaluation: from resolved quantities to rows by payer and year.",
    "analysis": "Questions asked of the model.",
}
INTRODUCTION = """
`import sbs_econ` is light: NumPy, SciPy and pandas are imported when something is computed. What follows is all that
the package promises; other modules may change.
""".strip()


def pages() -> dict[str, str]:
    """Return the page of the public names, and one for each package of the model."""
    public = [name for name in sbs_econ.__all__ if not name.startswith("__")]
    parts = [f"## {name}\n\n{_described(getattr(sbs_econ, name), name)}" for name in public]
    return {
        "python.md": page("# From Python", INTRODUCTION, *parts),
        **{f"modules/{package}.md": _package(package, words) for package, words in PACKAGES.items()},
    }


def _package(package: str, words: str) -> str:
    top = importlib.import_module(f"sbs_econ.{package}")
    names = [info.name for info in pkgutil.iter_modules(top.__path__)]
    modules = [importlib.import_module(f"sbs_econ.{package}.{name}") for name in names]
    return page(f"(modules-{package})=\n# sbs_econ.{package}", words, *[_module(m) for m in modules if m.__doc__])


def _module(module: ModuleType) -> str:
    short = module.__name__.removeprefix("sbs_econ.")
    members = [f"### {name}\n\n{_described(member, name)}" for name, member in _members(module)]
    return page(f"(module-{short.replace('.', '-')})=\n## {short}", docstring(module), *members)


def _members(module: ModuleType) -> Iterator[tuple[str, Any]]:
    for name, member in vars(module).items():
        own = getattr(member, "__module__", None) == module.__name__
        if own and not name.startswith("_") and (inspect.isclass(member) or inspect.isfunction(member)):
            yield name, member


def _described(member: Any, name: str) -> str:
    parts = [fenced(_signature(member, name), "python"), docstring(member)]
    if inspect.isclass(member):
        parts += [
            _method(n, m) for n, m in vars(member).items() if not n.startswith("_") and getattr(m, "__doc__", None)
        ]
    return page(*parts)


def _signature(member: Any, name: str) -> str:
    """The call as code would write it, on one line or with an argument on each."""
    if inspect.isclass(member):
        return f"class {name}"
    signature = inspect.signature(member)
    arguments = list(_arguments(signature))
    line = f"{name}({', '.join(arguments)}) -> {_annotation(signature.return_annotation)}"
    if len(line) <= 100:
        return line
    below = "".join(f"    {argument},\n" for argument in arguments)
    return f"{name}(\n{below}) -> {_annotation(signature.return_annotation)}"


def _arguments(signature: inspect.Signature) -> Iterator[str]:
    named_only = False
    for parameter in signature.parameters.values():
        if parameter.name == "self":
            continue
        if parameter.kind is parameter.KEYWORD_ONLY and not named_only:
            named_only = True
            yield "*"
        star = "*" if parameter.kind is parameter.VAR_POSITIONAL else ""
        annotation = "" if parameter.annotation is parameter.empty else f": {_annotation(parameter.annotation)}"
        default = "" if parameter.default is parameter.empty else f" = {_default(parameter.default)}"
        yield f"{star}{parameter.name}{annotation}{default}"


def _default(value: Any) -> str:
    """The default as code would write it; a function's own name, for what Python shows of it holds an address."""
    return value.__name__ if inspect.isfunction(value) else repr(value)


def _annotation(annotation: Any) -> str:
    return annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)


def _method(name: str, member: Any) -> str:
    function = member.fget if isinstance(member, property) else getattr(member, "__func__", member)
    if not inspect.isfunction(function):
        return ""
    shown = name if isinstance(member, property) else f"{name}({', '.join(_arguments(inspect.signature(function)))})"
    return f"{code(shown)}\n: {docstring(function).replace(chr(10), chr(10) + '  ')}"


def docstring(member: Any) -> str:
    """Return a docstring in Google's style as Markdown."""
    text = inspect.cleandoc(member.__doc__ or "")
    blocks = re.split(r"\n\s*\n", text)
    return page(*[_paragraph(block) for block in blocks])


def _paragraph(block: str) -> str:
    first, _, rest = block.partition("\n")
    if block.startswith(">>>"):
        return fenced(block, "python")
    if SECTION.match(first):
        return page(f"{first.removesuffix(':')}:", listed(_items(rest)))
    if first == "::" or rest.startswith("    "):
        return fenced(textwrap.dedent(rest if first == "::" else block))
    return prose(block)


def _items(text: str) -> Iterator[str]:
    """Join the lines of each entry of a section; an entry starts where the indentation is least."""
    item: list[str] = []
    for line in textwrap.dedent(text).splitlines():
        if item and not line.startswith(" "):
            yield prose(" ".join(item))
            item = []
        item.append(line.strip())
    yield prose(" ".join(item))
