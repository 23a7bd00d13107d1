"""Tells one address of sources that ended badly: a POST of JSON. Whatever goes wrong with it never fails a run."""

from __future__ import annotations

import http.client
import json
import socket
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from crawler.public import is_public_address

PATIENCE = 10  # seconds


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect could lead to an address that may not be asked."""

    def redirect_request(self, *_: object) -> None:
        return None


def send(url: str, message: dict, to_private: bool = False) -> str | None:
    """Sends `message`; None when it was taken (2xx), else why not, in a few words."""
    try:
        if not to_private and not _is_public(url):
            return "its address is private or loopback; `webhook_to_private: true` in settings.yml allows it"
        body = json.dumps(message, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "gongkai"}
        request = urllib.request.Request(url, body, headers, method="POST")
        # ours alone: no proxy of the environment, which would take the place of the address just looked at
        opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=PATIENCE):
            return None
    except urllib.error.HTTPError as error:
        return f"it answered HTTP {error.code}"
    except urllib.error.URLError as error:
        return str(error.reason)
    except (OSError, ValueError, http.client.HTTPException) as error:
        return str(error) or type(error).__name__


def _is_public(url: str) -> bool:
    parts = urlsplit(url)
    found = socket.getaddrinfo(parts.hostname or "", parts.port or 443, type=socket.SOCK_STREAM)
    return all(is_public_address(entry[4][0]) for entry in found)
