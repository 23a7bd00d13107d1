"""The statistical table of 2014 in the builder's own words, reports that end in it, and what befalls it.

As everywhere in the builder, the truth of every figure is written down before anything is rendered.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.builder.draft import Draft, Line
from tests.builder.layouts import LAYOUTS
from tests.builder.numbers import distinct
from tests.builder.tables import Slot, Table
from tests.builder.truth import CellTruth, Truth

# (key, label, unit); a line without a unit is a heading
LINES = (
    ("h_active", "一、主动公开情况", None),
    ("active_total", "（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条"),
    ("active_normative", "其中：主动公开规范性文件数", "条"),
    ("normative_issued", "制发规范性文件总数", "件"),
    ("h_channels", "（二）通过不同渠道和方式公开政府信息的情况", None),
    ("ch_gazette", "1.政府公报公开政府信息数", "条"),
    ("ch_website", "2.政府网站公开政府信息数", "条"),
    ("ch_weibo", "3.政务微博公开政府信息数", "条"),
    ("ch_wechat", "4.政务微信公开政府信息数", "条"),
    ("ch_other", "5.其他方式公开政府信息数", "条"),
    ("h_response", "二、回应解读情况", None),
    ("resp_hotspots", "（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次）", "次"),
    ("h_resp_channels", "（二）通过不同渠道和方式回应解读的情况", None),
    ("resp_press_conf", "1.参加或举办新闻发布会总次数", "次"),
    ("resp_press_conf_principal", "其中：主要负责同志参加新闻发布会次数", "次"),
    ("resp_interview", "2.政府网站在线访谈次数", "次"),
    ("resp_interview_principal", "其中：主要负责同志参加政府网站在线访谈次数", "次"),
    ("resp_articles", "3.政策解读稿件发布数", "篇"),
    ("resp_weibo_wechat", "4.微博微信回应事件数", "次"),
    ("resp_other", "5.其他方式回应事件数", "次"),
    ("h_requests", "三、依申请公开情况", None),
    ("req_received", "（一）收到申请数", "件"),
    ("req_in_person", "1.当面申请数", "件"),
    ("req_fax", "2.传真申请数", "件"),
    ("req_online", "3.网络申请数", "件"),
    ("req_letter", "4.信函申请数", "件"),
    ("req_closed", "（二）申请办结数", "件"),
    ("req_closed_on_time", "1.按时办结数", "件"),
    ("req_closed_extended", "2.延期办结数", "件"),
    ("req_replied", "（三）申请答复数", "件"),
    ("rep_already_public", "1.属于已主动公开范围数", "件"),
    ("rep_granted", "2.同意公开答复数", "件"),
    ("rep_partial", "3.同意部分公开答复数", "件"),
    ("rep_denied", "4.不同意公开答复数", "件"),
    ("den_state_secret", "其中：1.涉及国家秘密", "件"),
    ("den_trade_secret", "2.涉及商业秘密", "件"),
    ("den_privacy", "3.涉及个人隐私", "件"),
    ("den_security", "4.危及国家安全、公共安全、经济安全和社会稳定", "件"),
    ("den_not_info", "5.不是《条例》所指政府信息", "件"),
    ("den_other", "6.法律法规规定的其他情形", "件"),
    ("rep_not_this_agency", "5.不属于本行政机关公开数", "件"),
    ("rep_not_exist", "6.申请信息不存在数", "件"),
    ("rep_amend", "7.告知作出更改补充数", "件"),
    ("rep_other_channel", "8.告知通过其他途径办理数", "件"),
    ("review_total", "四、行政复议数量", "件"),
    ("review_upheld", "（一）维持具体行政行为数", "件"),
    ("review_corrected", "（二）被依法纠错数", "件"),
    ("review_other", "（三）其他情形数", "件"),
    ("suit_total", "五、行政诉讼数量", "件"),
    ("suit_upheld", "（一）维持具体行政行为或者驳回原告诉讼请求数", "件"),
    ("suit_corrected", "（二）被依法纠错数", "件"),
    ("suit_other", "（三）其他情形数", "件"),
    ("complaints", "六、举报投诉数量", "件"),
    ("fee_wan", "七、依申请公开信息收取的费用", "万元"),
    ("h_inst", "八、机构建设和保障经费情况", None),
    ("inst_offices", "（一）政府信息公开工作专门机构数", "个"),
    ("inst_reading_points", "（二）设置政府信息公开查阅点数", "个"),
    ("inst_staff", "（三）从事政府信息公开工作人员数", "人"),
    ("inst_staff_full", "1.专职人员数（不包括政府公报及政府网站工作人员数）", "人"),
    ("inst_staff_part", "2.兼职人员数", "人"),
    (
        "inst_budget_wan",
        "（四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费）",
        "万元",
    ),
    ("h_train", "九、政府信息公开会议和培训情况", None),
    ("meet_count", "（一）召开政府信息公开工作会议或专题会议数", "次"),
    ("train_courses", "（二）举办各类培训班数", "次"),
    ("train_people", "（三）接受培训人员数", "人次"),
)
SUMS = {
    "req_received": ("req_in_person", "req_fax", "req_online", "req_letter"),
    "req_closed": ("req_closed_on_time", "req_closed_extended"),
    "rep_denied": ("den_state_secret", "den_trade_secret", "den_privacy", "den_security", "den_not_info", "den_other"),
    "req_replied": ("rep_already_public", "rep_granted", "rep_partial", "rep_denied", "rep_not_this_agency")
    + ("rep_not_exist", "rep_amend", "rep_other_channel"),
    "review_total": ("review_upheld", "review_corrected", "review_other"),
    "suit_total": ("suit_upheld", "suit_corrected", "suit_other"),
    "inst_staff": ("inst_staff_full", "inst_staff_part"),
}
_CHANNELS = ("ch_gazette", "ch_website", "ch_weibo", "ch_wechat", "ch_other")
HEAD = ("统计指标", "单位", "统计数")


def figures(kind: str, rng: Random) -> dict[str, int]:
    """A figure for every line: all different, or fulfilling what the form relates, or zero."""
    keys = [key for key, _, unit in LINES if unit]
    if kind == "distinct":
        return dict(zip(keys, distinct(len(keys), rng), strict=True))
    if kind == "zero":
        return dict.fromkeys(keys, 0)
    least = 1 if kind == "consistent" else 0
    made = {key: rng.randint(least, 40) if kind == "consistent" or rng.random() < 0.3 else 0 for key in keys}
    for whole, parts in SUMS.items():
        made[whole] = sum(made[part] for part in parts)
    made["active_total"] = sum(made[key] for key in _CHANNELS)
    made["active_normative"] = min(made["active_normative"], made["active_total"])
    for key in ("resp_press_conf", "resp_interview"):
        made[key] += made[f"{key}_principal"]
    made["req_closed_on_time"] = max(0, made["req_replied"] - made["req_closed_extended"])
    made["req_closed"] = made["req_closed_on_time"] + made["req_closed_extended"]
    return made


def table(cells: dict[str, CellTruth]) -> Table:
    """The table as printed, its header first."""
    rows = [[Slot(text) for text in HEAD]]
    for key, label, unit in LINES:
        last = Slot(cells[f"stat.{key}"].raw, key=f"stat.{key}") if unit else Slot("——")
        rows.append([Slot(label), Slot(unit or "——"), last])
    return Table("stat", 3, rows, headers=1)


def draft(kind: str, layout, rng: Random) -> Draft:
    """A report of 2014 to 2018 with the table behind its prose."""
    agency, year = rng.choice(("云溪县人民政府", "青泽市柳渡乡人民政府")), rng.randint(2014, 2018)
    cells = {f"stat.{key}": CellTruth(value, raw=str(value)) for key, value in figures(kind, rng).items()}
    title = f"{agency}{year}年政府信息公开工作年度报告"
    keys = ["overview", "requests", "problems"]
    truth = Truth(agency, year, title, {"t2": None, "t3": None, "stat": "f2014"}, cells, keys)
    made = table(cells)
    sections = {
        "overview": [
            Line("一、概述", "heading"),
            Line(f"{year}年，本机关认真落实政府信息公开条例，公开工作平稳有序。"),
        ],
        "requests": [Line("二、依申请公开情况", "heading"), Line("申请均依法办理，没有超期答复的情形。")],
        "problems": [
            Line("三、存在的主要问题及改进措施", "heading"),
            Line("公开的内容还不够细。下一年将按月核对目录。"),
            Line(agency),
            Line(f"{year + 1}年1月{rng.randint(5, 29)}日"),
        ],
        "other": [Line("附表"), Line("政府信息公开情况统计表"), made],
    }
    return Draft(truth, {"stat": [made]}, sections, [Line(title, "title")], rng, layout)


def build_statistics(
    seed: int, *, layout: str = "html", numbers: str = "distinct", damage: str | None = None
) -> tuple[bytes, str, str, Truth]:
    """Bytes, address, media type and truth of a report with the table of 2014; KeyError for unknown names."""
    rng = Random(f"{seed}/f2014/{layout}/{numbers}/{damage}")
    shape = LAYOUTS[layout]
    made = draft(numbers, shape, rng)
    if damage:
        DAMAGES[damage](made)
    shape.wear(made)
    address = f"http://www.example.invalid/zwgk/{layout}-f2014-{numbers}-{damage or 'whole'}-{seed}{shape.suffix}"
    return shape.render(made), address, shape.media_type, made.truth


DAMAGES: dict[str, Callable[[Draft], None]] = {}


def _damage(function: Callable[[Draft], None]) -> Callable[[Draft], None]:
    DAMAGES[function.__name__] = function
    return function


def _body(made: Draft) -> list[list[Slot]]:
    return [row for row in made.tables["stat"][0].rows[1:] if row[-1].key]


def _some(made: Draft, count: int) -> list[list[Slot]]:
    return made.rng.sample(_body(made), count)


@_damage
def labels_lost(made: Draft) -> None:
    for row in _some(made, 5):
        row[0].text = ""
        made.truth.loosen([row[-1].key])


@_damage
def rows_lost(made: Draft) -> None:
    for row in _some(made, 8):
        made.tables["stat"][0].rows.remove(row)
        made.truth.lose([row[-1].key])
    made.truth.loosen(key for key in made.truth.cells if key.endswith(("_corrected", "_other")))


@_damage
def reviews_and_suits_lost(made: Draft) -> None:
    """From within the reviews to within the lawsuits: what is left looks like one block."""
    rows = made.tables["stat"][0].rows
    first = next(n for n, row in enumerate(rows) if row[-1].key == "stat.review_corrected")
    for row in rows[first : first + 4]:
        made.truth.lose([row[-1].key])
    del rows[first : first + 4]
    made.truth.loosen(key for key in made.truth.cells if key.endswith(("_corrected", "_other", "_upheld")))


@_damage
def units_lost(made: Draft) -> None:
    for row in _body(made):
        row[1].text = ""
        made.truth.loosen([row[-1].key])


@_damage
def unit_of_money_lost(made: Draft) -> None:
    for row in _body(made):
        if row[1].text == "万元":
            row[1].text = ""
            made.truth.unknowable([row[-1].key])


@_damage
def yuan(made: Draft) -> None:
    """Money in 元: the archive keeps 万元."""
    for row in _body(made):
        if row[1].text == "万元":
            row[1].text = "元"
            cell = made.truth.cells[row[-1].key]
            cell.value = cell.value / 10_000 if cell.value % 10_000 else cell.value // 10_000


@_damage
def blanks(made: Draft) -> None:
    for row in _some(made, 9):
        row[-1].text = ""
        made.truth.cells[row[-1].key] = CellTruth(None, "blank", "", frozenset({"blank"}))


@_damage
def dashes(made: Draft) -> None:
    for row in _some(made, 6):
        row[-1].text = made.rng.choice(("/", "——", "-"))
        made.truth.cells[row[-1].key] = CellTruth(None, "not_applicable", "", frozenset({"not_applicable"}))


@_damage
def two_periods(made: Draft) -> None:
    """本期实际 beside 本年累计: neither is proven to be the year's own."""
    _second_column(made, "本期实际", "本年累计")
    made.truth.unknowable(made.truth.cells)


