"""`gongkai import`: files, folders and WARC files become captures, then rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import click

from gongkai.exit_codes import DONE, NOTHING, SOME
from gongkai.filling import Entry, Tally, catch_up, fill, take_state
from gongkai.inputs import Broken, Input, Remark, inputs
from gongkai.options import data_option, utc_now
from gongkai.progress import progress
from pipelines.archive import Archive
from pipelines.archive.entries import capture_id
from pipelines.archive.foreign import ForeignRecord
from pipelines.archive.warcs import address
from pipelines.records import CaptureOutcome
from pipelines.storing.archive_db import ArchiveDb
from pipelines.storing.lock import data_lock

EXAMPLES = """\b
Examples:
  gongkai import report.html            one file
  gongkai import reports/ more.warc.gz  a folder with everything in it, and a WARC of any collector
  gongkai import reports/ --data /srv/gongkai
A folder may hold a manifest.csv with the columns file, url, agency, published_on, page
(the address or the file of the page that an attachment belongs to).
"""


class Importer:
    """Takes inputs into the archive of `data`; what it already holds is left as it is."""

    def __init__(self, db: ArchiveDb, archive: Archive, tally: Tally) -> None:
        self.db, self.archive, self.tally = db, archive, tally
        self.broken: list[Broken] = []
        self.remarks: list[Remark] = []
        self._now = utc_now()
        self._taken: set[int] = set()

    def entries(self, paths: tuple[Path, ...]) -> Iterator[Entry]:
        """A capture, durable, for each input that is not yet held, with its body."""
        for item in inputs(paths):
            if isinstance(item, Broken):
                self.broken.append(item)
            elif isinstance(item, Remark):
                self.remarks.append(item)
            elif isinstance(item, ForeignRecord):
                yield from self._take_record(item)
            else:
                yield from self._take_file(item)

    def _take_file(self, item: Input) -> Iterator[Entry]:
        known = {"fetched_at": self._now, "provenance": item.provenance}
        if item.refused:
            body: bytes | Path = b""
            known |= {"outcome": CaptureOutcome.UNREADABLE, "note": item.refused}
        else:
            body = item.body()
        if not self._held(item.url, body):
            capture = self.archive.add(item.url, body, **known)
            yield capture, partial(bytes, body) if isinstance(body, bytes) else partial(self.archive.body, capture)

    def _take_record(self, record: ForeignRecord) -> Iterator[Entry]:
        if self._held(record.url, record.body, record):
            return
        known = {"outcome": record.outcome, "note": record.note, "same_as": record.same_as}
        if record.outsized:
            known |= {
                "outcome": CaptureOutcome.TOO_LARGE,
                "note": "The body is too large; only its beginning was kept.",
            }
        capture = self.archive.add(
            record.url, record.body, fetched_at=record.fetched_at, status=record.status, headers=record.headers,
            media_type=record.media_type, robots=record.robots, provenance=record.provenance,
            **known,
        )  # fmt: skip
        yield capture, partial(bytes, record.body)

    def _held(self, url: str, body: bytes | Path, record: ForeignRecord | None = None) -> bool:
        """Whether the same bytes at the same address are here already; counted with what became of them."""
        if record and record.same_as:
            capture = capture_id(address(url), record.same_as, record.fetched_at, revisit=True)
        else:
            sha256 = hashlib.sha256(body).hexdigest() if isinstance(body, bytes) else _sha256(body)
            capture = capture_id(address(url), sha256, "", revisit=False)
        if capture in self._taken:
            self.tally.held += 1
            return True
        self._taken.add(capture)
        if not self.db.holds(capture):
            return False
        self.tally.held += 1
        self.tally.complain(url, *self.db.outcome(capture))
        return True


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def import_paths(paths: tuple[Path, ...], data: Path) -> int:
    """Imports `paths` into `data`; gives the exit code."""
    with data_lock(data), ArchiveDb(data / "archive.db") as db, Archive(data) as archive, progress("importing") as bar:
        for note in archive.notes:
            click.echo(f"note: {note}", err=True)
        tally = Tally()
        importer = Importer(db, archive, tally)
        try:
            catch_up(db, archive, tally, bar.step)
            fill(db, importer.entries(paths), tally, bar.step)
        except KeyboardInterrupt:
            click.echo("stopped; what was stored stays, and the same command goes on from here.", err=True)
        db.relate()
        take_state(db, data)
        return _tell(importer, db.digest())


def _tell(importer: Importer, digest: str) -> int:
    tally = importer.tally
    for remark in importer.remarks:
        click.echo(f"note: {remark.text}", err=True)
    for broken in importer.broken:
        click.echo(f"not taken in: {broken.name}: {broken.why}", err=True)
    tally.tell()
    click.echo(f"digest {digest}")
    if not (tally.outcomes or tally.held or importer.broken):
        click.echo("gongkai import: there was nothing to import.", err=True)
        return NOTHING
    return SOME if tally.troubles or importer.broken else DONE


@click.command("import", epilog=EXAMPLES)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(exists=True, path_type=Path))
@data_option
def command(paths: tuple[Path, ...], data: Path) -> None:
    """Take in files, folders and WARC files of any collector; formats are recognised by their content."""
    raise SystemExit(import_paths(paths, data))
