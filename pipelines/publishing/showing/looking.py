"""Opens a captured document and shows a place in it. Runs in a worker process, and nowhere else.

A place that cannot be proven is never marked: what stands there must be `raw`, and the text before it that of the archive.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from pipelines.archive import Archive, ArchiveError, Outsized
from pipelines.documents import Unreadable
from pipelines.documents.html.rewriting import rewrite
from pipelines.documents.html.tracing import Marked, Trace, trace_html
from pipelines.documents.parted import Part, part_of, read_part
from pipelines.documents.pdf.showing import PageView, pdf_page, pdf_picture, scan_page, scan_picture
from pipelines.publishing.showing.asking import GRID, HTML, NOTHING, PAGE, Asked, Shown, before_hash
from pipelines.publishing.showing.safe import LARGEST, clean, is_proven
from pipelines.publishing.showing.written import written
from pipelines.records import Capture, Document

_OTHERWISE = (
    "现在的读取程序读这份文件与入库时不同，或页面写得不能逐字对应，故不在其中标出；下面是入库时的文字。",
    "The document is read differently now than when it was stored, or its markup cannot be followed letter by letter, so "
    "nothing is marked in it; below is the text as stored.",
)
_TOO_LONG = (
    "文件过长，只显示该处前后的文字。",
    "The document is too long to be shown whole; below is the text around the place.",
)
_UNREAD = "存档的文件无法显示：{}"
_UNPROVEN_BOX = (
    "该页框内的文字与所录原文不能逐字对应，故不画框。",
    "What stands in the box on this page could not be proven to be the figure, so no box is drawn.",
)
_NO_BOX = (
    "正文中的数字没有页面坐标，在下面的文字中标出；页面图像见“整个来源”。",
    "Figures in the prose have no place on a page; it is marked in the text below. “Whole source” shows the pages.",
)
_NO_SHEETS = (
    "OFD 的版面图像本库还不能画出；下面是从文件里读出的文字和表格，版面请看“原件字节”。",
    "The archive cannot draw the sheets of an OFD file yet; below are the words and tables read from it, and the captured bytes show the layout.",
)
_PICTURE = (
    "这一页是图像，数字由图像识别读出；请以眼见为准。",
    "This page is a picture and the figure was recognised in it; judge by your own eyes.",
)


def look(asked: Asked) -> Shown:
    """What is to be seen at the place; never an exception for what stands in the archive."""
    try:
        part = _part(asked.folder, asked.capture, asked.member)
        if part.format in ("pdf", "picture"):
            return _page(asked, part) if asked.box or asked.page or _is_whole(asked) else Shown(NOTHING, said=_NO_BOX)
        if part.format == "text":
            return Shown(NOTHING)  # the text as stored is the file itself
        return _html(asked, part) if part.format == "html" else _grid(asked, part)
    except (ArchiveError, Outsized, Unreadable) as refusal:
        return _nothing(refusal)
    except (RecursionError, MemoryError) as error:
        return _nothing(error)


def picture(asked: Asked) -> bytes | Shown:
    """The page of a PDF or of a file of pictures as WebP; why not, where it cannot be drawn."""
    try:
        part = _part(asked.folder, asked.capture, asked.member)
        draw = {"pdf": pdf_picture, "picture": scan_picture}.get(part.format)
        if draw is None:
            return _nothing(Unreadable("The document has no pages that could be drawn."))
        return draw(part.body, asked.page or 1)
    except (ArchiveError, Outsized, Unreadable, RecursionError, MemoryError) as refusal:
        return _nothing(refusal)


def _nothing(refusal: Exception) -> Shown:
    said = str(refusal) or type(refusal).__name__
    return Shown(NOTHING, said=(_UNREAD.format(said), said))


@lru_cache(maxsize=2)
def _part(folder: Path, capture: Capture, member: str | None) -> Part:
    body = Archive(folder, read_only=True).body(capture)
    return part_of(body, url=capture.url, media_type=capture.media_type, member=member)


@lru_cache(maxsize=2)
def _trace(part: Part) -> Trace:
    return trace_html(part.body, part.charset)


@lru_cache(maxsize=2)
def _document(part: Part) -> Document:
    return read_part(part)


def _is_whole(asked: Asked) -> bool:
    return asked.start == asked.end == 0 and not asked.raw and not asked.box


def _html(asked: Asked, part: Part) -> Shown:
    trace = _trace(part)
    if _is_whole(asked):
        return _unmarked(HTML, rewrite(trace, Marked()))
    marked = trace.find(asked.start, asked.end) if _is_as_stored(asked, trace.document.text) else None
    return _proven(asked, HTML, rewrite(trace, marked), trace.document.text) if marked else _otherwise()


def _grid(asked: Asked, part: Part) -> Shown:
    document = _document(part)
    if _is_whole(asked):
        shown = _unmarked(GRID, written(document, -1, -1))
    elif not _is_as_stored(asked, document.text):
        return _otherwise()
    else:
        shown = _proven(asked, GRID, written(document, asked.start, asked.end), document.text)
    return replace(shown, said=shown.said or _NO_SHEETS) if part.format == "ofd" else shown


def _is_as_stored(asked: Asked, text: str) -> bool:
    return text[asked.start : asked.end] == asked.raw and before_hash(text[: asked.start]) == asked.before


def _unmarked(kind: str, html: str) -> Shown:
    return Shown(NOTHING, said=_TOO_LONG) if len(html) > LARGEST else Shown(kind, clean(html))


def _proven(asked: Asked, kind: str, html: str, text: str) -> Shown:
    if len(html) > LARGEST:
        return Shown(NOTHING, said=_TOO_LONG)
    html = clean(html)
    before, inside = _around(html, asked, text)
    return Shown(kind, html, marked=True) if is_proven(html, before, inside) else _otherwise()


def _around(html: str, asked: Asked, text: str) -> tuple[str, str]:
    """What must stand before the mark and in it: of a figure in a cell with more words, the whole cell is marked."""
    if "<mark" in html:
        return text[: asked.start], asked.raw
    start = max(text.rfind("\t", 0, asked.start), text.rfind("\n", 0, asked.start)) + 1
    ends = [at for at in (text.find("\t", asked.end), text.find("\n", asked.end)) if at >= 0]
    return text[:start], text[start : min(ends, default=len(text))]


def _otherwise() -> Shown:
    return Shown(NOTHING, said=_OTHERWISE)


def _page(asked: Asked, part: Part) -> Shown:
    number = asked.page or (asked.box.page if asked.box else 1)
    is_pdf = part.format == "pdf"
    return _boxed(asked, pdf_page(part.body, number, asked.box, asked.raw) if is_pdf else scan_page(part.body, number))


def _boxed(asked: Asked, view: PageView) -> Shown:
    shown = Shown(PAGE, page=view.number, pages=view.pages, width=view.width, height=view.height)
    if not asked.box or asked.box.page != view.number:
        return shown
    if view.stands is False:
        return replace(shown, said=_UNPROVEN_BOX)
    return replace(shown, box=asked.box, marked=True, said=_PICTURE if view.stands is None else None)
