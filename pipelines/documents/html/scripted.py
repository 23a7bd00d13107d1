"""An article that stands only in its page's script, as Guangdong's catalogue has it: put where that script would show it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from lxml import etree

from pipelines.documents.html.furniture import shows_a_report
from pipelines.documents.html.rows import Element

_DETAIL = re.compile(r"\bDETAIL[\"']?\s*[:=]\s*(?=\{)")


def unpack(root: Element, parse: Callable[[str], Element]) -> None:
    """Adds the article of the one `DETAIL` object (title, content as HTML) to a page that shows no report by itself.

    Whatever cannot be told for certain (no JSON, two such objects, an article in the page too) leaves the page as it is.
    """
    details = [detail for script in root.iter("script") if (detail := _detail(script.text or "")) is not None]
    body = root.find("body")
    if len(details) != 1 or body is None or shows_a_report(list(root.iter())):
        return
    content, title = details[0].get("content"), details[0].get("title")
    page = parse(content) if isinstance(content, str) and content.strip() else None
    article = page.find("body") if page is not None else None
    if article is None:
        return
    styles = [style for style in page.iter("style") if article not in style.iterancestors()]
    body.extend(styles)  # where content begins with its styles, a parser takes them for its head
    if isinstance(title, str) and title.strip() and next(root.iter("h1"), None) is None:
        etree.SubElement(body, "h1").text = title
    article.tag = "div"
    article.set("class", "article-content")
    body.append(article)


def _detail(script: str) -> dict | None:
    """The object that a script calls DETAIL; None where it has none, or one that is no JSON."""
    found = _DETAIL.search(script) if "DETAIL" in script else None
    try:
        detail = json.JSONDecoder().raw_decode(script, found.end())[0] if found else None
    except (ValueError, RecursionError):
        return None
    return detail if isinstance(detail, dict) else None
