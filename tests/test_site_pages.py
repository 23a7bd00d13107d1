"""Every page type in a real browser, in both languages, narrow and wide: for everyone, from this site only, without a fault."""

from __future__ import annotations

import os
import shutil

import pytest

from tests.serving import served
from tests.site_pages import PAGES, STATUS, addresses, fill

CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)

pytestmark = pytest.mark.browser
if not CHROMIUM:
    reason = "no chromium: apt-get install chromium fonts-noto-cjk, or set CHROMIUM"
    if os.environ.get("REQUIRE_BROWSER"):
        raise RuntimeError(reason)
    pytest.skip(reason, allow_module_level=True)

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: make setup")
axe_playwright = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed: make setup")

WIDE, NARROW = {"width": 1400, "height": 900}, {"width": 360, "height": 740}
LANGUAGES = {"zh": "zh-CN", "en": "en"}
OWN_POLICY = ("/-/source/", "/-/capture/")  # what is shown of a source is shut in by a policy of its own
# Every control in turn: whether it takes the focus, and whether one sees that it has it. The focus comes by the
# keyboard first, so that the browser shows it also where a script moves it on.
FOCUS = """() => {
  const controls = document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]');
  const faults = [];
  for (const control of controls) {
    if (control.disabled || !control.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true})) continue;
    const looks = () => { const s = getComputedStyle(control); return [s.outlineStyle, s.outlineWidth, s.boxShadow, s.backgroundColor, s.borderColor].join() };
    document.activeElement.blur();
    const before = looks();
    control.focus();
    const named = control.outerHTML.slice(0, 120);
    if (document.activeElement !== control) faults.push('takes no focus: ' + named);
    else if (looks() === before) faults.push('focus unseen: ' + named);
  }
  return faults;
}"""
OVERFLOWS = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > width + 1)
    .slice(0, 5).map(e => e.outerHTML.slice(0, 120));
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    data = fill(tmp_path_factory.mktemp("site"))
    with served(data) as (_, home):
        yield home.rstrip("/"), addresses(data)


@pytest.fixture(scope="module")
def context():
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser.new_context(viewport=WIDE)
        browser.close()


class Visited:
    """A page that was opened: what it answered, asked for and complained of."""

    def __init__(self, context, home: str, address: str, language: str) -> None:
        self.page = context.new_page()
        self.page.set_viewport_size(WIDE)
        self.hosts: set[str] = set()
        self.complaints: list[str] = []
        self.page.on(
            "request", lambda request: self.hosts.add(request.url.split("/")[2] if "://" in request.url else "")
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        joined = "&" if "?" in address else "?"
        place, mark, fragment = address.partition("#")
        self.answer = self.page.goto(f"{home}{place}{joined}_lang={language}{mark}{fragment}")

    def violations(self) -> list[str]:
        found = axe_playwright.Axe().run(self.page).response["violations"]
        return [f"{one['id']}: {one['nodes'][0]['html'][:200]} ({one['help']})" for one in found]


@pytest.fixture(params=[(name, language) for name in PAGES for language in LANGUAGES], ids=lambda both: "-".join(both))
def visited(request, site, context):
    name, language = request.param
    made = Visited(context, site[0], site[1][name], language)
    made.name, made.language = name, language
    yield made
    made.page.close()


def test_a_page_is_for_everyone(visited, site):
    """One visit tries all of it: opening a page costs more than looking at it from every side."""
    page, answer = visited.page, visited.answer
    expected = STATUS.get(visited.name, 200)
    assert answer.status == expected
    assert page.get_attribute("html", "lang") == LANGUAGES[visited.language]
    assert "Traceback" not in page.inner_text("body")
    assert page.locator("h1").count() == 1 and page.inner_text("h1").strip()
    if not site[1][visited.name].startswith(OWN_POLICY):
        assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert visited.violations() == []
    assert page.evaluate(OVERFLOWS) == []
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('a[href], button, input').matches('a.skip')"), "the first control"
    assert page.evaluate(FOCUS) == []
    page.set_viewport_size(NARROW)
    assert page.evaluate(OVERFLOWS) == []
    if visited.language == "zh":
        assert visited.violations() == []
    assert visited.hosts - {""} == {site[0].split("/")[2]}, "nothing is loaded from elsewhere"
    # the browser itself complains of an answer that is no 200
    assert [said for said in visited.complaints if f"status of {expected}" not in said or expected == 200] == []


def test_the_skip_link_leads_to_the_content(site, context):
    visited = Visited(context, *(site[0], site[1]["reports"]), "zh")
    visited.page.keyboard.press("Tab")
    assert visited.page.locator("a.skip").bounding_box()["x"] >= 0, "it shows itself when it has the focus"
    visited.page.keyboard.press("Enter")
    visited.page.keyboard.press("Tab")
    assert visited.page.evaluate("document.querySelector('main').contains(document.activeElement)")
    visited.page.close()


def test_chinese_glyphs_are_drawn_and_are_no_boxes_of_missing_ones(site, context):
    """The heading's picture differs from character to character, and from that of a code point nobody has a glyph for."""
    visited = Visited(context, site[0], site[1]["home"], "zh")
    pictures = {}
    for character in "公开镇政\u0378":
        visited.page.evaluate("text => document.querySelector('h1').textContent = text", character)
        pictures[character] = visited.page.locator("h1").screenshot()
    assert len(set(pictures.values())) == 5, "characters look alike: install fonts-noto-cjk"
    visited.page.close()