@_damage
def kinds_of_bodies(made: Draft) -> None:
    _second_column(made, "区政府统计数", "乡镇街道统计数")
    made.truth.unknowable(made.truth.cells)


@_damage
def last_year_beside(made: Draft) -> None:
    _second_column(made, "统计数", "上年数")


@_damage
def unnamed_second_column(made: Draft) -> None:
    _second_column(made, "统计数", "")
    made.truth.loosen(made.truth.cells)


def _second_column(made: Draft, first: str, second: str) -> None:
    table = made.tables["stat"][0]
    table.width = 4
    for n, row in enumerate(table.rows):
        row.append(Slot("——" if n and not row[-1].key else str(5000 + n)))
    table.rows[0][2].text, table.rows[0][3].text = first, second


@_damage
def index_column(made: Draft) -> None:
    table = made.tables["stat"][0]
    table.width = 4
    for n, row in enumerate(table.rows):
        row.insert(0, Slot(str(n) if n else "序号"))


@_damage
def code_behind_unit(made: Draft) -> None:
    table = made.tables["stat"][0]
    table.width = 4
    for n, row in enumerate(table.rows):
        row.insert(2, Slot(f"{n:02}" if n else "代码"))
    if not made.layout.marks_rows:
        made.truth.loosen(made.truth.cells)


