"""What every request passes before any page is made for it, and what is said of it where it may not pass."""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv6Address

from pipelines.publishing.guarding import addresses, sizes, statements, turns
from pipelines.publishing.guarding.addresses import Cost
from pipelines.publishing.guarding.rates import Clients, Rates
from pipelines.publishing.language import say

METHODS = ("GET", "HEAD", "OPTIONS")
LONGEST_ADDRESS = 8_000  # bytes with the query
# Feeds and JSON have links with the host in them, and what is no address there is an error of every page that has one.
_HOST = re.compile(rb"(?:[\w.-]*|\[(?P<v6>[0-9A-Fa-f:.]+)\])(?::\d{0,5})?")
# Nothing here changes anything and nobody signs in: any site may ask for what is data.
_MAY = {"allow": ", ".join(METHODS), "access-control-allow-origin": "*", "access-control-allow-methods": ", ".join(METHODS),
        "access-control-max-age": "86400"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer of one sentence, in both languages."""

    status: int
    zh: str
    en: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def told(self, path: str) -> tuple[str, str]:
        """The sentence as an answer to who asked for `path`, and its media type: JSON where JSON was asked for."""
        said = say(self.zh, self.en)
        if path.endswith(".json"):
            body = {"ok": False, "error": self.en, "status": self.status, "message": said}
            return json.dumps(body, ensure_ascii=False), "application/json; charset=utf-8"
        return f"{said}\n", "text/plain; charset=utf-8"

    async def __call__(self, scope, receive, send) -> None:
        said, media_type = self.told(scope["path"])
        body = said.encode() if self.status != 204 else b""
        headers = {"content-type": media_type} | dict(self.headers)
        if self.status != 204:
            headers["content-length"] = str(len(body))
        told = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": self.status, "headers": told})
        await send({"type": "http.response.body", "body": body})


NO_ARCHIVE = Refusal(
    503,
    "档案库暂时打不开，请稍后再试。",
    "The archive cannot be opened just now; please try again later.",
    {"retry-after": "30"},
)
INCOMPLETE = Refusal(
    503,
    "档案库缺少这一页要读的表或列，暂时不能回答；管理员运行 gongkai rebuild 后即可恢复。",
    "The archive lacks a table or column that this page reads, so it cannot be answered just now; "
    "it will be once its keeper has run gongkai rebuild.",
    {"retry-after": "3600"},
)
BUSY = Refusal(
    503,
    "查询太多，请稍后再试。",
    "Too many statements are waiting; please try again in a moment.",
    {"retry-after": "5"},
)

SLOW = Refusal(
    503,
    "本站正忙，这一页没有及时做完，请稍后再试。",
    "The site is busy and this page was not done in time; please try again in a moment.",
    {"retry-after": "5"},
)


def _too_many_rows(most: int) -> Refusal:
    return Refusal(
        400,
        f"此页一次最多 {most} 行；要全部请下载文件。",
        f"One page of this has at most {most} rows; all of them are in the file.",
    )


def _unknown(names: list[str]) -> Refusal:
    said = ", ".join(names)[:300]
    return Refusal(
        400,
        f"没有这样的列或筛选方式：{said}。各表的列见 /-/codebook。",
        f"There is no such column or way to filter: {said}. The columns of every table: /-/codebook.",
    )


def at_once(scope) -> Refusal | None:
    """What can be said of a request before its language or its client is known; None where it may go on."""
    path = scope.get("raw_path", b"")
    # Datasette fails on what is not ASCII (UTF-8 comes %-encoded); a backslash may be read as the slash of another host
    if not path.isascii() or b"\\" in path:
        return Refusal(
            400, "请求有误，未能回答：网址无效。", "The request cannot be answered: the address is not valid."
        )
    if not all(_is_host(value) for name, value in scope["headers"] if name == b"host"):
        return Refusal(400, "请求有误，未能回答：Host 无效。", "The request cannot be answered: Host is not valid.")
    if scope["method"] == "OPTIONS":
        return Refusal(204, "", "", _MAY)
    if scope["method"] not in METHODS:
        return Refusal(
            405, "本站只供阅读：GET 与 HEAD。", "This site is only read: GET and HEAD.", {"allow": _MAY["allow"]}
        )
    if len(scope.get("raw_path", b"")) + len(scope.get("query_string", b"")) > LONGEST_ADDRESS:
        return Refusal(414, "网址过长。", f"The address is longer than {LONGEST_ADDRESS} bytes.")
    return None


def _is_host(value: bytes) -> bool:
    match = _HOST.fullmatch(value)
    if not match or not match["v6"]:
        return bool(match)
    try:
        return bool(IPv6Address(match["v6"].decode()))
    except ValueError:
        return False


class Guard:
    """An ASGI application before another: limits what one client may have of it, and closes what is nobody's business."""

    def __init__(self, app, rates: Rates, clients: Clients) -> None:
        self._app = app
        self._rates = rates
        self._clients = clients

    async def __call__(self, scope, receive, send) -> None:
        """For a request that `at_once` has let pass, in its language."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope = self._as_asked(scope)
        query = scope.get("query_string", b"").decode("latin-1")
        cost = addresses.cost(scope["path"], query)
        client = self._clients.client((scope.get("client") or (None,))[0], scope["headers"])
        if refusal := self._refusal(client, cost):
            await refusal(scope, receive, send)
            return
        if addresses.closed(scope["path"]):
            scope = scope | {"path": "/-/closed", "raw_path": b"/-/closed"}
        unknown = addresses.unknown_filters(scope["path"], query)
        if unknown and not addresses.is_page(scope["path"]):
            await _unknown(unknown)(scope, receive, send)
            return
        try:
            fitted = sizes.fitted(scope["path"], addresses.without(query, unknown) if unknown else query)
        except sizes.TooMany as error:
            await _too_many_rows(error.most)(scope, receive, send)
            return
        scope = scope if fitted == query else scope | {"query_string": fitted.encode("latin-1", "replace")}
        sizes.cells.set(sizes.of_statement(scope["path"]))
        statements.own.set(addresses.has_own_words(scope["path"], query))
        if scope["method"] == "HEAD":
            receive, send = _without_body(send)
        turns.asking.set(client)
        # a file breaks off where the site is stopping, which shows
        with contextlib.suppress(*[asyncio.CancelledError] if cost is Cost.FILE else []):
            await self._app(scope, receive, send)

    def _as_asked(self, scope):
        """The scope with the scheme that the client used, where a proxy of ours says it."""
        said = next((value for name, value in scope["headers"] if name.lower() == b"x-forwarded-proto"), b"")
        if said in (b"http", b"https") and self._clients.is_proxy((scope.get("client") or (None,))[0]):
            return scope | {"scheme": said.decode()}
        return scope

    def _refusal(self, client: str, cost: Cost) -> Refusal | None:
        wait = math.ceil(self._rates.wait(client, cost))
        if not wait:
            return None
        return Refusal(
            429,
            f"请求过于频繁，请在 {wait} 秒后再试。",
            f"Too many requests; please try again in {wait} s.",
            {"retry-after": str(wait)},
        )


def _without_body(send):
    """`receive` and `send` for HEAD: once the headers are out the client is as good as gone, so no file is read for it."""
    out = asyncio.Event()

    async def receiving():
        await out.wait()
        return {"type": "http.disconnect"}

    async def sending(message) -> None:
        await send(message if message["type"] == "http.response.start" else message | {"body": b""})
        out.set()

    return receiving, sending
