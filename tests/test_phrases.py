"""The phrases in which reports give their figures (field survey, §6), each family in sentences of our own."""

from __future__ import annotations

import pytest

from tests.test_prose import mentions_in

TOTAL, CHANNEL, TOPIC = "proactive_total", "proactive_by_channel", "proactive_by_topic"
ASKED = "requests_received"

# sentence → what it says, in order: measure, value, unit
PHRASES = {
    # total published
    "2023年，累公开206条。": [(TOTAL, 206, "条")],
    "主动公开各类信息88条。": [(TOTAL, 88, "条")],
    "累计主动公开政府信息117条。": [(TOTAL, 117, "条")],
    "共主动公开政府信息153条次。": [(TOTAL, 153, "条次")],
    "共计发布各类信息241条。": [(TOTAL, 241, "条")],
    "公开信息共97条。": [(TOTAL, 97, "条")],
    "信息公开总数61条。": [(TOTAL, 61, "条")],
    "主动公开文件12份。": [(TOTAL, 12, "份")],
    "主动公开信息7期。": [(TOTAL, 7, "期")],
    "全年公开政务信息85条(次)。": [(TOTAL, 85, "条")],
    "发布各类政务信息 10300条。": [(TOTAL, 10300, "条")],
    # in Chinese numerals
    "我镇共公开政府信息一百零三条，其中公众号公开三十六条。": [(TOTAL, 103, "条"), (CHANNEL, 36, "条")],
    "全年收到政府信息公开申请十二件，办结十一件，结转下年度一件。": [
        (ASKED, 12, "件"),
        ("requests_answered", 11, "件"),
        ("carried_out", 1, "件"),
    ],
    # by channel
    "门户网站公开信息30条，抖音发布17条，LED屏滚动播放23条。": [
        (CHANNEL, 30, "条"),
        (CHANNEL, 17, "条"),
        (CHANNEL, 23, "条"),
    ],
    "公开栏更新12期，公示栏公开信息36条，其他方式公开5条。": [
        (CHANNEL, 12, "期"),
        (CHANNEL, 36, "条"),
        (CHANNEL, 5, "条"),
    ],
    "“爱在柳渡”微信公众号公开231条。": [(CHANNEL, 231, "条")],
    # by category
    "公开信息40条，其中工作动态19条，机构职能4条，财政预决算17条。": [
        (TOTAL, 40, "条"),
        (TOPIC, 19, "条"),
        (TOPIC, 4, "条"),
        (TOPIC, 17, "条"),
    ],
    # of parts of a place
    "全市主动公开政府信息48213条，其中市政府及其部门公开21307条，县市区公开26906条。": [
        (TOTAL, 48213, "条"),
        (TOTAL, 21307, "条"),
        (TOTAL, 26906, "条"),
    ],
    "县直部门公开信息1874条，乡镇公开信息1919条。": [],
    "市政府公开信息512条，县区公开信息1919条。": [],
    "在市教育信息网发布8743条，市属学校公开信息531条。": [(CHANNEL, 8743, "条")],
    # what was answered before 2019
    "收到公开申请96件，同意公开52件，同意部分公开7件，不同意公开11件，不属于本机关公开26件。": [
        (ASKED, 96, "件"),
        ("granted", 52, "件"),
        ("partially_granted", 7, "件"),
        ("denied", 11, "件"),
    ],
    "收到公开申请96件，同意公开或部分同意公开71件。": [(ASKED, 96, "件")],
    "收到公开申请5件，已答复5件，其中公开3件，不存在1件。": [(ASKED, 5, "件"), ("requests_answered", 5, "件")],
    "申请答复127件，属于已主动公开范围数31件，同意公开答复数44件。": [
        ("requests_answered", 127, "件"),
        ("granted", 44, "件"),
    ],
    "收到公开申请12件，按时办结9件，延期办结3件。": [(ASKED, 12, "件")],
    "收到公开申请12件，已按期答复11件。": [(ASKED, 12, "件"), ("requests_answered", 11, "件")],
    "收到公开申请8件，当面、网络申请分别为3件、5件，予以公开、不予公开分别为6件、2件。": [(ASKED, 8, "件")],
    # requests
    "收到政府信息公开申请3宗，其中当面申请1宗，信函申请2宗。": [
        (ASKED, 3, "宗"),
        ("requests_detail", 1, "宗"),
        ("requests_detail", 2, "宗"),
    ],
    "共接到依申请公开办件4件。": [(ASKED, 4, "件")],
    "受理依申请公开6件。": [(ASKED, 6, "件")],
    "新收政府信息公开申请11件，上年结转2件。": [(ASKED, 11, "件"), ("carried_in", 2, "件")],
    "没有接到公民、法人和其他组织的政府信息公开申请。": [(ASKED, 0, None)],
    "全年未收到公民、法人或者其他组织提出的政府信息公开申请。": [(ASKED, 0, None)],
    "2022年度依申请公开实行零报告。": [(ASKED, 0, None)],
    "无依申请公开事项。": [(ASKED, 0, None)],
    "行政机关依申请公开政府信息的数量：无。": [(ASKED, 0, None)],
    # results
    "收到公开申请9件，予以公开4件，部分公开1件，不予公开2件，无法提供1件，结转下年度办理1件。": [
        (ASKED, 9, "件"),
        ("granted", 4, "件"),
        ("partially_granted", 1, "件"),
        ("denied", 2, "件"),
        ("unavailable", 1, "件"),
        ("carried_out", 1, "件"),
    ],
    "收到公开申请11宗，其中1宗不予公开，2宗撤销申请，8宗本机关不掌握。": [
        (ASKED, 11, "宗"),
        ("denied", 1, "宗"),
        ("withdrawn", 2, "宗"),
        ("not_held", 8, "宗"),
    ],
    "公开申请中信息不存在1件，不予处理2件，其他处理3件。": [
        ("not_existing", 1, "件"),
        ("notprocessed", 2, "件"),
        ("other_handling", 3, "件"),
    ],
    "收到政府信息公开申请6件，已办结5件，答复率100%。": [(ASKED, 6, "件"), ("requests_answered", 5, "件")],
    # reviews and lawsuits
    "因政府信息公开引发行政复议3件，维持2件，纠正1件；行政诉讼4件。": [("reviews", 3, "件"), ("suits", 4, "件")],
    "未发生因信息公开引起的行政复议、行政诉讼案件。": [("disputes", 0, None)],
    # rules
    "本年度制发规范性文件5件，废止2件，现行有效11件。": [
        ("normative_issued", 5, "件"),
        ("normative_repealed", 2, "件"),
        ("normative_in_force", 11, "件"),
    ],
    # enforcement
    "全年办理行政许可324宗，行政处罚31宗，行政强制0宗，行政事业性收费12.5万元。": [
        ("licensing", 324, "宗"),
        ("penalty", 31, "宗"),
        ("coercion", 0, "宗"),
        ("administrative_fees", 12.5, "万元"),
    ],
    # others
    "发布政策解读材料8篇，回应社会热点3次，接受咨询105人次。": [
        ("interpretations", 8, "篇"),
        ("hotspots", 3, "次"),
        ("consultations", 105, "人次"),
    ],
    "依申请公开未收取任何费用。": [("processing_fee", 0, "元")],
    "全年培训3次，参训120人次。": [("training", 3, "次")],
    # multipliers
    "全年信息公开10.2万条。": [(TOTAL, 102000, "条")],
    # counted from the beginning
    "截至2023年底，累计主动公开信息8775条，本年新增388条。": [(f"{TOTAL}_cumulative", 8775, "条")],
    "2014年，主动公开政府信息214条，建站以来累计公开政府信息846条。": [
        (TOTAL, 214, "条"),
        (f"{TOTAL}_cumulative", 846, "条"),
    ],
    "历年累计主动公开政府信息1846条，其中网站公开500条，2014年主动公开214条。": [
        (f"{TOTAL}_cumulative", 1846, "条"),
        (f"{CHANNEL}_cumulative", 500, "条"),
        (TOTAL, 214, "条"),
    ],
}


