"""Which publishing platform made a page: strong markers before the shapes of addresses, blocks and missing pages first. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlsplit

from crawler.answers import blocked, empty, missing
from crawler.discovery import judge
from crawler.platforms import PLATFORMS
from crawler.platforms.parts.plain import MOUNT

SMALL = 6000  # characters; a page with no list and less than this is a shell for scripts


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The platform and the mark it was known by; without a platform `why` says why the page is no column."""

    platform: str | None
    why: str


def _marks(*rows: tuple[str, str, str]) -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    return tuple((platform, said, re.compile(shape, re.I)) for platform, said, shape in rows)


# The order is that of the field catalogue's fingerprints; each is tried on the whole page.
_IN_PAGE = _marks(
    ("gkmlpt", "window._CONFIG with SID and TREE", r"_CONFIG\b[\s\S]{0,4000}?\bSID\b[\s\S]{0,4000}?\bTREE\b"),
    ("hanweb_jpaas", "the JPaaS gateway", r"/api-gateway/jpaas-publish-server/|AuthorizedRead/unitbuild\.js|parseType'\s*:\s*'bulidstatic"),
    ("truecms", "TrueCMS's interface", r"/truecms/messageController/"),  # its hidden rows are a datastore as well
    ("hanweb_jpage", "an XML island or its proxy", r"<datastore>|dataproxy\.jsp|default_pgContainer"),
    ("hanweb_xxgk", "the disclosure module", r"/module/xxgk/|\bvc_xxgkarea\b"),
    ("lonsun", "the label service", r"/site/label/8888|\blabelName="),
    ("ucap_suzhou", "the data interface of Suzhou", r"interfacesWebZcwj"),
    ("ucap", "a pager by name, or UCAP's tags", r"""createPageHTML\(\s*['"]|UCAP-?(?:TITLE|CONTENT)\b"""),
    ("nfcms", "NFCMS variables", r"\bNFCMS_\w+"),
    ("trs_static", "TRS's pager or editor", r"createPageHTML\(\s*\d|\b(?:countPage|recordcount)\s*=|TRS_(?:Editor|UEDITOR)"),
    ("vsb", "VSB's ids or scripts", r"vsb_content|v_news_content|pb_sys_common|_simple_list_gotopage_fun|/system/resource/js/|\bline_u\d+_\d+"),
    ("epoint", "Epoint's scripts", r"webBuilderCommon\.js|\bsiteGuid\b|lightfrontaction"),
    ("truecms", "TrueCMS's scripts", r"/truecms/|id=[\"']?initData\b"),
    ("eportal", "the portal's addresses", r"/eportal/ui\?pageId="),
    ("aspnet", "the hidden state of ASP.NET", r"\b__VIEWSTATE\b"),
)  # fmt: skip

# Links to articles of the page's own host, as each platform names them; hubs link to other hosts, which prove nothing.
_ARTICLES = _marks(
    *(
        (platform, "how its articles are named", rf"""href\s*=\s*["']?(?!https?:|//)[^"'\s>]*{shape}""")
        for platform, shape in (
            ("hanweb_jpage", r"/art/20\d\d/\d+/\d+/art_\d+_\d+\.html"),
            ("lonsun", r"/public/\d+/\d+\.html|/content/article/\d+|/OpennessAnnualReport/year/show/"),
            ("ucap", r"/[0-9a-f]{32}\.shtml"),
            ("trs_static", r"/t20\d{6}_\d+\.s?html?\b"),
            ("vsb", r"/info/\d+/\d+\.htm\b"),
            ("nfcms", r"/content/post_\d+\.html"),
        )
    )
)

# What stands in the address alone: the first group is surer than any mark on the page, the second less sure.
_STRONG_ADDRESS = _marks(
    ("gkmlpt", "/gkmlpt/ in the address", r"/gkmlpt/"),
    ("hanweb_xxgk", "vc_xxgkarea or xxgkAnnualReport in the address", r"[?&]vc_xxgkarea=|/xxgkAnnualReport\.jsp"),
    ("ucap_suzhou", "xxgkml in the address", r"/xxgkml(?:_bm)?\.shtml\?(?:.*&)?(?:deptcode|para)="),
    ("epoint", "categorynum in the address", r"[?&]categorynum="),
    ("trs_tabs", "a tab by query in the address", r"/(?:index\.s?html?)?\?(?:.*&)?(?:gk|state|stit)=\d*(?:[&#]|$)"),
    ("gongkai_channel", "/gongkai/channel_ in the address", r"/gongkai/channel_"),
)
_ADDRESS = _marks(
    ("hanweb_jpage", "/col/colN/ in the address", r"/col/col\d+/"),
    ("hanweb_jpaas", "/pc/list.html in the address", r"/pc/list\.html"),
    ("lonsun", "the column's address", r"/public/column/\d+|/content/column/\d+|/site/tpl/\d+|/openness"),
    ("ucap", "the column's address", r"/(?:list|common_list|zfxxgk\w*|\w*xxgk_list|redirect_firstChannel|jump)\.shtml$|/c\d{5,}/(?:\w+/)*\w+\.shtml$"),
    ("truecms", "the file is named as its folder", r"/(\w+)/\1\.html(?:\?|$)"),
    ("eportal", "the portal's address", r"/eportal/"),
    ("aspnet", ".aspx", r"\.aspx(?:\?|$)"),
    ("uuid_columns", "/columns/UUID/", r"/columns/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/"),
    ("channels_n", "/channels/N.html", r"/channels/\d+\.html"),
    ("cms_html", "/cms/html/", r"/cms/html/"),
    ("slug_list_html", "xxgk-list-NAME", r"xxgk-list-"),
    ("ilist_jsp", "iList.jsp", r"/info/iList\.jsp"),
    ("sitesources", "/sitesources/ or /htmls/", r"/sitesources/|/htmls/\d+_.+/list-?\d+\.html"),
    ("node_n", "Node-N", r"/Node-\d+"),
    ("powereasy", "/html/N/List.html", r"/html/\d+/(?:List|Item)\.html"),
    ("huahai", "/pub/special/ or /list/…/auto/", r"/pub/special/\d+\.html|/list/\w+/auto/\d+\.html"),
    ("ncontent", "/nN/nN/", r"/n\d{3,}/n\d{3,}/"),
    ("jeecms", ".jhtml", r"\.jhtml(?:\?|$)"),
    ("numbered_html", "/1.html", r"/1\.html$"),
    ("asp", ".asp", r"\.asp(?:\?|$)"),
    ("php", ".php", r"\.php(?:[?/]|$)"),
    ("jsp_misc", ".jsp, .jspx, .do or .thtml", r"\.(?:jspx?|do|thtml|dhtml)(?:[?;]|$)"),
    ("vsb", "a column that ends in .htm", r"/(?!index)\w+\.htm$"),
)  # fmt: skip


