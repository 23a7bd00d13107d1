"""What styles say that tags can say too: raised, struck out, not shown. Written into the tree as <sup>, <del>, hidden.

Read are style attributes and the simple rules of the page's own <style>; stylesheets elsewhere are not fetched.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import takewhile

from pipelines.documents.html.css import Rule, names_of, odd_rules, page_rules, properties, styled, written
from pipelines.documents.html.doubts import cut_to, grounds, is_cut, is_doubtful, is_out_of_sight, is_pale, points
from pipelines.documents.html.fields import settle_fields
from pipelines.documents.html.inks import sunken
from pipelines.documents.html.rows import BLOCKS, CELLS, Element

_STRUCK_TAGS = ("s", "strike", "del")
_GROUPS = ("table", "thead", "tbody", "tfoot", "tr")  # of cells, which inherit their ink
UNREAD_NAMES = (b"sr-only", b"visually", b"screen-reader")  # in a page with classes for screen readers
_FOR_READERS = re.compile(r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader-text)(?:\s|$)", re.I)
_NOTE = re.compile(r"\s*[\[(（〔]?[\d*†‡a-z\u2460-\u2473]{1,3}[\])）〕]?\s*", re.I)
_FIGURE = re.compile(r"\s*[+\-−]?\d[\d\s,.，．]*(?:万?元|件|条|次|项|个|份|人)?\s*")
_NO_SIZE = re.compile(r"(?:^|\s)0(?:p[tx]|em|%)?(?:/|\s)")
_LEAST_RAISE = 2.0  # points; word processors shift whole tables by one or so to centre them


def settle(root: Element, elements: list[Element], *, has_unread_names: bool) -> bool:
    """Changes the tree under `root`: raised words into <sup>, struck-out ones into <del>; what is not shown is hidden.

    `elements` are all of the tree; `has_unread_names`: classes for screen readers alone may occur. False: no change.
    """
    rules = page_rules(root)
    if rules or has_unread_names:
        for element in elements:
            _name(element, rules)
    for found, declared in odd_rules(root):
        for element in found:
            element.set("style", written(declared | properties(element.get("style", ""))))
    styles = [(element, style) for element in elements if (style := element.get("style"))]
    said = [(element, said) for element, style in styles if (said := _said(style))]
    said += [(font, "doubtful") for font in root.iter("font") if is_pale(font.get("color", "").lower())]
    said += [(each, "doubtful") for each in sunken(elements, styles)]
    said += [(each, "doubtful") for each in root.iter("bdo")]
    said += [(each, "hidden") for each in root.iter("dialog") if each.get("open") is None]
    struck = [element for element in root.iter(*_STRUCK_TAGS) if next(element.iter(*CELLS), None) is not None]
    notes = [link for link in root.iter("a") if "#" in link.get("href", "") and _is_note(link)]
    settle_fields(root, {element for element, what in said if what in ("doubtful", "out of sight", "struck")})
    for element, what in said:
        _obey(element, what)
    for element in struck:
        _strike(element)
    for link in notes:
        _wrap(link, "sup")
    return bool(said or struck or notes)


def _name(element: Element, rules: dict[str, list[Rule]]) -> None:
    """Writes what the rules say for an element's classes and id into its style."""
    names = element.get("class")
    ruled = rules and (names or element.get("id")) and not rules.keys().isdisjoint(names_of(element))
    if ruled and (said := styled(rules, element)):
        element.set("style", written(said))
    if names and _FOR_READERS.search(names):
        element.set("hidden", "")


