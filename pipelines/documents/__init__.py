"""From bytes to a Document. A new format is one module here and one line in READERS."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from email.message import Message

from pipelines.documents.breaking_off import text_breaks_off
from pipelines.documents.charset import decode
from pipelines.documents.html import read_html
from pipelines.documents.ofd import read_ofd
from pipelines.documents.office import OFFICE, convert
from pipelines.documents.packages import members_of
from pipelines.documents.pdf import read_pdf
from pipelines.documents.refusals import LARGEST_BODY, MOST_CHARACTERS, Encrypted, OnlyPictures, TooLarge, Unreadable
from pipelines.documents.scans import read_picture, read_pictures, read_scanned_pdf
from pipelines.documents.sheets import read_xlsx
from pipelines.documents.sniff import may_be_office, may_be_package, may_be_scan, sniff
from pipelines.documents.text import read_text
from pipelines.documents.web_archive import read_mhtml
from pipelines.documents.word import pictures_in, read_docx, read_flat_word
from pipelines.records import Document

__all__ = [
    "OFFICE", "READERS", "Encrypted", "TooLarge", "Unreadable", "charset_of", "convert_all", "format_of",
    "may_be_office", "may_be_package", "may_be_scan", "members_in", "open_document", "open_documents",
]  # fmt: skip


def _read_plain(body: bytes, charset: str | None) -> Document:
    text, charset = decode(body, charset)
    _measure(text)
    return replace(read_text(text, charset=charset), breaks_off=text_breaks_off(text))


def _read_pdf(body: bytes, charset: str | None) -> Document:
    try:
        return read_pdf(body, charset)
    except OnlyPictures:
        return read_scanned_pdf(body)


def _read_word(body: bytes, charset: str | None) -> Document:
    try:
        return read_docx(body, charset)
    except OnlyPictures:
        return read_pictures(pictures_in(body))


# What sniff() calls a format, and what reads it: (body, charset of the HTTP header) to Document. The formats of OFFICE
# are converted first; `zip` holds documents of any format.
READERS: dict[str, Callable[[bytes, str | None], Document]] = {
    "text": _read_plain,
    "html": read_html,
    "mhtml": read_mhtml,
    "docx": _read_word,
    "word_xml": read_flat_word,
    "xlsx": read_xlsx,
    "ofd": read_ofd,
    "pdf": _read_pdf,
    "picture": read_picture,
}
ZIP = "zip"
_NESTED = "A ZIP within a ZIP is read one level deep; this file lies deeper."

Converted = bytes | Unreadable | None


def open_document(body: bytes, *, url: str, media_type: str | None = None, converted: Converted = None) -> Document:
    """The document in `body`. `url` (or a file's name) and `media_type` only help where the bytes do not say.

    `converted` is what convert_all() made of it, None where nobody asked. Raises Unreadable, Encrypted or TooLarge with
    one English sentence; nothing else, whatever the bytes. A ZIP is no document; open_documents() opens it.
    """
    return _open(format_of(body, url, media_type), body, media_type, converted)


def open_documents(
    body: bytes, *, url: str, media_type: str | None = None, converted: Converted = None
) -> Iterator[tuple[str | None, Document | Unreadable]]:
    """Every document in `body` with its path in the ZIP, None where it is no ZIP; or why it cannot be read.

    Raises Unreadable where it concerns the whole body.
    """
    if format_of(body, url, media_type) != ZIP:
        yield None, open_document(body, url=url, media_type=media_type, converted=converted)
        return
    members = list(members_in(body))
    bodies = [(member, path, None) for path, member in members if isinstance(member, bytes)]
    made = iter(convert_all(bodies))
    for path, member in members:
        yield path, _tried(path, member, next(made)) if isinstance(member, bytes) else member


def convert_all(documents: Sequence[tuple[bytes, str, str | None]]) -> list[Converted]:
    """What LibreOffice makes of (body, url, media type), in one call; None for what needs no conversion."""
    made: list[Converted] = [None] * len(documents)
    wanted = {n: format_ for n, document in enumerate(documents) if (format_ := _office_format(*document))}
    converted = convert([(format_, documents[n][0]) for n, format_ in wanted.items()])
    for n, result in zip(wanted, converted, strict=True):
        made[n] = result
    return made


def _office_format(body: bytes, url: str, media_type: str | None) -> str | None:
    try:
        format_ = format_of(body, url, media_type)
    except Unreadable:
        return None  # whoever opens it will hear why
    return format_ if format_ in OFFICE else None


def members_in(body: bytes) -> Iterator[tuple[str, bytes | Unreadable]]:
    """The members of a ZIP, and those of the ZIPs in it."""
    for path, member in members_of(body):
        if not _is_zip(member):
            yield path, member
            continue
        try:
            inner = members_of(member)
        except Unreadable as refusal:
            yield path, refusal
            continue
        for name, each in inner:
            yield f"{path}/{name}", Unreadable(_NESTED) if _is_zip(each) else each


def _is_zip(member: bytes | Unreadable) -> bool:
    try:
        return isinstance(member, bytes) and member.startswith(b"PK\x03\x04") and sniff(member, "", None) == ZIP
    except Unreadable:
        return False


def _tried(path: str, body: bytes, converted: Converted) -> Document | Unreadable:
    try:
        return open_document(body, url=path, converted=converted)
    except Unreadable as refusal:
        return refusal


def format_of(body: bytes, url: str, media_type: str | None) -> str:
    """What sniff() calls the format of `body`. Raises Unreadable and TooLarge."""
    if len(body) > LARGEST_BODY:
        raise TooLarge(f"The document has {len(body):,} bytes; more than {LARGEST_BODY:,} are not read.")
    return sniff(body, url, media_type)


def _open(format_: str, body: bytes, media_type: str | None, converted: Converted) -> Document:
    if format_ == ZIP:
        raise Unreadable("A ZIP holds documents and is none itself.")
    if format_ in OFFICE:
        if converted is None:
            (converted,) = convert([(format_, body)])
        if isinstance(converted, Unreadable):
            raise converted
        format_, body = OFFICE[format_], converted
    document = READERS[format_](body, charset_of(media_type))
    _measure(document.text)
    return document


def _measure(text: str) -> None:
    if len(text) > MOST_CHARACTERS:
        raise TooLarge(
            f"The document has {len(text):,} characters of text; more than {MOST_CHARACTERS:,} are not read."
        )


def charset_of(media_type: str | None) -> str | None:
    """The charset that a media type names, if it names one."""
    header = Message()
    header["Content-Type"] = media_type or ""
    return header.get_content_charset()
