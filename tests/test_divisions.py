"""The division tree and the resolver: what the name, the source or the text prove is said, everything else stays open."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.form.agencies import kind_of, level_of, place_of
from pipelines.form.division_findings import division_findings, place_conflicts
from pipelines.form.divisions import GENERIC, REFERENCE, Divisions
from pipelines.form.findings import describe, needed_names
from pipelines.form.resolving import resolve
from pipelines.records import Kind, Level

TREE = Divisions.load()
TOWNSHIPS = [d for d in TREE.by_code.values() if d.level is Level.TOWNSHIP]
TYPED = [d for d in TOWNSHIPS if d.name.endswith(("镇", "乡", "街道"))]


def codes_of(findings) -> list[str]:
    return [finding.code for finding in findings]


def test_the_tree_is_whole():
    assert len(TREE.by_code) == 44_690
    for division in TREE.by_code.values():
        assert len(division.code) == (9 if division.level is Level.TOWNSHIP else 6)
        assert (division.parent == "") == (division.level is Level.PROVINCE)
        assert TREE.chain(division.code)[-1].level is Level.PROVINCE


def test_a_name_is_found_as_folded_text_writes_it():
    """A reader's text has 于 for 於; the table keeps the one character that simplified Chinese keeps in this name."""
    (code,) = TREE.by_name["於潜镇"]
    assert TREE.by_name["于潜镇"] == (code,) and TREE.by_code[code].name == "於潜镇"
    assert resolve("杭州市临安区于潜镇人民政府").code == code


def test_pseudo_levels_are_not_in_the_tree():
    assert not {"市辖区", "省直辖县级行政区划", "自治区直辖县级行政区划"} & TREE.by_name.keys()
    assert [d.name for d in TREE.chain("110101001")] == ["东华门街道", "东城区", "北京市"]
    assert [d.name for d in TREE.chain("419001")] == ["济源市", "河南省"]
    assert [d.name for d in TREE.chain("500229")] == ["城口县", "重庆市"]
    assert [d.name for d in TREE.chain("441900121")] == ["虎门镇", "东莞市", "广东省"]
    assert TREE.by_name["嘉峪关市"] == ("620200",)


def test_the_table_is_made_from_the_package_always_the_same(tmp_path, pytestconfig):
    lists = {
        "provinces": 'code,name\n91,"甲省"\n',
        "cities": 'code,name,provinceCode\n9101,"乙市",91\n9102,"丁市",91\n9190,"省直辖县级行政区划",91\n',
        "areas": 'code,name,cityCode,provinceCode\n910101,"丙区",9101,91\n910200,"丁市",9102,91\n919001,"戊市",9190,91\n',
        "streets": 'code,name,areaCode,provinceCode,cityCode\n910101001,"己街道",910101,91,9101\n910200100,"庚镇",910200,91,9102\n',
    }
    (tmp_path / "dist").mkdir()
    for name, text in lists.items():
        (tmp_path / "dist" / f"{name}.csv").write_text(text, encoding="utf-8")
    script, made = pytestconfig.rootpath / "tools" / "divisions.py", [tmp_path / "one.csv.gz", tmp_path / "two.csv.gz"]
    for out in made:
        subprocess.run([sys.executable, script, tmp_path, out], check=True)
    assert made[0].read_bytes() == made[1].read_bytes()
    tree = Divisions.load(made[0])
    assert {code: d.parent for code, d in tree.by_code.items()} == {
        "910000": "", "910100": "910000", "910200": "910000", "910101": "910100", "919001": "910000",
        "910101001": "910101", "910200100": "910200",
    }  # fmt: skip


def test_loading_is_quick(tmp_path):
    """In processor time, the least of several: what a busy machine adds is none of it. A tree is read once in a process."""
    copies = [str(shutil.copy(REFERENCE, tmp_path / f"{n}.csv.gz")) for n in range(4)]
    code = """if True:
        import sys, time
        from pathlib import Path
        from pipelines.form.divisions import Divisions
        for copy in map(Path, sys.argv[1:]):
            start = time.process_time()
            Divisions.load(copy)
            print(time.process_time() - start)"""
    took = subprocess.check_output([sys.executable, "-c", code, *copies], text=True)
    assert min(map(float, took.split())) < 0.3