_TAGS = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]+>", re.S | re.I)
_DATED = re.compile(r"20\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}")
_META = re.compile(r"<meta\b[^>]*>", re.I)
_NAME, _CONTENT = (re.compile(rf"""\b{key}\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.I) for key in ("name", "content"))
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.S | re.I)
_SITE = re.compile(r"(?:门户)?(?:网站|网)$")  # what a site is called beyond its owner's name


def fingerprint(asked: str, url: str, status: int, body: bytes, text: str) -> Fingerprint:
    """The platform of the page that came from `url` when `asked` was asked for; first hit wins."""
    if refused := blocked(status, body):
        return Fingerprint(None, f"the host refuses us ({refused}); nothing is worked around")
    if status == 200 and text.lstrip()[:1] in ("{", "["):
        return Fingerprint(None, "the answer is data, not a page; give the address of the column as a browser shows it")
    if status != 200 and status not in (404, 410):
        return Fingerprint(None, f"the server answers HTTP {status}")
    if missing(asked, url, status, text) and not _is_shell(text):
        return Fingerprint(None, "there is no such page (it says so, or leads to the home page)")
    own = re.sub(rf"https?://{re.escape(urlsplit(url).netloc)}/", "/", text)
    plain = url.partition("#")[0]
    places = (_STRONG_ADDRESS, asked), (_STRONG_ADDRESS, url), (_IN_PAGE, text), (_ARTICLES, own), (_ADDRESS, plain)
    for marks, where in places:
        for platform, said, shape in marks:
            if shape.search(where):
                return Fingerprint(platform, said)
    return _by_rows(asked, url, text)


def _is_shell(text: str) -> bool:
    """Whether a short page without a word has what could fill it, or leads on: a script, a frame, a refresh."""
    return bool(empty(text) and re.search(r"<script|<i?frame|http-equiv", text, re.I)) or "<iframe" in text.lower()


def _by_rows(asked: str, url: str, text: str) -> Fingerprint:
    """A page without any mark: a list told by its looks, or a shell that only a browser fills."""
    page = PLATFORMS["static_generic"].list_page(url, text)
    leads = page.rows or page.sub_columns or page.islands or page.forward
    filled = not re.search(r"<script\b", text, re.I) or _DATED.search(_TAGS.sub(" ", text))
    mounted = "#/" in asked or MOUNT.search(text)
    if not (leads or filled) and (len(text) < SMALL or mounted):
        return Fingerprint("spa", "no list stands in the page; its scripts would make it")
    said = "rows told by their looks" if page.rows else "no mark of a known platform"
    return Fingerprint("static_generic", said)


def publisher_in(text: str) -> tuple[str, str] | None:
    """An agency's whole name where the page states it, and where: meta SiteName, else a part of the title."""
    title = _TITLE.search(text)
    parts = [part for part in re.split(r"[_\-|–—]", title[1]) if part.strip()] if title else []
    for name, where in (
        (_meta(text, "SiteName"), "meta SiteName"),
        *((part, "the page's title") for part in parts[1:]),
    ):
        name = _SITE.sub("", "".join(unescape(name).split()))
        if name and judge(name).agency == name:  # a bare name of an agency and nothing else
            return name, where
    return None


def site_code(text: str) -> str | None:
    """政府网站标识码 of a local site: its first six digits are a division's; None for others and for none."""
    code = _meta(text, "SiteIDCode").strip()
    return code if re.fullmatch(r"\d{10}", code) else None


def _meta(text: str, wanted: str) -> str:
    """The first meta tag of this name that says anything, in any order of attributes; empty where there is none."""
    for tag in _META.findall(text):
        name, content = _NAME.search(tag), _CONTENT.search(tag)
        said = (content[1] or content[2] or "").strip() if content else ""
        if said and name and (name[1] or name[2] or "").lower() == wanted.lower():
            return said
    return ""
