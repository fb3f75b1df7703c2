"""Text that is safe to print."""

from __future__ import annotations

import re

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean_text(text: str) -> str:
    """Return one line of text without control characters, ANSI escapes or bidi controls.

    >>> clean_text("a\\x1b[31mb\\nc")
    'a[31mb c'
    """
    return CONTROL.sub("", text.replace("\n", " ").replace("\t", " "))
