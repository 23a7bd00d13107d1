"""Cells of the form and statistics out of the entries of a document's tables of indicators."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipelines.form import STATISTICS, form_cells
from pipelines.form.editions import FormCell
from pipelines.form.labels import clean
from pipelines.reading.captions import is_another
from pipelines.reading.placing import TableReading
from pipelines.reading.rows import LAST_YEAR
from pipelines.reading.statistics.entries import MONEY, Entry
from pipelines.reading.statistics.finding import Found
from pipelines.reading.statistics.grids import entries_of
from pipelines.reading.statistics.naming import Name, bare, candidates, contradicts, name_lines, open_ends_refused
from pipelines.reading.values import parse
from pipelines.records import Cell, CellStatus, Match, Statistic

_FORMS = {cell.row_key: cell for cell in form_cells(STATISTICS.edition)}
_LINES = {line.key: line for line in STATISTICS.lines}
_SAME = 2  # lines printed again make another copy of the table


@dataclass(slots=True)
class Printing:
    """One printing of a table, perhaps over several grids: its entries, in the order of the lines."""

    entries: list[Entry]
    headed: bool
    of_year: int | None = None
    organ: str | None = None


@dataclass(slots=True)
class StatisticalReading:
    """What the tables of indicators of a document say: the national table's cells, and every printed line."""

    table: TableReading
    lines: list[Statistic] = field(default_factory=list)

    @property
    def tables(self) -> dict[str, TableReading]:
        """The national table by its name; nothing where the document has none and nothing is to be said of one."""
        return {"stat": self.table} if self.table.cells or self.table.findings else {}

    def all_lines(self, cells: Sequence[Cell]) -> tuple[Statistic, ...]:
        """The printed lines, and behind them those of the form that are missing."""
        printed = {line.key for line in self.lines}
        missing = [cell for cell in cells if cell.key.startswith("stat.") and cell.key not in printed]
        first = len(self.lines)
        rest = (_missing(first + n, cell) for n, cell in enumerate(missing))
        return (*self.lines, *rest)


def _missing(position: int, cell: Cell) -> Statistic:
    line = _LINES[cell.key.removeprefix("stat.")]
    heading = _LINES[line.group].label if line.group else None
    return Statistic(position, cell.key, line.label, heading, cell.status, None, cell.unit)


def read_statistics(found: Found, year: int | None, agency: str | None) -> StatisticalReading:
    """What the tables of indicators that were found say of the report of `agency` on `year`."""
    reading = StatisticalReading(TableReading("stat"))
    printings = [
        Printing(entries, area.headed, of_year, organ)
        for area, of_year, organ in found.areas
        if (entries := _in_sequence(entries_of(area, year)))
    ]
    printings += [Printing(entries, True, *of) for entries, *of in found.loose]
    others = [one.organ for one in printings if is_another(one.organ, agency)]
    printings = [one for one in printings if one.organ not in others]
    own = [
        one for one in printings if one.of_year is None or (one.of_year != LAST_YEAR and year in (None, one.of_year))
    ]
    if printings and not own:
        reading.table.note("T-OTHER-YEAR", y=printings[0].of_year or None)
    elif others and not own:
        reading.table.note("T-OTHER-AGENCY", x=others[0])
    copies = _joined(own)
    printed = [_read(reading, copy, year) for copy in copies]
    if len(copies) > 1 and reading.table.cells:
        reading.table.note("T-DUPLICATE-TABLE", x=str(len(copies)))
        _dispute_unshared(reading.table, printed)
    reading.lines = list(_settled(reading))
    return reading


def _dispute_unshared(table: TableReading, printed: Sequence[set[str]]) -> None:
    """Copies that differ anywhere are different tables: what one of them lacks, no other may give."""
    printed = [keys for keys in printed if keys]
    if any(cell.status is CellStatus.REFUSED for cell in table.cells.values()):
        for key in set().union(*printed) - set.intersection(*printed):
            table.dispute(table.cells[key], table.cells[key])


