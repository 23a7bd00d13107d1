"""The simple rules of a page's own <style>: which of them are for an element, and what they declare.

Tags, classes and ids, alone or inside one another, are matched here; other selectors by the library. Rules for a medium
hold where it is a wide screen; what stands in other @ blocks holds only at times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cssselect import SelectorError
from lxml.cssselect import CSSSelector
from lxml.etree import XPathEvalError

from pipelines.documents.html.doubts import PALE_NAMES
from pipelines.documents.html.rows import Element

_TELLING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|line-through|vertical-align\s*:\s*(?:su|[-\d.])|text-raise|opacity\s*:\s*[0.]"
    r"|font-size\s*:\s*[01.]|mso-hide|relative|(?<!-)color\s*:\s*(?:\w*white|transparent|#[def]|rgb|hsl|"
    + "|".join(sorted(PALE_NAMES))
    + r")"
    r"|-\d{3}|clip|transform|collapse|zoom|(?:height|width)\s*:\s*0|letter-spacing\s*:\s*-|rtl|override|float\s*:\s*[lr]"
    r"|content\s*:|opacity\(|generated|position\s*:\s*absolute|text-fill|text-security|blur\(|(?<![-\w])(?:rotate|scale|translate)\s*:"
    r"|mask|blend-mode|okl|hwb\(|lab\(|lch\(|background(?:-color|-image)?\s*:\s*(?:#000|black|url)|contain\s*:"
    r"|overflow[^:};]*:\s*(?:hidden|clip|auto|scroll)[^}]{0,300}(?<!n-)(?:width|height)\s*:\s*[1-3]?\d(?:\.\d+)?p[xt]"
    r"|(?<!n-)(?:width|height)\s*:\s*[1-3]?\d(?:\.\d+)?p[xt][^}]{0,300}overflow[^:};]*:\s*(?:hidden|clip|auto|scroll)"
    r"|brightness|contrast\(|invert"
    r"|(?<!-)color\s*:\s*(?P<ink>[#\w]+)[^}]{0,300}background(?:-color)?\s*:\s*(?P=ink)\b"
    r"|background(?:-color)?\s*:\s*(?P<ground>[#\w]+)[^}]{0,300}(?<!-)color\s*:\s*(?P=ground)\b"
)
_READ = frozenset(
    """
    display visibility opacity font-size vertical-align text-decoration text-decoration-line mso-text-raise mso-hide
    position top bottom left right color background background-color text-indent margin margin-left margin-right
    margin-top margin-bottom overflow height width max-height max-width line-height zoom clip clip-path transform filter
    letter-spacing direction unicode-bidi float -generated rotate scale translate -webkit-text-fill-color
    -webkit-text-security overflow-x overflow-y contain mask mask-image -webkit-mask -webkit-mask-image mix-blend-mode
    background-image
    """.split()  # noqa: SIM905 (names read best as words)
)
_COMPOUND = re.compile(r"(?:[a-z][a-z0-9]*|\*)?(?:[.#][\w-]+)*", re.I)
_NAME = re.compile(r"[.#][\w-]+")
_MOST_RULES = 200  # of use to us; no page has more than a few
_WIDTH = re.compile(r"(min|max)-(?:device-)?width\s*:\s*(\d+(?:\.\d+)?)px")
_SCREEN = 1280  # pixels of width
_IMPORTANT = re.compile(r"\s*!\s*important\s*\Z")
_GENERATING = re.compile(r"::?(?:before|after|first-letter|first-line)\Z")


class Rule(NamedTuple):
    """A selector's compounds, outermost first, each as its tag and the names it wants (.class, #id)."""

    selector: list[tuple[str, frozenset[str]]]
    declared: dict[str, str]
    is_important: bool = False


def properties(style: str) -> dict[str, str]:
    """The declarations of a style attribute in small letters; of two for one property the last, or the important."""
    pairs = [each.partition(":") for each in style.lower().split(";")]
    if "!" in style:
        pairs.sort(key=lambda pair: bool(_IMPORTANT.search(pair[2])))
        pairs = [(name, colon, _IMPORTANT.sub("", value)) for name, colon, value in pairs]
    return {name.strip(): value.strip() for name, _, value in pairs if value.strip()}


def written(declared: dict[str, str]) -> str:
    """The style attribute that declares this."""
    return ";".join(f"{name}:{value}" for name, value in declared.items())


def page_rules(root: Element) -> dict[str, list[Rule]]:
    """The rules about the classes and ids that a page's own <style> hides, raises or strikes out, by these names."""
    sheets = [sheet.text for sheet in root.iter("style") if sheet.text and _is_for_screens(sheet.get("media"))]
    sheets = [lower for text in sheets if _TELLING.search(lower := text.lower())]
    rules = [rule for text in sheets for rule in _rules(text)]
    telling = {name for rule in rules if _TELLING.search(written(rule.declared)) for name in rule.selector[-1][1]}
    named: dict[str, list[Rule]] = {}
    for rule in sorted(rules, key=_weight)[-_MOST_RULES:]:
        for name in rule.selector[-1][1] & telling:
            named.setdefault(name, []).append(rule)
    return named


def every_rule(root: Element) -> dict[str, list[Rule]]:
    """The rules of a page's own <style>, whatever they declare, by the names or else the tag they are about."""
    named: dict[str, list[Rule]] = {}
    for sheet in root.iter("style"):
        for rule in _rules((sheet.text or "").lower(), None) if _is_for_screens(sheet.get("media")) else ():
            tag, names = rule.selector[-1]
            for name in names or (tag,):
                named.setdefault(name, []).append(rule)
    return named


