"""Figures wrapped over lines in narrow ruled cells: put together where no other digit had room, and marked as unproven."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from pipelines.documents import open_document
from pipelines.documents.sight import DOUBTFUL
from pipelines.records import Grid, GridCell
from tests.made_pdfs import FONT, made


def cell(*lines: str, wide: float, leading: float = 13, top: float = 640) -> GridCell:
    """The middle one of three ruled cells, its lines set in the middle."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, 10)
        for n in range(3):
            canvas.rect(60 + n * wide, 600, wide, 60)
        for n, line in enumerate(lines):
            canvas.drawCentredString(60 + wide * 1.5, top - n * leading, line)
        canvas.drawString(62, 640, "7")

    document = open_document(made(draw), url="http://a.example/report.pdf")
    grid = next(block for block in document.blocks if isinstance(block, Grid))
    return next(cell for cell in grid.cells if cell.column == 1)


@pytest.mark.parametrize(("lines", "wide", "whole"), [(("490", "4"), 27, "4904"), (("15", "27", "90"), 22, "152790")])
def test_full_lines_of_digits_are_one_figure_that_has_to_be_proven(lines: tuple, wide: float, whole: str) -> None:
    found = cell(*lines, wide=wide)
    assert found.text == whole and found.seen is not None and not found.seen.agreed


@pytest.mark.parametrize(
    ("lines", "options"),
    [
        (("490", "4"), {"wide": 45}),
        (("490", "4"), {"wide": 27, "leading": 22}),
        (("490", "4元"), {"wide": 27}),
        (("49", "1.5"), {"wide": 22}),
    ],
)
def test_lines_that_need_not_be_one_figure_stay_apart(lines: tuple, options: dict) -> None:
    found = cell(*lines, **options)
    assert found.text == " ".join(lines) and found.seen is None


def test_a_figure_that_runs_out_of_its_table_is_none() -> None:
    """A cell of fixed height, full, and a digit right under the table's last rule; a page number may stand under others."""
    assert DOUBTFUL in cell("490", "4", wide=27, top=604).text
    assert cell("49", "4", wide=45, top=604).text == "49"
    assert cell("490", "4", wide=27, top=604, leading=30).text == "490"
