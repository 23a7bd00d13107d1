"""`gongkai check`: verifies the archive and changes nothing."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from gongkai.exit_codes import DONE, NOTHING, SOME
from gongkai.options import data_option
from pipelines.storing.verifying import Verdict, verify

EXAMPLES = """\b
Examples:
  gongkai check                 one line per problem, and what was looked at
  gongkai check --json          the same for a program
"""


@click.command("check", epilog=EXAMPLES)
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as JSON.")
@data_option
def command(as_json: bool, data: Path) -> None:
    """Verify every record and its hash, every figure at its place, every key and reference. Changes nothing."""
    if not (data / "warc").is_dir() and not (data / "archive.db").exists():
        click.echo(f"gongkai check: {data} holds no archive.", err=True)
        raise SystemExit(NOTHING)
    verdict = verify(data)
    _print_json(verdict) if as_json else _print_lines(verdict)
    raise SystemExit(SOME if verdict.problems else DONE)


def _print_json(verdict: Verdict) -> None:
    problems = [asdict(problem) for problem in verdict.problems]
    click.echo(
        json.dumps(
            {"ok": not problems, "checked": dict(verdict.checked), "problems": problems}, ensure_ascii=False, indent=1
        )
    )


def _print_lines(verdict: Verdict) -> None:
    for problem in verdict.problems:
        click.echo(f"{problem.kind}: {problem.where}: {problem.says}")
    checked = ", ".join(f"{count} {what}" for what, count in verdict.checked.items())
    click.echo(f"{len(verdict.problems)} problems; looked at {checked or 'nothing'}")
