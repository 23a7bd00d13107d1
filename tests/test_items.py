"""The item pipelines where the reader itself fails: one document is lost to it, and no page is poured into the log."""

from __future__ import annotations

import asyncio
import gc
import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import SimpleNamespace

import pytest
from scrapy.exceptions import DropItem
from scrapy.settings import Settings

from pipelines import items as items_module
from pipelines.archive import Archive
from pipelines.items import AHEAD, LEFT, ArchivePipeline, Fetched, ReadPipeline
from pipelines.records import CaptureOutcome, Provenance, Robots

PAGE = "<html><body><p>望汐县的一则通知。</p></body></html>".encode()
NO_BYTES = ["what no document can be"]  # the reader fails over it with an AttributeError or a TypeError


class Long:
    """What takes an hour to be read: the worker that is handed it sleeps."""

    def __bool__(self) -> bool:
        return False

    def __reduce__(self):
        return time.sleep, (3600,)


def unkept(name: str, body: object) -> Fetched:
    url, at = f"http://127.0.0.1/{name}", "2026-01-01T00:00:00Z"
    return Fetched(url, body, 200, [], "text/html", at, Robots.ALLOWED, Provenance(is_report=True))


def fetched(name: str, body: object, data) -> Fetched:
    item = unkept(name, body)
    with Archive(data) as archive:
        item.capture = archive.add(
            item.url, PAGE, status=200, headers=[], fetched_at=item.fetched_at, media_type="text/html"
        )
    return item


async def read(data, items: list[Fetched], **named) -> list[Fetched]:
    return await read_by(crawler(data), items, **named)


def crawler(data, crawling: bool = True) -> SimpleNamespace:
    remarks = []
    spider = SimpleNamespace(remarks=remarks, remark=remarks.append)
    settings = Settings({"GONGKAI_DATA": str(data), "GONGKAI_READERS": 1})
    return SimpleNamespace(settings=settings, crawling=crawling, spider=spider)


async def read_by(crawler: SimpleNamespace, items: list[Fetched], **named) -> list[Fetched]:
    pipeline = ReadPipeline(crawler)
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


@pytest.mark.parametrize("times", [1, 2])
def test_a_worker_that_cannot_be_begun_is_no_fault_of_the_document(tmp_path, monkeypatch, times):
    """The process that begins workers is killed: another is asked; where there is none either, nothing is said of it."""
    made, refused = items_module.reading_pool, []

    def pool_of(workers: int):
        pool = made(workers)
        submit = pool.submit

        def refusing(work, *args, **named):
            if work is items_module.read_packed and len(refused) < times:
                refused.append(work)
                raise EOFError("unexpected EOF")
            return submit(work, *args, **named)

        monkeypatch.setattr(pool, "submit", refusing)
        return pool

    monkeypatch.setattr(items_module, "reading_pool", pool_of)
    (end,) = asyncio.run(read(tmp_path, [fetched("good.html", PAGE, tmp_path)], return_exceptions=True))
    if times == 1:
        assert [outcome for outcome, _ in end.readings.outcomes] == [CaptureOutcome.NOT_A_REPORT]
    else:
        assert isinstance(end, items_module.NoWorker), "the run says that it failed, and the capture stays unread"


def test_those_that_waited_behind_a_deadly_document_are_read_one_after_the_other(tmp_path, monkeypatch):
    """Each in a process of its own, but no more of these at once than there are readers."""
    pools, came, alone, most = [], [], [], []

    async def broken(pool, item: Fetched, turns: asyncio.Semaphore):
        if pool is pools[0]:
            came.append(item)
            while len(came) < 3:
                await asyncio.sleep(0)
            raise BrokenProcessPool
        alone.append(item)
        most.append(len(alone))
        await asyncio.sleep(0)
        alone.remove(item)
        return items_module.NOTHING_READ

    def pool_of(workers: int):
        pools.append(ThreadPoolExecutor(workers))
        return pools[-1]

    monkeypatch.setattr(items_module, "reading_pool", pool_of)
    monkeypatch.setattr(items_module, "_in", broken)
    asyncio.run(read(tmp_path, [fetched(f"{n}.html", PAGE, tmp_path) for n in range(3)]))
    assert most == [1, 1, 1] and len(pools) == 5, "one that all share, made anew, and one for each"


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
    ends = asyncio.run(asyncio.wait_for(many, 300))
    assert {type(end) for end in ends} == {OSError}


def test_a_stop_leaves_what_is_not_read_soon_to_the_next_run(tmp_path, monkeypatch, caplog):
    """One is being read for an hour, another waits for its turn, with which its own time begins: the crawl ends all the
    same, and says why. No process is made for what is then left."""
    begun, pools, made = [], [], items_module.reading_pool
    monkeypatch.setattr(items_module, "patience", lambda body: begun.append(body) or 3600)
    monkeypatch.setattr(items_module, "reading_pool", lambda workers: pools.append(workers) or made(workers))
    monkeypatch.setattr(items_module, "LAST_SECONDS", 0.1)
    stopping = crawler(tmp_path, crawling=False)
    both = [fetched("long.html", Long(), tmp_path), fetched("after.html", PAGE, tmp_path)]
    ends = asyncio.run(asyncio.wait_for(read_by(stopping, both, return_exceptions=True), 300))
    assert {type(end) for end in ends} == {DropItem}
    assert stopping.spider.remarks == [LEFT]
    assert begun == [both[0].body]
    assert pools == [1]
    del ends  # whose frames hold what was waited for
    gc.collect()
    assert not caplog.records, "what nobody waits for any more is no error of this program"


def test_answers_that_become_durable_together_fail_apart(tmp_path):
    async def keep(names: tuple[str, ...]) -> list:
        pipeline = ArchivePipeline(crawler(tmp_path))
        pipeline.open_spider()
        try:
            items = [unkept(name, NO_BYTES if name == "bad.html" else PAGE) for name in names]
            return await asyncio.gather(*map(pipeline.process_item, items), return_exceptions=True)
        finally:
            await pipeline.close_spider()

    first, bad, last = asyncio.run(keep(("first.html", "bad.html", "last.html")))
    assert isinstance(bad, (AttributeError, TypeError))
    held = {capture.url: (capture, body()) for capture, body in Archive(tmp_path, read_only=True).captures()}
    assert held == {item.url: (item.capture, PAGE) for item in (first, last)}
