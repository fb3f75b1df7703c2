"""The page: text stays text, figures are the CSV's, structure and policy are strict, same report same bytes."""

import base64
import hashlib
import itertools
import re
from dataclasses import replace

import pytest
from report_support import CONTROLS, PAYLOADS, Page, csv_rows

from sbs_econ.reporting.csv_files import csv_cell, csv_files, file_name
from sbs_econ.reporting.document import Bullets, Cell, Column, Document, Figure, Paragraph, Section, Table
from sbs_econ.reporting.inline_svg import inline_svg
from sbs_econ.reporting.page import Insert, page_html, plain
from sbs_econ.reporting.style import new_figure, picture, styled, titled

LIMIT = 3_000_000
NUMBER = re.compile("^[\u2212-]?£?[0-9][0-9,]*(\\.[0-9]+)?%?$")


@pytest.fixture(scope="module")
def html(document):
    return page_html(document)


@pytest.fixture(scope="module")
def page(html):
    return Page(html)


def payload_document():
    """A report whose every text is a payload."""
    with styled():
        figure, axes = new_figure(3.0)
        titled(figure, axes, PAYLOADS[5], PAYLOADS[6])
        axes.plot([0, 1], [0, 1])
        drawn = picture(figure, "payload", PAYLOADS[5], plain(PAYLOADS[6]))
    columns = (Column("a", PAYLOADS[5], PAYLOADS[7], PAYLOADS[6], text=True), Column("b", "b", text=True))
    table = Table("payloads", PAYLOADS[5], columns, tuple((Cell(p, p), Cell(p, p)) for p in PAYLOADS), PAYLOADS)
    parts = (*(Paragraph(p) for p in PAYLOADS), Bullets(PAYLOADS), table, Figure(lambda: drawn, PAYLOADS[5], table))
    return Document(PAYLOADS[5], PAYLOADS[7], PAYLOADS[6], (Section("payload", PAYLOADS[5], parts),))


def test_payloads_stay_text():
    text = page_html(payload_document())
    page = Page(text)
    assert page.all("script") == []
    assert page.all("img") == []
    assert "onerror" not in {key for _, attributes in page.elements for key in attributes}
    assert "{{7*7}}" in page.text
    assert "[red]stop[/red]" in page.text
    assert '=HYPERLINK("http://example.org","click")' in page.text
    assert not set(CONTROLS) & set(text)


def test_payloads_are_no_formulas_in_csv():
    for name, content in csv_files(payload_document()).items():
        assert not set(CONTROLS) & set(content.decode("utf-8-sig"))
        for row in csv_rows(content):
            assert not [cell for cell in row if cell.strip()[:1] in ("=", "+", "-", "@", "\t")], name


def test_numbers_of_csv_stay_numbers():
    assert csv_cell(-1.5) == "-1.5"
    assert csv_cell(0.1 + 0.2) == "0.30000000000000004"
    assert csv_cell(" =1+1") == "' =1+1"
    assert csv_cell("\uff1d1") == "'\uff1d1"


def test_every_number_is_that_of_the_csv_at_the_precision_shown(document, page):
    files, walked = csv_files(document), 0
    for _, table in document.tables():
        rows = csv_rows(files[f"{file_name(table.key)}.csv"])[1:]
        shown = page.tables[plain(table.caption)][1:]
        assert len(shown) == len(rows) == len(table.rows)
        for html_row, csv_row in zip(shown, rows, strict=True):
            for cell, value, column in zip(html_row, csv_row, table.columns, strict=True):
                if not column.text and NUMBER.match(cell):
                    walked += 1
                    assert same(cell, float(value)), (table.key, cell, value)
    assert walked > 1500


def same(shown, value):
    """Whether a value rounds to what is shown, whose last digit that is not a nought of a whole number is exact."""
    plain_text = shown.replace("\u2212", "-").replace("£", "").replace(",", "")
    scale = 100.0 if plain_text.endswith("%") else 1.0
    digits = plain_text.rstrip("%").lstrip("-")
    whole, _, decimals = digits.partition(".")
    noughts = len(whole) - len(whole.rstrip("0")) if not decimals and set(whole) != {"0"} else 0
    last = 10.0 ** (noughts - len(decimals))
    if set(digits) <= {"0", "."} and not decimals:
        last = max(last, abs(value * scale) * 2.0000001)  # a figure whose error is larger than itself
    return abs(float(plain_text.rstrip("%")) - value * scale) <= last * (0.5 + 1e-9)


