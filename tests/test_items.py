"""The item pipelines where the reader itself fails: one document is lost to it, and no page is poured into the log."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from scrapy.settings import Settings

from pipelines.archive import Archive
from pipelines.items import AHEAD, Fetched, ReadPipeline
from pipelines.records import CaptureOutcome, Provenance, Robots

PAGE = "<html><body><p>望汐县的一则通知。</p></body></html>".encode()
NO_BYTES = ["what no document can be"]  # the reader fails over it with an AttributeError or a TypeError


def fetched(name: str, body: object, data) -> Fetched:
    url, at = f"http://127.0.0.1/{name}", "2026-01-01T00:00:00Z"
    item = Fetched(url, body, 200, [], "text/html", at, Robots.ALLOWED, Provenance(is_report=True))
    with Archive(data) as archive:
        item.capture = archive.add(url, PAGE, status=200, headers=[], fetched_at=at, media_type="text/html")
    return item


async def read(data, items: list[Fetched], **named) -> list[Fetched]:
    pipeline = ReadPipeline(SimpleNamespace(settings=Settings({"GONGKAI_DATA": str(data), "GONGKAI_READERS": 1})))
    pipeline.open_spider()
    try:
        return await asyncio.gather(*map(pipeline.process_item, items), **named)
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


def test_an_item_that_goes_no_further_takes_nobody_s_place(tmp_path, monkeypatch):
    async def no_room(self, item: Fetched) -> None:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(ReadPipeline, "_read", no_room)
    item = fetched("good.html", PAGE, tmp_path)
    many = read(tmp_path, [item] * (AHEAD + 3), return_exceptions=True)
    ends = asyncio.run(asyncio.wait_for(many, 60))
    assert {type(end) for end in ends} == {OSError}
