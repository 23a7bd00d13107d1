"""DOCX: automatic numbering, named styles, white words and fields, which the text itself does not tell."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from pipelines.documents import open_document
from pipelines.documents.word.numbering import written
from pipelines.records import Document, Grid
from tests.builder.docx_format import OFFICE, PACKAGE
from tests.test_docx import W, p, t, tbl, tc, tr

_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def whole(body: str, numbering: str = "", styles: str = "") -> bytes:
    """A DOCX with the parts that decide how its text looks, complete enough for any word processor."""
    kinds = {"document": "document.main", "numbering": "numbering", "styles": "styles"}
    overrides = "".join(
        f'<Override PartName="/word/{n}.xml" ContentType="{_TYPES}.{k}+xml"/>' for n, k in kinds.items()
    )
    default = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">{default}{overrides}</Types>',
        "_rels/.rels": _relations({"officeDocument": "word/document.xml"}),
        "word/_rels/document.xml.rels": _relations({"numbering": "numbering.xml", "styles": "styles.xml"}),
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
        "word/numbering.xml": f'<w:numbering xmlns:w="{W}">{numbering}</w:numbering>',
        "word/styles.xml": f'<w:styles xmlns:w="{W}">{styles}</w:styles>',
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + content)
    return out.getvalue()


def _relations(targets: dict[str, str]) -> str:
    each = "".join(f'<Relationship Id="r{k}" Type="{OFFICE}/{k}" Target="{to}"/>' for k, to in targets.items())
    return f'<Relationships xmlns="{PACKAGE}/relationships">{each}</Relationships>'


def level(n: int, format_: str, pattern: str, start: int = 1, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{n}"><w:start w:val="{start}"/><w:numFmt w:val="{format_}"/>{more}'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{pattern}"/></w:lvl>'
    )


def item(text: str, number: int, ilvl: int = 0) -> str:
    listed = f'<w:numPr><w:ilvl w:val="{ilvl}"/><w:numId w:val="{number}"/></w:numPr>'
    return f"<w:p><w:pPr>{listed}</w:pPr><w:r>{t(text)}</w:r></w:p>"


_ABSTRACT = (
    '<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>'
    + level(0, "chineseCounting", "%1、")
    + level(1, "chineseCounting", "（%2）")
    + level(2, "decimal", "%3.")
    + '</w:abstractNum><w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="multilevel"/>'
    + level(0, "decimal", "第%1条", start=3)
    + level(1, "decimal", "%1.%2")
    + "</w:abstractNum>"
)
_NUMBERS = (
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
)
LISTS = [("总体情况", 1, 0), ("主动公开", 1, 1), ("平台建设", 1, 1), ("网站", 1, 2), ("公众号", 1, 2), ("收到申请", 1, 0),
         ("办理结果", 1, 1), ("规定", 2, 0), ("细则", 2, 1), ("另一条", 2, 0), ("新表", 3, 0), ("新表二", 3, 0)]  # fmt: skip


def numbered(items: list[tuple[str, int, int]]) -> bytes:
    return whole("".join(item(*each) for each in items), _ABSTRACT + _NUMBERS)


def lines(document: Document) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks if not isinstance(block, Grid)]


def read(body: str, numbering: str = "", styles: str = "") -> Document:
    return open_document(whole(body, numbering, styles), url="file:///a.docx")


def test_labels_of_lists_are_part_of_the_text():
    assert lines(open_document(numbered(LISTS), url="file:///a.docx")) == [
        "一、总体情况", "（一）主动公开", "（二）平台建设", "1. 网站", "2. 公众号", "二、收到申请", "（一）办理结果",
        "第3条 规定", "3.1 细则", "第4条 另一条", "一、新表", "二、新表二",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("format_", "numbers"),
    [
        ("chineseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 35: "三十五", 100: None}),
        ("ideographDigital", {3: "三", 10: "一〇", 21: "二一"}),
        ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: None}),
        ("lowerRoman", {4: "iv", 49: "xlix", 99: "xcix"}),
        ("upperLetter", {1: "A", 26: "Z", 27: "AA"}),
        ("decimalFullWidth", {12: "１２"}),
        ("hindiCounting", {1: None}),
        ("decimal", {0: None, 7: "7"}),
    ],
)
def test_formats_of_numbers(format_, numbers):
    assert {n: written(n, format_) for n in numbers} == numbers


def test_an_unknown_format_and_a_bullet_leave_the_label_out():
    numbering = f'<w:abstractNum w:abstractNumId="0">{level(0, "hindiCounting", "%1.")}</w:abstractNum>'
    numbering += f'<w:abstractNum w:abstractNumId="1">{level(0, "bullet", "●")}</w:abstractNum>'
    numbering += "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n - 1}"/></w:num>' for n in (1, 2))
    assert lines(read(item("甲", 1) + item("乙", 2) + item("丙", 7), numbering)) == ["甲", "乙", "丙"]


def test_a_style_numbers_its_paragraphs_at_its_own_level():
    more = '<w:pStyle w:val="节"/>'
    numbering = (
        f'<w:abstractNum w:abstractNumId="0">{level(0, "decimal", "%1")}{level(1, "chineseCounting", "%2、", 1, more)}'
    )
    numbering += '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    style = (
        '<w:style w:type="paragraph" w:styleId="节"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    body = "".join(f'<w:p><w:pPr><w:pStyle w:val="节"/></w:pPr><w:r>{t(x)}</w:r></w:p>' for x in ("甲", "乙"))
    assert lines(read(body, numbering, style)) == ["一、甲", "二、乙"]


def test_a_label_of_digits_never_touches_the_figure_behind_it():
    numbering = f'<w:abstractNum w:abstractNumId="0">{level(0, "decimal", "%1")}</w:abstractNum>'
    numbering += '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    (grid,) = read(tbl(tr(tc(p("甲")), tc(item("23", 1)))), numbering).blocks
    assert [cell.text for cell in grid.cells] == ["甲", "1 23"]


def test_named_styles_hide_raise_and_strike_out():
    def style(name: str, marks: str, based: str = "") -> str:
        based = f'<w:basedOn w:val="{based}"/>' if based else ""
        return f'<w:style w:type="character" w:styleId="{name}">{based}<w:rPr>{marks}</w:rPr></w:style>'

    def run(name: str, text: str, marks: str = "") -> str:
        return f'<w:r><w:rPr><w:rStyle w:val="{name}"/>{marks}</w:rPr>{t(text)}</w:r>'

    styles = style("注", '<w:vertAlign w:val="superscript"/>') + style("小注", "", "注") + style("藏", "<w:vanish/>")
    styles += style("删", "<w:strike/>") + style("环", "", "环")
    cells = [
        f"<w:r>{t('31')}</w:r>{run('注', '2')}",
        f"<w:r>{t('32')}</w:r>{run('小注', '1')}",
        f"{run('藏', '9')}<w:r>{t('33')}</w:r>",
        f"{run('删', '5')}<w:r>{t('34')}</w:r>",
        run("藏", "35", '<w:vanish w:val="0"/>'),
        run("环", "36"),
    ]
    (grid,) = read(tbl(tr(*(tc(f"<w:p>{cell}</w:p>") for cell in cells))), styles=styles).blocks
    assert [cell.text for cell in grid.cells] == ["31 2", "32 1", "33", "5 34", "35", "36"]


def test_white_words_show_only_on_something_dark():
    white = '<w:color w:val="FFFFFF"/>'
    hidden = f"<w:r><w:rPr>{white}</w:rPr>{t('9')}</w:r><w:r>{t('41')}</w:r>"
    marked = f'<w:r><w:rPr>{white}<w:highlight w:val="red"/></w:rPr>{t("42")}</w:r>'
    cell = f"<w:p><w:r><w:rPr>{white}</w:rPr>{t('43')}</w:r></w:p>"
    table = tbl(tr(tc(p("甲")), tc(cell, '<w:shd w:val="clear" w:fill="1F4E79"/>'), tc(cell, '<w:shd w:fill="auto"/>')))
    document = read(f"<w:p>{hidden}</w:p><w:p>{marked}</w:p>{table}")
    assert lines(document) == ["41", "42"]
    (grid,) = [block for block in document.blocks if isinstance(block, Grid)]
    assert [cell.text for cell in grid.cells] == ["甲", "43", ""]


def test_fields_of_the_clock_show_nothing_and_others_what_they_showed():
    def field(code: str, shown: str) -> str:
        mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
        asked = f"<w:r><w:instrText>{code}</w:instrText></w:r>"
        return mark.format("begin") + asked + mark.format("separate") + f"<w:r>{t(shown)}</w:r>" + mark.format("end")

    body = f"<w:p><w:r>{t('前')}</w:r>{field(' DATE ', '2031年')}{field(' SEQ x ', '51')}"
    body += f'<w:fldSimple w:instr="TIME"><w:r>{t("08:15")}</w:r></w:fldSimple><w:r>{t("后")}</w:r></w:p>'
    assert lines(read(body)) == ["前51后"]
