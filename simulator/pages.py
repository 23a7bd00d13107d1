"""Types the county's truth into pages: reports in several templates, lists with both kinds of pager, look-alikes."""

from __future__ import annotations

import posixpath
from html import escape

from .county import COUNTY, Column, LookAlike, SimReport
from .tables import Table, table_four, table_three, table_two

SITE = f"{COUNTY}人民政府"
GONE = "<html><head><title>页面不存在</title></head><body><p>您访问的页面不存在或已删除！</p></body></html>"


_WORK = (
    "依申请公开窗口设在一楼大厅，当面申请的，当场登记。",
    "依申请公开的网上入口改了版，办到哪一步，申请人自己能查。",
    "公开栏从楼道搬到了大门口，来办事的人抬头就能看见。",
    "凡是多人申请过的同一件信息，一律转为主动公开。",
    "依申请公开由专人收件、专人催办，回函前再请法制人员看一遍。",
)
_TROUBLES = (
    "一是栏目更新还不够快；二是解读形式单一。下一步将逐月核对栏目，多用问答。",
    "有的信息公开得晚，有的栏目空着。来年按月列出清单，逐条核销。",
    "依申请公开的答复写得太像公文。今后先把结论说清楚，再附依据。",
)


def paragraphs(report: SimReport) -> list[tuple[str, str]]:
    """The prose of a report as (kind, text): h for a heading, p for a paragraph, t for the place of a table."""
    f = report.figures
    new, name = f["t3.new_received.total"], report.agency.name
    revised = f"（本页内容于发布后更正{report.revision}次。）" if report.revision else ""
    return [
        ("p", f"根据《中华人民共和国政府信息公开条例》，{name}编制{report.year}年度报告，数据统计期限为"
              f"{report.year}年1月1日至12月31日。{revised}"),
        ("h", "一、总体情况"),
        ("p", f"{report.year}年，我们把公开做在平时。全年共收到政府信息公开申请{new}件，均依法答复。"
              f"{_WORK[report.id // 17 % len(_WORK)]}"),
        ("h", "二、主动公开政府信息情况"), ("t", "two"),
        ("h", "三、收到和处理政府信息公开申请情况"), ("t", "three"),
        ("h", "四、政府信息公开行政复议、行政诉讼情况"), ("t", "four"),
        ("h", "五、存在的主要问题及改进情况"),
        ("p", _TROUBLES[report.id // 17 % len(_TROUBLES)]),
        ("h", "六、其他需要报告的事项"),
        ("p", "本年度未收取信息处理费。无其他需要报告的事项。"),
        ("p", f"{name}"),
    ]  # fmt: skip


def tables(report: SimReport) -> dict[str, Table]:
    return {
        "two": table_two(report.figures, report.edition),
        "three": table_three(report.figures, report.edition),
        "four": table_four(report.figures),
    }


def report_page(report: SimReport) -> str:
    body = _TEMPLATES[report.template](report)
    head = _head(report.title, report.published, report.agency.name, report.id % 5)
    crumbs = (
        f'<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="{report.column}">政府信息公开年报</a></div>'
    )
    source = f'<div class="info">发布时间：{report.published} 09:30　来源：{report.agency.name}　字体：[大 中 小]</div>'
    return f"<html><head>{head}</head><body>{crumbs}<h1>{escape(report.title)}</h1>{source}{body}{_FOOT}</body></html>"


_FOOT = '<div class="footer">主办单位：望汐县人民政府办公室　网站标识码：9901230001</div>'


def _head(title: str, published: str, source: str, oddity: int) -> str:
    """The national meta tags: complete, missing, empty, with `content` first, or with full-width punctuation."""
    values = {"SiteName": SITE, "ColumnName": "政府信息公开年报", "ColumnType": "信息公开年报", "ArticleTitle": title,
              "PubDate": f"{published} 09:30", "ContentSource": source}  # fmt: skip
    if oddity == 1:
        values = {}
    elif oddity == 2:
        values |= {"ArticleTitle": "", "PubDate": ""}
    elif oddity == 4:
        values["PubDate"] = published.replace("-", "—") + " 09∶30"
    order = 'content="{1}" name="{0}"' if oddity == 3 else 'name="{0}" content="{1}"'
    tags = "".join(f"<meta {order.format(name, escape(value))}>" for name, value in values.items())
    return f'<meta charset="utf-8"><title>{escape(title)}-{SITE}</title>{tags}'


def fill(report: SimReport, heading: str, paragraph: str, cell: str, attributes: str) -> str:
    """The body of a report with each heading, paragraph and cell typed through its own pattern."""
    grids, out = tables(report), []
    for kind, text in paragraphs(report):
        if kind == "t":
            out.append(_table(grids[text], cell, attributes))
        else:
            out.append((heading if kind == "h" else paragraph).format(escape(text)))
    return "\n".join(out)


def _table(table: Table, cell: str, attributes: str) -> str:
    def typed(c) -> str:
        spans = (f' rowspan="{c.rows}"' if c.rows > 1 else "") + (f' colspan="{c.columns}"' if c.columns > 1 else "")
        return f"<td{spans}>{cell.format(escape(c.text) or '&nbsp;')}</td>"

    rows = "\n".join(f"<tr>{''.join(map(typed, row))}</tr>" for row in table)
    return f"<table {attributes}><tbody>{rows}</tbody></table>"


def _trs_editor(report: SimReport) -> str:
    return f'<div class="TRS_Editor">{fill(report, "<p><strong>{0}</strong></p>", "<p>　　{0}</p>", "{0}", "border=1")}</div>'


def _word(report: SimReport) -> str:
    run = '<span lang="EN-US" style="font-size:10.5pt;font-family:宋体">{0}</span>'
    line = f'<p class="MsoNormal" align="center">{run}</p>'
    style = "<style>.Custom_UnionStyle P { MARGIN: 0cm; FONT-SIZE: 10.5pt }</style>"
    filled = fill(report, f'<p class="MsoNormal"><b>{run}</b></p>', line, line, 'class="MsoNormalTable" cellspacing=0')
    return f'<div class="TRS_Editor"><div class="Custom_UnionStyle">{style}{filled}</div></div>'


def _ueditor(report: SimReport) -> str:
    filled = fill(report, "<p>{0}</p>", "<p>{0}</p>", "<span>{0}</span>", 'style="width:100%"')
    return f'<div class="view TRS_UEDITOR trs_paper_default trs_web">{filled}</div>'


def _layout(report: SimReport) -> str:
    """The whole article inside a layout table, as old templates do."""
    filled = fill(report, "<p><b>{0}</b></p>", "<p>{0}<br></p>", "<p>{0}</p>", "border=1 align=center")
    return f'<table width="980" class="main"><tr><td id="zoom">{filled}</td></tr></table>'


def _plain(report: SimReport) -> str:
    return f'<div class="content">{fill(report, "<h3>{0}</h3>", "<p>{0}</p>", "{0}", "")}</div>'


def shell_page(report: SimReport) -> str:
    """An article without text, only with its attachment."""
    head = _head(report.title, report.published, report.agency.name, 0)
    link = f'<p><a href="./{report.attachment.rpartition("/")[2]}">附件：{escape(report.title)}.docx</a></p>'
    return f'<html><head>{head}</head><body><h1>{escape(report.title)}</h1><div class="TRS_Editor">{link}</div>{_FOOT}</body></html>'


_TEMPLATES = {"trs_editor": _trs_editor, "word": _word, "ueditor": _ueditor, "layout": _layout, "plain": _plain}


def look_alike_page(row: LookAlike) -> str:
    """A page of ordinary prose under the look-alike's title."""
    head = _head(row.title, row.published, SITE, 0)
    text = "".join(f"<p>{line}</p>" for line in ("本页供公众查阅。", "如有疑问，请与县政务公开办公室联系。"))
    return f'<html><head>{head}</head><body><h1>{escape(row.title)}</h1><div class="TRS_Editor">{text}</div>{_FOOT}</body></html>'


def list_page(column: Column, base: str, rows: list[tuple[str, str, str]], page: int, pages: int) -> str:
    """One page of a list. `rows` are (href target path or address, title, date); hrefs are written relative to `base`."""
    items = "\n".join(_row(base, *row) for row in rows)
    head = (
        f'<meta charset="{column.charset}"><meta name="SiteName" content="{SITE}">'
        f'<meta name="ColumnName" content="{column.title}"><meta name="ColumnType" content="信息公开年报">'
        f"<title>{column.title}-{SITE}</title>"
    )
    nav = '<div class="nav"><a href="/">首页</a><a href="/zfxxgk/zfxxgkzn/">政府信息公开指南</a><a href="/ztzl/2023nzt/">2023年专题</a></div>'
    old = '<!-- <li><a href="./201902/t20190101_1.html" title="旧模板2018年政府信息公开工作年度报告">旧</a></li> -->'
    return (
        f'<html><head>{head}</head><body>{nav}<ul class="newsList">{old}{items}</ul>'
        f'<div class="page"><script>{_pager(column, page, pages, len(rows))}</script></div>{_FOOT}</body></html>'
    )


def _row(base: str, target: str, title: str, date: str) -> str:
    if target.startswith(("http:", "//")):
        href = target
    else:
        href = posixpath.relpath(target, base.rstrip("/"))
        href = href if href.startswith("..") else f"./{href}"
    shown = title if len(title) < 26 else f"{title[:24]}…"
    return f'<li><a href="{escape(href)}" title="{escape(title)}" target="_blank">{escape(shown)}</a><span>{date}</span></li>'


def _pager(column: Column, page: int, pages: int, rows: int) -> str:
    if column.pager == "call":
        return f'createPageHTML({pages}, {page}, "index", "html");'
    return f"var currentPage={page}; var countPage={pages}; var recordcount={rows}; if(countPage>1){{document.write('下一页');}}"


def hub_page(column: Column) -> str:
    """A list whose rows are its sub-columns."""
    items = "".join(f'<li><a href="./{path}">{title}</a></li>' for path, title in column.subcolumns)
    return (
        f'<html><head><meta charset="utf-8"><title>{column.title}-{SITE}</title></head><body>'
        f'<div class="nav"><a href="/">首页</a><a href="/ztzl/2023nzt/">2023年专题</a></div><ul class="tabs">{items}</ul>{_FOOT}</body></html>'
    )
