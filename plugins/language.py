"""The words of a page in one language: `say`, `word`, `about` and `value_word` for every template, `lang` and the switch."""

from datasette import hookimpl
from markupsafe import Markup, escape

from pipelines.publishing import codes, language, words
from pipelines.publishing.excerpts import marked
from pipelines.publishing.pages import filtering
from pipelines.publishing.showing.written import tabbed


@hookimpl
def prepare_jinja2_environment(env):
    env.globals |= {
        "say": language.say,
        "word": language.word,
        "about": language.about,
        "lang_of": language.lang_of,
        "in_latin": language.in_latin,
        "value_word": codes.said,
        "unit_word": words.unit_word,
        "digits": words.digits,
        "after_figure": lambda unit, value: language.word(words.after_figure(unit, value)),
        "moment": language.moment,
        "edition_word": _edition,
        "marked": marked,
        "column_words_of": words.columns,
        "condition_word": filtering.condition,
        "filters_told": filtering.told,
        "sorted_told": filtering.sorted_by,
    }
    env.filters |= {"edition_word": _edition, "tabbed": tabbed}


def _edition(editions):
    return language.word(codes.edition_words(editions or ""))


@hookimpl
def extra_template_vars(request):
    path, query = (request.path, request.query_string) if request else ("/", "")
    code, name, href = language.other(path, query)
    return {"lang": language.current(), "other_language": {"code": code, "name": name, "href": href}}


@hookimpl
def render_cell(value, column, table):
    """The codes of a table in words, with the code as the title; `status` is a report's only in its own table."""
    column = words.in_reports(column) if table == "reports_wide_zh" else column
    table = "reports" if table in ("reports_wide", "reports_wide_zh") else table
    if column == "status" and not table:
        return None
    shown = codes.said(column, value, table)
    return Markup(f'<span title="{escape(value)}">{escape(shown)}</span>') if shown != value else None
