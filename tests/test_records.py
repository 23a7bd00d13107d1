"""Records go from process to process unchanged, and quickly."""

from __future__ import annotations

import dataclasses
import json
import pickle

import pytest

from pipelines import records
from pipelines.records.record import restored
from tests.made_readings import made_reading


def test_a_reading_is_the_same_after_its_way_between_processes():
    reading = made_reading(figures={"t3.new_received.total": 7}, prose="全年收到申请 7 件。")
    again = pickle.loads(pickle.dumps(reading))
    assert again == reading
    assert again.report.cells[0] == reading.report.cells[0]


def test_every_record_is_frozen_and_has_slots():
    classes = [thing for thing in vars(records).values() if isinstance(thing, type) and dataclasses.is_dataclass(thing)]
    assert len(classes) > 15
    for one in classes:
        assert one.__dataclass_params__.frozen
        assert "__dict__" not in dir(one)
        assert not hasattr(one, "__post_init__"), "it would not be called"


def test_a_record_cannot_be_changed_by_what_unpickles_it():
    paragraph = pickle.loads(pickle.dumps(records.Paragraph(3, 9)))
    with pytest.raises(dataclasses.FrozenInstanceError):
        paragraph.start = 4


def test_a_pickle_of_other_fields_is_refused():
    """An older worker's pickle must not fill a record from the wrong values."""
    for cls, values in ((records.Paragraph, (1, 2, 3)), (records.GridCell, ("7", 0, 1, 0, 0))):
        with pytest.raises(ValueError, match="fields"):
            restored(cls, values)


def test_a_record_is_made_like_any_dataclass():
    cell = records.GridCell("7", 0, 1, 2, column=3, columns=4)
    assert (cell.rows, cell.columns, cell.box) == (1, 4, None)
    with pytest.raises(TypeError, match=r"Paragraph.__init__\(\) missing"):
        records.Paragraph(3)
    assert dataclasses.replace(cell, row=5) == records.GridCell("7", 0, 1, 5, 3, 1, 4)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (records.Place(3, 9), {"text": [3, 9]}),
        (records.Place(3, 9, 0, 2), {"text": [3, 9], "table": 0, "row": 2}),
        (
            records.Place(3, 9, 1, 2, 4, records.Box(7, 10.04, 20, 33.333, 1e-9)),
            {"text": [3, 9], "table": 1, "row": 2, "column": 4, "page": 7, "box": [10.0, 20, 33.3, 0.0]},
        ),
    ],
)
def test_a_place_is_json_as_json_writes_it(place, said):
    assert place.as_json() == json.dumps(said)
