"""ASP.NET lists: pages by `?page=N`, or by a postback that carries the hidden state of the page before. Pure."""

from __future__ import annotations

import re

from lxml import html as lxml_html

from crawler.platforms.parts import grid, links
from crawler.platforms.parts.detail import article_page
from crawler.platforms.parts.links import with_query
from crawler.platforms.parts.pager import NEXT
from crawler.platforms.parts.pages import Ask, ListPage
from crawler.platforms.parts.paging import numbers
from crawler.platforms.parts.plain import plain_page
from crawler.platforms.parts.totals import total_pages

__all__ = ["OPTIONS", "article_page", "first", "list_page"]
OPTIONS = ("page_param", "postback_target", "row", "date_from")
_POSTBACK = re.compile(
    r"(?:__doPostBack|WebForm_PostBackOptions)\(\s*['\"]([^'\"]+)['\"]\s*,\s*['\"]([^'\"]*)['\"]\s*[,)]"
)
_NUMBER = re.compile(r"(?:Page\$)?(\d+)$")
_UNIT_YEAR = re.compile(r"year_details\.aspx\?(?=[^#]*\bdept=(?P<unit>\d+))(?=[^#]*\byear=(?P<year>20\d\d))", re.I)
_COLUMN = re.compile(r"\.aspx\?", re.I)
TARGET, ARGUMENT = "__EVENTTARGET", "__EVENTARGUMENT"


def first(url: str, options: object) -> Ask:
    return grid.first(url, _UNIT_YEAR)


def list_page(url: str, text: str, options: object = None, ask: Ask | None = None) -> ListPage:
    """One page of a list."""
    page = links.parse(text)
    if page is None:
        return ListPage()
    cells = grid.rows(url, links.base_of(url, page), page, _UNIT_YEAR, getattr(options, "years", ()))
    if cells:
        return ListPage(tuple(cells))
    total, name = total_pages(text), getattr(options, "page_param", None)
    if name:
        nexts = [with_query(url, **{name: number}) for number in numbers(total)]
    else:
        nexts = _postback(url, page, ask, total, getattr(options, "postback_target", None))
    return plain_page(url, text, options, nexts, column=_COLUMN, total=total)


def _postback(
    url: str, page: lxml_html.HtmlElement, ask: Ask | None, total: int | None, target: str | None
) -> list[Ask]:
    """The page after this one: a server believes only the state of the page before, so pages follow one by one."""
    sent = dict(ask.form) if ask and ask.form else {}
    turned = ask.step if ask else 0
    current = int(found[1]) if (found := _NUMBER.match(sent.get(ARGUMENT, ""))) else turned + 1
    pager = {}
    for anchor in page.iter("a"):
        found = _POSTBACK.search(f"{anchor.get('href')} {anchor.get('onclick')}")
        if found and (number := _NUMBER.match(found[2])) and target in (None, found[1]):
            pager.setdefault(int(number[1]), (found[1], found[2]))
    name = target or next((name for name, _ in pager.values()), None)
    following = pager.get(current + 1)
    if following is None and name and total and current < total:
        following = (name, str(current + 1))
    if following is not None:
        form, step = ((TARGET, following[0]), (ARGUMENT, following[1])), 0
    else:
        form, step = _onward(page, target), current
    if form is None or (total and current >= total):
        return []
    return [Ask(url, form=form, carried=tuple(_hidden(page)), referer=url, must=bool(total), step=step)]


def _onward(page: lxml_html.HtmlElement, target: str | None) -> tuple[tuple[str, str], ...] | None:
    """What 下一页 sends where it names no number: a postback of its own, or the button itself."""
    for control in page.iter("a", "input"):
        words = control.get("value") or control.get("alt") if control.tag == "input" else links.shown_text(control)
        said = "".join((words or control.get("title") or "").split())
        if NEXT.match(said) and control.get("disabled") is None and (form := _pressed(control, target)):
            return form
    return None


def _pressed(control: lxml_html.HtmlElement, target: str | None) -> tuple[tuple[str, str], ...] | None:
    """The fields that a control adds to the form; None for one that sends nothing, or is not the target."""
    found = _POSTBACK.search(f"{control.get('href')} {control.get('onclick')}")
    name, kind = found[1] if found else control.get("name"), (control.get("type") or "").lower()
    if not name or target not in (None, name):
        return None
    if found:
        return ((TARGET, name), (ARGUMENT, found[2]))
    if kind == "image":
        return ((f"{name}.x", "1"), (f"{name}.y", "1"))
    return ((name, control.get("value") or ""),) if kind == "submit" else None


def _hidden(page: lxml_html.HtmlElement) -> list[tuple[str, str]]:
    """The hidden state of a page, the two fields of the postback itself apart."""
    return [
        (field.get("name"), field.get("value") or "")
        for field in page.iter("input")
        if (field.get("type") or "").lower() == "hidden" and field.get("name") not in (None, TARGET, ARGUMENT)
    ]
