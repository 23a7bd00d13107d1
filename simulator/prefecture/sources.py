"""The sites as source files of the documented form, and the truth of them as plain data."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

from .. import platforms
from .model import REPORT, Item, Site


def write_sources(sites: list[Site], folder: Path) -> None:
    """One file NAME.yml per site that has a source. YAML holds JSON, so nothing else is needed to write it."""
    folder.mkdir(parents=True, exist_ok=True)
    for site in sites:
        if not site.hidden:
            text = json.dumps(source(site, sites), ensure_ascii=False, indent=1)
            (folder / f"{site.name}.yml").write_text(text + "\n", encoding="utf-8")


def source(site: Site, sites: list[Site]) -> dict[str, object]:
    """What a person would write down of a site's column."""
    family = platforms.FAMILIES[site.family]
    said = {"platform": family.PLATFORM} | family.source(site)
    said["url"] = f"{site.address}{said['url']}"
    linked = {urlsplit(address).netloc for address, _ in site.elsewhere}
    others = [other for other in sites if f"127.0.0.1:{other.port}" in linked]
    return said | {
        "publisher": site.publisher,
        "level": site.level,
        "hosts": [f"127.0.0.1:{other.port}" for other in others],
        "evidence": "a column of the invented prefecture",
        "local": True,
        "options": {"delay_seconds": 0} | said.get("options", {}),
    }


def truth(sites: list[Site], day: int = 0) -> list[dict[str, object]]:
    """Every report that a perfect crawl finds on a day: nothing that is dead, no page of errors, no look-alike."""
    return [_row(site, item.on(day)) for site in sites for item in site.items if item.there(day) and _whole(item)]


def _whole(item: Item) -> bool:
    return item.kind == REPORT and item.shape != "error"


def _row(site: Site, item: Item) -> dict[str, object]:
    return {
        "source": site.name,
        "url": site.address + platforms.holding(site, item),
        "agency": item.agency.name if item.agency else None,
        "year": item.year,
        "title": item.title,
        "published_on": item.published,
        "edition": item.edition,
        "figures": dict(item.figures),
    }
