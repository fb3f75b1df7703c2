"""A headless Chromium without a network."""

import os
import shutil
from pathlib import Path

import pytest

CHROMIUM = os.environ.get("SBS_ECON_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
             "--disable-background-networking", "--disable-component-update")  # fmt: skip


@pytest.fixture(scope="module")
def browser():
    """Return the browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM or "/usr/bin/chromium", args=list(ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser, tmp_path):
    """Return a function that opens HTML from a file and notes errors and requests."""
    opened = []

    def opening(html, width=1280):
        file = Path(tmp_path) / f"page_{len(opened)}.html"
        file.write_text(html, encoding="utf-8")
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.set_default_timeout(5_000)
        page.noted = []
        page.on("console", lambda message: page.noted.append(message.text))
        page.on("pageerror", lambda error: page.noted.append(str(error)))
        page.on("request", lambda request: page.noted.append(request.url) if request.url != file.as_uri() else None)
        page.goto(file.as_uri())
        page.wait_for_selector(".what-if[data-ready]", timeout=20_000)
        opened.append(page)
        return page

    yield opening
    for page in opened:
        page.close()
