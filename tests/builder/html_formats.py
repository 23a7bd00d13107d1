"""How websites print a report: clean tables, Word paste, layout tables, missing spans, wrong charsets, page furniture."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from random import Random

from tests.builder.draft import Draft, Line
from tests.builder.html_shapes import one_big_table, split_table
from tests.builder.tables import Slot, Table

DrawCell = Callable[[Slot], str]
DrawTable = Callable[[Table], str]
UTF8 = '<meta charset="utf-8">'


def spans(slot: Slot) -> str:
    stated = (("colspan", slot.columns), ("rowspan", slot.rows))
    return slot.attributes + "".join(f' {name}="{n}"' for name, n in stated if n > 1)


def shown(slot: Slot) -> str:
    return slot.markup or escape(slot.text).replace("\n", "<br>")


def td(slot: Slot) -> str:
    return f"<td{spans(slot)}>{shown(slot)}</td>"


def table(grid: Table, cell: DrawCell = td) -> str:
    rows = "\n".join("<tr>" + "".join(map(cell, row)) + "</tr>" for row in grid.rows)
    return f'<table border="1" cellspacing="0">\n<tbody>\n{rows}\n</tbody>\n</table>'


def line(block: Line) -> str:
    tag = {"title": "h1", "heading": "h2"}.get(block.kind, "p")
    text = block.text if block.kind == "unescaped" else escape(block.text)
    return f"<{tag}>{text}</{tag}>"


def article(draft: Draft, draw: DrawTable = table) -> str:
    return "\n".join(line(b) if isinstance(b, Line) else draw(b) for b in draft.blocks())


def page(draft: Draft, body: str, head: str = UTF8) -> str:
    title = escape(draft.truth.title)
    return f'<!DOCTYPE html>\n<html lang="zh">\n<head>{head}\n<title>{title}</title></head>\n<body>\n{body}\n</body>\n</html>\n'


def clean(draft: Draft) -> bytes:
    return page(draft, article(draft)).encode()


def short_header(draft: Draft) -> bytes:
    """Header rows state no spans; the rows of figures do."""

    def draw(grid: Table) -> str:
        headers = {id(slot) for row in grid.rows[: grid.headers] for slot in row}
        return table(grid, lambda slot: f"<td>{shown(slot)}</td>" if id(slot) in headers else td(slot))

    return page(draft, article(draft, draw)).encode()


def no_spans(draft: Draft) -> bytes:
    """No cell states a span: rows simply have fewer cells."""
    return page(draft, article(draft, lambda grid: table(grid, lambda slot: f"<td>{shown(slot)}</td>"))).encode()


def layout_tables(draft: Draft) -> bytes:
    """The page is built of tables inside tables."""
    body = (
        "<table width='1000'><tr><td colspan='2'>首页 &gt; 政府信息公开 &gt; 年度报告</td></tr>"
        "<tr><td width='200'><table><tr><td>机构职能</td></tr><tr><td>政策文件</td></tr></table></td>"
        f"<td><table><tr><td>\n{article(draft)}\n</td></tr></table></td></tr></table>"
    )
    return page(draft, body).encode()


def one_layout_cell(draft: Draft) -> bytes:
    """One table whose title row spans hundreds of columns and whose second row holds the whole article."""
    head = f'<tr><td colspan="400">{escape(draft.truth.title)}</td></tr>'
    return page(draft, f'<table>{head}<tr><td colspan="400">\n{article(draft)}\n</td></tr></table>').encode()


def word(draft: Draft) -> bytes:
    """Pasted from Word: paragraphs and spans in every cell, labels split over spans, a hidden last row."""

    def cell(slot: Slot) -> str:
        style = "mso-border-alt:solid windowtext .5pt;padding:0cm 5.4pt"
        return (
            f"<td{spans(slot)} style='{style}'><p class=MsoNormal align=center>{_word_text(slot, draft.rng)}</p></td>"
        )

    def draw(grid: Table) -> str:
        hidden = "<![if !supportMisalignedColumns]><tr height=0>" + "<td style='border:none'></td>" * grid.width
        end = hidden + "</tr><![endif]></tbody>"
        return table(grid, cell).replace("</tbody>", end)

    body = f"<div class=WordSection1 style='layout-grid:15.6pt'>{article(draft, draw)}</div>"
    office = "<xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml><style>p.MsoNormal{mso-pagination:none}</style>"
    return page(draft, body, UTF8 + f"<!--[if gte mso 9]>{office}<![endif]-->").encode()


def _word_text(slot: Slot, rng: Random) -> str:
    end = "<span lang=EN-US><o:p></o:p></span>"
    if not slot.text:
        return "<span lang=EN-US style='mso-bidi-font-size:10.5pt'><o:p>&nbsp;</o:p></span>"
    if slot.markup or slot.key or len(slot.text) < 3:
        return f"<span lang=EN-US>{shown(slot)}</span>{end}"
    at = rng.randrange(1, len(slot.text))
    first, second = escape(slot.text[:at]), escape(slot.text[at:])
    return f"<span style='font-family:宋体'>{first}</span><span lang=EN-US style='mso-hansi-font-family:宋体'>{second}</span>{end}"


def trailing_columns(draft: Draft) -> bytes:
    """Every row ends in the same number of empty cells that belong to no column."""
    extra = "".join(draft.rng.choice(("<td></td>", "<td>&nbsp;</td>")) for _ in range(draft.rng.randint(1, 3)))
    return page(draft, article(draft, lambda grid: table(grid).replace("</tr>", f"{extra}</tr>"))).encode()


def cell_paragraphs(draft: Draft) -> bytes:
    """Each cell holds paragraphs; long labels are broken over two, or by <br>."""

    def cell(slot: Slot) -> str:
        if slot.markup or slot.key or len(slot.text) < 4 or slot.text.startswith("["):
            return f"<td{spans(slot)}>\n<p>{shown(slot)}</p>\n</td>"
        at, cut = draft.rng.randrange(2, len(slot.text) - 1), draft.rng.choice(("</p>\n<p>", "<br/>", ""))
        return f"<td{spans(slot)}><p>{escape(slot.text[:at])}{cut}{escape(slot.text[at:])}</p></td>"

    return page(draft, article(draft, lambda grid: table(grid, cell))).encode()


def paragraphs_only(draft: Draft) -> bytes:
    """No table at all: every cell is a paragraph of its own."""

    def draw(grid: Table) -> str:
        return "\n".join(f"<p>{escape(slot.text)}</p>" for row in grid.rows for slot in row if slot.text)

    return page(draft, article(draft, draw)).encode()


def heads(draft: Draft) -> bytes:
    """th, thead and caption, as a stylesheet-minded editor writes."""

    def draw(grid: Table) -> str:
        def rows(part: list[list[Slot]], tag: str) -> str:
            return "".join(
                "<tr>"
                + "".join(f"<{t}{spans(s)}>{shown(s)}</{t}>" for s in row for t in [tag if not s.key else "td"])
                + "</tr>"
                for row in part
            )

        head, body = rows(grid.rows[: grid.headers], "th"), rows(grid.rows[grid.headers :], "th")
        return f"<table><caption>附表</caption><thead>{head}</thead><tbody>{body}</tbody></table>"

    return page(draft, article(draft, draw)).encode()


def unclosed(draft: Draft) -> bytes:
    """End tags left out and attributes without quotes, as old editors wrote."""

    def draw(grid: Table) -> str:
        rows = ("<TR>" + "".join(f"<TD{spans(s).replace(chr(34), '')}>{shown(s)}" for s in row) for row in grid.rows)
        return "<TABLE border=1>" + "\n".join(rows) + "</TABLE>"

    return page(draft, article(draft, draw)).encode()


def in_gb18030(head: str) -> Callable[[Draft], bytes]:
    """The page in gb18030 bytes, declared by `head`, which may be wrong or empty."""
    return lambda draft: page(draft, article(draft), head).encode("gb18030")


def chrome(draft: Draft) -> bytes:
    """The article among what surrounds it on a site: navigation, breadcrumbs, related reports, footer."""
    t = draft.truth
    meta = f'<meta name="ArticleTitle" content="{t.title}"><meta name="PubDate" content="{t.year + 1}-01-18 09:30">'
    menu = "".join(
        f'<li><a href="/{n}/">{name}</a></li>' for n, name in enumerate(("首页", "政务公开", "办事服务", "互动交流"))
    )
    related = "".join(
        f'<li><a href="/r{y}.html">南岚区石桥街道办事处{y}年政府信息公开工作年度报告</a><span>{y + 1}-01-20</span></li>'
        for y in (2017, 2018)
    )
    body = f"""<div class="header"><ul class="nav">{menu}</ul></div>