@_damage
def merged_figures(made: Draft) -> None:
    """One figure over two lines: whose it is cannot be told."""
    rows = made.tables["stat"][0].rows
    n = made.rng.choice([n for n in range(2, 60) if rows[n][-1].key and rows[n + 1][-1].key])
    upper, lower = rows[n], rows[n + 1]
    upper[-1].rows = 2
    lower.pop()
    keys = [key for key in made.truth.cells if key == upper[-1].key]
    following = [key for key, _, unit in LINES if unit]
    after = following[following.index(upper[-1].key.removeprefix("stat.")) + 1]
    if made.layout.spans and made.layout.name != "html_no_spans":
        made.truth.unknowable(keys)
    else:
        made.truth.loosen(keys)
    made.truth.cells[f"stat.{after}"] = CellTruth(None, "missing", "", frozenset({"missing", "refused", "blank"}))


@_damage
def header_lost(made: Draft) -> None:
    table = made.tables["stat"][0]
    table.rows.pop(0)
    table.headers = 0


@_damage
def side_by_side(made: Draft) -> None:
    """Two lines in a row, running down the left side first."""
    table = made.tables["stat"][0]
    head, *rows = table.rows
    half = (len(rows) + 1) // 2
    left, right = rows[:half], [*rows[half:], *([Slot(""), Slot(""), Slot("")] for _ in range(2 * half - len(rows)))]
    table.rows = [[*head, *(Slot(text) for text in HEAD)], *([*a, *b] for a, b in zip(left, right, strict=True))]
    table.width = 6


