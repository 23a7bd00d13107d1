"""A page of a picture file as it is to be looked at: turned as it says, its pixels as wide as high."""

from __future__ import annotations

from PIL import ExifTags, Image, ImageOps

from pipelines.documents.refusals import MOST_PIXELS

_SQUARE = 1.15  # of one resolution to the other: what differs less is rounding
_ODDEST = 4.0  # what differs more is a mistake of the file
_ON_ITS_SIDE = 5  # EXIF: this orientation and those after it have width and height swapped


def as_shown(frame: Image.Image) -> Image.Image:
    """The picture turned as its EXIF says; one of oblong pixels, as a fax has (204 by 98 to the inch), at the finer
    resolution in both directions.
    """
    across, down = (float(value or 0) for value in frame.info.get("dpi", (0, 0)))
    on_its_side = frame.getexif().get(ExifTags.Base.Orientation, 1) >= _ON_ITS_SIDE
    upright = ImageOps.exif_transpose(frame)
    if min(across, down) <= 0 or not _SQUARE < max(across, down) / min(across, down) < _ODDEST:
        return upright
    if on_its_side:
        across, down = down, across
    finer = max(across, down)
    size = round(upright.width * finer / across), round(upright.height * finer / down)
    if size[0] * size[1] > MOST_PIXELS:
        return upright
    return (upright.convert("L") if upright.mode == "1" else upright).resize(size, Image.Resampling.BICUBIC)
