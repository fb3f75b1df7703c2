"""LibreOffice opens what we write; without it its tests are left out, which the last lines say."""

import os
import shutil

WITHOUT = not shutil.which("soffice") and not os.environ.get("SBS_ECON_FULL")

collect_ignore = ["test_opened_by_libreoffice.py"] if WITHOUT else []


def pytest_terminal_summary(terminalreporter):
    """Say what was left out."""
    if WITHOUT:
        terminalreporter.write_line("Left out: tests/report_files/test_opened_by_libreoffice.py, which needs soffice.")
