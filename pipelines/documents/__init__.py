"""From bytes to a Document. A new format is one module here and one line in READERS."""

from __future__ import annotations

from collections.abc import Callable
from email.message import Message

from pipelines.documents.charset import decode
from pipelines.documents.html import read_html
from pipelines.documents.refusals import LARGEST_BODY, MOST_CHARACTERS, TooLarge, Unreadable
from pipelines.documents.sniff import sniff
from pipelines.documents.text import read_text
from pipelines.documents.word import read_docx
from pipelines.records import Document

__all__ = ["READERS", "TooLarge", "Unreadable", "open_document"]


def _read_plain(body: bytes, charset: str | None) -> Document:
    text, charset = decode(body, charset)
    _measure(text)
    return read_text(text, charset=charset)


# What sniff() calls a format, and what reads it: (body, charset of the HTTP header) to Document.
READERS: dict[str, Callable[[bytes, str | None], Document]] = {
    "text": _read_plain,
    "html": read_html,
    "docx": read_docx,
}


def open_document(body: bytes, *, url: str, media_type: str | None = None) -> Document:
    """The document in `body`. `url` (or a file's name) and `media_type` only help where the bytes do not say.

    Raises Unreadable or TooLarge with one English sentence; nothing else, whatever the bytes.
    """
    if len(body) > LARGEST_BODY:
        raise TooLarge(f"The document has {len(body):,} bytes; more than {LARGEST_BODY:,} are not read.")
    document = READERS[sniff(body, url, media_type)](body, _charset(media_type))
    _measure(document.text)
    return document


def _measure(text: str) -> None:
    if len(text) > MOST_CHARACTERS:
        raise TooLarge(
            f"The document has {len(text):,} characters of text; more than {MOST_CHARACTERS:,} are not read."
        )


def _charset(media_type: str | None) -> str | None:
    header = Message()
    header["Content-Type"] = media_type or ""
    return header.get_content_charset()
