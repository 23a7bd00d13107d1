"""The parts of reading scans: ink, shapes, typesetting, rules."""

from __future__ import annotations

import io
import random

import pytest

pytest.importorskip("cv2", reason="needs the extra ocr: pip install 'gongkai[ocr]'")

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from pipelines.documents.scans import sheets
from pipelines.documents.scans.engine import Read
from pipelines.documents.scans.figures import fits, has_pale_neighbour, inked, pale_ones, usual_beside
from pipelines.documents.scans.rules import Ruled, straightened, tables
from pipelines.documents.scans.sheets import ink_in
from pipelines.documents.scans.typesetting import odd_ones
from tests.builder.scan_pages import SERIF, TIMES, missing_fonts

UNIT = 200 / 72
needs_fonts = pytest.mark.skipif(
    bool(missing_fonts()), reason="needs fonts: apt-get install fonts-noto-cjk fonts-liberation"
)


def cell(text: str = "", size: int = 25, at: float = 0.5) -> Image.Image:
    """A cell of a table with its rules and a figure in it."""
    image = Image.new("L", (120, 50), 255)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 119, 49), outline=20, width=2)
    if text:
        draw.text((120 * at, 25), text, fill=20, font=ImageFont.truetype(TIMES, size), anchor="mm")
    return image


def ink_of(image: Image.Image):
    return inked(np.asarray(image), UNIT)


class TestInk:
    def test_rules_alone_are_no_ink(self) -> None:
        assert not ink_of(cell()).any

    @pytest.mark.parametrize("grey", [40, 150, 225, 245, 250])
    def test_a_pale_stroke_is_ink(self, grey: int) -> None:
        image = cell()
        ImageDraw.Draw(image).line((60, 15, 60, 34), fill=grey, width=3)
        assert ink_of(image).any

    def test_rules_that_lean_or_meet_in_a_corner_are_no_ink(self) -> None:
        image = cell("408")
        draw = ImageDraw.Draw(image)
        for rule in ((0, 4, 119, 3), (3, 0, 7, 49)):
            draw.line(rule, fill=20, width=2)
        assert all(shape.height == ink_of(image).tall for shape in ink_of(image).shapes[1:])
        assert fits("408", ink_of(image), UNIT)
        draw.line((14, 0, 22, 49), fill=20, width=2)
        assert not fits("408", ink_of(image), UNIT)

    @pytest.mark.parametrize("place", range(2, 9))
    def test_a_1_that_stands_close_to_a_rule_is_never_a_blank(self, place: int) -> None:
        image = cell()
        ImageDraw.Draw(image).line((place, 11, place, 38), fill=20, width=2)
        assert ink_of(image).any

    def test_grain_is_no_ink(self) -> None:
        noise = np.random.default_rng(4).normal(0, 5, (50, 120))
        assert not inked(np.clip(np.asarray(cell(), float) + noise, 0, 255).astype("uint8"), UNIT).any

    @pytest.mark.parametrize("colour", ["#f00", "#00f", "#ff0"])
    def test_a_colour_that_one_channel_does_not_show_is_ink(self, colour: str) -> None:
        image = cell().convert("RGB")
        ImageDraw.Draw(image).line((60, 15, 60, 34), fill=colour, width=3)
        picture, whole = np.asarray(image), Ruled(0, 0, 1, 1, 0, 0, 120, 50)
        assert not inked(picture.max(axis=2), UNIT).any
        assert ink_in(picture, picture.max(axis=2), whole, UNIT).any

    @needs_fonts
    @pytest.mark.parametrize("text", ["38", "0", "11", "—", "12件"])
    def test_a_digit_that_faded_beside_a_figure(self, text: str) -> None:
        image = Image.new("L", (120, 50), 255)
        ImageDraw.Draw(image).text((70, 25), text, fill=20, font=ImageFont.truetype(SERIF, 25), anchor="mm")
        grain = np.random.default_rng(2).normal(0, 5, (50, 120))
        worn = np.clip(np.asarray(image) + grain, 0, 255).astype("uint8")
        clean, grainy = usual_beside([ink_of(image)] * 9, UNIT), usual_beside([inked(worn, UNIT)] * 9, UNIT)
        assert not has_pale_neighbour(ink_of(image), UNIT, clean)
        assert not has_pale_neighbour(inked(worn, UNIT), UNIT, grainy)
        for grey, usual in ((237, 99), (246, clean)):  # the paler, the cleaner the page must be
            faded = image.copy()
            ImageDraw.Draw(faded).text((25, 25), "4", fill=grey, font=ImageFont.truetype(TIMES, 25), anchor="mm")
            assert has_pale_neighbour(ink_of(faded), UNIT, usual)

    @needs_fonts
    def test_a_digit_that_faded_to_a_twentieth_on_a_compressed_page(self) -> None:
        page, face = Image.new("L", (130, 40 * 24), 255), ImageFont.truetype(TIMES, 22)
        draw = ImageDraw.Draw(page)
        for n in range(24):
            text, end = str(37 * n + 58), 120 - n % 3
            draw.text((end, 20.5 + 40 * n), text, fill=20, font=face, anchor="rm")
            if n in (5, 12, 20):
                before = end - draw.textlength(text, font=face), 20.5 + 40 * n
                draw.text(before, "3", fill=243, font=face, anchor="rm")
        file = io.BytesIO()
        page.save(file, "JPEG", quality=50)
        worn = np.asarray(Image.open(file))
        assert pale_ones([inked(worn[40 * n : 40 * n + 40], UNIT) for n in range(24)], UNIT) == {5, 12, 20}

    @needs_fonts
    @pytest.mark.parametrize("text", ["0", "1", "7", "11", "408", "1111", "9040", "63.5", "0.25"])
    def test_a_clean_figure_fits(self, text: str) -> None:
        assert fits(text, ink_of(cell(text)), UNIT)

    @needs_fonts
    @pytest.mark.parametrize(
        ("printed", "read"),
        [("12.5", "125"), ("125", "12.5"), ("408", "4"), ("63", "6.3"), ("1,234", "1.234"), ("1.234", "1,234")],
    )
    def test_a_figure_that_is_read_otherwise_does_not(self, printed: str, read: str) -> None:
        assert not fits(read, ink_of(cell(printed)), UNIT)

    @needs_fonts
    def test_a_speck_beside_it_a_stroke_through_it_or_a_rule_under_it(self) -> None:
        for spoil in ((90, 20, 96, 26), (20, 24, 100, 26), (58, 40, 64, 49)):
            image = cell("38")
            ImageDraw.Draw(image).rectangle(spoil, fill=60)
            assert not fits("38", ink_of(image), UNIT)


