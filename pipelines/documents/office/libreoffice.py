"""Runs LibreOffice on documents that are not trusted: a profile and a folder of its own, no network, no macros, bounded.

One call converts many documents (0.1 s each instead of 1 s). What a call did not convert is tried once more alone, so
that a document that stops LibreOffice costs itself and no neighbour.
"""

from __future__ import annotations

import shutil
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pipelines.documents.office.beforehand import settled as settle
from pipelines.documents.office.profile import write_profile
from pipelines.documents.office.sandbox import SLOWEST, run
from pipelines.documents.refusals import Unreadable

# What a format is converted to, which says also who reads it then. `xml` is that of Excel 2003.
OFFICE = {"doc": "docx", "wps": "docx", "rtf": "docx", "odt": "docx", "xls": "xlsx", "ods": "xlsx", "xml": "xlsx"}

_FILTERS = {"docx": "docx:MS Word 2007 XML", "xlsx": "xlsx:Calc MS Excel 2007 XML"}
_PACKAGES = {"docx": "libreoffice-writer-nogui", "xlsx": "libreoffice-calc-nogui"}
_PLACES = ("/Applications/LibreOffice.app/Contents/MacOS/soffice",)  # where no command is on the path
_SECONDS, _SECONDS_EACH = 20, 2  # of processor time for a call and for each of its documents; they need 1 and 0.1
_MOST = 30  # documents a call; LibreOffice has given up in the middle of three hundred
_MOST_STARTS = 3
_RESTART = (79, 81)  # LibreOffice wants to be called again: it has just made its profile
_FOLDER = "gongkai-office-"

Document = tuple[str, bytes]


def convert(documents: Sequence[Document]) -> list[bytes | Unreadable]:
    """Each (format, body) as DOCX or XLSX, in order, or why not. Formats are those of OFFICE; nothing is raised."""
    made: dict[int, bytes | Unreadable] = {}
    program = _program()
    if program:
        settled = {n: (format_, _settled(format_, body)) for n, (format_, body) in enumerate(documents)}
        made |= {n: body for n, (_, body) in settled.items() if isinstance(body, Unreadable)}
        for target in _FILTERS:
            wanted = {n: one for n, one in settled.items() if n not in made and OFFICE[one[0]] == target}
            made |= _converted(program, target, wanted)
    return [made.get(n) or _refusal(program, format_) for n, (format_, _) in enumerate(documents)]


def _settled(format_: str, body: bytes) -> bytes | Unreadable:
    try:
        return settle(format_, body)
    except Unreadable as refusal:
        return refusal


def seconds_for(count: int) -> float:
    """The longest that converting so many documents takes, when each of them stops LibreOffice."""
    return SLOWEST * (_limit(count) + count * _limit(1))


def _batched(wanted: dict[int, Document]) -> Iterator[dict[int, Document]]:
    """The documents in lots for one call each."""
    numbers = list(wanted)
    for first in range(0, len(numbers), _MOST):
        yield {number: wanted[number] for number in numbers[first : first + _MOST]}


def _limit(count: int) -> float:
    return _SECONDS + _SECONDS_EACH * count


def _converted(program: Path, target: str, wanted: dict[int, Document]) -> dict[int, bytes]:
    """The documents that could be converted, by their numbers."""
    made: dict[int, bytes] = {}
    for lot in _batched(wanted):
        made |= _call(program, target, lot)
    if len(wanted) > 1:
        for number in wanted.keys() - made.keys():
            made |= _call(program, target, {number: wanted[number]})
    return made


def _call(program: Path, target: str, wanted: dict[int, Document]) -> dict[int, bytes]:
    """What one call of LibreOffice makes of the documents."""
    with _folder() as folder:
        for number, (format_, body) in wanted.items():
            (folder / f"{number}.{format_}").write_bytes(body)
        files = [str(folder / f"{number}.{format_}") for number, (format_, _) in wanted.items()]
        write_profile(folder / "profile")
        command = [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"]
        command += ["--convert-to", _FILTERS[target], "--outdir", str(folder / "made"), *files]
        for _ in range(_MOST_STARTS):
            if run(command, folder, _limit(len(wanted))) not in _RESTART:
                break
        made = {number: folder / "made" / f"{number}.{target}" for number in wanted}
        return {number: path.read_bytes() for number, path in made.items() if zipfile.is_zipfile(path)}


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder for one call, removed behind it; removed too is what calls left whose process was killed."""
    parent = Path(tempfile.gettempdir())
    for left in parent.glob(f"{_FOLDER}*"):
        if time.time() - left.stat().st_mtime > seconds_for(100):
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=_FOLDER, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _program() -> Path | None:
    """LibreOffice itself, not the script or the starter around it: what is killed must be what works."""
    found = next((path for name in ("soffice", "libreoffice", *_PLACES) if (path := shutil.which(name))), None)
    if found is None:
        return None
    itself = Path(found).resolve().with_name("soffice.bin")
    return itself if itself.exists() else Path(found)


def _refusal(program: Path | None, format_: str) -> Unreadable:
    name, package = format_.upper(), _PACKAGES[OFFICE[format_]]
    if program is None:
        return Unreadable(
            f"{name} is read through LibreOffice, which is not installed here (apt-get install {package})."
        )
    return Unreadable(f"LibreOffice could not open the {name} file: it is broken, or {package} is not installed.")
