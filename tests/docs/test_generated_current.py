"""The generated pages say what the package, the parameters and the scenarios say now."""

import generate
import pytest
from generators import MARK, generated_pages


@pytest.fixture(scope="module")
def pages():
    return {generate.DOCS / "reference" / name: text for name, text in generated_pages().items()}


def test_generating_again_changes_nothing(pages):
    stale = [str(path.relative_to(generate.DOCS.parent)) for path in generate.stale(pages)]
    assert not stale, f"run: python docs/generate.py (it rewrites {', '.join(stale)})"


def test_generated_pages_say_that_they_are(pages):
    assert all(text.startswith(MARK) for text in pages.values())
