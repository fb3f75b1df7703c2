"""A report written by hand, with every kind of part and texts that would do harm if they were more than text."""

from sbs_econ.reporting.document import Bullets, Cell, Column, Document, Figure, Paragraph, Section, Table
from sbs_econ.reporting.style import new_figure, picture, styled, titled

PAYLOADS = (
    '=HYPERLINK("http://example.org","click")', "=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)",
    "</script><script>alert(1)</script>", "{{7*7}}", "[red]stop[/red]", "\x1b[31mred\x1b[0m", "a\u202eb\u2066c",
    "{ MERGEFIELD x }", "line\nbreak\ttab", "\x00null", "\ud800lone", "<w:t>&amp;</w:t>", "_x0041_",
)  # fmt: skip


def sample_picture():
    """Draw two points."""
    with styled():
        figure, axes = new_figure(3.0)
        titled(figure, axes, "Two points", "One above the other")
        axes.plot([0, 1], [0, 1])
        return picture(figure, "two_points", "Two points", "A line from nothing up to one.")


def small_table(key="costs"):
    """Return a table with words, money, shares, numbers and cells without a number."""
    columns = (
        Column("row", "Row", text=True, meaning="What it is."), Column("cost", "Cost", "GBP", "Discounted."),
        Column("share", "Share", meaning="Of draws."), Column("change", "Change", "contacts"),
    )  # fmt: skip
    rows = (
        (Cell("gp", "GP consultation"), Cell(-12385.59, "£12,400 saved", -2), Cell(0.0658, "6.6%", 3),
         Cell(-0.4461, "0.446 fewer", 3)),
        (Cell("care", "Hours of care"), Cell(3.214, "£3.21 more", 2), Cell(1.0, "100%", 2), Cell(None, "not known")),
        (Cell("none", "Nothing counted"), Cell(0.0, "£0", 0), Cell(0.0004, "under 0.1%"),
         Cell(float("inf"), "no limit")),
    )  # fmt: skip
    return Table(key, "Costs of a few rows", columns, rows, ("One note.", "Another note."))


def wide_table(rows=60):
    """Return a table that needs the page on its side, and several pages."""
    columns = (Column("row", "Row", text=True), *(Column(f"y{n}", f"Year {n}", "GBP") for n in range(1, 11)))
    cells = [
        (Cell(f"r{i}", f"Row {i} with a label of some length"),
         *(Cell(1000.0 * i + n, f"£{1000 * i + n:,}", 0) for n in range(1, 11))) for i in range(rows)
    ]  # fmt: skip
    return Table("wide", "Costs by year", columns, tuple(cells))


def payload_table():
    """Return a table whose every text is a payload."""
    columns = (Column("row", "=HEAD()", text=True), Column("text", "=HEAD()", text=True, meaning=PAYLOADS[0]))
    rows = tuple((Cell(text, text), Cell(text, text)) for text in PAYLOADS)
    return Table("payloads", PAYLOADS[0], columns, rows, PAYLOADS)


def sample_document():
    """Return a report with every kind of part."""
    first = Section("answer", "The answer", (
        Paragraph("It costs about £1,200 a person, of which a third may come back.", "lead"),
        Paragraph("The rest of this page says how sure that is."),
        Bullets(("People gain.", "The council pays.")), Bullets(("First.", "Second."), numbered=True),
        Paragraph("Most of it rests on illustrative figures.", "warning"), Paragraph("A note.", "note"),
    ))  # fmt: skip
    tables = Section("costs", "Costs", (small_table(), wide_table(), Paragraph("After a wide table.")))
    below = Section("pictures", "Pictures", (Figure(sample_picture, "Two points.", small_table("points")),), level=2)
    harm = Section("harm", PAYLOADS[5], (
        payload_table(), *(Paragraph(text) for text in PAYLOADS), Bullets(PAYLOADS),
    ))  # fmt: skip
    last = Section("empty", "Empty table", (Table("costs", "No rows", small_table().columns, ()),))
    return Document("Side by Side: {{7*7}}", "What it costs", "base_case, 200 draws, seed 1, 0123abcd",
                    (first, tables, below, harm, last))  # fmt: skip
