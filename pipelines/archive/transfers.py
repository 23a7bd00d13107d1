"""Undoes the encodings of an HTTP body another collector kept, and says where the transfer was not whole.

A body is whole or it is no body: half a report reads as a report with figures missing, so a cut one is never read.
"""

from __future__ import annotations

import re
import zlib

import brotli

from pipelines.archive.words import MAX_READ

CUT_OFF = "The transfer was cut off; the bytes are kept as they came."
_DAMAGED = "The body cannot be decoded as the {} its header names; the bytes are kept as they came."
_UNKNOWN = "The body is in an encoding that cannot be decoded here; the bytes are kept as they came."
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n]*)?\r?\n")
_CHUNK_END = re.compile(rb"\r?\n")
_GZIP = b"\x1f\x8b"


class Broken(Exception):
    """A body that is not whole or cannot be decoded; one sentence for a person."""


def whole_body(payload: bytes, headers: dict[str, str]) -> bytes:
    """`payload` decoded, at most MAX_READ + 1 bytes of it; `headers` with lower-case names. Raises Broken."""
    if headers.get("transfer-encoding", "").strip().lower().endswith("chunked"):
        payload = _unchunked(payload)
    elif len(payload) < _announced(headers):
        raise Broken(CUT_OFF)
    for encoding in reversed(headers.get("content-encoding", "").lower().split(",")):
        payload = _decoded(payload, encoding.strip())
    return payload


def _announced(headers: dict[str, str]) -> int:
    """The length the server announced (RFC 9110, §8.6); 0 where it says none that is a number."""
    value = headers.get("content-length", "").strip()
    return int(value) if re.fullmatch(r"[0-9]{1,18}", value) else 0


def _unchunked(payload: bytes) -> bytes:
    """The chunks put together (RFC 9112, §7.1). Some collectors keep the body without its chunks and leave the header."""
    if not _CHUNK.match(payload):
        return payload
    parts, position = [], 0
    while found := _CHUNK.match(payload, position):
        size = int(found[1], 16)
        if size == 0:
            return b"".join(parts)
        parts.append(payload[found.end() : found.end() + size])
        ended = _CHUNK_END.match(payload, found.end() + size)
        if not ended:
            break
        position = ended.end()
    raise Broken(CUT_OFF)


def _decoded(payload: bytes, encoding: str) -> bytes:
    if encoding in ("", "identity") or not payload:
        return payload
    if encoding in ("gzip", "x-gzip"):
        # Without the magic bytes a collector decoded it before keeping it, and left the header as it was.
        return _gunzipped(payload) if payload.startswith(_GZIP) else payload
    if encoding == "deflate":
        return _inflated(payload)
    if encoding == "br":
        return _unbrotlied(payload)
    raise Broken(_UNKNOWN)


def _gunzipped(payload: bytes) -> bytes:
    parts: list[bytes] = []
    while payload.startswith(_GZIP) and (room := MAX_READ + 1 - sum(map(len, parts))) > 0:
        part, payload = _unzipped(payload, 16 + zlib.MAX_WBITS, "gzip", room)
        parts.append(part)
    return b"".join(parts)


def _inflated(payload: bytes) -> bytes:
    """`deflate` is zlib by the standard, and bare deflate from some servers (RFC 9110, §8.4.1.2)."""
    bare = payload[0] & 0x0F != 8 or int.from_bytes(payload[:2], "big") % 31  # RFC 1950, §2.2: no zlib header
    return _unzipped(payload, -zlib.MAX_WBITS if bare else zlib.MAX_WBITS, "deflate", MAX_READ + 1)[0]


def _unzipped(payload: bytes, bits: int, name: str, room: int) -> tuple[bytes, bytes]:
    """One stream unpacked, and what follows it; raises Broken where it has no end."""
    inflate = zlib.decompressobj(bits)
    try:
        part = inflate.decompress(payload, room)
    except zlib.error as error:
        raise Broken(_DAMAGED.format(name)) from error
    if not inflate.eof and len(part) < room:
        raise Broken(CUT_OFF)
    return part, inflate.unused_data


def _unbrotlied(payload: bytes) -> bytes:
    inflate, parts, size = brotli.Decompressor(), [], 0
    try:
        while not inflate.is_finished() and size <= MAX_READ:
            part = inflate.process(b"" if parts else payload, output_buffer_limit=MAX_READ + 1 - size)
            parts.append(part)
            size += len(part)
            if not part and not inflate.is_finished():
                raise Broken(CUT_OFF)
    except brotli.error as error:
        raise Broken(_DAMAGED.format("brotli")) from error
    return b"".join(parts)[: MAX_READ + 1]
