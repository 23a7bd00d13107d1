"""What a server's answer is: a page, a block, or a missing page that says 200. Pure; recognises, never works around."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

_SMALL, _TINY = 4096, 1200  # bytes; challenge and refusal pages are far smaller than any column or report
_LARGE = 262_144  # bytes; a challenge that is nothing but a script is smaller still
# What a challenge holds, as plain bytes: an answer that may be one is searched for all of them.
_CHALLENGE_MARKS = (
    ("jsl", (b"__jsl_clearance", b"__jsluid")),
    ("acw", (b"acw_sc__v2",)),
    ("wzws", (b"wzws_", b"WZWS")),
    ("c3vk", (b"C3VK", b"HOY_TR", b"HBB_HC", b"/_bot_sbu/")),
    ("geo", tuple(words.encode() for words in ("访问被拒绝", "GeoBL", "访问受限", "地域限制"))),
    ("slider", tuple(words.encode() for words in ("安全验证", "滑块", "滑动验证", "人机验证"))),
)
_PASSWORD = re.compile(rb"<input[^>]*\btype\s*=\s*[\"']?password", re.I)
_LINKED = re.compile(rb"<a\s[^>]*\bhref", re.I)
MOST_LOGIN_LINKS = 5  # 注册, 忘记密码 and the like
_DRAG = re.compile("拖动.{0,30}完成验证".encode())
_MISSING = re.compile(r"页面不存在|找不到|您访问的页面|栏目不存在|信息不存在|已删除|\b404\b|Not Found", re.I)
_SEEN = re.compile(r"<(?:img|iframe|frame|embed|object)\b", re.I)  # a page may show a report without a word
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_HEAD = re.compile(r"<title[^<]*</title>|&nbsp;", re.I)
_WRITTEN = re.compile(r"<script.*?(?:</script|\Z)|<!--.*?(?:-->|\Z)", re.S | re.I)  # ends of other pages stand here too
_END = re.compile(r"</(?:html|body)\s*>", re.I)
_TAGS = re.compile(r"<script.*?</script>|<style.*?</style>|<[^>]+>", re.S | re.I)


def blocked(status: int, body: bytes) -> str | None:
    """The signature of a refusal or a challenge, or None; the catalogue's section on blocks is the source."""
    if status == 412:
        return "412 challenge"
    if status in (512, 521):
        return f"{status} challenge"
    if name := _challenge(body):
        return f"{name} challenge"
    if status == 202 and _only_script(body):
        return "202 challenge"
    if status in (401, 403, 405, 406, 422, 451) and len(body) < _TINY:
        return f"{status} refusal"
    return "login page" if _asks_who_we_are(body) else None


def _challenge(body: bytes) -> str | None:
    """The kind of challenge that a small answer is, or one that is nothing but a script."""
    if len(body) >= _SMALL and not _only_script(body):
        return None
    return next((name for name in _marks(body[:_LARGE]) if _challenges(name, body)), None)


def _asks_who_we_are(body: bytes) -> bool:
    """Whether a page is nothing but a form that wants a password: a portal's own login box has the portal around it."""
    if len(body) > _LARGE or not _PASSWORD.search(body):
        return False
    return is_page(body) and len(_LINKED.findall(body)) <= MOST_LOGIN_LINKS


def _marks(head: bytes) -> Iterator[str]:
    """The kinds of challenge whose marks stand in the first part of an answer."""
    for name, marks in _CHALLENGE_MARKS:
        if any(mark in head for mark in marks) or (
            name == "slider" and (b"captcha" in head.lower() or _DRAG.search(head))
        ):
            yield name


def _challenges(name: str, body: bytes) -> bool:
    """Whether a mark means what it says here: words that a datum may hold as well count on pages only."""
    return name != "slider" or is_page(body)


def _only_script(body: bytes) -> bool:
    """Whether a page is nothing but script: a challenge may be large, a column or a report shows words or links."""
    return len(body) < _LARGE and b"<script" in body.lower() and not _words(body.decode(errors="replace"))


def missing(asked: str, final: str, status: int, text: str) -> bool:
    """Whether a page is not there although the status may be 200: 404, sent home, or a short page that says so."""
    if status in (404, 410):
        return True
    if sent_home(asked, final):
        return True
    return len(text) < 2048 and (not _words(text) or bool(_MISSING.search(text)))


def sent_home(asked: str, final: str) -> bool:
    """Whether an address was answered by a redirect to a site's home page, as servers do with what they do not have."""
    return urlsplit(final).path in ("", "/") and urlsplit(asked).path not in ("", "/")


def empty(text: str) -> bool:
    """Whether a page shows nothing at all: no word outside its title, no picture and no frame."""
    return not _SEEN.search(text) and not _words(_HEAD.sub(" ", uncommented(text)))


def uncommented(text: str) -> str:
    """A page without its comments. Behind the last end of one no other is looked for: each would look as far as the page goes."""
    comments, end, rest = text.rpartition("-->")
    return _COMMENT.sub("", comments + end) + rest


def _words(text: str) -> bool:
    """Whether anything but white space stands outside the tags; looks no further than the first word."""
    at = 0
    for tag in _TAGS.finditer(text):
        if text[at : tag.start()].strip():
            return True
        at = tag.end()
    return bool(text[at:].strip())


def dead_end(asked: str, final: str, status: int, text: str | None) -> bool:
    """Whether a document is not there: as `missing` says, or 200 and nothing shown. `text` is None for a file."""
    if status != 200 or text is None:
        return status in (404, 410)
    return missing(asked, final, status, text) or empty(text)


def decode(body: bytes, encoding: str | None = None) -> str:
    """A page's text: strict UTF-8, else gb18030, the superset of what older sites send; bytes prove more than headers.

    `encoding` is what the source says instead, for a site where neither holds.
    """
    if encoding:
        return body.decode(encoding, errors="replace").removeprefix("\ufeff")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("gb18030", errors="replace")


def is_page(body: bytes) -> bool:
    """Whether bytes are a page of HTML by their own beginning, or nothing; servers send files as HTML, and the reverse."""
    head = body[:1024].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    return not body.strip() or head.startswith(
        (b"<!doctype", b"<html", b"<head", b"<meta", b"<?xml", b"<script", b"<body", b"<div", b"<!--")
    )


def breaks_off(text: str, whole: bool = True) -> bool:
    """Whether a page ends in the middle of a tag; or, where it should be a `whole` page, in the middle of a text before
    any end of it. Servers that fail half-way through a page may state the length of the half."""
    end = text.strip("\ufeff \r\n\t")
    if not end.startswith("<"):  # data, which has an end of its own
        return False
    if _END.search(_WRITTEN.sub("", text)):  # what follows a page's own end is none of it
        return False
    if end.rfind("<") > end.rfind(">"):
        return True
    return bool(whole and re.search("<html|<body", text, re.I) and not end.endswith((">", ";")))


def no_rules(status: int, media_type: str, body: bytes) -> bool:
    """Whether an answer for robots.txt holds no rules: not there, or a page of HTML in its place."""
    return status in (404, 410) or "html" in media_type.lower() or body.lstrip()[:1] == b"<"


def as_utf8(body: bytes) -> bytes:
    """A text file in UTF-8, also where its mark says that it is UTF-16, as Windows writes it."""
    marked = body.startswith((b"\xff\xfe", b"\xfe\xff"))
    return body.decode("utf-16", errors="replace").encode() if marked else body
