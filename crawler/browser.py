"""A browser for the few pages that are empty without script: the system's chromium, driven page by page, within a budget.

Rows are waited for by a selector, never by silence of the network: counters poll for ever. What leads on without an
address is clicked. Images, fonts and media are never asked for, nor any host where the source may not go.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin

NEEDS = "this column needs a browser: apt-get install chromium, and pip install 'gongkai[browser]'"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
SWITCHES = ("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage")  # fmt: skip
NEVER = frozenset({"image", "font", "media"})
NEXT = "下一页|下一頁|下页|后一页|后页"
MOST_SHOWN, MOST_REQUESTS, MOST_SECONDS = 60, 400, 90.0  # pages clicked through, requests, seconds of one column
PATIENCE, GLANCE = 10.0, 0.25  # seconds that rows may take to show; seconds between two looks
STILL = 4  # looks without a change after which a page without a selector is taken as whole
MOST_BODY = 2_000_000  # characters of an answer that is searched for the rows
MOST_HOPS = 5

_ABSOLUTE = """() => { for (const a of document.querySelectorAll('a[href]')) {
  const raw = a.getAttribute('href'); if (raw && !raw.startsWith('#') && /^https?:/.test(a.href)) a.setAttribute('href', a.href); }
  return document.body ? document.body.innerHTML : ''; }"""
_CLICK = r"""(words) => { const wanted = words.split('|');
  for (const e of document.querySelectorAll('a, button, li, span, div')) {
    const text = (e.textContent || '').replace(/[\s\[\]【】()（）>›»]/g, '');
    const style = (e.className || '') + ' ' + (e.parentElement?.className || '');
    if (wanted.includes(text) && !e.disabled && !/disabled/.test(style) && e.offsetParent !== null) { e.click(); return true; } }
  return false; }"""


class NeedsBrowser(Exception):
    """There is no browser on this machine, or it would not start; the message is a sentence with the remedy."""


@dataclass
class Shown:
    """A column as it was shown, page behind page. `behind` is the request that brought the rows, where one was seen."""

    url: str
    status: int
    pages: list[str] = field(default_factory=list)
    behind: str | None = None
    remarks: list[str] = field(default_factory=list)

    @property
    def body(self) -> bytes:
        parts = "\n".join(f'<section data-page="{n}">{page}</section>' for n, page in enumerate(self.pages, 1))
        return f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{parts}</body></html>'.encode()


class Browser:
    """One browser for a crawl, started when first needed."""

    def __init__(self, user_agent: str) -> None:
        self._agent, self._driver, self._browser = user_agent, None, None
        self._starting = asyncio.Lock()

    async def show(
        self, url: str, allowed: Callable[[str], Awaitable[bool]], wait_for: str | None, next_text: str | None
    ) -> Shown:
        """The column at `url`. `allowed` says where requests may go; raises NeedsBrowser, or TimeoutError for no answer."""
        await self._start()
        context = await self._browser.new_context(
            user_agent=self._agent, service_workers="block", accept_downloads=False
        )
        try:
            return await asyncio.wait_for(_Visit(context, allowed, wait_for, next_text).walk(url), MOST_SECONDS + 30)
        finally:
            await context.close()

    async def _start(self) -> None:
        async with self._starting:
            if self._browser is None:
                self._driver, self._browser = await _started()

    async def close(self) -> None:
        if self._browser:
            await self._browser.close()
            await self._driver.stop()
            self._browser = None


async def _started() -> tuple:
    """Driver and browser; --no-sandbox only as root, who has no other way."""
    try:
        from playwright.async_api import Error, async_playwright
    except ImportError as error:
        raise NeedsBrowser(NEEDS) from error
    driver = await async_playwright().start()
    program = next(filter(None, map(shutil.which, PROGRAMS)), None) or driver.chromium.executable_path
    switches = [*SWITCHES, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    try:
        if not Path(program).exists():
            raise NeedsBrowser(NEEDS)
        return driver, await driver.chromium.launch(executable_path=program, headless=True, args=switches)
    except Error as error:
        await driver.stop()
        raise NeedsBrowser(f"the browser would not start ({str(error).splitlines()[0]}); {NEEDS}") from error
    except NeedsBrowser:
        await driver.stop()
        raise


class _Visit:
    """One column in one tab."""

    def __init__(self, context, allowed, wait_for: str | None, next_text: str | None) -> None:
        self._context, self._allowed, self._wait_for, self._words = context, allowed, wait_for, next_text or NEXT
        self._requests, self._refused, self._answers = 0, 0, []
        self._until = time.monotonic() + MOST_SECONDS

    async def walk(self, url: str) -> Shown:
        page = await self._context.new_page()
        await page.route("**/*", self._route)
        page.on("response", lambda response: self._answers.append(response) if _brings_data(response) else None)
        answer = await page.goto(url, wait_until="domcontentloaded", timeout=30_000)
        shown = Shown(page.url, answer.status if answer else 200)
        if shown.status == 200 and not await self._rows_show(page):
            shown.remarks.append(f"nothing that matches {self._wait_for!r} showed within {PATIENCE:.0f} s")
        shown.pages.append(await _whole(page))
        while len(shown.pages) < MOST_SHOWN and time.monotonic() < self._until and await self._next(page, shown.pages):
            pass
        shown.behind = await self._behind(shown.pages[0])
        return shown

    async def _route(self, route) -> None:
        """Lets a request through, hop by hop, where it may go and the budget allows it."""
        request = route.request
        self._requests += 1
        if request.resource_type in NEVER or self._requests > MOST_REQUESTS or not await self._allowed(request.url):
            await route.abort()
            return
        try:
            answer = await route.fetch(max_redirects=0)
            for _ in range(MOST_HOPS):
                if answer.status not in (301, 302, 303, 307, 308) or "location" not in answer.headers:
                    break
                target = urljoin(answer.url, answer.headers["location"])
                if not await self._allowed(target):
                    await route.abort()
                    return
                answer = await route.fetch(url=target, max_redirects=0)
            await route.fulfill(response=answer)
        except Exception:  # the tab was closed, or the server gave up: either way the page goes without this answer
            await _aborted(route)

    async def _rows_show(self, page) -> bool:
        """Whether what is waited for shows; without a selector, once the page has links and keeps still."""
        links, still, end = -1, 0, min(time.monotonic() + PATIENCE, self._until)
        while time.monotonic() < end:
            await asyncio.sleep(GLANCE)
            counts = [await _count(frame, self._wait_for or "a") for frame in page.frames]
            if self._wait_for and sum(counts):
                return True
            still = still + 1 if sum(counts) == links else 0
            links = sum(counts)
            if not self._wait_for and links and still >= STILL:
                return True
        return not self._wait_for

    async def _next(self, page, pages: list[str]) -> bool:
        """Clicks what leads on and waits for other rows; False at the end, where nothing changes or repeats."""
        if not any([await _clicked(frame, self._words) for frame in page.frames]):
            return False
        end = time.monotonic() + PATIENCE / 2
        while time.monotonic() < end:
            await asyncio.sleep(GLANCE)
            now = await _whole(page)
            if _targets(now) != _targets(pages[-1]) and _targets(now):
                if any(_targets(now) == _targets(page) for page in pages):
                    return False
                pages.append(now)
                return True
        return False

    async def _behind(self, page: str) -> str | None:
        """The request whose answer holds the most of the addresses that were shown."""
        names = {target.rstrip("/").rpartition("/")[2] for target in _targets(page)} - {""}
        best, most = None, 1
        for answer in self._answers:
            try:
                text = (await answer.text())[:MOST_BODY]
            except Exception:  # an answer that broke off brings nothing
                continue
            held = sum(name in text for name in names)
            if held >= most and held > (0 if best is None else most):
                sent = f" with {answer.request.post_data}" if answer.request.post_data else ""
                best, most = f"{answer.request.method} {answer.url}{sent}", held
        return best


def _brings_data(response) -> bool:
    return response.request.resource_type in ("xhr", "fetch")


async def _aborted(route) -> None:
    try:
        await route.abort()
    except Exception:  # already answered, or gone with its tab
        return


async def _count(frame, selector: str) -> int:
    try:
        return await frame.locator(selector).count()
    except Exception:  # a frame that is just being replaced
        return 0


async def _clicked(frame, words: str) -> bool:
    try:
        return bool(await frame.evaluate(_CLICK, words))
    except Exception:  # a frame that is just being replaced
        return False


async def _whole(page) -> str:
    """What page and frames show, with absolute links."""
    parts = []
    for frame in page.frames:
        try:
            parts.append(await frame.evaluate(_ABSOLUTE))
        except Exception:  # a frame of another host, blocked
            continue
    return "\n".join(parts)


def _targets(html: str) -> tuple[str, ...]:
    """The links of a page as shown, the mark by which two pages are told apart."""
    return tuple(part.partition('"')[0] for part in html.split('href="')[1:] if part.startswith("http"))
