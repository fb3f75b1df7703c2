"""Where outside data are found."""

import csv
import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def rows_of():
    folder = os.environ.get("SBS_ECON_REFERENCE")
    if not folder:
        pytest.skip("SBS_ECON_REFERENCE is not set")

    def read(name):
        with (Path(folder) / "evidence" / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return read