@pytest.mark.parametrize(
    ("given_code", "known"),
    [
        ("370682", "370682"),
        ("370682000000", "370682"),
        ("370682102000", "370682102"),
        ("370682102", "370682102"),
        ("3706", "370600"),
        ("37", "370000"),
        ("370682102999", None),
        ("999999", None),
        ("莱阳", None),
        ("", None),
        (None, None),
    ],
)
def test_codes_of_any_length_are_recognised(given_code, known):
    assert TREE.known(given_code) == known


@pytest.mark.parametrize(
    ("agency", "code"),
    [
        ("团旺镇人民政府", "370682102"),
        ("官道口镇人民政府", "411224103"),
        ("威海临港经济技术开发区汪疃镇人民政府", "371073112"),
        ("四棵树镇人民政府", "654202106"),
        ("卢氏县城关镇人民政府", "411224100"),
        ("山东莱阳市团旺镇", "370682102"),
        ("烟台莱阳市团旺镇人民政府", "370682102"),
        ("北京市东城区东华门街道办事处", "110101001"),
        ("莱阳市财政局", "370682"),
        ("莱阳市人民政府办公室", "370682"),
        ("国家税务总局莱阳市税务局", "370682"),
        ("海南省财政厅", "460000"),
        ("吉林市人民政府", "220200"),
        ("东城区人民政府", "110101"),
        ("济南市市中区市场监督管理局", "370103"),
        ("莱阳市 团旺镇　人民政府", "370682102"),
        ("山西省古县乡村振兴局", "141025"),
        ("莱阳市团旺镇村镇建设服务中心", "370682102"),
    ],
)
def test_names_that_prove_their_place(agency, code):
    assert resolve(agency).code == code


@pytest.mark.parametrize(
    "agency",
    [
        "城关镇人民政府",
        "太平镇人民政府",
        "朝阳区财政局",
        "鼓楼区人民政府",
        "财政局",
        "云溪县柳河镇人民政府",
        "文登区汪疃镇人民政府",
        "中山公园管理处",
        "矿区管理局",
        "街道办事处",
        "老城区人民政府",
        "",
        None,
    ],
)
def test_names_that_prove_nothing_stay_open(agency):
    resolution = resolve(agency)
    assert resolution.code is None and not any(resolution.stated.values())


def test_an_ambiguous_name_keeps_its_candidates():
    resolution = resolve("城关镇人民政府")
    assert len(resolution.candidates) == 88 and resolution.level is Level.TOWNSHIP
    assert all(TREE.by_code[code].name == "城关镇" for code in resolution.candidates)
    [finding] = division_findings(resolution)
    assert finding.code == "G-DIVISION-OPEN" and "88" in describe(finding)[1]


def test_what_is_inferred_and_what_is_stated_is_told_apart():
    alone = resolve("团旺镇人民政府")
    assert dict(alone.stated) == {
        Level.TOWNSHIP: True,
        Level.COUNTY: False,
        Level.PREFECTURE: False,
        Level.PROVINCE: False,
    }
    assert (alone.province, alone.prefecture, alone.county) == ("山东省", "烟台市", "莱阳市")
    assert division_findings(alone)[0].values["x"] == ["山东省", "烟台市", "莱阳市"]
    in_text = resolve("团旺镇人民政府", text="根据莱阳市的统一要求，参照《山东省政府信息公开办法》，我镇……")
    assert in_text.code == "370682102"
    assert (in_text.stated[Level.COUNTY], in_text.stated[Level.PROVINCE], in_text.stated[Level.PREFECTURE]) == (
        True,
        True,
        False,
    )
    supplied = resolve("团旺镇人民政府", division="370682000000")
    assert all(supplied.stated.values()) and division_findings(supplied) == []


def test_the_source_narrows_an_ambiguous_name():
    assert resolve("城关镇人民政府", division="411224").code == "411224100"
    assert resolve("财政局", division="411224").code == "411224"
    assert resolve("朝阳区财政局", division="110000").code == "110105"


