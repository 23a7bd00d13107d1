"""Reports that share wording: the pairs, and two texts side by side; as pages and as JSON."""

from datasette import hookimpl

from pipelines.publishing.answering import answer
from pipelines.publishing.pages import similar


@hookimpl
def register_routes():
    return [
        (r"/-/similar(?P<format>\.json)?$", pairs),
        (r"/-/similar/(?P<one>[0-9]+)/(?P<other>[0-9]+)(?P<format>\.json)?$", pair),
    ]


async def pairs(datasette, request):
    """`/-/similar?place=&year=&kind=&agency=`."""
    return await answer(datasette, request, "similar.html", similar.page)


async def pair(datasette, request):
    """`/-/similar/REPORT/REPORT`."""
    return await answer(datasette, request, "similar_pair.html", similar.pair)
