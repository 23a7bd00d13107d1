"""The proof that a figure recognised from a picture needs, and what is said where it has none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipelines.checking import prove
from pipelines.form import form_cells
from pipelines.records import (
    Cell,
    CellStatus,
    Document,
    Finding,
    Grid,
    GridCell,
    Identity,
    Match,
    Place,
    Report,
    ReportStatus,
    Section,
    Sighting,
    Statistic,
)

SURE, UNSURE = Sighting(0.999, agreed=True, ink=True), Sighting(0.999, agreed=False, ink=True)
BLANK = Sighting(1.0, agreed=True, ink=False)
ROW = ("natural_person", "commercial_enterprise", "research_institution", "public_welfare_org", "legal_service_org", "other_org", "total")  # fmt: skip


def recognised(
    figures: dict[str, tuple[int | None, Sighting]], place: bool = True, picture: bool = True
) -> tuple[Report, Document]:
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
    return report, Document(" " * 400, (grid,), recognised=picture)


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
        (grid,) = document.blocks
        said = replace(grid, cells=tuple(replace(cell, seen=None) for cell in grid.cells))
        assert prove(report, Document(document.text, (said,))) is report

    def test_what_was_refused_is_said(self) -> None:
        report = prove(*recognised({"t3.granted.other_org": (7, UNSURE)}))
        (finding,) = [f for f in report.findings if f.code == "T-OCR-UNPROVEN"]
        assert finding.values["keys"] == ["t3.granted.other_org"]
        assert report.status is ReportStatus.PARTIAL

    def test_a_misread_figure_is_no_word(self) -> None:
        report, document = recognised({"t3.granted.other_org": (7, SURE), "t3.granted.total": (8, SURE)})
        odd = {"t3.granted.other_org": "G75", "t3.granted.total": "见附件"}
        cells = tuple(
            replace(c, status=CellStatus.UNPARSEABLE, value=None, raw=odd[c.key]) if c.key in odd else c
            for c in report.cells
        )
        became = {c.key: c.status for c in prove(replace(report, cells=cells), document).cells}
        assert became["t3.granted.other_org"] is CellStatus.REFUSED
        assert became["t3.granted.total"] is CellStatus.UNPARSEABLE

    def test_blanks_are_counted_after_the_proof(self) -> None:
        report, document = recognised({"t3.granted.other_org": (None, BLANK), "t3.granted.total": (None, SURE)})
        told = replace(report, findings=(Finding("T-BLANK-CELLS", "t3", values={"t": "表三", "n": 2}),))
        (finding,) = [f for f in prove(told, document).findings if f.code == "T-BLANK-CELLS"]
        assert finding.values == {"t": "表三", "n": 1}


class TestLostGrids:
    """A table of which the figures are there and the grid is not."""

    @staticmethod
    def read(section: str) -> tuple[set[CellStatus], dict[str, int]]:
        report, document = recognised({})
        known = replace(
            report,
            status=ReportStatus.PROSE,
            sections=(Section(0, "requests", "三", 0, len(section)), Section(1, "disputes", "四", len(section), 400)),
            findings=(Finding("T-TABLE-MISSING", "t3"), Finding("T-TABLE-MISSING", "t4")),
        )
        proven = prove(known, replace(document, text=section + "1 2 3 4 5 6 7 8"))
        found = {f"{f.code} {f.subject}": f.values.get("n", 0) for f in proven.findings}
        found.pop("F-RECOGNISED ")
        assert (proven.status is ReportStatus.PARTIAL) == any(code.startswith("T-OCR") for code in found)
        return {cell.status for cell in proven.cells}, found

    @pytest.mark.parametrize("text", ["自然人\n12 0 7\n0 3 22\n", "一、本年新收 12 0 7 0 3 22\n"])
    def test_its_cells_are_refused(self, text: str) -> None:
        statuses, found = self.read(text)
        assert statuses == {CellStatus.REFUSED}
        assert found == {"T-OCR-GRID-LOST t3": len(form_cells("f2021", "t3")), "T-TABLE-MISSING t4": 0}

    @pytest.mark.parametrize("text", ["", "2023年收到申请 12 件，其中3件、5 件、7件、9件、11 件、13件。第1页"])
    def test_prose_is_no_table(self, text: str) -> None:
        statuses, found = self.read(text)
        assert statuses == {CellStatus.MISSING}
        assert found == {"T-TABLE-MISSING t3": 0, "T-TABLE-MISSING t4": 0}


@pytest.mark.parametrize(("total", "value"), [(4958, 4904), (4957, None)])
def test_a_figure_wrapped_over_lines_of_a_text_counts_where_a_sum_holds(total: int, value: int | None) -> None:
    said = Sighting(1.0, agreed=True, ink=True)
    figures = dict(zip(ROW, [(4904, UNSURE), *((n, said) for n in (11, 13, 0, 21, 9, total))], strict=True))
    report, document = recognised({f"t3.granted.{key}": seen for key, seen in figures.items()}, picture=False)
    grid = document.blocks[0]
    sure = tuple(cell if cell.text == "4904" else replace(cell, seen=None) for cell in grid.cells)
    after = prove(report, replace(document, blocks=(replace(grid, cells=sure),)))
    cells = {cell.key: cell for cell in after.cells}
    assert cells["t3.granted.natural_person"].value == value
    assert cells["t3.granted.total"].value == total, "only what was wrapped is in doubt"
    assert [f.values["x"] for f in after.findings] == ([] if value else ["4904"])


class TestTableOf2014:
    """Its figures stand twice: as cells of the form and as lines, beside lines that are no cells."""

    RECEIVED = ("req_in_person", "req_fax", "req_online", "req_letter", "req_received")

    def prove(self, received: int, picture: bool) -> Report:
        """1 + 2 + 4904 + 3 requests and a line of a region; what has four digits is in doubt, all the rest is sure."""
        values = dict(zip(self.RECEIVED, (1, 2, 4904, 3, received), strict=True))
        sure = SURE if picture else None
        seen, cells, lines = [], [], []
        for form in form_cells("f2014"):
            value = values.get(form.row_key)
            status = CellStatus.MISSING if value is None else CellStatus.REPORTED
            place = Place(len(seen), len(seen) + 1, 0, len(seen), 0) if value else None
            cells.append(Cell(form.key, status, "f2014", value, str(value), match=Match.EXACT, place=place))
            lines.append(
                Statistic(len(lines), form.key, form.row_key, None, status, value, raw=str(value), place=place)
            )
            if value:
                seen.append(
                    GridCell(str(value), len(seen), len(seen) + 1, len(seen), 0, seen=UNSURE if value == 4904 else sure)
                )
        seen.append(GridCell("7777", 5, 6, 5, 0, seen=UNSURE))
        region = Statistic(
            len(lines), None, "村务公开", None, CellStatus.REPORTED, 7777, raw="7777", place=Place(5, 6, 0, 5, 0)
        )
        report = Report(Identity(), ReportStatus.PARTIAL, (), tuple(cells), (), (), statistics=(*lines, region))
        return prove(report, Document(" " * 9, (Grid(0, 6, tuple(seen), regular=True),), recognised=picture))

    @pytest.mark.parametrize("picture", [True, False])
    @pytest.mark.parametrize(("received", "value"), [(4910, 4904), (4911, None)])
    def test_a_line_ends_up_as_its_cell_and_what_is_refused_is_named_once(
        self, received: int, value: int | None, picture: bool
    ) -> None:
        report = self.prove(received, picture)
        cells = {cell.key: cell.value for cell in report.cells}
        assert cells["stat.req_online"] == value and cells["stat.req_received"] == received
        assert {line.key: line.value for line in report.statistics if line.key} == cells
        assert report.statistics[-1].status is CellStatus.REFUSED
        said = [f.values for f in report.findings if f.code in ("T-OCR-UNPROVEN", "T-CELL-REFUSED")]
        named = [key for values in said for key in values.get("keys", [values.get("key")])]
        assert named == [*(() if value else ("stat.req_online",)), "村务公开"]
        assert {values["t"] for values in said} == {"统计表"}
