"""The browser of the tests: the system's Chromium driven by Playwright. Importing this skips a module where there is none.

Where REQUIRE_BROWSER is set (CI) a missing browser is an error instead. CHROMIUM names another one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import contextmanager
from functools import wraps

import pytest

CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
if not CHROMIUM:
    reason = "no chromium: apt-get install chromium fonts-noto-cjk, or set CHROMIUM"
    if os.environ.get("REQUIRE_BROWSER"):
        raise RuntimeError(reason)
    pytest.skip(reason, allow_module_level=True)

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: make setup")


_PATIENCE_MS = 300_000  # of whatever waits for the browser: no test is about how long it takes


@contextmanager
def launched():
    """A browser, closed at the end; without its own sandbox, which root cannot have."""
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"], timeout=_PATIENCE_MS
        )
        browser.new_page, browser.new_context = _patient(browser.new_page), _patient(browser.new_context)
        sync_api.expect.set_options(timeout=_PATIENCE_MS)
        try:
            yield browser
        finally:
            browser.close()


def _patient(opening: Callable) -> Callable:
    """The same, and what it opens has the patience."""

    @wraps(opening)
    def opened(**options):
        new = opening(**options)
        new.set_default_timeout(_PATIENCE_MS)
        return new

    return opened
