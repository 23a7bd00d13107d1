"""What is said of a request that got no whole answer, as a person would say it. Pure."""

from __future__ import annotations

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError

_SAID = (
    (ResponseDataLossError, "the answer broke off before its end"),
    (DownloadTimeoutError, "no answer in time"),
    (DownloadConnectionRefusedError, "the connection was refused"),
    (DownloadFailedError, "the connection broke off"),
    (CannotResolveHostError, "the host's name leads nowhere"),
    (DownloadCancelledError, "the answer is larger than we take"),
)
_NO_SCHEME = "Missing scheme in request url: "  # Scrapy's words for a redirect to javascript: and the like


def spoken(error: BaseException) -> str:
    """The trouble in a few words; one that is not foreseen in its own, or by its name where it has none."""
    if isinstance(error, HttpError):
        return _nowhere(error.response)
    for kind, words in _SAID:
        if isinstance(error, kind):
            return words
    text = str(error).strip()
    if text.startswith(_NO_SCHEME):
        return f"it leads to {text.removeprefix(_NO_SCHEME)[:200]}: no address of the web"
    return text if text.strip("[]<> ") else f"no whole answer, {type(error).__name__}"


def _nowhere(response: Response) -> str:
    """An answer that is neither a page nor a redirect that can be followed."""
    to = response.headers.get("Location", b"").decode("latin-1")[:200]
    return f"HTTP {response.status}" + (f", which leads to {to}: no address of the web" if to else "")
