"""Whom a reader may tell of an error: what the site's operator has written into `contact.txt` in the data folder."""

from __future__ import annotations

from pathlib import Path

_LONGEST = 300  # characters; one line


def contact(data: Path) -> dict[str, str | None] | None:
    """`text` and, for a web or mail address, `href`; None where the operator has stated nothing."""
    try:
        text = " ".join((data / "contact.txt").read_text(encoding="utf-8").split())[:_LONGEST]
    except (OSError, UnicodeDecodeError):
        return None
    if not text:
        return None
    alone = " " not in text
    mail = f"mailto:{text}" if alone and "@" in text and "/" not in text else None
    return {"text": text, "href": text if alone and text.startswith(("https://", "http://")) else mail}
