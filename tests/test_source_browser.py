"""Clicking a figure in a real browser: the source opens with the mark in sight, and nothing of a hostile capture runs."""

from __future__ import annotations

import sqlite3

import pytest

from gongkai.import_ import import_paths
from tests.browsers import launched, sync_api
from tests.builder import build
from tests.serving import served

pytestmark = pytest.mark.browser

KEY = "t3.granted.total"
HEIGHT = 900
BUILT = {"page": "html", "sheet": "pdf_ruled", "word": "docx"}
# What a captured page may try, put into the middle of a true report; every attempt would show as a request or a dialog.
ATTACKS = """<script>alert(1);fetch('/stolen')</script><img src=http://evil.invalid/a onerror=alert(2)>
<meta http-equiv=refresh content="0;url=http://evil.invalid/b"><base href="http://evil.invalid/">
<style>@import "http://evil.invalid/c";td{background:url(http://evil.invalid/d)}</style>
<svg onload=alert(3)><script>alert(4)</script><image href=http://evil.invalid/e></svg><iframe src=http://evil.invalid/f></iframe>
<a href="javascript:alert(5)">政府信息公开</a><form action=http://evil.invalid/g><input autofocus onfocus=alert(6)></form>
<object data=http://evil.invalid/h></object><video src=http://evil.invalid/i autoplay></video><div style="background:url(//evil.invalid/j)" onmouseover=alert(7)>宣传</div>"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    data = tmp_path_factory.mktemp("clicking")
    files = data / "files"
    files.mkdir()
    for seed, (name, layout) in enumerate(BUILT.items(), 40):
        built = build(seed, layout=layout)
        (files / f"{name}.{built.url.rpartition('.')[2]}").write_bytes(built.body)
    page = build(44, layout="html").body.decode()
    (files / "hostile.html").write_text(page.replace("</table>", f"</table>{ATTACKS}", 1), encoding="utf-8")
    import_paths((files,), data)
    with sqlite3.connect(data / "archive.db") as db:
        query = """SELECT c.url, r.id, x.raw FROM reports r JOIN captures c ON c.id = r.capture_id
                   JOIN cells x ON x.report_id = r.id AND x.key = ?"""
        found = {
            url.rpartition("/")[2].partition(".")[0]: (report, raw) for url, report, raw in db.execute(query, [KEY])
        }
    with served(data) as (_, home):
        yield home, found


@pytest.fixture(scope="module")
def browser():
    with launched() as browser:
        yield browser


def opened(browser, site, name):
    """The source of the figure, reached by clicking it in the report; what was asked for and what popped up."""
    home, found = site
    page = browser.new_page(viewport={"width": 1280, "height": HEIGHT})
    asked, dialogs = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(f"{home}archive/reports/{found[name][0]}")
    page.click(f'[id="{KEY}"] > a:first-child')
    page.wait_for_url("**/-/source/**")
    return page, in_sight(page), found[name][1], asked, dialogs


def in_sight(page):
    """The mark in the frame, once the browser has gone to it."""
    mark = page.frame_locator("iframe.source").locator("#here")
    sync_api.expect(mark).to_be_in_viewport()
    return mark


@pytest.mark.parametrize("name", BUILT)
def test_clicking_a_figure_opens_its_source_with_the_mark_in_sight(browser, site, name):
    page, mark, raw, _, _ = opened(browser, site, name)
    box = mark.bounding_box()
    assert 0 < box["y"] < box["y"] + box["height"] < HEIGHT
    if name == "sheet":
        assert page.frame_locator("iframe.source").locator(f"svg[aria-label*='“{raw}”'] image").count() == 1
    else:
        assert mark.inner_text() == raw
    assert page.inner_text("dl.prove strong.figure") == raw
    before = page.url
    page.click("nav.figures a[rel=next]")
    page.wait_for_url(lambda url: url != before)
    view = in_sight(page).page.locator("iframe.source").get_attribute("src")
    page.goto(site[0] + view.removeprefix("/").removesuffix("#here"))  # as a browser that forgets it on its way
    sync_api.expect(page.locator("#here")).to_be_in_viewport()
    page.close()


def test_nothing_of_a_hostile_page_runs_or_is_loaded(browser, site):
    page, mark, raw, asked, dialogs = opened(browser, site, "hostile")
    assert mark.inner_text() == raw
    for shown in page.frames:  # whatever it would have run or asked for
        shown.wait_for_load_state("load")
    home = site[0].split("/")[2]
    assert {url.split("/")[2] for url in asked if "://" in url} == {home}
    assert not dialogs and not [url for url in asked if "stolen" in url]
    frame = page.frame_locator("iframe.source")
    harmful = "script, style, meta[http-equiv], base, iframe, object, embed, svg, form, input, img, video, [onload], [style], a"
    assert frame.locator(harmful).count() == 0
    assert frame.get_by_text("宣传").count() == 1
    page.close()
