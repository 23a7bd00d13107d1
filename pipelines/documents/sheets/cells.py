"""What one cell of a sheet shows: its string or number in its format, and signs where that is not what it holds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipelines.documents.apart import RAISED, apart, settled
from pipelines.documents.lines import fold
from pipelines.documents.packages import Element, name_of
from pipelines.documents.sheets.number_formats import show, show_text
from pipelines.documents.sheets.workbook import Style, Workbook, int_of, value, words
from pipelines.documents.sight import may_be_figure

_NO_RESULT = "（公式没有存下结果）"
CLOCK = re.compile(r"\b(?:TODAY|NOW|RAND|RANDBETWEEN|RANDARRAY)\s*\(", re.I)  # other results at every opening
_HELD = "（单元格所存：{}）"
_BOTH = "（显示：{}；单元格所存：{}）"  # so that neither is a figure


@dataclass(slots=True)
class Cells:
    """Reads the cells of one sheet, whose formulas may share their wording."""

    book: Workbook
    hides_zeros: bool = False
    shows_formulas: bool = False
    _shared: dict[str, str] = field(default_factory=dict)

    def text(self, cell: Element, style: Style) -> str:
        """What the cell shows, on one line. A figure that may not be seen, or not this one, is set apart: `[12]`."""
        children = {name_of(child): child for child in cell.iterchildren()}
        stored = (children["v"].text or "") if "v" in children else ""
        text = self._shown(value(cell, "t") or "n", stored, children, style)
        doubtful = style.doubtful or ("f" in children and self._may_change(children["f"]))
        mark = style.mark or (RAISED if doubtful and may_be_figure(text) else None)
        return fold(settled(apart(mark, text) if mark and text else text))

    def _may_change(self, formula: Element) -> bool:
        """Whether opening the file may show another result than was stored, or the formula itself."""
        shared = value(formula, "si") or ""
        code = formula.text or self._shared.get(shared, "")
        if shared and formula.text:
            self._shared[shared] = formula.text
        return self.shows_formulas or self.book.recalculates or bool(CLOCK.search(code))

    def _shown(self, kind: str, stored: str, children: dict[str, Element], style: Style) -> str:
        if kind == "inlineStr":
            return _as_text(words(children["is"]) if "is" in children else "", style)
        if not stored:
            return _NO_RESULT if "f" in children and kind != "str" else ""
        if kind == "s":
            number = int_of(stored, len(self.book.strings))
            return _as_text(self.book.strings[number], style) if number < len(self.book.strings) else "\ufffd"
        if kind == "b":
            return "TRUE" if stored == "1" else "FALSE"
        if kind == "str":
            return _as_text(stored, style)
        return self._number(stored, style) if kind == "n" else stored

    def _number(self, stored: str, style: Style) -> str:
        """The number as shown. Where that is not what is stored both stand there, and nobody can take one for the other."""
        shown = show(stored, style.code, self.book.since_1904)
        if shown and self.hides_zeros and shown.exact and not float(stored):
            shown = shown._replace(text="", exact=False)
        if shown is None or not shown.text:
            return _HELD.format(stored)
        return shown.text if shown.exact else _BOTH.format(shown.text, stored)


def _as_text(text: str, style: Style) -> str:
    """A string as its cell's format shows it."""
    shown = show_text(text, style.code)
    if shown is None or not shown.text:
        return _HELD.format(text) if text.strip() else text
    return shown.text if shown.exact else _BOTH.format(shown.text, text)
