"""The official form in the builder's own words: what a correct annual report prints, edition by edition.

Written down here a second time on purpose: the judge of the reader must not borrow the reader's data.
"""

from __future__ import annotations

ART = {
    "1": "第二十条第（一）项",
    "5": "第二十条第（五）项",
    "6": "第二十条第（六）项",
    "8": "第二十条第（八）项",
    "9": "第二十条第（九）项",
}

# (item of Article 20, [(column key, label)], [(row key, label)])
TABLE_TWO = {
    "f2021": (
        ("1", (("issued", "本年制发件数"), ("repealed", "本年废止件数"), ("in_force", "现行有效件数")),
         (("rules", "规章"), ("normative_docs", "行政规范性文件"))),
        ("5", (("decisions", "本年处理决定数量"),), (("licensing", "行政许可"),)),
        ("6", (("decisions", "本年处理决定数量"),), (("penalty", "行政处罚"), ("coercion", "行政强制"))),
        ("8", (("amount_wan", "本年收费金额（单位：万元）"),), (("fees", "行政事业性收费"),)),
    ),
    "f2019": (
        ("1", (("newly_made", "本年新制作数量"), ("newly_disclosed", "本年新公开数量"), ("total_disclosed", "对外公开总数量")),
         (("rules", "规章"), ("normative_docs", "规范性文件"))),
        ("5", (("prev_items", "上一年项目数量"), ("change", "本年增/减"), ("decisions", "处理决定数量")),
         (("licensing", "行政许可"), ("other_services", "其他对外管理服务事项"))),
        ("6", (("prev_items", "上一年项目数量"), ("change", "本年增/减"), ("decisions", "处理决定数量")),
         (("penalty", "行政处罚"), ("coercion", "行政强制"))),
        ("8", (("prev_items", "上一年项目数量"), ("change", "本年增/减")), (("fees", "行政事业性收费"),)),
        ("9", (("projects", "采购项目数量"), ("amount", "采购总金额")), (("procurement", "政府集中采购"),)),
    ),
}  # fmt: skip

APPLICANTS = (
    ("natural_person", "自然人"),
    ("commercial_enterprise", "商业企业"),
    ("research_institution", "科研机构"),
    ("public_welfare_org", "社会公益组织"),
    ("legal_service_org", "法律服务机构"),
    ("other_org", "其他"),
    ("total", "总计"),
)
CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
RESULTS = "三、本年度办理结果"
GROUPS = {
    "denied": "（三）不予公开",
    "unavailable": "（四）无法提供",
    "notprocessed": "（五）不予处理",
    "other": "（六）其他处理",
}

_SHARED_ROWS = (
    ("new_received", "top", "一、本年新收政府信息公开申请数量"),
    ("carried_in", "top", "二、上年结转政府信息公开申请数量"),
    ("granted", "results", "（一）予以公开"),
    ("partially_granted", "results", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
    ("denied_state_secret", "denied", "1.属于国家秘密"),
    ("denied_law_forbids", "denied", "2.其他法律行政法规禁止公开"),
    ("denied_security_stability", "denied", "3.危及“三安全一稳定”"),
    ("denied_third_party", "denied", "4.保护第三方合法权益"),
    ("denied_internal_affairs", "denied", "5.属于三类内部事务信息"),
    ("denied_process_info", "denied", "6.属于四类过程性信息"),
    ("denied_enforcement_file", "denied", "7.属于行政执法案卷"),
    ("denied_admin_inquiry", "denied", "8.属于行政查询事项"),
    ("unavailable_not_held", "unavailable", "1.本机关不掌握相关政府信息"),
    ("unavailable_needs_creation", "unavailable", "2.没有现成信息需要另行制作"),
    ("unavailable_still_unclear", "unavailable", "3.补正后申请内容仍不明确"),
    ("notprocessed_petition", "notprocessed", "1.信访举报投诉类申请"),
    ("notprocessed_repeat", "notprocessed", "2.重复申请"),
    ("notprocessed_publication", "notprocessed", "3.要求提供公开出版物"),
    ("notprocessed_excessive", "notprocessed", "4.无正当理由大量反复申请"),
    ("notprocessed_reconfirm", "notprocessed", "5.要求行政机关确认或重新出具已获取信息"),
)
_OTHER_2021 = (
    ("other_overdue_correction", "other", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
    ("other_unpaid_fee", "other", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
    ("other_misc", "other", "3.其他"),
)
_LAST_ROWS = (("result_total", "results", "（七）总计"), ("carried_out", "top", "四、结转下年度继续办理"))

# (row key, group, label); group "top" stands outside 三、本年度办理结果, "results" directly inside it
TABLE_THREE = {
    "f2021": _SHARED_ROWS + _OTHER_2021 + _LAST_ROWS,
    "f2019": (*_SHARED_ROWS, ("other_handling", "results", "（六）其他处理"), *_LAST_ROWS),
}

DISPUTES = (("review", "行政复议"), ("suit_direct", "未经复议直接起诉"), ("suit_after_review", "复议后起诉"))
OUTCOMES = (
    ("upheld", "结果维持"),
    ("corrected", "结果纠正"),
    ("other", "其他结果"),
    ("pending", "尚未审结"),
    ("total", "总计"),
)

SECTIONS = (
    ("overview", "一、总体情况"),
    ("proactive", "二、主动公开政府信息情况"),
    ("requests", "三、收到和处理政府信息公开申请情况"),
    ("disputes", "四、政府信息公开行政复议、行政诉讼情况"),
    ("problems", "五、存在的主要问题及改进情况"),
    ("other", "六、其他需要报告的事项"),
)

# "mixed" is what real reports of 2021 do: table two on the new form, table three on the old one
EDITIONS = {
    "f2021": {"t2": "f2021", "t3": "f2021"},
    "f2019": {"t2": "f2019", "t3": "f2019"},
    "mixed": {"t2": "f2021", "t3": "f2019"},
}


def keys_two(edition: str) -> list[str]:
    return [f"t2.{row}.{col}" for _, cols, rows in TABLE_TWO[edition] for row, _ in rows for col, _ in cols]


def keys_three(edition: str) -> list[str]:
    return [f"t3.{row}.{col}" for row, _, _ in TABLE_THREE[edition] for col, _ in APPLICANTS]


def keys_four() -> list[str]:
    return [f"t4.{block}.{outcome}" for block, _ in DISPUTES for outcome, _ in OUTCOMES]


def all_keys(editions: dict[str, str]) -> list[str]:
    """Every cell of a report whose tables two and three are on `editions`, in printed order."""
    return keys_two(editions["t2"]) + keys_three(editions["t3"]) + keys_four()


def row_keys(row: str) -> list[str]:
    """The seven cells of one row of table three."""
    return [f"t3.{row}.{column}" for column, _ in APPLICANTS]
