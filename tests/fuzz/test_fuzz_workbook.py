"""Whatever is done to a live workbook, it becomes a scenario that is valid, or is refused with where and why.

Sheets are edited as the XML that they are, so that what no spreadsheet program would write is tried as well.
"""

import io
import os
import re
import zipfile
from xml.sax.saxutils import escape

import openpyxl
import pytest
from bad_inputs import ended
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shipped import PARAMETERS, inputs_of, parameter_folder
from test_fuzz import CASES, FUZZ, WORDS, watched

import sbs_econ.io.scenarios
from sbs_econ.analysis.psa import Plan, run_psa
from sbs_econ.io.folders import known_folder
from sbs_econ.io.scenarios import load_scenario
from sbs_econ.reporting.live_workbook import live_workbook_bytes

FEW = max(20, CASES // 3)
KEPT = ("Content_Types", "rels", "workbook.xml", "sheet1.xml", "sheet2.xml", "sharedStrings", "styles", "theme")
GUIDE, INPUTS, BOOK = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/workbook.xml"
ROW = re.compile(r'<row r="(\d+)".*?</row>')
LAST = 180


class Parts(dict):
    """The parts of a workbook by name; too long to be shown."""

    def __repr__(self):
        return "parts"


@pytest.fixture(scope="session")
def parts():
    """The parts of a live workbook, made once; of its sheets the two that are read, without columns that are not."""
    whole = live_workbook_bytes(run_psa(inputs_of("base_case"), Plan(2, 1, "mc")))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        found = {name: archive.read(name) for name in archive.namelist() if any(kept in name for kept in KEPT)}
    assert len(ROW.findall(found[INPUTS].decode())) == LAST
    found[INPUTS] = re.sub(
        rb'<c r="[I-P]\d+"[^>]*?(/>|>.*?</c>)|<dataValidations.*</dataValidations>', b"", found[INPUTS]
    )
    found[BOOK] = re.sub(rb'<sheet name="(?!Guide|Inputs)[^>]*>|<definedNames>.*</definedNames>', b"", found[BOOK])
    return Parts(found)


def packed(parts):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)  # no time of day in the bytes
    return made.getvalue()


@pytest.fixture
def answer(tmp_path, monkeypatch):
    """What is said of a workbook, once everything that has to hold of any answer holds."""
    folders = {PARAMETERS.resolve(): parameter_folder()}
    monkeypatch.setattr(
        sbs_econ.io.scenarios, "known_folder", lambda path, known: known_folder(path.resolve(), folders)
    )
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")

    def answered(content, name="model.xlsx"):
        with open(name, "wb") as file:
            file.write(content)
        with watched(tmp_path / "work"):
            code, said = ended(["scenario", "new", "fuzzed", "--from-workbook", name])
        assert code in (0, 2), said
        assert "Traceback" not in said
        assert sorted(os.listdir(tmp_path)) == ["work"]
        made = "scenarios/fuzzed.yaml"
        assert os.path.exists(made) == (code == 0)
        if code == 0:
            problems = load_scenario(made).problems
            assert [p for p in problems if p.severity == "error"] == [], said
            os.remove(made)
        else:
            assert "rror E" in said
        os.remove(name)
        return code, said

    return answered


def inline(ref, text, style=""):
    return f'<c r="{ref}"{style} t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


NUMBERS = ["0", "-1", "1", "0.5", "360", "1.5", "1e300", "-1e308", "1e400", "NaN", "INF", "1,5", "abc", "", "9" * 400,
           "1e-320", "45000", "-0"]  # fmt: skip
