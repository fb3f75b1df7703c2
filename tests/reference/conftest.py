"""Where outside data are found."""

import csv
import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def rows_of():
    folder = Path(os.environ["SBS_ECON_REFERENCE"])

    def read(name):
        with (folder / "evidence" / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return read