def _obey(element: Element, said: str | None) -> None:
    if said == "hidden" or (said == "no size" and not _is_sized_inside(element)):
        element.set("hidden", "")
    elif said == "struck":
        _strike(element)
    elif said == "raised" and element.tag not in BLOCKS:
        _wrap(element, "sup")
    elif said == "cut":
        words = "".join(element.itertext())
        room = cut_to(properties(element.get("style", "")), is_cell=element.tag in CELLS)
        if room and _FIGURE.fullmatch(words) and is_cut(words.strip(), room):
            _wrap(element, "sup")
    elif said == "doubtful" and element.tag in _GROUPS:
        _doubt_pale_cells(element)
    elif said in ("doubtful", "out of sight"):
        words = "".join(element.itertext())
        if _FIGURE.fullmatch(words):
            _wrap(element, "sup")  # on white nobody sees it, on colour everybody: no digit of a figure, and no blank
        elif said == "out of sight":
            element.set("hidden", "")


def _doubt_pale_cells(group: Element) -> None:
    """The figures of cells whose ink, inherited from a row or table, is pale, on no ground that anything here names."""
    pale = is_pale(properties(group.get("style", "")).get("color", ""))
    if not pale and not _FIGURE.fullmatch("".join(group.itertext())):
        return  # tables float and turn as a whole
    for cell in list(group.iter(*CELLS)):
        behind = [cell, *takewhile(lambda outer: outer is not group, cell.iterancestors()), group]
        inked = any(_has_ink(each) for each in (*cell.iter("*"), *behind[1:-1]))
        if not inked and not any(_has_ground(each) for each in behind) and _FIGURE.fullmatch("".join(cell.itertext())):
            _wrap(cell, "sup")


def _has_ink(element: Element) -> bool:
    return bool(element.get("color") or properties(element.get("style", "")).get("color"))


def _has_ground(element: Element) -> bool:
    named = (element.get("bgcolor", "").lower(), *grounds(properties(element.get("style", ""))))
    return any(color and not is_pale(color) for color in named)


@lru_cache(maxsize=4096)
def _said(style: str) -> str | None:
    """What a style attribute says of the words inside: hidden, no size (children may have one), struck, out of sight,
    doubtful, raised, cut (by a box), or nothing of the kind."""
    said = properties(style)
    if said.get("mso-hide") == "all" or points(said.get("opacity")) == 0:
        return "hidden"
    if points(said.get("font-size")) == 0 or _NO_SIZE.search(said.get("font", "")):
        return "no size"
    if any("line-through" in said.get(name, "") for name in ("text-decoration", "text-decoration-line")):
        return "struck"
    if is_out_of_sight(said):
        return "out of sight"
    if is_doubtful(said):
        return "doubtful"
    if _is_raised(said):
        return "raised"
    return "cut" if cut_to(said) or cut_to(said, is_cell=True) else None


def _is_raised(said: dict[str, str]) -> bool:
    if (align := said.get("vertical-align", "")) in ("super", "sub"):
        return True
    shifts = [align, said.get("mso-text-raise", "")]
    if said.get("position") == "relative":
        shifts += [said.get("top", ""), said.get("bottom", "")]
    return any(length is not None and abs(length) >= _LEAST_RAISE for length in map(points, shifts))


def _is_sized_inside(element: Element) -> bool:
    """Pages set a size of 0 against gaps between boxes, and the real size inside."""
    inside = element.iterdescendants("*")
    return any("font" in (each.get("style") or "") or each.get("size") or each.get("class") for each in inside)


def _is_note(link: Element) -> bool:
    """A link to a place in a page, on a mark of one to three characters."""
    return bool(re.search(r"#\w", link.get("href"))) and bool(_NOTE.fullmatch("".join(link.itertext())))


def _strike(element: Element) -> None:
    """Strikes out what `element` holds; in cells each by itself, as a cell's words are read without what is around."""
    for cell in list(element.iter(*CELLS)):
        _wrap(cell, "del")
    if element.tag not in (*_STRUCK_TAGS, *CELLS, "table", "thead", "tbody", "tfoot", "tr"):
        _wrap(element, "del")


def _wrap(element: Element, tag: str) -> None:
    """Puts all that `element` holds into one new element."""
    inner = element.makeelement(tag)
    inner.text, element.text = element.text, None
    inner.extend(list(element))
    element.append(inner)
