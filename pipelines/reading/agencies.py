"""Names of administrative organs: what looks like one, its full form, and which names mean the same organ."""

from __future__ import annotations

import re

# How an organ's name may end. The short forms (镇, 街道, 县) are divisions that stand for their government.
DIVISIONS = "镇|乡|街道|苏木|县|市|区|旗|州|盟|省"
_ORGANS = (
    "政府|办事处|街道办|委员会|管委会|委|办公室|办公厅|办|厅|局|中心|署|院|队|站|所|处|科|部|团|师|兵团|场|区|集团|公司"
    "|大学|学校|中学|小学|(?<!社)会|妇联|残联|工商联|银行|馆|社|街|支行|分行|海关|台|厂|村|监狱|基金"
)
ENDING = re.compile(rf"(?:{DIVISIONS}|{_ORGANS})$")
_NAME = re.compile(r"[\u3400-\u9fff〇·()（）、“”0-9]{2,40}")
# 我镇, 全县, 各乡 are no names; 全椒县, 全州县, 和县, 将乐县, 本溪市 are.
_NOT_A_NAME = re.compile(
    r"年度|报告|年报|(?:信息|政务)公开(?!(?:工作)?(?:领导小组)?(?:办公室|办|中心|科)$)|首页|位置|本级|其他|目录|栏目|^(?:我|各|该|有关|及|与|在|对)"
    r"|门户|网站|(?:局|厅|办公室)(?=[^分]{2,}(?:镇|乡|街道|苏木|[县市区旗镇乡]政府|人民政府)$)|^.(?:局|厅|委|办|院|会|处|所|科|部|站|队)$|^(?:本|全)(?:镇|乡|县|市|区|省|旗|局|委|办|院|厅|街道|系统|机关|单位|部门)"
)
_GENERIC = re.compile(
    r"(?:省|市|县|区|镇|乡|街道|乡镇|县区|市区|本|该|上级|政府|人民政府|办公室|中心|委员会|镇政府|乡政府|街道办|办事处|街道办事处"
    r"|镇人民政府|乡人民政府|市人民政府|县人民政府|区人民政府|省人民政府|市政府|县政府|区政府|省政府)"
)
# Districts have governments; zones, parks and communities that also end in 区 have none, and 杭州 is no autonomous 州.
_ZONES = "开发|新|园|管理|示范|度假|高新|保税|社|片|景|库|保护|合作|核心|集聚|聚集|工业|产业|经济|功能|港"
_TOWN = re.compile(rf"(?:镇|乡|苏木|县|市|旗|自治州|盟|省|{''.join(f'(?<!{zone})' for zone in _ZONES.split('|'))}区)$")
# A zone stands for its committee, as a town for its government: 陇县经济开发区 for 陇县经济开发区管理委员会.
_COMMITTEE = re.compile(rf"(?P<zone>(?:{_ZONES})区|园|新城)(?P<committee>管委会|管理委员会)?$")
_PLACE_SHORT = re.compile(r"^(?P<head>[\u3400-\u9fff]{2,4})[市省](?=.{2})")
# (公章) is a seal, no part of a name; (老龄办) and (青石市行政审批局) are.
_SEAL = re.compile(r"[(（](?:公章|盖章|印章|章|代章|签章|单位盖章)[)）]$")
_BRACKET, _BRACKETED = re.compile("[()（）]"), re.compile("[(（][^()（）]*[)）]")
_SECOND_NAME = re.compile(r"(?P<name>[^()（）]+)[(（](?P<second>[^()（）]+)[)）]")
# 青石县人民政府石门镇: the town of a county, not a government of two. Offices of streets are named that way by law.
_ABOVE = re.compile(r"(?<=[县市区旗州省盟])(?:人民)?政府(?=[^政府]{1,8}(?:镇|乡|苏木)(?:(?:人民)?政府)?$)")
_SUFFIXES = ("街道办事处", "人民政府", "办事处", "街道办", "政府")
_GOVERNMENT_OFFICE = re.compile(r"(?<=.)(?<!人民)政府办(?P<all>公[室厅])?$")
# What a name may add in front: a place above it, of at least two characters, or whatever a bare 县 or 区 has left out.
_BARE = re.compile(r"^[省市县区旗州盟镇乡]")
_PLACE_ABOVE = re.compile(r"(?:[省市县区旗州盟]|政府)$")