@pytest.mark.parametrize("text", PHRASES)
def test_what_a_sentence_says(text: str) -> None:
    mentions = mentions_in(text)
    assert [(m.measure, m.value, m.unit) for m in mentions] == PHRASES[text]
    assert all(text[m.start : m.end] == m.quote for m in mentions)


@pytest.mark.parametrize("measure", [TOTAL, CHANNEL])
@pytest.mark.parametrize("vague", ["{n}余条", "{n}多条", "约{n}条", "近{n}条", "逾{n}条", "{n}条左右"])
def test_a_vague_figure_is_marked(vague: str, measure: str) -> None:
    lead = "主动公开政府信息" if measure == TOTAL else "政府网站公开信息"
    (mention,) = mentions_in(f"{lead}{vague.format(n=620)}。")
    assert (mention.measure, mention.value, mention.approximate) == (measure, 620, True)


@pytest.mark.parametrize(
    "text",
    [
        "去年公开政府信息300条。",
        "上年度收到政府信息公开申请5件。",
        "收到政府信息公开申请较上年增加3件。",
        "公开信息比去年减少12条，同比下降78.43%。",
        "公开政府信息较上年增长15条。",
        "公布行政许可事项目录24项。",
        "行政处罚信息公示31条。",
        "梳理行政许可24项。",
        "公开政府信息184通过电子显示屏。",
        "热线12345办结率99%，编号第0013号，邮编330199。",
        "未收取工本费以外的其他收入。",
        "每月更新信息不少于10条，日均发布信息3条。",
        "下一步，计划通过公众号推送信息200条。",
        "公开信息的下一步，公开信息201条。",
        "明年将公开政府信息不少于300条。",
        "按要求应公开信息120条。",
        "第一季度公开信息30条，第二季度公开信息42条。",
        "1-6月公开信息45条。",
        "一至六月公开信息四十五条。",
        "网站、微信公众号分别发布120条、80条。",
        "通过网站、微信公开120、80条。",
        "公开信息012条。",
        # numerals that count nothing, or that are not written in full
        "公开政府信息一百二条，发布信息五六条、几十条、一万二千条。",
        "依照条例第三十六条、三十七条公开信息，对每一件公开申请及时答复，发布一条信息登记一条。",
        "公开二十四条稳经济措施，公开信息一起推进。",
        "1月公开信息12条，2月公开信息9条。",
        "全年共组织召开政务公开工作推进会3次，印发通知5份。",
        "制定并印发文件23件，其中规范性文件0件。",
        "编制印发政务公开手册500份，网站维护更新36次。",
        "全年办理行政复议案件56件，其中涉及政府信息公开2件。",
        "收到政府采购信息公开质疑3件。",
        "收到行政许可申请325件，公开受理群众申请事项1204件。",
        "收到建房申请12件并公开。",
        "收到申请公开出版物2件，收到公开听证申请4件。",
        "公开政府信息1234.5条。",
        "信息公开工作经费2万元。",
        "向档案馆移送公开文件24份。",
        "微信公众号有粉丝2305人，发布信息87条。",
        "石门镇公开106条，东岭乡公开98条。",
        "截至2023年底，政府网站累计发布信息3204条。",
    ],
)
def test_what_is_of_no_measure_of_the_year(text: str) -> None:
    assert [m for m in mentions_in(text) if m.value is not None] == []


