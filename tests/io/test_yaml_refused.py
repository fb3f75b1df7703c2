"""What the YAML reader refuses: where it says so, and the cure it names."""

from __future__ import annotations

import pytest

from sbs_econ.errors import Problem
from sbs_econ.io.yaml_reader import parse_yaml


def problems_of(text: str | bytes) -> list[Problem]:
    return parse_yaml(text, "costs.yaml")[1]


REFUSED = [
    # id, text, line:column, code, words of message and cure
    ("control character", "a: 1\nb: x\x1b[31m", "2:5", "E005", "U+001B delete"),
    ("NUL", "a: x\x00y", "1:5", "E005", "NUL UTF-8"),
    ("bidi override", "a: x\u202ey", "1:5", "E005", "U+202E RIGHT-TO-LEFT OVERRIDE order"),
    ("invisible space", "a: x\u200by", "1:5", "E005", "U+200B invisible"),
    ("line separator", "a: x\u2028y", "1:5", "E005", "U+2028"),
    ("replacement character", "a: caf\ufffd", "1:7", "E005", "lost retype"),
    ("control character by escape", r'a: "\x1b[31m"', "1:4", "E005", "U+001B"),
    ("bidi by escape", r'a: "\u202e"', "1:4", "E005", "U+202E"),
    ("carriage return by escape", r'a: "\r"', "1:4", "E005", "U+000D"),
    ("not NFC", "a: cafe\u0301", "1:7", "E006", "retype NFC"),
    ("not NFC by escape", r'a: "e\u0301"', "1:4", "E006", "NFC"),
    ("tab", "a:\n\tb: 1", "2:1", "E007", "tab spaces"),
    ("tab after spaces", "a:\n  \tb: 1", "2:3", "E007", "tab spaces"),
    ("tab after a value", "a: 1\n\tb: 1", "2:1", "E007", "spaces"),
    ("tab in a flow list", "a: [\n\t1]", "2:1", "E007", "spaces"),
    ("tab after a bullet", "a:\n  -\tb: 1\n", "2:4", "E007", "spaces"),
    ("anchor", "a: &x 1", "1:4", "E008", "not supported repeat the value"),
    ("alias", "a: *x", "1:4", "E008", "not supported repeat the value"),
    ("alias as key", "*x : 1", "1:1", "E008", "repeat"),
    ("text in asterisks", "a: *important* text", "1:4", "E008", "quotes"),
    ("merge key", "a:\n  <<: {b: 1}", "2:3", "E008", "not supported repeat the value"),
    ("tag", "a: !!python/object/apply:os.system [ls]", "1:4", "E009", "tag not supported"),
    ("local tag", "a: !mine 1", "1:4", "E009", "tag"),
    ("broken tag", "a: !x!y z", "1:4", "E009", "tag"),
    ("two documents", "a: 1\n---\nb: 2", "2:1", "E010", "second document"),
    ("text after the end", "a: 1\n...\nb: 2", "2:1", "E010", "second document"),
    ("directive", "%YAML 1.1\n---\na: 1", "1:1", "E011", "directive"),
    ("unknown directive", "# x\n%FOO bar\n---\na: 1", "2:1", "E011", "directive"),
    ("directive later", "a: 1\n%b: 2", "2:1", "E011", "quotes"),
    ("too deep", "a: " + "[" * 20 + "]" * 20, "1:23", "E012", "20 levels"),
    ("deep block", "- " * 21 + "a", "1:41", "E012", "20 levels"),
    ("too many", "a: [" + "1," * 50_000 + "1]", "1:99999", "E013", "50,000 split"),
    ("duplicate key", "a: 1\nb: 2\na: 3", "3:1", "E014", "line 1 line 3 keep one"),
    ("nested duplicate", "x:\n  a: 1\n  a: {b: 1}", "3:3", "E014", "line 2 line 3"),
    ("duplicate in quotes", "x: {a: 1, 'a': 2}", "1:11", "E014", "twice"),
    ("homoglyph key", "c\u043est: 1", "1:1", "E015", "U+043E CYRILLIC SMALL LETTER O retype"),
    ("no-break space before a key", "a:\n  \u00a0b: 1", "2:3", "E015", "U+00A0 NO-BREAK SPACE"),
    ("empty key", "'': 1", "1:1", "E015", "empty"),
    ("key of two lines", '"a\\nb": 1', "1:1", "E015", "U+000A"),
    ("complex key", "? [a]\n: 1", "1:3", "E016", "key: value"),
    ("list as key", "[a]: 1", "1:1", "E016", "key: value"),
    (
        "misindented block",
        "costs:\nmonetary: 1",
        "1:1",
        "E017",
        "`costs` is empty; is line 2 (`monetary`) indent",
    ),
    ("misindented deeper", "x:\n  a:  # none\n\n  b: 1", "2:3", "E017", "`a` is empty; is line 4 (`b`)"),
    ("flow key alone", "a: {b, c: 1}", "1:6", "E017", "`b` has no value"),
    ("list at the top", "- a\n- b", "1:1", "E018", "list key: value"),
    ("text at the top", "just text", "1:1", "E018", "text key: value"),
    ("no space after colon", "a: 1\nb:2\nc: 3", "2:1", "E019", "no space write `b: 2`"),
    ("no space on first line", "a:1\nb: 2", "1:1", "E019", "write `a: 1`"),
    ("no space on the only line", "a:1", "1:1", "E019", "write `a: 1`"),
    ("no space in flow", "x: {a:1, b: 2}", "1:5", "E019", "write `a: 1`"),
    ("no colon", "a: 1\nb\nc: 3", "2:1", "E019", "`b` has no colon"),
    ("no colon on first line", "costs\na: 1", "1:1", "E019", "`costs` has no colon"),
    ("unclosed quote", "a: 'x\nb: 2", "1:4", "E020", "' not closed end of the text"),
    ("unclosed double quote", 'a: 1\nb: "x', "2:4", "E020", '" not closed'),
    ("unclosed up to the next", "a: 'x\nb: 'y'", "1:4", "E020", "not closed apostrophe"),
    ("bad indent", "a:\n    b: 1\n  c: 2", "3:3", "E021", "column 3 column 1 or 5 same column"),
    ("bad indent in a list", "- a: 1\n b: 2", "2:2", "E021", "column 2 column 1 or 3"),
    ("indented under a value", "a: 1\n  b: 2", "2:3", "E021", "`b` already has a value column 1"),
    ("list among keys", "a: 1\n- b", "2:1", "E021", "list item key"),
    ("key among items", "- a\nb: 1", "2:1", "E021", "list item `- `"),
    ("list on the line of its key", "a: - b", "1:4", "E021", "next line"),
    ("text after a comment", "a: x # c\n  more", "2:3", "E021", "one line"),
    ("second colon", "a: b: c", "1:5", "E022", "second quotes"),
    ("second colon in flow", "a: [b: c: d]", "1:9", "E022", "second quotes"),
    ("at sign", "a: @x", "1:4", "E023", '`@` quotes "@..."'),
    ("backtick", "a: `x", "1:4", "E023", "quotes"),
    ("per cent sign", "a: %x", "1:4", "E023", "`%` quotes"),
    ("greater than", "a: >5", "1:4", "E023", "`>` quotes"),
    ("greater than a word", "a: >b", "1:4", "E023", "`>` quotes"),
    ("pipe", "a: | x", "1:4", "E023", "`|` next line"),
    ("question mark", "a: ? x", "1:4", "E023", "quotes"),
    ("comma", "a: , x", "1:4", "E023", "quotes"),
    ("open bracket", "a: [1, 2\nb: 3", "1:4", "E024", "`[` not closed line 2 `]`"),
    ("open bracket at the end", "a: 1\nb: [\n", "2:4", "E024", "`[` not closed"),
    ("open bracket after a comma", "a: 1\nb: [1,", "2:4", "E024", "`[` not closed"),
    ("open brace", "a: {b: 1,\nc: 2", "1:4", "E024", "`{` not closed `}`"),
    ("stray bracket", "a: [1]]", "1:7", "E024", "closes nothing"),
    ("text after quotes", "a: 'it's here'", "1:8", "E025", "closing quotation mark whole text"),
    ("text after bracket", "a: [1] x", "1:8", "E025", "closing bracket"),
    ("text after a flow root", "{a: 1}\nb: 2", "2:1", "E025", "key: value"),
    ("backslash", r'a: "C:\data"', "1:7", "E026", "backslash single quotes"),
    ("colon alone", ": 1", "1:1", "E027", "key: value"),
]


