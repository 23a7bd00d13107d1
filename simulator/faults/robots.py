"""robots.txt in its states: not there, a page in its place, all forbidden or a path, any text, or moved elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from ..prefecture.asked import GONE, Answer, gone, page

ALL, MOVED = b"User-agent: *\nDisallow: /\n", "/elsewhere/robots.txt"  # the second, where it has moved to, forbids all


@dataclass
class Robots:
    """`kind`: none (404), html (a page with 200 in its place), all (everything forbidden), or a path that is forbidden.

    `text` is answered instead, or a redirect to the address `moved`.
    """

    kind: str = "none"
    text: bytes | None = None
    moved: str = ""

    def __call__(self, site, asked, address, onward) -> Answer:
        if asked.path == MOVED:
            return Answer(body=ALL, media_type="text/plain")
        if asked.path != "/robots.txt":
            return onward()
        if self.moved:
            return Answer(302, headers=(("Location", self.moved),))
        if self.text is None and self.kind in ("none", "html"):
            return gone() if self.kind == "none" else page(GONE)
        path = "/" if self.kind == "all" else self.kind
        text = f"User-agent: *\nDisallow: {path}\n".encode() if self.text is None else self.text
        return Answer(body=text, media_type="text/plain")
