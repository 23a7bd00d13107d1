"""Figures in the prose of a report: how many published, by which channel, asked, answered, and claims of none.

A figure is taken only where the words of its clause say what it counts (pipelines/form/mentions.yml); document
numbers, dates, phones and enumerators carry no unit and are never taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from pipelines.form.editions import load
from pipelines.reading.figures import LEAD, Figure, figures_in
from pipelines.reading.folding import fold, lines
from pipelines.reading.parts import mention_findings, parts_findings
from pipelines.reading.periods import (
    CUMULATIVE,
    claims_another_time,
    is_cumulative,
    is_not_done,
    is_of_another_year,
    is_of_the_year,
    is_open_ended,
    is_told_of_another_year,
)
from pipelines.reading.subjects import is_of_a_part, is_of_others
from pipelines.reading.wholes import Wholes
from pipelines.records import Document, Mention, Section

__all__ = ["find_mentions", "mention_findings", "parts_findings"]

PERIOD = re.compile(
    r"20\d\d\s*年\s*1\s*月\s*1\s*日\s*(?:起)?\s*(?:至|到|[-—~])\s*(?:(?:20\d\d|当|同)\s*年)?\s*12\s*月\s*31\s*日(?:止)?"
)
SAME_AS_LAST_YEAR = re.compile(r"与(?:上一?年度?|去年)(?:同期)?(?:相同|持平|一致)")
_TABLE_ROW = re.compile(r"\s*[一二四]\s*、\s*(?:本年新收|上年结转|结转下年)")
_LONGEST_SENTENCE = 4000  # what is longer is a table run together
_SENTENCE_END = re.compile(r"[。!\n]")
_TOTAL = re.compile(
    r"(?:公开|发布|公布)(?:了|的)?(?:政府|政务|各类|各|类|主动|本级|相关|有关|工作|平台)*(?:信息|内容|文件)?(?:共|共计|计|总|数|总数|总量|数量|累计|合计|为|达|到|约|近)*#"
    r"|(?:共|共计|累计|总计|合计)(?:主动)?(?:公开|发布|公布)了?(?:各类)?#(?:条|件)?(?:各类|政府|政务)*信息"
)
_DIRECT = re.compile(
    r"(?:信息|内容|动态|文章|推文|消息|文件|稿件|资讯)(?:共|共计|累计|合计|约|近|为|达)*#|#(?:政务|政府|各类)*(?:信息|推文|资讯|消息|动态)"
)
# Channels that are added up (网站、公众号等渠道), and words by which a clause stands for itself.
_SEVERAL = re.compile(
    r"等(?:多个|多种|各类|公开)?(?:平台|渠道|方式|途径|载体|媒介|形式|媒体)|各类平台|各平台|多个平台|各(?:类|种)?渠道"
)
_NAMES_ITS_OBJECT = re.compile(
    r"主动公开|政府信息|政务信息|全年|本年|年度|20\d\d年(?!新增)|[我本全](?:镇|乡|街道|局|县|市|区|机关|单位|委)"
)
_NOUN = re.compile(r"[\u3400-\u9fff]{2,}(?:共|共计)?#|#[\u3400-\u9fff]{2,}")
PUBLISHED = ("proactive_total", "proactive_by_channel", "proactive_by_topic")
# A figure of these measures ends the list of parts before it.
_WHOLES = ("proactive_total", "requests_received", "requests_answered")
_PUBLISHED_UNITS = frozenset({"条", "条次", "件", "篇", "期", "份", "则", "次"})
# 当面、信函申请分别为3件、2件; 网站、微信分别发布3条、2条: which figure is whose stands apart from it.
_IN_ORDER = re.compile(r"分别[^,#]{0,8}#|各(?:为|有)?#")
_LISTED = re.compile(r"[^,;]*$")  # what of a sentence stands in one clause with the next figure
# 答复5件，其中公开3件: what was asked for, and not what was published.
_BARE = re.compile(r"(?:已|被|给予|准予|依法|完全|全部|其中|的)*公开(?:的|了|数|答复)*(?:共|为|有)?")


@cache
def _form() -> dict:
    data = load("mentions.yml")
    rules = data["measures"] + data["none_claims"]
    compiled = [
        rule
        | {
            name: re.compile(rule[name])
            for name in ("says", "unless", "sentence", "units", "inside", "list_unless")
            if name in rule
        }
        for rule in rules
    ]
    amount = len(data["measures"])
    return {
        "measures": compiled[:amount],
        "none": compiled[amount:],
        "channels": re.compile(data["channels"]),
        "not_published": re.compile(data["not_published"]),
        "publishing": re.compile(data["publishing"]),
    }


def find_mentions(document: Document, sections: tuple[Section, ...], year: int | None = None) -> tuple[Mention, ...]:
    """The figures and claims of none in the prose, in reading order; tables and the sign-off are left out.

    `year` is the report's: a figure that is said to be of another year is none of it.
    """
    found: list[Mention] = []
    for start, end in _sentences(document, sections):
        found += _in_sentence(document.text, start, end, year)
    unique = {(mention.start, mention.measure): mention for mention in reversed(found)}
    return tuple(sorted(unique.values(), key=lambda mention: (mention.start, mention.measure)))


def _sentences(document: Document, sections: tuple[Section, ...]) -> Iterator[tuple[int, int]]:
    folded = fold(document.text)
    for section in sections:
        if section.key == "tail":
            continue
        for line in lines(document, section.start, section.end):
            words = document.text[line.start : line.end]
            if line.cell or "\t" in words or _TABLE_ROW.match(words) or words.count("|") > 1:
                continue
            at = line.start
            for stop in [*_SENTENCE_END.finditer(folded, line.start, line.end), None]:
                end = stop.start() if stop else line.end
                if at < end <= at + _LONGEST_SENTENCE:
                    yield at, end
                at = end + 1


def _in_sentence(text: str, start: int, end: int, year: int | None) -> list[Mention]:
    folded = fold(text)
    found = [
        Mention(name, None, None, False, text[match.start() : match.end()], match.start(), match.end())
        for name, pattern in (("period", PERIOD), ("same_as_last_year", SAME_AS_LAST_YEAR))
        for match in pattern.finditer(folded, start, end)
    ]
    figures = _counted(text, figures_in(folded, start, end), year)
    return [*found, *figures, *_none_claims(text, start, end, figures, year)]


def _counted(text: str, figures: Iterator[Figure], year: int | None) -> list[Mention]:
    """The figures whose measure is known, with the wholes of 其中 and of brackets behind a figure."""
    found: list[Mention] = []
    wholes = Wholes()
    for figure in figures:
        mention = _mention(text, figure, wholes, found[-1] if found and figure.joined else None, year)
        wholes.add(figure, mention)
        found += [mention] if mention else []
    return found


def _mention(text: str, figure: Figure, wholes: Wholes, beside: Mention | None, year: int | None) -> Mention | None:
    whole = wholes.of(figure)
    measure = _measure(figure, whole, beside)
    if (
        measure is None
        or _is_of_another_time(figure, measure, year)
        or is_of_others(figure)
        or _IN_ORDER.search(figure.clause)
    ):
        return None
    of_a_part = is_of_a_part(figure)
    if whole and measure in _WHOLES and not figure.opens_parts and not (of_a_part and whole.measure == measure):
        wholes.close()
        whole = wholes.whole
    part = whole if whole and whole.unit == figure.unit and _family(whole.measure) == _family(measure) else None
    if of_a_part and measure == "proactive_total" and part is None:
        return None
    if is_open_ended(figure, year) and not _adds_up_years(figure, measure, part, year):
        return None
    measure += CUMULATIVE if _adds_up_years(figure, measure, part, year) else ""
    quote = text[figure.start : figure.end]
    mention = Mention(measure, figure.value, figure.unit, figure.approximate, quote, figure.start, figure.end)
    return replace(mention, part_of=part.start) if part else mention


def _is_of_another_time(figure: Figure, measure: str, year: int | None) -> bool:
    if is_of_another_year(figure.clause, measure, year) or is_not_done(figure):
        return True
    return not measure.startswith("carried") and is_told_of_another_year(figure.above, figure.clause, year)


def _adds_up_years(figure: Figure, measure: str, whole: Mention | None, year: int | None) -> bool:
    if not measure.startswith(("proactive", "requests")):
        return False
    if whole and whole.measure.endswith(CUMULATIVE) and not is_of_the_year(figure.clause):
        return True
    return is_cumulative(figure, year)


def _family(measure: str) -> str:
    return measure.partition("_")[0]


def _measure(figure: Figure, whole: Mention | None, beside: Mention | None) -> str | None:
    for rule in _form()["measures"]:
        if _applies(rule, figure.clause, figure.sentence) and rule["units"].fullmatch(figure.unit):
            if "inside" in rule and not (whole and rule["inside"].fullmatch(whole.measure)):
                continue
            if rule.get("after") and not _about_requests(figure):
                continue
            if "list_unless" in rule and figure.joined and rule["list_unless"].search(_LISTED.search(figure.above)[0]):
                continue  # 公开行政许可3件、行政处罚2件: the verb of a list is that of all it names
            return rule["measure"]
    return _published(figure, whole, beside)


def _applies(rule: dict, clause: str, sentence: str) -> bool:
    if not rule["says"].search(clause) or ("unless" in rule and rule["unless"].search(clause)):
        return False
    return "sentence" not in rule or bool(rule["sentence"].search(sentence))


def _about_requests(figure: Figure) -> bool:
    """办结 and 答复 count requests only where the sentence last spoke of requests."""
    before = figure.above + figure.clause
    asked = max(before.rfind("申请"), before.rfind("依申请公开"))
    others = max(
        before.rfind(word) for word in ("建议", "提案", "热线", "留言", "信访", "投诉", "复议", "诉讼", "咨询", "工单")
    )
    return asked > others


def _published(figure: Figure, whole: Mention | None, beside: Mention | None) -> str | None:
    """What was published: by which channel, in all, or on which topic; a joined figure is of its neighbour's kind."""
    form, clause = _form(), figure.clause
    if figure.unit not in _PUBLISHED_UNITS or form["not_published"].search(clause):
        return None
    if _BARE.fullmatch(figure.before) and re.search("申请|答复", figure.above):
        return None
    verb = form["publishing"].search(clause)
    inside = whole is not None and whole.measure in PUBLISHED and whole.unit == figure.unit
    near = beside is not None and beside.measure in PUBLISHED and beside.unit == figure.unit
    if not (verb or inside or near):
        return None
    if _SEVERAL.search(clause) and _TOTAL.search(clause) and not inside:
        return "proactive_total"
    if form["channels"].search(figure.before):
        direct = form["channels"].search(clause[max(0, clause.index("#") - 4) : clause.index("#")])
        return "proactive_by_channel" if verb or _DIRECT.search(clause) or direct else None
    if near and not verb and not inside:
        return beside.measure if beside.measure != "proactive_total" and _NOUN.search(clause) else None
    if inside and near and clause.startswith("#"):
        return beside.measure
    if _goes_on_about_a_channel(figure) and not inside:
        return None
    if _TOTAL.search(clause) and "依申请" not in clause:
        return "proactive_total"
    return "proactive_by_topic" if _NOUN.search(clause) else None


