"""The ZIP bundle: wide and long form and the tables behind them for the chosen reports, with codebook, README and datapackage.json.

Written forwards only, so that it can be sent while it is made: one that breaks off has no directory at its end and does not open.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from pipelines.publishing.files import codebook, columns, csv_files, datapackage, notes, sheets
from pipelines.publishing.files.archive import Opened
from pipelines.publishing.files.datapackage import Resource
from pipelines.publishing.files.order import Order
from pipelines.publishing.files.sheets import Sheet

OF_REPORTS = ("reports", "sections", "statistics", "mentions", "findings", "checks", "versions")
_LEVEL = 5  # of deflate: beyond it a long file takes twice the time for two per cent
_FIRST_DATE = (1980, 1, 1, 0, 0, 0)  # that a ZIP can say
_OTHERS = {
    "agencies": "SELECT {} FROM agencies t WHERE t.id IN (SELECT agency_id FROM reports r JOIN chosen c ON c.id = r.id) ORDER BY t.id",
    "divisions": """SELECT {} FROM divisions t WHERE t.code IN (WITH RECURSIVE up(code) AS (
        SELECT DISTINCT division_code FROM reports r JOIN chosen c ON c.id = r.id
        UNION SELECT d.parent FROM divisions d JOIN up u ON d.code = u.code) SELECT code FROM up) ORDER BY t.code""",
    "form_cells": "SELECT {} FROM form_cells t ORDER BY t.edition, t.key",
}


def write(archive: Opened, order: Order, chosen: dict[str, tuple[str, str]], sink) -> int:
    """The bundle into `sink`; gives the rows of all tables. The reports are those of `archive.choose`."""
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as bundle:
        made = [_member(bundle, sheet, order, archive.as_of) for sheet in _sheets(archive, order)]
        _last(bundle, archive, order, chosen, made)
    return sum(resource.rows for resource in made)


def _sheets(archive: Opened, order: Order) -> Iterator[Sheet]:
    yield sheets.wide(archive, order)
    yield sheets.long(archive, order)
    for name in OF_REPORTS:
        yield sheets.table(archive, name)
    for name, sql in _OTHERS.items():
        known = columns.of_relation(archive.connection, name)
        yield Sheet(name, known, archive.rows(sql.format(", ".join(f"t.[{column.name}]" for column in known))))


def _member(bundle: zipfile.ZipFile, sheet: Sheet, order: Order, as_of: str) -> Resource:
    path = f"{sheet.name}.csv"
    with _writing(bundle, path, as_of) as member:
        rows = csv_files.write(sheet, order.header, member, spreadsheet=order.spreadsheet, bom=order.bom)
    return Resource(sheet.name, path, sheet.columns, columns.distinct(sheet.columns, order.header), rows, member.bytes, member.sha.hexdigest())  # fmt: skip


def _last(bundle, archive: Opened, order: Order, chosen, made: list[Resource]) -> None:
    names = [resource.table for resource in made]
    manifest = [(one.path, one.rows, one.bytes, one.sha256, archive.as_of) for one in made]
    said = notes.Notes.of(archive.as_of, chosen, replace(order, form="wide"), None)
    texts = {
        "codebook.csv": csv_files.whole(codebook.HEADER, codebook.rows(codebook.of_tables(names)), bom=order.bom),
        "manifest.csv": csv_files.whole(["file", "rows", "bytes", "sha256", "as_of"], manifest, bom=order.bom),
        "datapackage.json": json.dumps(datapackage.descriptor(made, archive.as_of, order.site, chosen), ensure_ascii=False, indent=1),
        "README.txt": csv_files.BOM + notes.readme(said, [(one.path, one.rows, one.table) for one in made]),
    }  # fmt: skip
    for path, text in texts.items():
        with _writing(bundle, path, archive.as_of) as member:
            member.write(text.encode())


class _Member:
    """Passes bytes on into the bundle, and counts and hashes them."""

    def __init__(self, file) -> None:
        self._file = file
        self.bytes = 0
        self.sha = hashlib.sha256()

    def write(self, data: bytes) -> None:
        self.bytes += len(data)
        self.sha.update(data)
        self._file.write(data)


@contextmanager
def _writing(bundle: zipfile.ZipFile, path: str, as_of: str) -> Iterator[_Member]:
    # dated as the data are, so that the same data give the same bytes whenever they are asked for
    dated = datetime.fromisoformat(as_of).timetuple()[:6]
    info = zipfile.ZipInfo(path, max(dated, _FIRST_DATE))
    info.compress_type, info._compresslevel = zipfile.ZIP_DEFLATED, _LEVEL
    info.external_attr = 0o644 << 16
    with bundle.open(info, "w", force_zip64=True) as file:
        yield _Member(file)
