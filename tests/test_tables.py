"""Tables that are not what they seem: another year's, a header that contradicts the form, printed twice."""

from __future__ import annotations

import re

import pytest

from pipelines.reader import read_capture
from pipelines.reading.marks import marks_of, scan_text
from tests.builder import build


def cells_of(html: str):
    (reading,) = read_capture(html.encode(), url="http://www.example.invalid/t.html", media_type="text/html")
    report = reading.report
    return {cell.key: cell for cell in report.cells}, {finding.code for finding in report.findings}, reading.document


def page(**options) -> str:
    return build(7, layout="html", **options).body.decode()


def statuses(cells, table: str) -> set[str]:
    return {str(cell.status) for key, cell in cells.items() if key.startswith(table)}


def table_three(html: str) -> str:
    return next(t for t in re.findall(r"<table.*?</table>", html, re.S) if "申请人情况" in t)


@pytest.mark.parametrize(
    "caption",
    [
        "附：{}年数据",
        "表3：{}年度统计表",
        "上年度统计表",
        "{}年",
        "上年同期数据",
        "附表（填报示例）",
        "样表：",
        "（1—6月）",
        "（一月至九月）",
        "上半年情况表",
    ],
)
def test_another_years_table_is_not_this_years(caption):
    html = page()
    year = int(re.search(r"(20\d\d)年", html).group(1))
    table = table_three(html)
    cells, codes, _ = cells_of(html.replace(table, f"<p>{caption.format(year - 1)}</p>{table}"))
    assert statuses(cells, "t3") == {"missing"}
    assert "T-OTHER-YEAR" in codes


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("申请人情况", "{}年申请人情况"),
        ("申请人情况", "申请人情况（上年度）"),
        ("（本列数据", "样表（本列数据"),
        ("行政复议", "{}年行政复议"),
        ("行政诉讼", "去年行政诉讼"),
        ("第二十条第（一）项", "（{}年度）第二十条第（一）项"),
    ],
)
def test_a_table_whose_header_names_another_year_is_not_this_years(head, said):
    html = page()
    year = int(re.search(r"(20\d\d)年", html).group(1))
    table = {"申": "t3", "（": "t3", "行": "t4", "第": "t2"}[head[0]]
    cells, codes, _ = cells_of(html.replace(f">{head}", f">{said.format(year - 1)}", 1))
    assert statuses(cells, table) == {"missing"} and "T-OTHER-YEAR" in codes
    cells, codes, _ = cells_of(html.replace(f">{head}", f">{year}年{head}", 1))
    assert statuses(cells, table) == {"reported"} and "T-OTHER-YEAR" not in codes


@pytest.mark.parametrize("name", ["尚未审结", "其中网上公开", "累计数"])
def test_a_foreign_name_between_columns_of_table_two_is_none_of_theirs(name):
    cells, codes, _ = cells_of(page().replace(">本年废止件数", f">{name}"))
    assert {str(cell.status) for key, cell in cells.items() if "rules" in key} == {"refused"}
    assert "T-HEADER-CONFLICT" in codes


def test_a_column_of_table_two_that_bears_its_neighbours_name_is_told():
    cells, codes, _ = cells_of(page().replace(">本年废止件数", ">本年制发件数"))
    assert "T-LABEL-VARIANT" in codes or statuses(cells, "t2.rules") == {"refused"}


def test_a_total_in_the_place_of_an_applicant_is_not_read_by_order():
    html = page()
    table = table_three(html)
    turned = table.replace("法律服务机构", "#").replace("总计</td>", "法律服务机构</td>", 1).replace("#", "总计")
    cells, codes, _ = cells_of(html.replace(table, turned))
    assert statuses(cells, "t3") == {"refused"} and "T-HEADER-CONFLICT" in codes


def test_this_years_caption_changes_nothing():
    html = page()
    year = re.search(r"(20\d\d)年", html).group(1)
    table = table_three(html)
    cells, codes, _ = cells_of(html.replace(table, f"<p>{year}年统计表</p>{table}"))
    assert statuses(cells, "t3") == {"reported"} and "T-OTHER-YEAR" not in codes


@pytest.mark.parametrize(
    "caption", ["与上年对比情况表", "本年新收和上年结转申请办理情况", "按统一模板填报的统计表", "1-12月情况表"]
)
def test_a_caption_that_only_speaks_of_last_year_changes_nothing(caption):
    html = page()
    table = table_three(html)
    cells, *_ = cells_of(html.replace(table, f"<p>{caption}</p>{table}"))
    assert statuses(cells, "t3") == {"reported"}