<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/xxgk/">政府信息公开年报</a> &gt; 正文</div>
<table class="info"><tr><td>索引号</td><td>000000000/{t.year + 1}-00017</td><td>发布机构</td><td>{t.agency}</td></tr></table>
<div class="article" id="zoom">
{article(draft)}
</div>
<div class="related"><h3>相关阅读</h3><ul>{related}</ul></div>
<div class="footer"><p>主办：{t.agency} 网站标识码 0000000000 备案 00000000号-1</p><p>您是第 123456 位访问者</p></div>
<script>var hits = 0; document.write("<table><tr><td>0</td></tr></table>");</script>"""
    return page(draft, body, UTF8 + meta + "<style>td{border:1px solid}</style>").encode()


def one_table(draft: Draft) -> bytes:
    """Tables two, three and four, with the headings between them, are one table."""
    return page(draft, "\n".join(line(b) if isinstance(b, Line) else table(b) for b in one_big_table(draft))).encode()


def split(draft: Draft) -> bytes:
    """A page break has cut table three in two, its header repeated."""

    def draw(grid: Table) -> str:
        if grid.name != "t3" or len(grid.rows) < 14:
            return table(grid)
        upper, lower = split_table(grid, draft.rng.randrange(grid.headers + 3, len(grid.rows) - 3))
        return f"{table(upper)}\n<p>- 3 -</p>\n{table(lower)}"

    return page(draft, article(draft, draw)).encode()
