"""Text as Word and Excel files can hold it: one line, no control characters, nothing that XML does not allow."""

from __future__ import annotations

import re

from sbs_econ.schema.clean import clean_text

NOT_XML = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u061c\u2028\u2029]")
"""Lone surrogates, characters that are none, and the separators and marks that turn the direction of text."""


def plain_text(text: str) -> str:
    """Return text that stays text in any file: without control characters, ANSI escapes or bidi controls.

    >>> plain_text("a\\x1b[31mb\\u202ec\\ud800")
    'a[31mbc'
    """
    return NOT_XML.sub("", clean_text(text))
