"""Which platform made a page: marks, addresses, and what is no column at all."""

import pytest

from crawler.fingerprints import fingerprint, publisher_in, site_code
from crawler.platforms import PLATFORMS
from crawler.source_files import SHIPPED, load_folder
from tests.platforms import FIXTURES

HOST = "http://www.yunze.gov.cn"
LONG = "<p>云泽县政府信息公开</p>" * 200  # no short page, no mark


def told(text: str, path: str = "/x/y/", status: int = 200, final: str | None = None):
    asked = HOST + path
    return fingerprint(asked, final or asked, status, text.encode(), text)


@pytest.mark.parametrize(
    ("platform", "page", "path"),
    [
        ("aspnet", "list.aspx", "/x/y"),
        ("epoint", "govInfoPub.html", "/x/y"),
        ("gkmlpt", "annualreport.html", "/x/y"),
        ("hanweb_jpaas", "col.html", "/col/col1229565788/index.html"),
        ("hanweb_jpage", "col.html", "/x/y"),
        ("hanweb_xxgk", "col.html", "/col/col315154/index.html"),
        ("lonsun", "column.html", "/x/y"),
        ("lonsun", "unit.html", "/x/y"),
        ("trs_static", "flat.html", "/x/y/"),
        ("trs_static", "variables_gb18030.html", "/x/y/"),
        ("trs_tabs", "tabs.html", "/zwgk/zfxxgk/?gk=4"),
        ("truecms", "zfxxgknb.html", "/x/y"),
        ("ucap", "list.shtml", "/x/y"),
        ("vsb", "zfxxgknb.htm", "/x/y"),
    ],
)  # fmt: skip
def test_made_pages_of_each_platform(platform, page, path):
    body = (FIXTURES / platform / page).read_bytes()
    found = fingerprint(HOST + path, HOST + path, 200, body, body.decode("utf-8", "replace"))
    assert found.platform == platform, found


@pytest.mark.parametrize(
    ("path", "platform"),
    [
        ("/gkmlpt/annualreport#2629", "gkmlpt"),
        ("/col/col315154/index.html?vc_xxgkarea=113700000045022274&jh=264", "hanweb_xxgk"),
        ("/col/col84241/index.html", "hanweb_jpage"),
        ("/jxsrmzf/xxgkn142/pc/list.html", "hanweb_jpaas"),
        ("/szsrmzf/szsjyj/xxgkml_bm.shtml?deptcode=11320500MB1573644Q&type=nb", "ucap_suzhou"),
        ("/qingwan/xxgknb/jump.shtml", "ucap"),
        ("/site/tpl/7931?nav=4&year=2024", "lonsun"),
        ("/tjxxw/zfxxgknb/zfxxgknb.html?id=3", "truecms"),
        ("/zfxxgk/zfxxgknb.htm", "vsb"),
        ("/zfxxgk/zfxxgknb/1.html", "numbered_html"),
        ("/ndbg.thtml?id=14198", "jsp_misc"),
        ("/columns/29527d47-65f0-4e58-9a95-804549f339e9/index.html", "uuid_columns"),
        ("/zwgk/zfxxgk/", "static_generic"),
    ],
)
def test_addresses_where_the_page_says_nothing(path, platform):
    assert told(LONG, path).platform == platform


def test_marks_of_the_page_go_before_the_shape_of_its_address():
    island = "<datastore><recordset></recordset></datastore>"
    assert told(LONG + island, "/a/b/b.html").platform == "hanweb_jpage"
    interface = "url:'/truecms/messageController/getMessage.do'"
    assert told(LONG + island + interface, "/a/b/b.html").platform == "truecms"
    assert told(LONG + "createPageHTML('page_div', 3, 1, 'list', 'shtml', 41);").platform == "ucap"
    assert told(LONG + 'createPageHTML(3, 0, "index", "html");').platform == "trs_static"


def test_a_hubs_links_to_other_hosts_prove_nothing_of_its_own_platform():
    elsewhere = LONG + '<a href="http://b.gov.cn/c/202601/t20260128_1.html">财政局</a>'
    assert told(elsewhere, "/zfxxgk/zfxxgknb.htm").platform == "vsb"
    assert told(elsewhere.replace("http://b.gov.cn", HOST), "/zfxxgk/zfxxgknb.htm").platform == "trs_static"


@pytest.mark.parametrize(
    ("text", "status", "final", "says"),
    [
        ("<script>var x</script>", 412, None, "412 challenge"),
        ("<script>document.cookie='__jsl_clearance=1'</script>", 200, None, "jsl challenge"),
        ("<html>访问被拒绝</html>", 403, None, "refuses us"),
        ("<html><body>您访问的页面不存在</body></html>", 200, None, "no such page"),
        (LONG, 200, HOST + "/", "home page"),
        ("<html>x</html>", 404, None, "no such page"),
        (LONG, 500, None, "HTTP 500"),
        ('{"articles": []}', 200, None, "data"),
    ],
)
def test_what_is_no_column_is_told_first(text, status, final, says):
    found = told(text + "<datastore>", status=status, final=final) if status != 200 else told(text, final=final)
    assert found.platform is None
    assert says in found.why


def test_a_shell_needs_a_browser_and_a_page_that_shows_dates_does_not():
    shell = '<html><body><div id="app"></div><script src="/app.js"></script></body></html>'
    assert told(shell).platform == "spa"
    odd = "<html><script>1</script><p>年报 2024-01-26 <b>查看</b></p></html>"
    assert told(odd).platform == "static_generic"
    assert told(LONG, "/gongkai/channel_0123456789abcdef01234567/").platform == "gongkai_channel"


def test_addresses_of_shipped_sources_never_speak_for_another_platform():
    """A page without any mark: its address says the source's platform, or nothing."""
    for source in load_folder(SHIPPED).values():
        said = fingerprint(source.url, source.url, 200, LONG.encode(), LONG).platform
        assert said in PLATFORMS
        assert said in (source.platform, "static_generic"), source.id


@pytest.mark.parametrize(
    ("head", "publisher"),
    [
        ('<meta name="SiteName" content="云泽县人民政府">', "云泽县人民政府"),
        ("<meta content='云泽县人民政府门户网站' NAME='sitename'>", "云泽县人民政府"),
        ('<meta name="SiteName" content=""><title>年报-云泽县财政局</title>', "云泽县财政局"),
        ("<title>政府信息公开年报_云泽县人民政府</title>", "云泽县人民政府"),
        ('<meta name="SiteName" content="中国云泽">', None),
        ("<title>云泽县政府信息公开平台</title>", None),
        ('<meta name="ColumnName" content="云泽县人民政府">', None),
        ("<p>云泽县人民政府</p>", None),
    ],
)
def test_a_publisher_is_taken_only_where_the_page_states_it(head, publisher):
    found = publisher_in(f"<html><head>{head}</head></html>")
    assert (found and found[0]) == publisher


def test_the_code_of_a_local_site():
    assert site_code('<meta name="SiteIDCode" content="3301990001">') == "3301990001"
    assert site_code('<meta name="SiteIDCode" content="bm01000001">') is None