def _goes_on_about_a_channel(figure: Figure) -> bool:
    """公众号有粉丝2305人，发布信息87条: a clause without a subject after one about a channel may be of that channel."""
    if not figure.before or _NAMES_ITS_OBJECT.search(figure.before):
        return False
    above = figure.above.rstrip(",;").rpartition(",")[2]
    return bool(_form()["channels"].search(above)) and not _SEVERAL.search(above)


def _none_claims(text: str, start: int, end: int, figures: list[Mention], year: int | None) -> Iterator[Mention]:
    folded = fold(text)
    sentence = "".join(folded[start:end].split())
    at = start
    for stop in [*re.finditer(r"[,;]", folded[start:end]), None]:
        last = start + stop.start() if stop else end
        first, said = at, _claim(folded[at:last], sentence)
        at = last + 1
        if (
            said is None
            or claims_another_time("".join(folded[first:last].split()), year)
            or is_told_of_another_year("".join(folded[start:first].split()), folded[first:last], year)
            or any(first <= one.start < last for one in figures)
        ):
            continue
        measure, unit, offset = said
        first += offset
        yield Mention(measure, 0, unit, False, text[first:last].rstrip(), first, first + len(text[first:last].rstrip()))


def _claim(clause: str, sentence: str) -> tuple[str, str | None, int] | None:
    """(measure, unit, where the claim starts in the clause) of a claim of none; conditions (如, 对) claim nothing."""
    for offset in (clause.rfind(":") + 1, 0):
        lead = LEAD.match(clause, offset)
        first = lead.end() if lead else offset
        words = "".join(clause[first:].split())
        if re.match(r"如|若|凡|对|除", words):
            continue
        for rule in _form()["none"]:
            if _applies(rule, words, sentence):
                return rule["measure"], rule.get("unit"), first
    return None