def _in_sequence(groups: list[list[Entry]]) -> list[Entry]:
    """Lines printed side by side run down one side and then down the other, or across: as the form has them."""
    if len(groups) < 2:
        return groups[0] if groups else []
    down = [entry for group in groups for entry in group]
    across = sorted(down, key=lambda entry: (entry.row.index, groups.index(next(g for g in groups if entry in g))))
    return across if _disorder(across) < _disorder(down) else down


def _disorder(entries: Sequence[Entry]) -> int:
    """How often a certain line stands before one that the form has above it."""
    places = {line.key: n for n, line in enumerate(STATISTICS.lines)}
    names = [name for name in (name_lines(entries, True) or ()) if name]
    found = [places[name.line.key] for name in names]
    return sum(1 for one, after in zip(found, found[1:], strict=False) if after < one)


def _joined(printings: Sequence[Printing]) -> list[Printing]:
    """Printings that go on in another grid are one; lines printed again begin another copy."""
    joined: list[Printing] = []
    for one in printings:
        labels = {bare(entry.label) for entry in one.entries if entry.label}
        known = {bare(entry.label) for entry in joined[-1].entries if entry.label} if joined else set()
        if joined and len(labels & known) < max(_SAME, len(labels) / 4):
            joined[-1].entries += one.entries
            joined[-1].headed |= one.headed
        else:
            joined.append(Printing(list(one.entries), one.headed))
    return joined


def _read(reading: StatisticalReading, printing: Printing, year: int | None) -> set[str]:
    """Adds the cells and lines of one printing; the keys of the cells it has."""
    first = len(reading.lines)
    entries = printing.entries
    before = year is not None and year < STATISTICS.years[0]
    names = [None] * len(entries) if before else name_lines(entries, printing.headed)
    torn = names is None
    if torn:
        reading.table.note("T-HEADER-CONFLICT")
    names = names or [None] * len(entries)
    if any(names):
        reading.table.edition = STATISTICS.edition
        _refuse_twins(reading.table, entries, names)
    heading: str | None = None
    for entry, name in zip(open_ends_refused(entries, names), names, strict=True):
        if _is_heading(entry, name):
            heading = entry.label or (name.line.label if name else heading)
        else:
            _add(reading, entry, name, heading, torn)
    return {line.key for line in reading.lines[first:] if line.key in reading.table.cells}


def _refuse_twins(table: TableReading, entries: Sequence[Entry], names: Sequence[Name | None]) -> None:
    """A label that stands twice in the form, and nothing says which one this is: neither cell can be read."""
    known = {name.line.key for name in names if name}
    for entry, name in zip(entries, names, strict=True):
        twins = candidates(entry.label)[0] if entry.label and not name else ()
        for line in twins if len(twins) > 1 and entry.has_figure else ():
            if line.key not in known and line.unit:
                table.put(_refused(table, f"stat.{line.key}", line.unit, entry))


def _is_heading(entry: Entry, name: Name | None) -> bool:
    """A line without a figure of its own: it has no unit, or a dash for one, and nothing stands for its figure."""
    if entry.has_figure:
        return False
    return name.line.unit is None if name else entry.counted_in is None


def _add(reading: StatisticalReading, entry: Entry, name: Name | None, heading: str | None, torn: bool) -> None:
    position = len(reading.lines)
    if name and name.line.unit:
        cell = _cell(reading.table, entry, name)
        if cell.status is not CellStatus.MISSING:
            reading.table.put(cell)
        _note_label(reading.table, entry, name)
        unit, key = cell.unit, cell.key
    else:
        cell = _generic(reading.table, entry, torn)
        unit, key = cell.unit, None
    reading.lines.append(
        Statistic(
            position, key, entry.label or None, heading, cell.status, cell.value, unit, cell.raw, cell.match, cell.place
        )
    )


def _note_label(table: TableReading, entry: Entry, name: Name) -> None:
    if name.match in (Match.ALIAS, Match.FUZZY):
        table.note("T-LABEL-VARIANT", x=entry.label, y=name.line.label)
    elif name.match is Match.POSITIONAL:
        table.note("T-LABEL-LOST", n=1)