@pytest.mark.parametrize(("text", "place", "code", "words"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_refused(text: str, place: str, code: str, words: str) -> None:
    found = next((p for p in problems_of(text) if p.code == code), None)
    assert found is not None, problems_of(text)
    assert found.place == f"costs.yaml:{place}"
    assert found.severity == "error"
    said = f"{found.message} {found.suggestion}"
    assert [word for word in words.split() if word not in said] == []


@pytest.mark.parametrize("text", [r[1] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_one_slip_gives_one_complaint(text: str) -> None:
    assert len(problems_of(text)) == 1


ENCODINGS = [
    ("UTF-16 with mark", "a: 1\n".encode("utf-16"), "1:1", "byte 1 UTF-16 save as UTF-8"),
    ("UTF-16 without", "a: 1\nb: 2\n".encode("utf-16-le"), "1:1", "UTF-16 save as UTF-8"),
    ("UTF-16 big end", "a: 1\nb: 2\n".encode("utf-16-be"), "1:1", "UTF-16 save as UTF-8"),
    (
        "cp1252",
        "a: 1\nb: £12\nc: £3\n".encode("cp1252"),
        "2:4",
        "0xA3 `£` line 2 byte 9 1 more line save as UTF-8",
    ),
    (
        "cp1252 after UTF-8",
        "a: é\nb: ".encode() + b"it\x92s\n",
        "2:6",
        "0x92 `’` line 2 byte 12 save as UTF-8",
    ),
    ("cut short", b"a: \xe2\x82", "1:4", "0xE2 line 1 byte 4 save as UTF-8"),
    ("Excel workbook", b"PK\x03\x04\x14\x00", "1:1", "Excel"),
    ("PDF", b"%PDF-1.7\n", "1:1", "PDF"),
]


@pytest.mark.parametrize(("raw", "place", "words"), [e[1:] for e in ENCODINGS], ids=[e[0] for e in ENCODINGS])
def test_other_encodings(raw: bytes, place: str, words: str) -> None:
    [found] = problems_of(raw)
    assert (found.code, found.place) == ("E004", f"costs.yaml:{place}")
    said = f"{found.message} {found.suggestion}"
    assert [word for word in words.split() if word not in said] == []


def test_all_problems_come_in_one_go_in_the_order_of_the_file() -> None:
    text = "a: 1\na: 2\nb: &x 1\nc: x\u202e\nd:\ne: !t 1\n f: [\n"
    codes = [(p.code, p.line) for p in problems_of(text)]
    assert codes == [("E014", 2), ("E008", 3), ("E005", 4), ("E017", 5), ("E009", 6), ("E021", 7)]


def test_every_line_indented_by_tabs_is_named() -> None:
    text = "a:\n\tb: 1\n\tc:\n\t\td: 'x'\n\t- e\n"
    assert [(p.code, p.line) for p in problems_of(text)] == [("E007", n) for n in (2, 3, 4, 5)]


def test_the_tab_is_shown() -> None:
    assert problems_of("a:\n\tb: 1")[0].excerpt == "→b: 1"


@pytest.mark.parametrize("text", ["a: |\n  x\n  \ty\n", "a: 'x\n\ty'\n", "a:\t1\n", "a: 1\t# c\n", "a: x\ty\n"])
def test_tabs_elsewhere_are_text(text: str) -> None:
    assert problems_of(text) == []


def test_a_flood_of_the_same_slip_is_summed_up() -> None:
    found = problems_of("a: x\x01\n" * 1000)
    assert len([p for p in found if p.code == "E005"]) == 20
    assert "980 more lines" in [p for p in found if p.code == "E005"][-1].message


def test_a_value_run_together_with_its_key_is_a_warning() -> None:
    document, problems = parse_yaml("costs:\n  gp:36\n", "costs.yaml")
    assert document is not None
    assert [(p.code, p.place, p.severity) for p in problems] == [("E019", "costs.yaml:2:3", "warning")]


def test_a_warning_gives_way_to_the_error_at_the_same_place() -> None:
    document, problems = parse_yaml("costs:\n  gp:36\n  nurse: 12\n", "costs.yaml")
    assert document is None
    assert [(p.code, p.place, p.severity) for p in problems] == [("E019", "costs.yaml:2:3", "error")]


@pytest.mark.parametrize("text", ["https://example.org", "doi:10.1000/1", "'gp:36'", "10:30", "ratio 3:1"])
def test_text_with_a_colon_below_its_key_is_text(text: str) -> None:
    assert problems_of(f"source:\n  {text}\n") == []


@pytest.mark.parametrize("text", ["a: 1\na: 2", "a:\nb: 1", "a: &x 1", "a: !t 1", "a: cafe\u0301"])
def test_a_document_of_which_nothing_was_lost_is_returned_with_its_errors(text: str) -> None:
    document, problems = parse_yaml(text, "costs.yaml")
    assert document is not None
    assert problems


@pytest.mark.parametrize("text", ["a: *x", "<<: {}", "\u0430: 1", "a: [", "a: x\x00", "- a", "? [a]\n: 1"])
def test_a_document_of_which_something_was_lost_is_not_returned(text: str) -> None:
    assert parse_yaml(text, "costs.yaml")[0] is None


def test_alias_bomb() -> None:
    bomb = "a: &a [1,1]\n" + "".join(f"{y}: &{y} [*{x},*{x}]\n" for x, y in zip("abcdef", "bcdefg", strict=True))
    document, problems = parse_yaml(bomb, "costs.yaml")
    assert document is None
    assert {p.code for p in problems} == {"E008"}


@pytest.mark.parametrize("count", [20_000, 50_000, 1_000_000])
@pytest.mark.parametrize("opening", ["[", "{", "- ", "[a: ", "{a: ", "? "])
def test_deep_nesting_is_a_problem_and_not_a_crash(count: int, opening: str) -> None:
    document, problems = parse_yaml(opening * min(count, 4_000_000 // len(opening)), "costs.yaml")
    assert document is None
    assert problems
