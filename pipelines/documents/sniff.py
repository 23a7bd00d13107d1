"""What a document is: by its first bytes, then by its media type, then by the name's ending."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from pipelines.documents.office import kind_of_ole
from pipelines.documents.refusals import MOST_MEMBERS, TooLarge, Unreadable
from pipelines.documents.web_archive import is_mhtml
from pipelines.documents.word import MAIN_PART, is_flat_word

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RTF = b"{\\rtf"
_READ = (  # in the first bytes, of formats that are read
    (RTF, "rtf"),
    (b"%PDF-", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
    (b"BM", "picture"),
)
_MAGIC = (  # the same, of formats that are not
    (b"RIFF", "A recording"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"MSCF", "CAB"),
    (b"MZ\x90\0", "A program"),
    (b"Founder CEB", "CEB"),
    (b"PK\x05\x06", "An empty ZIP"),
)
_TAR = slice(257, 263)  # where its name stands
_OASIS = b"mimetypeapplication/vnd.oasis.opendocument"
_OPEN_DOCUMENT = {"text": "odt", "spreadsheet": "ods"}  # by the end of the media type in its member `mimetype`
_TEXT_ENDINGS = ("txt", "md", "csv")
_LEAST_TAGS = 3  # of a page that does not begin with one
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|tr|td|div|p|br|span|h[1-6]|meta|title)\b[^<]*>", re.I)
_OF_ONE_DOCUMENT = re.compile(rb"PK\x01\x02.{42}(?:\[Content_Types\]\.xml|OFD\.xml|mimetype)", re.S)  # entry and name
_OF_EXCEL_2003 = re.compile(rb"<(?:\w+:)?Workbook\b[^>]*urn:schemas-microsoft-com:office:spreadsheet")
_HEAD = 64 * 1024  # bytes in which markup must show


def sniff(body: bytes, url: str, media_type: str | None) -> str:
    """The format of `body`: a name of the registry, or `zip`.

    Raises Unreadable for an empty body and for formats not read yet, Encrypted for what asks for a password.
    """
    if not body.strip(b"\0 \t\r\n"):
        raise Unreadable("The document is empty.")
    if body.startswith(b"PK\x03\x04"):
        return _zipped(body)
    if body.startswith(OLE):
        return kind_of_ole(body)
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if body.startswith(b"RIFF") and body[8:12] == b"WEBP":
        return "picture"
    for magic, name in _READ:
        if start.startswith(magic) and not (magic == b"BM" and body[6:10] != b"\0\0\0\0"):
            return name
    for magic, name in _MAGIC:
        if start.startswith(magic):
            raise Unreadable(f"{name} is not read yet.")
    if body[_TAR].startswith(b"ustar"):
        raise Unreadable("TAR is not read yet.")
    return "mhtml" if is_mhtml(body[:_HEAD]) else _html_or_text(body, url, media_type)


def may_be_package(body: bytes) -> bool:
    """Whether `body` is a ZIP that looks like no document of its own: it may hold hundreds of them."""
    return body.startswith(b"PK\x03\x04") and not _OF_ONE_DOCUMENT.search(body[-_HEAD:])


def may_be_scan(body: bytes) -> bool:
    """Whether `body` begins like a picture or a PDF, or holds pictures as a DOCX does: each takes seconds a page where it
    has to be recognised."""
    if body.startswith(b"PK\x03\x04"):
        return b"word/media/" in body[-_HEAD:]
    start = body[:64].lstrip()
    return start.startswith(b"RIFF") or any(
        start.startswith(magic) for magic, name in _READ if name in ("pdf", "picture")
    )


def may_be_office(body: bytes) -> bool:
    """Whether `body` begins like a document that LibreOffice has to convert; cheap, and right more often than not."""
    head = body[:1024]
    return (
        head.startswith(OLE)
        or head.lstrip().startswith(RTF)
        or _OASIS in head
        or _OF_EXCEL_2003.search(head) is not None
    )


def _zipped(body: bytes) -> str:
    """A ZIP that is one document, or `zip`."""
    if (members := body.count(b"PK\x01\x02")) > MOST_MEMBERS:
        raise TooLarge(f"The ZIP file has {members:,} members; more than {MOST_MEMBERS:,} are not read.")
    try:
        archive = zipfile.ZipFile(BytesIO(body))
        names = set(archive.namelist())
        if "mimetype" in names and "content.xml" in names and archive.getinfo("mimetype").file_size < _HEAD:
            return _open_document(archive.read("mimetype"))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, RuntimeError, EOFError) as error:
        raise Unreadable("The ZIP or DOCX file is broken: its list of contents cannot be read.") from error
    if any(MAIN_PART.match(name) for name in names):
        return "docx"
    if "ppt/presentation.xml" in names:
        raise Unreadable("PPTX is not read yet.")
    if "OFD.xml" in names:
        return "ofd"
    return "xlsx" if "xl/workbook.xml" in names else "zip"


def _open_document(mimetype: bytes) -> str:
    kind = mimetype.strip().decode("ascii", "replace").rpartition("opendocument.")[2].removesuffix("-template")
    if kind not in _OPEN_DOCUMENT:
        raise Unreadable("OpenDocument is read where it is a text or a table; this file is something else.")
    return _OPEN_DOCUMENT[kind]


def _html_or_text(body: bytes, url: str, media_type: str | None) -> str:
    """A page has tags, whatever it is called; without any it is text, whatever it is called."""
    head = body[:_HEAD].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")  # UTF-16 has its tags between NULs
    kind = (media_type or "").split(";")[0].strip().lower()
    if _MARKUP.match(head):
        return "html"
    if head.startswith(b"<?xml") and (format_ := _of_office(head)):
        return format_
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


def _of_office(head: bytes) -> str | None:
    """The format of an XML file of Word or Excel, by its root."""
    if is_flat_word(head):
        return "word_xml"
    return "xml" if _OF_EXCEL_2003.search(head) else None


def _ending(url: str) -> str:
    return re.split("[?#]", url)[0].rpartition(".")[2].lower()
