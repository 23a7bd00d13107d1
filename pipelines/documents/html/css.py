"""The simple rules of a page's own <style>: which of them are for an element, and what they declare.

Understood are tags, classes and ids, alone or inside one another. Rules for a medium or a state (@media, :hover) are
not: they hold only at times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipelines.documents.html.rows import Element

_TELLING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|line-through|vertical-align\s*:\s*(?:su|[-\d.])|text-raise|opacity\s*:\s*[0.]"
    r"|font-size\s*:\s*0|mso-hide|relative"
)
_READ = frozenset(
    """
    display visibility opacity font-size vertical-align text-decoration text-decoration-line mso-text-raise mso-hide
    position top bottom
    """.split()  # noqa: SIM905 (names read best as words)
)
_COMPOUND = re.compile(r"(?:[a-z][a-z0-9]*|\*)?(?:[.#][\w-]+)*", re.I)
_NAME = re.compile(r"[.#][\w-]+")
_MOST_RULES = 200  # of use to us; no page has more than a few


class Rule(NamedTuple):
    """A selector's compounds, outermost first, each as its tag and the names it wants (.class, #id)."""

    selector: list[tuple[str, frozenset[str]]]
    declared: dict[str, str]


def properties(style: str) -> dict[str, str]:
    """The declarations of a style attribute in small letters; of two for one property the last."""
    pairs = (each.partition(":") for each in style.lower().split(";"))
    return {name.strip(): value.replace("!important", "").strip() for name, _, value in pairs if value.strip()}


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


def matching(rules: dict[str, list[Rule]], element: Element) -> dict[str, str]:
    """What the rules declare for `element`; the weightier and later ones win."""
    names = names_of(element)
    if rules.keys().isdisjoint(names):
        return {}
    found = {id(rule): rule for name in names for rule in rules.get(name, ()) if _is_for(rule, element)}
    declared: dict[str, str] = {}
    for rule in sorted(found.values(), key=_weight):
        declared |= rule.declared
    return declared


def names_of(element: Element) -> set[str]:
    """An element's classes and id as selectors write them, in small letters."""
    names = {"." + name for name in element.get("class", "").lower().split()}
    return names | {"#" + element.get("id", "").lower()}


def _rules(css: str) -> Iterator[Rule]:
    for selectors, declarations in _blocks(css):
        declared = {name: value for name, value in properties(declarations).items() if name in _READ}
        for selector in selectors.split(",") if declared else ():
            compounds = selector.replace(">", " ").split()
            if compounds and all(_COMPOUND.fullmatch(each) for each in compounds):
                parts = [(re.split("[.#]", each)[0].strip("*"), frozenset(_NAME.findall(each))) for each in compounds]
                if parts[-1][1]:
                    yield Rule(parts, declared)


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    """Selectors and declarations, without comments and @ blocks."""
    first, *commented = css.replace("<!--", "").replace("-->", "").split("/*")
    css = first + "".join(each.partition("*/")[2] for each in commented)
    selectors, closed = "", 0
    pieces = re.split("([{}])", css)
    for piece, brace in zip(pieces[::2], pieces[1::2], strict=False):
        before = piece.rpartition(";")[2].strip()
        if brace == "{" and (closed or before.startswith("@")):
            closed += 1
        elif brace == "{":
            selectors = before
        elif closed:
            closed -= 1
        else:
            yield selectors, piece
            selectors = ""


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
