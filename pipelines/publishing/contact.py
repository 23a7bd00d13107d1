"""Whom a reader may tell of an error: the contact that the operator has set, the one that stands in the crawler's user agent."""

from __future__ import annotations

import os
from pathlib import Path

import yaml

_LONGEST = 300  # characters; one line


def contact(data: Path) -> dict[str, str | None] | None:
    """`text` and, for a web or mail address, `href`; None where GONGKAI_CONTACT and `contact` of DATA/settings.yml are not set."""
    text = " ".join((os.environ.get("GONGKAI_CONTACT") or _of_settings(data)).split())[:_LONGEST]
    if not text:
        return None
    alone = " " not in text
    mail = f"mailto:{text}" if alone and "@" in text and "/" not in text else None
    return {"text": text, "href": text if alone and text.startswith(("https://", "http://")) else mail}


def _of_settings(data: Path) -> str:
    """Empty too for a file that cannot be read: what is wrong with it, the commands say."""
    try:
        settings = yaml.safe_load((data / "settings.yml").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return ""
    return str(settings.get("contact") or "") if isinstance(settings, dict) else ""
