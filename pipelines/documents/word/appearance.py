"""What other parts of a DOCX decide about its text, written into the text itself before anybody reads it.

Labels of automatic numbering become words; what a named style hides, raises or strikes out is marked where it stands;
white words on white paper are hidden; digits that may not be seen, or not as they are written, are set apart.
"""

from __future__ import annotations

import re

from lxml import etree

from pipelines.documents.packages import Element, Parts, name_of
from pipelines.documents.sight import INK, PAPER, are_close, draws_signs, may_be_figure
from pipelines.documents.word.colours import grounds_of, has_no_ink, ink_of
from pipelines.documents.word.fields import settle_fields
from pipelines.documents.word.numbering import Numbering, attribute, child_value, numbering_of
from pipelines.documents.word.styles import Styles, properties_of

_MARKS = ("vanish", "strike", "dstrike", "vertAlign", "position")
_NO_GAP = re.compile(r"[^\w\s.．]\Z")  # behind such a sign a label needs no blank
_LOWEST = 80  # twentieths of a point: a line or row of a fixed height below it shows no digit whole
_FARTHEST = 4_000  # twentieths of a point: what is moved so far to a side leaves its cell
_KNOWN_SPACES = (
    "http://schemas.microsoft.com/office/",
    "http://schemas.openxmlformats.org/",
    "urn:schemas-microsoft-com:",
)


def show(root: Element, parts: Parts, main: str) -> None:
    """Changes the tree of the part `main` as the other parts want it. Raises Unreadable and TooLarge."""
    styles = Styles(parts.related(main, "styles", "word/styles.xml"))
    numbering = numbering_of(parts.related(main, "numbering", "word/numbering.xml"))
    for alternatives in list(root.iter("{*}AlternateContent")):
        _choose(alternatives)
    for paragraph in list(root.iter("{*}p")):
        named = styles.marks_of_paragraph(paragraph)
        settle_fields(paragraph)
        runs = [run for run in paragraph.iter("{*}r") if _paragraph_of(run) is paragraph]
        away = bool(runs) and _is_out_of_sight(paragraph, styles)
        for run in runs:
            _mark(run, styles, named, away)
        if label := _label(paragraph, styles, numbering):
            begin_with(paragraph, label)


def _choose(alternatives: Element) -> None:
    """Leaves of several contents the one that office programs show: the first that they know how to, else the last."""
    known = [choice for choice in alternatives.iterchildren("{*}Choice") if _is_known(choice)]
    fallbacks = list(alternatives.iterchildren("{*}Fallback"))
    (kept,) = (known or fallbacks or [None])[:1]
    for child in list(alternatives):
        alternatives.remove(child)
    for child in () if kept is None else list(kept):
        alternatives.append(child)


def _is_known(choice: Element) -> bool:
    """Whether the namespaces that a content needs are those of office programs; one that is not declared says nothing."""
    spaces = (choice.nsmap.get(prefix) for prefix in (attribute(choice, "Requires") or "").split())
    return all(space is None or space.startswith(_KNOWN_SPACES) for space in spaces)


def _paragraph_of(run: Element) -> Element | None:
    return next(run.iterancestors("{*}p"), None)


def _mark(run: Element, styles: Styles, of_paragraph: dict[str, Element], away: bool) -> None:
    """Writes the marks of a run's styles into the run, its own marks before all."""
    properties = next(run.iterchildren("{*}rPr"), None)
    own = {} if properties is None else {name_of(mark): mark for mark in properties.iterchildren()}
    style = styles.marks(child_value(properties, "rStyle")) if "rStyle" in own else {}
    seen = of_paragraph | style | own
    added = [name for name in _MARKS if name in seen and name not in own]
    is_figure = may_be_figure("".join(run.itertext()))
    hides, doubtful = _is_unseen(run, seen, styles, is_figure)
    doubtful = doubtful or (is_figure and (away or _is_odd(run, seen)))
    if not added and not hides and not doubtful:
        return
    if properties is None:
        properties = etree.Element(run.tag[: -len("r")] + "rPr")
        run.insert(0, properties)
    for name in added:
        copied = etree.SubElement(properties, seen[name].tag)
        copied.attrib.update(seen[name].attrib)
    if doubtful:  # set apart, so that it is no digit of the figure beside it, and no figure alone
        _put(properties, "vertAlign", "superscript")
    if hides:
        _put(properties, "vanish", "true")


def _put(properties: Element, name: str, value: str) -> None:
    """Gives a run one mark instead of what it had of that kind."""
    space = properties.tag[: -len("rPr")]
    for old in list(properties.iterchildren("{*}" + name)):
        properties.remove(old)
    etree.SubElement(properties, space + name).set(f"{space}val", value)


