"""Guangdong's catalogue platform: a shell whose script names site and categories, and a JSON interface with the rows. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape
from urllib.parse import urlsplit

from crawler.discovery import Verdict, judge
from crawler.platforms.parts import links
from crawler.platforms.parts.data import as_json, at, made_row, odd, pages_of, whole
from crawler.platforms.parts.detail import article_page, body_of
from crawler.platforms.parts.links import query_of, with_query
from crawler.platforms.parts.pages import Ask, ListPage, Row
from crawler.platforms.parts.paging import numbers
from crawler.platforms.parts.plain import plain_page

__all__ = ["OPTIONS", "article_page", "list_page", "whole_page"]
OPTIONS = ("cat_id",)
_SID = re.compile(r"""\bSID["']?\s*[:=]\s*["']?(\w+)""")
_TREE = re.compile(r"""\bTREE["']?\s*[:=]\s*(?=[\[{])""")
_DETAIL = re.compile(r"""\bDETAIL["']?\s*[:=]\s*(?=\{)""")
# The text in a DETAIL that is a literal of the script and no JSON: bare keys, single quotes.
_CONTENT = re.compile(r"""[{,\s"']content["']?\s*:\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""", re.S)
_QUOTES = re.compile(r"""\\'|(?<!\\)\"""")
_PLATFORM = re.compile(r"^(.*?/gkmlpt/)")
_NAMED = re.compile(r"""["']?id["']?\s*:\s*["']?(\d+)["']?[^{}]*?["']?name["']?\s*:\s*["']([^"']+)["']""")
_CATEGORY = re.compile(r"信息公开.{0,6}(?:年报|年度报告)|^(?:年报|公开年报|年度报告|工作年度报告)$")
_INTERFACE = "/gkmlpt/api/"
_DAYS = ("date", "first_publish_time", "display_publish_time", "created_at", "create_time")


def list_page(url: str, text: str, options: object = None, ask: Ask | None = None) -> ListPage:
    """The shell, or one answer of the interface."""
    data = as_json(text)
    if _INTERFACE in urlsplit(url).path:
        return _answer(url, data)
    asked = ask.url if ask else url
    site, prefix = _SID.search(text), _PLATFORM.match(asked.partition("#")[0])
    categories = list(dict.fromkeys(_categories(asked, text, options)))
    root = prefix[1] if prefix else links.resolve(url, "/gkmlpt/")
    if not (site and categories):
        return plain_page(url, text, options)
    return ListPage(islands=tuple(Ask(f"{root}api/all/{one}?page=1&sid={site[1]}", referer=url) for one in categories))


def whole_page(text: str) -> str:
    """An article's page with what only its script carries: the content and the files of its `DETAIL`, where it has one."""
    found, page = _DETAIL.search(text), links.parse(text)
    shown = None if page is None else body_of(page)
    if not found or (shown is not None and links.shown_text(shown)):
        return text
    try:
        detail, end = json.JSONDecoder().raw_decode(text, found.end())
    except (ValueError, RecursionError):  # there is an article: the reader shall say that it cannot be read
        return _with(text, _written(text[found.end() :]) or "<p>DETAIL</p>")
    content = detail.get("content")
    files = ((at(file, "url"), at(file, "name")) for file in detail.get("attachment") or [])
    named = "".join(f'<p><a href="{escape(url)}">{escape(name or url)}</a></p>' for url, name in files if url)
    rest = f"{text[: found.end()]}{{}}{text[end:]}"  # what is shown now is looked at once
    return _with(rest, f'<div class="article-content">{content if isinstance(content, str) else ""}{named}</div>')


def _written(script: str) -> str | None:
    """The article that a script's literal holds as the only text called content; None where several or none are, or
    where it is no plain string."""
    found = _CONTENT.findall(script)
    if len(found) != 1:
        return None
    try:
        content = json.loads(
            _QUOTES.sub(_quoted, found[0][1:-1]).join('""') if found[0][0] == "'" else found[0], strict=False
        )
    except ValueError:
        return None
    return f'<div class="article-content">{content}</div>'


def _quoted(quote: re.Match) -> str:
    """A quote of a string in single quotes as it stands in one in double quotes."""
    return "'" if quote[0] == "\\'" else '\\"'


def _with(text: str, more: str) -> str:
    """A page with something more at the end of its body."""
    before, end, after = text.rpartition("</body>")
    return f"{before}{more}{end}{after}" if end else f"{text}{more}"


def _categories(asked: str, text: str, options: object) -> Iterator[str]:
    """The category that the source or its address names; else those of the tree that are named for annual reports."""
    said = getattr(options, "cat_id", None) or (asked.rpartition("#")[2] if "#" in asked else "")
    tree = _tree(text)
    if str(said).isdigit():
        yield str(said)
        tree = [node for node in _nodes(tree) if str(node.get("id")) == str(said)]
        yield from (str(below["id"]) for node in tree for below in _nodes(node.get("children") or []) if "id" in below)
    elif tree:
        for node in _nodes(tree):
            if _is_category(str(node.get("name", ""))) and "id" in node:
                yield str(node["id"])
                yield from (str(below["id"]) for below in _nodes(node.get("children") or []) if "id" in below)
    else:
        yield from (number for number, name in _NAMED.findall(text) if _is_category(name))


def _is_category(name: str) -> bool:
    return bool(_CATEGORY.search(name)) and judge(name).verdict is not Verdict.REFUSED


def _tree(text: str) -> list:
    """The categories as data; empty where the script writes them in a way that is no JSON."""
    found = _TREE.search(text)
    try:
        tree = json.JSONDecoder().raw_decode(text, found.end())[0] if found else []
    except ValueError:
        return []
    return tree if isinstance(tree, list) else [tree]


def _nodes(tree: list) -> Iterator[dict]:
    """A tree's nodes, each before what is below it."""
    waiting = [node for node in tree if isinstance(node, dict)]
    while waiting:
        node = waiting.pop(0)
        yield node
        waiting[:0] = [below for below in node.get("children") or [] if isinstance(below, dict)]


def _answer(url: str, data: object) -> ListPage:
    """One page of rows; the first one leads to as many as its total needs, or else every one to the next."""
    listed = at(data, "articles")
    if not isinstance(listed, list):
        return ListPage(odd=odd(data))
    articles = [one for one in listed if isinstance(one, dict)]
    found = tuple(row for one in articles if (row := _row(url, one)))
    total, number = whole(at(data, "total")), whole(query_of(url).get("page"))
    pages = pages_of(total, len(articles)) if number <= 1 else 0  # the last page holds fewer
    wanted = (numbers(pages) if number == 1 else ()) if total else range(number + 1, number + 1 + bool(found))
    nexts = tuple(Ask(with_query(url, page=page), must=bool(total)) for page in wanted)
    return ListPage(found, nexts, bad_addresses=len(articles) - len(found), pages=pages, records=total)


def _row(url: str, one: dict) -> Row | None:
    """An article's row; one without a page of its own is its first file."""
    files = [at(file, "url") for file in one.get("attachment") or []]
    return made_row(
        url, one.get("title"), (one.get("url"), one.get("post_url"), *files), (one.get(day) for day in _DAYS)
    )