@pytest.mark.parametrize("lower", [0, 3])
def test_of_two_tables_side_by_side_neither_counts(lower):
    html, other = page(), build(8, layout="html", edition="f2021").body.decode()
    ours = re.findall(r"<tr.*?</tr>", table_three(html), re.S)
    theirs = [""] * lower + re.findall(r"<tr.*?</tr>", table_three(other), re.S)
    rows = [
        one.replace("</tr>", "") + re.sub("</?tr[^>]*>", "", two) + "</tr>"
        for one, two in zip(ours, theirs, strict=False)
    ]
    cells, *_ = cells_of(html.replace(table_three(html), f"<table>{''.join(rows)}</table>"))
    assert statuses(cells, "t3") <= {"refused", "missing"}


def test_last_years_table_beside_this_years_is_left_alone():
    html = page()
    table = table_three(html)
    other = re.sub(r">(\d+)<", lambda m: f">{int(m.group(1)) + 1}<", table)
    mine, _, _ = cells_of(html)
    both, _, _ = cells_of(html.replace(table, f"{table}<p>上一年度数据</p>{other}"))
    assert {key: cell.value for key, cell in both.items()} == {key: cell.value for key, cell in mine.items()}


def test_two_tables_that_differ_prove_neither_and_raw_stands_at_its_place():
    html = page()
    table = table_three(html)
    other = re.sub(r">(\d+)<", lambda m: f">{int(m.group(1)) + 1}<", table)
    cells, codes, document = cells_of(html.replace(table, table + other))
    assert statuses(cells, "t3") == {"refused"} and "T-CELL-REFUSED" in codes
    for cell in cells.values():
        if cell.place:
            assert document.text[cell.place.start : cell.place.end] == cell.raw


def test_columns_in_another_order_are_those_that_the_header_names():
    html = page()
    table = table_three(html)
    swapped = table.replace("商业企业", "@").replace("科研机构", "商业企业").replace("@", "科研机构")
    mine, _, _ = cells_of(html)
    cells, _, _ = cells_of(html.replace(table, swapped))
    assert statuses(cells, "t3") == {"reported"}
    for key, cell in cells.items():
        other = {"commercial_enterprise": "research_institution", "research_institution": "commercial_enterprise"}
        row, column = key.rsplit(".", 1)
        assert cell.value == mine[f"{row}.{other.get(column, column) if key.startswith('t3') else column}"].value


def test_another_column_in_place_of_one_is_refused():
    html = page()
    table = table_three(html)
    cells, codes, _ = cells_of(html.replace(table, table.replace("社会公益组织", "事业单位")))
    assert statuses(cells, "t3") == {"refused"} and "T-HEADER-CONFLICT" in codes


def test_a_report_without_tables_is_prose():
    html = re.sub(r"<table.*?</table>", "", page(), flags=re.S)
    (reading,) = read_capture(html.encode(), url="http://www.example.invalid/t.html", media_type="text/html")
    assert str(reading.report.status) == "prose"
    assert {str(cell.status) for cell in reading.report.cells} == {"missing"}


# --- text: what an attacker found -----------------------------------------------------------------------------------


def text_of(**options) -> str:
    return build(3, layout="tab", **options).body.decode()


def cells_of_text(text: str):
    (reading,) = read_capture(text.encode(), url="file:///report.txt", media_type="text/plain")
    report = reading.report
    return {cell.key: cell for cell in report.cells}, {finding.code for finding in report.findings}


@pytest.mark.parametrize("header", ["本年度处理决定数量", "年处理决定数量", "本年处理决定数量数"])
def test_a_header_that_is_nearly_right_is_no_crash(header):
    cells, _ = cells_of_text(text_of().replace("本年处理决定数量", header))
    assert str(cells["t2.licensing.decisions"].status) in ("reported", "refused")


def test_a_list_of_public_columns_is_not_table_two():
    text = re.sub(
        r"(?s)第二十条第（一）项.*?(?=\n三、)",
        "公开栏目\t条数\n行政许可\t12\n行政处罚\t5\n行政强制\t2\n行政事业性收费\t8\n",
        text_of(),
    )
    cells, _ = cells_of_text(text)
    assert not [key for key, cell in cells.items() if key.startswith("t2") and cell.value is not None]


def test_seven_columns_that_are_years_are_not_applicants():
    text = text_of()
    start, end = text.index("（本列数据"), text.index("一、本年新收")
    years = "项目\t\t\t" + "\t".join(f"{year}年" for year in range(2017, 2024)) + "\n"
    cells, codes = cells_of_text(text[:start] + years + text[end:])
    assert statuses(cells, "t3") == {"refused"} and "T-HEADER-CONFLICT" in codes


