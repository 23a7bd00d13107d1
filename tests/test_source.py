"""A source's YAML: what is wrong is said with file, line and remedy; what is shipped is right."""

import pytest
from click.testing import CliRunner

from crawler.source import host_of
from crawler.source_files import SHIPPED, SourceError, load, load_folder
from gongkai.source import command

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
        (("url:", "id: x\nurl:"), 1, "file's name"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path, change, line, says):
    with pytest.raises(SourceError) as caught:
        load(write(tmp_path, GOOD.replace(*change)))
    sentence = str(caught.value)
    assert says in sentence
    assert "\n" not in sentence
    assert f"yunze.yml:{line}:" in sentence


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


def test_the_shipped_sources_are_whole_and_say_their_evidence():
    sources = load_folder(SHIPPED)
    assert len(sources) >= 40
    assert all(len(source.evidence) > 10 and not source.local for source in sources.values())
    assert len({source.url for source in sources.values()}) == len(sources)


def test_a_host_is_without_scheme_and_with_its_own_port():
    assert host_of("HTTP://A.gov.cn:80/x") == "a.gov.cn"
    assert host_of("https://a.gov.cn:8080/x") == "a.gov.cn:8080"
    assert host_of("http://a.gov.cn:端/x") == host_of("http://[x/") == host_of("http://a.cn:99999/") == ""


def test_source_list_names_them_and_a_bad_file_is_one_sentence(tmp_path):
    write(tmp_path, GOOD)
    listed = CliRunner().invoke(command, ["list", "--sources", str(tmp_path)])
    assert listed.exit_code == 0
    assert listed.output.startswith("yunze\ttrs_static\tcounty")
    write(tmp_path, GOOD.replace("platform", "platfrom"))
    refused = CliRunner().invoke(command, ["list", "--sources", str(tmp_path)])
    assert refused.exit_code == 2
    assert refused.stderr.count("\n") == 1
