"""Which tests are collected, and what the last lines of a run say about those left out."""

import os
import shutil

for _name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # small matrices: threads of the linear algebra only wait for each other

REFERENCE = "SBS_ECON_REFERENCE"
FULL = "SBS_ECON_FULL"
CHROMIUM = os.environ.get("SBS_ECON_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
IN_A_BROWSER = ("panel/test_panel_page.py", "report/test_browser.py")
IN_LIBREOFFICE = (
    "live/test_recalculated.py", "report_files/test_opened_by_libreoffice.py", "trust/test_verify_live_model.py",
)  # fmt: skip
LEFT_OUT = []
"""What is not collected, and what would let it run."""
if not os.environ.get(REFERENCE):
    LEFT_OUT.append((("reference",), f"Set {REFERENCE} to the folder of outside data to run them."))
if os.environ.get(FULL) != "1":  # where everything has to run, what is missing fails
    if not CHROMIUM:
        LEFT_OUT.append((IN_A_BROWSER, "Install Chromium to run them."))
    if shutil.which("soffice") is None:
        LEFT_OUT.append((IN_LIBREOFFICE, "Install LibreOffice to run them."))

collect_ignore = [path for paths, _ in LEFT_OUT for path in paths]


def pytest_unconfigure(config):
    """Say last what was left out; a worker of a parallel run says nothing."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and not hasattr(config, "workerinput"):
        for paths, cure in LEFT_OUT:
            reporter.write_line(f"Left out: {', '.join(f'tests/{path}' for path in paths)}. {cure}")