def _is_unseen(run: Element, seen: dict[str, Element], styles: Styles, is_figure: bool) -> tuple[bool, bool]:
    """Whether words are surely hidden by their colour, white on paper; and whether digits are perhaps."""
    ink = ink_of(seen)
    if ink is None:
        own_black = any((attribute(seen[n], "fill") or attribute(seen[n], "val")) in (INK, "black")
                        for n in ("shd", "highlight") if n in seen)  # fmt: skip
        return False, is_figure and (has_no_ink(seen) or own_black)
    if ink != PAPER and not is_figure:
        return False, False
    grounds = grounds_of(run, seen, styles)
    hides = ink == PAPER and grounds == {PAPER}
    return hides, not hides and is_figure and (has_no_ink(seen) or any(are_close(ink, ground) for ground in grounds))


def _is_odd(run: Element, seen: dict[str, Element]) -> bool:
    """Whether digits are too small, pressed together, in a face of signs, in reverse order, or nobody's own words."""
    limits = (("sz", 4), ("w", 20), ("spacing", -100))
    if any(name in seen and _whole(attribute(seen[name], "val"), limit + 1) <= limit for name, limit in limits):
        return True
    if "rFonts" in seen and any(draws_signs(attribute(seen["rFonts"], kind)) for kind in ("ascii", "hAnsi")):
        return True
    for over in run.iterancestors("{*}bdo", "{*}sdt"):
        if name_of(over) == "bdo":
            return attribute(over, "val") == "rtl"
        control = properties_of(over, "sdtPr")
        if next(control.iterchildren("{*}showingPlcHdr", "{*}dataBinding"), None) is not None:
            return True  # a hint what to write, or what another part of the file says instead
    return "webHidden" in seen and next(run.iterancestors("{*}tc"), None) is not None  # hidden in a browser only


def _is_out_of_sight(paragraph: Element, styles: Styles) -> bool:
    """Whether a paragraph's lines or its row are too low to show a digit, or its words leave their cell."""
    cell = next(paragraph.iterancestors("{*}tc"), None)
    if cell is None:
        return False
    spacing, indent = styles.setting(paragraph, "spacing"), styles.setting(paragraph, "ind")
    heights = [spacing] if spacing is not None and attribute(spacing, "lineRule") == "exact" else []
    for row in paragraph.iterancestors("{*}tr"):
        heights += [
            h for h in properties_of(row, "trPr").iterchildren("{*}trHeight") if attribute(h, "hRule") == "exact"
        ]
    if any(_whole(attribute(h, "line") or attribute(h, "val"), _LOWEST) < _LOWEST for h in heights):
        return True
    sides = (
        []
        if indent is None
        else [attribute(indent, side) for side in ("left", "start", "right", "end", "firstLine", "hanging")]
    )
    return any(abs(_whole(side, 0)) >= _FARTHEST for side in sides)


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if re.fullmatch(r"-?\d{1,6}", text or "") else otherwise


def _label(paragraph: Element, styles: Styles, numbering: Numbering) -> str:
    """The label that numbering puts before the paragraph; a paragraph that is only struck from the list has none."""
    properties = properties_of(paragraph, "pPr")
    if next(properties_of(properties, "rPr").iterchildren("{*}del"), None) is not None:
        return ""
    name = styles.of_paragraph(paragraph)
    own = next(properties.iterchildren("{*}numPr"), None)
    if own is not None:
        number, level = child_value(own, "numId"), child_value(own, "ilvl") or "0"
        number = number or _number_of_style(name, styles)
    else:
        number = _number_of_style(name, styles)
        level = str(numbering.level_of(number or "", name))
    return numbering.next(number, int(level)) if number and level in "012345678" else ""


def _number_of_style(name: str, styles: Styles) -> str | None:
    for style in styles.chain(name):
        for properties in style.iterchildren("{*}pPr"):
            for number in properties.iterchildren("{*}numPr"):
                return child_value(number, "numId")
    return None


def begin_with(paragraph: Element, label: str) -> None:
    """Puts the label before the words; a digit of it never touches one of theirs."""
    space = paragraph.tag[: -len("p")]
    run = etree.Element(f"{space}r")
    etree.SubElement(run, f"{space}t").text = label if _NO_GAP.search(label) else f"{label} "
    at = 1 if len(paragraph) and name_of(paragraph[0]) == "pPr" else 0
    paragraph.insert(at, run)
