"""How the archive is made, what is refused, what was measured; and whom to tell of an error."""

from pathlib import Path

from datasette import hookimpl

from pipelines.publishing.answering import NAME, answer
from pipelines.publishing.contact import contact
from pipelines.publishing.pages import methods


@hookimpl
def register_routes():
    return [(r"/-/methods(?P<format>\.json)?$", explained)]


async def explained(datasette, request):
    """`/-/methods`."""
    database = datasette.databases.get(NAME)
    whom = contact(Path(database.path).parent) if database else None
    return await answer(datasette, request, "methods.html", methods.page, contact=whom)
