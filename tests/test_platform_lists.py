"""Every platform finds the whole of a column of 25 reports on three pages, however its pages are asked for."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl, urlsplit

import pytest

from crawler.options import Options
from crawler.platforms import PLATFORMS, Ask, RowKind
from tests.platforms import day, fixture, pages, title, walk

HOST = "http://www.yunze.gov.cn"
ALL = {title(number) for number in range(25)}


def query(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


def items(numbers: list[int], href: str = "/art/{n}.html") -> str:
    """Rows as a list shows them: the visible title cut short, the whole in the attribute."""
    return "".join(
        f'<li><a href="{href.format(n=1000 + n)}" title="{title(n)}">{title(n)[:18]}…</a><span>{day(n)}</span></li>'
        for n in numbers
    )


def records(numbers: list[int]) -> str:
    return "".join(f"<record><![CDATA[{items([n], '/art/2026/1/26/art_77278_{n}.html')}]]></record>" for n in numbers)


# --- UCAP ------------------------------------------------------------------------------------------------------------


def ucap(ask: Ask) -> str | None:
    name = urlsplit(ask.url).path.removeprefix("/yunze/xxgknb/")
    number = {"list.shtml": 1, "list_2.shtml": 2, "list_3.shtml": 3}.get(name)
    rows = number and items(pages(10)[number - 1], "/yunze/xxgknb/202601/{n}aaaaaaaaaaaaaaaaaaaaaaaaaaaa.shtml")
    return rows and fixture("ucap", "list.shtml").replace("{rows}", rows)


def test_ucap_counts_pages_from_list_2_and_follows_no_menu():
    found = walk("ucap", f"{HOST}/yunze/xxgknb/list.shtml", ucap)
    assert found.titles == ALL
    assert found.asked == [f"{HOST}/yunze/xxgknb/list{end}.shtml" for end in ("", "_2", "_3")]
    assert {row.date for row in found.rows.values()} == {day(n) for n in range(25)}


def twin(ask: Ask) -> str | None:
    if "/common/search/" not in ask.url:
        return fixture("ucap", "list.shtml").replace("{rows}", "")
    asked = query(ask.url)
    assert asked["_isJson"] == "true"
    numbers = pages(15)[int(asked["page"]) - 1] if int(asked["page"]) <= 2 else []
    results = [
        {"title": title(n), "url": f"//www.yunze.gov.cn/yunze/{n}.shtml", "publishedTime": 1769414400000, "publishedTimeStr": ""}
        for n in numbers
    ]  # fmt: skip
    return json.dumps({"data": {"page": int(asked["page"]), "rows": 15, "total": 25, "results": results}})


def test_the_json_twin_of_ucap_is_asked_for_the_channel_of_the_page():
    found = walk("ucap", f"{HOST}/yunze/xxgknb/list.shtml", twin, json=True)
    assert found.titles == ALL and not found.lost
    assert [key.split("?")[0].rpartition("/")[2] for key in found.asked[1:]] == ["5f2c8d0b7a9e4c31b6d4e8f0a1b2c3d4"] * 2
    row = next(iter(found.rows.values()))
    assert (row.url, row.date) == ("http://www.yunze.gov.cn/yunze/0.shtml", "2026-01-26")


def test_a_hub_of_ucap_leads_to_years_and_units_and_to_nothing_else():
    hub, jump = fixture("ucap", "hub.shtml"), fixture("ucap", "jump.shtml")
    found = walk("ucap", f"{HOST}/yunze/xxgknb/index.shtml", lambda ask: hub if "index" in ask.url else None)
    assert [key.removeprefix(f"{HOST}/yunze/") for key in found.asked[1:]] == [
        "2024nb/zfxxgk_gknbz.shtml", "c116116/zfxxgk_gknbz.shtml", "c116117/list.shtml",
    ]  # fmt: skip
    forwarded = walk("ucap", f"{HOST}/yunze/xxgknb/jump.shtml", lambda ask: jump if "jump" in ask.url else None)
    assert forwarded.asked[1:] == [f"{HOST}/yunze/c116116/zfxxgk_gknbz.shtml"]


def suzhou(ask: Ask) -> str | None:
    if ask.form is None:
        return '<html><body><div id="list"></div><script>var channel_id="c3f0a1";</script></body></html>'
    asked = dict(ask.form)
    assert (asked["channel_id"], asked["deptcode"], asked["type"]) == ("c3f0a1", "11320500MB1573644Q", "nb")
    rows = [
        {"TITLE": title(n), "URL": f"/szs/{n}.shtml", "PUBLISHED_TIME_FORMAT": day(n)}
        for n in pages(15)[int(asked["pageIndex"]) - 1]
    ]
    return json.dumps({"data": {"allRow": 25, "totalPage": 2, "list": rows}})


def test_ucap_suzhou_posts_what_the_shell_says():
    found = walk("ucap_suzhou", f"{HOST}/x/xxgkml_bm.shtml?deptcode=11320500MB1573644Q&type=nb", suzhou)
    assert found.titles == ALL and len(found.asked) == 3


# --- Hanweb ----------------------------------------------------------------------------------------------------------


def jpage(ask: Ask) -> str | None:
    if "dataproxy" not in ask.url:
        return (
            fixture("hanweb_jpage", "col.html").replace("{records}", records(pages(10)[0]))
            if "77278" in ask.url
            else None
        )
    asked = query(ask.url)
    assert asked["unitid"] == "303271" and asked["webname"] == "云泽"
    number = int(asked["page"])
    numbers = pages(10)[number - 1] if number <= 3 else []
    return f"<datastore><nextgroup></nextgroup><totalrecord>25</totalrecord><totalpage>3</totalpage><recordset>{records(numbers)}</recordset></datastore>"


def test_jpage_goes_on_by_its_own_link():
    found = walk("hanweb_jpage", f"{HOST}/col/col77278/index.html", jpage)
    assert found.titles == ALL
    assert len([key for key in found.asked if "dataproxy" in key]) == 3
    assert f"{HOST}/col/col77279/index.html" in found.asked, "the column of a year"
    row = next(iter(found.rows.values()))
    assert (row.url, row.date, row.kind) == (f"{HOST}/art/2026/1/26/art_77278_1000.html", day(0), RowKind.ARTICLE)


def test_encrypted_ids_are_used_as_they_stand():
    secret = "columnid=Zx%2F9aQ%3D%3D&unitid=q8%2Bw"
    page = (
        fixture("hanweb_jpage", "col.html")
        .replace("columnid=77278&unitid=303271", secret)
        .replace("{records}", records([0]))
    )
    found = walk(
        "hanweb_jpage", f"{HOST}/col/col77278/index.html", lambda ask: None if "dataproxy" in ask.url else page
    )
    proxied = [query(key) for key in found.asked if "dataproxy" in key]
    assert proxied and all((asked["columnid"], asked["unitid"]) == ("Zx/9aQ==", "q8+w") for asked in proxied)
    assert any("Zx%2F9aQ%3D%3D" in key for key in found.asked), "verbatim"


@pytest.mark.parametrize("cap", [10, 4])
def test_the_post_proxy_even_where_it_gives_fewer_rows_than_asked(cap: int):
    asked_with: list[dict[str, str]] = []

    def answer(ask: Ask) -> str | None:
        if ask.form is None:
            return fixture("hanweb_jpage", "post.html").replace("{records}", records(pages(10)[0]))
        asked_with.append(dict(ask.form))
        asked = query(ask.url)
        start, end = int(asked["startrecord"]) - 1, int(asked["endrecord"])
        return f"<datastore><totalrecord>25</totalrecord><recordset>{records(list(range(25))[start:end][:cap])}</recordset></datastore>"

    found = walk("hanweb_jpage", f"{HOST}/col/col61490/index.html", answer, mode="post")
    assert found.titles == ALL
    assert asked_with[0] == {
        "col": "1", "appid": "1", "webid": "39", "path": "/", "columnid": "61490", "sourceContentType": "1",
        "unitid": "247686", "webname": "云泽县", "permissiontype": "0",
    }  # fmt: skip


def test_a_proxy_by_get_that_the_page_does_not_link_is_composed_of_its_ids():
    page = '<div id="303271"><script type="text/xml"><datastore><recordset>{}</recordset></datastore></script></div>perPage:10,totalRecord:25,webid:67,webname:"云泽"'
    found = walk("hanweb_jpage", f"{HOST}/col/col77278/index.html", lambda ask: jpage(ask) if "dataproxy" in ask.url else page.format(records(pages(10)[0])), mode="get")  # fmt: skip
    assert found.titles == ALL and len(found.asked) == 3
    assert query(found.asked[1]) == {
        "page": "2",
        "columnid": "77278",
        "unitid": "303271",
        "webid": "67",
        "webname": "云泽",
    }


def test_page_only_asks_no_proxy():
    found = walk("hanweb_jpage", f"{HOST}/col/col77278/index.html", jpage, mode="page_only", sub_columns=False)
    assert (len(found.rows), len(found.asked)) == (10, 1)


def test_the_search_of_the_disclosure_module_keeps_to_the_column():
    def answer(ask: Ask) -> str | None:
        if ask.form is None:
            return fixture("hanweb_xxgk", "col.html")
        asked = dict(ask.form)
        assert (asked["infotypeId"], asked["jdid"], asked["area"], asked["divid"]) == (
            "A04",
            "67",
            "113300000045022274",
            "div315154",
        )
        number = int(asked["currpage"])
        rows = "".join(
            f'<tr class="tr_main_value_odd"><td>{n}</td><td><a class="bt_link" href="/art/2026/1/26/art_315154_{n}.html?xxgkhide=1" title="{title(n)}">{title(n)[:9]}</a></td><td>{day(n)}</td></tr>'
            for n in pages(10)[number - 1]
        )
        alien = '<tr><td>9</td><td><a href="/art/2026/1/26/art_9_9.html">云泽县2025年政府信息公开年报</a></td><td>2026-01-26</td></tr>'
        return f"<table>{rows}{alien}</table><div>共(3)页 第{number}页</div>"

    found = walk("hanweb_xxgk", f"{HOST}/col/col315154/index.html?vc_xxgkarea=113300000045022274&jh=264", answer)
    assert found.titles == ALL and len(found.asked) == 4


def test_the_module_of_annual_reports_is_units_times_years():
    url = f"{HOST}/module/xxgk/xxgkAnnualReport.jsp?area=001008003004069&fbtime=2024"
    found = walk("hanweb_xxgk", url, lambda ask: fixture("hanweb_xxgk", "annual.html"), years=[2023, 2024])
    base = f"{HOST}/module/xxgk/xxgkAnnualReport.jsp?area=00100800300"
    assert set(found.rows) == {
        f"{base}{unit}&fbtime={year}" for unit in ("4069", "4073") for year in (2023, 2024, 2025)
    }
    assert {(row.year, row.vouched) for row in found.rows.values()} == {(2023, True), (2024, True), (2025, True)}
    assert found.asked == [f"{url}#units-and-years"], "the page is asked for its links, and again as a report"


def jpaas(ask: Ask) -> str | None:
    if "api-gateway" not in ask.url:
        return fixture("hanweb_jpaas", "col.html")
    asked = query(ask.url)
    assert (asked["tagId"], asked["parseType"], asked["webId"]) == ("信息列表", "bulidstatic", "c7a3")
    wanted = json.loads(asked["paramJson"])
    rows = items(pages(10)[wanted["pageNo"] - 1], "/col/col1/art/2026/art_{n}aaaaaaaaaaaaaaaaaaaaaaaaaaaa.html")
    return json.dumps(
        {"success": True, "data": {"html": f"<ul>{rows}</ul><div class='pagination' rows='10' count='25'></div>"}}
    )


def test_jpaas_asks_the_unit_called_a_list_by_param_json():
    found = walk("hanweb_jpaas", f"{HOST}/col/col1229565788/index.html", jpaas)
    assert found.titles == ALL and len(found.asked) == 4 and not found.lost


# --- VSB -------------------------------------------------------------------------------------------------------------


def vsb(total: int, size: int = 10):
    """A column with `total` reports as VSB lays it out: page k of N is the file N-k+1."""
    laid = pages(size, total)

    def answer(ask: Ask) -> str | None:
        path = urlsplit(ask.url).path
        files = {"/zfxxgk/zfxxgknb.htm": 0} | {f"/zfxxgk/zfxxgknb/{len(laid) - k}.htm": k for k in range(1, len(laid))}
        if path not in files:
            return None
        deep = "../" if files[path] else ""
        rows = items(laid[files[path]], deep + "../info/1063/{n}.htm")
        pager = f'<span class="p_no_d">{files[path] + 1}</span><span>共{len(laid)}页</span>'
        return fixture("vsb", "zfxxgknb.htm").replace("{rows}", rows).replace("{pager}", pager)

    return answer


def test_vsb_counts_down_and_every_level_resolves():
    found = walk("vsb", f"{HOST}/zfxxgk/zfxxgknb.htm", vsb(25))
    assert set(found.rows) == {f"{HOST}/info/1063/{1000 + n}.htm" for n in range(25)}
    assert [key.removeprefix(HOST + "/zfxxgk/") for key in found.asked if "a2024" not in key] == [
        "zfxxgknb.htm",
        "zfxxgknb/2.htm",
        "zfxxgknb/1.htm",
    ]
    assert f"{HOST}/zfxxgk/zfxxgknb/a2024.htm" in found.asked


def test_vsb_by_its_next_link_and_a_page_more_while_it_is_read():
    """The list grows by a page between the first answer and the second: the file names shift, nothing is skipped."""
    before, after = vsb(20), vsb(21)
    found = walk(
        "vsb", f"{HOST}/zfxxgk/zfxxgknb.htm", lambda ask: (before if ask.url.endswith("zfxxgknb.htm") else after)(ask)
    )
    assert found.titles == {title(n) for n in range(21)}
    page = '<ul>{}</ul><span class="p_next"><a href="zfxxgknb/2.htm">下页</a></span>'.format(
        items([0], "../info/1/{n}.htm")
    )
    assert walk("vsb", f"{HOST}/zfxxgk/zfxxgknb.htm", lambda ask: page if ask.url.endswith("nb.htm") else None).asked[1:] == [
        f"{HOST}/zfxxgk/zfxxgknb/2.htm", f"{HOST}/zfxxgk/zfxxgknb/1.htm",
    ]  # fmt: skip


# --- Guangdong -------------------------------------------------------------------------------------------------------


def gkmlpt(window: int = 3):
    def answer(ask: Ask) -> str | None:
        if "/api/" not in ask.url:
            return fixture("gkmlpt", "annualreport.html")
        assert urlsplit(ask.url).path == "/gkmlpt/api/all/2629" and query(ask.url)["sid"] == "755042"
        number = int(query(ask.url)["page"])
        if number > window:
            return None
        rows = [
            {"id": n, "title": title(n), "date": 1769414400, "created_at": "2026-01-26 16:00:00", "post_url": "", "attachment": [{"url": f"/attachment/0/{n}.pdf"}],
             "url": f"http://www.yunze.gov.cn/gkmlpt/content/4/4100/post_{n}.html" if n else ""}
            for n in pages(10)[number - 1]
        ]  # fmt: skip
        return json.dumps({"classify": {"id": 2629}, "total": 25, "articles": rows})

    return answer


@pytest.mark.parametrize(("end", "options"), [("", {}), ("#2629", {}), ("", {"cat_id": 2629})])
def test_gkmlpt_finds_site_and_category_by_tree_address_or_option(end, options):
    found = walk("gkmlpt", f"{HOST}/gkmlpt/annualreport{end}", gkmlpt(), **options)
    assert found.titles == ALL and not found.lost
    assert found.rows[f"{HOST}/attachment/0/0.pdf"].kind is RowKind.FILE, "a report without a page of its own"
    assert {row.date for row in found.rows.values()} == {"2026-01-26"}


def test_a_window_of_gkmlpt_is_said_to_lack_what_the_total_states():
    assert [query(key)["page"] for key in walk("gkmlpt", f"{HOST}/gkmlpt/annualreport", gkmlpt(1)).lost] == ["2", "3"]


@pytest.mark.parametrize("base", [0, 1])
def test_nfcms_whichever_way_it_counts(base: int):
    names = {"/gk/zfxxgknb/index.html": 0} | {f"/gk/zfxxgknb/index_{k + base}.html": k for k in (1, 2)}

    def answer(ask: Ask) -> str | None:
        number = names.get(urlsplit(ask.url).path)
        rows = number is not None and items(pages(10)[number], "/gk/zfxxgknb/content/post_{n}.html")
        return fixture("static_list", "page.html").replace("{rows}", rows).replace("{pager}", "共3页") if rows else None

    assert walk("nfcms", f"{HOST}/gk/zfxxgknb/index.html", answer).titles == ALL


# --- LonSun, Epoint, TrueCMS -----------------------------------------------------------------------------------------


def test_lonsun_copies_the_query_of_its_script():
    def answer(ask: Ask) -> str | None:
        if "8888" not in ask.url:
            return fixture("lonsun", "column.html")
        asked = query(ask.url)
        assert (asked["organId"], asked["catId"], asked["siteId"], asked["labelName"]) == (
            "6600001",
            "7001234",
            "6795",
            "publicInfoList",
        )
        assert ask.referer.endswith("nav=3") and "_" not in asked
        rows = items(pages(10)[int(asked["pageIndex"]) - 1], "https://www.yunze.gov.cn/public/6600001/{n}.html")
        return f'<ul class="doc_list">{rows}</ul><script>$(function(){{ $("#page").pagination({{pageCount:3,size:10}}); }});</script>'

    found = walk("lonsun", f"{HOST}/public/column/6600001?type=4&catId=7001234&action=list&nav=3", answer)
    assert found.titles == ALL and len(found.asked) == 4


def test_older_lonsun_is_units_times_years():
    found = walk(
        "lonsun",
        f"{HOST}/OpennessAnnualReport/year/show/341/2022.html",
        lambda ask: fixture("lonsun", "unit.html"),
        years=[2023],
    )
    assert {(url.split("/")[-2], row.year) for url, row in found.rows.items()} == {
        (unit, year) for unit in ("341", "342") for year in (2021, 2022, 2023)
    }
    assert all(row.vouched for row in found.rows.values())


@pytest.mark.parametrize(("base", "told", "wrapped"), [(0, None, False), (1, None, False), (0, 0, True), (1, 1, False)])
def test_epoint_whichever_way_it_counts(base, told, wrapped):
    def answer(ask: Ask) -> str | None:
        if ask.json is None:
            return fixture("epoint", "webBuilderCommon.js" if ".js" in ask.url else "govInfoPub.html")
        assert urlsplit(ask.url).path == "/EpointWebBuilder/rest/lightfrontaction/getgovinfolist"
        said = json.loads(ask.json)
        assert ("params" in said) == wrapped
        asked = said.get("params", said)
        assert (asked["categorynum"], asked["deptcode"], asked["siteGuid"][:8]) == ("003018002", "001001", "7eb5f7f1")
        number = asked["pageIndex"] - base
        numbers = pages(20)[number] if 0 <= number < 2 else []
        data = [
            {
                "title": title(n)[:9],
                "realtitle": title(n),
                "infourl": f"/govxxgk/001001/2026-01-26/{n}.html",
                "infodate": day(n),
            }
            for n in numbers
        ]
        return json.dumps({"custom": {"total": 25 if numbers else 0, "data": data}, "status": {"code": 1}})

    options = {"index_base": told, "wrap_params": wrapped}
    found = walk(
        "epoint", f"{HOST}/dynamic/zwgk/govInfoPub.html?categorynum=003018002&deptcode=001001", answer, **options
    )
    assert found.titles == ALL
    assert len(found.asked) <= 5


def truecms(hidden: int):
    def answer(ask: Ask) -> str | None:
        if "getMessage" not in ask.url:
            kept = f'<div id="initData" style="display:none">{items(list(range(hidden)))}</div>' if hidden else ""
            return fixture("truecms", "zfxxgknb.html").replace("{hidden}", kept)
        asked = query(ask.url)
        assert ask.url.startswith(f"{HOST}/TrueCMS/") and ask.referer, "refused without the column as referer"
        assert int(asked["perpage"]) <= 10
        numbers = list(range(25))[int(asked["startrecord"]) - 1 : int(asked["endrecord"])]
        store = f"<datastore><totalrecord>25</totalrecord><recordset>{''.join(f'<record><![CDATA[{items([n])}]]></record>' for n in numbers)}</recordset></datastore>"
        return f"cb({json.dumps({'result': store})})"

    return answer


@pytest.mark.parametrize("hidden", [0, 12])
def test_truecms_by_jsonp_and_hidden_rows(hidden: int):
    found = walk("truecms", f"{HOST}/tj/zfxxgknb/zfxxgknb.html?id=3", truecms(hidden))
    assert found.titles == ALL and not found.lost


def test_truecms_whose_endpoint_is_gone_has_its_hidden_rows():
    found = walk(
        "truecms",
        f"{HOST}/tj/zfxxgknb/zfxxgknb.html?id=3",
        lambda ask: None if "getMessage" in ask.url else truecms(25)(ask),
    )
    assert found.titles == ALL and not found.lost


# --- ASP.NET, tabs, the long tail ------------------------------------------------------------------------------------


def test_aspnet_carries_the_state_of_the_page_before():
    def answer(ask: Ask) -> str | None:
        number = 1
        if ask.form is not None:
            number = int(dict(ask.form)["__EVENTARGUMENT"])
            assert dict(ask.form)["__EVENTTARGET"] == "AspNetPager1"
            assert dict(ask.carried) == {"__VIEWSTATE": f"/wEP{number - 1}==", "__VIEWSTATEGENERATOR": "CA0B0334"}
        rows = "".join(
            f'<tr><td><a href="Show.aspx?id={n}">{title(n)}</a></td><td>{day(n)}</td></tr>'
            for n in pages(10)[number - 1]
        )
        pager = "".join(
            f"<a href=\"javascript:__doPostBack('AspNetPager1','{k}')\">{k}</a>" for k in (1, 2, 3) if k != number
        )
        return (
            fixture("aspnet", "list.aspx")
            .replace("{rows}", rows)
            .replace("{pager}", pager)
            .replace("{state}", f"/wEP{number}==")
        )

    found = walk("aspnet", f"{HOST}/List.aspx?cid=1019", answer)
    assert found.titles == ALL and len(found.asked) == 3
    assert "VIEWSTATE" not in "".join(found.asked), "the state is no part of what is asked"


NEXT_WITHOUT_A_NUMBER = {
    "a link of its own": (
        "<a href=\"javascript:__doPostBack('ctl00$next','')\">下一页</a>",
        {"__EVENTTARGET": "ctl00$next"},
    ),
    "a grid's": ("<a href=\"javascript:__doPostBack('Grid','Page$Next')\">&gt;</a>", {"__EVENTARGUMENT": "Page$Next"}),
    "with options": (
        '<a href=\'javascript:WebForm_DoPostBackWithOptions(new WebForm_PostBackOptions("next", "", true))\'>下页</a>',
        {"__EVENTTARGET": "next"},
    ),
    "a button": ('<input type="submit" name="next" value="下一页">', {"next": "下一页"}),
    "a picture": ('<input type="image" name="next" alt="下一页" src="n.gif">', {"next.x": "1"}),
}


@pytest.mark.parametrize("pager, sends", NEXT_WITHOUT_A_NUMBER.values(), ids=NEXT_WITHOUT_A_NUMBER)
def test_aspnet_whose_next_page_has_no_number_is_walked_by_its_state(pager, sends):
    def answer(ask: Ask) -> str | None:
        number = 1
        if ask.form is not None:
            assert sends.items() <= dict(ask.form).items()
            number = int(dict(ask.carried)["__VIEWSTATE"]) + 1
        rows = "".join(f'<p><a href="Show.aspx?id={n}">{title(n)}</a> {day(n)}</p>' for n in pages(10)[number - 1])
        return (
            f'<form><input type="hidden" name="__VIEWSTATE" value="{number}">{rows}{pager if number < 3 else ""}</form>'
        )

    found = walk("aspnet", f"{HOST}/List.aspx?cid=1019", answer)
    assert found.titles == ALL and len(found.asked) == 3


def test_aspnet_by_a_parameter():
    def answer(ask: Ask) -> str | None:
        number = int(query(ask.url).get("page", 1))
        rows = "".join(f'<li><a href="show.aspx?id={n}">{title(n)}</a>{day(n)}</li>' for n in pages(10)[number - 1])
        return f"<ul>{rows}</ul>共3页"

    assert walk("aspnet", f"{HOST}/InfoPublic.aspx?cid=1019&page=1&kw=", answer, page_param="page").titles == ALL


def test_a_tab_leads_to_its_column_and_never_to_the_guide():
    def answer(ask: Ask) -> str | None:
        return (
            fixture("trs_tabs", "tabs.html")
            if "zfxxgkml" in ask.url
            else f"<ul>{items(range(3), './202601/t20260126_{n}.html')}</ul>"
        )

    found = walk("trs_tabs", f"{HOST}/zwgk/zfxxgkml/?gk=4", answer)
    assert found.asked[1:] == [f"{HOST}/zwgk/zfxxgk/gknb/"] and len(found.rows) == 3
    told = walk("trs_tabs", f"{HOST}/zwgk/zfxxgkml/?gk=4", answer, static_url="/zwgk/nb/")
    assert told.asked == [f"{HOST}/zwgk/nb/"] and len(told.rows) == 3


@pytest.mark.parametrize(
    "written", ["'/zwgk/zfxxgk/gknb/'", '"./zfxxgknb_97943/index.html"', "'../zfxxgkgznb/'", "'/xxgk/xxgkndbg/'"]
)
def test_a_tabs_column_that_only_a_script_names_is_asked(written: str):
    script = f"if (gk == 2) load('/zwgk/zd/'); if (gk == 4) load({written}); if (gk == 5) load('/zwgk/zfwzgznb/');"
    tabs = f"<html><body><iframe src='/zwgk/zn/'></iframe><script>{script}</script></body></html>"
    rows = f"<ul>{items(range(3), './202601/t20260126_{n}.html')}</ul>"
    found = walk("trs_tabs", f"{HOST}/zwgk/zfxxgkml/?gk=4", lambda ask: tabs if "gk=4" in ask.url else rows)
    assert len(found.asked) == 2 and found.asked[1].endswith(written.strip("'\"").lstrip("./")), found.asked
    assert len(found.rows) == 3


def static(names: dict[str, int], pager: str, beyond: str = "none"):
    """A static list; beyond its end: nothing, page 1 again, an empty page, or a broken stub."""

    def answer(ask: Ask) -> str | None:
        parts = urlsplit(ask.url)
        number = names.get(parts.path + (f"?{parts.query}" if parts.query else ""))
        if number is None:
            number = {"first": 0}.get(beyond)
            if number is None:
                return {"none": None, "empty": "<html><body><ul></ul></body></html>", "stub": "<html><body><div>x"}[
                    beyond
                ]
        return (
            fixture("static_list", "page.html")
            .replace("{rows}", items(pages(10)[number], "/view/{n}.html"))
            .replace("{pager}", pager)
        )

    return answer


@pytest.mark.parametrize("beyond", ["none", "first", "empty", "stub"])
@pytest.mark.parametrize(
    ("platform", "names", "pager", "options"),
    [
        ("numbered_html", ["/nb/1.html", "/nb/2.html", "/nb/3.html"], "<script>var n=parseInt('3');</script>", {}),
        ("slug_list_html", ["/xxgk-list-nb.html", "/xxgk-list-nb-2.html", "/xxgk-list-nb-3.html"], "1/3页", {}),
        ("uuid_columns", ["/columns/u/index.html", "/columns/u/index_1.html", "/columns/u/index_2.html"], "共3页", {}),
        ("channels_n", ["/channels/77.html", "/channels/77_2.html", "/channels/77_3.html"], "totalPage: 3", {}),
        ("jeecms", ["/nb/index.jhtml", "/nb/index_2.jhtml", "/nb/index_3.jhtml"], "共 3 页", {}),
        ("sitesources", ["/htmls/5_nb/list-1.html", "/htmls/5_nb/list-2.html", "/htmls/5_nb/list-3.html"], "共3页", {}),
        ("php", ["/list.php?catid=6", "/list.php?catid=6&page=2", "/list.php?catid=6&page=3"], "共3页", {}),
        ("asp", ["/class.asp?class=115", "/class.asp?class=115&page=2", "/class.asp?class=115&page=3"], "页次：1/3页", {}),
        ("ilist_jsp", ["/info/iList.jsp?cat_id=1", "/info/iList.jsp?cat_id=1&cur_page=2", "/info/iList.jsp?cat_id=1&cur_page=3"], "共3页", {}),
        ("static_generic", ["/nb/index.html", "/nb/p2.html", "/nb/p3.html"], "", {"page_tpl": "p{p}.html"}),
        ("static_generic", ["/nb/", "/nb/more_1.html", "/nb/more_2.html"], "", {"page_tpl": "more_{p-1}.html", "row": ".m-lst li"}),
        ("static_generic", ["/nb/list.html", "/nb/list_2.html", "/nb/list_3.html"], "共3页", {}),
        ("jsp_misc", ["/ndbg.thtml?id=14", "/ndbg.thtml?id=14&cpage=2", "/ndbg.thtml?id=14&cpage=3"], "", {"page_param": "cpage"}),
        ("static_generic", ["/nb/l.html", "/nb/lb.html", "/nb/lc.html"], '<a href="lb.html">2</a><a href="lc.html">3</a><a href="/nb/l.html">1</a>', {}),
    ],
)  # fmt: skip
def test_the_long_tail_whatever_page_two_is_called(platform, names, pager, options, beyond):
    answer = static({name: number for number, name in enumerate(names)}, pager, beyond)
    found = walk(platform, HOST + names[0], answer, **options)
    assert found.titles == ALL
    assert len(found.asked) <= 12 and not found.lost


@pytest.mark.parametrize(
    "said",
    [
        "<script>var pageId='1001'; var moduleId='0123456789abcdef0123456789abcdef';</script>",
        '<input type="hidden" name="pageId" value="1001"><input id="moduleId" value="0123456789abcdef0123456789abcdef">',
    ],
    ids=["script", "form"],
)
def test_eportal_asks_its_module(said):
    def answer(ask: Ask) -> str | None:
        number = int(query(ask.url).get("currentPage", 1))
        return f"<ul>{items(pages(10)[number - 1], '/x/nb/{n}000/index.html')}</ul>{said}共3页"

    found = walk("eportal", f"{HOST}/x/nb/index.html", answer)
    assert found.titles == ALL
    assert query(found.asked[1]) == {"pageId": "1001", "currentPage": "2", "moduleId": "0123456789abcdef0123456789abcdef", "staticRequest": "yes"}  # fmt: skip


def test_an_outward_hub_names_agencies_only_and_a_shell_shows_a_frame():
    hub = """<ul><li><a href="http://slj.yunze.gov.cn/nb/2025.html">云泽县水利局</a></li><li><a href="http://jyj.yunze.gov.cn/">云泽县教育局</a></li>
        <li><a href="http://czj.yunze.gov.cn/index.html">云泽县财政局</a></li><li><a href="/about.html">云泽县审计局</a></li></ul>"""
    found = walk("trs_static", f"{HOST}/nb/", lambda ask: hub if ask.url == f"{HOST}/nb/" else None)
    assert [(row.url, row.kind) for row in found.rows.values()] == [
        ("http://slj.yunze.gov.cn/nb/2025.html", RowKind.ELSEWHERE)
    ]
    framed = walk(
        "trs_static",
        f"{HOST}/nb/",
        lambda ask: '<iframe src="list.html"></iframe>' if ask.url.endswith("/nb/") else f"<ul>{items([0, 1])}</ul>",
    )
    assert len(framed.rows) == 2 and framed.asked[1] == f"{HOST}/nb/list.html"


@pytest.mark.parametrize(("page", "pages"), [(1, 3), (3, 0)])
def test_the_last_page_of_the_catalogue_states_no_number_of_pages(page, pages):
    """It holds fewer rows than the others; what follows from their number would be too many pages."""
    rows = [{"title": title(n), "url": f"/gkmlpt/content/1/post_{n}.html"} for n in range(20 if page == 1 else 5)]
    asked = Ask(f"http://www.yunze.gov.cn/gkmlpt/api/all/2629?page={page}&sid=7")
    found = PLATFORMS["gkmlpt"].list_page(asked.url, json.dumps({"articles": rows, "total": 45}), Options(), asked)
    assert (found.pages, found.records, len(found.rows)) == (pages, 45, len(rows))


@pytest.mark.parametrize(("page", "pages"), [(1, 3), (3, 0)])
def test_the_last_answer_of_suzhou_leads_to_no_page_behind_it(page, pages):
    rows = [{"TITLE": title(n), "URL": f"/a/{n}.shtml"} for n in range(20 if page == 1 else 5)]
    asked = Ask("http://www.yunze.gov.cn/szinf/xxgk/interfacesWebZcwj/loadData", form=(("pageIndex", str(page)),))
    found = PLATFORMS["ucap_suzhou"].list_page(
        asked.url, json.dumps({"data": {"allRow": 45, "list": rows}}), Options(), asked
    )
    assert (found.pages, len(found.next_pages)) == (pages, max(pages - 1, 0))


def test_ucap_states_its_rows_in_the_call():
    text = "<ul></ul><script>createPageHTML('page_div', 3, 1, 'list', 'shtml', 41);</script>"
    found = PLATFORMS["ucap"].list_page("http://www.yunze.gov.cn/yz/nb/list.shtml", text, Options())
    assert (found.pages, found.records) == (3, 41)
