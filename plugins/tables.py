"""The cells of Datasette's tables in one piece: written cell by cell by the template they cost 6 µs each, and there are thousands."""

from datasette import hookimpl
from datasette.utils import to_css_class
from markupsafe import Markup, escape

from pipelines.publishing import language
from pipelines.publishing.cutting import VALUE, cut

_LONG = 240  # characters: some six lines of a column


@hookimpl
def prepare_jinja2_environment(env):
    env.globals["cells_of"] = cells_of


def cells_of(display_rows, column_words):
    """The rows of a table's page as `tr` elements; values are escaped unless a plugin has made them markup."""
    begun: dict[str, tuple[str, str]] = {}
    pieces: list[str] = []
    for row in display_rows:
        pieces.append("<tr>")
        for cell in row:
            if (known := begun.get(cell["column"])) is None:
                known = begun[cell["column"]] = _beginning(cell, column_words)
            foreign = ' lang="zh-CN"' if language.current() == "en" and language.lang_of(cell["value"]) != "en" else ""
            shown = _link(cell) if cell.get("is_special_link_column") else _shown(cell["value"])
            pieces.append(f'{known[0]}{cell["value_type"]}"{foreign}{known[1]}{shown}</td>')
        pieces.append("</tr>\n")
    return Markup("".join(pieces))


def _shown(value):
    """A value; a long text shows its first lines, so that one cell does not make its row as tall as the page."""
    if isinstance(value, Markup):
        return value
    shown = escape(cut(value, VALUE) if isinstance(value, str) else value)
    return Markup(f'<span class="long">{shown}</span>') if len(shown) > _LONG else shown


def _beginning(cell, column_words):
    """What all cells of a column begin with, before and behind the type of the value."""
    column = cell["column"]
    named = language.word(column_words[column]) if column_words and column in column_words else column
    label = language.say("行", "Row") if cell.get("is_special_link_column") else named
    return f'<td class="col-{escape(to_css_class(column))} type-', f' data-label="{escape(label)}">'


def _link(cell):
    href, row = Markup(str(cell["value"]).split('"')[1]), escape(cell["raw"])
    return f'<a href="{href}" title="{row}" aria-label="{language.say("行", "Row")} {row}">→</a>'
