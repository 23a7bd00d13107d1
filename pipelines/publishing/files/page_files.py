"""The table of a page (a series, a distribution, coverage) as a file: CSV, or a workbook with a sheet of notes."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence

from datasette.utils.asgi import BadRequest, Response

from pipelines.publishing import language
from pipelines.publishing.answering import CORS
from pipelines.publishing.files import csv_files, xlsx
from pipelines.publishing.files.choosing import WrongOrder
from pipelines.publishing.files.columns import Column
from pipelines.publishing.files.file_names import disposition, joined
from pipelines.publishing.files.notes import Notes
from pipelines.publishing.files.order import HEADERS
from pipelines.publishing.files.sending import MEDIA_TYPES
from pipelines.publishing.files.sheets import Sheet

FORMATS = ("csv", "xlsx")
_FORM = ("一个数一行", "one row a figure")


def response(request, rows: Iterator[tuple], names: Sequence[str], years: str, about: Mapping, site: str) -> Response:
    """`rows`, their header first, in the format of the address; `about` is what was chosen: part of notes.PARTS → its words, and as_of.

    CSV is as it stands for programs; with `_dl=1` it is for a spreadsheet, which then runs nothing of it. Raises BadRequest
    for what no workbook holds.
    """
    extension = request.url_vars["format"]
    header = next(rows)
    spreadsheet = bool(request.args.get("_dl"))
    if extension == "csv":
        body = "".join(csv_files.text(list(header), rows, spreadsheet=spreadsheet)).encode()
    else:
        try:
            body = _workbook(header, list(rows), about, site)
        except WrongOrder as why:
            raise BadRequest(why.en, why.zh) from why
    moment = about["as_of"]
    name = joined(list(names), [years] if years else [], moment, extension)
    headers = CORS | {"x-as-of": moment, "content-disposition": disposition(name).decode()}
    return Response(body, content_type=MEDIA_TYPES[extension], headers=headers)


def _workbook(header: tuple, rows: list[tuple], about: Mapping, site: str) -> bytes:
    kinds = ["text" if any(isinstance(row[number], str) for row in rows) else "number" for number in range(len(header))]
    columns = [Column(f"c{number}", name, name, kind=kinds[number]) for number, name in enumerate(header)]
    chosen = {part: named for part, named in about.items() if part != "as_of"}
    which = language.current()
    notes = Notes(about["as_of"], chosen, _FORM, HEADERS[which], len(rows), site)
    sink = io.BytesIO()
    xlsx.write(Sheet("page", columns, iter(rows), len(rows)), notes, which, sink)
    return sink.getvalue()
