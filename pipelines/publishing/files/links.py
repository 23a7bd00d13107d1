"""The addresses that rows of files carry: the report's page, where a figure stands in its source, and what to cite."""

from __future__ import annotations

from urllib.parse import quote

from pipelines.publishing.files.columns import Column

LINKS = {
    "report_link": Column("report_link", "报告页", "Report page", "本库中该报告的页面。", "The report's page in this archive."),
    "url": Column("url", "来源网址", "Source address", "报告取自何处。", "Where the report was taken from."),
    "cite_link": Column("cite_link", "引用网址", "Link to cite", "可供引用的固定网址。", "A stable address to cite."),
    "source_link": Column("source_link", "原文位置", "Place in the source", "存档原文，数字所在处有标记。", "The archived source with the figure marked."),
}  # fmt: skip
ADDRESSES = tuple(LINKS.values())


def report_link(site: str, report: int) -> str:
    return f"{site}/archive/reports/{report}"


def cite_link(site: str, report: int, key: str | None = None) -> str:
    return f"{site}/-/cite/{report}{f'?key={quote(key)}' if key else ''}"


def source_link(site: str, report: int, key: str) -> str:
    return f"{site}/-/source/{report}?key={quote(key)}"
