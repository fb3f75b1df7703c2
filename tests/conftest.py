"""Which tests are collected, and what the last line of a run says about those left out."""

import os

for _name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # small matrices: threads of the linear algebra only wait for each other

REFERENCE = "SBS_ECON_REFERENCE"

collect_ignore = [] if os.environ.get(REFERENCE) else ["reference"]


def pytest_unconfigure(config):
    """Say last what was left out; a worker of a parallel run says nothing."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and not hasattr(config, "workerinput") and not os.environ.get(REFERENCE):
        reporter.write_line(f"Left out: tests/reference. Set {REFERENCE} to the folder of outside data to run them.")
