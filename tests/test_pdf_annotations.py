"""Annotations without an appearance: what each viewer draws in its own way makes the figures under it doubtful."""

from __future__ import annotations

import pytest

from pipelines.documents import open_document
from pipelines.documents.sight import DOUBTFUL
from pipelines.records import Grid
from tests.made_pdfs import annotated, drawn, made, table

RULES = table([["规章", "", "47"], ["行政规范性文件", "61", "35"]])
PLACE = "/Rect [150 680 200 695]"  # in the empty cell of RULES
SHOWN = {
    "a strike-out": "/Subtype /StrikeOut /QuadPoints [150 695 200 695 150 680 200 680]",
    "a patch": "/Subtype /Square /IC [1 1 1]",
    "a text": "/Subtype /FreeText /Contents (9) /DA (/Helv 10 Tf)",
    "a mark to black out": "/Subtype /Redact",
    "a line": "/Subtype /Line /L [158 688 176 688]",
    "a pen": "/Subtype /Ink /InkList [[158 688 176 688]]",
    "a filled field": "/Subtype /Widget /FT /Tx /T (a) /V (9)",
}
NOT_SHOWN = {
    "a link": "/Subtype /Link",
    "a marker": "/Subtype /Highlight /QuadPoints [150 695 200 695 150 680 200 680]",
    "a hidden patch": "/Subtype /Square /F 2",
    "an empty field": "/Subtype /Widget /FT /Tx /T (a)",
}


def row(annotation: str, text: str) -> list[str]:
    """What is read in the first row of RULES with a text in its empty cell, under an annotation."""
    body = made(drawn(RULES, lambda canvas: canvas.drawString(160, 684, text)), compressed=False)
    document = open_document(annotated(body, f"{annotation} {PLACE}"), url="http://a.example/report.pdf")
    grid = next(block for block in document.blocks if isinstance(block, Grid))
    return [cell.text for cell in grid.cells if cell.row == 0]


@pytest.mark.parametrize("name", SHOWN)
def test_what_a_viewer_would_draw_leaves_neither_figure_nor_blank(name: str) -> None:
    assert row(SHOWN[name], "83") == ["规章", DOUBTFUL * 2, "47"]
    assert row(SHOWN[name], "") == ["规章", DOUBTFUL, "47"]


@pytest.mark.parametrize("name", NOT_SHOWN)
def test_what_hides_nothing_takes_nothing(name: str) -> None:
    assert row(NOT_SHOWN[name], "83") == ["规章", "83", "47"]
    assert row(NOT_SHOWN[name], "") == ["规章", "", "47"]
