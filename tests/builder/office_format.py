"""Reports in the formats of office programs: DOCX and XLSX as written here, saved by LibreOffice as DOC, RTF, ODT and XLS.

`OFFICE` are layouts like the others, apart from them because LibreOffice takes a second to start: build_all() has it
save many documents in one call.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.builder.docx_format import docx
from tests.builder.draft import Draft
from tests.builder.layouts import Layout
from tests.builder.sheet_format import xlsx, xlsx_sheets

SOFFICE = shutil.which("soffice")
_MOST = 60  # documents a call
_FILTERS = {
    "doc": "doc:MS Word 97",
    "rtf": "rtf",
    "odt": "odt",
    "xls": "xls:MS Excel 97",
    "ods": "ods",
    "txt": "txt:Text (encoded):UTF8",
}


def saved(bodies: Sequence[bytes], source: str, target: str) -> list[bytes]:
    """DOCX or XLSX documents as LibreOffice saves them in another format, many in one call."""
    calls = [bodies[n : n + _MOST] for n in range(0, len(bodies), _MOST)]
    return [body for call in calls for body in _saved(call, source, target)]


def _saved(bodies: Sequence[bytes], source: str, target: str) -> list[bytes]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [folder / f"{n}.{source}" for n in range(len(bodies))]
        for file, body in zip(files, bodies, strict=True):
            file.write_bytes(body)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [SOFFICE, profile, "--headless", "--convert-to", _FILTERS[target], "--outdir", name, *map(str, files)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        return [file.with_suffix(f".{target}").read_bytes() for file in files]


def _office(name: str, source: str, target: str, media_type: str, render: Callable[[Draft], bytes]) -> Layout:
    suffix = ".wps" if name == "wps" else f".{target}"
    return Layout(name, target, suffix, media_type, lambda draft: saved([render(draft)], source, target)[0], spans=True)


_WORD, _EXCEL = "application/msword", "application/vnd.ms-excel"
_ODF = "application/vnd.oasis.opendocument."
# Name: what is written here, what LibreOffice saves, media type, and who writes it.
_SAVED = {
    "doc": ("docx", "doc", _WORD, docx),
    "wps": ("docx", "doc", "application/octet-stream", docx),
    "rtf": ("docx", "rtf", "application/rtf", docx),
    "odt": ("docx", "odt", f"{_ODF}text", docx),
    "xls": ("xlsx", "xls", _EXCEL, xlsx),
    "xls_sheets": ("xlsx", "xls", _EXCEL, xlsx_sheets),
    "ods": ("xlsx", "ods", f"{_ODF}spreadsheet", xlsx),
}
OFFICE: dict[str, Layout] = {name: _office(name, *how) for name, how in _SAVED.items()}


def source_of(layout: str) -> tuple[Callable[[Draft], bytes], str, str]:
    """Who writes an office layout's source, in which format, and the format it is saved in."""
    source, target, _, render = _SAVED[layout]
    return render, source, target
