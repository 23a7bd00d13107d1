"""For every format: each stored figure stands at its place, and replacing the figures changes nothing but the figures."""

from __future__ import annotations

import pytest

from pipelines.records import Cell, Document, Grid, GridCell, Reading
from tests.builder import DAMAGES, EDITIONS, LAYOUTS, OFFICE, SCANS, build, build_all, build_twins
from tests.builder.office_format import SOFFICE
from tests.reads import read_all, read_bytes, report_of

CHEAP = sorted(name for name, layout in LAYOUTS.items() if layout.format not in ("pdf", "ofd"))
SLOW = ("pdf_narrow", "pdf_turned", "pdf_unruled", "ofd_narrow", "ofd_unruled")
REST = sorted(set(LAYOUTS) - {*CHEAP, *SLOW})
SURE = [name for name in (*CHEAP, *SLOW) if LAYOUTS[name].whole]  # apart from layouts that run cells together
DAMAGED = sorted(name for name in DAMAGES if not DAMAGES[name].formats)


def edition_of(name: str) -> str:
    return sorted(EDITIONS)[len(name) % len(EDITIONS)]


def assert_placed(reading: Reading) -> int:
    """How many of the report's cells have a place; each of them is right."""
    placed = [cell for cell in report_of(reading).cells if cell.place]
    grids = [block for block in reading.document.blocks if isinstance(block, Grid)]
    for cell in placed:
        assert reading.document.text[cell.place.start : cell.place.end] == cell.raw, cell.key
        if cell.place.table is not None:
            assert_in_grid(cell, grids[cell.place.table], reading.document)
    assert all(cell.place for cell in report_of(reading).cells if cell.value is not None)
    return len(placed)


def assert_in_grid(cell: Cell, grid: Grid, document: Document) -> None:
    stands: list[GridCell] = [c for c in grid.cells if (c.row, c.column) == (cell.place.row, cell.place.column)]
    assert [(c.text, c.start, c.end, c.box) for c in stands] == [
        (cell.raw, cell.place.start, cell.place.end, cell.place.box)
    ], cell.key


@pytest.mark.parametrize("layout", [*CHEAP, *SLOW, *(pytest.param(name, marks=pytest.mark.torture) for name in REST)])
def test_raw_stands_at_its_place(layout: str) -> None:
    built = build(21, edition=edition_of(layout), layout=layout)
    placed = assert_placed(read_bytes(built.body, built.url, built.media_type))
    assert placed > 0.8 * len(built.truth.cells) or not LAYOUTS[layout].whole


@pytest.mark.skipif(not SOFFICE, reason="soffice (LibreOffice) is not installed")
@pytest.mark.parametrize(
    "layouts", [("doc",), pytest.param([name for name in OFFICE if name != "doc"], marks=pytest.mark.torture)]
)
def test_raw_stands_at_its_place_in_office_formats(layouts: list[str]) -> None:
    """One call of LibreOffice converts them all."""
    documents = build_all({"seed": 22, "edition": edition_of(name), "layout": name} for name in layouts)
    for built, reading in read_all(documents):
        assert assert_placed(reading) > 0.8 * len(built.truth.cells), built.url


@pytest.mark.torture
@pytest.mark.parametrize("layout", sorted(SCANS))
def test_raw_stands_at_its_place_in_scans(layout: str) -> None:
    built = build(23, layout=layout)
    reading = read_bytes(built.body, built.url, built.media_type)
    assert reading.report is None or assert_placed(reading) >= 0


@pytest.mark.parametrize("damage", DAMAGED)
def test_raw_stands_at_its_place_in_damaged_documents(damage: str) -> None:
    layouts = ("html", "tab", "cpl", "docx", "pipe_cell", "html_word", "xlsx", "one_table")
    layout = layouts[DAMAGED.index(damage) % len(layouts)]
    edition = next(each for each in sorted(EDITIONS) if DAMAGES[damage].suits(each, LAYOUTS[layout]))
    built = build(24, edition=edition, layout=layout, damage=damage)
    assert_placed(read_bytes(built.body, built.url, built.media_type))


@pytest.mark.parametrize("layout", SURE)
def test_other_figures_change_nothing_but_the_figures(layout: str) -> None:
    """Rows, columns, wordings, editions and everything around the tables are read alike, whatever the numbers are."""
    built = build_twins(25, layout=layout, edition=edition_of(layout))
    first, second = (report_of(read_bytes(each.body, each.url, each.media_type)) for each in built)
    for cells, each in zip((first.cells, second.cells), built, strict=True):
        wrong = [c.key for c in cells if c.value is not None and c.value != each.truth.cells[c.key].value]
        assert not wrong
    assert [placing(cell) for cell in first.cells] == [placing(cell) for cell in second.cells]
    assert first.identity == second.identity
    assert [section.key for section in first.sections] == [section.key for section in second.sections]


def placing(cell: Cell) -> tuple:
    at = cell.place and (cell.place.table, cell.place.row, cell.place.column)
    return cell.key, cell.status, cell.edition, cell.unit, cell.match, at
