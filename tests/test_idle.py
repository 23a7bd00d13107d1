"""Connections on which no request comes are ended; those that are being answered are not: a real uvicorn, real sockets."""

from __future__ import annotations

import asyncio
import socket

import uvicorn

from pipelines.publishing.guarding.idle import Idle


async def app(scope, receive, send):
    await asyncio.sleep(0.8)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


async def serving(port_of):
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="warning"))
    running = asyncio.ensure_future(server.serve(sockets=[listener]))
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        return await port_of(listener.getsockname()[1], server)
    finally:
        server.should_exit = True
        await running


def test_half_a_request_is_waited_for_only_so_long_and_an_answer_as_long_as_it_takes():
    async def attacked(port, server):
        now = 0.0
        idle = Idle(30, lambda: now)
        (slow, to_slow), (silent, _), (asking, to_asking) = [
            await asyncio.open_connection("127.0.0.1", port) for _ in range(3)
        ]
        to_slow.write(b"GET / HTTP/1.1\r\nHost: a\r\nX-One: ")  # and a letter now and then
        to_asking.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        await asyncio.sleep(0.3)
        assert idle.sweep(server.server_state.connections) == 0
        now = 29
        to_slow.write(b"x")
        assert idle.sweep(server.server_state.connections) == 0
        now = 30
        assert idle.sweep(server.server_state.connections) == 2
        ended = await asyncio.gather(slow.read(), silent.read(), return_exceptions=True)
        assert all(one == b"" or isinstance(one, ConnectionError) for one in ended)
        assert (await asking.readuntil(b"ok")).startswith(b"HTTP/1.1 200")
        return True

    assert asyncio.run(serving(attacked))
