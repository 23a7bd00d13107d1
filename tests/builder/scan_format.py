"""A report as a scan: its pages drawn, worn and packed as PDF of pictures, multi-page TIFF, or one long picture.

`SCANS` are layouts like the others, apart from them because reading one costs seconds a page.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from random import Random

from PIL import Image

from tests.builder import scan_damage as d
from tests.builder.draft import Draft
from tests.builder.layouts import Layout
from tests.builder.scan_pages import Style, pages

Wear = Callable[[Image.Image, Random], Image.Image]
_MEDIA = {".pdf": "application/pdf", ".tif": "image/tiff", ".png": "image/png", ".jpg": "image/jpeg"}


def _scan(name: str, style: Style, wear: Wear | None = None, suffix: str = ".pdf", whole: bool = False) -> Layout:
    def render(draft: Draft) -> bytes:
        drawn = pages(draft, replace(style, face=draft.rng.choice(("serif", "sans", "times"))))
        return pack([wear(page, draft.rng) if wear else page for page in drawn], suffix, style.dpi)

    return Layout(name, "scan", suffix, _MEDIA[suffix], render, whole=whole, spans=True)


def pack(sheets: list[Image.Image], suffix: str, dpi: int) -> bytes:
    """The pages in one file; PNG and JPEG hold them one under the other."""
    out = io.BytesIO()
    if suffix == ".pdf":
        sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:], resolution=dpi, quality=90)
    elif suffix == ".tif":
        sheets[0].save(out, "TIFF", save_all=True, append_images=sheets[1:], dpi=(dpi, dpi), compression="tiff_lzw")
    else:
        long = Image.new(sheets[0].mode, (sheets[0].width, sum(sheet.height for sheet in sheets)), "white")
        for n, sheet in enumerate(sheets):
            long.paste(sheet, (0, sum(one.height for one in sheets[:n])))
        long.save(out, "PNG" if suffix == ".png" else "JPEG", dpi=(dpi, dpi), quality=85)
    return out.getvalue()


def _rough(page: Image.Image, rng: Random) -> Image.Image:
    return d.squeezed(d.noisy(d.rotated(page, rng.choice((-1, 1))), 8, rng), 40)


def _ruined(page: Image.Image, rng: Random) -> Image.Image:
    page = d.noisy(d.blurred(d.rotated(page, rng.uniform(-2, 2)), 1.3), 22, rng)
    return d.squeezed(page, 25)


_STYLE = Style()
# Undamaged scans, of which 95 % of the cells have to be read.
CLEAN_SCANS = (
    _scan("scan", _STYLE, whole=True),
    _scan("scan_tilted", _STYLE, lambda page, rng: d.squeezed(d.rotated(page, 0.3), 80), whole=True),
    _scan("scan_rough", Style(dpi=150, size=10), _rough, whole=True),
    _scan("scan_long", Style(dpi=150, size=10), suffix=".png", whole=True),
)
# Damaged ones: anything may be refused, nothing may be wrong.
WORN_SCANS = (
    _scan("scan_fax", Style(dpi=110, size=9), lambda page, rng: page.point(lambda v: 255 * (v > 150)), ".tif"),
    _scan("scan_small", Style(dpi=100, size=8), lambda page, rng: d.squeezed(page, 50)),
    _scan("scan_ruined", Style(dpi=150, size=8), _ruined),
    _scan("scan_stamped", _STYLE, lambda page, rng: d.squeezed(d.stamped(d.stamped(page, rng), rng, 0.14), 60)),
    _scan("scan_scribbled", _STYLE, lambda page, rng: d.scribbled(d.scribbled(page, rng), rng, 60)),
    _scan("scan_blotted", _STYLE, lambda page, rng: d.blotted(page, rng, 160)),
    _scan("scan_dusty", _STYLE, lambda page, rng: d.speckled(page, 0.0004, rng)),
    _scan("scan_shaded", _STYLE, lambda page, rng: d.squeezed(d.shaded(page, 0.75), 60)),
    _scan("scan_bled", _STYLE, lambda page, rng: d.bled(page, page, 0.25)),
    _scan("scan_faint_rules", Style(rule=190, rule_points=0.3), lambda page, rng: d.squeezed(page, 60)),
    _scan("scan_broken_rules", _STYLE, lambda page, rng: d.broken_rules(page, rng)),
    _scan("scan_no_rules", Style(rule=255)),
    _scan("scan_skewed", _STYLE, lambda page, rng: d.sheared(page, 0.02)),
    _scan("scan_turned", _STYLE, lambda page, rng: d.turned(page, 90)),
    _scan("scan_upside_down", _STYLE, lambda page, rng: d.turned(page, 180)),
)  # fmt: skip
SCANS: dict[str, Layout] = {layout.name: layout for layout in (*CLEAN_SCANS, *WORN_SCANS)}
