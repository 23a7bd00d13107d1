"""The versions of a report and its citations, as pages, as JSON and in the formats of citation programs."""

from datetime import UTC, datetime, timedelta

from datasette import hookimpl
from datasette.utils.asgi import BadRequest, Response

from pipelines.publishing.answering import CORS, answer, made, site_of
from pipelines.publishing.pages import citing, versions

_CHINA = timedelta(hours=8)


@hookimpl
def register_routes():
    return [
        (r"/-/versions/(?P<report>[0-9]+)(?P<format>\.json)?$", versions_of),
        (r"/-/cite/(?P<report>[0-9]+)(?P<format>\.json)?$", cite),
    ]


async def versions_of(datasette, request):
    """`/-/versions/REPORT?version=`; see pipelines.publishing.pages.versions."""
    return await answer(datasette, request, "versions.html", versions.page)


async def cite(datasette, request):
    """`/-/cite/REPORT?key=&version=&format=bibtex|csl`; see pipelines.publishing.pages.citing."""
    base = site_of(datasette, request)
    today = (datetime.now(UTC) + _CHINA).date().isoformat()

    wanted = request.args.get("format")
    whole = bool(wanted or request.url_vars.get("format"))

    def page(connection, asked):
        return citing.page(connection, asked, base, today, whole)

    if not wanted:
        return await answer(datasette, request, "cite.html", page)
    if wanted not in citing.FORMATS:
        known = list(citing.FORMATS)
        raise BadRequest(f"format is one of: {', '.join(known)}.", f"format 应是以下之一：{'、'.join(known)}。")
    body, media_type, name = citing.as_format(await made(datasette, request, page), wanted)
    headers = CORS | {"content-disposition": f'attachment; filename="{name}"', "x-content-type-options": "nosniff"}
    return Response(body, content_type=f"{media_type}; charset=utf-8", headers=headers)
