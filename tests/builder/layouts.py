"""The registry of layouts: what each is called, how it is rendered, and what it can still show of a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from tests.builder import html_formats as html
from tests.builder import html_shapes as shapes
from tests.builder import text_layouts as text
from tests.builder import wear
from tests.builder.docx_format import docx
from tests.builder.draft import Draft
from tests.builder.ofd_format import OFD_STYLES, ofd
from tests.builder.pdf_format import STYLES, pdf
from tests.builder.sheet_format import xlsx, xlsx_sheets

Render = Callable[[Draft], bytes]


@dataclass(frozen=True)
class Layout:
    """`shows_blanks`: an empty cell can be told from none. `marks_rows`: rows end visibly. `whole`: every cell of an
    undamaged report can be proven, so that it has to be read."""

    name: str
    format: str
    suffix: str
    media_type: str
    render: Render
    shows_blanks: bool = True
    marks_rows: bool = True
    whole: bool = True
    spans: bool = False  # spans are stated, as in HTML and DOCX
    wear: Callable[[Draft], None] = lambda draft: None


def _text(name: str, make: Callable[[Draft], str], **traits) -> Layout:
    return Layout(name, "text", ".txt", "text/plain", lambda draft: make(draft).encode("utf-8"), **traits)


def _tables(rows: text.TableRows, **separators: str) -> Callable[[Draft], str]:
    return partial(text.document, rows=rows, **separators)


_HIDDEN = {"shows_blanks": False, "marks_rows": False, "wear": wear.hidden_blanks}
_TEXT = (
    _text("tab", _tables(text.tab), wear=wear.blank_ends),
    _text("tab_shifted", _tables(text.tab_shifted), wear=wear.shifted),
    _text("tabc", _tables(text.tabc, gap="\n"), wear=wear.blank_ends),
    _text("cpl", _tables(text.cpl, gap="\n"), **_HIDDEN),
    _text("cpl_blank", _tables(text.cpl_blank, between="\n\n"), **_HIDDEN),
    _text("pipe_row", _tables(text.pipe_row), wear=wear.shifted),
    _text("markdown", _tables(text.markdown), wear=wear.blank_ends),
    _text("pipe_cell", _tables(text.pipe_cell), wear=wear.blank_ends),
    _text("pipe_single", _tables(text.pipe_single, between="\n\n"), **_HIDDEN),
    _text("concat", _tables(text.concat), shows_blanks=False, whole=False, wear=wear.run_together),
    _text("dedup", text.dedup, **(_HIDDEN | {"whole": False, "wear": wear.kept_once})),
    _text("onepara", text.onepara, **_HIDDEN),
    _text("one_table", text.one_table, **_HIDDEN),
)
LAYOUTS: dict[str, Layout] = {layout.name: layout for layout in _TEXT}


def _html(name: str, render: Render, **traits) -> Layout:
    return Layout(name, "html", ".html", "text/html", render, **({"spans": True} | traits))


_HTML = (
    _html("html", html.clean),
    _html("html_short_header", html.short_header),
    _html("html_no_spans", html.no_spans),
    _html("html_layout_tables", html.layout_tables),
    _html("html_one_layout_cell", html.one_layout_cell),
    _html("html_word", html.word),
    _html("html_trailing_columns", html.trailing_columns),
    _html("html_index_column", html.clean, wear=shapes.with_index),
    _html("html_note_column", html.clean, wear=shapes.with_note),
    _html("html_subtotal_column", html.clean, wear=shapes.with_subtotal),
    _html("html_unnamed_subtotal", html.clean, wear=shapes.with_unnamed_subtotal, whole=False),
    _html("html_cell_paragraphs", html.cell_paragraphs),
    _html("html_paragraphs_only", html.paragraphs_only, **_HIDDEN, spans=False),
    _html("html_heads", html.heads),
    _html("html_unclosed", html.unclosed),
    _html("html_gb18030", html.in_gb18030('<meta http-equiv="Content-Type" content="text/html; charset=gb2312">')),
    _html("html_gb_wrong", html.in_gb18030(html.UTF8)),
    _html("html_gb_missing", html.in_gb18030("")),
    _html("html_chrome", html.chrome),
    _html("html_one_table", html.one_table),
    _html("html_split", html.split),
)
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OOXML = (
    Layout("docx", "docx", ".docx", _WORD, docx, spans=True),
    Layout("xlsx", "xlsx", ".xlsx", _SHEET, xlsx, spans=True),
    Layout("xlsx_sheets", "xlsx", ".xlsx", _SHEET, xlsx_sheets, spans=True),
)
LAYOUTS |= {layout.name: layout for layout in (*_HTML, *_OOXML)}


def _pdf(name: str) -> Layout:
    style = STYLES[name]
    traits = {"spans": True} if style.lines else _HIDDEN
    return Layout(name, "pdf", ".pdf", "application/pdf", pdf(style), **traits)


LAYOUTS |= {name: _pdf(name) for name in STYLES}


def _ofd(name: str) -> Layout:
    style = OFD_STYLES[name]
    traits = {"spans": True} if style.lines else _HIDDEN
    return Layout(name, "ofd", ".ofd", "application/ofd", ofd(style), **traits)


LAYOUTS |= {name: _ofd(name) for name in OFD_STYLES}
