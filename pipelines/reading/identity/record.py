"""The catalogue record that a platform prints beside a document (索引号, 发布机构, …): who published it.

Its markups are told in the text of the page: label and value side by side in a table, in one line, in two lines, or
one under the other in a table with a head. The publisher may be the office that runs the site, so it proves nothing alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.form.labels import clean
from pipelines.reading.agencies import bare_name, looks_like_agency
from pipelines.reading.folding import fold
from pipelines.records import Document, Grid, GridCell

_LABELS = ("发布机构", "发文机关", "发文单位", "发布单位", "制发机关", "公开责任部门", "公开主体", "信息提供单位")
_GAP = r"[^\S\n]*"
_SPACED = "|".join(_GAP.join(label) for label in _LABELS)
_PRINTED = re.compile(rf"(?:{_SPACED}){_GAP}[:】\]]?\s*[|\[]?\s*(?P<name>[\u3400-\u9fff()·]{{2,36}})")
_FURTHEST = 4000  # code points of the page in which its record may stand


def publishers(document: Document, before: int) -> Iterator[tuple[str, str]]:
    """What records above the report (its first heading stands at `before`) name as publisher: the words as printed, the name."""
    end = min(before, _FURTHEST)
    folded = fold(document.text)
    for match in _PRINTED.finditer(folded, 0, end):
        if looks_like_agency(name := bare_name(match["name"])):
            yield document.text[match.start() : match.end()], name
    for block in document.blocks:
        if isinstance(block, Grid) and block.start < end:
            yield from _under_its_label(block)


def _under_its_label(grid: Grid) -> Iterator[tuple[str, str]]:
    """名称 | 索引号 | 发布机构 over a single row of values."""
    if len({cell.row for cell in grid.cells}) != 2:
        return
    at = {(cell.row, cell.column): cell for cell in grid.cells}
    for head in (cell for cell in grid.cells if cell.row == 0 and clean(cell.text).rstrip(":") in _LABELS):
        below: GridCell | None = at.get((1, head.column))
        if below and looks_like_agency(name := bare_name(fold("".join(below.text.split())))):
            yield below.text, name
