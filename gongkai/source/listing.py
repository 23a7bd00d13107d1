"""`gongkai source list`: the sources there are, and the publishers whose columns nobody has found."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.source import Source
from crawler.source_files import SourceError, folders, load_all, wanted_in
from gongkai.exit_codes import USAGE
from gongkai.options import data_option

EXAMPLES = """\b
Examples:
  gongkai source list                 those that are on, shipped and in DATA/sources
  gongkai source list --all           those that are off as well, and publishers whose column is wanted
  gongkai source list --sources mine  those of one folder, checked as `crawl` would check them
"""


@click.command("list", epilog=EXAMPLES)
@data_option
@click.option("--sources", "folder", type=click.Path(path_type=Path), help="Only the sources of this folder.")
@click.option("--all", "every", is_flag=True, help="Those that are off as well, and the wanted ones.")
def list_sources(data: Path, folder: Path | None, every: bool) -> None:
    """Name every source: id, state, platform, level, day it was last verified, publisher, address.

    The state is on, off (crawled only by its name), inferred (off, its address concluded from others), or wanted (a
    publisher whose column nobody has found).
    """
    where = folders(folder, data)
    try:
        sources = list(load_all(where).values())
        missing = [one for place in where for one in wanted_in(place).values()]
    except SourceError as error:
        click.echo(f"gongkai source: {error}", err=True)
        raise SystemExit(USAGE) from None
    shown = [source for source in sources if every or source.enabled]
    for source in shown:
        fields = (source.id, state(source), source.platform, source.level.value, source.verified)
        click.echo("\t".join((*fields, source.publisher, source.url)))
    for one in missing if every else ():
        click.echo("\t".join((one.id, "wanted", "", one.level.value, "", one.publisher, "")))
    left = len(sources) - len(shown)
    if not every and (left or missing):
        click.echo(f"{left} that are off and {len(missing)} wanted are not shown; --all shows them.", err=True)


def state(source: Source) -> str:
    """One word for whether a source is crawled."""
    return "on" if source.enabled else "inferred" if source.inferred else "off"
