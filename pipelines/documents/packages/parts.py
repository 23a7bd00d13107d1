"""The XML parts of a format that is a ZIP, unpacked within limits and parsed without entities."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from lxml import etree

from pipelines.documents.refusals import (
    DEEPEST_DOCX,
    LARGEST_RATIO,
    LARGEST_XML,
    SMALLEST_BOMB,
    Encrypted,
    TooLarge,
    Unreadable,
)

Element = etree._Element
_IS_TOO_DEEP = etree.XPath("boolean(" + "/*" * (DEEPEST_DOCX + 1) + ")")
_PARSER = {
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "remove_comments": True,
    "remove_pis": True,
}


def name_of(element: Element) -> str:
    """The local name; strict and transitional files differ only in the namespace. Entities have none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def part_beside(base: str, location: str | None) -> str:
    """The name of the part at a location: from the root where that begins with a slash, else beside the part `base`."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(base), (location or "").strip())).lstrip("/")


def parsed(xml: bytes, what: str) -> Element:
    """The root of an XML file of the format that sentences call `what`. Raises Unreadable and TooLarge; entities and
    great depth are refused."""
    if len(xml) > LARGEST_XML:
        raise TooLarge(f"The {what} has {len(xml):,} bytes of XML; more than {LARGEST_XML:,} are not read.")
    if any("<!DOCTYPE".encode(charset) in xml for charset in ("ascii", "utf-16-le", "utf-16-be")):
        raise Unreadable(f"The {what} file declares XML entities, which no office program writes; it is not read.")
    too_deep = f"The {what} nests its elements deeper than {DEEPEST_DOCX} levels; that deep is not read."
    try:
        root = etree.fromstring(xml, etree.XMLParser(**_PARSER))
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
            raise TooLarge(too_deep) from error
        raise Unreadable(f"The {what} file is broken: a part of it is not well-formed XML.") from error
    if _IS_TOO_DEEP(root):
        raise TooLarge(too_deep)
    return root


class Parts:
    """The parts of `body`, a document of the format that sentences call `what`."""

    def __init__(self, body: bytes, what: str) -> None:
        self.what = what
        with self._broken():
            self._archive = zipfile.ZipFile(BytesIO(body))
            self.names = self._archive.namelist()
        self._known = frozenset(self.names)
        if len(self._known) < len(self.names):
            raise Unreadable(
                f"The {what} file is broken: it holds two parts of the same name, and programs differ in which they take."
            )

    def __contains__(self, name: str) -> bool:
        return name in self._known

    def bytes(self, name: str) -> bytes:
        """A part unpacked. Raises Unreadable, Encrypted and TooLarge."""
        with self._broken():
            info = self._archive.getinfo(name)
            if info.flag_bits & 1:
                raise Encrypted()
            is_bomb = info.file_size > SMALLEST_BOMB and info.file_size > LARGEST_RATIO * info.compress_size
            if info.file_size > LARGEST_XML or is_bomb:
                raise TooLarge(
                    f"The {self.what} unpacks to {info.file_size:,} bytes from {info.compress_size:,}; that much is not read."
                )
            return self._archive.read(info)

    def xml(self, name: str) -> Element:
        """The root of an XML part. Raises what bytes() raises; entities and great depth are refused."""
        return parsed(self.bytes(name), self.what)

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """What a part (empty for the whole) points to inside the file: id to kind and part. Raises what xml() raises."""
        folder, base = posixpath.split(name)
        listed = posixpath.join(folder, "_rels", f"{base}.rels")
        found = {}
        for each in self.xml(listed).iterchildren("{*}Relationship") if listed in self else ():
            if each.get("TargetMode") != "External":
                kind = (each.get("Type") or "").rpartition("/")[2]
                found[each.get("Id") or ""] = kind, part_beside(name, each.get("Target"))
        return found

    def related(self, name: str, kind: str, usual: str) -> Element | None:
        """The root of the part of that kind that a part points to, of the `usual` one where it points to none."""
        pointed = [part for its, part in self.relations(name).values() if its == kind and part in self]
        part = pointed[0] if pointed else usual
        return self.xml(part) if part in self else None

    @contextmanager
    def _broken(self) -> Iterator[None]:
        try:
            yield
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, KeyError, ValueError) as error:
            raise Unreadable(f"The {self.what} file is broken: its parts cannot be unpacked.") from error
