"""robots.txt and the sitemaps."""

from datasette import hookimpl
from datasette.utils.asgi import NotFound, Response
from markupsafe import escape

from pipelines.publishing import robots
from pipelines.publishing.answering import archive, site_of

_MAP = r"/-/sitemap/(?P<kind>pages|reports|agencies)-(?P<number>[0-9]{1,6})\.xml$"


@hookimpl
def register_routes():
    return [(r"/robots\.txt$", robots_txt), (r"/sitemap\.xml$", sitemap), (_MAP, part)]


async def robots_txt(datasette, request):
    """Which addresses a robot may ask for, and how often."""
    return Response.text(robots.robots_txt(site_of(datasette, request)))


async def sitemap(datasette, request):
    """The sitemap of sitemaps."""
    home = str(escape(site_of(datasette, request)))
    return _xml(await archive(datasette).execute_fn(lambda connection: robots.index(connection, home)))


async def part(datasette, request):
    """One of them."""
    home, kind, number = (
        str(escape(site_of(datasette, request))),
        request.url_vars["kind"],
        int(request.url_vars["number"]),
    )
    body = await archive(datasette).execute_fn(lambda connection: robots.part(connection, home, kind, number))
    if not body:
        raise NotFound("There is no such sitemap.", "没有这份网站地图。")
    return _xml(body)


def _xml(body):
    return Response(body, content_type="application/xml; charset=utf-8")
