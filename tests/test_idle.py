"""Connections on which no request comes are ended; those that are being answered are not: a real uvicorn, real sockets."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

import uvicorn

from pipelines.publishing.guarding.idle import Idle


class Answering:
    """An app that begins to answer, and goes on when it is told to."""

    def __init__(self) -> None:
        self.began, self.go_on = asyncio.Event(), asyncio.Event()

    async def __call__(self, scope, receive, send) -> None:
        self.began.set()
        await self.go_on.wait()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(300):
        while not true():
            await asyncio.sleep(0.01)


async def serving(port_of):
    listener, app = socket.create_server(("127.0.0.1", 0)), Answering()
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="warning"))
    running = asyncio.ensure_future(server.serve(sockets=[listener]))
    await until(lambda: server.started)
    try:
        return await port_of(listener.getsockname()[1], server, app)
    finally:
        server.should_exit = True
        await running


def test_half_a_request_is_waited_for_only_so_long_and_an_answer_as_long_as_it_takes():
    async def attacked(port, server, app):
        now = 0.0
        idle, connections = Idle(30, lambda: now), server.server_state.connections
        (slow, to_slow), (silent, _), (asking, to_asking) = [
            await asyncio.open_connection("127.0.0.1", port) for _ in range(3)
        ]
        to_slow.write(b"GET / HTTP/1.1\r\nHost: a\r\nX-One: ")  # and a letter now and then
        to_asking.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        await until(lambda: len(connections) == 3 and app.began.is_set())
        assert idle.sweep(connections) == 0
        now = 29
        to_slow.write(b"x")
        assert idle.sweep(connections) == 0
        now = 30
        assert idle.sweep(connections) == 2
        ended = await asyncio.gather(slow.read(), silent.read(), return_exceptions=True)
        assert all(one == b"" or isinstance(one, ConnectionError) for one in ended)
        app.go_on.set()
        assert (await asking.readuntil(b"ok")).startswith(b"HTTP/1.1 200")
        return True

    assert asyncio.run(serving(attacked))
