"""DOCX to documents: merged cells, tracked changes, text boxes, content controls, as Word shows them."""

from __future__ import annotations

import zipfile
from html import escape
from io import BytesIO

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.documents import open_document
from pipelines.records import Document, Grid, Paragraph
from tests.made_tables import Model, models

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
OTHERS = 'xmlns:mc="a:mc" xmlns:wps="a:wps" xmlns:v="a:v" xmlns:m="a:m"'


def read(body: str, namespace: str = W, **parts: str) -> Document:
    main = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{namespace}" {OTHERS}><w:body>{body}</w:body></w:document>'
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"word/document.xml": main, **parts}.items():
            archive.writestr(name, content)
    return open_document(out.getvalue(), url="file:///a.docx")


def t(text: str) -> str:
    return f'<w:t xml:space="preserve">{escape(text)}</w:t>'


def p(*texts: str) -> str:
    return f"<w:p><w:pPr><w:jc/></w:pPr>{''.join(f'<w:r><w:rPr><w:b/></w:rPr>{t(x)}</w:r>' for x in texts)}</w:p>"


def tc(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr><w:tcW/>{properties}</w:tcPr>{content}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid>{''.join(rows)}</w:tbl>"


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def lines(document: Document) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if isinstance(b, Paragraph)]


def texts(grid: Grid) -> list[tuple]:
    return [(cell.row, cell.column, cell.text) for cell in grid.cells]


def as_docx(model: Model) -> str:
    """The model with gridSpan and vMerge; cells that only continue one above are written out, as Word wants them."""
    begun = {(slot.row, slot.column): slot for row in model.rows for slot in row}
    written = []
    for row in range(len(model.rows)):
        covering = [s for s in begun.values() if s.row <= row < s.row + s.rows]
        cells = []
        for slot in sorted(covering, key=lambda s: s.column):
            merge = "" if slot.rows == 1 else '<w:vMerge w:val="restart"/>' if slot.row == row else "<w:vMerge/>"
            text = p(slot.text[:1], slot.text[1:]) if slot.row == row else p()
            cells.append(tc(text, f'<w:gridSpan w:val="{slot.columns}"/>{merge}'))
        written.append(tr(*cells))
    return tbl(*written)


@given(models(), st.sampled_from([W, STRICT]))
@settings(max_examples=60, deadline=None)
def test_any_table_keeps_its_places_and_words(model, namespace):
    document = read(p("前文") + as_docx(model) + p("后文"), namespace)
    (grid,) = grids(document)
    assert grid.regular
    assert sorted((c.row, c.column, c.rows, c.columns, c.text) for c in grid.cells) == model.placed()
    assert all(document.text[c.start : c.end] == c.text for c in grid.cells)
    assert lines(document) == ["前文", "后文"]


def test_paragraphs_runs_and_signs():
    body = (
        p("公开", "1", "7", "条")
        + "<w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:noBreakHyphen/><w:t>3</w:t></w:r></w:p>"
    )
    body += f'<w:p><w:r><w:footnoteReference w:id="2"/>{t("丙19")}<w:sym w:font="x" w:char="00D7"/></w:r></w:p>'
    assert lines(read(body)) == ["公开17条", "甲", "乙-3", "丙19×"]


def test_tracked_changes_are_shown_as_accepted():
    body = f"<w:p><w:ins><w:r>{t('新23')}</w:r></w:ins><w:del><w:r><w:delText>旧24</w:delText></w:r></w:del>"
    body += f"<w:moveFrom><w:r>{t('去25')}</w:r></w:moveFrom><w:moveTo><w:r>{t('来26')}</w:r></w:moveTo></w:p>"
    body += tbl(
        tr(tc(p("甲")), tc(p("27"))), tr(tc(p("乙")), tc(p("28")), properties="<w:del/>"), tr(tc(p("丙")), tc(p("29")))
    )
    document = read(body)
    assert lines(document) == ["新23来26"]
    assert texts(grids(document)[0]) == [(0, 0, "甲"), (0, 1, "27"), (1, 0, "丙"), (1, 1, "29")]


def test_hidden_raised_and_struck_out_words():
    def run(mark: str, text: str) -> str:
        return f"<w:r><w:rPr>{mark}</w:rPr>{t(text)}</w:r>"

    cells = [
        run("<w:vanish/>", "9") + run("", "31"),
        run('<w:vanish w:val="0"/>', "32"),
        run("", "33") + run('<w:vertAlign w:val="superscript"/>', "2"),
        run("<w:strike/>", "5") + run("", "34"),
        run('<w:vertAlign w:val="baseline"/>', "3") + run("", "5"),
        run("<w:webHidden/>", "9") + run("", "36"),
        run("", "37") + run('<w:position w:val="12"/>', "1"),
        run('<w:position w:val="2"/>', "3") + run("", "8"),
        run('<w:vertAlign w:val="subscript"/>', "1"),
        run('<w:position w:val="-12"/>', "1"),
        run("<w:dstrike/>", "5"),
        run("<w:strike/>", "5</w:t><w:br/><w:t>6").replace("&lt;", "<").replace("&gt;", ">"),
    ]
    document = read(tbl(tr(*(tc(f"<w:p>{cell}</w:p>") for cell in cells))))
    assert [cell.text for cell in grids(document)[0].cells] == [
        *("31", "32", "33 2", "5 34", "35", "9 36", "37 1", "38"),  # webHidden hides in browsers only
        *("[1]", "[1]", "[删除：5]", "[删除：5] [删除：6]"),
    ]


