"""Digits that a mark of Word makes pale, tiny or pressed together are no digits of the figure beside them."""

from __future__ import annotations

import io
import zipfile

import pytest

from pipelines.reader import read_capture
from tests.builder import build

KEY = "t3.granted.natural_person"


def value_with(marks: str) -> tuple[object, int]:
    """What is read where a 7 with `marks` stands before the figure of KEY, and that figure."""
    built = build(3, layout="docx")
    figure = built.truth.cells[KEY].value
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(built.body)) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            part = source.read(name).decode("utf-8", "surrogateescape")
            if name == "word/document.xml":
                mark = next(m for m in (f"<w:t>{figure}<", f'<w:t xml:space="preserve">{figure}<') if m in part)
                run = part.rindex("<w:r>", 0, part.index(mark))
                part = f"{part[:run]}<w:r><w:rPr>{marks}</w:rPr><w:t>7</w:t></w:r>{part[run:]}"
            target.writestr(name, part.encode("utf-8", "surrogateescape"))
    (reading,) = read_capture(made.getvalue(), url="file:///report.docx", media_type=None)
    return next(cell.value for cell in reading.report.cells if cell.key == KEY), figure


@pytest.mark.parametrize(
    "marks",
    [
        '<w:color w:val="FEFEFE"/>',
        '<w:color w:val="auto" w:themeColor="background1"/>',
        '<w:sz w:val="1"/>',
        '<w:w w:val="1"/>',
        '<w:highlight w:val="black"/>',
        '<w:color w:val="000000"/><w:shd w:val="clear" w:fill="000000"/>',
        '<w:spacing w:val="-400"/>',
    ],
)
def test_a_digit_that_may_not_be_seen_is_none_of_the_figure(marks):
    value, figure = value_with(marks)
    assert value in (None, figure)


def test_ordinary_marks_change_nothing():
    value, figure = value_with('<w:color w:val="333333"/><w:sz w:val="21"/><w:spacing w:val="-6"/>')
    assert value == int(f"7{figure}")
