"""The documented addresses for programs, each with the beginning of a real answer of this archive."""

import time
from weakref import WeakKeyDictionary

from datasette import hookimpl
from datasette.utils.asgi import Response

from pipelines.publishing.answering import as_json, json_address, made
from pipelines.publishing.pages import api

_FRESH_SECONDS = 300  # answers are asked again after that if the archive has changed
_answers: WeakKeyDictionary = WeakKeyDictionary()


@hookimpl
def register_routes():
    return [(r"/-/api(?P<format>\.json)?$", explained)]


async def explained(datasette, request):
    """`/-/api`."""
    page = await made(datasette, request, api.page)
    answers = await _current(datasette, page)
    page["examples"] = [one | answers.get(one["name"], {}) for one in page["examples"]]
    if request.path.endswith(".json"):
        return as_json(page, request)
    shown = {"page": page, "json_address": json_address(request)}
    return Response.html(await datasette.render_template("api.html", shown, request=request))


async def _current(datasette, page):
    """The answers to all examples: kept while the archive is as it was, and some minutes longer."""
    held = _answers.get(datasette)
    if held and (held["as_of"] == page["as_of"] or time.monotonic() - held["asked"] < _FRESH_SECONDS):
        return held["answers"]
    answers = {one["name"]: await _answer(datasette, one["path"]) for one in page["examples"]}
    _answers[datasette] = {"as_of": page["as_of"], "asked": time.monotonic(), "answers": answers}
    return answers


async def _answer(datasette, path):
    answer = await datasette.client.get(path)
    kind = answer.headers.get("content-type", "")
    return {
        "status": answer.status_code,
        "media_type": kind.partition(";")[0],
        "answer": api.excerpt(answer.text, kind),
    }
