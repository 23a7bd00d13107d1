"""One request of a page in a browser, made by us: the name is looked up once, checked, and that address is connected to;
an answer larger or slower than we take is broken off. Blocks; for a thread of its own."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
import zlib
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.public import is_public_address

MOST_BYTES = 20_000_000  # of one answer, unpacked; lists and the scripts around them are far smaller
TOO_LATE = "no whole answer in time"
_PIECE = 65_536
_NEXT = 5.0  # seconds after which another address of the same name is tried, where there is one
_OURS = frozenset({"host", "connection", "content-length", "accept-encoding", "transfer-encoding"})
_SPENT = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection", "keep-alive"})


class NotFetched(Exception):
    """There is no answer that a page may have; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with its body unpacked. `headers` leave out what was said of the packing; cookies are lines of one header."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes


def fetch(
    url: str, method: str, headers: dict[str, str], sent: bytes | None, seconds: float, local: bool
) -> Answer:  # fmt: skip
    """What the server answers, redirects not followed; `local` lets private addresses in. Raises NotFetched or OSError."""
    parts, end = urlsplit(url), time.monotonic() + seconds
    connection = _Checked(parts.hostname or "", parts.port, parts.scheme == "https", seconds, local)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    own = {name: value for name, value in headers.items() if not name.startswith(":") and name.lower() not in _OURS}
    late = threading.Timer(seconds, connection.break_off)  # a timeout of the socket begins anew with every byte
    late.start()
    try:
        connection.request(method, path, sent, own | {"Accept-Encoding": "gzip, deflate", "Connection": "close"})
        answer = connection.getresponse()
        body = b"" if method == "HEAD" else _unpacked(answer, end)
        if connection.broken_off:  # what there is then looks like an end
            raise NotFetched(TOO_LATE)
        return Answer(url, answer.status, _headers(answer), body)
    except (http.client.HTTPException, OSError) as error:
        if connection.broken_off:
            raise NotFetched(TOO_LATE) from error
        if isinstance(error, OSError):
            raise
        raise NotFetched(f"the answer is none of HTTP ({type(error).__name__})") from error
    finally:
        late.cancel()
        connection.close()


class _Checked(http.client.HTTPConnection):
    """Connects to an address that was checked, whatever the name leads to a moment later."""

    def __init__(self, name: str, port: int | None, secure: bool, seconds: float, local: bool) -> None:
        super().__init__(name, port or (443 if secure else 80), timeout=seconds)
        self.default_port = 443 if secure else 80  # so that the Host header is that of a browser
        self._secure, self._local, self._way = secure, local, None
        self.broken_off = False

    def connect(self) -> None:
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        if not (self._local or all(is_public_address(where[0]) for *_, where in found)):
            raise NotFetched(f"{self.host} leads to a private or loopback address")
        self.sock = self._reached([where[:2] for *_, where in found])
        if self._secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
        self._way = self.sock
        if self._secure:
            self.sock.do_handshake()
        if self.broken_off:  # before there was anything to break off
            raise NotFetched(TOO_LATE)

    def break_off(self) -> None:
        """Ends the connection whatever is read or written on it; from another thread."""
        self.broken_off = True
        if self._way is not None:
            with suppress(OSError):  # closed already
                socket.socket.shutdown(self._way, socket.SHUT_RDWR)

    def _reached(self, addresses: list[tuple]) -> socket.socket:
        """The first address of several that takes the connection: names with one of IPv6 that leads nowhere are common."""
        for where in addresses[:-1]:
            with suppress(OSError):
                return socket.create_connection(where, min(self.timeout, _NEXT))
        return socket.create_connection(addresses[-1], self.timeout)


def _unpacked(answer: http.client.HTTPResponse, end: float) -> bytes:
    """The whole body; raises NotFetched beyond MOST_BYTES, also of what a small answer unpacks to, and after `end`."""
    packed = (answer.headers.get("content-encoding") or "").strip().lower() in ("gzip", "x-gzip", "deflate")
    unpack, body = zlib.decompressobj(47) if packed else None, bytearray()
    while piece := answer.read1(_PIECE):
        try:
            body += unpack.decompress(piece, MOST_BYTES + 1) if unpack else piece
        except zlib.error as error:
            raise NotFetched("the answer is not packed as it says") from error
        if len(body) > MOST_BYTES or (unpack and unpack.unconsumed_tail):
            raise NotFetched(f"the answer is larger than {MOST_BYTES // 1_000_000} MB")
        if time.monotonic() > end:
            raise NotFetched(TOO_LATE)
    if answer.length or (unpack and body and not unpack.eof):
        raise NotFetched("the answer broke off before its end")
    return bytes(body)


def _headers(answer: http.client.HTTPResponse) -> dict[str, str]:
    """By their names in lower case; those that may come more than once, as lines."""
    found: dict[str, str] = {}
    for name, value in answer.headers.items():
        key = name.lower()
        if key not in _SPENT:
            found[key] = f"{found[key]}\n{value}" if key in found and key == "set-cookie" else value
    return found
