"""robots.txt in its four states."""

from __future__ import annotations

from dataclasses import dataclass

from ..prefecture.asked import GONE, Answer, gone, page


@dataclass
class Robots:
    """`kind`: none (404), html (a page with 200 in its place), all (everything forbidden), or a path that is forbidden."""

    kind: str = "none"

    def __call__(self, site, asked, address, onward) -> Answer:
        if asked.path != "/robots.txt":
            return onward()
        if self.kind in ("none", "html"):
            return gone() if self.kind == "none" else page(GONE)
        path = "/" if self.kind == "all" else self.kind
        return Answer(body=f"User-agent: *\nDisallow: {path}\n".encode(), media_type="text/plain")
