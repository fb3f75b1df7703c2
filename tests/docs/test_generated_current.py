"""The generated pages say what the package, the parameters and the scenarios say now."""

import json

import generate
import pytest
from generators import MARK, generated_pages

from sbs_econ.io.starting import schemas


@pytest.fixture(scope="module")
def pages():
    return {generate.DOCS / "reference" / name: text for name, text in generated_pages().items()}


def test_generating_again_changes_nothing(pages):
    stale = [str(path.relative_to(generate.DOCS.parent)) for path in generate.stale(pages)]
    assert not stale, f"run: python docs/generate.py (it rewrites {', '.join(stale)})"


def test_generated_pages_say_that_they_are(pages):
    assert all(text.startswith(MARK) for text in pages.values())


def test_schemas_for_editors_are_those_of_the_models():
    folder = generate.DOCS.parent / "schema"
    kept = {path.name: json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")}
    assert kept == json.loads(json.dumps(schemas())), "run: sbs-econ parameters schema --out schema"
