"""Which rows of a document belong to which statutory table, and whether a caption says they are another year's."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import dropwhile, zip_longest

from pipelines.form import APPLICANTS, EDITIONS, TABLE_FOUR
from pipelines.form.labels import HEADINGS, clean, normalise
from pipelines.reading.captions import goes_on, organ_below, organ_of
from pipelines.reading.disputes import parts_of
from pipelines.reading.parts_of_year import PART_OF_YEAR, YEAR_BEFORE
from pipelines.reading.requests.lines import COUNT
from pipelines.reading.rows import LAST_YEAR, Row, Segment, filled, grid_rows
from pipelines.reading.streams import stream_segments
from pipelines.reading.turning import upright
from pipelines.reading.values import is_blank, is_word, looks_like_value
from pipelines.records import Document, Grid, Paragraph

TABLES = ("t2", "t3", "t4")
_SHORTEST_MARK = 4
_FEWEST_WORDS = 3  # of a table in running text
_NUMBERS_OF_A_LABEL = 2  # its own and its group's, which are no figures
_LONGEST_CAPTION = 40
_PAGE_NUMBER = re.compile(r"[-—–]\s*\d{1,3}\s*[-—–]|第\s*\d{1,3}\s*页")
_LONGEST_TITLE = 60
_MULTIPLE = re.compile(r"单位[:：]?[十百千万亿]+(?:件|条|个|项|次|宗|起)")
_SECTIONS_OF_A_REPORT = 3
_REPORT_TITLE = re.compile(r".*?(?P<year>20\d\d)年?度?.*信息公开.*(?:报告|年报)")
_CAPTION = re.compile(
    r"(?:(?P<year>20\d\d)年度?(?!\d{1,2}月)|(?<![较比与和同对])(?<!不含)(?<!不包[含括])(?:上一?年度?|去年)(?!度?结?转)(?:同期)?)"
    r"(?:[)）]*$|[^。，；！]*(?:数据|统计|情况|报表|表)(?:如下|见下)?[)）:：]*$)"
    r"|(?:样表|样例|示例|范例|范本|模板|作废|测试(?:用|数据)?)[)）:：。]*$"
)
_PERIOD = re.compile(r"统计(?:时间|时段|期间|区间|期限|年度)[:：为是自]*(?P<year>20\d\d)年")
# Of several years: 自2008年5月以来累计, 累计统计表（2014-2016年）, 以下为累计数.
_SEVERAL_YEARS = re.compile(
    r"(?:自20\d\d年|20\d\d年?.{0,6}以来|历年).*累计|累计数?据?[)）:：。]*$|累计.*20\d\d年?[-—–~～至到]+20\d\d年?"
)
_ON_TABLE_ABOVE = re.compile(r"(?:注|说明|备注)[:：]?|(?=以上|上表|本表)")
# （2023年1-6月）, 第三季度…情况表: of the year, and not the year's.
_PART_OF_YEAR = re.compile(
    rf"(?:{PART_OF_YEAR})份?"
    r"(?:[)）:：]*$|[^。，；！]*(?:数据|统计|情况|报表|表)(?:如下|见下)?[)）:：]*$)"
)

# The widest cells of a table's header, and what may stand with them: 2022年行政复议, 申请人情况（上年度）.
_WIDE_HEAD = re.compile(r"(?:申请人|行政复议|行政诉讼)(?:情况|结果|数量)?|第二十条第.{1,3}项|.*勾稽关系.*")
_TIME = rf"(?:20\d\d年度?|{YEAR_BEFORE}|样表|示例)"
_SPEAKS_OF_TIME = re.compile("[年样示范模季月废测累]")  # quickly told
_TIME_OF_HEAD = re.compile(rf"^\(?(?P<before>{_TIME})\)?:?|\((?P<behind>{_TIME})\)$")


def find_segments(
    document: Document, taken: Collection[tuple[int, int]] = (), apart: Sequence[tuple[int, int]] = ()
) -> list[Segment]:
    """The runs of rows of the tables t2, t3, t4; paragraphs are searched only for tables that no grid holds.

    `taken` are rows (number of the grid, of the row), `apart` stretches of the text that are known to belong to
    another kind of table.
    """
    grids = [[row for row in rows if (row.table, row.index) not in taken] for _, rows in grid_rows(document)]
    segments = [s for rows in grids for s in _split_rows(_without_page_numbers(rows))]
    date_segments(document, segments)
    held = {segment.table for segment in segments if segment.of_year is None}
    if set(TABLES) - held:
        loose = [segment for segment in stream_segments(document) if segment.table not in held]
        loose = [
            one for one in loose if not any(start <= one.span[0] < end for start, end in apart) and not _is_word(one)
        ]
        date_segments(document, loose)
        segments += loose
    segments = sorted(map(upright, map(without_multiples, segments)), key=lambda segment: segment.span)
    _without_pairs(segments)
    return segments


def without_multiples(segment: Segment) -> Segment:
    """The segment; none of its figures counts where its caption or header counts in tens or more (单位：万件)."""
    said = [segment.caption, *(cell.text for row in segment.rows for cell in row.cells if "单位" in cell.text)]
    if any(_MULTIPLE.search(clean(text)) for text in said if "单位" in text):
        segment.rows = [replace(row, torn=True) for row in segment.rows]
    return segment


def _without_pairs(segments: Sequence[Segment]) -> None:
    """Where two tables stand side by side in a grid (this year's and last year's), no figure of the grid counts."""
    pairs = {row.table for segment in segments for row in segment.rows if row.table is not None and _is_pair(row)}
    for segment in segments if pairs else ():
        segment.rows = [replace(row, torn=True) if row.table in pairs else row for row in segment.rows]


def _is_pair(row: Row) -> bool:
    """Whether behind a label and its figures another row of table two or three stands, with figures of its own."""
    cells = list(dropwhile(lambda cell: not is_word(cell.text), row.cells))  # without a number in front
    figures = [n for n, cell in enumerate(cells) if looks_like_value(cell.text)]
    between = cells[figures[1] : figures[-1]] if len(figures) > _NUMBERS_OF_A_LABEL else ()
    return any(is_word(cell.text) and _marks().get(normalise(cell.text).text) in TABLES[:2] for cell in between)


def _is_word(segment: Segment) -> bool:
    """A word of the form in a sentence of prose (诉讼2件，1件尚未审结): a label or two, and no figure of a row."""
    cells = [cell for row in segment.rows for cell in row.cells]
    return len(cells) < _FEWEST_WORDS and not any(looks_like_value(cell.text) for cell in cells)


def copies(segments: Sequence[Segment]) -> list[list[Segment]]:
    """The segments of one table, apart by printing: rows named a second time begin another copy of the table."""
    printed: list[list[Segment]] = []
    named: set[str] = set()
    for segment in segments:
        labels = _labels(segment)
        if not printed or len(labels & named) >= min(2, len(labels)):
            printed.append([])
            named = set()
        printed[-1].append(segment)
        named |= labels
    return printed


def _labels(segment: Segment) -> set[str]:
    """The wordings of the rows of figures in a segment; table four has one row, without a wording, or parts."""
    rows = [row for row in segment.rows if any(looks_like_value(cell.text) for cell in row.cells)]
    if segment.table == "t4":
        return {key for part in parts_of(segment) for key in part.blocks} or ({"t4"} if rows else set())
    return {normalise(row.texts[-1].text).text for row in rows if row.texts}


def date_segments(document: Document, segments: Sequence[Segment]) -> None:
    """Writes into each segment the year that its caption, or the report it stands in, says, and the organ it names."""
    paragraphs = [block for block in document.blocks if isinstance(block, Paragraph)]
    ends = [paragraph.end for paragraph in paragraphs]
    texts = [document.text[p.start : p.end] for p in paragraphs]
    further = _further_reports(texts)
    grids = sorted((block for block in document.blocks if isinstance(block, Grid)), key=lambda grid: grid.start)
    starts, tables = [grid.start for grid in grids], sorted(grid.end for grid in grids)
    below = _organs_below(grids, texts, ends)
    last: Segment | None = None
    for segment in segments:
        start = segment.span[0]
        before = bisect_right(ends, start)
        above = bisect_right(tables, start)
        behind_last_table = bisect_right(ends, tables[above - 1]) if above else 0
        between = texts[behind_last_table:before]
        captions = between[-2:]
        segment.caption = captions[-1] if captions else ""
        captioned = _one_year(_year_of(captions, segment), _year_in_heads(segment.rows))
        captioned = _one_year(captioned, _year_within(segment.rows))
        if is_in_grid := (own := bisect_right(starts, start) - 1) >= 0 and start < grids[own].end:
            notes = _notes_below(texts[bisect_right(ends, grids[own].end) :][:2])
            captioned = _one_year(captioned, next((y for note in notes if (y := _year_in(note)) is not None), None))
            segment.caption = "\n".join((segment.caption, *(note for note in notes if "单位" in note)))
        titled = [year for n, year in further if n < before]
        segment.of_year = titled[-1] if captioned is None and titled else captioned
        segment.organ = organ_of(segment.rows, between) or (below[own] if is_in_grid else None)
        if segment.organ is None and last and last.organ:
            behind = bisect_right(ends, last.span[1])
            segment.organ = last.organ if _in_one_grid(last, segment) or goes_on(texts[behind:before]) else None
        last = segment


def _organs_below(grids: Sequence[Grid], texts: Sequence[str], ends: Sequence[int]) -> list[str | None]:
    """The organ that the paragraphs right below each grid name; none where they may be the caption of the grid behind."""
    organs = []
    for own, following in zip_longest(grids, grids[1:]):
        behind = texts[bisect_right(ends, own.end) : following and bisect_right(ends, following.start)]
        organs.append(None if following and goes_on(behind) else organ_below(behind))
    return organs


def _notes_below(texts: Sequence[str]) -> list[str]:
    """The lines right below a grid that speak of it: 注：单位：百件, 以上为2022年数据."""
    found = ((text, _ON_TABLE_ABOVE.match(text)) for text in map(str.strip, texts) if len(text) <= _LONGEST_CAPTION)
    return [text[match.end() :] for text, match in found if match]


def _in_one_grid(one: Segment, other: Segment) -> bool:
    return one.rows[0].table is not None and one.rows[0].table == other.rows[0].table


def _further_reports(texts: Sequence[str]) -> list[tuple[int, int]]:
    """Titles of reports that begin after another report's sections, by the number of their paragraph, and their years."""
    short = [(n, text) for n, text in enumerate(texts) if len(text) <= _LONGEST_TITLE]
    likely = [(n, text) for n, text in short if "公" in text and ("报" in text or "報" in text)]  # quickly told
    titles = [(n, int(match["year"])) for n, text in likely if (match := _REPORT_TITLE.fullmatch(clean(text)))]
    if not titles:
        return []
    headings = [n for n, text in short if n <= titles[-1][0] and normalise(text).text in HEADINGS]
    return [(n, year) for n, year in titles if bisect_right(headings, n) >= _SECTIONS_OF_A_REPORT]


