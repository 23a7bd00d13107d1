"""Sends a file while a thread of its own makes it: flat memory, back pressure, and a broken connection after an error in between.

What fails before the first byte is raised, so that the answer can say so; afterwards the answer simply has no end, and the
client sees that the file is not whole.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import sqlite3
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pipelines.publishing.files.choosing import WrongOrder
from pipelines.publishing.files.file_names import disposition
from pipelines.publishing.guarding import turns
from pipelines.publishing.guarding.unavailable import refusal_for
from pipelines.publishing.language import say

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "zip": "application/zip",
}
_PIECE = 1 << 17  # bytes of one message
_WAITING = 4  # messages made ahead of a slow client
STALLED_SECONDS = 120  # a client that takes nothing for so long has gone
_LOOK_SECONDS = 0.5


class Gone(Exception):
    """Nobody takes the file any more."""


class Pipe(io.RawIOBase):
    """What a file is written into, forwards only; its bytes go to the event loop in pieces."""

    def __init__(self, loop: asyncio.AbstractEventLoop, queue: asyncio.Queue) -> None:
        super().__init__()
        self.gone = False
        self._loop, self._queue = loop, queue
        self._buffer = bytearray()
        self._position = 0

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        size = memoryview(data).nbytes
        self._buffer += data
        self._position += size
        if len(self._buffer) >= _PIECE:
            self._send()
        return size

    def tell(self) -> int:
        return self._position

    def flush(self) -> None:
        """Sends nothing: pieces go as they fill, the last by `finish`. Raises Gone, so that a file that is made whole
        before its first byte is not made for nobody."""
        if self.gone:
            raise Gone

    def finish(self) -> None:
        if self._buffer:
            self._send()
        self.put(None)

    def _send(self) -> None:
        piece, self._buffer = bytes(self._buffer), bytearray()
        self.put(piece)

    def put(self, item: bytes | Exception | None) -> None:
        """Waits for room, as long as somebody is there. Raises Gone."""
        if self.gone:  # perhaps with the site, whose loop takes nothing any more
            raise Gone
        waiting = asyncio.run_coroutine_threadsafe(self._queue.put(item), self._loop)
        for _ in range(int(STALLED_SECONDS / _LOOK_SECONDS)):
            if self.gone:
                break
            try:
                return waiting.result(_LOOK_SECONDS)
            except TimeoutError:
                continue
        waiting.cancel()
        raise Gone


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no file: an HTTP status, a sentence, and headers."""

    status: int
    sentence: str
    headers: dict[str, str] = field(default_factory=dict)


async def answer(request, opening: Callable[[], Any], send, receive, **headers: str) -> Refusal | None:
    """Answers with the file that `opening` gives (a Making: name, as_of, order, told, write, close), or says why there is none.

    `request` is Datasette's, `headers` go before those of the file (media_type for content-type).
    """
    try:
        with turns.TURNS.taken(turns.asking.get()):
            making = await asyncio.to_thread(opening)
            with contextlib.ExitStack() as until_begun:
                until_begun.callback(making.close)
                told = _headers(making, headers)
                if request.method == "HEAD":
                    await send({"type": "http.response.start", "status": 200, "headers": told})
                    await send({"type": "http.response.body", "body": b""})
                else:
                    until_begun.pop_all()
                    await _send_file(making, told, send, receive)
    except turns.NoTurn as why:
        return Refusal(why.status, why.said, {"retry-after": str(turns.RETRY_SECONDS)})
    except WrongOrder as why:
        return Refusal(400, why.said)
    except OverflowError:
        return Refusal(400, say("数字太大。", "A number is too large."))
    except sqlite3.Error as why:
        if refusal_for(why):
            raise
        return Refusal(400, say(f"未能读取（{why}），请缩小范围。", f"The rows could not be read: {why}; choose less."))
    return None


def _headers(making, given: dict[str, str]) -> list[tuple[bytes, bytes]]:
    extension = making.order.format
    told = {"content-type": given.get("media_type") or MEDIA_TYPES[extension], "cache-control": "no-cache"}
    told |= {"x-as-of": making.as_of} | making.told
    headers = [(name.encode(), value.encode()) for name, value in told.items()]
    if extension != "csv" or making.order.spreadsheet or "media_type" not in given:
        headers.append((b"content-disposition", disposition(making.name)))
    return headers


async def _send_file(making, headers: list[tuple[bytes, bytes]], send, receive) -> None:
    """Answers a GET with what `making` writes, and has it closed. Raises what it raises before anything was sent."""
    queue: asyncio.Queue = asyncio.Queue(_WAITING)
    pipe = Pipe(asyncio.get_running_loop(), queue)
    done = asyncio.Event()
    threading.Thread(target=_made, args=(making, pipe, done), name="gongkai-file", daemon=True).start()
    leaving = asyncio.ensure_future(_disconnected(receive))
    try:
        piece = await _next(queue, leaving)
        if isinstance(piece, Exception):
            raise piece
        if piece is None and leaving.done():
            return
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        while piece is not None and not isinstance(piece, Exception) and not leaving.done():
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            piece = await _next(queue, leaving)
        if piece is None and not leaving.done():
            await send({"type": "http.response.body", "body": b""})
    finally:
        pipe.gone = True
        leaving.cancel()
        await done.wait()


async def _next(queue: asyncio.Queue, leaving: asyncio.Future):
    """The next piece; None at once when the client leaves."""
    getting = asyncio.ensure_future(queue.get())
    await asyncio.wait({getting, leaving}, return_when=asyncio.FIRST_COMPLETED)
    if not getting.done():
        getting.cancel()
        return None
    return getting.result()


def _made(making, pipe: Pipe, done: asyncio.Event) -> None:
    """Closes it in the same thread: SQLite brings the process down where another closes what this one reads."""
    loop = pipe._loop
    try:
        making.write(pipe)
        pipe.finish()
    except Gone:
        pass
    except Exception as error:
        if pipe.tell():
            sys.stderr.write(f"gongkai serve: a file broke off: {type(error).__name__}: {str(error)[:300]}\n")
        with contextlib.suppress(Gone):
            pipe.put(error)
    finally:
        making.close()
        if not loop.is_closed():
            loop.call_soon_threadsafe(done.set)


async def _disconnected(receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
