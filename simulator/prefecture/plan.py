"""The sites of the prefecture: every family and flavour once, and the column layouts and dead ends of the field."""

from __future__ import annotations

from dataclasses import dataclass

_MIXED = ("article", "docx", "article", "shell")
_PAGES = ("article",)


@dataclass(frozen=True, slots=True)
class Planned:
    """A site before it is invented; see `Site` for the words."""

    name: str
    family: str
    flavour: str = ""
    reports: int = 2
    per_page: int = 2
    shapes: tuple[str, ...] = _MIXED
    beyond: str = "404"
    charset: str = "utf-8"
    subs: tuple[tuple[str, str], ...] = ()
    elsewhere: tuple[tuple[str, str], ...] = ()
    lures: bool = True
    hidden: bool = False
    ends: str = "ok"


_TRS = (
    Planned("trs-call", "trs_static", "call", reports=4, shapes=("article", "docx", "viewer", "shell")),
    Planned("trs-variables", "trs_static", "variables", charset="gb18030"),
    Planned("trs-links", "trs_static", "links"),
    Planned("trs-table", "trs_static", "table"),
    Planned("trs-tabs", "trs_static", "tabs"),
    Planned("trs-onepage", "trs_static", "onepage", reports=6),
    Planned("trs-shell", "trs_static", "shell"),
    Planned("trs-years", "trs_static", "call", subs=tuple((f"{y}nb/", f"{y}年") for y in (2025, 2024))),
    Planned("trs-units", "trs_static", "call", reports=3, subs=(("xzf/", "县政府"), ("xbm/", "县直部门"), ("xzjd/", "乡镇（街道）"))),
    Planned("trs-one", "trs_static", "call", reports=1, lures=False),
    Planned("trs-zero", "trs_static", "call", reports=0, ends="empty"),
    Planned("trs-many", "trs_static", "call", reports=25, per_page=9, shapes=_PAGES),
    Planned("trs-downloads", "trs_static", "call", reports=3, shapes=("download",)),
    Planned("trs-dead", "trs_static", "call", reports=3, shapes=("article", "dead", "error"), ends="partial"),
    Planned("hub", "trs_static", "call", reports=1,
            elsewhere=(("hub-departments", ""), ("http://qixiang.invalid/zwgk/202601/t20260116_88.html", "澜汀市气象局2025年政府信息公开工作年度报告"))),
    Planned("hub-departments", "tail", "static_generic", reports=2, shapes=_PAGES, hidden=True, lures=False),
)  # fmt: skip
_REST = (
    Planned("ucap-static", "ucap", "static", reports=3),
    Planned("ucap-json", "ucap", "json"),
    Planned("ucap-redirect", "ucap", "redirect"),
    Planned("ucap-suzhou", "ucap", "suzhou"),
    Planned("hanweb-get", "hanweb", "get"),
    Planned("hanweb-post", "hanweb", "post"),
    Planned("hanweb-page-only", "hanweb", "page_only"),
    Planned("hanweb-encrypted", "hanweb", "encrypted"),
    Planned("hanweb-capped", "hanweb", "capped"),
    Planned("hanweb-jpaas", "hanweb", "jpaas"),
    Planned("hanweb-xxgk", "hanweb_xxgk", "search", shapes=_PAGES),
    Planned("hanweb-annual", "hanweb_xxgk", "annual", reports=3, shapes=_PAGES, lures=False),
    Planned("vsb", "vsb", reports=4),
    Planned("gkmlpt", "gkmlpt", "catalogue"),
    Planned("nfcms", "gkmlpt", "portal"),
    Planned("lonsun-label", "lonsun", "label"),
    Planned("lonsun-column", "lonsun", "column"),
    Planned("lonsun-units", "lonsun", "units", reports=3, shapes=_PAGES, lures=False),
    Planned("epoint-zero", "epoint", "zero"),
    Planned("epoint-one", "epoint", "one"),
    Planned("epoint-wrapped", "epoint", "wrapped"),
    Planned("truecms", "truecms"),
    Planned("aspnet", "aspnet", reports=4),
    Planned("asp", "tail", "asp", charset="gb2312"),
    Planned("php", "tail", "php"),
    Planned("numbered", "tail", "numbered_html"),
    Planned("slug-list", "tail", "slug_list_html"),
    Planned("uuid-columns", "tail", "uuid_columns", beyond="first"),
    Planned("jeecms", "tail", "jeecms"),
    Planned("eportal", "tail", "eportal"),
    Planned("frame", "spa", "frame"),
    Planned("spa", "spa", "spa"),
    *(Planned(f"beyond-{word}", "tail", "static_generic", beyond=word, shapes=_PAGES) for word in
      ("404", "first", "empty", "stub", "home")),
)  # fmt: skip
PLAN = _TRS + _REST
