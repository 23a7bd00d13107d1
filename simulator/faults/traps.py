"""Lists that have no end: a pager that always goes on, and a calendar of columns for every year."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..prefecture.asked import Answer, page
from .layer import Layer


@dataclass
class Endless(Layer):
    """Any further page of a list answers and leads on; with `fresh` each has a row of its own, else the first page's rows."""

    only: str = r"/zfxxgknb/(?:index(?:_\d+)?\.html)?$"
    fresh: bool = False

    def strike(self, site, asked, address, onward) -> Answer:
        found = re.search(r"index_(\d+)\.html$", address)
        at = int(found[1]) if found else 0
        answer = onward()
        if answer.status != 200:
            row = f'<li><a href="./202401/t20240109_{990000 + at}.html">{site.publisher}2023年政务公开工作要点之{at}</a><span>2024-01-09</span></li>'
            answer = page(f"<html><body><ul>{row if self.fresh else ''}</ul></body></html>")
        more = f'<div class=page><a href="index_{at + 1}.html">下一页</a></div></body>'
        return answer.but(body=answer.body.replace(b"</body>", more.encode()))


@dataclass
class Calendar(Layer):
    """A column that names a column for the next year, which names one for the year after, for ever."""

    only: str = r"/zfxxgknb/(?:20\d\dnb/)*(?:index\.html)?$"

    def strike(self, site, asked, address, onward) -> Answer:
        years = re.findall(r"(20\d\d)nb/", address)
        year = int(years[-1]) + 1 if years else 2000
        link = f'<a href="./{year}nb/">{year}年</a>'
        answer = onward()
        if answer.status != 200:
            return page(f"<html><body><div>{link}</div></body></html>")
        return answer.but(body=answer.body.replace(b"</body>", f"<div>{link}</div></body>".encode()))
