"""What a page and its frames show: their links counted, what leads on clicked, their text taken with absolute links."""

from __future__ import annotations

import re

_ABSOLUTE = """() => { for (const a of document.querySelectorAll('a[href]')) {
  const raw = a.getAttribute('href'); if (raw && !raw.startsWith('#') && /^https?:/.test(a.href)) a.setAttribute('href', a.href); }
  return document.body ? document.body.innerHTML : ''; }"""
_HEAD = "() => [...document.querySelectorAll('head > title, head > meta[name]')].map(e => e.outerHTML).join('')"
# The innermost element with the words: a click on it reaches whoever listens around it, the reverse does not.
_CLICK = r"""(words) => { const wanted = words.split('|');
  const bare = text => (text || '').replace(/[\s\[\]【】()（）>›»→]/g, '');
  const said = e => [e.childElementCount < 4 ? e.textContent : '', e.value, e.title, e.alt, e.getAttribute('aria-label')]
    .some(text => typeof text === 'string' && wanted.includes(bare(text)));
  const off = e => e.disabled || e.getAttribute('aria-disabled') === 'true' || /disabled/.test(e.getAttribute('class') || '');
  const found = [...document.querySelectorAll('body *')].filter(e => !/^(SCRIPT|STYLE|OPTION|TITLE)$/.test(e.tagName) && said(e));
  for (const e of found) { if (found.some(other => other !== e && e.contains(other)) || !e.getClientRects().length) continue;
    let up = e, dead = false; for (let n = 0; up && n < 3; n++, up = up.parentElement) dead = dead || off(up);
    if (!dead) { e.click(); return true; } }
  return false; }"""
_LINK = re.compile(r'href="(https?:[^"]*)"')


async def count(frame, selector: str) -> int:
    """How many elements of a frame match."""
    try:
        return await frame.locator(selector).count()
    except Exception:  # a frame that is just being replaced
        return 0


async def clicked(frame, words: str) -> bool:
    """Whether a frame has what leads on, by its words, and it was clicked."""
    try:
        return bool(await frame.evaluate(_CLICK, words))
    except Exception:  # a frame that is just being replaced
        return False


async def whole(page) -> str:
    """What page and frames show, with absolute links; empty while the page itself is being replaced."""
    parts = []
    for frame in page.frames:
        try:
            parts.append(await frame.evaluate(_ABSOLUTE))
        except Exception:  # a frame of another host, blocked; or one that is just being replaced
            if frame == page.main_frame:
                return ""
    return "\n".join(parts)


async def head(page) -> str:
    """The title and the meta tags of a page, which say whose it is."""
    try:
        return await page.evaluate(_HEAD)
    except Exception:  # just being replaced
        return ""


def targets(html: str) -> tuple[str, ...]:
    """The links of a page as shown, the mark by which two pages are told apart."""
    return tuple(_LINK.findall(html))
