"""The parts of reading scans: ink, shapes, typesetting, rules; and the proof that a recognised figure needs."""

from __future__ import annotations

import random

import pytest

pytest.importorskip("cv2", reason="needs the extra ocr: pip install 'gongkai[ocr]'")

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from pipelines.checking import prove
from pipelines.documents.scans.figures import fits, inked
from pipelines.documents.scans.rules import Ruled, straightened, tables
from pipelines.documents.scans.typesetting import odd_ones
from pipelines.form import form_cells
from pipelines.records import (
    Cell,
    CellStatus,
    Document,
    Grid,
    GridCell,
    Identity,
    Match,
    Place,
    Report,
    ReportStatus,
    Sighting,
)
from tests.builder.scan_pages import TIMES, missing_fonts

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

    @pytest.mark.parametrize("grey", [40, 150, 225, 245])
    def test_a_pale_stroke_is_ink(self, grey: int) -> None:
        image = cell()
        ImageDraw.Draw(image).line((60, 15, 60, 34), fill=grey, width=3)
        assert ink_of(image).any

    def test_grain_is_no_ink(self) -> None:
        noise = np.random.default_rng(4).normal(0, 5, (50, 120))
        assert not inked(np.clip(np.asarray(cell(), float) + noise, 0, 255).astype("uint8"), UNIT).any

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

    def test_a_figure_that_is_wider_than_its_digits(self) -> None:
        figures = [(text, cell(text)) for text in ("405", "12", "3890", "77")]
        assert self.odd([*figures, ("46", cell("411"))]) == {4}


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

    def test_words_are_no_rules(self) -> None:
        assert tables(np.full((1000, 1654), 255, np.uint8)) == []


SURE, UNSURE = Sighting(0.999, agreed=True, ink=True), Sighting(0.999, agreed=False, ink=True)
BLANK = Sighting(1.0, agreed=True, ink=False)
ROW = ("natural_person", "commercial_enterprise", "research_institution", "public_welfare_org", "legal_service_org", "other_org", "total")  # fmt: skip


def recognised(figures: dict[str, tuple[int | None, Sighting]], place: bool = True) -> tuple[Report, Document]:
    """A report whose table three holds `figures` by key, each seen as given; all other cells are missing."""
    cells, seen = [], []
    for form in form_cells("f2021", "t3"):
        value, sighting = figures.get(form.key, (None, None))
        if sighting is None:
            cells.append(Cell(form.key, CellStatus.MISSING, "f2021"))
            continue
        n = len(seen)
        seen.append(GridCell("" if value is None else str(value), n, n + 1, 0, n, seen=sighting))
        status = CellStatus.BLANK if value is None else CellStatus.REPORTED
        where = Place(n, n + 1, 0, 0, n) if place else Place(n, n + 1)
        cells.append(Cell(form.key, status, "f2021", value, str(value), match=Match.EXACT, place=where))
    grid = Grid(0, len(seen), tuple(seen), regular=True)
    report = Report(Identity(), ReportStatus.COMPLETE, (), tuple(cells), (), ())
    return report, Document(" " * 400, (grid,), recognised=True)


def proven(figures: dict[str, tuple[int | None, Sighting]], **options: bool) -> dict[str, object]:
    """What became of each figure: its value, or its status."""
    report = prove(*recognised(figures, **options))
    return {c.key: c.value if c.value is not None else c.status for c in report.cells if c.key in figures}


def row(name: str, values: tuple, sighting: Sighting = UNSURE) -> dict[str, tuple[int | None, Sighting]]:
    return {f"t3.{name}.{key}": (value, sighting) for key, value in zip(ROW, values, strict=True)}


class TestProof:
    def test_two_readings_that_agree(self) -> None:
        assert proven({"t3.granted.other_org": (7, SURE)}) == {"t3.granted.other_org": 7}

    @pytest.mark.parametrize(
        "sighting", [UNSURE, Sighting(0.8, agreed=True, ink=True), Sighting(0.999, agreed=True, ink=False)]
    )
    def test_readings_that_do_not(self, sighting: Sighting) -> None:
        assert proven({"t3.granted.other_org": (7, sighting)}) == {"t3.granted.other_org": CellStatus.REFUSED}

    def test_a_sum_that_holds_proves_its_figures(self) -> None:
        assert list(proven(row("granted", (3, 0, 14, 0, 0, 1, 18))).values()) == [3, 0, 14, 0, 0, 1, 18]

    @pytest.mark.parametrize("values", [(0, 0, 0, 0, 0, 0, 0), (7, 0, 0, 0, 0, 0, 7), (3, 0, 14, 0, 0, 1, 19)])
    def test_zeros_one_figure_twice_or_a_wrong_sum_prove_nothing(self, values: tuple) -> None:
        assert set(proven(row("granted", values)).values()) == {CellStatus.REFUSED}

    def test_a_blank_is_one_where_there_is_no_ink(self) -> None:
        figures = {"t3.granted.other_org": (None, BLANK), "t3.granted.total": (None, SURE)}
        assert list(proven(figures).values()) == [CellStatus.BLANK, CellStatus.REFUSED]

    def test_one_figure_whose_change_would_mend_row_and_column_is_refused(self) -> None:
        figures = row("new_received", (3, 5, 0, 0, 0, 0, 8), SURE) | row("carried_in", (1, 1, 0, 0, 0, 0, 2), SURE)
        figures |= row("result_total", (4, 5, 0, 0, 0, 0, 9), SURE) | row("carried_out", (0, 7, 0, 0, 0, 0, 1), SURE)
        became = proven(figures)
        assert became["t3.carried_out.commercial_enterprise"] is CellStatus.REFUSED  # a 1 read as 7
        assert became["t3.carried_out.total"] == 1 and became["t3.new_received.commercial_enterprise"] == 5

    def test_a_figure_from_no_cell_of_a_grid_is_refused(self) -> None:
        assert set(proven(row("granted", (3, 0, 14, 0, 0, 1, 18), SURE), place=False).values()) == {CellStatus.REFUSED}

    def test_a_document_that_is_no_picture_is_left_alone(self) -> None:
        report, document = recognised(row("granted", (1, 2, 3, 4, 5, 6, 7)))
        assert prove(report, Document(document.text, document.blocks)) is report

    def test_what_was_refused_is_said(self) -> None:
        report = prove(*recognised({"t3.granted.other_org": (7, UNSURE)}))
        (finding,) = [f for f in report.findings if f.code == "T-OCR-UNPROVEN"]
        assert finding.values["keys"] == ["t3.granted.other_org"]
        assert report.status is ReportStatus.PARTIAL
