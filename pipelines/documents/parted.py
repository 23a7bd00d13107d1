"""The one document of a body that a report was read from: of a ZIP one member, else the body itself. For showing it."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.documents import charset_of, format_of, members_in, open_document
from pipelines.documents.refusals import Unreadable
from pipelines.records import Document


@dataclass(frozen=True, slots=True)
class Part:
    """A document's bytes with what sniff() calls its format, its name, and what HTTP said of it."""

    body: bytes
    format: str
    name: str
    media_type: str | None
    charset: str | None


def part_of(body: bytes, *, url: str, media_type: str | None, member: str | None) -> Part:
    """The document at `member` of a ZIP, or `body` itself without one. Raises Unreadable and TooLarge."""
    if not member:
        return Part(body, format_of(body, url, media_type), url, media_type, charset_of(media_type))
    inside = dict(members_in(body)).get(member, Unreadable("The ZIP file holds no such file any more."))
    if isinstance(inside, Unreadable):
        raise inside
    return Part(inside, format_of(inside, member, None), member, None, None)


def read_part(part: Part) -> Document:
    """The document as its reader sees it. Raises Unreadable and TooLarge."""
    return open_document(part.body, url=part.name, media_type=part.media_type)