def styled(rules: dict[str, list[Rule]], element: Element) -> dict[str, str]:
    """What the rules and the element's own style declare for it; the important, weightier and later ones win."""
    names = names_of(element) | {element.tag, ""}
    found = {id(rule): rule for name in names for rule in rules.get(name, ()) if _is_for(rule, element)}
    declared: tuple[dict[str, str], dict[str, str]] = {}, {}
    for rule in sorted(found.values(), key=_weight):
        declared[rule.is_important].update(rule.declared)
    own = {important: said for said, important in _by_importance(element.get("style", ""), None)}
    return declared[False] | own.get(False, {}) | declared[True] | own.get(True, {})


def names_of(element: Element) -> set[str]:
    """An element's classes and id as selectors write them, in small letters."""
    names = {"." + name for name in element.get("class", "").lower().split()}
    return names | {"#" + element.get("id", "").lower()}


def odd_rules(root: Element) -> Iterator[tuple[list[Element], dict[str, str]]]:
    """What rules with other selectors declare that hides or changes words, and the elements of the page they are for."""
    sheets = [sheet.text for sheet in root.iter("style") if sheet.text and _is_for_screens(sheet.get("media"))]
    odd = [rule for text in sheets if _TELLING.search(text.lower()) for rule in _odd(text)]
    for selector, declared in odd[:_MOST_RULES]:
        try:
            yield CSSSelector(selector, translator="html")(root), declared
        except (SelectorError, XPathEvalError):
            continue  # newer than the library: it is left to the checks


def _odd(css: str) -> Iterator[tuple[str, dict[str, str]]]:
    for selectors, declarations in _blocks(css):
        said = properties(declarations)
        declared = {name: value for name, value in said.items() if name in _READ}
        for selector in re.split(r",(?![^(]*\))", selectors):
            plain, its = _GENERATING.sub("", selector.strip()), declared
            if ":first-l" in selector:
                its = {"-generated": "attr"} if _TELLING.search(written(declared)) else {}  # a digit may not be seen
            elif plain != selector.strip():
                its = {"-generated": said["content"]} if "content" in said else {}
            elif _compounds(plain):
                continue  # matched without the library
            if its and _TELLING.search(written(its)):
                yield plain, its


def _rules(css: str, read: frozenset[str] | None = _READ) -> Iterator[Rule]:
    """The rules of a style sheet, with what they declare of the properties in `read`; None: of any."""
    for selectors, declarations in _blocks(css):
        said = list(_by_importance(declarations, read))
        for selector in selectors.split(",") if said else ():
            if compounds := _compounds(selector, named=read is not None):
                parts = [(re.split("[.#]", each)[0].strip("*"), frozenset(_NAME.findall(each))) for each in compounds]
                yield from (Rule(parts, *each) for each in said)


def _by_importance(declarations: str, read: frozenset[str] | None) -> Iterator[tuple[dict[str, str], bool]]:
    """What declarations say, apart by whether it is !important."""
    each = declarations.split(";")
    for important in (False, True) if "!" in declarations else (False,):
        said = properties(";".join(one for one in each if bool(_IMPORTANT.search(one)) is important))
        if declared := {name: value for name, value in said.items() if read is None or name in read}:
            yield declared, important


def _compounds(selector: str, named: bool = True) -> list[str]:
    """The compounds of a selector of nothing but tags, classes and ids that ends with a class or an id; else none.

    `named` False: it may end with a tag.
    """
    compounds = selector.replace(">", " ").split()
    simple = compounds and all(_COMPOUND.fullmatch(each) for each in compounds)
    return compounds if simple and (not named or _NAME.search(compounds[-1])) else []


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    """Selectors and declarations, without comments and the @ blocks that do not hold on a wide screen."""
    first, *commented = css.replace("<!--", "").replace("-->", "").split("/*")
    css = first + "".join(each.partition("*/")[2] for each in commented)
    selectors, closed, inside = "", 0, False
    pieces = re.split("([{}])", css)
    for piece, brace in zip(pieces[::2], pieces[1::2], strict=False):
        before = piece.rpartition(";")[2].strip()
        if brace == "{" and not closed and not inside and _holds(before):
            inside = True
        elif brace == "{" and (closed or before.startswith("@")):
            closed += 1
        elif brace == "{":
            selectors = before
        elif closed:
            closed -= 1
        elif selectors:
            yield selectors, piece
            selectors = ""
        else:
            inside = False


def _holds(opening: str) -> bool:
    """Whether an @ block holds where a page is read: on a wide screen of today's browsers."""
    kind, _, query = opening.partition(" ")
    if kind == "@supports" or (kind == "@layer" and query):
        return True
    widths = [(name, float(width)) for name, width in _WIDTH.findall(query)]
    wide = all(width <= _SCREEN if name == "min" else width >= _SCREEN for name, width in widths)
    odd = "print" in query or " not " in f" {query}" or ("(" in query and not widths)
    return kind == "@media" and wide and not odd


def _weight(rule: Rule) -> tuple[int, int, int]:
    names = [name for _, wanted in rule.selector for name in wanted]
    ids = sum(name[0] == "#" for name in names)
    return ids, len(names) - ids, sum(bool(tag) for tag, _ in rule.selector)


def _is_for_screens(media: str | None) -> bool:
    return not media or bool(re.search("all|screen", media.lower()))


def _is_for(rule: Rule, element: Element) -> bool:
    *around, own = rule.selector
    if not _fits(own, element):
        return False
    for ancestor in element.iterancestors() if around else ():
        if _fits(around[-1], ancestor):
            around.pop()
        if not around:
            break
    return not around


def _fits(compound: tuple[str, frozenset[str]], element: Element) -> bool:
    tag, names = compound
    return tag in ("", element.tag) and names <= names_of(element)