LETTERS = [
    *(word for word in WORDS if word.isprintable()), "TRUE", "false", "2016/17", "2025-01-02", " 0.5 ", "nhs", "#REF!",
    "none", "=1+1", "a\nb", "_x001B_", "programme_era_2016_17", "friction_cost", "x" * 5_000,
]  # fmt: skip
ODD = [
    '<c r="{ref}" t="e"><v>#DIV/0!</v></c>', '<c r="{ref}" t="b"><v>1</v></c>', '<c r="{ref}" t="b"><v>7</v></c>',
    '<c r="{ref}" t="b"><v>x</v></c>', '<c r="{ref}" t="d"><v>2025-01-02</v></c>', '<c r="{ref}" t="d"><v>x</v></c>',
    '<c r="{ref}"><f>1/0</f><v></v></c>', '<c r="{ref}"><f>B2*2</f><v>720</v></c>', '<c r="{ref}"><f>B2</f></c>',
    '<c r="{ref}" t="str"><f>A1</f><v>words</v></c>', '<c r="{ref}" t="s"><v>999999</v></c>',
    '<c r="{ref}" t="s"><v>-1</v></c>', '<c r="{ref}" t="s"><v>x</v></c>', '<c r="{ref}" s="9999"><v>1</v></c>',
    '<c r="{ref}" t="zz"><v>1</v></c>', '<c r="{ref}"/>', '<c r="{ref}"><v>1</v><v>2</v></c>', '<c><v>3</v></c>',
    '<c r="{ref}" t="n"><f t="array" ref="A1:ZZ99">1</f><v>1</v></c>', '<c r="XFD1048576"><v>3</v></c>',
    '<c r="!"><v>3</v></c>', '<c r="{ref}" t="inlineStr"><is><r><t>rich</t></r></is></c>',
    '<c r="{ref}" t="e"><f>NA()</f><v>#N/A</v></c>',
]  # fmt: skip
CELL = st.one_of(
    st.sampled_from(NUMBERS).map(lambda v: f'<c r="{{ref}}"><v>{v}</v></c>'),
    st.floats(width=32).map(lambda v: f'<c r="{{ref}}"><v>{v}</v></c>'),
    st.sampled_from(LETTERS).map(lambda word: inline("{ref}", word.replace("{", "{{").replace("}", "}}"))),
    st.sampled_from(ODD),
)


def with_cell(sheet, ref, cell):
    """The sheet with a cell put in place of another; nothing where there is no such row."""
    row = re.search(r"\d+", ref)[0]
    found = re.search(rf'<row r="{row}"[^>]*>.*?</row>', sheet)
    if found is None:
        return sheet
    old = re.search(rf'<c r="{ref}"[^>]*?(?:/>|>.*?</c>)', found[0])
    line = found[0].replace(old[0], cell) if old else found[0].replace("</row>", f"{cell}</row>")
    return sheet[: found.start()] + line + sheet[found.end() :]


@settings(FUZZ, max_examples=FEW)
@given(edits=st.lists(st.tuples(st.integers(2, LAST), CELL), min_size=1, max_size=4))
@example(edits=[(2, f'<c r="{{ref}}"><v>{"9" * 400}</v></c>')])
@example(edits=[(row, '<c r="{ref}"><v>0.4567</v></c>') for row in range(150, LAST)])
@example(edits=[(2, '<c r="{ref}"><v>0</v></c>')])
def test_overrides(parts, answer, edits):
    """An override that cannot be used is told with the sheet, and of one alone with its cell."""
    sheet = parts[INPUTS].decode()
    for row, cell in edits:
        sheet = with_cell(sheet, f"C{row}", cell.format(ref=f"C{row}"))
    code, said = answer(packed(parts | {INPUTS: sheet.encode("utf-8", "surrogatepass")}))
    readable = not re.search("cannot be read as a workbook", said)
    if code == 2 and readable:
        assert re.search(r"sheet Inputs, (cells? [A-Z]\d|row \d)", said), said


def rearranged(draw, rows):
    one, two = draw(st.integers(0, len(rows) - 1)), draw(st.integers(0, len(rows) - 1))
    kind = draw(st.integers(0, 4))
    if kind == 0:
        rows[one], rows[two] = rows[two], rows[one]
    elif kind == 1:
        del rows[one]
    elif kind == 2:
        rows.insert(two, rows[one])
    elif kind == 3:
        rows[one] = re.sub(
            r'r="([A-Z]*)\d+"', rf'r="\g<1>{draw(st.sampled_from([0, 1, 7, 99_999, 10**9]))}"', rows[one]
        )
    else:
        rows[one] = rows[one].replace('<c r="A', '<c r="B', 1)
    return rows


