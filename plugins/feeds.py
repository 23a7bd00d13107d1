"""Atom feeds of what is new, for the whole archive, a place or an agency, and the page that explains them."""

from email.utils import format_datetime, parsedate_to_datetime

from datasette import hookimpl
from datasette.utils.asgi import NotFound, Response

from pipelines.publishing.answering import CORS, answer, archive, asked_of, etag, unchanged
from pipelines.publishing.feeds import TITLES, feed
from pipelines.publishing.pages import news, subscribing

_KIND = r"(?P<kind>new|corrections|findings)\.atom$"


@hookimpl
def register_routes():
    return [
        (r"/-/feeds(?P<format>\.json)?$", explained),
        (rf"/-/feeds/{_KIND}", atom),
        (rf"/-/feeds/place/(?P<place>[0-9]{{6,12}})/{_KIND}", atom),
        (rf"/-/feeds/agency/(?P<agency>[0-9]{{1,18}})/{_KIND}", atom),
    ]


async def explained(datasette, request):
    """`/-/feeds?place=&q=`: what there is to follow, and a way down to a place."""
    return await answer(datasette, request, "feeds.html", subscribing.page, titles=TITLES)


async def atom(datasette, request):
    """A feed; 304 for a client that has it, by its tag or else by its time."""
    asked = asked_of(request)
    made = await archive(datasette).execute_fn(lambda connection: _made(connection, asked, datasette, request))
    if made is None:
        raise NotFound("There is no such place or agency.", "没有这个地方或机关。")
    body, updated = made
    headers = CORS | {"etag": etag(body.decode()), "last-modified": format_datetime(updated, usegmt=True)}
    if unchanged(request, headers["etag"]) or "if-none-match" not in request.headers and _since(request, updated):
        return Response("", status=304, headers=headers)
    return Response(body, content_type="application/atom+xml; charset=utf-8", headers=headers)


def _made(connection, asked, datasette, request):
    named = subscribing.named(connection, asked)
    if named is None:
        return None
    scope, about = named
    found = news.NEWS[asked["kind"]](connection, asked)
    newest = news.latest(connection)
    body = feed(
        asked["kind"],
        scope,
        about,
        found,
        newest,
        lambda path: datasette.absolute_url(request, datasette.urls.path(path)),
    )
    return body, subscribing.moment(found, newest)


def _since(request, updated):
    try:
        return updated <= parsedate_to_datetime(request.headers.get("if-modified-since") or "")
    except (TypeError, ValueError):
        return False
