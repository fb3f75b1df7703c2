"""Pictures inside the page: SVG without style attributes, so that a strict Content-Security-Policy leaves them alone.

Names are made the picture's own, so that no two pictures of a page share one; what nothing refers to loses its name.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from sbs_econ.reporting.style import Picture

SVG, LINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
REFERENCE = re.compile(r"url\(#([^)]+)\)")
FONT = re.compile(r"(?:(italic|oblique) )?(?:(bold|[1-9]00) )?([\d.]+)px (.+)")
"""The shorthand that matplotlib writes: style, weight, size, families."""
NUMBER = re.compile(r"-?\d+\.\d{3,}")


def inline_svg(picture: Picture, name: str) -> str:
    """Return the SVG element of a picture.

    Args:
        picture: drawn by matplotlib.
        name: begins every id of it; no other picture of the page may have it.
    """
    for prefix, address in (("", SVG), ("xlink", LINK)):
        ET.register_namespace(prefix, address)
    root = ET.fromstring(picture.svg)  # noqa: S314  (our own picture)
    _without_head(root)
    used = _references(root)
    for element in root.iter():
        _plain(element, name, used)
    _labelled(root, picture, name)
    return ET.tostring(root, encoding="unicode").replace("\n", " ")


def _without_head(root: ET.Element) -> None:
    """Drop metadata, and the style sheet, whose two rules the root's own attributes say."""
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{{{SVG}}}metadata", f"{{{SVG}}}style", f"{{{SVG}}}title", f"{{{SVG}}}desc"):
                parent.remove(child)
    root.set("stroke-linejoin", "round")
    root.set("stroke-linecap", "butt")
    root.attrib.pop("version", None)


def _references(root: ET.Element) -> set[str]:
    found = set()
    for element in root.iter():
        for key, value in element.attrib.items():
            found.update(REFERENCE.findall(value))
            if key.rpartition("}")[2] == "href":
                found.add(value.removeprefix("#"))
    return found


def _plain(element: ET.Element, name: str, used: set[str]) -> None:
    own = element.attrib.pop("id", None)
    if own in used:
        element.set("id", f"{name}-{own}")
    for declaration in element.attrib.pop("style", "").split(";"):
        key, colon, value = (part.strip() for part in declaration.partition(":"))
        if colon:
            element.attrib.update(_attributes(key, value))
    for key, value in element.attrib.items():
        element.attrib[key] = _renamed(key, value, name)


def _attributes(key: str, value: str) -> dict[str, str]:
    if key != "font":
        return {key: value}
    match = FONT.fullmatch(value)
    if match is None:
        return {}
    style, weight, size, family = match.groups()
    found = {"font-size": f"{size}px", "font-family": family.replace("'", "")}
    return found | ({"font-style": style} if style else {}) | ({"font-weight": weight} if weight else {})


def _renamed(key: str, value: str, name: str) -> str:
    if key.rpartition("}")[2] == "href":
        return f"#{name}-{value.removeprefix('#')}"
    value = REFERENCE.sub(rf"url(#{name}-\1)", value)
    if key in ("d", "points", "transform", "x", "y", "width", "height", "x1", "y1", "x2", "y2"):
        return NUMBER.sub(lambda found: f"{float(found[0]):.2f}", value)
    return value


def _labelled(root: ET.Element, picture: Picture, name: str) -> None:
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title {name}-description")
    width, height = (float(re.sub("[a-z]+$", "", root.get(side, "1"))) for side in ("width", "height"))
    root.set("width", f"{width:.0f}")
    root.set("height", f"{height:.0f}")
    for place, (tag, words) in enumerate((("title", picture.title), ("desc", picture.description))):
        child = ET.Element(f"{{{SVG}}}{tag}", {"id": f"{name}-{'title' if tag == 'title' else 'description'}"})
        child.text = words
        root.insert(place, child)