@pytest.mark.parametrize("unit", ["千元", "亿元", "美元", "百万元", "万元/元", "一元"])
def test_an_unknown_unit_in_the_header_is_no_known_one(unit):
    cells, _ = cells_of_text(text_of().replace("（单位：万元）", f"（单位：{unit}）"))
    assert cells["t2.fees.amount_wan"].value is None


def test_a_group_label_printed_twice_names_only_its_first_row():
    text = text_of()
    lost = text.replace("3.其他\t", "\t").replace("（七）总计", "").replace("四、结转下年度继续办理", "")
    lost = re.sub(r"\n\t\t(\t\d+\t)", r"\n\t（六）其他处理\t\1", lost)
    whole, _ = cells_of_text(text)
    cells, _ = cells_of_text(lost)
    for key, cell in cells.items():
        assert cell.value in (None, whole[key].value), key


def test_a_lost_first_label_in_one_cell_per_line_is_not_the_column_other():
    for edition in ("f2019", "f2021"):
        built = build(3, layout="cpl", edition=edition)
        cells, _ = cells_of_text(built.body.decode().replace("一、本年新收政府信息公开申请数量\n", ""))
        for key, cell in cells.items():
            assert cell.value in (None, built.truth.cells[key].value), key


def test_bookmarks_are_no_part_of_a_figure():
    built = build(3, layout="tabc")
    text = re.sub(r"\n\t(\d+)\n", r"\n\t[bookmark: _GoBack]\1\n", built.body.decode(), count=3)
    cells, _ = cells_of_text(text)
    assert all(cell.value == built.truth.cells[key].value for key, cell in cells.items())


def test_last_years_table_is_left_alone_also_where_the_year_is_unknown():
    html = re.sub(r"20\d\d", "", page())
    table = table_three(html)
    cells, codes, _ = cells_of(html.replace(table, f"<p>上年度统计表</p>{table}"))
    assert statuses(cells, "t3") == {"missing"} and "T-OTHER-YEAR" in codes


def test_a_numeral_in_brackets_behind_a_label_is_no_gloss() -> None:
    text = "（一）予以公开\n（二）部分公开（区分处理的，只计这一情形）\n（六）其他处理"
    scan = scan_text(text, 0, len(text))
    found = [scan.chars[mark.start : mark.end] for mark in marks_of(scan)]
    assert found == ["(一)予以公开", "(二)部分公开(区分处理的,只计这一情形)", "(六)其他处理"]


@pytest.mark.parametrize(
    ("caption", "own"),
    [
        ("填报单位：区教育局", False),
        ("林泉区教育局{year}年政府信息公开情况统计表", False),
        ("附件1：林泉区教育局", False),
        ("填报单位（盖章）：{agency}办公室    填报日期：{year}年12月31日", True),
        ("{agency}{year}年政府信息公开情况统计表", True),
        ("填报单位：（公章）　单位：件", True),
        ("行政机关政府信息公开情况如下：", True),
    ],
)
def test_a_table_captioned_as_another_organs_is_not_the_reports(caption, own):
    built = build(7, layout="html")
    html = built.body.decode()
    year, table = built.truth.year, table_three(html)
    caption = caption.format(year=year, agency=built.truth.agency)
    inside = re.sub(r"<table[^>]*>", lambda tag: f"{tag.group()}<tr><td>{caption}</td></tr>", table, count=1)
    below = [f"{table}<p>{caption}</p>"] if caption.startswith("填报单位") else []
    for captioned in (f"<p>{caption}</p>{table}", inside, *below):
        cells, codes, _ = cells_of(html.replace(table, captioned))
        assert statuses(cells, "t3") == ({"reported"} if own else {"missing"})
        assert ("T-OTHER-AGENCY" in codes) is not own


def test_an_organ_named_over_its_first_table_has_those_that_follow_without_a_heading():
    html = page()
    tables = re.findall(r"<table.*?</table>", html, re.S)
    bare = html
    for table in tables:
        bare = bare.replace(table, "")
    own = "".join(tables[:1])
    annex = f"{own}<p>林泉区教育局政府信息公开情况统计表</p>{''.join(tables[1:])}</body>"
    cells, codes, _ = cells_of(bare.replace("</body>", annex))
    assert {name: statuses(cells, name) for name in ("t3", "t4")} == {"t3": {"missing"}, "t4": {"missing"}}
    assert "reported" in statuses(cells, "t2") and "T-OTHER-AGENCY" in codes
