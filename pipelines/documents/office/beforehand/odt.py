"""ODT: fields become the words they were saved with, and what is hidden by a section or a condition goes.

Source of the rules: OpenDocument 1.3 part 3, 5.4 (sections), 7.4 to 7.7 (fields).
"""

from __future__ import annotations

import zipfile
from io import BytesIO

from lxml import etree

from pipelines.documents.packages import Element, Parts, name_of
from pipelines.documents.refusals import MOST_UNPACKED_MEMBERS, TooLarge, Unreadable

_CONTENT = "content.xml"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_LONGEST_NAME = 1_000  # characters; no part that is shown has a longer one
_FIELDS = frozenset(
    """
    conditional-text hidden-text expression sequence variable-set variable-get variable-input user-field-get user-field-input
    text-input sequence-ref bookmark-ref reference-ref note-ref database-display user-defined page-number page-count
    page-variable-get paragraph-count word-count character-count table-count image-count object-count editing-cycles
    """.split()  # noqa: SIM905 (names read best as words)
)


def settle_odt(body: bytes) -> bytes:
    """The file with what its fields show as words; as it is where nothing has to be settled or it is broken.

    Raises TooLarge.
    """
    try:
        parts = Parts(body, "ODT")
        root = parts.xml(_CONTENT)
        return _with_content(parts, root) if _settle(root) else body
    except TooLarge:
        raise
    except Unreadable:
        return body  # whoever reads it will hear why


def _with_content(parts: Parts, root: Element) -> bytes:
    """The file with another content; packed part by part, for all of them unpacked may be gigabytes."""
    out, size = BytesIO(), 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in parts.names:
            if name == _CONTENT or name.endswith("/") or len(name) > _LONGEST_NAME:
                continue
            content = parts.bytes(name)
            if (size := size + len(content)) > MOST_UNPACKED_MEMBERS:
                raise TooLarge(f"The ODT unpacks to more than {MOST_UNPACKED_MEMBERS:,} bytes; that much is not read.")
            archive.writestr(name, content)
        archive.writestr(_CONTENT, etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
    return out.getvalue()


def _settle(root: Element) -> bool:
    """Whether anything had to be changed."""
    hidden = [section for section in root.iter(f"{_TEXT}section") if _is_hidden(section)]
    for mark in root.iter(f"{_TEXT}hidden-paragraph"):
        if mark.get(f"{_TEXT}is-hidden") == "true":
            hidden += [next(mark.iterancestors(f"{_TEXT}p", f"{_TEXT}h"), mark)]
    hidden += root.iter(f"{_TEXT}script")
    for element in hidden:
        _empty(element)
    fields = [element for element in root.iter(f"{_TEXT}*") if name_of(element) in _FIELDS]
    for element in fields:
        if element.get(f"{_TEXT}display") == "none" or element.get(f"{_TEXT}is-hidden") == "true":
            _empty(element)
        element.tag = f"{_TEXT}span"
        element.attrib.clear()
    return bool(hidden or fields)


def _is_hidden(section: Element) -> bool:
    display = section.get(f"{_TEXT}display")
    return display == "none" or (display == "condition" and section.get(f"{_TEXT}is-hidden") == "true")


def _empty(element: Element) -> None:
    """Leaves of a section or paragraph nothing but itself."""
    for child in list(element):
        element.remove(child)
    element.text = None
