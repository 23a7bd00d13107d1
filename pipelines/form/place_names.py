"""Takes an agency's name apart into the places at its head, outermost first, and what follows them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.form.agencies import kind_of
from pipelines.form.divisions import GENERIC_ZONE, Divisions
from pipelines.records import Kind

# What a division's name ends in; other entries of the tree (farms, companies) say nothing by their name alone.
_TYPED = re.compile(r".(?:省|市|自治区|县|区|旗|盟|州|镇|乡|街道|苏木|新城|\d团|[一二三四五六七八九十〇]团)$")
_WORDS = {"乡村", "乡镇", "镇村"}
_HEADS = re.compile(
    r"^(?:国家税务总局|中华人民共和国|中国共产党|中共|(?:新疆生产建设)?(?:兵团)?第[一二三四五六七八九十]+师(?=.)|新疆生产建设(?=兵团.))"
)
# A farm of the corps is 兵团一五二团 in the tree; 第八师152团, 一五二团 by its own name.
_REGIMENT = re.compile(r"^(?:兵团)?([〇○零一二三四五六七八九十百]{1,4}|\d{1,3})团$")
_NUMERALS = str.maketrans("0123456789○零", "〇一二三四五六七八九〇〇")
_GOVERNMENT = re.compile(r"^(?:人民)?政府(?=.)")


@dataclass(frozen=True, slots=True)
class Named:
    """The places a name is made of, outermost first, each as the codes it can mean; `rest` is what follows them."""

    places: tuple[tuple[str, ...], ...] = ()
    rest: str = ""


def _longest(tree: Divisions, text: str) -> str | None:
    """The longest division name that `text` begins with, of those that say by their ending what they are.

    Where its last character rather begins a word (古县乡村振兴局), a shorter name goes before it.
    """
    doubtful = None
    for size in range(min(tree.longest_name, len(text)), 1, -1):
        name = text[:size]
        if name in tree.by_name and (_TYPED.search(name) or tree.by_code[tree.by_name[name][0]].is_zone):
            if text[size - 1 : size + 1] not in _WORDS:
                return name
            doubtful = doubtful or name
    return doubtful


def _short(tree: Divisions, text: str) -> str | None:
    """A short name (山东, 烟台) that `text` begins with, only where a whole division name or a zone's own follows it."""
    for size in (4, 3, 2):
        if text[:size] in tree.short_names and _may_follow(tree, text[size:]):
            return text[:size]
    return None


def _may_follow(tree: Divisions, text: str) -> bool:
    return bool(_longest(tree, text) or _short(tree, text) or (len(text) > 2 and kind_of(text) is Kind.ZONE))


def within(tree: Divisions, codes: Iterable[str], above: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Those of `codes` that lie in (or are) one place of each group of `above`."""
    groups = tuple(above)
    chains = {code: {division.code for division in tree.chain(code)} for code in codes}
    return tuple(code for code, chain in chains.items() if all(chain.intersection(group) for group in groups))


def take_apart(tree: Divisions, place: str, supplied: str | None) -> Named:
    """莱阳市团旺镇 as 莱阳市, 团旺镇; 莱阳市财政局 as 莱阳市 and the rest 财政局. Each place lies in the one before it.

    A zone without a name of its own (经济开发区) is a place only behind one, or in the place its source supplies.
    """
    rest, places = _HEADS.sub("", place), []
    if (regiment := _REGIMENT.match(rest)) and (name := f"兵团{regiment[1].translate(_NUMERALS)}团") in tree.by_name:
        rest = name
    while rest:
        if name := _longest(tree, rest):
            codes = tree.by_name[name]
            if not places and GENERIC_ZONE.search(name):
                codes = within(tree, codes, [(supplied,)]) if supplied else ()
        elif name := _short(tree, rest):
            codes = tree.short_names[name]
        else:
            break
        if not codes or not within(tree, codes, places):
            break
        places.append(codes)
        rest = _GOVERNMENT.sub("", rest[len(name) :])
    return Named(tuple(places), rest)
