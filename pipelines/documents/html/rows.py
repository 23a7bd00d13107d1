"""What the elements of HTML mean here, and which of them are the rows and cells of an HTML table, however badly it is written."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from pipelines.documents.apart import RAISED, STRUCK

Element = etree._Element

CELLS = frozenset({"td", "th"})
_ROW_HOLDERS = frozenset({"table", "tr"})
ROW_GROUPS = frozenset({"thead", "tbody", "tfoot"})
BLOCKS = frozenset(
    """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search section summary table tbody td
    tfoot th thead title tr ul br
    """.split()  # noqa: SIM905 (names read best as words)
)
# Not text of the page. <xml> is what Word leaves when it is pasted; templates and frames show nothing by themselves.
UNSEEN = frozenset(
    """
    script style noscript template iframe object embed applet select button textarea xml title meta link base svg
    canvas audio video map datalist meter progress
    """.split()  # noqa: SIM905 (names read best as words)
)
# What stands higher, lower or struck out, and the parts of fractions and powers, are no digits of the number beside them,
# and no number alone. What is only written smaller is a number where nothing stands beside it.
_FORMULAS = ("mfrac", "msup", "msub", "msubsup", "munder", "mover", "munderover", "mroot", "mmultiscripts", "mtable")
APART = dict.fromkeys(("sup", "sub", "rt", *_FORMULAS), RAISED) | dict.fromkeys(("s", "strike", "del"), STRUCK)
SMALLER = "small"


@dataclass(slots=True)
class FoundRow:
    """The cells of a row, and the elements that make it: its <tr>, or the cells themselves where the <tr> is lost.

    `is_broken`: words stand between its cells, or another row or table inside it, so that no column can be trusted.
    """

    elements: list[Element] = field(default_factory=list)
    cells: list[Element] = field(default_factory=list)
    is_broken: bool = False


def row_groups(table: Element, dropped: set[Element]) -> list[list[FoundRow]]:
    """The rows of `table` by row group (thead, tbody, tfoot); tables inside its cells are left alone."""
    finder = _Finder()
    events = etree.iterwalk(table, events=("start", "end"))
    next(events)
    for event, element in events:
        if event == "end":
            finder.leave(element)
        elif element in dropped or finder.enter(element):
            events.skip_subtree()
    return [rows for group in finder.groups if (rows := [row for row in group if row.cells])]


class _Finder:
    def __init__(self) -> None:
        self.groups: list[list[FoundRow]] = [[]]
        self._row: FoundRow | None = None
        self._open_rows = 0

    def enter(self, element: Element) -> bool:
        """Takes note of `element`; True where its inside is none of this table's business."""
        tag = element.tag
        if tag in CELLS or (tag == "table" and self._open_rows):
            self._add(element)
        elif tag == "tr":
            self._open(element)
        elif tag in ROW_GROUPS:
            self._end_group()
        elif self._open_rows and (element.text or "").strip():
            self._row.is_broken |= tag not in ("script", "style")
        return tag in CELLS or tag == "table"

    def leave(self, element: Element) -> None:
        if self._open_rows and element.tag != "tr" and (element.tail or "").strip():
            self._row.is_broken = True
        if element.tag == "tr":
            self._open_rows -= 1
            self._row = self._row if self._open_rows else None
        elif element.tag in ROW_GROUPS:
            self._end_group()

    def _add(self, cell: Element) -> None:
        if self._row is None:
            self._row = FoundRow()
            self.groups[-1].append(self._row)
        if not self._open_rows:
            self._row.elements.append(cell)
        self._row.cells.append(cell)
        self._row.is_broken |= cell.tag == "table"

    def _open(self, element: Element) -> None:
        self._open_rows += 1
        if self._open_rows > 1:
            self._row.is_broken = True
            return
        self._row = FoundRow([element], is_broken=bool((element.text or "").strip()))
        self.groups[-1].append(self._row)

    def _end_group(self) -> None:
        if not self._open_rows:
            self.groups.append([])
            self._row = None


def untangle(root: Element) -> None:
    """Moves cells and rows out of the cell they fell into, as browsers do.

    A cell ends where the next one or a row begins; lxml misses that while a <span> or <div> is left open in the cell.
    """
    ends: dict[Element, Element] = {}  # cell or row: the last element that was moved behind it
    moved: dict[Element, Element] = {}  # element: the cell or row behind which it was moved
    for element in list(root.iter("tr", *CELLS)):
        parent = element.getparent()
        if parent is None or parent.tag in _ROW_HOLDERS:  # nearly always, and quickly told
            continue
        around = next(element.iterancestors("table", "tr", *CELLS), None)
        if around is None or around.tag not in CELLS:
            continue
        if element.tag == "tr" and (row := around.getparent()).tag == "tr":
            begun = moved.get(around, around)
            _part(row, ends.get(begun, begun))
            around = row
        behind = moved[element] = moved.get(around, around)
        ends.get(behind, behind).addnext(element)
        ends[behind] = element


def _part(row: Element, last: Element) -> None:
    """What follows the cell `last` in its row becomes a row of its own: another row began before it."""
    rest = list(last.itersiblings())
    if rest:
        row.addnext(further := row.makeelement("tr"))
        further.extend(rest)


def cells_around_tables(root: Element) -> set[Element]:
    """The cells that hold a table with more than one cell; a table of one cell is only a frame around words."""
    around: set[Element] = set()
    seen: set[Element] = set()
    for table in root.iter("table"):
        cells = table.iter(*CELLS)
        if next(cells, None) is None or next(cells, None) is None:
            continue
        for ancestor in table.iterancestors():
            if ancestor in seen:
                break
            seen.add(ancestor)
            if ancestor.tag in CELLS:
                around.add(ancestor)
    return around