def test_a_source_that_contradicts_a_bare_name_leaves_it_open():
    resolution = resolve("团旺镇人民政府", division="411224")
    assert resolution.code is None and resolution.candidates == ("370682102",)
    assert resolve("莱阳市团旺镇人民政府", division="411224").code == "370682102"


def test_the_text_narrows_by_the_county_it_names_and_never_by_guessing():
    assert resolve("城关镇人民政府", text="按照卢氏县政务公开工作要点").code == "411224100"
    assert resolve("城关镇人民政府", text="按照县政务公开工作要点").code is None
    assert resolve("城关镇人民政府", text="赴卢氏县、渑池县学习").code is None
    assert resolve("团旺镇人民政府", text="按照卢氏县政务公开工作要点").code is None
    assert resolve("莱阳市人民政府", text="赴龙口市学习").code == "370682"


def test_the_type_of_a_name_decides_and_another_type_needs_its_county():
    assert resolve("四棵树镇人民政府").code == "654202106"
    assert len(resolve("四棵树乡人民政府").candidates) == 4
    assert resolve("团旺乡人民政府").code is None
    renamed = resolve("莱阳市团旺乡人民政府")
    assert (renamed.code, renamed.renamed, renamed.stated[Level.TOWNSHIP]) == ("370682102", "团旺镇", False)
    assert "G-DIVISION-RENAMED" in codes_of(division_findings(renamed))


def test_an_unknown_place_inside_a_known_one_has_no_code_but_its_surroundings():
    resolution = resolve("莱阳市云溪镇人民政府")
    assert (resolution.code, resolution.county, resolution.level) == (None, "莱阳市", Level.TOWNSHIP)


def test_functional_zones_are_said():
    township = resolve("威海临港经济技术开发区汪疃镇人民政府")
    assert township.zone == "威海临港经济技术开发区" and township.stated[Level.COUNTY]
    assert "G-FUNCTIONAL-ZONE" in codes_of(division_findings(township))
    committee = resolve("威海临港经济技术开发区管理委员会")
    assert (committee.code, committee.kind) == ("371073", Kind.ZONE)
    assert resolve("莱阳市人民政府").zone is None


@pytest.mark.parametrize(
    ("agency", "kind", "level", "place"),
    [
        ("团旺镇人民政府", "government", "township", "团旺镇"),
        ("青溪街道办事处", "subdistrict", "township", "青溪街道"),
        ("云溪县财政局", "department", "county", "云溪县财政局"),
        ("云溪市发展和改革委员会", "department", "unknown", "云溪市发展和改革委员会"),
        ("云溪市国有资产监督管理委员会", "department", "unknown", "云溪市国有资产监督管理委员会"),
        ("云溪经济开发区管理委员会", "zone", "unknown", "云溪经济开发区"),
        ("云溪县人民政府办公室", "office", "county", "云溪县"),
        ("国家税务总局云溪县税务局", "vertical", "unknown", "国家税务总局云溪县税务局"),
        ("云溪县人民医院", "institution", "county", "云溪县人民医院"),
        ("云溪县人民政府", "government", "county", "云溪县"),
        ("云溪市人民政府", "government", "unknown", "云溪市"),
        ("云溪自治州人民政府", "government", "prefecture", "云溪自治州"),
        ("云溪省人民政府", "government", "province", "云溪省"),
        ("柳河村村民委员会", "unknown", "village", "柳河村村民委员会"),
        ("云溪县柳河镇财政所", "institution", "unknown", "云溪县柳河镇财政所"),
        ("云溪县住房和城乡建设局", "department", "county", "云溪县住房和城乡建设局"),
        ("云溪省住房和城乡建设厅", "department", "province", "云溪省住房和城乡建设厅"),
        ("云溪省统计局", "department", "province", "云溪省统计局"),
        ("某某", "unknown", "unknown", "某某"),
    ],
)
def test_what_a_name_alone_proves(agency, kind, level, place):
    assert (kind_of(agency).value, level_of(agency).value, place_of(agency)) == (kind, level, place)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(TYPED), st.sampled_from(["人民政府", ""]))