@_damage
def split(made: Draft) -> None:
    """Over two pages, the header not repeated."""
    table = made.tables["stat"][0]
    at = made.rng.randint(20, 50)
    upper, lower = Table("stat", 3, table.rows[:at], headers=1), Table("stat", 3, table.rows[at:])
    made.sections["other"][-1:] = [upper, Line("— 7 —"), lower]
    made.tables["stat"] = [upper, lower]


@_damage
def another_years(made: Draft) -> None:
    made.sections["other"][1] = Line(f"{made.truth.year - 1}年政府信息公开情况统计表")
    made.truth.lose(made.truth.cells)


@_damage
def printed_twice(made: Draft) -> None:
    """A second copy with other figures, as of a whole county: neither is known to be the agency's."""
    first = made.tables["stat"][0]
    rows = [[Slot(s.text if not s.key else str(7000 + n)) for s in row] for n, row in enumerate(first.rows)]
    made.sections["other"] += [Line("政府信息公开情况统计表（全县汇总）"), Table("stat", 3, rows, headers=1)]
    made.truth.unknowable(made.truth.cells)


@_damage
def lines_of_its_own(made: Draft) -> None:
    """Lines that the national form does not have, among its own."""
    rows = made.tables["stat"][0].rows
    for n, label in enumerate(("3.广播电视公开政府信息数", "政务热线受理数", "（五）公开栏更新期数")):
        rows.insert(made.rng.randint(3, len(rows)), [Slot(label), Slot("条"), Slot(str(8100 + n))])


@_damage
def annotated(made: Draft) -> None:
    """Figures with a remark or their unit, labels with one more gloss or without 其中."""
    for row in _body(made):
        if row[1].text == "件" and row[-1].text and made.rng.random() < 0.3:
            row[-1].text += made.rng.choice(("件", "（含上年结转）", "（其中网络申请1件）"))
        if made.rng.random() < 0.2:
            row[0].text = row[0].text.removeprefix("其中：")
        elif made.rng.random() < 0.2:
            row[0].text = f"{row[0].text}（{made.truth.year}年）"


@_damage
def slipped(made: Draft) -> None:
    """Labels one line above their units and figures."""
    rows = made.tables["stat"][0].rows
    for row, below in zip(rows[1:], [*rows[2:], None], strict=True):
        row[0].text = below[0].text if below else ""
    made.truth.unknowable(made.truth.cells)
    made.truth.loosen(made.truth.cells)
