"""Whether the bytes of a text or a page end within a line or a cell, as those of a transfer that was cut short do."""

from __future__ import annotations

import re

_TAIL = 2000  # characters of a page in which its last word stands if nothing closes it
_ENDED = re.compile(r"[\n。！!？?；;）)】》”…]$")
_REST_OF_A_TAG = re.compile(r"<(?:!--(?:(?!-->).)*|[^<>]*)$", re.DOTALL)
# White space and tags within a line, behind which a word or a number may go on.
_INLINE = re.compile(
    r"(?:\s|&nbsp;|</?(?:span|font|b|i|u|em|strong|a|ins|o:p|st1:\w+)(?:\s[^<>]*)?>|<!--(?:(?!-->).)*-->)+$",
    re.IGNORECASE | re.DOTALL,
)


def text_breaks_off(text: str) -> bool:
    """Whether a plain text ends without the end of a line or a sentence."""
    return bool(text) and not _ENDED.search(text.rstrip(" \t\u3000"))


def page_breaks_off(html: str) -> bool:
    """Whether nothing closes the paragraph or the cell in which the last word of a page stands."""
    tail = html[-_TAIL:]
    if "<!--" not in tail and tail.rstrip().endswith("</html>"):  # as nearly every page ends
        return False
    tail = _INLINE.sub("", _REST_OF_A_TAG.sub("", tail))
    return bool(tail) and not tail.endswith(">")
