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

_SAID = (
    (ResponseDataLossError, "the answer broke off before its end"),
    (DownloadTimeoutError, "no answer in time"),
    (DownloadConnectionRefusedError, "the connection was refused"),
    (DownloadFailedError, "the connection broke off"),
    (CannotResolveHostError, "the host's name leads nowhere"),
    (DownloadCancelledError, "the answer is larger than we take"),
)


def spoken(error: BaseException) -> str:
    """The trouble in a few words; one that is not foreseen in its own, or by its name where it has none."""
    for kind, words in _SAID:
        if isinstance(error, kind):
            return words
    text = str(error).strip()
    return text if text.strip("[]<> ") else f"no whole answer, {type(error).__name__}"
