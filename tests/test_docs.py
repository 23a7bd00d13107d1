"""The pages cannot lie: links lead somewhere, commands exist as shown, every closed list of words is explained."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import click
import pytest

from crawler import settings
from crawler.platforms import PLATFORMS
from crawler.source import Expect, Options, Source
from crawler.source_files import load
from gongkai import exit_codes
from gongkai.cli import COMMANDS, cli
from pipelines.documents import OFFICE, READERS
from pipelines.form import EDITIONS
from pipelines.records import CaptureOutcome, CellStatus, Match, ReportStatus, RunOutcome
from tests.builder import LAYOUTS

ROOT = Path(__file__).parents[1]
PAGES = [
    *(ROOT / name for name in ("README.md", "README.zh.md", "CHANGELOG.md", "bench/README.md", "data/README.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
EN, ZH = (ROOT / "README.md").read_text("utf-8"), (ROOT / "README.zh.md").read_text("utf-8")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.S | re.M)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def shown(path: Path) -> Iterator[str]:
    """Every command line a page shows: lines of its blocks, and code in its sentences."""
    text = path.read_text(encoding="utf-8")
    for language, block in FENCE.findall(text):
        yield from (line.split(" #")[0].strip() for line in block.splitlines() if language == "sh")
        if language != "sh":
            yield from re.findall(r"gongkai (?:[a-z]+)(?: --?[a-z-]+(?: \d+)?)*", block)
    yield from re.findall(r"`([^`\n]+)`", FENCE.sub("", text))


PROGRAM_LINES = sorted(
    {(path.name, line) for path in PAGES for line in shown(path) if re.match(r"gongkai [a-z]", line)}
)


def explained(text: str) -> set[str]:
    """The words that begin a row of a table."""
    return set(re.findall(r"^\| `?(\w+)`? \|", text, re.M))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_and_pictures_lead_somewhere(path: Path) -> None:
    for target in LINK.findall(FENCE.sub("", path.read_text(encoding="utf-8"))):
        if not target.startswith(("http://", "https://")):
            assert (path.parent / target.partition("#")[0]).exists(), target


def test_the_index_names_every_page() -> None:
    assert {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"} <= set(LINK.findall(page("README.md")))


def test_the_two_readmes_are_twins() -> None:
    def skeleton(text: str) -> tuple:
        blocks = [(language, re.sub(r" *#.*", "", block)) for language, block in FENCE.findall(text)]
        prose = FENCE.sub("", text)
        links = sorted(set(LINK.findall(prose)) - {"README.md", "README.zh.md"})
        table_rows = re.findall(r"^\| (`.*?`)", prose, re.M)
        return re.findall(r"^(#+) ", prose, re.M), blocks, links, [row.split("`")[1] for row in table_rows]

    assert skeleton(EN) == skeleton(ZH)
    assert len(EN.splitlines()) <= 150 and len(ZH.splitlines()) <= 150


def test_pages_show_every_command() -> None:
    assert {line.split()[1] for _, line in PROGRAM_LINES} == set(COMMANDS)


@pytest.mark.parametrize(("where", "line"), PROGRAM_LINES, ids=lambda value: str(value))
def test_commands_exist_with_the_options_shown(where: str, line: str) -> None:
    words = shlex.split(line)[1:]
    command: click.Command = cli
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        command = command.get_command(click.Context(command), words.pop(0))
        assert command is not None, line
    known = {option for param in command.params for option in (*param.opts, *param.secondary_opts)}
    assert {word for word in words if word.startswith("-")} <= known | {"--help"}, line
    arguments = [param for param in command.params if isinstance(param, click.Argument)]
    assert arguments or not words or words[0].startswith("-") or isinstance(command, click.Group), line


def test_modules_scripts_and_targets_shown_are_there() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    for line in (line for path in PAGES for line in shown(path)):
        if found := re.match(r"python -m ([\w.]+)", line):
            assert find_spec(found[1]), line
        elif found := re.match(r"python (\S+\.py)", line):
            assert (ROOT / found[1]).is_file(), line
        elif found := re.match(r"make (\w+)$", line):
            assert found[1] in targets, line


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("sources.md", RunOutcome),
        ("data.md", CellStatus),
        ("data.md", ReportStatus),
        ("data.md", CaptureOutcome),
        ("sources.md", set(Source.model_fields) - {"id"}),
        ("sources.md", {info.alias or name for name, info in Options.model_fields.items()}),
        ("accuracy.md", LAYOUTS),
    ],
)
def test_closed_lists_are_explained(name: str, words) -> None:
    assert {str(word) for word in words} <= explained(page(name))


def test_other_words_are_named() -> None:
    assert all(f"`{match}`" in page("reading.md") for match in Match)
    assert all(f"`{field}`" in page("sources.md") for field in Expect.model_fields)
    assert all(f"`{edition}`" in page("data.md") for edition in EDITIONS)
    assert all(f"`{platform}`" in page("sources.md") for platform in PLATFORMS)


def test_exit_codes_are_explained() -> None:
    codes = {str(value) for name, value in vars(exit_codes).items() if name.isupper()}
    assert set(re.findall(r"^\| (\d+) \|", page("operating.md"), re.M)) == codes
    codes.remove(str(exit_codes.INTERRUPTED))  # the shell's own word, for the page about operating only
    for text in (EN, ZH):
        assert (
            set(re.findall(r"(?<![\d.])([0-9]) (?=done|wrong|another|nothing|完成|用法|数据文件夹|什么也)", text))
            == codes
        )


def test_every_outcome_has_its_exit_code_in_the_docs() -> None:
    from gongkai.crawl import NOT_HAD, WELL

    said = page("sources.md").partition("Exit code of")[2].split("\n\n")[0]
    zero, four = said.split("; 4 if")
    assert {outcome for outcome in RunOutcome if f"`{outcome}`" in zero} == WELL
    assert {outcome for outcome in RunOutcome if f"`{outcome}`" in four} == NOT_HAD


@pytest.mark.parametrize("text", [EN, ZH], ids=["en", "zh"])
def test_the_source_of_the_readme_is_a_source(text: str, tmp_path: Path) -> None:
    (block,) = [block for language, block in FENCE.findall(text) if language == "yaml"]
    path = tmp_path / "www.example.gov.cn.yml"
    path.write_text(block, encoding="utf-8")
    source = load(path)
    assert source.model_fields_set >= set(Source.model_fields) - {"enabled", "inferred", "local"}
    assert source.options.model_fields_set and source.expect.model_fields_set


@pytest.mark.parametrize("text", [EN, ZH], ids=["en", "zh"])
def test_rooms_named_in_the_readme_exist(text: str) -> None:
    names = re.findall(r"`([\w./-]+(?:/|\.py|\.yml))`", FENCE.sub("", text))
    made_later = ("data/sources/", "NAME.yml", "reference/")
    for name in names:
        somewhere = [ROOT / name, *ROOT.glob(f"*/{name}"), *ROOT.glob(f"*/*/{name}")]
        assert name in made_later or any(path.exists() for path in somewhere), name


def test_what_the_readme_calls_missing_is_missing() -> None:
    """A line of that list must go when its room is furnished."""
    assert not {"rar", "7z", "ceb", "ppt"} & {*READERS, *OFFICE}
    assert set(OFFICE) == {"doc", "wps", "rtf", "odt", "xls", "ods", "xml"}
    assert set(EDITIONS) == {"f2019", "f2021"}


def test_figures_of_the_settings() -> None:
    """docs/operating.md and docs/sources.md state these in words."""
    text = page("operating.md")
    delay = settings.GONGKAI_DELAY_SECONDS
    assert f"{delay * 2 / 3:.0f} to {delay * 5 / 3:.0f} seconds" in text
    assert f"{settings.GONGKAI_SUBCOLUMN_HOURS} hours" in text and f"{settings.GONGKAI_DOCUMENT_DAYS} days" in text
    assert (settings.GONGKAI_RETRIES, settings.GONGKAI_MOST_TROUBLES) == (2, 8)
    assert settings.GONGKAI_LONGEST_WAIT_SECONDS == 120
    assert "tried twice more" in text and "eight failures in a row" in text and "above two minutes" in text
    assert f"| `delay_seconds` | {delay:.0f} |" in page("sources.md")


def test_the_version_of_the_changes_is_that_of_the_package() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)[1] == version


def test_the_licence_is_whole() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Version 2.0, January 2004" in text and "END OF TERMS AND CONDITIONS" in text