def test_numbers_in_paragraphs_of_a_cell_stay_apart_and_labels_join():
    document = read(
        tbl(
            tr(
                tc(p("结果") + p("维持")),
                tc(p("41") + p("42")),
                tc("<w:p><w:r><w:t>4</w:t></w:r>" + f"<w:r>{t('3')}</w:r></w:p>"),
            )
        )
    )
    assert [cell.text for cell in grids(document)[0].cells] == ["结果维持", "41 42", "43"]


def test_rows_that_begin_late_and_legacy_merges():
    rows = tr(tc(p("甲")), tc(p("乙")), tc(p("丙")))
    rows += tr(tc(p("51")), tc(p("52")), properties='<w:gridBefore w:val="1"/>')
    rows += tr(tc(p("53"), '<w:hMerge w:val="restart"/>'), tc(p(), "<w:hMerge/>"), tc(p("54")))
    (grid,) = grids(read(tbl(rows)))
    assert texts(grid)[3:] == [(1, 1, "51"), (1, 2, "52"), (2, 0, "53"), (2, 2, "54")]
    assert grid.cells[5].columns == 2


def test_a_cell_that_continues_nothing_stands_for_itself():
    (grid,) = grids(read(tbl(tr(tc(p("甲")), tc(p("55"))), tr(tc(p("乙"), "<w:vMerge/>"), tc(p("56"))))))
    assert texts(grid) == [(0, 0, "甲"), (0, 1, "55"), (1, 0, "乙"), (1, 1, "56")]


def test_content_controls_hyperlinks_and_fields():
    inside = tr(f"<w:sdt><w:sdtPr/><w:sdtContent>{tc(p('甲'))}</w:sdtContent></w:sdt>", tc(p("61")))
    body = f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{p('一、总体情况')}</w:sdtContent></w:sdt>"
    body += f"<w:p><w:hyperlink><w:r>{t('链接62')}</w:r></w:hyperlink><w:r><w:instrText>PAGE 9</w:instrText></w:r>"
    body += f"<w:fldSimple><w:r>{t('63')}</w:r></w:fldSimple><w:r><w:ruby><w:rt><w:r>{t('zhen')}</w:r></w:rt>"
    body += f"<w:rubyBase><w:r>{t('镇')}</w:r></w:rubyBase></w:ruby></w:r></w:p>"
    document = read(body + tbl(f"<w:sdt><w:sdtContent>{inside}</w:sdtContent></w:sdt>"))
    assert lines(document) == ["一、总体情况", "链接6263镇"]
    assert texts(grids(document)[0]) == [(0, 0, "甲"), (0, 1, "61")]


def test_text_boxes_are_read_once():
    box = f"<w:txbxContent>{p('盒71')}{tbl(tr(tc(p('甲')), tc(p('72'))))}</w:txbxContent>"
    shape = f"<mc:AlternateContent><mc:Choice><wps:txbx>{box}</wps:txbx></mc:Choice><mc:Fallback><v:textbox>{box}</v:textbox></mc:Fallback></mc:AlternateContent>"
    document = read(f"<w:p><w:r>{t('前73')}</w:r><w:r>{shape}</w:r></w:p>{p('后74')}")
    assert lines(document) == ["前73", "盒71", "后74"]
    assert [texts(grid) for grid in grids(document)] == [[(0, 0, "甲"), (0, 1, "72")]]


def test_nested_tables_and_prose_rows():
    inner = tbl(tr(tc(p("规章")), tc(p("81"))), tr(tc(p("规范性文件")), tc(p("82"))))
    outer = tbl(tr(tc(p("一、总体情况"))), tr(tc(p("正文") + inner + p("尾"))), tr(tc(p("甲")), tc(p("83"))))
    document = read(outer)
    assert lines(document) == ["一、总体情况", "正文", "尾"]
    assert [[text for *_, text in texts(grid)] for grid in grids(document)] == [
        ["规章", "81", "规范性文件", "82"],
        ["甲", "83"],
    ]


def test_rows_written_with_tabs_in_a_document_without_tables():
    def row(*fields: str) -> str:
        return "<w:p>" + "<w:r><w:tab/></w:r>".join(f"<w:r>{t(x)}</w:r>" for x in fields) + "</w:p>"

    (grid,) = grids(read(row("规章", "91", "92") + row("规范性文件", "93", "94")))
    assert not grid.regular and texts(grid)[-1] == (1, 2, "94")


def test_the_core_title_counts_only_where_the_text_has_it():
    def core(title: str) -> dict[str, str]:
        return {"docProps/core.xml": f'<c xmlns:dc="a:dc"><dc:title>{title}</dc:title></c>'}

    body = p("青水镇2023年", "年度报告")
    assert read(body, **core("青水镇2023年年度报告")).title == "青水镇2023年年度报告"
    assert read(body, **core("某市模板2019")).title is None
    assert read(body).title is None
