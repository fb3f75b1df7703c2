"""What the tests of the report share: a report made once, its page as text and tables, and payloads."""

import csv
import io
from html.parser import HTMLParser

PAYLOADS = (
    '=HYPERLINK("http://example.org","click")', "=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)",
    "</script><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}", "{% raw %}", "[red]stop[/red]",
    "\x1b[31mred\x1b[0m", "a\u202eb\u2066c", "line\nbreak\ttab", "javascript:alert(1)", "&lt;b&gt;", "$x^2$", "\x00",
)  # fmt: skip
CONTROLS = "\x00\x1b\u202e\u2066\u2028"


class Page(HTMLParser):
    """Collects the tables of a page by caption, all its text, and its elements."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tables, self.elements, self.words = {}, [], []
        self._row, self._cell, self._caption, self._raw = None, None, None, False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag in ("style", "script"):
            self._raw = True
        if tag == "caption":
            self._caption = ""
        if tag == "tr":
            self._row = []
        if tag in ("td", "th"):
            self._cell = ""

    def handle_endtag(self, tag):
        if tag in ("style", "script"):
            self._raw = False
        if tag == "caption":
            self._rows = self.tables.setdefault(self._caption, [])
            self._rows.clear()
            self._caption = None
        if tag in ("td", "th") and self._row is not None:
            self._row.append(self._cell.strip())
            self._cell = None
        if tag == "tr":
            self._rows.append(self._row)
            self._row = None

    def handle_data(self, data):
        if self._raw:
            return
        self.words.append(data)
        if self._caption is not None:
            self._caption += data
        if self._cell is not None:
            self._cell += data

    @property
    def text(self):
        return " ".join(self.words)

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


def csv_rows(content):
    """Return the rows of a CSV file as Excel would read it."""
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