@needs_fonts
class TestTypesetting:
    @staticmethod
    def odd(figures: list[tuple[str, Image.Image]]) -> set[int]:
        placed = {
            Ruled(row, 0, 1, 1, 0, 50 * row, 120, 50 * row + 50): (text, ink_of(image))
            for row, (text, image) in enumerate(figures)
        }
        return {ruled.row for ruled in odd_ones(placed)}

    def test_a_regular_column(self) -> None:
        rng = random.Random(3)
        texts = [str(rng.randint(0, 10 ** rng.randint(1, 4))) for _ in range(20)]
        assert self.odd([(text, cell(text)) for text in texts]) == set()

    def test_what_lost_a_digit_stands_aside(self) -> None:
        image = cell("671")
        ImageDraw.Draw(image).rectangle((72, 10, 90, 40), fill=255)
        column = [(text, cell(text)) for text in ("405", "12", "3890", "77", "6")]
        assert self.odd([*column, ("67", image)]) == {5}

    def test_what_lost_its_upper_half_is_low(self) -> None:
        image = cell("7")
        ImageDraw.Draw(image).rectangle((40, 10, 80, 21), fill=255)
        assert self.odd([*((text, cell(text)) for text in ("405", "12", "3890", "77")), ("1", image)]) == {4}

    @pytest.mark.parametrize("merged", [(2, 1, 120, 100), (1, 2, 240, 50)])
    def test_a_figure_that_stands_in_one_half_of_a_merged_cell(self, merged: tuple[int, int, int, int]) -> None:
        rows, columns, width, height = merged
        placed = {
            Ruled(n, 0, 1, 1, 0, 0, 120, 50): (text, ink_of(cell(text))) for n, text in enumerate(("40", "3", "77"))
        }
        whole = Ruled(9, 0, rows, columns, 0, 0, width, height)
        for share, is_odd in ((1, True), (0.5, False), (0, True)):
            image = Image.new("L", (width, height), 255)
            image.paste(
                cell("58").crop((10, 5, 110, 45)), (round((width - 120) * share) + 10, round((height - 50) * share) + 5)
            )
            assert (whole in odd_ones(placed | {whole: ("58", ink_of(image))})) is is_odd, share

    def test_a_figure_that_is_wider_than_its_digits(self) -> None:
        figures = [(text, cell(text)) for text in ("405", "12", "3890", "77")]
        assert self.odd([*figures, ("46", cell("411"))]) == {4}

    def test_a_figure_with_half_a_digit(self) -> None:
        whole = [(text, cell(text, size=38)) for text in ("3", "33", "308", "330", "13")]
        assert self.odd(whole) == set()
        half = cell("308", size=38)
        ImageDraw.Draw(half).rectangle((71, 8, 78, 42), fill=255)
        assert self.odd([*whole, ("303", half)]) == {5}
        second_face = [(text, image.resize((132, 50)).crop((6, 0, 126, 50))) for text, image in whole]
        assert self.odd([*whole, *second_face]) == set()


