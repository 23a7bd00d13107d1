"""An OFD as pages of positioned text, templates included; the rest is done as for PDF."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from pipelines.documents.ofd.content import covered_by, glyphs_of, is_ground, is_sign, objects, rules_of
from pipelines.documents.ofd.geometry import POINTS, numbers
from pipelines.documents.ofd.looks import Looks
from pipelines.documents.ofd.shapes import Point
from pipelines.documents.ofd.strokes import Edge, crossed_out, drawing, slants_of, thick_of
from pipelines.documents.packages import Element, Parts, name_of, part_beside
from pipelines.documents.pdf.frame import Area, Frame
from pipelines.documents.pdf.glyphs import Glyph, PageText, told_apart
from pipelines.documents.pdf.reader import document_of
from pipelines.documents.refusals import LARGEST_PAGE, MOST_GLYPHS, MOST_PAGES, Encrypted, TooLarge, Unreadable
from pipelines.documents.sight import DOUBTFUL
from pipelines.records import Document

MEDIA_TYPE = "application/ofd"
MAIN_PART = "OFD.xml"
_A4 = (0.0, 0.0, 210.0, 297.0)
_SAME_PLACE, _SAME_SHARE = 1.0, 0.25  # points, and of its width; the same glyph drawn twice that near is one in bold
_DAY = re.compile(r"\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日")
_ENCRYPTION = ("encryptions.xml", "decryptions.xml", "encryptinfo.xml")


def read_ofd(body: bytes, charset: str | None = None) -> Document:
    """The document as a Document; `charset` is of no use here. Raises Unreadable, Encrypted and TooLarge."""
    parts = Parts(body, "OFD")
    if any(posixpath.basename(name).lower() in _ENCRYPTION for name in parts.names):
        raise Encrypted()
    return document_of(_pages(parts), MEDIA_TYPE, "OFD")


def _pages(parts: Parts) -> list[PageText]:
    """The pages of every document in the file, in order."""
    pages: list[PageText] = []
    for root in parts.xml(MAIN_PART).iter("{*}DocRoot"):
        where = part_beside("", root.text)
        document = parts.xml(where)
        usual = _page_box(document, _A4)
        templates = {
            each.get("ID"): part_beside(where, each.get("BaseLoc")) for each in document.iter("{*}TemplatePage")
        }
        looks, notes = Looks(parts, where, document), _annotations(parts, where, document)
        for page in document.iter("{*}Page"):
            if len(pages) == MOST_PAGES:
                raise TooLarge(f"The OFD has more than {MOST_PAGES:,} pages.")
            content = parts.xml(part_beside(where, page.get("BaseLoc")))
            box = _page_box(content, usual)
            things = [(thing, box[:2]) for layer in _layers(parts, content, templates) for thing in objects(layer)]
            things += [
                (thing, origin) for note in notes.get(page.get("ID"), ()) for thing, origin in _drawn_by(note, box)
            ]
            for thing, _ in things:
                looks.give(thing)
            pages.append(_page(len(pages), things, box))
            if sum(len(each.glyphs) for each in pages) > MOST_GLYPHS:
                raise TooLarge(f"The OFD has more than {MOST_GLYPHS:,} characters.")
    return pages


def _layers(parts: Parts, content: Element, templates: dict[str | None, str]) -> list[Element]:
    """A page's own content between the templates drawn before and after it."""
    under, over = [], []
    for each in content.iterchildren("{*}Template"):
        if (name := templates.get(each.get("TemplateID"), "")) in parts:
            (over if each.get("ZOrder") == "Foreground" else under).append(parts.xml(name))
    return [*under, content, *over]


def _annotations(parts: Parts, where: str, document: Element) -> dict[str | None, list[Element]]:
    """What is drawn over the pages: the visible annotations by the page's ID."""
    found: dict[str | None, list[Element]] = {}
    for listed in document.iterchildren("{*}Annotations"):
        index = part_beside(where, listed.text)
        for page in parts.xml(index).iter("{*}Page") if index in parts else ():
            for location in page.iterchildren("{*}FileLoc"):
                if (part := part_beside(index, location.text)) in parts:
                    notes = [
                        note for note in parts.xml(part).iter("{*}Annot") if note.get("Visible") not in ("false", "0")
                    ]
                    found.setdefault(page.get("PageID"), []).extend(notes)
    return found


def _drawn_by(note: Element, box: tuple[float, ...]) -> Iterator[tuple[Element, Point]]:
    """What an annotation draws, and where the page begins in its own axes."""
    for look in note.iterchildren("{*}Appearance"):
        bounds = numbers(look.get("Boundary"))
        left, top = bounds[:2] if len(bounds) == 4 else (0.0, 0.0)
        yield from ((thing, (box[0] - left, box[1] - top)) for thing in objects(look))


