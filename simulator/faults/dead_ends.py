"""Pages that are not there although the server says they are, redirects by script, and redirects that never end."""

from __future__ import annotations

from dataclasses import dataclass

from ..prefecture.asked import GONE, Answer, page, to
from .layer import Layer


@dataclass
class SoftMissing(Layer):
    """A missing page with 200: `kind` is words (it says so), home (sent to the home page) or empty (nothing at all)."""

    kind: str = "words"

    def strike(self, site, asked, address, onward) -> Answer:
        if self.kind == "home":
            return to("/")
        return page(GONE).but(tagged=False) if self.kind == "words" else Answer(body=b"", tagged=False)


@dataclass
class Shells(Layer):
    """A page behind two redirect shells, the first by script, the second by meta refresh."""

    def strike(self, site, asked, address, onward) -> Answer:
        hop = asked.query.get("hop")
        if hop == "2":
            return onward()
        stem = address.partition("?")[0]
        if hop == "1":
            return page(f'<html><head><meta http-equiv="refresh" content="0;url={stem}?hop=2"></head></html>')
        return page(f'<html><head><script>window.location.href="{stem}?hop=1";</script></head></html>')


@dataclass
class Sent(Layer):
    """Sent by the server to an address `there`, whatever it is."""

    there: str = "/"

    def strike(self, site, asked, address, onward) -> Answer:
        return to(self.there)


@dataclass
class Loop(Layer):
    """Two addresses that redirect to each other; by the server, or by script."""

    script: bool = False

    def strike(self, site, asked, address, onward) -> Answer:
        stem = address.partition("?")[0]
        there = stem if "again" in asked.query else f"{stem}?again=1"
        return page(f'<html><script>location.replace("{there}")</script></html>') if self.script else to(there)


@dataclass
class HttpsOnly(Layer):
    """Sent to https, where nobody speaks TLS: the loop that proxies make."""

    def strike(self, site, asked, address, onward) -> Answer:
        return to(f"https://127.0.0.1:{site.port}{address}", 301)
