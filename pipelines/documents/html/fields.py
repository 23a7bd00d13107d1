"""Fields of forms that stand in a page, and what else in a cell shows something that is no word of the page's source."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import cached_property

from lxml import etree

from pipelines.documents.html.css import properties
from pipelines.documents.html.doubts import is_cut, points
from pipelines.documents.html.furniture import with_ancestors
from pipelines.documents.html.rows import CELLS, Element
from pipelines.documents.sight import DOUBTFUL, may_be_figure

# Types of <input> that show no words: nothing, or a box, a clock, dots. Any other type, a misspelt one too, is a text field.
_WORDLESS = frozenset(
    """
    hidden checkbox radio range color file image password date time month week datetime-local button submit reset
    """.split()  # noqa: SIM905 (names read best as words)
)
_UNMARKED = frozenset({"hidden", "checkbox", "radio"})  # of these, what shows no figure
# type="number" shows any other value as nothing.
_SHOWN_NUMBER = re.compile(r"\s*|-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_SHOWN = frozenset("img svg canvas object embed select textarea meter progress iframe video button".split())  # noqa: SIM905
_BESIDE_WORDS = frozenset("select textarea meter progress iframe".split())  # noqa: SIM905
_FILLED = re.compile(r"(?:v-|ng-|x-text|x-html|data-bind)")  # attributes by which a script fills an element
_NAMED = re.compile(r"[\"'`]\s*([#.]?(?!Mso)[\w-]+)")  # Word's own classes (MsoNormal) are named for their looks
_WITH_NAMES = etree.XPath("descendant-or-self::*[@class or @id]")
_DATA = re.compile("json|template|html", re.I)  # types of <script> that do not run


def value_of(field: Element) -> str:
    """What an <input> shows as text; it is empty for those that show none, DOUBTFUL where a number is written as none."""
    kind, value = field.get("type", "text").lower(), field.get("value", "")
    if kind == "number" and not _SHOWN_NUMBER.fullmatch(value):
        return DOUBTFUL
    return "" if kind in _WORDLESS else value


def settle_fields(root: Element, doubtful: Container[Element]) -> None:
    """Writes DOUBTFUL into each field whose value a style makes pale, moves or cuts."""
    for field in root.iter("input"):
        if value := value_of(field).strip():
            width = points(properties(field.get("style", "")).get("width"))
            if field in doubtful or (width is not None and is_cut(value, (width, 99.0))):
                field.set("value", DOUBTFUL)


class Showing:
    """Tells of a page's cells whether something stands in them that is to be seen and is no word."""

    def __init__(self, root: Element, dropped: Container[Element]) -> None:
        self._root, self._dropped = root, dropped

    def beside(self, cell: Element, words: str) -> bool:
        """Whether a figure is not all that a cell shows, or a script may change it."""
        if cell not in self._around_odd or (not len(cell) and not cell.get("id")):
            return False
        return may_be_figure(words) and any(
            (each.tag in _BESIDE_WORDS and self._is_seen(each)) or self._is_scripted(each) for each in cell.iter("*")
        )

    def instead(self, cell: Element) -> bool:
        """Whether a cell without words is no blank."""
        return any(
            ((_shows(each) or self._has_picture(each) or _is_filled(each)) and self._is_seen(each))
            or self._is_scripted(each)
            for each in cell.iter("*")
        )

    def _has_picture(self, element: Element) -> bool:
        """Whether a picture stands behind it that is not for looks, as behind cells with words."""
        return bool(picture := _behind(element)) and (element.tag not in CELLS or picture not in self._behind_words)

    @cached_property
    def _behind_words(self) -> set[str]:
        worded = (cell for cell in self._root.iter(*CELLS) if any(map(str.strip, cell.itertext())))
        return {picture for cell in worded if (picture := _behind(cell))}

    def _is_seen(self, element: Element) -> bool:
        """Not what is left out, nor what is too small to show a digit."""
        sides = (element.get("width"), element.get("height"))
        return "1" not in sides and not any(each in self._dropped for each in (element, *element.iterancestors()))

    def _is_scripted(self, element: Element) -> bool:
        if element.tag == "script":
            return bool(element.text or element.get("src")) and not _DATA.search(element.get("type", ""))
        if not (names := _selectors(element)):
            return False
        return not names.isdisjoint(self._named_by_scripts)

    @cached_property
    def _around_odd(self) -> set[Element]:
        """What may be seen beside words, what scripts may change, the scripts, and all that these stand in."""
        odd = list(self._root.iter("script", *_BESIDE_WORDS))
        if self._named_by_scripts:
            odd += [each for each in _WITH_NAMES(self._root) if self._is_scripted(each)]
        return with_ancestors(odd)

    @cached_property
    def _named_by_scripts(self) -> set[str]:
        """What the scripts of the page write in quotation marks: ids, #ids and .classes are among it."""
        return {name for script in self._root.iter("script") for name in _NAMED.findall(script.text or "")}


def _selectors(element: Element) -> set[str]:
    names = {"." + name for name in element.get("class", "").split()}
    if name := element.get("id"):
        names |= {name, "#" + name}
    return names


def _shows(element: Element) -> bool:
    if element.tag == "input":
        return element.get("type", "text").lower() in _WORDLESS - _UNMARKED
    return element.tag in _SHOWN or "-" in element.tag  # elements with a hyphen are those that scripts draw


def _behind(element: Element) -> str:
    """What an element says of a picture behind it."""
    style = element.get("style", "")
    return element.get("background") or (style if "url(" in style and "background" in style else "")


def _is_filled(element: Element) -> bool:
    return any(_FILLED.match(name) for name in element.attrib)