def _page(number: int, things: list[tuple[Element, Point]], box: tuple[float, ...]) -> PageText:
    width, height = box[2] * POINTS, box[3] * POINTS
    if not (0 < width <= LARGEST_PAGE and 0 < height <= LARGEST_PAGE):
        raise TooLarge(f"Page {number + 1} of the OFD measures {width:,.0f} by {height:,.0f} points.")
    glyphs: list[Glyph] = []
    rules: list[Area] = []
    grounds: list[Area] = []
    slants: list[Edge] = []
    drawings: list[Area] = []
    drawn = 0
    for thing, origin in things:
        if name_of(thing) == "TextObject":
            glyphs += glyphs_of(thing, origin, grounds)
            drawn += sum(len((code.text or "").strip()) for code in thing.iterchildren("{*}TextCode"))
            continue
        if name_of(thing) == "PathObject":
            rules += rules_of(thing, origin)
            leaning = slants_of(thing, origin)
            slants += leaning
            drawings += filter(None, [drawing(leaning)])
            for area in thick_of(thing, origin):
                glyphs = _under(glyphs, area, name_of(thing))
        for area in covered_by(thing, origin):
            glyphs = _under(glyphs, area, name_of(thing))
            grounds += [area] * is_ground(thing)
            glyphs += [_sign(area)] * is_sign(thing)
            drawn += is_sign(thing)
    glyphs = crossed_out(glyphs, slants)
    signs = [_sign(area) for area in drawings if not any(area.holds(_across(glyph), glyph.middle) for glyph in glyphs)]
    glyphs, drawn = glyphs + signs, drawn + len(signs)
    inside = [glyph for glyph in glyphs if 0 <= glyph.left <= width and 0 <= glyph.base <= height]
    if drawn > 2 * len(inside):
        raise Unreadable(f"Most of the text on page {number + 1} of the OFD stands askew or cannot be seen.")
    frame = Frame(number + 1, 0.0, 0.0, width, height, 0, 0)
    return PageText(frame, told_apart(_once(inside)), rules, drawn - len(inside), False)


def _under(glyphs: list[Glyph], area: Area, kind: str) -> list[Glyph]:
    """The glyphs once something was drawn over them: of a digit nobody can tell what shows.

    A picture takes nothing from a date: it is the seal over the day of signing.
    """
    hidden = {n for n, glyph in enumerate(glyphs) if glyph.text.isdigit() and area.holds(_across(glyph), glyph.middle)}
    if hidden and kind == "ImageObject":
        hidden -= _of_dates(glyphs)
    return [glyph._replace(text=DOUBTFUL) if n in hidden else glyph for n, glyph in enumerate(glyphs)]


def _across(glyph: Glyph) -> float:
    return (glyph.left + glyph.right) / 2


def _of_dates(glyphs: list[Glyph]) -> set[int]:
    """The numbers of the glyphs that are part of a day written out."""
    order = sorted(range(len(glyphs)), key=lambda n: (round(glyphs[n].base), glyphs[n].left))
    said = "".join(glyphs[n].text for n in order)
    return {n for day in _DAY.finditer(said) for n in order[day.start() : day.end()]}


def _sign(area: Area) -> Glyph:
    """The mark that stands for a drawing which may be a figure, in its middle."""
    x, y = (area.left + area.right) / 2, (area.top + area.bottom) / 2
    size = min(area.bottom - area.top, 10.0)
    return Glyph(x - size / 2, x + size / 2, y + 0.36 * size, size, DOUBTFUL)


def _once(glyphs: list[Glyph]) -> list[Glyph]:
    """The glyphs without those that are drawn twice to look bold."""
    kept: list[Glyph] = []
    seen: dict[tuple[str, int, int], Glyph] = {}
    for glyph in glyphs:
        x, y = int(glyph.left // _SAME_PLACE), int(glyph.base // _SAME_PLACE)
        near = ((glyph.text, x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        doubles = (seen[key] for key in near if key in seen)
        reach = min(_SAME_PLACE, _SAME_SHARE * (glyph.right - glyph.left))
        if any(abs(d.left - glyph.left) <= reach and abs(d.base - glyph.base) <= _SAME_PLACE for d in doubles):
            continue
        seen[glyph.text, x, y] = glyph
        kept.append(glyph)
    return kept


def _page_box(element: Element, otherwise: tuple[float, ...]) -> tuple[float, ...]:
    """PhysicalBox of a document or page: left, top, width, height in millimetres."""
    found = next((numbers(box.text) for box in element.iter("{*}PhysicalBox")), [])
    return tuple(found) if len(found) == 4 else otherwise