def looks_like_agency(name: str | None) -> bool:
    """True for 望疃镇, 陇县城关镇人民政府, 鞍山市人社局; False for words that merely stand where a name would."""
    if not name or not _NAME.fullmatch(name):
        return False
    if _BRACKET.search(_BRACKETED.sub("", name)):
        return False  # one half of a bracket: a part of the name is lost, or a part of something else is here
    if match := _SECOND_NAME.fullmatch(name):
        return looks_like_agency(match["name"]) and looks_like_agency(match["second"])
    return bool(ENDING.search(name)) and not _NOT_A_NAME.search(name) and not _GENERIC.fullmatch(name)


def bare_name(name: str) -> str:
    """A printed name without a seal behind it and without brackets that hold all of it."""
    name = _SEAL.sub("", name)
    return (
        inner
        if (inner := name[1:-1]) and name[0] in "(（" and name[-1] in ")）" and not re.search("[()（）]", inner)
        else name
    )


def full_name(name: str) -> str:
    """The full form of a printed name: 望疃镇 or 望疃镇政府 → 望疃镇人民政府, 南苑街道 → 南苑街道办事处.

    A second name in brackets stays, in Chinese brackets.
    """
    name = _office_in_full(_ABOVE.sub("", name).replace("(", "（").replace(")", "）"))
    if name.endswith("街道"):
        return name + "办事处"
    if name.endswith("街道办"):
        return name + "事处"
    if name.endswith("政府") and not name.endswith("人民政府"):
        return name.removesuffix("政府") + "人民政府"
    return name + "人民政府" if _TOWN.search(name) else name


def core(name: str) -> str:
    """What is left of a name to compare: 莱阳市团旺镇人民政府 → 莱阳市团旺镇; 南苑街道办事处 → 南苑街道; 陇县工业园区管委会 → 陇县工业园区."""
    if match := _SECOND_NAME.fullmatch(name):
        name = match["name"]
    name = _COMMITTEE.sub(r"\g<zone>", _office_in_full(_ABOVE.sub("", name)))
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and len(name) > len(suffix):
            shorter = name.removesuffix(suffix)
            return shorter + "街道" if suffix.startswith("街道") else shorter
    return name


def _office_in_full(name: str) -> str:
    """陇县政府办, 陇县政府办公室 → 陇县人民政府办公室; any other name as it is."""
    return _GOVERNMENT_OFFICE.sub(lambda found: f"人民政府办{found['all'] or '公室'}", name)


def same_agency(one: str, other: str) -> bool:
    """The two names can mean one organ: their cores are equal, or one adds only the divisions above in front.

    九龙山镇 is not 龙山镇: no place has a name of one character.
    """
    a, b = sorted((core(one), core(other)), key=len)
    before = b[: len(b) - len(a)]
    adds = b.endswith(a) and (len(before) != 1 or bool(_BARE.match(before) or _BARE.match(a)))
    return adds or _PLACE_SHORT.sub(r"\g<head>", b) == a  # 宝鸡高新区, 宝鸡市高新区


def is_bare_zone(name: str) -> bool:
    """陇县经济开发区, which stands for its committee: the committee's own name is not there."""
    return bool((match := _COMMITTEE.search(name)) and not match["committee"])


def adds_its_place(other: str, name: str) -> bool:
    """Whether `other` is the name of the same organ with a place above it in front: 陇县水利局 of 水利局 or 县水利局.

    陇县人民政府陇县水利局 are two organs.
    """
    a, b = core(name), core(other)
    before = b.removesuffix(a)
    return (
        before not in ("", b)
        and a[:2] not in before
        and bool(_PLACE_ABOVE.search(before) or (_BARE.match(a) and same_agency(other, name)))
    )


def abbreviates(short: str, long: str) -> bool:
    """青石市人社局 for 青石市人力资源和社会保障局: the same place and the same end, and every character between in order."""
    a, b = core(short), core(long)
    shared = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    if len(a) >= len(b) or a[-1] != b[-1] or shared < 3 or not re.search(r"[局委办厅会中心]$", a):
        return False
    rest = iter(b[shared:])
    return all(character in rest for character in a[shared:])
