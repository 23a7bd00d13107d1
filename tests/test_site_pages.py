"""Every page type in a real browser, in both languages, narrow and wide: for everyone, from this site only, without a fault."""

from __future__ import annotations

import pytest

from tests.browsers import launched
from tests.serving import served
from tests.site_pages import PAGES, STATUS, addresses, fill

pytestmark = pytest.mark.browser
axe_playwright = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed: make setup")

WIDE, NARROW = {"width": 1400, "height": 900}, {"width": 360, "height": 740}
LANGUAGES = {"zh": "zh-CN", "en": "en"}
OWN_POLICY = ("/-/source/", "/-/capture/")  # what is shown of a source is shut in by a policy of its own
# The codebook has a thousand rows: of those of one build (elements, classes, attributes, which are empty) axe sees the
# first two of each table or list, wherever they stand (excluding so many takes it minutes); the other checks see all.
LESS = """() => {
  const build = e => e.tagName + [...e.attributes].map(a => a.name + (/^(class|role|scope|lang|type|colspan|rowspan)$/.test(a.name) ? a.value : !a.value)).sort()
    + (e.textContent.trim() ? '' : '0') + '(' + [...e.children].map(build) + ')';
  window.taken = [];
  for (const body of document.querySelectorAll('tbody, ul, ol, dl')) {
    const seen = {};
    for (const row of [...body.children]) {
      const kind = build(row);
      seen[kind] = (seen[kind] || 0) + 1;
      if (seen[kind] > 2) window.taken.push([body, row, row.nextSibling]);
    }
  }
  for (const [, row] of window.taken) row.remove();
}"""
WHOLE = "() => { for (const [body, row, next] of window.taken.reverse()) body.insertBefore(row, next) }"
# Every kind of control in turn (two of each place in the page's structure: a table of all data has thousands of one):
# whether it takes the focus, and whether one sees that it has it. The focus comes by the keyboard first, so that the
# browser shows it also where a script moves it on.
FOCUS = """() => {
  const where = e => e ? where(e.parentElement) + '>' + e.tagName + '.' + e.className : '';
  const controls = document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]');
  const faults = [], tried = {};
  for (const control of controls) {
    const kind = control.tabIndex + ' ' + (control.type || '') + where(control);
    if ((tried[kind] || 0) === 2) continue;
    if (control.disabled || !control.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true})) continue;
    tried[kind] = (tried[kind] || 0) + 1;
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
def tab():
    with launched() as browser:
        yield Tab(browser.new_context(viewport=WIDE).new_page())


class Tab:
    """One tab for all visits, as a new one costs a process: what the last page answered, asked for and complained of."""

    def __init__(self, page) -> None:
        self.page = page
        self.hosts: set[str] = set()
        self.complaints: list[str] = []
        self.page.on(
            "request", lambda request: self.hosts.add(request.url.split("/")[2] if "://" in request.url else "")
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)

    def visit(self, home: str, address: str, language: str) -> None:
        self.page.goto("about:blank")
        self.page.set_viewport_size(WIDE)
        self.hosts.clear()
        self.complaints.clear()
        joined = "&" if "?" in address else "?"
        place, mark, fragment = address.partition("#")
        self.answer = self.page.goto(f"{home}{place}{joined}_lang={language}{mark}{fragment}")

    def violations(self) -> list[str]:
        self.page.evaluate(LESS)
        found = axe_playwright.Axe().run(self.page).response["violations"]
        self.page.evaluate(WHOLE)
        return [f"{one['id']}: {one['nodes'][0]['html'][:200]} ({one['help']})" for one in found]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_for_everyone(tab, site, name, language):
    """One visit tries all of it: opening a page costs more than looking at it from every side."""
    tab.visit(site[0], site[1][name], language)
    page, answer = tab.page, tab.answer
    expected = STATUS.get(name, 200)
    assert answer.status == expected
    assert page.get_attribute("html", "lang") == LANGUAGES[language]
    said = page.inner_text("body")
    assert "Traceback" not in said and "coroutine object" not in said  # templates wait for nothing
    assert page.locator("h1").count() == 1 and page.inner_text("h1").strip()
    if not site[1][name].startswith(OWN_POLICY):
        assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    # axe costs more than all the rest: it sees the wide page in one language, the narrow one in the other
    if language == "zh":
        assert tab.violations() == []
    assert page.evaluate(OVERFLOWS) == []
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('a[href], button, input').matches('a.skip')"), "the first control"
    assert page.evaluate(FOCUS) == []
    page.set_viewport_size(NARROW)
    assert page.evaluate(OVERFLOWS) == []
    if language == "en":
        assert tab.violations() == []
    assert tab.hosts - {""} == {site[0].split("/")[2]}, "nothing is loaded from elsewhere"
    # the browser itself complains of an answer that is no 200
    assert [said for said in tab.complaints if f"status of {expected}" not in said or expected == 200] == []


def test_the_skip_link_leads_to_the_content(site, tab):
    tab.visit(site[0], site[1]["reports"], "zh")
    tab.page.keyboard.press("Tab")
    assert tab.page.locator("a.skip").bounding_box()["x"] >= 0, "it shows itself when it has the focus"
    tab.page.keyboard.press("Enter")
    tab.page.keyboard.press("Tab")
    assert tab.page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_chinese_glyphs_are_drawn_and_are_no_boxes_of_missing_ones(site, tab):
    """The heading's picture differs from character to character, and from that of a code point nobody has a glyph for."""
    tab.visit(site[0], site[1]["home"], "zh")
    pictures = {}
    for character in "公开镇政\u0378":
        tab.page.evaluate("text => document.querySelector('h1').textContent = text", character)
        pictures[character] = tab.page.locator("h1").screenshot()
    assert len(set(pictures.values())) == 5, "characters look alike: install fonts-noto-cjk"
