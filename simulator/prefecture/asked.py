"""A request as a platform sees it, and the answer it gives; what goes wrong on the wire is a word of the answer."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace

HTML = "text/html; charset=utf-8"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. `path` is without query; `query` and `form` hold the last value of each name; names of headers are lower case."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    form: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    day: int = 0

    def json(self) -> dict:
        """The body as JSON; empty where it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return {}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server says, after `wait` seconds. `wire` is reset (closed without a word) or cut (half of the body)."""

    status: int = 200
    body: bytes = b""
    media_type: str = HTML
    headers: tuple[tuple[str, str], ...] = ()
    tagged: bool = True
    wire: str = ""
    wait: float = 0.0

    @property
    def tag(self) -> str | None:
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"' if self.tagged and self.status == 200 else None

    def but(self, **changes: object) -> Answer:
        return replace(self, **changes)


def page(text: str, charset: str = "utf-8", status: int = 200) -> Answer:
    """A page of HTML; another charset than UTF-8 is not named in the header, as old servers do."""
    return Answer(status, text.encode(charset, "xmlcharrefreplace"), HTML if charset == "utf-8" else "text/html")


def data(value: object, media_type: str = "application/json; charset=utf-8") -> Answer:
    return Answer(200, json.dumps(value, ensure_ascii=False).encode(), media_type)


def to(address: str, status: int = 302) -> Answer:
    return Answer(status, b"", HTML, (("Location", address),))


GONE = "<html><head><title>页面不存在</title></head><body><p>您访问的页面不存在或已删除！</p></body></html>"


def gone() -> Answer:
    return page(GONE, status=404)
