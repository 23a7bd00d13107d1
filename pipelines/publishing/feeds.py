"""Atom feeds (RFC 4287) of what is new: Chinese with an English summary, ids that never change, times of captures only."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from pipelines.publishing import words
from pipelines.publishing.cutting import ADDRESS, cut

# kind of feed → its title in both languages
TITLES = {
    "new": ("新收报告", "New reports"),
    "corrections": ("更正与撤下", "Corrections and withdrawals"),
    "findings": ("有发现的报告", "Reports with findings"),
}
# What XML 1.0 has no place for, and a title taken from a page may hold.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Address = Callable[[str], str]


def feed(kind: str, scope: Sequence[str], about: str, news: Sequence[Mapping], updated: str, address: Address) -> bytes:
    """The feed `kind` of `scope` (("place", code), ("agency", id) or nothing) whose name is `about`. `address` makes a
    path of the site absolute; `updated` is the moment for a feed without entries (ISO 8601, UTC)."""
    made = FeedGenerator()
    path = "/".join(("/-/feeds", *scope, f"{kind}.atom"))
    zh, en = TITLES[kind]
    made.id(_id("feed", path))
    made.title(_clean(f"公开：{cut(about) + ' ' if about else ''}{zh}"))
    made.subtitle(f"Gongkai: {en}")
    made.language("zh-CN")
    made.author({"name": "公开 Gongkai"})
    made.generator("Gongkai")
    made.link(href=address(path), rel="self", type="application/atom+xml")
    made.link(href=address("/".join(("/archive", *_page_of(scope)))), rel="alternate", type="text/html")
    for one in news:
        made.add_entry(_entry(kind, one, address), order="append")
    made.updated(max((_moment(one["at"]) for one in news), default=_moment(updated)))
    return made.atom_str(pretty=True)


def _page_of(scope: Sequence[str]) -> tuple[str, ...]:
    return {"place": ("divisions", scope[1]), "agency": ("agencies", scope[1])}[scope[0]] if scope else ("reports",)


def _entry(kind: str, one: Mapping, address: Address) -> FeedEntry:
    report, entry = one["report"], FeedEntry()
    version = one.get("version") or report["version"]
    zh, en = _SAID[kind](one)
    entry.id(_id(one.get("what") or kind, str(report["id"]), str(version)))
    entry.title(_clean(_title(report, zh[0])))
    entry.content(_clean("\n".join(zh[1:])), type="text")
    entry.summary(_clean(f"{report['agency'] or 'Agency not known'} {report['year'] or ''}: {en}"))
    entry.updated(_moment(one["at"]))
    entry.link(href=address(f"/archive/reports/{report['id']}"), rel="alternate", type="text/html")
    for scheme in ("level", "kind"):
        entry.category(
            {"term": report[scheme], "label": words.value_words()[scheme].get(report[scheme], report[scheme])}
        )
    return entry


def _title(report: Mapping, what: str) -> str:
    return f"{report['agency'] or '机关未确定'} {report['year'] or '年度未确定'}：{what}"


def _new(one: Mapping) -> tuple[list[str], str]:
    place = " ".join(filter(None, (one["report"][name] for name in ("province", "prefecture", "county"))))
    said = [
        f"标题：{one['report']['title'] or '原文没有标题'}",
        f"地方：{place or '未确定'}",
        _source(one),
        f"存档时间：{one['at']}",
    ]
    return ["新收报告", *said], f"new report, captured {one['at']}"


def _corrected(one: Mapping) -> tuple[list[str], str]:
    if one["what"] == "withdrawn":
        gone = f"原网址已无此报告，{one['at']} 发现；本库保留其内容。"
        return ["已撤下", gone, _source(one)], f"no longer at its address, as seen {one['at']}; kept here"
    sections = "、".join(words.section_title(key)[0] for key in one["sections"]) or "无"
    said = [
        f"第 {one['version']} 版，存档于 {one['at']}",
        f"有变化的格：{one['cells']}",
        f"有变化的章节：{sections}",
        _source(one),
    ]
    return ["有新版本", *said], f"version {one['version']}, {one['cells']} cells changed, captured {one['at']}"


def _found(one: Mapping) -> tuple[list[str], str]:
    lines = [f"{found['code']} {found['message_zh']}" for found in one["findings"]]
    counts = [sum(found["severity"] == severity for found in one["findings"]) for severity in ("error", "warn")]
    return [f"错误 {counts[0]}，警告 {counts[1]}", *lines], "; ".join(found["message_en"] for found in one["findings"])


_SAID = {"new": _new, "corrections": _corrected, "findings": _found}


def _source(one: Mapping) -> str:
    return f"来源：{cut(one['report']['url'] or '未注明', ADDRESS)}"


def _clean(text: str) -> str:
    return _NO_XML.sub("�", text)


def _id(*parts: str) -> str:
    """The same for the same thing on every site that serves this archive, whatever its address."""
    return uuid5(NAMESPACE_URL, "gongkai:" + ":".join(parts)).urn


def _moment(said: str) -> datetime:
    return datetime.fromisoformat(said)