def page(skew: float = 0.0) -> np.ndarray:
    """Three rows of four columns; the first cell spans two rows, the last row is one cell."""
    image = Image.new("L", (1654, 1000), 255)
    draw = ImageDraw.Draw(image)
    xs, ys = (200, 500, 800, 1100, 1400), (300, 380, 460, 540)
    for y in ys:
        draw.line((xs[1] if y == ys[1] else xs[0], y, xs[-1], y), fill=20, width=3)
    for n, x in enumerate(xs):
        draw.line((x, ys[0], x, ys[-1] if n in (0, 4) else ys[2]), fill=20, width=3)
    image = image.rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor=255)
    return np.asarray(image.convert("RGB"))


class TestRules:
    @pytest.mark.parametrize("skew", [0, 0.3, -1, 2])
    def test_cells_and_spans(self, skew: float) -> None:
        straight, back = straightened(page(skew))
        (table,) = tables(straight.max(axis=2))
        spans = [(c.row, c.column, c.rows, c.columns) for c in table.cells]
        assert spans == [
            (0, 0, 2, 1), (0, 1, 1, 1), (0, 2, 1, 1), (0, 3, 1, 1), (1, 1, 1, 1), (1, 2, 1, 1), (1, 3, 1, 1), (2, 0, 1, 4),
        ]  # fmt: skip
        assert not any(c.doubtful for c in table.cells)
        angle = np.radians(skew)  # the map back leads to where the corner stood on the page as given
        corner = back @ (table.left, table.top, 1)
        x, y = 200 - 827, 300 - 500
        there = 827 + x * np.cos(angle) + y * np.sin(angle), 500 - x * np.sin(angle) + y * np.cos(angle)
        assert np.allclose(corner[:2], there, atol=4)

    def test_small_gaps_in_rules_are_bridged(self) -> None:
        picture = page().copy()
        for x, y in ((560, 380), (610, 380), (900, 460), (1010, 460), (1250, 300)):
            picture[y - 3 : y + 4, x : x + 15] = 255
        (table,) = tables(picture.max(axis=2))
        assert len(table.cells) == 8 and not any(c.doubtful for c in table.cells)

    def test_a_lost_rule_makes_one_doubtful_cell_of_what_it_parted(self) -> None:
        image = Image.new("L", (1654, 1000), 255)
        for at in range(200, 801, 100):
            ImageDraw.Draw(image).line((200, at, 800, at), fill=20, width=3)
            ImageDraw.Draw(image).line((at, 200, at, 800), fill=20, width=3)
        ImageDraw.Draw(image).rectangle((305, 390, 395, 410), fill=255)  # what these two parted
        ImageDraw.Draw(image).rectangle((390, 405, 410, 495), fill=255)  # makes no rectangle
        (table,) = tables(np.asarray(image))
        assert [(c.row, c.column, c.rows, c.columns) for c in table.cells if c.doubtful] == [(1, 1, 2, 2)]
        assert len(table.cells) == 36 - 3

    def test_half_a_rule_is_doubtful(self) -> None:
        picture = page().copy()
        picture[310:345, 790:810] = 255  # half of the rule between two figures
        (table,) = tables(picture.max(axis=2))
        doubtful = {(c.row, c.column) for c in table.cells if c.doubtful}
        assert doubtful == {(0, 1), (0, 2)} or {(0, 1)} == doubtful

    def test_a_table_that_its_page_leaves_open_at_an_end(self) -> None:
        picture = page().copy()
        picture[530:560] = 255  # as browsers print: the last row's rule is drawn on the next page
        for way in (picture, picture[::-1].copy()):
            (table,) = tables(way.max(axis=2))
            assert len(table.cells) == 8 and not any(c.doubtful for c in table.cells)
            assert table.bottom - table.top > 225
            assert {c.row for c in table.cells if c.open} == {0 if way is not picture else 2}
            blank = [sheets._cell(c, [Read("", 1.0), None, None], ink_of(cell()), UNIT) for c in table.cells]
            assert all(filled.seen.agreed != filled.ruled.open for filled in blank)  # its figure may be overleaf
        picture[470:] = 255
        (table,) = tables(picture.max(axis=2))
        assert len(table.cells) == 7

    def test_words_are_no_rules(self) -> None:
        assert tables(np.full((1000, 1654), 255, np.uint8)) == []