@st.composite
def sheets(draw, parts):
    """The parts with rows moved, sheets renamed or gone, cells of any column overwritten, and pieces of XML cut."""
    made = dict(parts)
    for _ in range(draw(st.integers(1, 3))):
        kind, name = draw(st.integers(0, 5)), draw(st.sampled_from([GUIDE, INPUTS]))
        text = made.get(name, b"").decode("utf-8", "replace")
        if kind == 0:
            rows = [row[0] for row in ROW.finditer(text)]
            if rows:
                start, end = text.index(rows[0]), text.rindex("</row>") + 6
                made[name] = (text[:start] + "".join(rearranged(draw, rows)) + text[end:]).encode()
        elif kind == 1:
            old = draw(st.sampled_from(['name="Inputs"', 'name="Guide"', 'r:id="rId2"', 'sheetId="2"', "<sheets>"]))
            new = draw(st.sampled_from(['name="inputs"', 'name="Guide"', 'r:id="rId1"', 'r:id="rId99"', "", "<x>"]))
            made[BOOK] = made.get(BOOK, b"").replace(old.encode(), new.encode(), 1)
        elif kind == 2:
            made.pop(draw(st.sampled_from(sorted(parts))), None)
        elif kind == 3:
            ref = f"{draw(st.sampled_from('ABCDEFGH'))}{draw(st.integers(1, 60))}"
            made[name] = with_cell(text, ref, draw(CELL).format(ref=ref)).encode("utf-8", "surrogatepass")
        elif kind == 4:
            name = draw(st.sampled_from(sorted(parts)))
            content, cut = made.get(name, b""), draw(st.integers(0, 4_000))
            made[name] = (
                content[:cut] + draw(st.sampled_from([b"", b"<", b"&x;", b"\x00", b"\xff"])) + content[cut + 9 :]
            )
        else:
            made[name] = re.sub('r="[A-Z]+[0-9]+" ', "", text, count=draw(st.integers(1, 40))).encode()
    return made


@settings(FUZZ, max_examples=FEW)
@given(data=st.data())
def test_sheets(parts, answer, data):
    answer(packed(data.draw(sheets(parts))))


@settings(FUZZ, max_examples=FEW)
@given(data=st.data())
def test_bytes(parts, answer, data):
    content = bytearray(packed(parts))
    for _ in range(data.draw(st.integers(1, 4))):
        at, kind = data.draw(st.integers(0, len(content) - 1)), data.draw(st.integers(0, 3))
        if kind == 0:
            content[at] ^= 1 << data.draw(st.integers(0, 7))
        elif kind == 1:
            content[at:at] = data.draw(st.binary(max_size=8))
        elif kind == 2:
            del content[at : at + data.draw(st.integers(1, 30))]
        elif len(content) > 400:
            content = content[: max(at, 200)]
    answer(bytes(content))


def bomb(parts):
    """Two hundred million noughts in a sheet that takes up two hundred kilobytes."""
    return packed(parts | {INPUTS: b"0" * 310_000_000})


def other_program():
    """A workbook of openpyxl, with sheets of our names and another content."""
    book, made = openpyxl.Workbook(), io.BytesIO()
    book.active.title = "Guide"
    book.create_sheet("Inputs").append(["name", "default", "override", "used", "unit"])
    book.save(made)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "make", "words"),
    [
        ("model.xlsx", bomb, "unpacks to far more than a model workbook holds"),
        ("model.xlsx", lambda parts: other_program(), "does not say sbs_econ/model/1"),
        ("model.xlsx", lambda parts: packed({"../../outside.xml": b"x"} | parts), None),
        ("model.csv", packed, None),
        ("model.xls", packed, None),
        ("model.xlsm", packed, None),
        ("mod\x1b[31mel.xlsx", lambda parts: b"x", "is not an .xlsx workbook"),
        ("model.xlsx", lambda parts: packed(parts | {BOOK: b"<x"}), "cannot be read"),
        ("model.xlsx", lambda parts: packed({INPUTS: parts[INPUTS]}), "is not an .xlsx workbook"),
    ],
)
def test_other_files(parts, answer, name, make, words):
    code, said = answer(make(parts), name)
    assert words is None or (code == 2 and words in said), said
    assert "\x1b[31m" not in said
