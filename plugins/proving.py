"""Click a figure: the archived source opens at the place, marked. The source itself stands in a frame that can do nothing."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from datasette import hookimpl
from datasette.utils.asgi import NotFound, Response

from pipelines.publishing.answering import NAME, answer, asked_of, made
from pipelines.publishing.pages import figures, whereabouts
from pipelines.publishing.showing.asking import NOTHING, Shown
from pipelines.publishing.showing.workers import Workers

# Nothing that a site put into a document may run, load, be sent anywhere, or be taken for a page of ours.
_FRAMED = {
    "content-security-policy": "sandbox; default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}
_AN_HOUR = {"cache-control": "max-age=3600"}
_workers = Workers()
# threads of their own: whoever waits for a slow document keeps nobody else waiting; more of them than may wait
_threads = ThreadPoolExecutor(12, "source")


@hookimpl
def register_routes():
    return [
        (r"/-/source/(?P<report>[0-9]+)(?P<format>\.json)?$", source),
        (r"/-/source/(?P<report>[0-9]+)/view$", view),
        (r"/-/source/(?P<report>[0-9]+)/picture$", picture),
    ]


async def source(datasette, request):
    """`/-/source/REPORT?key=`, or `?start=&end=`: the figure in words, and the source with it marked."""
    return await answer(datasette, request, "source.html", figures.page)


async def view(datasette, request):
    """What stands in the frame: the document made harmless, the place marked in it."""
    place = await made(
        datasette, request, lambda connection, asked: whereabouts.page(connection, asked, _folder(datasette))
    )
    shown = await _ask("look", place["asked"]) if place["asked"] else Shown(NOTHING)
    text = await _linear(datasette, place) if shown.kind == NOTHING else None
    variables = {"shown": shown, "text": text, "place": place, "asked": asked_of(request)}
    page = await datasette.render_template("source_view.html", variables, request=request)
    return Response.html(page, headers=_FRAMED)


async def picture(datasette, request):
    """A page of a PDF or of a scan as a picture."""
    place = await made(
        datasette, request, lambda connection, asked: whereabouts.page(connection, asked, _folder(datasette))
    )
    drawn = await _ask("picture", place["drawn"]) if place["asked"] else Shown(NOTHING)
    if isinstance(drawn, Shown):
        zh, en = drawn.said or ("没有存档的原文。", "There is no capture.")
        raise NotFound(en, zh)
    return Response(drawn, content_type="image/webp", headers=_FRAMED | _AN_HOUR)


async def _ask(name, asked):
    return await asyncio.get_running_loop().run_in_executor(_threads, _workers.ask, name, asked)


async def _linear(datasette, place):
    return await datasette.databases[NAME].execute_fn(lambda connection: whereabouts.linear_text(connection, place))


def _folder(datasette):
    return Path(datasette.databases[NAME].path).parent
