"""Which row of table three each line is: by its label, else by its place between proven lines (form notes §8)."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.form import EDITIONS
from pipelines.form.labels import normalise
from pipelines.reading.placing import TableReading
from pipelines.reading.requests.lines import Line
from pipelines.reading.vocabulary import same_sense
from pipelines.records import Match

Positions = list[tuple[int | None, Match]]  # for each line its row of the form (from 0; None: unproven), and how

_FIRST_RESULT = "granted"  # （一）予以公开 stands directly under 三、本年度办理结果
_SHARED_ROWS = 20  # up to here the rows of both editions are the same


def positions_of(reading: TableReading, lines: list[Line], edition: str) -> Positions:
    """The position in the form of each line: by its label, else by its place between proven lines."""
    order = {label.key: n for n, label in enumerate(EDITIONS[edition].request_rows)}
    positions: Positions = []
    for line in lines:
        position, match = _by_label(reading, line, order)
        if match is Match.GROUP_CONTEXT and any(known is not None and known >= position for known, _ in positions):
            # The group's label printed again: a later row of it, who knows which.
            position, match = None, Match.POSITIONAL
        positions.append((position, match))
        if match is Match.ALIAS or match is Match.FUZZY:
            reading.note("T-LABEL-VARIANT", x=line.label.text, y=EDITIONS[edition].request_rows[position].label)
    _leave_titles_out(lines, positions)
    _fill_gaps(reading, lines, positions, order)
    return positions


def _leave_titles_out(lines: list[Line], positions: Positions) -> None:
    """A group's label alone in a row without figures is a title where its first row stands below under its own label."""
    labelled = {position for position, match in positions if match is not Match.GROUP_CONTEXT}
    for n, (line, (position, match)) in enumerate(zip(lines, positions, strict=True)):
        if match is Match.GROUP_CONTEXT and position in labelled and not line.filled:
            positions[n] = None, Match.POSITIONAL


def _by_label(reading: TableReading, line: Line, order: dict[str, int]) -> tuple[int | None, Match]:
    if line.found and line.found.label.key in order:
        return order[line.found.label.key], line.found.match
    if not line.is_named_by_group:
        return None, Match.POSITIONAL
    if line.is_other_group and reading.edition is None:
        return None, Match.POSITIONAL  # a row of its own (2019) or the first of three (2021)?
    if "other_handling" in order and line.is_other_group:
        return order["other_handling"], Match.EXACT
    # a group's label alone names the first row under it
    if line.group.label.key == "results":
        return order[_FIRST_RESULT], Match.GROUP_CONTEXT
    rows = EDITIONS[reading.edition or "f2021"].request_rows
    return next(n for n, row in enumerate(rows) if row.group == line.group.label.key), Match.GROUP_CONTEXT


def _fill_gaps(reading: TableReading, lines: list[Line], positions: Positions, order: dict[str, int]) -> None:
    """Runs of unplaced lines: in order where they fill the gap exactly, or from the anchor their block touches."""
    at = 0
    while at < len(lines):
        if positions[at][0] is not None:
            at += 1
            continue
        end = next((n for n in range(at, len(lines)) if positions[n][0] is not None), len(lines))
        for n, position in zip(range(at, end), _run(reading, lines, positions, at, end, len(order)), strict=True):
            positions[n] = (position, Match.POSITIONAL)
        at = end


def _run(
    reading: TableReading, lines: list[Line], positions: Positions, at: int, end: int, rows: int
) -> list[int | None]:
    before = positions[at - 1][0] if at > 0 else -1
    behind = positions[end][0] if end < len(lines) else rows
    count, room = end - at, behind - before - 1
    unlabelled = all(line.label is None for line in lines[at:end])
    if count == room and (unlabelled or _similar_enough(lines[at:end], before + 1)):
        run = list(range(before + 1, behind))
    elif unlabelled and count < room and at == 0 and end < len(lines) and lines[end].block == lines[at].block:
        run = list(range(behind - count, behind))
    elif unlabelled and count < room and end == len(lines) and at > 0 and lines[at - 1].block == lines[-1].block:
        run = list(range(before + 1, before + 1 + count))
    else:
        run = []
    if not run or (reading.edition is None and run[-1] >= _SHARED_ROWS):
        refuse_lines(reading, lines[at:end])
        return [None] * count
    if unlabelled:
        reading.note("T-LABEL-LOST", n=count)
    return run


def _similar_enough(lines: Sequence[Line], first: int) -> bool:
    """A label that is no label of the form may stand in a proven gap only when it resembles the row it would name."""
    rows = EDITIONS["f2021"].request_rows
    for n, line in enumerate(lines):
        if line.label is None:
            continue
        printed, official = normalise(line.label.text).text, normalise(rows[first + n].label).text
        alike = len(set(printed) & set(official)) >= len(official) / 2 and same_sense(printed, official)
        if first + n >= _SHARED_ROWS or not alike:
            return False
    return True


def refuse_lines(reading: TableReading, lines: Sequence[Line]) -> None:
    for line in lines:
        raw = " ".join(cell.text for cell in line.filled)
        code = "T-CELL-REFUSED" if line.label is None else "T-UNKNOWN-ROW"
        if raw:
            reading.note(code, key="t3", x=f"{line.label.text}: {raw}" if line.label else raw)
