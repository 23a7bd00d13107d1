"""A table of names of agencies, invented as far as they are local: what kind of organ and which level each proves."""

from __future__ import annotations

import pytest

from pipelines.form.agencies import kind_of, level_of
from pipelines.form.resolving import resolve
from pipelines.records import Level

NAMES = {
    ("department", "central"): """
        国家发展和改革委员会 国家市场监督管理总局 中国证券监督管理委员会 财政部""",
    ("department", "county"): """
        青石县教育局 青石县水利局 青石县卫生健康局 青石县市场监督管理局 青石县林业和草原局
        青石县供销合作社联合社 青石县交通运输综合行政执法大队 青石县公安局 青石县司法局
        青石县人力资源和社会保障局 青石县退役军人事务局 青石县应急管理局 青石县乡村振兴局
        青石县国有资产监督管理委员会 青石旗农牧局 青石左翼后旗民政局 青石自治县民族宗教事务局
        青石县人民武装部 青石县行政审批服务局 青石县信访局""",
    ("department", "prefecture"): """
        青石自治州财政局 青石地区教育局""",
    ("department", "province"): """
        青石省财政厅 青石省教育厅 青石省卫生健康委员会 青石省机关事务管理局 青石自治区审计厅""",
    ("department", "unknown"): """
        青石市公安局青河分局 青石市规划和自然资源局青河分局 青石市发展和改革委员会
        青石市政务服务数据管理局 青石市城市管理行政执法局 青石市中级人民法院 青石市人民检察院
        青石市总工会 青石市残疾人联合会 青石市妇女联合会 青石市科学技术协会 青石市红十字会
        青河区城市管理局 青石自然保护区管理局 青石区工委 青石市人民政府国有资产监督管理委员会""",
    ("government", "county"): """
        青石县人民政府 青石县政府 青石县 青石旗人民政府 青石自治县人民政府 青河区人民政府""",
    ("government", "prefecture"): """
        青石自治州人民政府 青石盟行政公署 青石地区行政公署 新疆生产建设兵团第六师""",
    ("government", "province"): """
        青石省人民政府 新疆生产建设兵团""",
    ("government", "township"): """
        石桥镇人民政府 石桥镇政府 石桥镇 石桥乡人民政府 石桥回族乡人民政府 石桥满族蒙古族乡
        青石苏木人民政府 青石苏木 民族苏木 第六师一〇三团 兵团一五二团""",
    ("government", "unknown"): """
        青石市人民政府 第六师五家渠市""",
    ("institution", "county"): """
        青石县融媒体中心""",
    ("institution", "unknown"): """
        青石市住房公积金管理中心 青石市档案馆 青石市图书馆 青石市第一中学 青石大学 青石市中医院
        青石市疾病预防控制中心 青石市公共资源交易中心 青石市自来水公司 青石市城市建设投资集团有限公司
        青石县自然资源和规划局石桥镇管理所 青石县石桥镇财政所 青石县城关镇中心小学""",
    ("office", "central"): """
        国务院办公厅""",
    ("office", "county"): """
        青石县人民政府办公室 青石县政府办公室 青石县委办公室 青石县人大常委会办公室
        青河区人民政府办公室 青石县地方志编纂委员会办公室""",
    ("office", "province"): """
        青石省人民政府办公厅""",
    ("office", "township"): """
        石桥镇党政办 石桥镇人民政府办公室""",
    ("office", "unknown"): """
        青石市人民政府办公室 青石市政府办 青石市人民政府外事办公室 青石市机构编制委员会办公室
        青石市驻京办事处""",
    ("subdistrict", "township"): """
        青河区石桥街道办事处 石桥街道办事处 石桥街道 石桥街道办 石桥地区办事处""",
    ("unknown", "unknown"): """
        中国人民银行青石市分行 青石农场 青石林场""",
    ("unknown", "village"): """
        石桥社区居民委员会 石桥村民委员会 石桥村""",
    ("vertical", "central"): """
        中国气象局""",
    ("vertical", "unknown"): """
        青石市气象局 青石市邮政管理局 青石市烟草专卖局 青石海关 青石市消防救援支队 青石海事局
        国家统计局青石调查队 国家统计局青石县调查队 国家税务总局青石县税务局
        国家税务总局青石市青河区税务局 国家税务总局青石省税务局 国家金融监督管理总局青石监管分局""",
    ("zone", "unknown"): """
        青石经济技术开发区管理委员会 青石高新技术产业开发区管理委员会 青石高新区管委会
        青石新区管理委员会 青石工业园区管委会 青石旅游度假区管理委员会 青石综合保税区管理委员会
        青石风景名胜区管理委员会 青石市青河新区""",
}
CASES = [(name, *expected) for expected, names in NAMES.items() for name in names.split()]


@pytest.mark.parametrize(("agency", "kind", "level"), CASES)
def test_a_name_proves_kind_and_level_or_neither(agency: str, kind: str, level: str) -> None:
    assert (kind_of(agency).value, level_of(agency).value) == (kind, level)


def test_the_table_is_large_enough() -> None:
    assert len({name for name, _, _ in CASES}) > 115


@pytest.mark.parametrize(
    ("agency", "division", "code", "level"),
    [
        ("龙游县教育局", None, "330825", Level.COUNTY),
        ("龙游县人民政府办公室", None, "330825", Level.COUNTY),
        ("中共龙游县委办公室", None, "330825", Level.COUNTY),
        ("国家税务总局龙游县税务局", None, "330825", Level.COUNTY),
        ("教育局", "330825", "330825", Level.COUNTY),
        ("杭州市公安局西湖区分局", None, "330106", Level.COUNTY),
        ("杭州市公安局西湖分局", None, "330106", Level.COUNTY),
        ("杭州市公安局某处分局", None, "330100", Level.PREFECTURE),
        ("浦东新区教育局", None, "310115", Level.COUNTY),
        ("第八师石河子市", None, "659001", Level.COUNTY),
        ("新疆生产建设兵团第六师五家渠市", None, "659004", Level.COUNTY),
        ("第八师一五二团", None, "659001500", Level.TOWNSHIP),
        ("第八师152团", "659001", "659001500", Level.TOWNSHIP),
        ("石河子市北泉镇人民政府", None, "659001100", Level.TOWNSHIP),
        ("科尔沁右翼中旗哈日诺尔苏木", None, "152222202", Level.TOWNSHIP),
        ("青岛市崂山区人民政府金家岭街道办事处", None, "370212005", Level.TOWNSHIP),
        ("东莞市虎门镇人民政府", None, "441900121", Level.TOWNSHIP),
        ("北京市崇文区教育局", None, None, Level.UNKNOWN),
        ("西咸新区太平镇", None, None, Level.TOWNSHIP),
        ("杭州海关", None, None, Level.UNKNOWN),
        ("西湖区教育局", None, None, Level.COUNTY),
    ],
)
def test_the_tree_settles_what_a_name_leaves_open(agency, division, code, level) -> None:
    found = resolve(agency, division=division)
    assert (found.code, found.level) == (code, level)
