"""`gongkai export`: what the site's page of files gives, from the shell; every row, or an error and no file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import click

from gongkai.exit_codes import DONE, NOTHING, USAGE
from gongkai.options import data_option
from pipelines.publishing import words
from pipelines.publishing.files import codebook, csv_files, sheets, writing
from pipelines.publishing.files.archive import Opened, place_code
from pipelines.publishing.files.choosing import Selection, WrongOrder
from pipelines.publishing.files.notes import Notes
from pipelines.publishing.files.order import FORMATS, HEADERS, Order
from pipelines.publishing.site import CannotServe, inspect

EXAMPLES = """\b
Examples:
  gongkai export                              every table and view as CSV, into data/export
  gongkai export reports_wide --headers zh    one table, with the official Chinese labels
  gongkai export cells --plain --to /tmp/out  for programs: no byte order mark, text as it stands
\b
Chosen reports, one row a report (wide) or one row a cell (long), with the reason for every empty cell:
  gongkai export --place 430603 --year 2021-2023 --form wide --header zh --format xlsx
  gongkai export --place 云溪区 --level township --form long townships.csv
  gongkai export --finding T3-ROWSUM --form findings --header en
  gongkai export --year 2023 --format zip bundle.zip
"""
_CHOOSING = ("place", "year", "level", "kind", "agency", "report", "finding", "search", "form")


def export(data: Path, names: list[str], to: Path, order: Order) -> int:
    """Write the relations called `names` (none: all) into `to`; gives the exit code."""
    unknown = [name for name in names if name not in words.relations()]
    if unknown:
        return _wrong(f"no table or view is called {', '.join(unknown)}.")
    if not _there(path := data / "archive.db"):
        return NOTHING
    to.mkdir(parents=True, exist_ok=True)
    with Opened(path, None) as archive:
        try:
            made = [_one(archive, name, to, order) for name in names or words.relations()]
        except WrongOrder as why:
            return _wrong(str(why))
    entries = codebook.rows(codebook.of_tables(names or words.relations()))
    _write(to / "codebook.csv", csv_files.whole(codebook.HEADER, entries, bom=order.bom))
    manifest = [(*one, archive.as_of) for one in made]
    _write(to / "manifest.csv", csv_files.whole(["file", "rows", "sha256", "as_of"], manifest, bom=order.bom))
    click.echo(f"{len(made)} files, {sum(rows for _, rows, _ in made)} rows in {to}, as of {archive.as_of}")
    return DONE


def export_chosen(data: Path, asked: dict[str, str], out: Path, order: Order) -> int:
    """Write the file of an order over the reports that `asked` chooses to `out`, a file or a folder; gives the exit code."""
    if out.suffix.removeprefix(".") in {*FORMATS} - {order.format} and not out.is_dir():
        return _wrong(f"{out.name} would hold {order.format}: add --format {out.suffix[1:]}, or name it otherwise.")
    if not _there(path := data / "archive.db"):
        return NOTHING
    try:
        with Opened(path, None) as archive:
            places = [place_code(archive.connection, name) for name in filter(None, asked.get("place", "").split(","))]
        selection = Selection.asked(asked | {"place": ",".join(places)})
        with writing.Making(path, replace(order, selection=selection).checked(), None) as making:
            if not making.reports:
                click.echo("gongkai export: no report fits what was chosen; nothing was written.", err=True)
                return NOTHING
            target = out / making.name if out.is_dir() or not out.suffix else out
            target.parent.mkdir(parents=True, exist_ok=True)
            with _whole(target) as file:
                rows = making.write(file)
            click.echo(f"{target}: {rows} rows of {making.reports} reports, as of {making.as_of}")
            return DONE
    except WrongOrder as why:
        return _wrong(str(why))


def _wrong(sentence: str) -> int:
    click.echo(f"gongkai export: {sentence}", err=True)
    return USAGE


def _there(path: Path) -> bool:
    try:
        inspect(path)
    except CannotServe as error:
        click.echo(f"gongkai export: {error}", err=True)
        return False
    return True


def _one(archive: Opened, name: str, to: Path, order: Order) -> tuple[str, int, str]:
    """One relation as a file; gives file name, rows and SHA-256. The file appears only when it is whole."""
    about, file_name = words.relations()[name], f"{name}.{order.format}"
    notes = Notes(
        archive.as_of, {"table": (about.zh, about.en)}, (about.zh, about.en), HEADERS[order.header], None, order.site
    )
    with _whole(to / file_name) as file:
        rows = writing.write(sheets.whole_table(archive, name), notes, order, file)
    with (to / file_name).open("rb") as file:
        return file_name, rows, hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _whole(path: Path) -> Iterator[BinaryIO]:
    """A file that appears at `path` when it is whole; nothing of it is left when it cannot be."""
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _write(path: Path, text: str) -> None:
    with _whole(path) as file:
        file.write(text.encode())


@click.command("export", epilog=EXAMPLES)
@click.argument("names", nargs=-1, metavar="[TABLE]… | [OUT]")
@click.option("--place", multiple=True, help="A place with all below it: its code, or its name if only one has it.")
@click.option("--year", multiple=True, help="A year or a range: 2023, 2021-2023.")
@click.option("--level", multiple=True, help="county, township …")
@click.option("--kind", multiple=True, help="government, department …")
@click.option("--agency", multiple=True, help="An agency's id.")
@click.option("--report", multiple=True, help="A report's id.")
@click.option("--finding", multiple=True, help="Reports that have a finding of this code.")
@click.option("--search", help="Reports that have these words.")
@click.option(
    "--form", help="wide: one row a report; long: one row a cell; or a table with rows for reports.  [default: wide]"
)
@click.option(
    "--header",
    "--headers",
    "header",
    type=click.Choice(["names", "zh", "en"]),
    help="The header line.  [default: names for tables, zh for chosen reports]",
)
@click.option(
    "--format",
    "file_format",
    type=click.Choice(list(FORMATS)),
    default="csv",
    show_default=True,
    help="The format of the files.",
)
@click.option(
    "--status/--no-status", default=True, help="Beside every figure of the wide form its status.  [default: with]"
)
@click.option("--site", default="", help="What the links in the rows begin with, such as https://gongkai.example.")
@click.option(
    "--to", type=click.Path(path_type=Path, file_okay=False), help="Folder to write to.  [default: DATA/export]"
)
@click.option("--plain", is_flag=True, help="No byte order mark, and text that looks like a formula as it stands.")
@data_option
def command(
    names: tuple[str, ...],
    header: str | None,
    file_format: str,
    status: bool,
    site: str,
    to: Path | None,
    plain: bool,
    data: Path,
    **chosen,
) -> None:
    """Take tables away whole, or the reports of a place, of years, of a kind: CSV, XLSX, Parquet, or a bundle with codebook."""
    order = Order(format=file_format, statuses=status, spreadsheet=not plain, bom=not plain, site=site.rstrip("/"))
    folder = to or data / "export"
    if file_format != "zip" and not any(chosen[name] for name in _CHOOSING):
        raise SystemExit(export(data, list(names), folder, replace(order, header=header or "names")))
    if len(names) > 1:
        raise SystemExit(_wrong("chosen reports are one file: give one OUT, a file or a folder."))
    if names and names[0] in words.relations():  # a table is meant, not a folder of its name
        table = names[0]
        raise SystemExit(
            _wrong(f"chosen reports are one file: --form {table} gives this table; ./{table} is a folder.")
        )
    asked = {name: ",".join(chosen[name]) for name in _CHOOSING[:-2]} | {"q": chosen["search"] or ""}
    out = Path(names[0]) if names else folder
    raise SystemExit(
        export_chosen(data, asked, out, replace(order, form=chosen["form"] or "wide", header=header or "zh"))
    )
