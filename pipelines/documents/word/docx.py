"""DOCX: the paragraphs and tables of word/document.xml as Word shows them, tracked deletions and hidden text left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from pipelines.documents.apart import RAISED, STRUCK, apart, settled
from pipelines.documents.lines import Lines, fold, fold_fields
from pipelines.documents.packages import Element, Parts, name_of
from pipelines.documents.refusals import MOST_CELLS, OnlyPictures, TooLarge, Unreadable
from pipelines.documents.sight import DOUBTFUL
from pipelines.documents.tables import Written, runs
from pipelines.documents.word.appearance import show
from pipelines.documents.word.pictured import pictures_of, shows_a_page
from pipelines.documents.word.tables import TableRow, rows_of
from pipelines.records import Document

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAIN_PART = re.compile(r"word/document\d*\.xml\Z")
_SHORTEST_TITLE = 4  # characters

# Elements of which nothing is shown in the running text; the rest is looked into, whatever it is called.
_UNSEEN = frozenset(
    """
    del moveFrom delText delInstrText instrText footnoteReference endnoteReference commentReference annotationRef rt
    pPr rPr tblPr tblGrid trPr tcPr sectPr sdtPr sdtEndPr fldData binData numPicBullet altChunk
    """.split()  # noqa: SIM905 (names read best as words)
)
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_LEAST_RAISE = 4  # half-points; smaller shifts only centre a line
_WRAPPERS = frozenset({"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "AlternateContent"})
_DRAWN = ("{*}drawing", "{*}pict", "{*}object", "{*}altChunk", "{*}contentPart", "{*}subDoc")
_PLAIN_MATH = frozenset({"r", "t", "rPr", "ctrlPr", "oMathParaPr"})
_HAN = re.compile("[\u4e00-\u9fff]")


def read_docx(body: bytes, charset: str | None = None) -> Document:
    """The document as a Document; `charset` is of no use here. Raises Unreadable and TooLarge."""
    parts = Parts(body, "DOCX")
    main = _main_part(parts)
    root = parts.xml(main)
    show(root, parts, main)
    walk = _Walk(root)
    document = walk.lines.document(media_type=MEDIA_TYPE, pictures=tuple(walk.pictures))
    if not any(char.isalnum() for char in document.text) and any(True for _ in pictures_of(root, parts, main)):
        raise OnlyPictures("The DOCX shows pictures and no text.")
    title = _title(parts)
    return replace(document, title=title) if title and title in document.text else document


def pictures_in(body: bytes) -> Iterator[bytes]:
    """The pictures of a DOCX that shows nothing else, in their order. Raises Unreadable and TooLarge."""
    parts = Parts(body, "DOCX")
    main = _main_part(parts)
    root = parts.xml(main)
    show(root, parts, main)
    return pictures_of(root, parts, main)


def _main_part(parts: Parts) -> str:
    """The part that the file itself names as its text, else the one with the usual name."""
    named = [part for kind, part in parts.relations("").values() if kind == "officeDocument" and part in parts]
    usual = [name for name in parts.names if MAIN_PART.match(name)]
    if not named and not usual:
        raise Unreadable("The DOCX file is broken: it has no text.")
    return (named or usual)[0]


def _title(parts: Parts) -> str | None:
    """The title of the core properties; often a template's, so it counts only where the text has it too."""
    if "docProps/core.xml" not in parts:
        return None
    title = next((element.text or "" for element in parts.xml("docProps/core.xml").iter("{*}title")), "")
    return title if len(title := fold(title)) >= _SHORTEST_TITLE else None


class _Walk:
    """Writes the body of `root` to `lines`."""

    def __init__(self, root: Element) -> None:
        if sum(1 for _ in root.iter("{*}tc")) > MOST_CELLS:
            raise TooLarge(f"The document has more than {MOST_CELLS:,} table cells.")
        self.lines = Lines()
        self.pictures: list[int] = []  # where in the text they stand; those beside words are none
        self._blocks(next(root.iter("{*}body"), root))

    def _blocks(self, parent: Element) -> None:
        """The paragraphs and tables inside `parent`, in order."""
        for element in parent.iterchildren():
            name = name_of(element)
            if name == "p":
                self._paragraph(element)
            elif name == "tbl":
                self._table(element)
            elif name in _WRAPPERS:
                self._blocks(element)

    def _paragraph(self, paragraph: Element) -> None:
        words = "".join(_words(paragraph))
        if not words.strip() and shows_a_page(paragraph):
            self.pictures.append(self.lines.length)
        for line in words.split("\n"):
            self.lines.paragraph(fold_fields(settled(line)))
        for box in _boxes(paragraph):
            self._blocks(box)

    def _table(self, table: Element) -> None:
        found = rows_of(table, _written)
        for is_grid, first, rows in runs([row.slots for row in found]):
            if is_grid:
                self.lines.grid(first, rows)
            else:
                self._prose(found[first : first + len(rows)])

    def _prose(self, rows: list[TableRow]) -> None:
        for row in rows:
            for cell in row.cells:
                self._blocks(cell)


