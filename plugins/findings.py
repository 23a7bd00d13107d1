"""The explorer of findings, as a page and as JSON."""

from urllib.parse import urlencode

from datasette import hookimpl

from pipelines.publishing.answering import answer
from pipelines.publishing.finding_words import SEVERITIES
from pipelines.publishing.pages import findings


@hookimpl
def register_routes():
    return [(r"/-/findings(?P<format>\.json)?$", explorer)]


async def explorer(datasette, request):
    """`/-/findings?code=&severity=&year=&level=&place=&agency=`; see pipelines.publishing.pages.findings."""
    return await answer(datasette, request, "findings.html", findings.page, severity_words=SEVERITIES, query=_query)


def _query(filters, **other):
    """The address' parameters with some of them changed; None takes one out."""
    return urlencode({name: value for name, value in (filters | other).items() if value is not None})
