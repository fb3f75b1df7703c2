"""What form a YAML file is of: its kind and the version of that kind, as ``schema: sbs_econ/service_use/1``.

The key may be left out; the file is then read as of the version that this program knows.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from sbs_econ.errors import Problem
from sbs_econ.io.yaml_reader import Document
from sbs_econ.schema.forms import VERSION, form_of
from sbs_econ.version import __version__

KEY = "schema"
FORM = re.compile(r"sbs_econ/([a-z_]+)/([0-9]{1,4})")


def kind_of(path: Path) -> str:
    """Return the kind of a file of parameters or of a survey, by its place: its stem, or its folder for unit costs."""
    return "unit_costs" if path.parent.name == "unit_costs" else path.stem


def without_form(document: Document, kind: str) -> tuple[Document | None, list[Problem]]:
    """Return a document without the key that names its form, and what is wrong with that.

    The document is None where the file is of another version: what else is said of it would only follow from that.
    """
    if KEY not in document.data:
        return document, []
    said = document.data[KEY]
    rest = replace(document, data={key: value for key, value in document.data.items() if key != KEY})
    if said == form_of(kind):
        return rest, []
    found = FORM.fullmatch(said) if isinstance(said, str) else None
    if found is None or found[1] != kind:
        return rest, [_other_kind(document, said, kind)]
    return None, [_other_version(document, kind, int(found[2]))]


def _other_version(document: Document, kind: str, version: int) -> Problem:
    message = f"the file is of version {version} of {kind}, and sbs-econ {__version__} reads version {VERSION}"
    cure = f"compare it with the {kind} file of sbs-econ init DIR, then write schema: {form_of(kind)}"
    if version > VERSION:
        cure = "install a newer sbs-econ; its CHANGELOG says what has changed in such files"
    return document.problem((KEY,), "E115", message, cure)


def _other_kind(document: Document, said: Any, kind: str) -> Problem:
    words = f"'{said[:60]}'" if isinstance(said, str) else "nothing" if said is None else "a block"
    message = f"schema: says {words}, and a {kind} file is read here"
    return document.problem((KEY,), "E115", message, f"write schema: {form_of(kind)}, or leave the key out")


def with_form(schema: dict[str, Any], kind: str) -> dict[str, Any]:
    """Return the JSON Schema of a kind of file, with the key that names its form."""
    key = {"const": form_of(kind), "description": "What form the file is of; may be left out."}
    made = schema | {"properties": {KEY: key} | schema.get("properties", {})}
    if "propertyNames" in made:
        made["propertyNames"] = {"anyOf": [{"const": KEY}, made["propertyNames"]]}
    return made