def test_same_report_same_bytes(document, html):
    assert page_html(document) == html
    assert csv_files(document) == csv_files(document)


def test_small_and_alone(html):
    assert len(html.encode()) < LIMIT
    page = Page(html)
    assert page.all("link") == page.all("iframe") == page.all("img") == page.all("script") == []
    addresses = [a for _, attributes in page.elements for k, a in attributes.items() if k in ("src", "href")]
    assert all(address.startswith("#") for address in addresses)


def policy_of(text):
    return next(m["content"] for m in Page(text).all("meta") if m.get("http-equiv") == "Content-Security-Policy")


def test_policy_names_the_style_and_nothing_else(html):
    policy = policy_of(html)
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.startswith("default-src 'none'; ")
    assert f"style-src 'sha256-{digest}'" in policy
    assert "script-src 'none'" in policy
    assert "unsafe" not in policy


def test_no_style_attribute_that_the_policy_would_refuse(page):
    assert [tag for tag, attributes in page.elements if "style" in attributes] == []
    assert len(page.all("style")) == 1


def test_headings_begin_with_one_and_leave_none_out(page):
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_landmarks_language_and_skip_link(page):
    assert page.all("html") == [{"lang": "en-GB"}]
    assert [len(page.all(tag)) for tag in ("main", "header", "footer", "nav")] == [1, 1, 1, 1]
    links = page.all("a")
    assert links[0] == {"class": "skip", "href": "#main"}
    assert page.all("main")[0]["id"] == "main"


def test_ids_are_unique_and_references_lead_somewhere(compared):
    text = page_html(compared)
    page = Page(text)
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    wanted = {a["href"].removeprefix("#") for tag, a in page.elements if tag in ("a", "use") and a.get("href")}
    wanted |= set(re.findall(r"url\(#([^)]+)\)", text))
    wanted |= {w for _, a in page.elements for w in a.get("aria-labelledby", "").split()}
    assert wanted <= set(ids)


def test_every_picture_has_words_and_a_table(document, page):
    figures = list(document.pictures())
    svgs = page.all("svg")
    assert len(figures) == len(svgs) >= 5
    assert all(svg["role"] == "img" for svg in svgs)
    assert all(len(figure.picture.description) > 60 and figure.table.rows for figure in figures)
    assert len(page.all("figcaption")) == len(figures)


def test_tables_have_captions_and_scopes(page):
    assert len(page.all("caption")) == len(page.all("table"))
    assert {header.get("scope") for header in page.all("th")} == {"col", "row"}


def test_inline_svg_keeps_fonts_and_gives_names_of_its_own(document):
    drawn = next(document.pictures()).picture
    one, other = inline_svg(drawn, "one"), inline_svg(drawn, "other")
    assert "style=" not in one
    assert 'font-size="' in one
    assert one != other
    assert one.replace("one-", "other-") == other


def test_the_insert_stands_where_it_is_told_and_its_script_is_named(document):
    last = document.sections[-1].key
    insert = Insert("what-if", "What if?", '<p class="x">in</p>', ".x{color:#000}", "void 0;", last)
    text = page_html(document, insert)
    assert text.index('id="section-what-if"') < text.index(f'id="section-{last}"')
    digest = base64.b64encode(hashlib.sha256(b"void 0;").digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy_of(text)
    assert "<script>void 0;</script>" in text


def test_the_report_of_two_scenarios_compares_them(compared):
    page = Page(page_html(compared))
    assert "The scenarios side by side" in page.text
    assert "Differences in net cost, per person who starts" in page.tables
    assert len(page_html(compared).encode()) < LIMIT


def test_a_picture_of_dollars_is_no_formula(document):
    assert inline_svg(replace(next(document.pictures()).picture, title="$x$"), "p").count("<title") == 1