def _year_of(above: Sequence[str], segment: Segment) -> int | None:
    """The year that a caption right above the rows, or a title row among them, names; None where none does."""
    titles = [cells[0].text for row in segment.rows[:2] if len(cells := filled(row.cells)) == 1 and not _mark(row)]
    return next((year for text in (*titles, *reversed(above)) if (year := _year_in(text)) is not None), None)


def _year_within(rows: Sequence[Row]) -> int | None:
    """The year that a row of words alone, further down among the figures of a table, names (样表, 以下为2022年数据)."""
    spoken = (row for row in rows[2:] if any(_SPEAKS_OF_TIME.search(cell.text) for cell in row.cells))
    alone = [cells[0].text for row in spoken if len(cells := filled(row.cells)) == 1 and not _mark(row)]
    return next((year for text in alone if (year := _year_in(text)) is not None), None)


def _year_in(text: str) -> int | None:
    text = clean(text)
    if len(text) > _LONGEST_CAPTION:
        return None
    if _PART_OF_YEAR.search(text) or _SEVERAL_YEARS.search(text):
        return LAST_YEAR
    match = _PERIOD.search(text) or _CAPTION.search(text)
    return (int(match["year"]) if match["year"] else LAST_YEAR) if match else None


def _year_in_heads(rows: Sequence[Row]) -> int | None:
    """The year that the widest cells of a table's header name; None where they name none."""
    said: int | None = None
    for text in (clean(cell.text) for row in rows for cell in row.cells if _SPEAKS_OF_TIME.search(cell.text)):
        match = _TIME_OF_HEAD.search(text)
        if match and _WIDE_HEAD.fullmatch(text[: match.start()] + text[match.end() :]):
            time = match["before"] or match["behind"]
            said = _one_year(said, int(time[:4]) if time.startswith("20") else LAST_YEAR)
    return said


