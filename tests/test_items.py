"""The item pipelines where the reader itself fails: one document is lost to it, and no page is poured into the log."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from scrapy.settings import Settings

from pipelines.archive import Archive
from pipelines.items import Fetched, ReadPipeline
from pipelines.records import CaptureOutcome, Provenance, Robots

PAGE = "<html><body><p>望汐县的一则通知。</p></body></html>".encode()
NO_BYTES = ["what no document can be"]  # the reader fails over it with an AttributeError or a TypeError


def fetched(name: str, body: object, data) -> Fetched:
    url, at = f"http://127.0.0.1/{name}", "2026-01-01T00:00:00Z"
    item = Fetched(url, body, 200, [], "text/html", at, Robots.ALLOWED, Provenance(is_report=True))
    with Archive(data) as archive:
        item.capture = archive.add(url, PAGE, status=200, headers=[], fetched_at=at, media_type="text/html")
    return item


async def read(data, items: list[Fetched]) -> list[Fetched]:
    pipeline = ReadPipeline(SimpleNamespace(settings=Settings({"GONGKAI_DATA": str(data), "GONGKAI_READERS": 1})))
    pipeline.open_spider()
    try:
        return await asyncio.gather(*map(pipeline.process_item, items))
    finally:
        pipeline.close_spider()


@pytest.fixture(scope="module")
def items(tmp_path_factory):
    data = tmp_path_factory.mktemp("items")
    names = (("bad.html", NO_BYTES), ("good.html", PAGE))
    return asyncio.run(read(data, [fetched(name, body, data) for name, body in names]))


def test_an_unforeseen_fault_of_the_reader_costs_one_document(items):
    bad, good = items
    ((outcome, note),) = bad.readings.outcomes
    assert outcome is CaptureOutcome.UNREADABLE
    assert "Error" in note
    assert [outcome for outcome, _ in good.readings.outcomes] == [CaptureOutcome.NOT_A_REPORT]


def test_an_item_in_the_log_is_short_and_without_its_body(items):
    assert "good.html" in repr(items[1])
    assert "通知" not in repr(items[1])
    assert "<p>" not in repr(items[1])
    assert len(repr(items[1])) < 1000
