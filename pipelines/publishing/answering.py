"""One way to answer for every page of ours: a dict from the rows, as HTML by its template, or as JSON where the address ends in .json.

A page is a function `make(connection, asked) -> dict` that knows neither Datasette nor HTTP: it reads rows, and raises
WrongQuestion (400) or NothingThere (404) with one sentence. The same dict is what the template shows and the JSON holds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, is_dataclass
from sqlite3 import Connection

from datasette.database import Database
from datasette.utils.asgi import BadRequest, NotFound, Response

from pipelines.publishing.as_of import as_of
from pipelines.publishing.cutting import whole
from pipelines.publishing.opening import at_one_moment
from pipelines.publishing.sentences import Sentence

NAME = "archive"
# Everything here is public and nobody signs in, so any site may read the answers of ours that are data.
CORS = {"access-control-allow-origin": "*", "access-control-expose-headers": "etag, last-modified, link, x-as-of"}
Page = Callable[[Connection, Mapping[str, str]], dict]


class WrongQuestion(Sentence):
    """The address asks for something that cannot be answered as it was put: one sentence."""


class NothingThere(Sentence):
    """What the address names is not in the archive: one sentence."""


async def answer(datasette, request, template: str, make: Page, **more) -> Response:
    """The page that `make` gives for the request's parameters, with those of its path; `more` is for the template only."""
    page = await made(datasette, request, make)
    if request.path.endswith(".json"):
        return as_json(page, request)
    shown = {"page": page, "asked": asked_of(request), "json_address": json_address(request)} | more
    return Response.html(await datasette.render_template(template, shown, request=request))


async def made(datasette, request, make: Page) -> dict:
    """The page as data, with the moment of the archive in it. Names are whole where the address has a format: JSON or a file."""
    database = archive(datasette)
    asked = asked_of(request)
    for_programs = bool((request.url_vars or {}).get("format"))

    def read(connection: Connection) -> dict:
        with at_one_moment(connection), whole(for_programs):
            return make(connection, asked)

    try:
        page = await database.execute_fn(read)
    except WrongQuestion as why:
        raise BadRequest(why.en, why.zh) from why
    except NothingThere as why:
        raise NotFound(why.en, why.zh) from why
    return {"as_of": as_of(database.path)} | page


def archive(datasette) -> Database:
    """The archive's database. Raises NotFound where none is open."""
    if NAME not in datasette.databases:
        raise NotFound("There is no archive.", "没有可用的档案库。")
    return datasette.databases[NAME]


def site_of(datasette, request) -> str:
    """What the addresses in an answer begin with: scheme, host and folder that were asked, without the last slash."""
    return datasette.absolute_url(request, datasette.urls.instance()).rstrip("/")


def asked_of(request) -> dict[str, str]:
    """The parameters of the address, the last of each, and those in its path; empty ones are as if not given."""
    given = {name: request.args.getlist(name)[-1] for name in request.args}
    in_path = {name: value for name, value in (request.url_vars or {}).items() if value and name != "format"}
    return {name: value.strip() for name, value in (given | in_path).items() if value.strip()}


def as_json(page: Mapping, request) -> Response:
    """JSON that any site may read, with an ETag of its content; 304 where the client has it."""
    body = json.dumps(page, ensure_ascii=False, default=_plain)
    headers = CORS | {"etag": etag(body)}
    if unchanged(request, headers["etag"]):
        return Response("", status=304, headers=headers)
    return Response(body, content_type="application/json; charset=utf-8", headers=headers)


def etag(body: str) -> str:
    """A weak validator, as HTTP asks of one that compression may pass over."""
    return f'W/"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'


def unchanged(request, tag: str) -> bool:
    """Whether the client already has what this tag names."""
    held = request.headers.get("if-none-match") or ""
    return tag.removeprefix("W/") in {one.strip().removeprefix("W/") for one in held.split(",")} or held.strip() == "*"


def json_address(request) -> str:
    """The address of this page as JSON."""
    query = f"?{request.query_string}" if request.query_string else ""
    return f"{request.path}.json{query}"


def number(asked: Mapping[str, str], name: str, least: int = 0) -> int | None:
    """A whole number of the address; None where not given. Raises WrongQuestion for anything else (SQLite's limit counts)."""
    given = asked.get(name)
    if given is None:
        return None
    if not (given.isascii() and given.isdecimal() and len(given) <= 18 and int(given) >= least):
        raise WrongQuestion(
            f"{name} is a whole number{f' from {least}' if least else ''}.",
            f"{name} 应是{f'不小于 {least} 的' if least else ''}整数。",
        )
    return int(given)


def one_of(asked: Mapping[str, str], name: str, values) -> str | None:
    """A word of the address that is one of `values`; None where not given. Raises WrongQuestion for any other."""
    given = asked.get(name)
    if given is not None and given not in values:
        known = list(map(str, values))
        raise WrongQuestion(f"{name} is one of: {', '.join(known)}.", f"{name} 应是以下之一：{'、'.join(known)}。")
    return given


def _plain(value: object) -> object:
    if is_dataclass(value):
        return asdict(value)
    return list(value) if isinstance(value, set | frozenset | tuple) else str(value)
