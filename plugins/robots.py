"""robots.txt and the sitemaps."""

from datasette import hookimpl
from datasette.utils.asgi import NotFound, Response
from markupsafe import escape

from pipelines.publishing import robots

NAME = "archive"
_MAP = r"/-/sitemap/(?P<kind>pages|reports|agencies)-(?P<number>[0-9]{1,6})\.xml$"


@hookimpl
def register_routes():
    return [(r"/robots\.txt$", robots_txt), (r"/sitemap\.xml$", sitemap), (_MAP, part)]


async def robots_txt(datasette, request):
    """Which addresses a robot may ask for, and how often."""
    return Response.text(robots.robots_txt(_home(datasette, request)))


async def sitemap(datasette, request):
    """The sitemap of sitemaps."""
    home = str(escape(_home(datasette, request)))
    return _xml(await _archive(datasette).execute_fn(lambda connection: robots.index(connection, home)))


async def part(datasette, request):
    """One of them."""
    home, kind, number = (
        str(escape(_home(datasette, request))),
        request.url_vars["kind"],
        int(request.url_vars["number"]),
    )
    body = await _archive(datasette).execute_fn(lambda connection: robots.part(connection, home, kind, number))
    if not body:
        raise NotFound("There is no such sitemap.", "没有这份网站地图。")
    return _xml(body)


def _home(datasette, request):
    return datasette.absolute_url(request, "/").rstrip("/")


def _archive(datasette):
    if NAME not in datasette.databases:
        raise NotFound("There is no archive.", "没有可用的档案库。")
    return datasette.databases[NAME]


def _xml(body):
    return Response(body, content_type="application/xml; charset=utf-8")
