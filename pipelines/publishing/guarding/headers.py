"""The headers that every answer has, so that nothing a report or a page says can run, load or be framed elsewhere.

An answer that already says one of them (the sandboxed view of a source) keeps its own.
"""

from __future__ import annotations

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
    "frame-ancestors 'self'; base-uri 'none'; form-action 'self'"
)
SAFE = {
    b"content-security-policy": POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
}
# Whatever is data and no page may be read by pages of any other site: all of it is public, and nobody signs in here.
_OPEN = (b"access-control-allow-origin", b"*")


def _is_page(headers: list) -> bool:
    return any(name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in headers)


def safe(send):
    """`send` with the headers of SAFE wherever the answer has none of that name."""

    async def sending(message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", []))
            said = {name.lower() for name, _ in headers}
            headers += [(name, value) for name, value in SAFE.items() if name not in said]
            if b"access-control-allow-origin" not in said and not _is_page(headers):
                headers.append(_OPEN)
            message = message | {"headers": headers}
        await send(message)

    return sending
