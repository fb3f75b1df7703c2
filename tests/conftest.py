"""Which tests are collected, and what the last line of a run says about those left out."""

import os

REFERENCE = "SBS_ECON_REFERENCE"

collect_ignore = [] if os.environ.get(REFERENCE) else ["reference"]


def pytest_terminal_summary(terminalreporter):
    if not os.environ.get(REFERENCE):
        terminalreporter.write_line(
            f"Left out: tests/reference, which compare with outside data; set {REFERENCE} to their folder to run them."
        )
