"""Pages out of picture files: PNG, JPEG, TIFF with many pages, BMP, GIF, WebP, opened within limits."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageSequence, UnidentifiedImageError

from pipelines.documents.refusals import MOST_PIXELS, TooLarge, Unreadable
from pipelines.documents.scans.frames import as_shown

MOST_SHEETS = 30  # pages of a scan that are read; each costs up to ten seconds, and reports have 5 to 20
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP")
_A4_POINTS = 595  # the width a page is taken to have where its file does not say
_WIDEST, _NARROWEST = 2000, 600  # pixels of a page's shorter side: more is shrunk, fewer cannot be read


def sheets(body: bytes) -> Iterator[tuple[np.ndarray, float]]:
    """The pages in `body` as RGB and the points one pixel measures. Raises Unreadable and TooLarge."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of large pictures; the limit here is our own
            image = Image.open(io.BytesIO(body), formats=_FORMATS)
        yield from _frames(image)
    except Image.DecompressionBombError as error:
        raise TooLarge(f"The picture has more than {MOST_PIXELS:,} pixels; that many are not read.") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise Unreadable("The picture is broken or of a kind that is not known here.") from error


def _frames(image: Image.Image) -> Iterator[tuple[np.ndarray, float]]:
    if (count := getattr(image, "n_frames", 1)) > MOST_SHEETS:
        raise TooLarge(f"The picture has {count:,} pages; more than {MOST_SHEETS} are not read.")
    for frame in ImageSequence.Iterator(image):
        if frame.width * frame.height > MOST_PIXELS:
            size = frame.width * frame.height
            raise TooLarge(f"The picture has {size:,} pixels; more than {MOST_PIXELS:,} are not read.")
        shown = as_shown(frame)
        yield prepared(on_paper(shown), _A4_POINTS / min(shown.size))


def on_paper(image: Image.Image) -> Image.Image:
    """The picture in RGB; what is transparent is white."""
    if image.mode in ("I", "I;16", "F"):
        image = image.point(lambda value: value / 256).convert("L")
    if "transparency" in image.info or image.mode in ("RGBA", "LA", "PA"):
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(paper, image).convert("RGB")
    return image.convert("RGB")


def prepared(image: Image.Image, points_per_pixel: float) -> tuple[np.ndarray, float]:
    """The page at a size that can be read: shrunk where it is finer than needed. Raises Unreadable where it is too coarse."""
    short = min(image.size)
    if short < _NARROWEST:
        raise Unreadable(f"The picture is {image.width} by {image.height} pixels: too coarse to be read.")
    if short > _WIDEST:
        size = round(image.width * _WIDEST / short), round(image.height * _WIDEST / short)
        image, points_per_pixel = image.resize(size, Image.Resampling.BOX), points_per_pixel * short / _WIDEST
    return np.asarray(image), points_per_pixel
