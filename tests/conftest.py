"""Which tests are collected, and what the last line of a run says about those left out."""

import os
import shutil

for _name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # small matrices: threads of the linear algebra only wait for each other

REFERENCE = "SBS_ECON_REFERENCE"
FULL = "SBS_ECON_FULL"
LEFT_OUT = []
"""What is not collected, and what would let it run."""
if not os.environ.get(REFERENCE):
    LEFT_OUT.append(("reference", f"Set {REFERENCE} to the folder of outside data to run them."))
if shutil.which("soffice") is None and os.environ.get(FULL) != "1":
    LEFT_OUT.append(("live/test_recalculated.py", f"Install LibreOffice to run it; {FULL}=1 fails without."))

collect_ignore = [path for path, _ in LEFT_OUT]


def pytest_unconfigure(config):
    """Say last what was left out; a worker of a parallel run says nothing."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and not hasattr(config, "workerinput"):
        for path, cure in LEFT_OUT:
            reporter.write_line(f"Left out: tests/{path}. {cure}")
