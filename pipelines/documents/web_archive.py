"""MHTML (单个文件网页): a page of Word, Excel or a browser with its pictures in one file, often called .doc or .xls."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import Message

from pipelines.documents.html import read_html
from pipelines.documents.refusals import TooLarge, Unreadable
from pipelines.records import Document

_FIELD = rb"[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*"
_HEAD = re.compile(rb"\s*(?:" + _FIELD + rb"){1,40}")
_OF_PAGES = re.compile(rb"^content-type:\s*(?:multipart/|text/html\b)", re.I | re.M)
_FRAMES = re.compile(rb"<frameset\b", re.I)


def is_mhtml(head: bytes) -> bool:
    """Whether a file that begins with `head` is a page with a mail's fields before it."""
    fields = _HEAD.match(head.replace(b"\r\n", b"\n"))
    return bool(fields and b"mime-version:" in fields[0].lower() and _OF_PAGES.search(fields[0]))


def read_mhtml(body: bytes, charset: str | None = None) -> Document:
    """The page the file begins with; its other parts are pictures, headers and lists of files.

    `charset` counts where the part names none. Raises Unreadable and TooLarge.
    """
    try:
        message = message_from_bytes(body.lstrip())
        page = _page(message)
    except RecursionError as error:
        raise TooLarge("The MHTML file nests its parts too deep; that deep is not read.") from error
    content = None if page is None else page.get_payload(decode=True)
    if not content:
        raise Unreadable("The MHTML file holds no page.")
    if _FRAMES.search(content):
        raise Unreadable("The MHTML file holds a workbook whose sheets are pages of their own; it is not read.")
    return read_html(content, page.get_content_charset() or charset)


def _page(message: Message) -> Message | None:
    """The part that the file names as its start, else its first page."""
    pages = [part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    start = message.get_param("start")
    return next((part for part in pages if start and part["Content-ID"] == start), pages[0] if pages else None)
