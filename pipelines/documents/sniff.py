"""What a document is: by its first bytes, then by its media type, then by the name's ending."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from pipelines.documents.refusals import MOST_MEMBERS, TooLarge, Unreadable
from pipelines.documents.word import MAIN_PART

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC = (  # in the first bytes
    (b"%PDF-", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "A picture"),
    (b"\xff\xd8\xff", "A picture"),
    (b"GIF8", "A picture"),
    (b"II*\0", "A picture"),
    (b"MM\0*", "A picture"),
    (b"BM", "A picture"),
    (b"RIFF", "A picture or recording"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"Founder CEB", "CEB"),
    (b"PK\x05\x06", "An empty ZIP"),
    (b"MIME-Version:", "MHTML"),
)
_MEMBERS = (  # what lies in a ZIP
    ("OFD.xml", "OFD"),
    ("xl/workbook.xml", "XLSX"),
    ("ppt/presentation.xml", "PPTX"),
    ("content.xml", "OpenDocument"),
)
_TEXT_ENDINGS = ("txt", "md", "csv")
_LEAST_TAGS = 3  # of a page that does not begin with one
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|tr|td|div|p|br|span|h[1-6]|meta|title)\b[^<]*>", re.I)
_HEAD = 64 * 1024  # bytes in which markup must show


def sniff(body: bytes, url: str, media_type: str | None) -> str:
    """The format of `body`: a name of the registry. Raises Unreadable for an empty body and for formats not read yet."""
    if not body.strip(b"\0 \t\r\n"):
        raise Unreadable("The document is empty.")
    if body.startswith(b"PK\x03\x04"):
        return _zipped(body)
    if body.startswith(_OLE):
        raise Unreadable(_ole(body))
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    for magic, name in _MAGIC:
        if start.startswith(magic) and not (magic == b"BM" and body[6:10] != b"\0\0\0\0"):
            raise Unreadable(f"{name} is not read yet.")
    return _html_or_text(body, url, media_type)


def _zipped(body: bytes) -> str:
    if (members := body.count(b"PK\x01\x02")) > MOST_MEMBERS:
        raise TooLarge(f"The ZIP file has {members:,} members; more than {MOST_MEMBERS:,} are not read.")
    try:
        names = set(zipfile.ZipFile(BytesIO(body)).namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise Unreadable("The ZIP or DOCX file is broken: its list of contents cannot be read.") from error
    if any(MAIN_PART.match(name) for name in names):
        return "docx"
    name = next((name for member, name in _MEMBERS if member in names), "ZIP")
    raise Unreadable(f"{name} is not read yet.")


def _ole(body: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in body:
        return "The document is encrypted: it opens only with a password."
    if "Workbook".encode("utf-16-le") in body:
        return "XLS is not read yet."
    return "DOC is not read yet."


def _html_or_text(body: bytes, url: str, media_type: str | None) -> str:
    """A page has tags, whatever it is called; without any it is text, whatever it is called."""
    head = body[:_HEAD].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")  # UTF-16 has its tags between NULs
    kind = (media_type or "").split(";")[0].strip().lower()
    if _MARKUP.match(head):
        return "html"
    if head.startswith(b"<?xml") and b"<html" not in head.lower():
        raise Unreadable("XML that is no web page is not read yet.")
    if kind in ("text/html", "application/xhtml+xml"):
        return "html" if b"<" in head else "text"
    if kind.split("/")[0] in ("image", "audio", "video"):
        raise Unreadable(f"A file of type {kind} is not read yet.")
    if kind == "text/plain" or _ending(url) in _TEXT_ENDINGS:
        return "text"
    tags = sum(1 for _ in zip(_MARKUP.finditer(head), range(_LEAST_TAGS), strict=False))
    return "html" if tags == _LEAST_TAGS else "text"


def _ending(url: str) -> str:
    return re.split("[?#]", url)[0].rpartition(".")[2].lower()
