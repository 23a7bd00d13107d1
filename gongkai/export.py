"""`gongkai export`: tables and views as CSV files with a codebook; every row of each, or an error and no file."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from gongkai.exit_codes import DONE, NOTHING, USAGE
from gongkai.options import data_option
from pipelines.publishing import words
from pipelines.publishing.files import csv_files
from pipelines.publishing.as_of import as_of
from pipelines.publishing.site import CannotServe, inspect
from pipelines.storing.moment import Moment

EXAMPLES = """\b
Examples:
  gongkai export                              every table and view, into data/export
  gongkai export reports_wide --headers zh    one table, with the official Chinese labels
  gongkai export cells --plain --to /tmp/out  for programs: no byte order mark, text as it stands
"""


def export(data: Path, names: list[str], to: Path, headers: str, spreadsheet: bool) -> int:
    """Write the relations called `names` (none: all) into `to`; gives the exit code."""
    unknown = [name for name in names if name not in words.relations()]
    if unknown:
        click.echo(f"gongkai export: no table or view is called {', '.join(unknown)}.", err=True)
        return USAGE
    path = data / "archive.db"
    try:
        inspect(path)
    except CannotServe as error:
        click.echo(f"gongkai export: {error}", err=True)
        return NOTHING
    to.mkdir(parents=True, exist_ok=True)
    with closing(Moment(path)) as archive:
        made = [_one(archive, name, to, headers, spreadsheet) for name in names or words.relations()]
    _write(to / "codebook.csv", _codebook(names or list(words.relations())), spreadsheet)
    _write(to / "manifest.csv", _manifest(made, as_of(path)), spreadsheet)
    click.echo(f"{len(made)} files, {sum(rows for _, rows, _ in made)} rows in {to}, as of {as_of(path)}")
    return DONE


def _one(archive: Moment, name: str, to: Path, headers: str, spreadsheet: bool) -> tuple[str, int, str]:
    """One relation as a file; gives file name, rows and SHA-256. The file appears only when it is whole."""
    order = ("report_id", "position") if {"report_id", "position"} <= words.columns(name).keys() else ()
    columns, rows = archive.rows(name, order)
    header = csv_files.headers(name, columns, headers)
    counted = _Counted(rows)
    sha = hashlib.sha256()
    with _whole(to / f"{name}.csv") as file:
        for piece in csv_files.text(header, counted, spreadsheet=spreadsheet):
            sha.update(piece.encode())
            file.write(piece.encode())
    return f"{name}.csv", counted.rows, sha.hexdigest()


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


class _Counted:
    """Counts the rows that pass through."""

    def __init__(self, rows: Iterator[tuple]) -> None:
        self._passing = rows
        self.rows = 0

    def __iter__(self) -> Iterator[tuple]:
        for row in self._passing:
            self.rows += 1
            yield row


def _codebook(names: list[str]) -> list[tuple]:
    """What every table and column of the files means, in both languages."""
    rows: list[tuple] = [("table", "column", "zh", "en", "about_zh", "about_en")]
    for name in names:
        about = words.relations()[name]
        rows.append((name, "", about.zh, about.en, about.about_zh, about.about_en))
        rows += [(name, column, w.zh, w.en, w.about_zh, w.about_en) for column, w in words.columns(name).items()]
    return rows


def _manifest(made: list[tuple[str, int, str]], moment: str) -> list[tuple]:
    return [("file", "rows", "sha256", "as_of"), *((*one, moment) for one in made)]


def _write(path: Path, rows: list[tuple], spreadsheet: bool) -> None:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    with _whole(path) as file:
        file.write(((csv_files.BOM if spreadsheet else "") + buffer.getvalue()).encode())


@click.command("export", epilog=EXAMPLES)
@click.argument("names", nargs=-1, metavar="[TABLE]…")
@click.option(
    "--to", type=click.Path(path_type=Path, file_okay=False), help="Folder to write to.  [default: DATA/export]"
)
@click.option(
    "--headers", type=click.Choice(["names", "zh", "en"]), default="names", show_default=True, help="The header line."
)
@click.option("--plain", is_flag=True, help="No byte order mark, and text that looks like a formula as it stands.")
@data_option
def command(names: tuple[str, ...], to: Path | None, headers: str, plain: bool, data: Path) -> None:
    """Take tables and views away as CSV, whole, with a codebook and a manifest."""
    raise SystemExit(export(data, list(names), to or data / "export", headers, not plain))
