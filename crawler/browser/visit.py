"""One column in one tab: its pages as they were shown, and the request behind its rows."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urljoin

from crawler.browser import frames
from crawler.browser.fetching import Answer, fetch

NEVER = frozenset({"image", "font", "media", "texttrack", "manifest", "ping", "eventsource", "websocket", "cspviolationreport"})  # fmt: skip
NEXT = "下一页|下一頁|下页|后一页|后页"
MOST_SHOWN, MOST_REQUESTS, MOST_SECONDS = 60, 400, 90.0  # pages clicked through, requests, seconds of one column
LONGEST_ANSWER = 30.0  # seconds that one answer may take
PATIENCE, GLANCE = 10.0, 0.25  # seconds that rows may take to show; seconds between two looks
STILL = 4  # looks without a change after which a page without a selector is taken as whole
MOST_BODY = 2_000_000  # characters of an answer that is searched for the rows
MOST_HOPS = 5
ONWARD, GET_AFTER = (301, 302, 303, 307, 308), (301, 302, 303)
BEHIND = "the rows came by"  # so a remark begins that names the request behind the rows
FURTHER = "data-further"  # on the body of a column that goes on behind the last page shown


class Stuck(Exception):
    """The browser, or the page in it, gave nothing; the message is a sentence."""


@dataclass
class Shown:
    """A column as it was shown, page behind page. `behind` is the request that brought the rows, where one was seen;
    `further` says why the list was not followed to its end."""

    url: str
    status: int
    head: str = ""
    pages: list[str] = field(default_factory=list)
    behind: str | None = None
    further: str | None = None
    remarks: list[str] = field(default_factory=list)

    @property
    def body(self) -> bytes:
        parts = "\n".join(f'<section data-page="{n}">{page}</section>' for n, page in enumerate(self.pages, 1))
        mark = f' {FURTHER}="{len(self.pages)}"' if self.further else ""
        return f'<!DOCTYPE html><html><head><meta charset="utf-8">{self.head}</head><body{mark}>{parts}</body></html>'.encode()


class Visit:
    """One column in one tab of its own."""

    def __init__(
        self,
        context,
        allowed: Callable[[str], Awaitable[bool]],
        wait_for: str | None,
        next_text: str | None,
        local: bool,
    ):
        self._context, self._allowed, self._wait_for, self._words = context, allowed, wait_for, next_text or NEXT
        self._local = local
        self._page, self._shown, self._onward = None, None, None
        self.requests, self._answers, self._crashed = 0, [], False
        self._under_way, self._lost, self._clicked = set(), set(), []
        self._until = time.monotonic() + MOST_SECONDS

    async def whole(self, url: str) -> Shown:
        """The column, or what of it was shown when its time was up; raises Stuck where that is nothing."""
        try:
            await asyncio.wait_for(self._walk(url), MOST_SECONDS)
        except Exception as error:  # the driver's words for a page or a program that is gone, among others
            why = f"its {MOST_SECONDS:.0f} seconds were used up" if isinstance(error, TimeoutError) else line(error)
            if not (self._shown and self._shown.pages):
                raise Stuck(f"the browser showed nothing of it ({why})") from error
            self._shown.further = why
        with suppress(Exception):  # it helps whoever moves the source to plain requests, no more
            self._shown.behind = await asyncio.wait_for(self._behind(self._shown.pages[0]), LONGEST_ANSWER)
        if self._shown.further:
            self._shown.remarks.append(f"{len(self._shown.pages)} pages shown, then {self._shown.further}")
        return self._shown

    async def _walk(self, url: str) -> None:
        await self._context.route("**/*", self._route)  # of the context: what the page opens beside itself, too
        await self._context.route_web_socket("**/*", lambda socket: socket.close())
        self._page = page = await self._context.new_page()
        page.on("crash", lambda _: setattr(self, "_crashed", True))
        page.on("response", lambda answer: self._answers.append(answer) if _brings_data(answer) else None)
        page.on("request", lambda request: self._begun(request) if _brings_rows(request) else None)
        page.on("requestfinished", lambda request: self._under_way.discard(request))
        page.on("requestfailed", lambda request: self._under_way.discard(request))
        self._context.on("page", lambda other: asyncio.ensure_future(_closed(other)))
        self._shown = shown = Shown(url, await self._goto(url))
        if shown.status == 200 and not await self._rows_show():
            shown.remarks.append(f"nothing that matches {self._wait_for!r} showed within {PATIENCE:.0f} s")
        shown.head, first = await frames.head(page), await self._read()
        shown.url = page.url if page.url.startswith("http") else shown.url
        shown.pages.append(first)
        while await self._next(shown.pages):
            if len(shown.pages) == MOST_SHOWN:
                shown.further = f"its {MOST_SHOWN} pages were used up"
                break
        if self.requests > MOST_REQUESTS:
            shown.further = f"its {MOST_REQUESTS} requests were used up"

    async def _goto(self, url: str) -> int:
        """Opens the column, redirect by redirect, each checked; gives the status of the last answer."""
        for _ in range(MOST_HOPS):
            self._onward = None
            try:
                answer = await self._page.goto(url, wait_until="domcontentloaded", timeout=LONGEST_ANSWER * 1000)
                return answer.status if answer else 200
            except Exception as error:
                if self._onward is None:
                    raise Stuck(f"no page came: {line(error)}") from error
                url = self._onward
        raise Stuck(f"it redirects more than {MOST_HOPS} times")

    async def _route(self, route) -> None:
        """Lets a request through, hop by hop, where it may go and the budget allows it."""
        request = route.request
        self.requests += 1
        try:
            if request.resource_type in NEVER or self.requests > MOST_REQUESTS or not await self._allowed(request.url):
                await route.abort("aborted")
                return
            answer = await self._fetched(request)
            await (
                route.fulfill(status=answer.status, headers=answer.headers, body=answer.body)
                if answer
                else route.abort("aborted")
            )
        except Exception:  # the tab was closed, or the server gave up: either way the page goes without this answer
            self._lost.add(request)
            with suppress(Exception):  # already answered, or gone with its tab
                await route.abort("aborted")

    async def _asked(self, url: str, method: str, request, sent: bytes | None) -> Answer:
        """One answer, with the cookies that the page has for its address; those that it sets are kept."""
        headers = {name: value for name, value in request.headers.items() if name != "cookie"}
        if cookies := await self._context.cookies(url):
            headers["cookie"] = "; ".join(f"{one['name']}={one['value']}" for one in cookies)
        return await asyncio.to_thread(fetch, url, method, headers, sent, LONGEST_ANSWER, self._local)

    async def _fetched(self, request) -> Answer | None:
        """The answer behind all redirects; None where one leads where we do not go, or where the whole page moves on."""
        method, sent = request.method, request.post_data_buffer
        answer = await self._asked(request.url, method, request, sent)
        for _ in range(MOST_HOPS):
            if answer.status not in ONWARD or "location" not in answer.headers:
                return answer
            await self._keep_cookies(answer)
            target = urljoin(answer.url, answer.headers["location"])
            if not await self._allowed(target):
                return None
            if request.is_navigation_request() and request.frame == self._page.main_frame:
                self._onward = target  # its links start from there, so the tab is sent there
                return None
            if answer.status in GET_AFTER:
                method, sent = "GET", None
            answer = await self._asked(target, method, request, sent)
        return None

    async def _keep_cookies(self, answer: Answer) -> None:
        """The cookies of a redirect, which the browser does not see: name and value, for the host that set them."""
        for line_ in answer.headers.get("set-cookie", "").split("\n"):
            name, equals, value = line_.partition(";")[0].strip().partition("=")
            if name and equals:
                await self._context.add_cookies([{"name": name, "value": value, "url": answer.url}])

    async def _rows_show(self) -> bool:
        """Whether what is waited for shows; without a selector, once the page has links and keeps still."""
        links, still, end = -1, 0, min(time.monotonic() + PATIENCE, self._until)
        while time.monotonic() < end and not self._crashed:
            await asyncio.sleep(GLANCE)
            found = sum([await frames.count(frame, self._wait_for or "a") for frame in self._page.frames])
            if self._wait_for and found:
                return True
            still, links = still + 1 if found == links else 0, found
            if not self._wait_for and links and still >= STILL:
                return True
        return not self._wait_for

    async def _read(self) -> str:
        """What the page shows, once it is no longer being replaced; raises Stuck where it crashed."""
        for _ in range(STILL):
            if self._crashed or self._page.is_closed():
                break
            if text := await frames.whole(self._page):
                return text
            await asyncio.sleep(GLANCE)
        if self._crashed or self._page.is_closed():
            raise Stuck("the page brought the browser down")
        return ""

    async def _next(self, pages: list[str]) -> bool:
        """Clicks what leads on and waits for other rows; False at the end, where nothing changes or repeats.

        What a click changes without asking for anything shows at once; what it asks for is waited for until it is
        answered, however long that takes.
        """
        self._clicked.clear()
        if not any([await frames.clicked(frame, self._words) for frame in self._page.frames]):
            return False
        still, end = 0, time.monotonic() + PATIENCE / 2
        while still < STILL:
            await asyncio.sleep(GLANCE)
            now = await self._read()
            links = frames.targets(now)
            if links and links != frames.targets(pages[-1]):
                if any(links == frames.targets(page) for page in pages):
                    return False
                pages.append(now)
                return True
            waits = time.monotonic() < end or any(request in self._under_way for request in self._once())
            still = 0 if waits else still + 1
        if any(request in self._lost for request in self._once()):
            self._shown.further = "its next page did not come"
        return False

    def _begun(self, request) -> None:
        self._under_way.add(request)
        self._clicked.append(request)

    def _once(self) -> list:
        """What was asked for once since the click: counters and the like ask for the same again and again."""
        often = Counter(map(_address, self._clicked))
        return [request for request in self._clicked if often[_address(request)] == 1]

    async def _behind(self, page: str) -> str | None:
        """The request whose answer holds the most of the addresses that were shown."""
        names = {target.rstrip("/").rpartition("/")[2] for target in frames.targets(page)} - {""}
        best, most = None, 0
        for answer in self._answers:
            try:
                text = (await answer.text())[:MOST_BODY]
            except Exception:  # an answer that broke off brings nothing
                continue
            if (held := sum(name in text for name in names)) > most:
                sent = f" with {answer.request.post_data}" if answer.request.post_data else ""
                best, most = f"{answer.request.method} {answer.url}{sent}", held
        return best


def _brings_data(response) -> bool:
    return response.request.resource_type in ("xhr", "fetch")


def _brings_rows(request) -> bool:
    """Whether a request may bring what a click asked for: data, a script, or a page in a frame."""
    return request.resource_type in ("xhr", "fetch", "script", "document")


def _address(request) -> str:
    """What is asked for, whatever the page's number or the time of day in it."""
    return request.url.partition("?")[0]


def line(error: BaseException) -> str:
    """The first line of what an error says, or its name."""
    return (str(error).splitlines() or [""])[0].strip() or type(error).__name__


async def _closed(page) -> None:
    """Closes what a page opened beside itself."""
    with suppress(Exception):  # gone already
        if await page.opener() is not None:
            await page.close()
