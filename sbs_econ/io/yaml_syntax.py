"""What the YAML parser trips over, said again in plain words with a cure."""

from __future__ import annotations

import re
from collections.abc import Callable

from sbs_econ.errors import Problem
from sbs_econ.io.yaml_guard import Mark, visible
from sbs_econ.io.yaml_parts import Scalar
from sbs_econ.io.yaml_trouble import (
    ANCHOR,
    DIRECTIVE,
    SECOND_DOCUMENT,
    TAG,
    Trouble,
    empty_block,
    looks_like_key,
    run_together,
    tab,
)


def reword(trouble: Trouble) -> Problem:
    """Return the parser's complaint in our words."""
    for pattern, rule in RULES:
        if pattern.search(trouble.said):
            return rule(trouble)
    return _unknown(trouble)


def _tab(t: Trouble) -> Problem:
    return tab(t.source, t.at)


def _no_colon(t: Trouble) -> Problem:
    text = t.source.line(t.since.line)[t.since.column - 1 :]
    if looks_like_key(text):
        return run_together(t.source, t.since, text)
    if text[:1] in ("'", '"') and t.at.line > t.since.line + 1:
        return _unclosed_quote(t)
    message = f"`{visible(text.split(' #')[0].strip(), 40)}` has no colon, so it is not a key with a value"
    cure = "write `key: value`; if it continues the text above, indent it further or put that text in quotes"
    return t.problem("E019", message, cure, t.since)


def _second_colon(t: Trouble) -> Problem:
    if t.before is not None and not t.before.quoted and t.before.start.line < t.at.line:
        return _ran_on(t, t.before)
    cure = "put the text in quotes if the colon belongs to it, or start the second key on a line of its own"
    return t.problem("E022", "a second `: ` on one line", cure)


def _ran_on(t: Trouble, before: Scalar) -> Problem:
    first = t.source.line(before.start.line)
    if not first[: before.start.column - 1].strip(" -"):
        since = Trouble(t.source, t.said, t.at, before.start, before, t.columns)
        return _no_colon(since)
    key = visible(t.left.strip(), 40)
    column = t.columns[-1] if t.columns else 1
    message = f"`{key}` is indented under line {before.start.line}, which already has a value"
    at = Mark(t.at.line, len(t.line) - len(t.line.lstrip()) + 1)
    return t.problem("E021", message, f"start `{key}` in column {column}, or take the value above away", at)


def _unclosed_quote(t: Trouble) -> Problem:
    mark = t.source.line(t.since.line)[t.since.column - 1 : t.since.column]
    double = "" if mark == '"' else "; an apostrophe inside single quotes is written twice ('')"
    message = f"the quotation mark {mark} opened here is not closed"
    return t.problem("E020", message, f"put {mark} at the end of the text{double}", t.since)


def _bad_start(t: Trouble) -> Problem:
    if t.char == "\t":
        return _tab(t)
    if t.char == "" and t.bracket is not None:
        return _not_closed(t, t.bracket)
    if t.char in ("]", "}"):
        return _stray_bracket(t)
    char = visible(t.char)
    return t.problem(
        "E023", f"text cannot start with `{char}` unless it is quoted", f'put quotes around it: "{char}..."'
    )


def _block_header(t: Trouble) -> Problem:
    return empty_block(t.source, t.since)


def _explicit_key(t: Trouble) -> Problem:
    return t.problem("E023", "text cannot start with `? ` unless it is quoted", 'put quotes around it: "? ..."')


def _open_bracket(t: Trouble) -> Problem:
    if t.char == ":" and t.before is not None and t.before.start.line == t.at.line:
        return _second_colon(t)
    return _not_closed(t, t.since)


def _not_closed(t: Trouble, at: Mark) -> Problem:
    opened = t.source.line(at.line)[at.column - 1 : at.column]
    closed = "]" if opened == "[" else "}"
    where = f"; noticed on line {t.at.line}" if t.at.line > at.line else ""
    cure = f"close it with `{closed}` and put a comma between its items"
    return t.problem("E024", f"the bracket `{opened}` opened here is not closed{where}", cure, at)


def _stray_bracket(t: Trouble) -> Problem:
    cure = "take it away, or put quotes around the text it belongs to"
    return t.problem("E024", f"the bracket `{t.char}` closes nothing", cure)


def _backslash(t: Trouble) -> Problem:
    cure = "use single quotes, or write the backslash twice"
    return t.problem("E026", "a backslash in double quotes starts an escape, and this one is not known", cure)


