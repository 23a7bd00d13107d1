"""`gongkai demo`: a small invented county is served, crawled, read and published, and compared with its own truth."""

from __future__ import annotations

from pathlib import Path

import click
import yaml

import simulator
from crawler.runs import Filters
from crawler.source_files import load_folder
from gongkai.crawl import Crawled, crawl, report
from gongkai.exit_codes import SOME
from gongkai.live import Progress
from gongkai.options import data_option
from pipelines.storing.archive_db import ArchiveDb
from pipelines.storing.figures import held_figures

EXAMPLES = """\b
Examples:
  gongkai demo                 build the archive of an invented county, then open it
  gongkai demo --no-serve      build and stop
  gongkai demo --port 9000 --data /tmp/demo
"""
SEED = 20240331  # this county, in every demo
PORT = 38711  # of the county; the same in every demo, so that a second one finds its columns unchanged


@click.command("demo", epilog=EXAMPLES)
@data_option
@click.option("--serve/--no-serve", "serving", default=True, help="Open the archive afterwards, until Ctrl-C.")
@click.option(
    "--port",
    default=8001,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port of the archive; 0: any free one.",
)
def command(data: Path, serving: bool, port: int) -> None:
    """Crawl an invented county with the real spider, build the archive, and open it."""
    crawled, good = build(data)
    code = report(crawled)
    if crawled.stopped:
        raise SystemExit(code)
    if serving:
        from gongkai.serve import serve

        code = serve(data, "127.0.0.1", port) or code
    raise SystemExit(code if good else code or SOME)


def build(data: Path) -> tuple[Crawled, bool]:
    """Crawls the county into `data` and says in plain words how what was found compares with what is true."""
    click.echo("An invented county, 望汐县, is being served on this machine and crawled as a real one would be.")
    with _county().running() as county:
        folder = data / "demo-sources"
        write_sources(county, folder)
        sources = list(load_folder(folder).values())
        crawled = crawl(sources, data, Filters(), None, Progress())
        if crawled.stopped:
            return crawled, True
        with ArchiveDb(data / "archive.db") as db:
            return crawled, _compare(held_figures(db), county.county)


def _county():
    """The county on its usual port, or on a free one where that is taken."""
    try:
        return simulator.Serving(simulator.invent_county(SEED), PORT)
    except OSError:
        return simulator.Serving(simulator.invent_county(SEED), 0)


def write_sources(county: simulator.Serving, folder: Path, delay_seconds: float = 0) -> None:
    """The county's columns as sources, one YAML each."""
    folder.mkdir(parents=True, exist_ok=True)
    for column in county.county.columns:
        said = {
            "url": county.address + column.path,
            "platform": "trs_static",
            "publisher": column.publisher,
            "level": column.level,
            "evidence": "a column of the invented county of gongkai demo",
            "local": True,
            "options": {"delay_seconds": delay_seconds},
        }
        text = yaml.safe_dump(said, allow_unicode=True, sort_keys=False)
        (folder / f"{column.name}.yml").write_text(text, encoding="utf-8")


def _compare(held: dict[tuple[str, int], dict[str, object]], county: simulator.County) -> bool:
    """Prints the county's truth beside the archive; gives whether they agree."""
    truth = {(row["agency"], row["year"]): row for row in county.truth()}
    missing, invented = truth.keys() - held.keys(), held.keys() - truth.keys()
    typed = [(row["figures"], held[name]) for name, row in truth.items() if name in held]
    pairs = [(value, cells.get(key)) for figures, cells in typed for key, value in figures.items()]
    wrong = sum(read is not None and read != value for value, read in pairs)
    refused = sum(read is None and value is not None for value, read in pairs)
    lures = sum(row.kind == "article" for row in county.look_alikes)
    click.echo(
        f"Reports: {len(truth) - len(missing)} of {len(truth)} found, {len(invented)} taken that are none, "
        f"{lures} look-alikes left alone."
    )
    click.echo(
        f"Figures: {len(pairs) - wrong - refused} of {len(pairs)} cells as the county typed them "
        f"(a blank stays a blank), {refused} refused, {wrong} wrong."
    )
    for agency, year in sorted(missing):
        click.echo(f"  not found: {agency} {year}", err=True)
    return not (missing or invented or wrong)
