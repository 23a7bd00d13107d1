"""Two reports beside each other, as a page and as JSON."""

from datasette import hookimpl

from pipelines.publishing.answering import answer
from pipelines.publishing.official_tables import lay_out
from pipelines.publishing.pages import comparing
from pipelines.publishing.report_page import STATUS_WORDS


@hookimpl
def register_routes():
    return [(r"/-/compare(?P<format>\.json)?$", compare)]


async def compare(datasette, request):
    """`/-/compare?a=REPORT&b=REPORT`; see pipelines.publishing.pages.comparing for what may be asked."""
    more = {"status_words": STATUS_WORDS, "lay_out": lay_out}
    return await answer(datasette, request, "compare.html", comparing.page, **more)
