"""Cookies go back to the very host that set them. Scrapy's own way looks the public suffix list up on foreign hosts."""

from __future__ import annotations

from scrapy.downloadermiddlewares.cookies import CookiesMiddleware
from scrapy.utils.httpobj import urlparse_cached


class Cookies(CookiesMiddleware):
    """A cookie's `Domain` is not followed, so no list of suffixes is needed to tell whether it may be."""

    def _process_cookies(self, cookies, *, jar, request) -> None:
        host = (urlparse_cached(request).hostname or "").lower()
        for cookie in cookies:
            cookie.domain, cookie.domain_specified, cookie.domain_initial_dot = host, False, False
            jar.set_cookie_if_ok(cookie, request)
