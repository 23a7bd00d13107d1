"""The official tables as an agency's clerk types them: row and column labels of the 2019 and 2021 editions.

The simulator's own copy, so that its truth does not lean on the reader it is there to test.
"""

from __future__ import annotations

APPLICANTS = (
    ("natural_person", "自然人"),
    ("commercial_enterprise", "商业企业"),
    ("research_institution", "科研机构"),
    ("public_welfare_org", "社会公益组织"),
    ("legal_service_org", "法律服务机构"),
    ("other_org", "其他"),
    ("total", "总计"),
)

# (row key, group label or None, label); a row with a group stands under it inside 三、本年度办理结果.
_DENIED, _UNAVAILABLE, _REFUSED, _OTHER = "（三）不予公开", "（四）无法提供", "（五）不予处理", "（六）其他处理"
RESULTS = (
    ("granted", None, "（一）予以公开"),
    ("partially_granted", None, "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
    ("denied_state_secret", _DENIED, "1.属于国家秘密"),
    ("denied_law_forbids", _DENIED, "2.其他法律行政法规禁止公开"),
    ("denied_security_stability", _DENIED, "3.危及“三安全一稳定”"),
    ("denied_third_party", _DENIED, "4.保护第三方合法权益"),
    ("denied_internal_affairs", _DENIED, "5.属于三类内部事务信息"),
    ("denied_process_info", _DENIED, "6.属于四类过程性信息"),
    ("denied_enforcement_file", _DENIED, "7.属于行政执法案卷"),
    ("denied_admin_inquiry", _DENIED, "8.属于行政查询事项"),
    ("unavailable_not_held", _UNAVAILABLE, "1.本机关不掌握相关政府信息"),
    ("unavailable_needs_creation", _UNAVAILABLE, "2.没有现成信息需要另行制作"),
    ("unavailable_still_unclear", _UNAVAILABLE, "3.补正后申请内容仍不明确"),
    ("notprocessed_petition", _REFUSED, "1.信访举报投诉类申请"),
    ("notprocessed_repeat", _REFUSED, "2.重复申请"),
    ("notprocessed_publication", _REFUSED, "3.要求提供公开出版物"),
    ("notprocessed_excessive", _REFUSED, "4.无正当理由大量反复申请"),
    ("notprocessed_reconfirm", _REFUSED, "5.要求行政机关确认或重新出具已获取信息"),
)
OTHER_2019 = (("other_handling", None, "（六）其他处理"),)
OTHER_2021 = (
    ("other_overdue_correction", _OTHER, "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
    ("other_unpaid_fee", _OTHER, "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
    ("other_misc", _OTHER, "3.其他"),
)
RESULT_TOTAL = ("result_total", None, "（七）总计")
NEW, CARRIED_IN = "一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量"
RESULTS_HEAD, CARRIED_OUT = "三、本年度办理结果", "四、结转下年度继续办理"
FORMULA = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"

# Table two: (article of the Regulation, column heads, ((row key, label, column keys)…)).
TABLE_TWO = {
    "f2021": (
        (
            "第二十条第（一）项",
            ("本年制发件数", "本年废止件数", "现行有效件数"),
            (
                ("rules", "规章", ("issued", "repealed", "in_force")),
                ("normative_docs", "行政规范性文件", ("issued", "repealed", "in_force")),
            ),
        ),
        ("第二十条第（五）项", ("本年处理决定数量",), (("licensing", "行政许可", ("decisions",)),)),
        (
            "第二十条第（六）项",
            ("本年处理决定数量",),
            (("penalty", "行政处罚", ("decisions",)), ("coercion", "行政强制", ("decisions",))),
        ),
        ("第二十条第（八）项", ("本年收费金额（单位：万元）",), (("fees", "行政事业性收费", ("amount_wan",)),)),
    ),
    "f2019": (
        (
            "第二十条第（一）项",
            ("本年新制作数量", "本年新公开数量", "对外公开总数量"),
            (
                ("rules", "规章", ("newly_made", "newly_disclosed", "total_disclosed")),
                ("normative_docs", "规范性文件", ("newly_made", "newly_disclosed", "total_disclosed")),
            ),
        ),
        (
            "第二十条第（五）项",
            ("上一年项目数量", "本年增/减", "处理决定数量"),
            (
                ("licensing", "行政许可", ("prev_items", "change", "decisions")),
                ("other_services", "其他对外管理服务事项", ("prev_items", "change", "decisions")),
            ),
        ),
        (
            "第二十条第（六）项",
            ("上一年项目数量", "本年增/减", "处理决定数量"),
            (
                ("penalty", "行政处罚", ("prev_items", "change", "decisions")),
                ("coercion", "行政强制", ("prev_items", "change", "decisions")),
            ),
        ),
        (
            "第二十条第（八）项",
            ("上一年项目数量", "本年增/减"),
            (("fees", "行政事业性收费", ("prev_items", "change")),),
        ),
        (
            "第二十条第（九）项",
            ("采购项目数量", "采购总金额"),
            (("procurement", "政府集中采购", ("projects", "amount")),),
        ),
    ),
}

DISPUTES = (("review", "行政复议"), ("suit_direct", "未经复议直接起诉"), ("suit_after_review", "复议后起诉"))
OUTCOMES = (
    ("upheld", "结果维持"),
    ("corrected", "结果纠正"),
    ("other", "其他结果"),
    ("pending", "尚未审结"),
    ("total", "总计"),
)


def edition_of(year: int) -> str:
    """The edition a clerk uses for this report year (form changed by 国办公开办函〔2021〕30号)."""
    return "f2021" if year >= 2021 else "f2019"


def results_of(edition: str) -> tuple[tuple[str, str | None, str], ...]:
    return (*RESULTS, *(OTHER_2021 if edition == "f2021" else OTHER_2019), RESULT_TOTAL)
