"""The browser as a program: started when first needed, started anew after it died, closed whether it answers or not."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from crawler.browser.visit import Shown, Stuck, Visit, line

NEEDS = "this column needs a browser: apt-get install chromium, and pip install 'gongkai[browser]'"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
# We ask for everything ourselves (fetching.py), past our own check; what would go round it (sockets, workers, hints, WebRTC)
# finds no name and no way.
SEALED = ("--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=http://sealed.invalid:1", "--proxy-bypass-list=<-loopback>",
          "--force-webrtc-ip-handling-policy=disable_non_proxied_udp")  # fmt: skip
SWITCHES = (*SEALED, "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage")  # fmt: skip
GRACE, LONGEST_STOP = 10.0, 45.0  # seconds that closing a page may take; that the driver may take, which kills after 30


class NeedsBrowser(Exception):
    """There is no browser on this machine, or it would not start; the message is a sentence with the remedy."""


class _Died(Stuck):
    """The program was gone before the column was asked for."""


class Browser:
    """One browser for a crawl. It shows one column after the other, so that one that brings it down costs no other."""

    def __init__(self, user_agent: str) -> None:
        self._agent, self._driver, self._browser = user_agent, None, None
        self._one = asyncio.Lock()

    async def show(
        self, url: str, allowed: Callable[[str], Awaitable[bool]], wait_for: str | None, next_text: str | None,
        local: bool = False,
    ) -> Shown:  # fmt: skip
        """The column at `url`. `allowed` says where requests may go, `local` whether to private addresses; raises
        NeedsBrowser, or Stuck where nothing shows."""
        async with self._one:
            try:
                return await self._visited(url, allowed, wait_for, next_text, local)
            except _Died:  # with the column before, or idle; nothing of this one was asked for
                await self.close()  # it may still answer and yet open no tab
                return await self._visited(url, allowed, wait_for, next_text, local)

    async def _visited(self, url: str, allowed, wait_for: str | None, next_text: str | None, local: bool) -> Shown:
        await self._start()
        context = visit = None
        try:
            context = await asyncio.wait_for(self._context(), GRACE)
            visit = Visit(context, allowed, wait_for, next_text, local)
            return await visit.whole(url)
        except Exception as error:
            kind = Stuck if visit and visit.requests else _Died
            raise kind(str(error) if isinstance(error, Stuck) else f"the browser gave it up ({line(error)})") from error
        finally:
            await self._left(context)

    async def _context(self):
        return await self._browser.new_context(user_agent=self._agent, service_workers="block", accept_downloads=False)

    async def _left(self, context) -> None:
        """Closes a column's tab; a browser that does not answer is given up, the next column starts another."""
        try:
            if context is None:
                raise Stuck("it opened no tab")
            await asyncio.wait_for(context.close(), GRACE)
        except Exception:  # whatever it was: this program is not to be trusted with the next column
            await self.close()

    async def _start(self) -> None:
        if self._browser is not None and not self._browser.is_connected():
            await self.close()
        if self._browser is None:
            self._driver, self._browser = await _started()

    async def close(self) -> None:
        """Ends the browser, in order where it answers; its driver kills it where it does not."""
        browser, driver, self._browser, self._driver = self._browser, self._driver, None, None
        for ending, seconds in ((browser and browser.close, GRACE), (driver and driver.stop, LONGEST_STOP)):
            with suppress(Exception):  # it is gone already, or does not answer; the driver's end is its end
                if ending:
                    await asyncio.wait_for(ending(), seconds)


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
        raise NeedsBrowser(f"the browser would not start ({line(error)}); {NEEDS}") from error
    except NeedsBrowser:
        await driver.stop()
        raise
