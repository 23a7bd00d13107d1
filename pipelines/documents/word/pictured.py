"""Pictures of a DOCX: those of one that is nothing but pictures of pages, in their order, and those that may be tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.documents.packages import Element, Parts, name_of
from pipelines.documents.refusals import Unreadable
from pipelines.documents.sight import LEAST_OF_A_TABLE

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}"
_USES = {"blip": "embed", "imagedata": "id"}
_SHAPES = ("{*}wsp", "{*}rect", "{*}roundrect", "{*}oval", "{*}line", "{*}polyline", "{*}contentPart")
_DELETED = ("del", "moveFrom")
_OF_A_POINT = 12_700  # English Metric Units in a point
_LEAST = {side: points * _OF_A_POINT for side, points in zip(("cx", "cy"), LEAST_OF_A_TABLE, strict=True)}
_LENGTH = re.compile(r"\d{1,9}")
_SIDES = ("l", "t", "r", "b", "croptop", "cropbottom", "cropleft", "cropright")


def pictures_of(root: Element, parts: Parts, main: str) -> Iterator[bytes]:
    """The pictures that `root`, the XML of the part `main`, shows. Raises Unreadable for one of which a part may be hidden.

    A picture that is given twice, as newer and as older programs want it, counts once; one that nobody sees not at all.
    """
    if next(root.iter(*_SHAPES), None) is not None:
        raise Unreadable("The DOCX draws shapes over its pictures; what they hide is not worked out.")
    relations = parts.relations(main)
    named: dict[str, None] = {}
    for element in root.iter("{*}blip", "{*}imagedata"):
        kind, name = relations.get(_id_of(element), ("", ""))
        if kind == "image" and name in parts and not _is_unseen(element):
            named[name] = None
            if _is_cropped(element):
                raise Unreadable("The DOCX shows only a part of a picture; which, is not worked out.")
    return (parts.bytes(name) for name in named)


def shows_a_page(paragraph: Element) -> bool:
    """Whether a paragraph shows a picture that may be a page or a table by its size, as far as it has one."""
    own = (each for each in paragraph.iter("{*}blip", "{*}imagedata") if next(each.iterancestors("{*}p")) is paragraph)
    return any(not _is_unseen(each) and _is_large(each) for each in own)


def _is_large(picture: Element) -> bool:
    frame = next(picture.iterancestors("{*}inline", "{*}anchor"), None)
    extent = None if frame is None else frame.find("{*}extent")
    lengths = {} if extent is None else {side: extent.get(side, "") for side in _LEAST}
    return not any(_LENGTH.fullmatch(length) and int(length) < _LEAST[side] for side, length in lengths.items())


def _id_of(element: Element) -> str:
    use = _USES[name_of(element)]
    return element.get(f"{_RELATION}{use}") or element.get(f"{_STRICT}{use}") or ""


def _is_unseen(element: Element) -> bool:
    """Whether a picture is deleted, or the run that holds it hidden; show() has put there what styles say of it."""
    run = next(element.iterancestors("{*}r"), element)
    hidden = run.find("{*}rPr/{*}vanish")
    is_hidden = hidden is not None and not {"0", "false", "off"}.intersection(hidden.attrib.values())
    return is_hidden or any(name_of(each) in _DELETED for each in element.iterancestors())


def _is_cropped(element: Element) -> bool:
    sides = (each.get(side, "0") for each in (element, *element.itersiblings("{*}srcRect")) for side in _SIDES)
    return any(side not in ("0", "") for side in sides)
