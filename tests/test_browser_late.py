"""A list's next page that is long in coming is waited for, as long as its answer is under way; one that never comes is said."""

from __future__ import annotations

import asyncio
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from crawler.browser import Browser, visit
from tests.test_browser import HEAD, link, pytestmark, titles

__all__ = ["pytestmark"]
# Rows that a click fetches, beside a poll that never rests; on the last page nothing leads on.
PAGE = """<ul id="rows"></ul><a id="on">下一页</a><script>
 let p = 1; const on = document.getElementById('on'), rows = document.getElementById('rows');
 const show = () => fetch('{rows}?p=' + p).then(a => a.text()).then(t => {{ rows.innerHTML = t; if (p == 2) on.remove(); }});
 show(); setInterval(() => fetch('/poll?' + Math.random()), 150); on.onclick = () => {{ p++; show(); }};</script>"""


class _Site(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    late = 0.0  # seconds

    def do_GET(self) -> None:
        path, _, number = self.path.partition("?p=")
        pages = {"/late": "/late-rows", "/lost": "/lost-rows"}
        text = HEAD + PAGE.format(rows=pages[path]) if path in pages else link(int(number)) if number else ""
        if number == "2":
            time.sleep(self.late)
            if path == "/lost-rows":
                self.close_connection = True
                return
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        return


async def _shown(home: str, *paths: str) -> list:
    async def allowed(url: str) -> bool:
        return url.startswith(home)

    browser = Browser("gongkai-test")
    try:
        return [await browser.show(home + path, allowed, None, None, local=True) for path in paths]
    finally:
        await browser.close()


def test_rows_that_come_late_are_waited_for_and_rows_that_never_come_are_said(monkeypatch):
    with ThreadingHTTPServer(("127.0.0.1", 0), _Site) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        for patience in (1.0, 5.0, 25.0):  # a busy machine needs more before the click has asked for anything
            monkeypatch.setattr(visit, "PATIENCE", patience)
            monkeypatch.setattr(_Site, "late", patience / 2 + 1.5)
            late, lost = asyncio.run(_shown(f"http://127.0.0.1:{server.server_port}", "/late", "/lost"))
            if titles(late) == ["1.html", "2.html"] and lost.further:
                break
        server.shutdown()
    assert (titles(late), late.further) == (["1.html", "2.html"], None)
    assert (titles(lost), lost.further) == (["1.html"], "its next page did not come")
