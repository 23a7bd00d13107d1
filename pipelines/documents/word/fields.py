"""Fields of Word: what stands in their code is not shown, what the clock gives was not written, some show without a result.

Source of the rules: ECMA-376 part 1, 17.16 (fields and hyperlinks).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from pipelines.documents.packages import Element, name_of
from pipelines.documents.sight import DOUBTFUL
from pipelines.documents.word.numbering import attribute, child_value

CLOCK = re.compile(r"\s*(?:DATE|TIME|PRINTDATE|SAVEDATE|EDITTIME|FILENAME|USERNAME)\b", re.I)
DRAWN = re.compile(r"\s*(?:EQ|SYMBOL|MACROBUTTON|GOTOBUTTON|LISTNUM|AUTONUM\w*|FORMCHECKBOX|FORMDROPDOWN)\b", re.I)


@dataclass(slots=True)
class _Field:
    """A field on its way from begin to end."""

    begin: Element
    code: str = ""
    asked: list[Element] = field(default_factory=list)  # words in its code
    result: list[Element] = field(default_factory=list)
    in_code: bool = True


def settle_fields(paragraph: Element) -> None:
    """Leaves in a paragraph what its fields show. A field that goes on in another paragraph stays as it is."""
    for simple in list(paragraph.iter("{*}fldSimple")):
        code = attribute(simple, "instr") or ""
        if CLOCK.match(code):
            simple.getparent().remove(simple)
        elif DRAWN.match(code) and _is_in_cell(simple) and not "".join(simple.itertext()).strip():
            _append(simple, DOUBTFUL)
    if next(paragraph.iter("{*}fldChar"), None) is None:
        return
    for done in list(_fields(paragraph)):
        for word in done.asked:
            word.text = ""
        if CLOCK.match(done.code):
            for word in done.result:
                word.text = ""
        elif DRAWN.match(done.code) and _is_in_cell(done.begin) and not any(word.text for word in done.result):
            _append(done.begin.getparent(), _chosen(done.begin) or DOUBTFUL)


def _fields(paragraph: Element) -> Iterator[_Field]:
    """The fields that end in the paragraph, inner ones first."""
    open_fields: list[_Field] = []
    for element in list(paragraph.iter("{*}fldChar", "{*}instrText", "{*}t")):
        name, kind = name_of(element), attribute(element, "fldCharType")
        if name == "fldChar" and kind == "begin":
            open_fields.append(_Field(element))
        elif not open_fields:
            continue
        elif name == "instrText":
            open_fields[-1].code += element.text or ""
        elif name == "t":
            for one in open_fields:
                (one.asked if one.in_code else one.result).append(element)
        elif kind == "separate":
            open_fields[-1].in_code = False
        elif kind == "end":
            yield open_fields.pop()


def _chosen(begin: Element) -> str | None:
    """The entry that a drop-down field shows."""
    for choice in begin.iter("{*}ddList"):
        entries = [attribute(entry, "val") or "" for entry in choice.iterchildren("{*}listEntry")]
        at = child_value(choice, "result") or child_value(choice, "default") or "0"
        return entries[int(at)] if at.isascii() and at.isdigit() and int(at) < len(entries) else None
    return None


def _is_in_cell(element: Element) -> bool:
    return next(element.iterancestors("{*}tc"), None) is not None


def _append(parent: Element, text: str) -> None:
    space = parent.tag.rpartition("}")[0] + "}"
    target = parent if name_of(parent) == "r" else etree.SubElement(parent, f"{space}r")
    etree.SubElement(target, f"{space}t").text = text
