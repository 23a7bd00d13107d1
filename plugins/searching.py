"""The product's own search page, as a page and as JSON."""

from datasette import hookimpl

from pipelines.publishing.answering import answer
from pipelines.publishing.pages import searching


@hookimpl
def register_routes():
    return [(r"/-/search(?P<format>\.json)?$", search)]


async def search(datasette, request):
    """`/-/search?q=WORDS`; see pipelines.publishing.pages.searching for what may be asked."""
    return await answer(datasette, request, "search.html", searching.page)
