"""`gongkai source`: the sources there are."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.source_files import SourceError
from gongkai.crawl import choose
from gongkai.exit_codes import USAGE
from gongkai.options import data_option

EXAMPLES = """\b
Examples:
  gongkai source list                 those shipped and those in DATA/sources
  gongkai source list --sources mine  those of one folder, checked as `crawl` would check them
"""


@click.group("source", epilog=EXAMPLES)
def command() -> None:
    """List the sources: one YAML file per disclosure column."""


@command.command("list", epilog=EXAMPLES)
@data_option
@click.option("--sources", "folder", type=click.Path(path_type=Path), help="Only the sources of this folder.")
def list_sources(data: Path, folder: Path | None) -> None:
    """Name every source: id, platform, level, when a person last verified it, publisher, address."""
    try:
        sources = choose((), folder, data)
    except SourceError as error:
        click.echo(f"gongkai source: {error}", err=True)
        raise SystemExit(USAGE) from None
    for source in sources:
        fields = (source.id, source.platform, source.level.value, source.verified, source.publisher, source.url)
        click.echo("\t".join(fields))
