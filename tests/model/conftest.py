"""Scenarios of a few lines, read as people write them."""

import pytest
from shipped import loaded

HEAD = "extends: base_case\nlabel: Mine\nquestion: What if?\n"


@pytest.fixture
def scenario(tmp_path):
    """Load a scenario from its text below the head."""

    def load(text, name="mine"):
        file = tmp_path / f"{name}.yaml"
        file.write_text(HEAD + text, encoding="utf-8")
        return loaded(file)

    return load