def _written(cell: Element) -> Written:
    """A cell's words on one line. A cell that holds a table, or whose merging or deleting is only proposed, is prose.

    What is drawn in it is no text, and whoever reads the cell must be able to see that: a picture may be a figure, or
    hide one.
    """
    tables = any(len(list(table.iter("{*}tc"))) != 1 for table in cell.iter("{*}tbl"))
    if tables or next(cell.iter("{*}cellDel", "{*}cellIns", "{*}cellMerge"), None) is not None:
        return Written("", is_prose=True)
    paragraphs = [*_paragraphs(cell), *(p for box in _boxes(cell) for p in _paragraphs(box))]
    text = fold(settled("\n".join("".join(_words(paragraph)) for paragraph in paragraphs)))
    return Written(text + DOUBTFUL if not _HAN.search(text) and _is_drawn_in(cell) else text)


def _is_drawn_in(cell: Element) -> bool:
    """Whether anything but text boxes is drawn in a cell."""
    return any(next(drawn.iter("{*}txbxContent"), None) is None for drawn in cell.iter(*_DRAWN))


def _paragraphs(parent: Element) -> Iterator[Element]:
    for element in parent.iterchildren():
        if (name := name_of(element)) == "p":
            yield element
        elif name in _WRAPPERS or name in ("tbl", "tr", "tc"):
            yield from _paragraphs(element)


def _words(parent: Element) -> Iterator[str]:
    """The words inside `parent` as shown, with text boxes left to _boxes()."""
    for element in parent.iterchildren():
        name = name_of(element)
        if name == "t":
            yield element.text or ""
        elif name in _SIGNS:
            yield _SIGNS[name]
        elif name == "sym":
            yield _symbol(element)
        elif name == "r":
            yield from _run(element)
        elif name == "oMath" and any(name_of(part) not in _PLAIN_MATH for part in element.iterdescendants()):
            yield apart(RAISED, "".join(_words(element)))  # a fraction or a power is no number of its digits
        elif name not in _UNSEEN and name != "txbxContent":
            yield from _words(element)


def _run(run: Element) -> Iterator[str]:
    """A run's words. Raised, lowered or struck-out ones stay apart from the number beside them."""
    marks = {name_of(mark): mark for mark in next(run.iterchildren("{*}rPr"), ())}
    if _is_on(marks, "vanish") or (_is_on(marks, "webHidden") and _sign(marks) is None):
        return
    sign = _sign(marks)
    yield from [apart(sign, "".join(_words(run)))] if sign else _words(run)


def _sign(marks: dict[str, Element]) -> str | None:
    if _is_on(marks, "strike") or _is_on(marks, "dstrike"):
        return STRUCK
    raised = _value(marks.get("position")) or "0"
    is_shifted = bool(re.fullmatch(r"[+-]?\d{1,4}", raised)) and abs(int(raised)) >= _LEAST_RAISE
    return RAISED if is_shifted or _value(marks.get("vertAlign")) in ("superscript", "subscript") else None


def _is_on(marks: dict[str, Element], name: str) -> bool:
    return name in marks and _value(marks[name]) not in ("0", "false", "off")


def _value(element: Element | None, attribute: str = "val") -> str | None:
    if element is None:
        return None
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == attribute), None)


def _symbol(element: Element) -> str:
    code = _value(element, "char") or ""
    return (
        chr(int(code, 16))
        if re.fullmatch("[0-9A-Fa-f]{2,4}", code) and not 0xD800 <= int(code, 16) < 0xE000
        else "\ufffd"
    )


def _boxes(parent: Element) -> Iterator[Element]:
    """The text boxes anchored in `parent`, outermost ones, each once (its Fallback for old programs repeats it)."""
    events = etree.iterwalk(parent, events=("start",))
    for _, element in events:
        name = name_of(element)
        if name in _UNSEEN or name == "txbxContent":
            events.skip_subtree()
        if name == "txbxContent":
            yield element
