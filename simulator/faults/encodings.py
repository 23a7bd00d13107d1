"""Encodings that are not what they are called, or that come packed without having been asked for."""

from __future__ import annotations

import gzip
from dataclasses import dataclass

from ..prefecture.asked import Answer
from .layer import Layer, Onward


def _page(onward: Onward) -> Answer | None:
    """The page behind, or None where the answer is no page."""
    answer = onward()
    return answer if answer.status == 200 and answer.media_type.startswith("text/html") else None


@dataclass
class Gbk(Layer):
    """Bytes in gb18030, no charset in the header; with `silent` not in the page either."""

    silent: bool = False

    def strike(self, site, asked, address, onward) -> Answer:
        answer = _page(onward)
        if answer is None:
            return onward()
        text = answer.body.decode(site.charset).replace(
            '<meta charset="utf-8">', "" if self.silent else '<meta charset="gb2312">'
        )
        return answer.but(body=text.encode("gb18030"), media_type="text/html")


@dataclass
class Conflict(Layer):
    """UTF-8 that the header calls ISO-8859-1 and the page gb2312."""

    def strike(self, site, asked, address, onward) -> Answer:
        answer = _page(onward)
        if answer is None:
            return onward()
        body = answer.body.replace(b'<meta charset="utf-8">', b'<meta charset="gb2312">')
        return answer.but(body=body, media_type="text/html; charset=ISO-8859-1")


@dataclass
class Bom(Layer):
    """A byte order mark in front."""

    def strike(self, site, asked, address, onward) -> Answer:
        answer = _page(onward)
        return onward() if answer is None else answer.but(body=b"\xef\xbb\xbf" + answer.body)


@dataclass
class Gzip(Layer):
    """Everything packed, whoever asks."""

    def strike(self, site, asked, address, onward) -> Answer:
        answer = onward()
        packed = gzip.compress(answer.body, mtime=0)
        return (
            answer.but(body=packed, headers=(*answer.headers, ("Content-Encoding", "gzip")))
            if answer.status == 200
            else answer
        )