def _one_year(one: int | None, other: int | None) -> int | None:
    """The year that either names; of two different ones the table is that of none."""
    if one is None or other is None:
        return other if one is None else one
    return one if one == other else LAST_YEAR


@cache
def _marks() -> dict[str, str]:
    """Wordings that occur in one table only, by their normalised form."""
    marks: dict[str, str] = {normalise("信息内容").text: "t2"}
    for edition in EDITIONS.values():
        labels = [("t3", row) for row in (*edition.request_rows, *edition.groups)]
        labels += [("t2", label) for block in edition.blocks for label in (*block.columns, *block.rows)]
        labels += [("t4", label) for label in (*TABLE_FOUR.blocks, *TABLE_FOUR.outcomes)]
        for table, label in labels:
            for wording in (label.label, *label.aliases):
                if len(text := normalise(wording).text) >= _SHORTEST_MARK:
                    marks[text] = table
    marks |= {
        normalise(text).text: "t3"
        for text in ("自然人", "申请人情况", "法人或其他组织", *(a.label for a in APPLICANTS[1:5]))
    }
    return marks | {"行政诉讼": "t4"}


def _mark(row: Row) -> str | None:
    """The table that a row's own wording proves."""
    for cell in row.cells:
        if cell.text.isascii():  # figures; all marks are Chinese
            continue
        text = clean(cell.text)
        if len(text) < 3:
            continue
        if table := _marks().get(normalise(cell.text).text):
            return table
        if text.startswith("第二十条"):
            return "t2"
    return None


