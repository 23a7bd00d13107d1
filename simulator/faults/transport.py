"""Trouble on the wire: slow, closed without a word, cut short, silent, and errors of the server."""

from __future__ import annotations

from dataclasses import dataclass

from ..prefecture.asked import Answer, page
from .layer import Layer


@dataclass
class Slow(Layer):
    """Every answer takes `seconds`."""

    seconds: float = 0.3

    def strike(self, site, asked, address, onward) -> Answer:
        return onward().but(wait=self.seconds)


@dataclass
class Hang(Slow):
    """Nothing comes for longer than anybody waits."""

    seconds: float = 90.0


@dataclass
class Reset(Layer):
    """The connection is closed before a byte."""

    def strike(self, site, asked, address, onward) -> Answer:
        return Answer(wire="reset")


@dataclass
class Cut(Layer):
    """Half of the body comes, although the length of the whole was stated."""

    def strike(self, site, asked, address, onward) -> Answer:
        return onward().but(wire="cut", tagged=False)


@dataclass
class Status(Layer):
    """An error of the server; with `retry_after` it says how many seconds to wait."""

    code: int = 503
    retry_after: int | None = None

    def strike(self, site, asked, address, onward) -> Answer:
        said = () if self.retry_after is None else (("Retry-After", str(self.retry_after)),)
        return page("<html><body><h1>Service Unavailable</h1></body></html>", status=self.code).but(headers=said)