def test_a_township_named_with_its_county_and_city_is_found(division, ending):
    """Never another place than the one named; and that one, unless its county's name begins another place's name."""
    above = TREE.chain(division.code)[1:]
    name = "".join(d.name for d in reversed(above)) + division.name + ending
    assert resolve(name).code == division.code


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(TYPED))
def test_a_bare_name_resolves_exactly_if_one_place_bears_it(division):
    resolution = resolve(division.name + ("办事处" if division.name.endswith("街道") else "人民政府"))
    alone = len(TREE.by_name[division.name]) == 1 and division.name not in GENERIC
    assert resolution.code == (division.code if alone else None)


@settings(max_examples=200, deadline=None)
@given(
    st.text(alphabet="云溪县市区镇乡街道省人民政府办事处财政局管委会东城关团旺莱阳", max_size=14),
    st.sampled_from([None, "370682", "411224", "x"]),
)
def test_any_name_gets_an_answer_with_sentences(agency, division):
    resolution = resolve(agency, division=division)
    assert resolution.code is None or resolution.code in TREE.by_code
    assert resolution.code is None or not resolution.candidates
    for finding in division_findings(resolution):
        assert needed_names(finding.code) <= finding.values.keys()
        assert "?" not in "".join(describe(finding)[1:])


def test_places_in_text_are_whole_names():
    names = {
        TREE.by_code[code].name
        for code in TREE.places_in("莱阳市政府与卢氏县政府，老城区改造，城区道路，威海临港经济技术开发区")
    }
    assert names == {"莱阳市", "卢氏县", "威海临港经济技术开发区"}
    counties = [d for d in TREE.by_code.values() if d.level is Level.COUNTY and len(d.name) > 2]
    missed = {d.name for d in counties if d.code not in TREE.places_in(f"按照{d.name}的要求")}
    assert missed <= GENERIC


def test_resolving_is_quick_beside_reading():
    text = "云溪县的市区和县城里，各镇街道按照要求公开信息。" * 150
    resolve("城关镇人民政府", text=text)
    took = []
    for _ in range(15):
        start = time.process_time()
        resolve("城关镇人民政府", text=text)
        took.append(time.process_time() - start)
    assert min(took) < 0.02, "the least: what a neighbour on the core adds is none of it"


def places_said_of(town: str, text: str, source: str | None = None) -> tuple[str | None, str | None, list[str]]:
    found = resolve(town, division=source, text=text)
    conflicts = place_conflicts(found, source, text)
    assert all(needed_names(code) <= finding.values.keys() for finding in conflicts if (code := finding.code))
    return found.code, found.county, [finding.actual + " " + (finding.expected or "") for finding in conflicts]


def test_a_name_written_out_in_the_text_says_which_place_it_is():
    code, county, conflicts = places_said_of("城关镇人民政府", "2023年，陇县城关镇主动公开信息12条。")
    assert (code, county, conflicts) == ("610327100", "陇县", [])
    assert resolve("城关镇", text="陇县城关镇").stated[Level.COUNTY]
    for said in ("我镇和县城关镇区公开12条。", "我镇赴陇县城关镇学习考察。", "赴商水县学习政务公开。"):
        assert places_said_of("城关镇人民政府", said)[0] is None


def test_a_source_or_text_that_points_to_another_place_is_said():
    assert places_said_of("城关镇", "2023年，千阳县城关镇公开12条。", "610327")[::2] == (
        "610327100",
        ["610327100 610328100"],
    )
    assert places_said_of("城关镇", "陇县城关镇公开12条，千阳县城关镇8条。", "610327")[::2] == ("610327100", [])
    assert places_said_of("千阳县城关镇", "我镇公开12条。", "610327")[::2] == ("610328100", ["610328100 610327"])
    assert places_said_of("城关镇", "我镇赴千阳县城关镇学习考察。", "610327")[::2] == ("610327100", [])
    for agency, source in (("陇县城关镇", "610327"), ("宝鸡市水利局", "610327"), ("陇县水利局", "610300")):
        assert places_said_of(agency, "公开12条。", source)[2] == []