def _split_rows(rows: Sequence[Row]) -> Iterator[Segment]:
    """A grid's rows by table: rows without a mark of their own belong with the marked ones above, the first with those
    below; a grid without any mark is table three when it is a plain block of rows of seven figures."""
    marks = [_mark(row) for row in rows]
    current = next((mark for mark in marks if mark), None) or _by_shape(rows)
    if current is None:
        return
    segment = Segment(current)
    for row, mark in zip(rows, marks, strict=True):
        if mark and mark != segment.table:
            if segment.rows:
                yield segment
            segment = Segment(mark)
        segment.rows.append(row)
    yield segment


def _by_shape(rows: Sequence[Row]) -> str | None:
    figures = [sum(1 for cell in row.cells if looks_like_value(cell.text)) for row in rows]
    words = any(not is_blank(cell.text) and not looks_like_value(cell.text) for row in rows for cell in row.cells)
    lengths = {len(edition.request_rows) for edition in EDITIONS.values()}
    return "t3" if not words and len(rows) in lengths and set(figures) == {COUNT} else None


def _without_page_numbers(rows: Sequence[Row]) -> list[Row]:
    alone = [(row, filled(row.cells)) for row in rows]
    return [row for row, cells in alone if len(cells) != 1 or not _PAGE_NUMBER.fullmatch(cells[0].text)]
