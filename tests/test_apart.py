"""The process that stores: what is sent is in the archive when it says so, its errors come back, its death is said."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import sqlite3
from contextlib import closing

import pytest

from pipelines.archive import Archive
from pipelines.records import CaptureOutcome, Robots
from pipelines.storing.apart import Storing, StoringGone
from pipelines.storing.schema import WrongSchema

NOTHING = pickle.dumps(())


class Odd(Exception):
    """An error that cannot be made again from what it says."""

    def __init__(self, one: int, two: int) -> None:
        super().__init__(f"{one} and {two}")


def odd() -> None:
    raise Odd(1, 2)


class Unsendable(Exception):
    """An error that holds what cannot be sent."""

    def __reduce__(self):
        raise TypeError("it cannot be pickled")


def unsendable() -> None:
    raise Unsendable("of its own")


class FailingReadings:
    def __init__(self, fails=odd) -> None:
        self.fails = fails

    def __reduce__(self):
        return self.fails, ()


def captures(data, many: int) -> list:
    with Archive(data) as archive:
        return [
            archive.add(
                f"http://127.0.0.1/{n}", b"<p>%d</p>" % n, fetched_at="2026-01-01T00:00:00Z", robots=Robots.NONE,
                outcome=CaptureOutcome.LIST_PAGE,
            )
            for n in range(many)
        ]  # fmt: skip


def held(data) -> int:
    with closing(sqlite3.connect(f"file:{data / 'archive.db'}?mode=ro", uri=True)) as db:
        return db.execute("SELECT count(*) FROM captures").fetchone()[0]


def test_what_is_stored_is_there_errors_come_back_and_a_death_is_said(tmp_path):
    async def store() -> None:
        storing, (first, second, third, fourth) = Storing(tmp_path / "archive.db"), captures(tmp_path, 4)
        await storing.open()
        await asyncio.gather(storing.store(first, NOTHING), storing.store(second, NOTHING))
        assert held(tmp_path) == 2
        messages = ((third, b"no readings"), (second, NOTHING), (third, NOTHING))
        ends = await asyncio.gather(*(storing.store(*one) for one in messages), return_exceptions=True)
        assert [type(end) for end in ends] == [pickle.UnpicklingError, type(None), type(None)]
        assert held(tmp_path) == 3, "what shared its transaction is stored, and it goes on after an error"
        os.kill(storing._process.pid, signal.SIGTERM)  # a service manager ends the whole group: the crawl ends this one
        await storing.store(fourth, NOTHING)
        os.kill(storing._process.pid, signal.SIGKILL)
        with pytest.raises(StoringGone):
            await asyncio.gather(storing.store(first, NOTHING), storing.store(second, NOTHING))
        await storing.close()

    asyncio.run(store())
    assert held(tmp_path) == 4


def test_an_answer_that_cannot_be_understood_leaves_nobody_waiting(tmp_path):
    async def store() -> None:
        storing, (first, second) = Storing(tmp_path / "archive.db"), captures(tmp_path, 2)
        await storing.open()
        both = (storing.store(first, pickle.dumps(FailingReadings())), storing.store(second, NOTHING))
        async with asyncio.timeout(300):
            ends = await asyncio.gather(*both, return_exceptions=True)
            assert [type(end) for end in ends] == [StoringGone, StoringGone]
            await storing.close()

    asyncio.run(store())
    assert held(tmp_path) == 1, "what was sent is stored all the same"


def test_an_error_that_cannot_be_sent_is_told_in_words(tmp_path):
    async def store() -> None:
        storing, (first, second, third) = Storing(tmp_path / "archive.db"), captures(tmp_path, 3)
        await storing.open()
        async with asyncio.timeout(300):
            both = (storing.store(first, pickle.dumps(FailingReadings(unsendable))), storing.store(second, NOTHING))
            ends = await asyncio.gather(*both, return_exceptions=True)
            assert [str(end) for end in ends] == ["Unsendable: of its own", "None"]
            await storing.store(third, NOTHING)
            await storing.close()

    asyncio.run(store())
    assert held(tmp_path) == 2


def test_a_database_that_cannot_be_used_is_said_when_it_is_opened(tmp_path):
    (tmp_path / "archive.db").write_text("no database, but long enough to be looked at as one" * 40)

    async def store() -> None:
        storing = Storing(tmp_path / "archive.db")
        try:
            await storing.open()
        finally:
            await storing.close()

    with pytest.raises(WrongSchema):
        asyncio.run(store())
