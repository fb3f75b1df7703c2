"""The page in a real browser without a network: nothing fetched, nothing refused, nothing that axe-core objects to."""

import os
import shutil
from pathlib import Path

import pytest

from sbs_econ.reporting.page import page_html

CHROMIUM = os.environ.get("SBS_ECON_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def addresses(document, compared, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    found = {}
    for name, each in (("one", document), ("two", compared)):
        file = folder / f"{name}.html"
        file.write_text(page_html(each), encoding="utf-8")
        found[name] = file.as_uri()
    return found


@pytest.fixture(scope="module")
def axe():
    import axe_core_python

    return next(Path(axe_core_python.__path__[0]).rglob("axe*.js")).read_text("utf-8")


def opened(browser, address, width):
    """Open a page offline; return it with what it asked for and what it complained of."""
    context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
    page, asked, said = context.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(address)
    return page, asked, said


@pytest.mark.parametrize(("name", "width"), [("one", 1280), ("two", 320)])
def test_page_in_a_browser(browser, addresses, axe, name, width):
    page, asked, said = opened(browser, addresses[name], width)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert asked == [addresses[name]]
    assert said == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(axe)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES)
    assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found["violations"]] == []
    assert said == []
    page.context.close()


def test_keyboard_reaches_everything(browser, addresses):
    """Tab goes through the skip link, the contents, and every part that scrolls or opens, each with a visible focus."""
    page, _, _ = opened(browser, addresses["one"], 1280)
    reachable = page.evaluate("document.querySelectorAll('a[href], summary, [tabindex=\"0\"]').length")
    hidden = page.evaluate(
        "[...document.querySelectorAll('details:not([open]) a[href], details:not([open]) [tabindex=\"0\"]')].length"
    )
    seen = []
    for _ in range(reachable - hidden + 1):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.outerHTML.slice(0, 60)"))
        ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert ring != "none" or page.evaluate("document.activeElement === document.body")
    assert 'class="skip"' in seen[0]
    assert len([each for each in seen if not each.startswith("<body")]) >= reachable - hidden
    page.context.close()


def test_text_is_large_enough_to_touch_and_prints(browser, addresses):
    page, _, _ = opened(browser, addresses["one"], 320)
    small = page.evaluate(
        "[...document.querySelectorAll('summary')].filter(e => e.getBoundingClientRect().height < 24).length"
    )
    assert small == 0
    printed = page.pdf(format="A4")
    assert printed.startswith(b"%PDF")
    page.context.close()
