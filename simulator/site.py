"""From a path to an answer: the whole site of the county as resources, rendered on demand from its truth."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from . import docx, pages
from .county import Column, County, LookAlike, SimReport

ROBOTS = "User-agent: *\nDisallow: /neibu/\n"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OTHER_HOST = "http://qixiang.invalid/zwgk/202301/t20230116_88.html"
MOVED = "/old/"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server says; `tag` is the body's ETag, absent on pages that are not to be revalidated."""

    status: int = 200
    body: bytes = b""
    media_type: str = "text/html; charset=utf-8"
    location: str | None = None
    tagged: bool = True

    @property
    def tag(self) -> str | None:
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"' if self.tagged and self.status == 200 else None


def html(text: str, charset: str = "utf-8", status: int = 200, tagged: bool = True) -> Answer:
    declared = "text/html; charset=utf-8" if charset == "utf-8" else "text/html"
    return Answer(status, text.encode(charset), declared, tagged=tagged)


class Site:
    """Answers every path of the county. Looks at the truth on each call, so that an edit shows at once."""

    def __init__(self, county: County) -> None:
        self.county = county

    def answer(self, path: str) -> Answer:
        if path == "/robots.txt":
            return Answer(body=ROBOTS.encode(), media_type="text/plain")
        if path == "/":
            return html(
                "<html><head><title>望汐县人民政府</title></head><body><h1>望汐县人民政府门户网站</h1></body></html>"
            )
        return self._list(path) or self._report(path) or self._look_alike(path) or html(pages.GONE, status=404)

    def _list(self, path: str) -> Answer | None:
        for column in self.county.columns:
            if path in (column.path, f"{column.path}index.html") and column.subcolumns:
                return html(pages.hub_page(column), column.charset)
            for sub in [name for name, _ in column.subcolumns] or [""]:
                base = column.path + sub
                if path.startswith(base) and "/" not in (name := path.removeprefix(base)):
                    found = self._list_page(column, sub, name)
                    if found is not None:
                        return found
        return None

    def _list_page(self, column: Column, sub: str, name: str) -> Answer | None:
        """The list page called `name` in its directory: '' or index.html is the first, index_1.html the second."""
        rows = self._rows(column, sub)
        count = max(1, -(-len(rows) // column.per_page))
        names = {"": 0, "index.html": 0} | {f"index_{k}.html": k for k in range(1, count)}
        if name not in names:
            return None
        page = names[name]
        shown = rows[page * column.per_page : (page + 1) * column.per_page]
        return html(pages.list_page(column, column.path + sub, shown, page, count), column.charset)

    def _rows(self, column: Column, sub: str) -> list[tuple[str, str, str]]:
        rows = [(self._target(row), row.title, row.published) for row in self.county.listed(column, sub)]
        again = self.county.again.get(column.path + sub, [])
        return rows + [(f"{r.path}?nav=1", r.title, r.published) for r in again if not r.withdrawn]

    def _target(self, row: SimReport | LookAlike) -> str:
        if isinstance(row, SimReport):
            return MOVED + str(row.id) if row is self.county.reports[-1] else row.path
        return OTHER_HOST if row.kind == "other_host" else row.path

    def _report(self, path: str) -> Answer | None:
        for report in self.county.reports:
            if path == MOVED + str(report.id):
                return Answer(301, location=report.path)
            if path == report.path:
                return html(pages.GONE, status=404) if report.withdrawn else _published(report)
            if report.template == "shell" and path == report.attachment and not report.withdrawn:
                return _word_file(report)
        return None

    def _look_alike(self, path: str) -> Answer | None:
        for row in self.county.look_alikes:
            if path == row.path and row.kind != "dead":
                return html(pages.GONE, tagged=False) if row.kind == "soft_404" else html(pages.look_alike_page(row))
        return None


def _published(report: SimReport) -> Answer:
    if report.template == "docx":
        return _word_file(report)
    return html(pages.shell_page(report) if report.template == "shell" else pages.report_page(report))


def _word_file(report: SimReport) -> Answer:
    grids = pages.tables(report)
    blocks = [report.title, *(grids[text] if kind == "t" else text for kind, text in pages.paragraphs(report))]
    return Answer(body=docx.write(blocks), media_type=DOCX)
