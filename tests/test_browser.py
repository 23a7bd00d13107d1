"""A page in a real browser: what it may ask for, what leads on, and what a page costs that hangs or brings it down."""

from __future__ import annotations

import asyncio
import gzip
import shutil
import socket
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from crawler.browser import Browser, Stuck, fetching, visit
from crawler.fingerprints import publisher_in
from crawler.platforms import PLATFORMS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not shutil.which("chromium"), reason="needs chromium (apt-get install chromium)"),
]
HEAD = '<html><head><title>公开年报-云泽县人民政府</title><meta name="SiteName" content="云泽县人民政府"></head><body>'


def link(number: int) -> str:
    return f'<li><a href="/nb/{number}.html">云泽县{number}号镇2025年政府信息公开工作年度报告</a><span>2026-01-18</span></li>'


# What a page may try to reach behind the check; {0} is a port of loopback that belongs to nobody of the source.
WANDERS = """<link rel="preconnect" href="http://127.0.0.1:{0}"><link rel="prefetch" href="http://127.0.0.1:{0}/prefetched"><ul>%s</ul>
<iframe src="http://127.0.0.1:{0}/framed"></iframe><script>
 const to = 'http://127.0.0.1:{0}/'; fetch(to + 'fetched').catch(() => 0); new WebSocket('ws://127.0.0.1:{0}/socket');
 navigator.sendBeacon(to + 'beacon'); window.open(to + 'opened'); new EventSource(to + 'events');
 new Worker(URL.createObjectURL(new Blob(["fetch('" + to + "worker')"])));
 new SharedWorker('data:text/javascript,' + encodeURIComponent("fetch('" + to + "shared')"));
 Promise.allSettled([fetch('/away'), fetch('/denied'), fetch(to + 'settled')]).then(() => document.body.id = 'settled');
 setTimeout(() => location.href = to + 'gone', 200);
</script>""" % (link(1) + link(2))  # fmt: skip
# Pagers without an address: the words in the innermost of several boxes, on a picture button, beside a dead twin.
CLICKS = """<ul id="rows"></ul><li class="next"><a>{words}</a></li><script>
 let p = 0; const rows = {rows};
 const show = () => document.getElementById('rows').innerHTML = rows[p]; show();
 document.querySelector('.next > *').onclick = () => {{ if (p < 2) {{ p++; show(); }} }};</script>"""
PAGES = {
    "/clicks": CLICKS.format(words="下一页 &gt;", rows=[link(1), link(2), link(3)]),
    "/icon": CLICKS.format(words='<i aria-label="下一页"></i>', rows=[link(1), link(2), link(3)]),
    "/endless": f"""<ul id="rows">{link(1)}</ul><button onclick="n++;go()">下一页</button><script>
      let n = 1; setInterval(() => fetch('/poll'), 20);
      const go = () => document.getElementById('rows').innerHTML = '{link(1)}'.replace('/1.html', '/' + n + '.html');</script>""",
    "/hangs": f"<ul>{link(1)}</ul><script>while (true) {{}}</script>",
    "/hangs-later": f"""<ul>{link(1)}</ul><button onclick="while (true) {{}}">下一页</button>""",
    "/moved/here/": f"<ul>{link(1).replace('/nb/', 'nb/')}</ul>",
    "/well": f"<ul>{link(7)}</ul>",
}
DEAD_ENDS = ("/clicks", "/icon")  # their rows stand there and change at once, or never
PACKED: dict[str, bytes] = {}  # answered as they are, said to be gzip
# A page whose rows come only to who brings back both cookies: that of the page, and that of a redirect.
PAGES["/cookies"] = """<ul id="rows"></ul><script>
 fetch('/sets').then(() => fetch('/told')).then(a => a.text()).then(t => document.getElementById('rows').innerHTML = t);</script>"""