def test_one_organ_under_a_second_name_or_a_short_one():
    for one, other in (
        ("陇县自然资源局（县林业局）", "陇县自然资源局"),
        ("陇县人社局", "宝鸡市陇县人力资源和社会保障局"),
        ("陕西省发展改革委", "陕西省发展和改革委员会"),
        ("宝鸡市工商局", "宝鸡市工商行政管理局"),
        ("陇县卫计局", "陇县卫生和计划生育局"),
        ("锡林郭勒盟行署", "锡林郭勒盟行政公署"),
    ):
        assert (resolve(one).code, resolve(one).organ) == (resolve(other).code, resolve(other).organ)
        assert resolve(one).code and resolve(one).kind is resolve(other).kind
    assert resolve("陇县文旅局").organ == "文旅局"  # 文化和旅游局 or 文化旅游广电局


@pytest.mark.parametrize(
    ("agency", "source", "code", "organ"),
    [
        ("县水利局", "610327", "610327", "水利局"),
        ("市水利局", "610327", "610300", "水利局"),
        ("省水利厅", "610327", "610000", "水利厅"),
        ("市政府办公室", "370682", "370682", "人民政府办公室"),
        ("市场监督管理局", "610327", "610327", "市场监督管理局"),
        ("乡村振兴局", "610327", "610327", "乡村振兴局"),
        ("市民政局", "610327", "610300", "民政局"),
        ("市政务服务局", "610327", "610300", "政务服务局"),
        ("市政管理局", "610327", "610327", "市政管理局"),
        ("市民服务中心", "610327", "610327", "市民服务中心"),
        ("市桥镇人民政府", "440113", "440113007", "市桥镇人民政府"),
        ("市府街道办事处", "370902", None, "市府街道办事处"),
        ("县水利局", "610300", None, "县水利局"),
        ("区水利局", "610327", None, "区水利局"),
        ("镇财政所", "610327", None, "镇财政所"),
        ("县水利局", None, None, None),
    ],
)
def test_a_bare_county_or_city_is_the_one_in_which_the_source_lies(agency, source, code, organ):
    found = resolve(agency, division=source)
    assert (found.code, found.organ) == (code, organ)


@pytest.mark.parametrize(
    ("place", "source", "names"),
    [
        ("610327", None, "陇县经济开发区管委会 陇县经济开发区管理委员会 陇县经济开发区 宝鸡市陇县经济开发区管委会"),
        (
            "610300",
            None,
            "宝鸡高新技术产业开发区管委会 宝鸡市高新技术产业开发区管理委员会 陕西省宝鸡市高新技术产业开发区",
        ),
        ("610300", "610300", "宝鸡蟠龙新区管委会 宝鸡市蟠龙新区管理委员会 蟠龙新区管委会"),
        ("610327", "610327", "经济开发区管委会 陇县经济开发区管理委员会 经济开发区"),
        ("610327", None, "陇县柳岔镇 陇县柳岔镇人民政府 陕西省陇县柳岔镇政府"),
        ("610300", "610300", "宝鸡市高新区财政局 高新区财政局"),
    ],
)
def test_an_organ_whose_own_place_the_table_lacks_is_one_within_the_place_above(place, source, names):
    found = [resolve(name, division=source) for name in names.split()]
    assert {(one.code, one.within, one.level) for one in found} <= {(None, place, level) for level in Level}
    assert len({one.organ for one in found}) == 1 and found[0].organ


def test_where_namesakes_may_lie_nothing_makes_them_one():
    assert resolve("宝鸡市柳岔镇").within is None  # any county of the city may have one
    assert resolve("陇县柳岔村村民委员会").within is None  # any town of the county
    assert resolve("吉林高新区").within is None  # of the province or the city
    for zone in ("经济开发区管委会", "高新区", "工业园区管理委员会", "经济开发区管理委员会", "综合保税区"):
        assert resolve(zone) == resolve(zone, text="2023年政府信息公开工作年度报告"), zone
        assert (resolve(zone).code, resolve(zone).within, resolve(zone).candidates) == (None, None, ()), zone
    assert resolve("陕西省西咸新区空港新城管理委员会").level is Level.UNKNOWN
