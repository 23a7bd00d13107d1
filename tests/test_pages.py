"""The pages in a real browser: Chinese is drawn, blank and zero look different, a phone needs no sideways scrolling."""

import sqlite3

import pytest

from tests.browsers import launched
from tests.made_archive import fill
from tests.serving import served

pytestmark = pytest.mark.browser

# Draws a character on a canvas in the page's own font and gives a fingerprint of its pixels: two characters of which
# the browser has no glyph are the same empty box.
DRAWN = """character => {
  const canvas = Object.assign(document.createElement('canvas'), {width: 64, height: 64});
  const pen = canvas.getContext('2d');
  pen.font = '48px ' + getComputedStyle(document.body).fontFamily;
  pen.fillText(character, 4, 52);
  return Array.from(pen.getImageData(0, 0, 64, 64).data).filter((_, i) => i % 4 === 3).join();
}"""
LOOK = "id => { const s = getComputedStyle(document.getElementById(id)); return s.backgroundColor + s.backgroundImage + s.color }"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    data = fill(tmp_path_factory.mktemp("pages"))
    with sqlite3.connect(data / "archive.db") as db:
        report = db.execute("SELECT id FROM reports WHERE agency = '石门坎镇人民政府'").fetchone()[0]
    with served(data) as (_, home):
        yield {
            "home": home,
            "report": f"{home}archive/reports/{report}",
            "reports": f"{home}archive/reports",
            "data": f"{home}archive",
        }


@pytest.fixture(scope="module")
def browser():
    with launched() as browser:
        yield browser


@pytest.fixture
def page(browser):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    yield page
    page.close()


def test_chinese_is_drawn(page, address):
    page.goto(address["home"])
    drawn = {character: page.evaluate(DRAWN, character) for character in "公开镇政"}
    assert len(set(drawn.values())) == 4, "the same box for different characters: install fonts-noto-cjk"
    assert all("255" in pixels for pixels in drawn.values())


def test_searching_from_the_home_page_reaches_the_report(page, address):
    page.goto(address["home"])
    page.fill("input[type=search]", "石門坎 引号")
    page.press("input[type=search]", "Enter")
    page.click(".hits h2 a")
    assert "石门坎镇人民政府" in page.inner_text("h1")
    assert [page.locator(f"table.official.{table}").count() for table in ("t2", "t3", "t4")] == [1, 1, 1]


def test_blank_zero_missing_and_refused_look_different(page, address):
    page.goto(address["report"])
    keys = [
        "t3.new_received.total",
        "t3.carried_out.total",
        "t3.granted.natural_person",
        "t3.granted.total",
        "t3.carried_in.natural_person",
    ]
    assert len({page.evaluate(LOOK, key) for key in keys}) == len(keys)


def test_the_figure_leads_to_its_marked_place(page, address):
    page.goto(address["report"])
    page.click('[id="t3.carried_out.total"] a')
    mark = page.frame_locator("iframe.source").locator("#here")
    assert mark.inner_text() == "0"
    assert mark.bounding_box()["y"] < 900


@pytest.mark.parametrize("name", ["home", "report", "reports", "data"])
def test_a_phone_needs_no_sideways_scrolling_and_loads_nothing_from_elsewhere(browser, address, name):
    page = browser.new_page(viewport={"width": 390, "height": 800})
    hosts, errors = set(), []
    page.on("request", lambda request: hosts.add(request.url.split("/")[2] if request.url.startswith("http") else ""))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address[name])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert len(page.screenshot()) > 10_000
    assert hosts - {""} == {address["home"].split("/")[2]} and not errors
    page.close()
