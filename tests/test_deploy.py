"""What is shipped for running unattended names commands and options that there are, runs as an ordinary user, and is whole."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import click
import pytest

from crawler.settings import DOWNLOAD_TIMEOUT
from gongkai.cli import COMMANDS, cli
from pipelines.items import LAST_SECONDS

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
HOME = "/srv/gongkai"


def unit(name: str) -> ConfigParser:
    parser = ConfigParser(strict=False, interpolation=None, delimiters=("=",), comment_prefixes=("#",))
    parser.optionxform = str
    parser.read_string((DEPLOY / name).read_text(encoding="utf-8"))
    return parser


def lines() -> list[str]:
    """Every call of gongkai in the shipped files, its program left out."""
    units = [unit(name)["Service"]["ExecStart"] for name in ("gongkai-crawl.service", "gongkai-serve.service")]
    cron = [line.split(None, 5)[5] for line in (DEPLOY / "crontab").read_text().splitlines() if line[:1].isdigit()]
    return [text.partition("bin/gongkai ")[2].partition(" >>")[0] for text in (*units, *cron)]


@pytest.mark.parametrize("line", lines())
def test_shipped_calls_are_understood(line):
    name, *arguments = shlex.split(line)
    assert name in COMMANDS
    command = cli.get_command(click.Context(cli), name)
    command.make_context(name, arguments)  # raises for an option or a value that there is not


@pytest.mark.parametrize("name", ["gongkai-crawl.service", "gongkai-serve.service"])
def test_services_run_as_an_ordinary_user_who_can_write_to_the_data_only(name):
    service = unit(name)["Service"]
    assert service["User"] not in ("", "root", "0")
    assert (service["NoNewPrivileges"], service["ProtectSystem"]) == ("yes", "strict")
    assert service["ReadWritePaths"] == f"{HOME}/data"
    assert "--no-sandbox" not in (DEPLOY / name).read_text()


def test_a_stop_is_given_the_time_it_takes():
    assert int(unit("gongkai-crawl.service")["Service"]["TimeoutStopSec"]) >= 60 + max(LAST_SECONDS, DOWNLOAD_TIMEOUT)


def test_the_timer_starts_the_crawl():
    timer = unit("gongkai-crawl.timer")["Timer"]
    assert (DEPLOY / timer["Unit"]).is_file()
    assert timer["Persistent"] == "true"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze (apt-get install systemd)")
def test_systemd_finds_nothing_wrong(tmp_path):
    program = shutil.which("true")
    for path in DEPLOY.glob("gongkai-*"):
        text = path.read_text().replace(f"{HOME}/.venv/bin/gongkai", program).replace(HOME, str(tmp_path))
        (tmp_path / path.name).write_text(text)
    (tmp_path / "data").mkdir()
    units = sorted(str(path) for path in tmp_path.glob("gongkai-*"))
    assert len(units) == 3
    found = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, timeout=300
    )
    ours = [line for line in (found.stdout + found.stderr).splitlines() if "gongkai" in line]
    assert not ours


@pytest.mark.skipif(not shutil.which("logrotate"), reason="needs logrotate")
def test_logrotate_takes_its_file(tmp_path):
    text = (DEPLOY / "logrotate.conf").read_text().replace(HOME, str(tmp_path)).replace("    su gongkai gongkai\n", "")
    (tmp_path / "conf").write_text(text)
    found = subprocess.run(["logrotate", "-d", str(tmp_path / "conf")], capture_output=True, text=True, timeout=300)
    assert found.returncode == 0 and "error" not in found.stderr.lower()


def test_the_image_has_every_system_part_and_no_root():
    text = (DEPLOY / "Containerfile").read_text()
    parts = re.findall(r'missing="\$missing ([^"]+)"', (ROOT / "tools" / "system-parts.sh").read_text())
    assert {part for names in parts for part in names.split()} <= set(text.split())
    assert re.findall(r"^USER (\w+)$", text, re.M) == ["gongkai"]
    assert "--no-sandbox" not in text
    assert (DEPLOY / re.search(r"deploy/(in-container)", text)[1]).is_file()


def test_the_image_s_entry_runs_commands_on_the_volume(tmp_path):
    """With a program that prints its arguments in the place of ours."""
    echo = tmp_path / "gongkai"
    echo.write_text('#!/bin/sh\necho "$@"\n')
    entry = tmp_path / "entry"
    entry.write_text((DEPLOY / "in-container").read_text().replace(f"{HOME}/.venv/bin/gongkai", str(echo)))
    echo.chmod(0o755), entry.chmod(0o755)
    assert os.access(DEPLOY / "in-container", os.X_OK)

    def run(*arguments: str) -> str:
        return subprocess.run([entry, *arguments], capture_output=True, text=True, check=True).stdout.strip()

    assert run("crawl", "--max-seconds", "60") == "crawl --data /data --max-seconds 60"
    assert run("source", "list") == "source list --data /data"
    assert run("--version") == "--version"


def test_the_docs_tell_of_every_shipped_file():
    page = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    assert not [path.name for path in DEPLOY.iterdir() if path.name != "in-container" and path.name not in page]