def _cell(table: TableReading, entry: Entry, name: Name) -> Cell:
    """The cell of the form that an entry fills."""
    form = _FORMS[name.line.key]
    if entry.value is None and not entry.doubt:
        return Cell(form.key, CellStatus.MISSING, form.edition, unit=form.unit, match=name.match)
    if entry.doubt or entry.row.torn or contradicts(entry, name.line):
        return _refused(table, form.key, form.unit, entry)
    if form.number == "amount" and _lacks_unit(entry):
        table.note("T-UNIT-MISSING", key=form.key, x=entry.value.text)
        place = entry.row.place(entry.value)
        return Cell(form.key, CellStatus.REFUSED, form.edition, None, entry.value.text, form.unit, name.match, place)
    return _parsed(table, form, entry, name.match)


def _parsed(table: TableReading, form: FormCell, entry: Entry, match: Match) -> Cell:
    money = entry.counted_in if entry.counted_in in MONEY else None
    value = parse(entry.value.text, form.number, form.unit, money)
    if value.status is CellStatus.REPORTED and form.number == "count" and not _counts_ones(entry):
        return _refused(table, form.key, form.unit, entry)
    if value.finding:
        table.note(value.finding, key=form.key, x=entry.value.text)
    elif value.status is CellStatus.UNPARSEABLE:
        table.note("T-CELL-UNPARSEABLE", key=form.key, x=entry.value.text)
    place = entry.row.place(entry.value)
    return Cell(form.key, value.status, form.edition, value.value, entry.value.text, form.unit, match, place)


def _counts_ones(entry: Entry) -> bool:
    """Whether the unit's cell counts single things: 万条 multiplies what stands beside it, a percentage counts none."""
    return not any(char in "十百千万亿%" for char in clean(entry.unit or "") + (entry.counted_in or ""))


def _lacks_unit(entry: Entry) -> bool:
    """Money that is not nothing and for which neither its cell nor its line says 元 or 万元."""
    value = parse(entry.value.text, "amount", None, None)
    return value.finding == "T-UNIT-MISSING" and entry.counted_in not in MONEY


def _generic(table: TableReading, entry: Entry, torn: bool) -> Cell:
    """A line the form does not know, with the unit it prints."""
    unit = entry.counted_in
    if entry.value is None and not entry.doubt:
        return Cell("", CellStatus.MISSING, "", unit=unit)
    if entry.doubt or torn or entry.row.torn or entry.label is None:
        return _refused(table, "stat", unit, entry)
    text = entry.value.text
    value = parse(text, "any", unit)
    if value.printed_unit and unit and (value.printed_unit in MONEY or unit in MONEY) and value.printed_unit != unit:
        return _refused(table, "stat", unit, entry)
    if value.finding or value.status is CellStatus.UNPARSEABLE:
        table.note(value.finding or "T-CELL-UNPARSEABLE", key="stat", x=text)
    said = value.printed_unit if value.printed_unit else unit
    return Cell("", value.status, "", value.value, text, said, None, entry.row.place(entry.value))


def _refused(table: TableReading, key: str, unit: str | None, entry: Entry) -> Cell:
    shown = entry.doubt or ((entry.value,) if entry.value else ())
    raw = " ".join(cell.text for cell in shown)
    name = entry.label or ""
    table.note("T-CELL-REFUSED", key=key if key != "stat" else name or key, x=raw)
    place = entry.row.place(shown[0]) if len(shown) == 1 else None
    return Cell(key, CellStatus.REFUSED, STATISTICS.edition, raw=raw, unit=unit, place=place)


def _settled(reading: StatisticalReading) -> Iterator[Statistic]:
    """The lines as the cells ended up: what two printings disagree about is refused in both."""
    for line in reading.lines:
        cell = reading.table.cells.get(line.key or "")
        if cell is not None and cell.status is CellStatus.REFUSED and line.value is not None:
            yield Statistic(
                line.position, line.key, line.indicator, line.heading, cell.status, None, line.unit, line.raw,
                line.match, line.place,
            )  # fmt: skip
        else:
            yield line
