"""The parts of a Word file that python-docx has no words for: fields, alternative text, header rows, bookmarks."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.text.paragraph import Paragraph as WordParagraph

ZIP_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest that a zip file can say: the same bytes whenever a file is written."""


def element(tag: str, **attributes: str) -> Any:
    """Return an element of WordprocessingML; attributes are in its namespace."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def add_field(paragraph: WordParagraph, code: str, shown: str) -> None:
    """Add a field: its code, and what it shows until Word works it out anew."""
    for kind in ("begin", "code", "separate", "shown", "end"):
        run = paragraph.add_run()
        if kind == "shown":
            run.text = shown
        elif kind == "code":
            instruction = element("instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = f" {code} "
            run._r.append(instruction)
        else:
            run._r.append(element("fldChar", fldCharType=kind))


def add_bookmark(paragraph: WordParagraph, name: str, number: int) -> None:
    """Put a bookmark around what a paragraph holds."""
    start = element("bookmarkStart", id=str(number), name=name)
    place = 0 if paragraph._p.pPr is None else 1
    paragraph._p.insert(place, start)
    paragraph._p.append(element("bookmarkEnd", id=str(number)))


def add_link(paragraph: WordParagraph, text: str, bookmark: str) -> None:
    """Add words that lead to a bookmark of the same file."""
    run = paragraph.add_run(text)
    run.font.underline = True
    link = element("hyperlink", anchor=bookmark, history="1")
    run._r.addprevious(link)
    link.append(run._r)


def new_numbering(word: WordDocument, style: str) -> str:
    """Return the identifier of a numbering like that of a style which begins again at 1."""
    numbering = word.part.numbering_part.element
    like = word.styles[style].element.pPr.numPr.numId.val
    made = numbering.add_num(numbering.num_having_numId(like).abstractNumId.val)
    made.add_lvlOverride(ilvl=0).add_startOverride(val=1)
    return str(made.numId)


def number_by(paragraph: WordParagraph, numbering: str) -> None:
    """Number a paragraph by a numbering of its own."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = int(numbering)


def describe_picture(picture: Any, title: str, description: str) -> None:
    """Give an inline picture its title and alternative text."""
    properties = picture._inline.docPr
    properties.set("title", title)
    properties.set("descr", description)


def timeless(data: bytes) -> bytes:
    """Return a zip file with every time in it set to the same moment."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given.namelist():
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            made.writestr(entry, given.read(name))
    return out.getvalue()
