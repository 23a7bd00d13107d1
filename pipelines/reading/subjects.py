"""Whose figure a clause of the prose gives: the report's own, another's, or that of a part of the place."""

from __future__ import annotations

import re

from pipelines.reading.figures import Figure

# Whose figure a clause gives, where another clause of the sentence gives the report's own.
_OTHER_SUBJECT = re.compile(
    r"(?:(?:20\d\d年度?|全年|本年度?|今年|截至.{2,12}),?)?(?:各?(?:村|社区)+级?|上级|全[县市区省]|[县市区省](?:委|人民政府|政府|政务服务))"
)
_OWN_SUBJECT = re.compile(r"[我本](?:镇|乡|街道|局|机关|单位|办|委|部门)|[镇乡]级|[镇乡]本级|局机关")
# Parts of a place: what they published is not what the whole did.
_PART = re.compile(
    r"(?:[省市州县区]直(?:各?(?:部门|单位))?|各[^,;#]{0,8}?(?:部门|单位|乡镇|镇|乡|街道|县区?|区|市|学校|医院|企业|村|社区)|乡镇(?:街道)?"
    r"|镇街|县市区|县区|区县|[市区县]\)|[市区县所下直局委厅院校镇][属辖](?:各?(?:部门|单位|学校|医院|企业))?|学校|基层单位|村(?:级|居|委会)?|社区)"
    r"(?:共计?|累计|合计|主动)*(?:公开|发布|公布)"
)
_GOVERNMENT = re.compile(r"(?:[省市州县区]政府|[局委厅办]机关|本级)(?:及|共|主动|公开|发布)")
_LEFT_OUT = re.compile(r"^(?:不含|不包括|不包含|未含|未包括|未计|不计|除)(?!.*(?:外|以外))")
_WHOLE_OR_OWN = re.compile(r"全(?:[省市州盟县区旗镇乡]|系统)|[我本]")


def is_of_others(figure: Figure) -> bool:
    """Whether the clause says whose figure it is, and its sentence sets the report's own beside it: 县政府…，我镇…; or what
    a figure leaves out: 1213条（不含局属单位300条）."""
    if _LEFT_OUT.match(figure.before):
        return True
    own = _OWN_SUBJECT.search(figure.sentence)
    return bool(_OTHER_SUBJECT.match(figure.before)) and bool(own) and not _OWN_SUBJECT.search(figure.before)


def is_of_a_part(figure: Figure) -> bool:
    """Whether the clause gives what a part of the place did: 各乡镇公开3771条; 县政府公开20条 beside such a part."""
    if _WHOLE_OR_OWN.search(figure.before):
        return False
    beside = _PART.search(figure.sentence) and _GOVERNMENT.search(figure.before)
    return bool(_PART.search(figure.before) or beside)