def test_a_figure_of_another_year_is_none_of_the_reports() -> None:
    text = "2021年收到政府信息公开申请5件，2022年收到政府信息公开申请7件，结转2023年度办理1件。"
    assert [(m.measure, m.value) for m in mentions_in(text, 2022)] == [(ASKED, 7), ("carried_out", 1)]


def test_a_bracket_holds_the_parts_of_what_stands_before_it() -> None:
    text = "主动公开政府信息744条，其中网站公开140条（机构信息41条，政策34条，动态65条），公众号公开256条，其他348条。"
    mentions = {m.value: m for m in mentions_in(text)}
    wholes = {value: mentions_by_start(text).get(m.part_of) for value, m in mentions.items()}
    assert wholes == {744: None, 140: 744, 41: 140, 34: 140, 65: 140, 256: 744, 348: 744}


def mentions_by_start(text: str) -> dict[int, object]:
    return {m.start: m.value for m in mentions_in(text)}


@pytest.mark.parametrize(
    "text",
    [
        "未收到不予公开、部分公开的申请。",
        "上半年未收到政府信息公开申请。",
        "2022年未收到政府信息公开申请。",
        "除转办外，未收到其他政府信息公开申请。",
        "所属单位未收到政府信息公开申请。",
    ],
)
def test_a_claim_of_none_of_a_part_is_no_claim_of_the_whole(text: str) -> None:
    assert mentions_in(text, 2023) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("今年以来，我镇主动公开政府信息120条。", [(TOTAL, 120)]),
        ("2023年以来，累计公开政府信息121条。", [(TOTAL, 121)]),
        ("2021年以来，累计公开政府信息821条。", [(f"{TOTAL}_cumulative", 821)]),
        ("自条例施行以来，我镇累计公开政府信息921条。", [(f"{TOTAL}_cumulative", 921)]),
        ("近年来，累计公开政府信息922条。", [(f"{TOTAL}_cumulative", 922)]),
        ("全年累计公开政府信息122条，其中新增40条。", [(TOTAL, 122)]),
        ("全县共公开信息13022条，我镇公开206条。", [(TOTAL, 206)]),
        ("通过网站、公众号等渠道公开政府信息137条。", [(TOTAL, 137)]),
        ("未收到1件公开申请。", [(ASKED, 0)]),
        ("2022年未收到政府信息公开申请，2023年收到政府信息公开申请4件。", [(ASKED, 4)]),
    ],
)
def test_what_is_of_the_reports_own_year(text: str, said: list[tuple[str, int]]) -> None:
    assert [(m.measure, m.value) for m in mentions_in(text, 2023)][:1] == said
