"""The look of the Word file, all of it in styles, so that a house template can take its place."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from sbs_econ.reporting.word_parts import element

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

FONT = "Arial"
INK, ACCENT = RGBColor(0x1A, 0x1A, 0x1A), RGBColor(0x00, 0x40, 0x6B)
NEVER = datetime(2000, 1, 1, tzinfo=UTC)
"""The date in the file's properties: the same file whenever it is written. The stamp says which run it is of."""
TABLE, TABLE_TEXT, TABLE_FIGURE = "Report Table", "Table Text", "Table Figure"
TABLE_ID, TABLE_TEXT_ID, TABLE_FIGURE_ID = "ReportTable", "TableText", "TableFigure"
"""What the file calls them: their names without spaces."""
LEAD, NOTE, WARNING, SPACE = "Lead", "Note", "Warning", "Space"
SIZES = ((LEAD, 13, 8), (NOTE, 9, 4), (WARNING, 11, 8), (SPACE, 2, 0), (TABLE_TEXT, 9, 0), (TABLE_FIGURE, 9, 0))
"""Styles of our own: points, and points of space below."""
HEADINGS = {1: 18, 2: 14, 3: 12}
"""Points by level."""

TABLE_XML = f"""
<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{TABLE_ID}">
  <w:name w:val="{TABLE}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:qFormat/>
  <w:tblPr><w:tblBorders>
    <w:top w:val="single" w:sz="8" w:space="0" w:color="00406B"/>
    <w:bottom w:val="single" w:sz="8" w:space="0" w:color="00406B"/>
    <w:insideH w:val="single" w:sz="4" w:space="0" w:color="BFBFBF"/>
  </w:tblBorders><w:tblCellMar>
    <w:top w:w="40" w:type="dxa"/><w:left w:w="70" w:type="dxa"/>
    <w:bottom w:w="40" w:type="dxa"/><w:right w:w="70" w:type="dxa"/>
  </w:tblCellMar></w:tblPr>
  <w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr>
    <w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="E3ECF2"/></w:tcPr></w:tblStylePr>
</w:style>"""


def set_up(document: WordDocument, title: str, language: str) -> None:
    """Give a new document its page, styles, language and properties."""
    _page(document)
    _own_styles(document)
    _language(document, language)
    _properties(document, title, language)


def _page(document: WordDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(2.0), Cm(2.0)


def _font(style: Any, size: float, colour: RGBColor = INK, bold: bool | None = None) -> None:
    style.font.name, style.font.size, style.font.color.rgb, style.font.bold = FONT, Pt(size), colour, bold
    fonts = style.element.get_or_add_rPr().rFonts
    for key in [key for key in fonts.attrib if key.endswith("Theme")]:
        del fonts.attrib[key]  # a theme's font would go before the name
    for script in ("w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)


def _own_styles(document: WordDocument) -> None:
    styles = document.styles
    _font(styles["Normal"], 11)
    styles["Normal"].paragraph_format.space_after = Pt(8)
    _font(styles["Title"], 26, ACCENT, bold=True)
    _font(styles["Subtitle"], 13)
    styles["Subtitle"].font.italic = False
    for level, size in HEADINGS.items():
        _font(styles[f"Heading {level}"], size, ACCENT, bold=True)
        styles[f"Heading {level}"].paragraph_format.space_before = Pt(size)
        styles[f"Heading {level}"].paragraph_format.space_after = Pt(size / 3)
    _font(styles["Caption"], 10, bold=True)
    styles["Caption"].paragraph_format.space_before = Pt(10)
    styles["Caption"].paragraph_format.space_after = Pt(4)
    _paragraph_styles(document)
    styles.element.append(parse_xml(TABLE_XML))


def _paragraph_styles(document: WordDocument) -> None:
    for name, size, after in SIZES:
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        _font(style, size)
        style.paragraph_format.space_after = Pt(after)
    document.styles[NOTE].paragraph_format.space_before = Pt(3)
    document.styles[SPACE].paragraph_format.line_spacing = Pt(2)
    document.styles[TABLE_FIGURE].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _font(document.styles["Footer"], 8)
    border = element("pBdr")
    border.append(element("left", val="single", sz="24", space="8", color="D55E00"))
    document.styles[WARNING].element.get_or_add_pPr().insert_element_before(border, "w:shd", "w:spacing", "w:ind")


def _language(document: WordDocument, language: str) -> None:
    for style in document.styles.element.iter(qn("w:lang")):
        style.set(qn("w:val"), language)
    settings = document.settings.element
    for found in settings.iter(qn("w:themeFontLang")):
        found.set(qn("w:val"), language)
    for compat in settings.findall(qn("w:compat")):
        for old in compat.findall(qn("w:compatSetting")):
            compat.remove(old)
        compat.append(element("compatSetting", name="compatibilityMode", val="15",
                              uri="http://schemas.microsoft.com/office/word"))  # fmt: skip


def _properties(document: WordDocument, title: str, language: str) -> None:
    properties = document.core_properties
    properties.title, properties.language, properties.author = title, language, "sbs_econ"
    properties.comments, properties.last_modified_by, properties.revision = "", "sbs_econ", 1
    properties.created = properties.modified = NEVER.replace(tzinfo=None)
    package = document.part.package
    for key in [key for key, related in package.rels.items() if related.reltype.endswith("/thumbnail")]:
        del package.rels[key]  # a picture of the template's first page
