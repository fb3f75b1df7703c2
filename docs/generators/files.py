"""What a YAML file may say: every key of every file, the families of distributions, the closed lists."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any, get_args

from pydantic import RootModel

from generators.markdown import code, escape, listed, page, prose, table
from sbs_econ import vocabulary
from sbs_econ.io.folders import FILES, OPTIONAL
from sbs_econ.io.survey_files import SHAPES
from sbs_econ.schema import distribution
from sbs_econ.schema.descriptions import described_schema
from sbs_econ.schema.parameters import UnitCosts
from sbs_econ.schema.scenario import ScenarioFile
from sbs_econ.schema.statement import Statement

Schema = Mapping[str, Any]
INTRODUCTION = """
Files are YAML in UTF-8. An unknown key is an error, and so is a quantity that nothing could use: nothing is ignored in
silence. Numbers are plain (`1234.5`, not `1,234.5`, `5 %` or `£5`), a share is written from 0 to 1, a financial year as
`2024/25`. Anchors, aliases, tags and repeated keys are refused. `sbs-econ parameters schema` prints the same rules as
JSON Schema, and `sbs-econ init` sets up an editor that knows them.

A file may begin with `schema: sbs_econ/<kind>/1`: of what kind it is, which is its own name (`service_use`),
`unit_costs` or `scenario`, and which version of that kind. The shipped files do. A file of another kind or of a
version that is not known here is refused with a cure, and nothing in it is guessed; one that leaves the key out is
read as of the version of today.
""".strip()
FAMILIES = """
`distribution:` is a `family` and one of the ways below to state it. `value` stands in for `mean`. A published interval
is written as `interval: [low, high]` with its `level`. A statement that no distribution of the family can meet is
refused, with the reason. Leaving `distribution` out makes a quantity certain.
""".strip()


def pages() -> dict[str, str]:
    """Return the pages of files, distributions and closed lists."""
    return {"files.md": _files(), "distributions.md": _distributions(), "vocabulary.md": _vocabulary()}


def _files() -> str:
    models = {**{f"parameters/{stem}.yaml": model for stem, model in FILES.items()},
              "parameters/unit_costs/<set>.yaml": UnitCosts, "scenarios/<name>.yaml": ScenarioFile,
              **{f"<survey>/{stem}.yaml": model for stem, model in SHAPES.items()}}  # fmt: skip
    schemas = {file: described_schema(model) for file, model in models.items()}
    blocks: dict[str, Schema] = {}
    for schema in schemas.values():
        blocks |= {name: block for name, block in schema.get("$defs", {}).items() if name not in blocks}
    roots = {model.__name__: schemas[file] for file, model in models.items() if not issubclass(model, RootModel)}
    keyed = {name: block for name, block in {**roots, **blocks}.items() if _shown(name, block)}
    rows = [(code(file), _holds(model, schemas[file]), _needed(file)) for file, model in models.items()]
    return page(
        "# Files and their keys",
        INTRODUCTION,
        table(("File", "Holds", ""), rows),
        *[_block(name, block) for name, block in sorted(keyed.items())],
    )


def _shown(name: str, block: Schema) -> bool:
    return "properties" in block and not name.endswith("Statement")


def _needed(file: str) -> str:
    stem = file.removeprefix("parameters/").removesuffix(".yaml")
    return "may be left out" if stem in OPTIONAL else ""


def _holds(model: type, schema: Schema) -> str:
    if not issubclass(model, RootModel):
        return f"[{model.__name__}](#block-{model.__name__})"
    return _type(schema)


def _block(name: str, block: Schema) -> str:
    needed = block.get("required", [])
    rows = [
        (
            code(key),
            _type(field),
            "required" if key in needed else _default(field),
            prose(field.get("description", "")),
        )
        for key, field in block["properties"].items()
    ]
    words = prose(inspect.cleandoc(block.get("description", "")))
    return page(f"(block-{name})=\n## {name}", words, table(("Key", "Holds", "", "Meaning"), rows))


def _default(field: Schema) -> str:
    default = field.get("default")
    return "" if default in (None, False, [], {}) or isinstance(default, dict) else f"{code(default)} if left out"


def _type(field: Schema) -> str:
    """What a key holds, in words: a reference, a choice, a list, keys of its own, or a plain value."""
    options = [option for option in field.get("anyOf", field.get("oneOf", [])) if option.get("type") != "null"]
    if "$ref" in field:
        return _reference(field["$ref"].rsplit("/", maxsplit=1)[-1])
    if options:
        return "[a distribution](#families)" if "discriminator" in str(field) else " or ".join(map(_type, options))
    if "enum" in field or "const" in field:
        return " or ".join(code(value) for value in field.get("enum", [field.get("const")]))
    return CONTAINERS.get(str(field.get("type")), _plain)(field)


def _array(field: Schema) -> str:
    if "prefixItems" in field:
        return f"[{', '.join(_type(item) for item in field['prefixItems'])}]"
    return f"list of: {_type(field.get('items', {}))}"


def _object(field: Schema) -> str:
    return f"{_key_words(field.get('propertyNames', {}))}, each: {_type(field.get('additionalProperties', {}))}"


def _plain(field: Schema) -> str:
    kind = str(field.get("type", "anything"))
    return {"string": "text", "boolean": "`true` or `false`", "integer": "whole number"}.get(kind, kind) + _range(field)


CONTAINERS = {"array": _array, "object": _object}


def _key_words(names: Schema) -> str:
    return f"{_reference(names['$ref'].rsplit('/', maxsplit=1)[-1])} as keys" if "$ref" in names else "keys of your own"


def _reference(name: str) -> str:
    anchor = "families" if name.endswith("Statement") else f"list-{name}" if name in _lists() else f"block-{name}"
    return f"[{name}](#{anchor})"


def _range(field: Schema) -> str:
    ends = {"minimum": "at least {:g}", "exclusiveMinimum": "above {:g}", "maximum": "at most {:g}"}
    words = [text.format(field[key]) for key, text in ends.items() if key in field]
    return f", {', '.join(words)}" if words else ""


def _lists() -> dict[str, Any]:
    return {
        name: member
        for name, member in vars(vocabulary).items()
        if inspect.isclass(member) and issubclass(member, vocabulary.StrEnum) and member is not vocabulary.StrEnum
    }


def _vocabulary() -> str:
    parts = ["# Closed lists", "Wherever one of these words is wanted, no other is taken."]
    for name, words in _lists().items():
        parts += [f"(list-{name})=\n## {name}", prose(inspect.cleandoc(words.__doc__ or ""))]
        parts.append(", ".join(code(word.value) for word in words))
    return page(*parts)


def _distributions() -> str:
    classes = [cls for cls in vars(distribution).values() if inspect.isclass(cls) and issubclass(cls, Statement)]
    families = [cls for cls in classes if "family" in cls.model_fields]
    parts = ["(families)=\n# Distributions", FAMILIES]
    for cls in families:
        (family,) = get_args(cls.model_fields["family"].annotation)
        parts += [f"## {family}", prose(inspect.cleandoc(cls.__doc__ or "")), _ways(cls), _keys(cls)]
    return page(*parts)


def _ways(cls: type[Statement]) -> str:
    return "State it by:\n\n" + listed(escape(str(way)) for way in cls.ways) if cls.ways else ""


def _keys(cls: type[Statement]) -> str:
    fields = described_schema(cls)["properties"]
    rows = [(code(k), _type(f), prose(f.get("description", ""))) for k, f in fields.items() if k != "family"]
    return table(("Key", "Holds", "Meaning"), rows)
