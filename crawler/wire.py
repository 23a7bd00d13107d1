"""Requests and answers between Scrapy's words and ours: a request for what a platform asks, what is kept of an answer."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from urllib.parse import urldefrag

from scrapy import Request
from scrapy.http import Response

from crawler.addresses import document_key
from crawler.platforms import Ask
from crawler.runs import SourceRun, now
from crawler.source import Source
from pipelines.items import Fetched
from pipelines.records import CaptureOutcome, Level, Provenance, Robots


def request(ask: Ask, run: SourceRun, validators: dict[str, str], **named: object) -> Request:
    """The request for an Ask; only a GET is conditional. `named` goes to Scrapy as it is."""
    body = ask.body(run.source.options.encoding or "utf-8")
    return Request(
        ask.url,
        method="GET" if body is None else "POST",
        body=body or b"",
        headers=_headers(ask) | (validators if body is None else {}),
        meta={"source": run.source, "rendered": ask.rendered},
        dont_filter=True,
        **named,
    )


def _headers(ask: Ask) -> dict[str, str]:
    """What goes with a request besides what Scrapy sends."""
    kinds = {"Content-Type": "application/json"} if ask.json is not None else {}
    if ask.form is not None:
        kinds = {"Content-Type": "application/x-www-form-urlencoded"}
    return kinds | ({"Referer": ask.referer} if ask.referer else {})


def provenance(source: Source, said: dict | None) -> Provenance:
    """What source and list row say of a document; `said` None for the source's own pages.

    The source's level is its publisher's, so it is passed on only for the publisher's own report.
    """
    whole = Provenance(source=source.id, division=source.division, publisher=source.publisher)
    if said is None:
        return whole
    return replace(
        whole,
        title=said.get("title"),
        agency=said.get("agency"),
        published_on=said.get("date"),
        level=source.level if said.get("agency") == source.publisher else Level.UNKNOWN,
        is_report=bool(said.get("report")),
        page=said.get("page"),
    )


def fetched(response: Response, provenance: Provenance, listed: Ask | None, unchanged: str | None, **named) -> Fetched:
    """An answer as an item. `listed` is what was asked where the answer is a page of a list, which is not read."""
    headers = [(k.decode("latin-1"), v.decode("latin-1")) for k, values in response.headers.items() for v in values]
    own = None if unchanged else listed
    return Fetched(
        url=_address(response, own),
        body=b"" if unchanged else response.body,
        status=response.status,
        headers=headers,
        media_type=header(headers, "content-type"),
        fetched_at=now(),
        robots=response.meta.get("robots", Robots.UNKNOWN),
        provenance=provenance,
        same_as=unchanged,
        outcome=CaptureOutcome.LIST_PAGE if own else None,
        note=own.note if own else None,
        **named,
    )


def _address(response: Response, listed: Ask | None) -> str:
    """Where an answer came from. A page asked for its links keeps the fragment it was asked with: it may be a report as
    well, and the same bytes under the same address would be one capture.
    """
    fragment = urldefrag(listed.url).fragment if listed else ""
    return f"{response.url}#{fragment}" if fragment and "#" not in response.url else response.url


def own_address(response: Response, asked: str) -> str:
    """The last address on the way to an answer that still is that of the document `asked`; what is not there is sent on,
    to the home page or to one that says so."""
    way = (*response.meta.get("redirect_urls", ()), response.url)
    return next((url for url in reversed(way) if document_key(url) == document_key(asked)), asked)


def ticket(request: Request) -> tuple[str, str] | None:
    """What a request was made for, through all its redirects: source and address; None for robots.txt."""
    said = request.cb_kwargs
    return (said["run"].source.id, said["asked"]) if "asked" in said else None


def header(headers: list[tuple[str, str]], name: str) -> str | None:
    """The last header of a name, given in lower case."""
    return next((value for key, value in reversed(headers) if key.lower() == name), None)


def broken(response: Response, error: Exception) -> str:
    """What a fault of ours over an answer is called in the run's note; the address stays due."""
    return f"{response.url}: our own fault over this page ({type(error).__name__}: {error}); the next run asks again"


def sha256(response: Response) -> str:
    return hashlib.sha256(response.body).hexdigest()
