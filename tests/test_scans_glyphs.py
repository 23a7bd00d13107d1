"""The digits of a scan compared with each other."""

from __future__ import annotations

import random

import pytest

pytest.importorskip("cv2", reason="needs the extra ocr: pip install 'gongkai[ocr]'")

from PIL import Image, ImageDraw, ImageFont

from pipelines.documents.scans.glyphs import glyphs_of, strange_ones
from tests.builder.scan_pages import TIMES
from tests.test_scans_parts import cell, ink_of, needs_fonts


@needs_fonts
class TestGlyphs:
    @staticmethod
    def strange(figures: list[tuple[str, Image.Image]]) -> set[int]:
        return strange_ones({n: (text, glyphs_of(text, ink_of(image))) for n, (text, image) in enumerate(figures)})

    @staticmethod
    def column() -> list[tuple[str, Image.Image]]:
        rng = random.Random(8)
        return [(text, cell(text)) for text in (str(rng.randint(0, 10 ** rng.randint(1, 4))) for _ in range(40))]

    def test_figures_of_one_face(self) -> None:
        assert self.strange(self.column()) == set()

    def test_stairs_of_black_and_white_pages_are_no_other_shape(self) -> None:
        rng = random.Random(5)

        def faxed(text: str) -> Image.Image:
            image = Image.new("L", (480, 200), 255)
            at = 240 + rng.randrange(4), 100 + rng.randrange(4)
            ImageDraw.Draw(image).text(at, text, fill=20, font=ImageFont.truetype(TIMES, 96), anchor="mm")
            return image.resize((120, 50), Image.Resampling.BOX).point(lambda level: 255 * (level > 150))

        texts = [str(rng.randint(0, 10 ** rng.randint(1, 4))) for _ in range(60)]
        assert len(self.strange([(text, faxed(text)) for text in texts])) <= 3

    def test_touching_digits_are_told_apart(self) -> None:
        image = cell("6080")
        ImageDraw.Draw(image).line((40, 25, 84, 25), fill=20, width=1)
        assert len(glyphs_of("6080", ink_of(image))) == 4

    def test_an_8_without_its_left_half_is_no_3(self) -> None:
        image = cell("8")
        ImageDraw.Draw(image).rectangle((40, 10, 59, 40), fill=255)
        assert self.strange([*self.column(), ("3", image), ("8", cell("8"))]) == {40}

    def test_pale_ink_that_the_digit_read_has_not(self) -> None:
        rng = random.Random(8)

        def printed(text: str, box: tuple[int, int, int, int] | None = None, keep: float = 1.0) -> Image.Image:
            image, (x, y) = Image.new("L", (480, 200), 255), (240 + rng.randrange(4), 100 + rng.randrange(4))
            ImageDraw.Draw(image).text((x, y), text, fill=20, font=ImageFont.truetype(TIMES, 84), anchor="mm")
            if box:
                faded = x + box[0], y + box[1], x + box[2], y + box[3]
                image.paste(image.crop(faded).point(lambda level: round(255 - (255 - level) * keep)), faded)
            return image.resize((120, 50), Image.Resampling.BOX)

        texts = [str(rng.randint(0, 10 ** rng.randint(1, 4))) for _ in range(60)]
        faded = [
            ("3", printed("8", (-22, -40, -4, 40), 0.06)),
            ("5", printed("6", (-22, 0, -4, 20), 0.2)),
            ("63", printed("68", (-1, -40, 15, 40), 0.06)),
        ]
        column = [*((text, printed(text)) for text in [*texts, "8", "6", "68"]), *faded]
        assert self.strange(column) == {63, 64, 65}

    def test_a_digit_read_as_another_is_found_where_the_document_shows_both(self) -> None:
        assert self.strange([*self.column(), ("65", cell("66")), ("9", cell("0"))]) == {40, 41}

    def test_a_digit_the_document_shows_once_is_none_that_it_shows_often(self) -> None:
        zeros = [("0", cell("0"))] * 9
        assert self.strange([*zeros, ("7", cell("7")), ("6", cell("0"))]) == {10}

    def test_a_digit_drawn_otherwise_between_other_pixels_has_witnesses(self) -> None:
        def cut(digit: str) -> Image.Image:
            image = cell(digit)
            ImageDraw.Draw(image).rectangle((40, 28, 80, 30), fill=255)
            return image

        figures = [*self.column(), *(("2", cut("2")) for _ in range(5))]
        assert self.strange(figures) == set()
        assert self.strange(figures[:-1]) == {40, 41, 42, 43}
        assert self.strange([*figures, ("7", cut("2"))]) == {40, 41, 42, 43, 44, 45}
        glyphs = {n: (text, glyphs_of(text, ink_of(image))) for n, (text, image) in enumerate(figures)}
        assert strange_ones(glyphs, lambda one, other: min(one, other) < 40) == {40, 41, 42, 43, 44}  # of one streak

    def test_nothing_to_compare(self) -> None:
        assert strange_ones({}) == set() and self.strange([("7", cell("7"))]) == set()
