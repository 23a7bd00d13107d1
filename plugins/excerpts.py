"""Long texts in a table of rows: an excerpt with the searched terms marked, instead of the whole."""

from contextvars import ContextVar
from functools import wraps
from urllib.parse import parse_qs

from datasette import hookimpl

from pipelines.publishing.excerpts import excerpt, marked

_LONG = {("sections", "text"), ("documents", "text")}
# Datasette tells a cell's renderer nothing of the request, so what was searched for is kept beside it.
_searched: ContextVar[str | None] = ContextVar("searched", default=None)


@hookimpl
def asgi_wrapper():
    def wrap(app):
        @wraps(app)
        async def remembering(scope, receive, send):
            if scope["type"] == "http":
                asked = parse_qs(scope.get("query_string", b"").decode("latin-1"))
                _searched.set(asked.get("_search", [None])[0])
            await app(scope, receive, send)

        return remembering

    return wrap


@hookimpl
def render_cell(value, column, table):
    if (table, column) not in _LONG or not isinstance(value, str):
        return None
    return marked(excerpt(value, _searched.get()))