class _Site(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        to = {"/away": self.server.elsewhere, "/moved": "/moved/here/", "/sets": "/well"}.get(self.path)
        text = WANDERS.replace("{0}", self.server.elsewhere[17:-4]) if self.path == "/wanders" else PAGES.get(self.path)
        self.send_response(302 if to else 200)
        if to:
            self.send_header("Location", to)
        body = (HEAD + text if text else "{}").encode()
        if self.path == "/told":
            both = {"page=1", "hop=2"} <= set((self.headers.get("Cookie") or "").split("; "))
            body = link(5).encode() if both else b""
        if self.path in PACKED:
            body = PACKED[self.path]
            self.send_header("Content-Encoding", "gzip")
        for name, cookie in (("/cookies", "page=1; Path=/"), ("/sets", "hop=2; Path=/; HttpOnly")):
            if self.path == name:
                self.send_header("Set-Cookie", cookie)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture(scope="module")
def site():
    """The site, and beside it a door of loopback at which every knock is counted."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Site) as server, socket.create_server(("127.0.0.1", 0)) as door:
        server.asked, server.knocks, server.home = [], [], f"http://127.0.0.1:{server.server_port}"
        server.elsewhere = f"http://127.0.0.1:{door.getsockname()[1]}/off"
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        threading.Thread(target=_counting, args=(door, server.knocks), daemon=True).start()
        yield server
        server.shutdown()


def _counting(door: socket.socket, knocks: list) -> None:
    while True:
        try:
            caller, _ = door.accept()
        except OSError:  # the test is over
            return
        knocks.append(caller.recv(200))
        caller.close()


def within_seconds(site, monkeypatch, path: str):
    """What came of a page for which there was little time, and how much; more where it was too little to show anything."""
    for most in (3, 12, 48, 200):
        monkeypatch.setattr(visit, "MOST_SECONDS", float(most))
        (one,) = shown(site, path)
        if not isinstance(one, Stuck):
            break
    return one, most


def shown(site, *paths: str, wait_for: str | None = "li a", hurried: str | None = None):
    """What one browser makes of some pages, one after the other; an error stands in the place of what it ended.

    The page `hurried` has two seconds. Where a click at the end of the list changes nothing, that is not waited for long.
    """

    browser = Browser("gongkai-test")

    async def allowed(url: str) -> bool:
        if url.endswith("/dies"):
            await browser._browser.close()
        return url.startswith(site.home) and not url.endswith("/denied")

    async def all_of() -> list:
        made = []
        try:
            for path in paths:
                with pytest.MonkeyPatch.context() as patch:
                    patch.setattr(visit, "PATIENCE", 0.6 if path in DEAD_ENDS else 300.0)
                    if path == hurried:
                        patch.setattr(visit, "MOST_SECONDS", 2.0)
                    try:
                        made.append(await browser.show(site.home + path, allowed, wait_for, None, local=True))
                    except Stuck as error:
                        made.append(error)
        finally:
            await browser.close()
        return made

    site.asked.clear()
    return asyncio.run(all_of())


def titles(one) -> list[str]:
    rows = PLATFORMS["spa"].list_page(one.url, one.body.decode()).rows
    return [row.url.rpartition("/")[2] for row in rows]


def test_nothing_in_a_page_reaches_where_the_source_may_not_go(site):
    (one,) = shown(site, "/wanders", wait_for="#settled li a")
    assert titles(one) == ["1.html", "2.html"]
    assert site.knocks == []
    assert "/denied" not in site.asked and "/away" in site.asked


def test_what_leads_on_is_found_in_its_boxes_and_by_its_label_and_redirects_move_the_page(site):
    clicks, icon, moved, cookies = shown(site, "/clicks", "/icon", "/moved", "/cookies")
    assert titles(cookies) == ["5.html"]
    assert titles(clicks) == titles(icon) == ["1.html", "2.html", "3.html"]
    assert (moved.url, titles(moved)) == (f"{site.home}/moved/here/", ["1.html"])
    assert f"{site.home}/moved/here/nb/1.html" in moved.body.decode()
    assert publisher_in(moved.body.decode()) == ("云泽县人民政府", "meta SiteName")
    assert not [one.further for one in (clicks, icon, moved) if one.further]


def test_what_is_not_followed_to_its_end_says_so(site, monkeypatch):
    monkeypatch.setattr(visit, "MOST_SHOWN", 3)
    (pages,) = shown(site, "/endless")
    assert titles(pages) == ["1.html", "2.html", "3.html"]
    assert PLATFORMS["spa"].list_page(pages.url, pages.body.decode()).cut
    monkeypatch.setattr(visit, "MOST_SHOWN", 60)
    monkeypatch.setattr(visit, "MOST_REQUESTS", 12)
    requests, _ = within_seconds(site, monkeypatch, "/endless")
    assert "12 requests" in requests.further or "seconds were used up" in requests.further
    seconds, most = within_seconds(site, monkeypatch, "/hangs-later")
    assert titles(seconds) == ["1.html"]
    assert seconds.remarks == [f"1 pages shown, then its {most} seconds were used up"]


def test_a_page_that_hangs_and_a_browser_that_dies_cost_that_column_only(site, monkeypatch):
    monkeypatch.setattr(visit, "MOST_SECONDS", 300.0)
    hung, before, died, after = shown(site, "/hangs", "/well", "/dies", "/well", hurried="/hangs")
    assert isinstance(hung, Stuck) and "2 seconds were used up" in str(hung)
    assert isinstance(died, Stuck)
    assert titles(before) == titles(after) == ["7.html"]


def test_an_answer_that_is_too_large_or_comes_from_a_private_address_is_not_taken(site, monkeypatch):
    monkeypatch.setattr(fetching, "MOST_BYTES", 100_000)
    large = "云" * 200_000
    packed = gzip.compress(large.encode())
    monkeypatch.setitem(PAGES, "/large", large)
    asked = {"seconds": 300.0, "sent": None, "method": "GET", "headers": {":path": "/", "accept": "*/*"}}
    monkeypatch.setitem(PACKED, "/large-packed", packed)
    for path in ("/large", "/large-packed"):
        monkeypatch.setitem(PACKED, "/large-packed", packed)
        with pytest.raises(fetching.NotFetched, match="larger than"):
            fetching.fetch(site.home + path, local=True, **asked)
    with pytest.raises(fetching.NotFetched, match="private or loopback"):
        fetching.fetch(site.home + "/well", local=False, **asked)
    well = fetching.fetch(site.home + "/well", local=True, **asked)
    assert (well.status, well.headers["content-type"], "7.html" in well.body.decode()) == (
        200,
        "text/html; charset=utf-8",
        True,
    )


@pytest.mark.parametrize("packed", [False, True])
def test_an_answer_that_breaks_off_is_none(packed):
    """The server closes the connection in the middle of what it had said, or of what it had packed."""
    body = gzip.compress(b"{}" * 500)
    said = b"Content-Encoding: gzip" if packed else b"Content-Length: 900"
    with socket.create_server(("127.0.0.1", 0)) as server:
        sent = threading.Thread(target=_answering, args=(server, b"HTTP/1.1 200 OK\r\n%s\r\n\r\n" % said + body[:-9]))
        sent.start()
        with pytest.raises(fetching.NotFetched, match="broke off before its end"):
            fetching.fetch(f"http://127.0.0.1:{server.getsockname()[1]}/", "GET", {}, None, 300.0, True)
        sent.join()


def _answering(server: socket.socket, answer: bytes) -> None:
    caller, _ = server.accept()
    with caller:
        caller.recv(4000)
        caller.sendall(answer)


@pytest.mark.parametrize("drop", [b"X-Slow: 1\r\n", b"1"], ids=["headers", "one line"])
def test_headers_that_come_drop_by_drop_are_broken_off_in_time(drop):
    """A socket's own timeout begins anew with every byte."""
    over = threading.Event()

    def drip(server):
        with server.accept()[0] as client, suppress(OSError):
            client.recv(10_000)
            client.sendall(b"HTTP/1.1 200 OK\r\nX-First: ")
            for _ in range(80):
                client.sendall(drop)
                if over.wait(0.05):
                    return
            client.sendall(b"\r\nContent-Length: 0\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as server:
        dripping = threading.Thread(target=drip, args=(server,))
        dripping.start()
        try:
            with pytest.raises(fetching.NotFetched, match="in time"):
                fetching.fetch(f"http://127.0.0.1:{server.getsockname()[1]}/", "GET", {}, None, 0.3, True)
        finally:
            over.set()
            dripping.join()


def test_of_several_addresses_of_a_name_the_next_is_tried(site, monkeypatch):
    port = site.server_port
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in ("127.0.0.2", "127.0.0.1")]
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *_, **__: both if host == "both.test" else _found(host, port)
    )
    answer = fetching.fetch(f"http://both.test:{port}/well", "GET", {}, None, 300.0, True)
    assert "7.html" in answer.body.decode()


def _found(address: str, port: int) -> list[tuple]:
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]


def test_a_browser_that_opens_no_tab_is_given_up_for_another(site, monkeypatch):
    """As after a page that hung: the program still answers, and opens no tab any more."""
    opened, programs = Browser._context, []

    async def tabless(browser):
        context = await opened(browser)
        programs.append(browser._browser)
        if browser._browser is programs[0]:
            context.new_page = no_tab
        return context

    async def no_tab():
        raise OSError("Failed to open a new tab")

    monkeypatch.setattr(Browser, "_context", tabless)
    (one,) = shown(site, "/well")
    assert titles(one) == ["7.html"]
    assert programs[1] is not programs[0]