def _out_of_place(t: Trouble) -> Problem:
    if t.char in ("]", "}"):
        return _stray_bracket(t)
    if t.before is not None and t.before.quoted and t.before.end.line == t.at.line:
        return _after_quote(t, t.before)
    if t.left.endswith(("]", "}")):
        cure = "start it on a line of its own, or put quotes around the whole text"
        return t.problem("E025", f"text after the closing bracket `{t.left[-1]}`", cure)
    if t.char == ":":
        return t.problem("E027", "a colon with no key before it", "write `key: value`")
    return _indentation(t)


def _after_quote(t: Trouble, before: Scalar) -> Problem:
    mark = before.style
    if not before.on_one_line:
        runs = Trouble(t.source, t.said, t.at, before.start, before, t.columns)
        return _unclosed_quote(runs)
    other = '"' if mark == "'" else "'"
    cure = f"put quotes around the whole text: use {other} outside if there is {mark} inside"
    return t.problem("E025", f"text after the closing quotation mark {mark}", cure)


def _indentation(t: Trouble) -> Problem:
    fits = {*t.columns, *_columns_above(t)}
    if t.columns and t.at.column == t.columns[-1]:
        return _wrong_kind(t)
    if t.at.column in fits:
        cure = "write the whole file as lines of `key: value`"
        return t.problem("E025", "text after the end of what the file holds", cure)
    message = f"this line starts in column {t.at.column}, the lines above in column "
    message += " or ".join(str(column) for column in sorted(fits))
    if re.search(r":(\s|$)|^\s*-(\s|$)", t.line):
        return t.problem("E021", message, "start it in the same column as the lines it belongs with")
    return t.problem("E021", message, "if it continues the text above, put the whole text on one line")


def _wrong_kind(t: Trouble) -> Problem:
    if "collection" in t.said:
        return t.problem("E021", "a key where a list item is expected", "start it with `- `, or move it")
    if t.char == "-":
        cure = "indent the list under its key, or give it a key"
        return t.problem("E021", "a list item where a key is expected", cure)
    return _unknown(t)


def _columns_above(t: Trouble) -> tuple[int, ...]:
    above = (t.source.line(number) for number in range(t.at.line - 1, 0, -1))
    line = next((line for line in above if line.strip() and not line.lstrip().startswith("#")), "")
    bullets = re.match(r" *(?:- +)*", line)
    return (len(line) - len(line.lstrip()) + 1, (bullets.end() if bullets else 0) + 1)


def _inline_list(t: Trouble) -> Problem:
    cure = "start the list on the next line, or put quotes around the text"
    return t.problem("E021", "a list cannot start on the line of its key", cure)


def _anchor(t: Trouble) -> Problem:
    return t.problem(*ANCHOR, t.since)


def _tag(t: Trouble) -> Problem:
    return t.problem(*TAG, t.since)


def _directive(t: Trouble) -> Problem:
    return t.problem(*DIRECTIVE, Mark(t.since.line, 1))


def _second_start(t: Trouble) -> Problem:
    above = [(n, t.source.line(n)) for n in range(t.at.line, 0, -1)]
    for n, line in above:
        if line.startswith("%"):
            return t.problem(*DIRECTIVE, Mark(n, 1))
        if line.startswith("..."):
            return t.problem(*SECOND_DOCUMENT, Mark(n, 1))
    return _out_of_place(t)


def _unknown(t: Trouble) -> Problem:
    return t.problem(
        "E027", f"this cannot be read: {visible(t.said, 120)}", "write `key: value`, or put text in quotes"
    )


Rule = Callable[[Trouble], Problem]
RULES: tuple[tuple[re.Pattern[str], Rule], ...] = tuple(
    (re.compile(pattern), rule)
    for pattern, rule in (
        (r"tab character", _tab),
        (r"could not find expected ':'", _no_colon),
        (r"mapping values are not allowed", _second_colon),
        (r"quoted scalar.*unexpected (?:end of stream|document)", _unclosed_quote),
        (r"quoted scalar|chr\(\)", _backslash),
        (r"cannot start any token|node content", _bad_start),
        (r"block scalar", _block_header),
        (r"mapping keys are not allowed", _explicit_key),
        (r"sequence entries are not allowed", _inline_list),
        (r"parsing a flow", _open_bracket),
        (r"an alias|an anchor", _anchor),
        (r"directive|incompatible YAML document", _directive),
        (r" a tag|tag handle", _tag),
        (r"document start", _second_start),
        (r"parsing a block", _out_of_place),
    )
)
