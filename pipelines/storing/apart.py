"""The one writer of archive.db in a process of its own, so that a crawl computes nothing of what it stores.

Whoever began it sends captures with what was read from them, packed; each is answered when its transaction is committed,
in the order sent. What comes close together shares a transaction: most of what storing costs are pages of indexes that
one report after the other touches. It ends when it is told to, or when the other end is gone: a transaction is then
finished or was none.
"""

from __future__ import annotations

import asyncio
import atexit
import gc
import pickle
import signal
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, BinaryIO

from pipelines.records import Capture
from pipelines.storing.lock import Locked

if TYPE_CHECKING:
    from pipelines.storing.archive_db import ArchiveDb

TOGETHER = 128  # captures that share a transaction at most
_PAUSE = 0.1  # seconds; where no other capture comes for so long, those at hand are stored
_LONGEST = 2.0  # seconds from the first one on; then they are stored in any case
_SELDOM = 100_000  # objects more than before, after which the collector looks: some hundred reports
_LENGTH = struct.Struct("!Q")
_GONE = "the process that stores has ended; what is kept and not stored, the next run stores"


class StoringGone(Exception):
    """The storing process is not there any more; one sentence for a person."""


class Storing:
    """The near end, for an asyncio loop. Errors of storing are raised to whoever stored."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._waiting: deque[asyncio.Future] = deque()
        self._gone = False

    async def open(self) -> None:
        """Starts the process and opens the database there; raises what opening it raises."""
        near, far = socket.socketpair()
        atexit.register(near.close)  # whatever ends this program, the other end sees it
        self._process = get_context("forkserver").Process(target=_store_all, args=(far, self._path))
        with far:  # the first process of a fork server waits for its imports
            await asyncio.get_running_loop().run_in_executor(None, self._process.start)
        self._reader, self._writer = await asyncio.open_connection(sock=near)
        self._listening = asyncio.create_task(self._listen())
        await self._answer()

    async def store(self, capture: Capture, readings: bytes) -> None:
        """Stores a capture; `readings` is the pickled tuple of what was read. Returns when it is committed."""
        if self._gone:
            raise StoringGone(_GONE)
        _send(self._writer, pickle.dumps((capture, readings), pickle.HIGHEST_PROTOCOL))
        await self._answer()

    async def close(self) -> None:
        """Ends the process in order, when everything sent is stored."""
        if not self._gone:
            self._writer.write_eof()
        await asyncio.wait([self._listening])
        self._writer.close()
        await asyncio.get_running_loop().run_in_executor(None, self._process.join)

    async def _answer(self) -> None:
        future = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        await future

    async def _listen(self) -> None:
        try:
            with suppress(asyncio.IncompleteReadError, ConnectionError):
                while True:
                    (length,) = _LENGTH.unpack(await self._reader.readexactly(_LENGTH.size))
                    error = pickle.loads(await self._reader.readexactly(length))
                    future = self._waiting.popleft()
                    if not future.done():
                        future.set_exception(error) if error else future.set_result(None)
        finally:  # whatever ended it (an error that cannot be unpickled, too), nobody waits for ever
            self._gone = True
            for future in self._waiting:
                if not future.done():
                    future.set_exception(StoringGone(_GONE))


def _store_all(far: socket.socket, path: Path) -> None:
    """The far end. Ctrl-C and SIGTERM are left to the crawl, which stops in order and then ends this."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    from pipelines.storing.archive_db import ArchiveDb  # here: it takes a second, in which a signal would end this

    with suppress(ConnectionError), far, far.makefile("rwb") as stream:
        try:
            db = ArchiveDb(path)
        except Exception as error:
            _tell(stream, error)
            return
        with db:
            _tell(stream, None)
            gc.freeze()  # what is loaded is never garbage, and unpickling makes the collector look often;
            gc.set_threshold(_SELDOM)  # what is unpickled refers to nothing that refers to it, and goes without it
            try:
                for messages in _gathered(stream):
                    for error in _stored(db, messages):
                        _send(stream, _packed(error))
                    stream.flush()
            finally:
                with suppress(OSError):  # gone already
                    far.shutdown(socket.SHUT_RDWR)  # whoever receives would keep the stream from being closed


def _gathered(stream: BinaryIO) -> Iterator[list[bytes]]:
    """The messages in the order sent, in lists of those that came close together; ends when no more can come."""
    coming: SimpleQueue[bytes | None] = SimpleQueue()
    threading.Thread(target=_receive_all, args=(stream, coming), daemon=True).start()
    more = True
    while more and (first := coming.get()) is not None:
        messages, latest = [first], time.monotonic() + _LONGEST
        while len(messages) < TOGETHER and (left := latest - time.monotonic()) > 0:
            try:
                message = coming.get(timeout=min(left, _PAUSE))
            except Empty:
                break
            if more := message is not None:
                messages.append(message)
            else:
                break
        yield messages


def _receive_all(stream: BinaryIO, coming: SimpleQueue[bytes | None]) -> None:
    """Puts every whole message into the queue, then None."""
    try:
        with suppress(OSError, ValueError):  # the stream may be closed at the other end, or here
            while message := _received(stream):
                coming.put(message)
    finally:
        coming.put(None)


def _received(stream: BinaryIO) -> bytes | None:
    """The next message; None where there is no whole one, because the other end is done or was killed."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    message = stream.read(length)
    return message if len(message) == length else None


def _stored(db: ArchiveDb, messages: list[bytes]) -> list[Exception | None]:
    """Stores what the messages hold, together; where that fails each by itself, so that one costs nobody else anything.
    Gives for each what went wrong with it; a database that another program holds is waited for once."""
    try:
        with db.transaction():
            for message in messages:
                _store(db, message)
        return [None] * len(messages)
    except Locked as error:
        return [error] * len(messages)
    except Exception as error:
        return [error] if len(messages) == 1 else [_stored(db, [message])[0] for message in messages]


def _store(db: ArchiveDb, message: bytes) -> None:
    capture, readings = pickle.loads(message)
    db.store(capture, pickle.loads(readings))


def _tell(stream: BinaryIO, error: Exception | None) -> None:
    _send(stream, _packed(error))
    stream.flush()


def _packed(error: Exception | None) -> bytes:
    """An error as it is sent; in words, where it cannot be."""
    try:
        return pickle.dumps(error)
    except Exception:
        return pickle.dumps(RuntimeError(f"{type(error).__name__}: {error}"))


def _send(stream: BinaryIO | asyncio.StreamWriter, message: bytes) -> None:
    stream.write(_LENGTH.pack(len(message)) + message)
