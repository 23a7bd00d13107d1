"""A source's YAML: what is wrong is said with file, line and remedy; what is shipped is right."""

from collections import Counter

import pytest
from click.testing import CliRunner

from crawler.addresses import document_key
from crawler.source import Wanted, host_of
from crawler.source_files import SHIPPED, SourceError, choose, load, load_folder, wanted_in
from gongkai.source import command
from pipelines.form.divisions import Divisions
from pipelines.records import Level

GOOD = """url: https://www.yunze.gov.cn/zwgk/zfxxgknb/
platform: trs_static
publisher: 云泽县人民政府
level: county
division: 330199
years: [2022, 2023]
options: {page_tpl: "list_{p}.html", delay_seconds: 5}
expect: {least_reports: 3, newest_year: 2023}
evidence: seen in a public list
verified: 2026-01-05
"""


def write(tmp_path, text):
    path = tmp_path / "yunze.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_source(tmp_path):
    source = load(write(tmp_path, GOOD))
    assert (source.id, source.host, source.division, source.verified) == (
        "yunze",
        "www.yunze.gov.cn",
        "330199",
        "2026-01-05",
    )
    assert source.expect.least_reports == 3


@pytest.mark.parametrize(
    ("change", "line", "says"),
    [
        (("platform: trs_static", "platfrom: trs_static"), 2, "did you mean 'platform'"),
        (("trs_static", "trs_statik"), 2, "did you mean 'trs_static'"),
        (("least_reports", "least_report"), 8, "did you mean 'least_reports'"),
        (("delay_seconds: 5", "delay_second: 5"), 7, "did you mean 'delay_seconds'"),
        (("newest_year: 2023", "newest_year: soon"), 8, "expect.newest_year"),
        (("{p}", "p"), 7, "{p}"),
        (("https://www", "ftp://www"), 1, "http://"),
        (("https://www.yunze.gov.cn", "http://127.0.0.1:80"), 1, "local: true"),
        (("https://www.yunze.gov.cn", "http://10.1.2.3"), 1, "local: true"),
        (("https://www.yunze.gov.cn", "http://[::1]:8080"), 1, "local: true"),
        (("https://www.yunze.gov.cn", "http://224.0.0.1"), 1, "local: true"),
        (("https://www.yunze.gov.cn", "http://[64:ff9b::7f00:1]"), 1, "local: true"),
        (("https://www.yunze.gov.cn", "http://127.0.0.1:99999"), 1, "valid port"),
        (("https://www.yunze.gov.cn", "http://a.cn:端"), 1, "valid port"),
        (("https://www.yunze.gov.cn", "http://a.cn:0"), 1, "valid port"),
        (("https://www.yunze.gov.cn", "http://[a.cn"), 1, "bracket"),
        (("https://www.yunze.gov.cn", "http://"), 1, "name a host"),
        (("years:", "hosts: [b.cn, 'c.cn:70000']\nyears:"), 6, "valid port"),
        (("years:", "hosts: ['http://b.cn/']\nyears:"), 6, "only the host"),
        (("years:", "hosts: [192.168.0.1]\nyears:"), 6, "local: true"),
        (("delay_seconds: 5", "delay_seconds: 0"), 7, "local: true"),
        (("level: county", "level: countie"), 4, "level"),
        (("evidence: seen in a public list\n", ""), 1, "evidence: is missing"),
        (("publisher: 云", "publisher: [云"), 4, "not valid YAML"),
        (("trs_static", "trs"), 2, "did you mean 'trs_static' or 'trs_tabs'"),
        (("[2022, 2023]", "2022-2023"), 6, "must be a list; write years: [2021, 2022]"),
        (("[2022, 2023]", "[22, 23]"), 6, "years.0: Input should be greater than or equal to 2008"),
        (("years: [2022, 2023]", "hosts: a.example.cn"), 6, "write hosts: [files.example.gov.cn]"),
        (("options: {", "options: 3 #"), 7, "must be lines `key: value` of its own"),
        (("330199", "33019"), 5, "must be six or twelve digits (it is '33019')"),
        (("2026-01-05", "2026-13-05"), 10, "must be never or a day, as 2026-11-21 (it is '2026-13-05')"),
        (("2026-01-05", "2026-02-31"), 10, "must be never or a day, as 2026-11-21"),
        (("云泽县人民政府", ""), 3, "is empty; write it, or remove the line"),
        (("delay_seconds: 5", "window: 22:00"), 7, 'must be text; put it into quotation marks, as "22:00-06:00"'),
        (('"list_{p}.html"', "list_{p}.html"), 7, "put a value with braces or commas into quotation marks"),
        (("seen in", "seen: in"), 9, "put a value with a colon into quotation marks"),
        (("level: county", "options:\n\tdelay_seconds: 3"), 5, "indent with blanks; a tab is none"),
        (("level: county", "level：county"), 5, "after every key stand a colon (: and not ：) and a blank"),
        (("verified:", "---\nverified:"), 10, "a file is one source; remove what begins with ---"),
        (("url:", "id: x\nurl:"), 1, "file's name"),
        (("level:", "on: false\nlevel:"), 4, "`enabled: false`"),
        (("level:", "enabled: perhaps\nlevel:"), 4, "enabled"),
        (("level:", "platform: ucap\nlevel:"), 4, "second time"),
        (("delay_seconds: 5}", "delay_seconds: 5, page_tpl: x}"), 7, "second time"),
        (("level:", "12: x\nlevel:"), 4, "must be a word"),
        (("division: 330199", "division: 3301997"), 5, "division"),
        (("verified: 2026-01-05", "verified: yesterday"), 10, "verified"),
        (("verified: 2026-01-05", "verified: 2026-02-35"), 10, "must be never or a day, as 2026-11-21"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path, change, line, says):
    with pytest.raises(SourceError) as caught:
        load(write(tmp_path, GOOD.replace(*change)))
    sentence = str(caught.value)
    assert says in sentence
    assert "\n" not in sentence
    assert f"yunze.yml:{line}:" in sentence or line is None


@pytest.mark.parametrize("text", ["", "- a list\n", "just words\n"])
def test_what_is_no_source_at_all(tmp_path, text):
    with pytest.raises(SourceError):
        load(write(tmp_path, text))


def test_bytes_that_are_no_text(tmp_path):
    path = tmp_path / "yunze.yml"
    path.write_bytes(GOOD.encode("gb18030"))
    with pytest.raises(SourceError, match="UTF-8"):
        load(path)


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(SourceError, match="no folder"):
        load_folder(tmp_path / "nowhere")


def test_the_shipped_sources_by_group():
    """102 columns somebody names are on; 62 concluded from others are off and say so; two publishers are wanted."""
    sources, wanted = load_folder(SHIPPED), wanted_in(SHIPPED)
    groups = Counter((source.enabled, source.inferred) for source in sources.values())
    assert groups == {(True, False): 102, (False, True): 62}
    assert {one.publisher for one in wanted.values()} == {"卢氏县人民政府", "乌苏市人民政府"}
    assert {path.stem for path in SHIPPED.glob("*.yml")} == sources.keys() | wanted.keys()


def test_the_shipped_sources_are_whole_unverified_and_on_public_hosts():
    sources = load_folder(SHIPPED).values()
    assert {source.verified for source in sources} == {"never"}
    assert all(source.host.endswith(".gov.cn") and not source.hosts and not source.local for source in sources)
    assert len({document_key(source.url) for source in sources}) == len({s.url for s in sources}) == len(sources)
    assert all(len(source.evidence) > 20 and source.level is not Level.UNKNOWN for source in sources)


def test_divisions_of_shipped_sources_are_of_the_tree_and_of_the_publisher():
    tree = Divisions.load()
    placed = [one for folder in (load_folder, wanted_in) for one in folder(SHIPPED).values() if one.division]
    assert len(placed) > 100
    for source in placed:
        division = tree.by_code[source.division]
        assert division.level is source.level, source.id
        assert division.name in source.publisher, source.id


def test_a_wanted_publisher_has_no_address(tmp_path):
    path = write(tmp_path, "wanted: true\npublisher: 云泽县人民政府\nevidence: a report without an address\n")
    assert isinstance(load(path), Wanted)
    assert load_folder(tmp_path) == {}
    path.write_text(path.read_text("utf-8") + "url: https://www.yunze.gov.cn/\n", encoding="utf-8")
    with pytest.raises(SourceError, match="yunze.yml:4: url: unknown key"):
        load(path)


def test_a_host_is_without_scheme_and_with_its_own_port():
    assert host_of("HTTP://A.gov.cn:80/x") == "a.gov.cn"
    assert host_of("https://a.gov.cn:8080/x") == "a.gov.cn:8080"
    assert host_of("http://a.gov.cn:端/x") == host_of("http://[x/") == host_of("http://a.cn:99999/") == ""


def test_source_list_names_them_and_a_bad_file_is_one_sentence(tmp_path):
    write(tmp_path, GOOD)
    listed = CliRunner().invoke(command, ["list", "--sources", str(tmp_path)])
    assert listed.exit_code == 0
    assert listed.output.startswith("yunze\ton\ttrs_static\tcounty\t2026-01-05\t")
    write(tmp_path, GOOD.replace("platform", "platfrom"))
    refused = CliRunner().invoke(command, ["list", "--sources", str(tmp_path)])
    assert refused.exit_code == 2
    assert refused.stderr.count("\n") == 1


def test_a_wanted_column_cannot_be_crawled(tmp_path):
    with pytest.raises(SourceError, match="nobody has found its address"):
        choose(("lushi-xian",), None, tmp_path)


def test_a_source_that_is_off_is_crawled_only_by_its_name(tmp_path):
    write(tmp_path, GOOD)
    (tmp_path / "off.yml").write_text(GOOD + "enabled: false\ninferred: true\n", encoding="utf-8")
    assert [source.id for source in choose((), tmp_path, tmp_path)] == ["yunze"]
    assert [source.id for source in choose(("off",), tmp_path, tmp_path)] == ["off"]
    (tmp_path / "yunze.yml").unlink()
    with pytest.raises(SourceError, match="off; name one"):
        choose((), tmp_path, tmp_path)
