"""Types a report into an article page: meta tags in six states, the catalogue record in its markups, the family's container."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from .. import docx, pages
from .asked import DOCX, Answer, page
from .model import LOOK_ALIKE, Item, Site

_STYLES = (
    ("<p><strong>{0}</strong></p>", "<p>　　{0}</p>", "{0}", "border=1"),
    ('<p class="MsoNormal"><b><span>{0}</span></b></p>', '<p class="MsoNormal"><span>{0}</span></p>',
     '<p class="MsoNormal"><span lang="EN-US">{0}</span></p>', 'class="MsoNormalTable" cellspacing=0'),
    ("<h3>{0}</h3>", "<p>{0}<br></p>", "<span>{0}</span>", 'style="width:100%"'),
)  # fmt: skip


def article(site: Site, item: Item, container: str, attachment: str) -> Answer:
    """The page of an item; `attachment` is the address of its file, for the shapes that have one."""
    if item.kind == LOOK_ALIKE:
        body = "<p>本页供公众查阅。</p><p>如有疑问，请与政务公开办公室联系。</p>"
    elif item.shape == "shell":
        body = f'<p><a href="{escape(attachment)}">附件：{escape(item.title)}.docx</a></p>'
    else:
        body = pages.fill(item, *_STYLES[item.id % len(_STYLES)])
    info = f'<div class="info">发布时间：{item.published} 09:30　来源：{_source(site, item)}　浏览次数：<script>hits()</script></div>'
    text = (
        f"<html><head>{head(site, item)}</head><body><div class=nav><a href='/'>首页</a> &gt; 政府信息公开年报</div>"
        f"{record(site, item)}<h1>{escape(item.title)}</h1>{info}{container.format(body)}{foot(site)}</body></html>"
    )
    return page(text, site.charset)


def word_file(item: Item, disposition: str = "") -> Answer:
    """The report as a Word file; `disposition` is the header that names it."""
    grids = pages.tables(item)
    blocks = [item.title, *(grids[text] if kind == "t" else text for kind, text in pages.paragraphs(item))]
    headers = (("Content-Disposition", disposition),) if disposition else ()
    return Answer(
        body=docx.write(blocks), media_type="application/octet-stream" if disposition else DOCX, headers=headers
    )


def disposition(item: Item) -> str:
    """The name of a file in one of three spellings: RFC 5987, percent-encoded UTF-8, raw GBK bytes."""
    name = f"{item.title}.docx"
    raw = name.encode("gbk").decode("latin-1")
    spellings = (f"attachment; filename*=UTF-8''{quote(name)}", f'attachment; filename="{quote(name)}"')
    return (*spellings, f'attachment; filename="{raw}"')[item.id % 3]


def _source(site: Site, item: Item) -> str:
    return item.agency.name if item.agency else site.publisher


def foot(site: Site) -> str:
    return f'<div class="footer">主办单位：{site.publisher}办公室　网站标识码：9912340001</div>'


def head(site: Site, item: Item) -> str:
    """The meta tags of 国办发〔2017〕47号: complete, missing, empty, swapped, wrong_date, full_width."""
    values = {"SiteName": site.publisher, "ColumnName": "政府信息公开年报", "ColumnType": "信息公开年报",
              "ArticleTitle": item.title, "PubDate": f"{item.published} 09:30", "ContentSource": _source(site, item)}  # fmt: skip
    if site.meta == "missing":
        values = {}
    elif site.meta == "empty":
        values |= {"ArticleTitle": "", "PubDate": ""}
    elif site.meta == "wrong_date":
        values["PubDate"] = "1900-01-01 00:00"
    elif site.meta == "full_width":
        values["PubDate"] = item.published.replace("-", "—") + " 09∶30"
    order = 'content="{1}" name="{0}"' if site.meta == "swapped" else 'name="{0}" content="{1}"'
    tags = "".join(f"<meta {order.format(name, escape(value))}>" for name, value in values.items())
    return f'<meta charset="{site.charset}"><title>{escape(item.title)}-{site.publisher}</title>{tags}'


def record(site: Site, item: Item) -> str:
    """The catalogue record above an article, in the markups of the catalogue of the field; 0: none."""
    fields = (
        ("索 引 号", f"00001{item.id}/{item.published[:4]}-00012"),
        ("发布机构", _source(site, item)),
        ("成文日期", item.published),
        ("名　　称", item.title),
        ("文　　号", ""),
    )
    if site.catalogue == 1:
        cells = "".join(f'<tr><td class="label">{k}：</td><td>{escape(v)}</td></tr>' for k, v in fields)
        return f'<table class="xxgk_table">{cells}</table>'
    if site.catalogue == 2:
        return (
            '<div class="dtl-list"><ul>'
            + "".join(f"<li><em>{k}：</em>{escape(v)}</li>" for k, v in fields)
            + "</ul></div>"
        )
    if site.catalogue == 3:
        shown = "".join(
            f'<label><font>{k}</font></label><div class="display-block">{escape(v)}</div>' for k, v in fields
        )
        return f'<div class="xxgkml-content">{shown}</div>'
    if site.catalogue == 4:
        return "<p>" + "&nbsp;&nbsp;|&nbsp;".join(f"{k}：{escape(v)}" for k, v in fields) + "</p>"
    return ""


__all__ = ["article", "disposition", "foot", "head", "record", "word_file"]
