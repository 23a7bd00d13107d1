"""What a scanner, a copier and a clerk with a stamp do to a page: pure functions from a grey picture to another."""

from __future__ import annotations

import io
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

Picture = Image.Image


def rotated(page: Picture, degrees: float) -> Picture:
    return page.rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor=_paper(page))


def _paper(page: Picture) -> int | tuple[int, int, int]:
    return 255 if page.mode == "L" else (255, 255, 255)


def sheared(page: Picture, share: float) -> Picture:
    """Skewed as paper that slipped while it was fed in."""
    matrix = (1, share, -share * page.height / 2, 0, 1, 0)
    return page.transform(page.size, Image.Transform.AFFINE, matrix, Image.Resampling.BICUBIC, fillcolor=255)


def noisy(page: Picture, sigma: float, rng: Random) -> Picture:
    noise = np.random.default_rng(rng.randrange(2**32)).normal(0, sigma, (page.height, page.width))
    return Image.fromarray(np.clip(np.asarray(page, float) + noise, 0, 255).astype("uint8"))


def speckled(page: Picture, share: float, rng: Random) -> Picture:
    """Dust: single dark dots and small clumps."""
    draw = ImageDraw.Draw(page := page.copy())
    for _ in range(int(page.width * page.height * share)):
        x, y, r = rng.randrange(page.width), rng.randrange(page.height), rng.choice((0, 0, 1, 1, 2))
        draw.ellipse((x - r, y - r, x + r, y + r), fill=rng.randint(0, 90))
    return page


def squeezed(page: Picture, quality: int) -> Picture:
    """Through JPEG and back."""
    out = io.BytesIO()
    page.save(out, "JPEG", quality=quality)
    return Image.open(out).convert(page.mode)


def blurred(page: Picture, radius: float) -> Picture:
    return page.filter(ImageFilter.GaussianBlur(radius))


def shaded(page: Picture, depth: float) -> Picture:
    """Uneven light: the far corner is darker by `depth` (0 to 1)."""
    y, x = np.mgrid[0 : page.height, 0 : page.width]
    light = 1 - depth * (x / page.width + y / page.height) / 2
    return Image.fromarray(np.clip(np.asarray(page, float) * light, 0, 255).astype("uint8"))


def bled(page: Picture, other: Picture, share: float) -> Picture:
    """The back of the sheet shows through, mirrored."""
    back = other.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return Image.fromarray(
        np.clip(np.asarray(page, float) - (255 - np.asarray(back, float)) * share, 0, 255).astype("uint8")
    )


def broken_rules(page: Picture, rng: Random, gaps: int = 120) -> Picture:
    """Small white gaps anywhere on long dark runs: rules that the copier lost in places."""
    dark = np.asarray(page) < 128
    draw = ImageDraw.Draw(page := page.copy())
    rows = np.flatnonzero(dark.sum(axis=1) > page.width * 0.4)
    for _ in range(gaps if len(rows) else 0):
        y, x = int(rows[rng.randrange(len(rows))]), rng.randrange(page.width)
        draw.rectangle((x, y - 1, x + rng.randint(3, 14), y + 1), fill=255)
    return page


def stamped(page: Picture, rng: Random, radius: float = 0.09) -> Picture:
    """A red seal over the middle of the page: a ring, a star-like blot and strokes across what stands there."""
    page = page.convert("RGB")
    layer = Image.new("RGB", page.size, (255, 255, 255))
    draw = ImageDraw.Draw(layer)
    r = page.width * radius
    x, y = rng.uniform(0.4, 0.85) * page.width, rng.uniform(0.3, 0.8) * page.height
    red = (214, 40, 40)
    draw.ellipse((x - r, y - r, x + r, y + r), outline=red, width=max(4, int(r / 12)))
    for _ in range(9):
        dx, dy = rng.uniform(-0.6, 0.6) * r, rng.uniform(-0.6, 0.6) * r
        draw.line(
            (x + dx, y + dy, x + dx + rng.uniform(-0.3, 0.3) * r, y + dy + rng.uniform(-0.3, 0.3) * r),
            fill=red,
            width=max(3, int(r / 25)),
        )
    return Image.fromarray(np.minimum(np.asarray(page), np.asarray(layer)))


def scribbled(page: Picture, rng: Random, strokes: int = 14) -> Picture:
    """Pen strokes, short and long, some across figures."""
    draw = ImageDraw.Draw(page := page.copy())
    for _ in range(strokes):
        x, y = rng.randrange(page.width), rng.randrange(page.height)
        length = page.width / rng.choice((60, 30, 12))
        draw.line(
            (x, y, x + rng.uniform(-1, 1) * length, y + rng.uniform(-1, 1) * length),
            fill=40,
            width=max(2, page.width // 500),
        )
    return page


def turned(page: Picture, degrees: int) -> Picture:
    return page.rotate(degrees, expand=True)


def blotted(page: Picture, rng: Random, blots: int = 25) -> Picture:
    """Dark blots up to the size of a digit: ink and dirt. (What is painted white nobody can know.)"""
    draw = ImageDraw.Draw(page := page.copy())
    for _ in range(blots):
        x, y, r = rng.randrange(page.width), rng.randrange(page.height), page.width / rng.choice((300, 200, 130))
        draw.ellipse((x - r, y - r, x + r, y + r), fill=rng.choice((30, 110, 170)))
    return page
