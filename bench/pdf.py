"""Reading a text PDF against pdfplumber's extract_tables on the same pages: bytes to Document, and to checked cells.

    python -m bench.pdf [--reports 6] [--rounds 3] [PDF ...]

Prints the ratios of the medians, all measured in one process in turn. The bar is 1.5.
"""

from __future__ import annotations

import argparse
import logging
import statistics
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pdfplumber

from pipelines.documents import open_document
from pipelines.reader import read_capture
from tests.builder import EDITIONS, build
from tests.builder.pdf_format import STYLES


def main() -> None:
    """Measures and prints one line per layout or file, and one over all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path, help="PDF files instead of built reports")
    parser.add_argument("--reports", type=int, default=2, help="built reports of each layout")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it complains of fonts without a box
    everything: list[tuple[float, float]] = []
    for name, bodies in _documents(options.files, options.reports):
        ratios = [ratio(body, options.rounds) for body in bodies]
        everything += ratios
        _say(name, ratios)
    _say("all", everything)


def _documents(files: list[Path], reports: int) -> list[tuple[str, list[bytes]]]:
    if files:
        return [(path.name, [path.read_bytes()]) for path in files]
    return [
        (
            name,
            [
                build(n, layout=name, edition=list(EDITIONS)[n % len(EDITIONS)], numbers="consistent").body
                for n in range(reports)
            ],
        )
        for name in STYLES
    ]


def ratio(body: bytes, rounds: int) -> tuple[float, float]:
    """To a Document, and to checked cells, each over pdfplumber's tables; medians of `rounds` turns."""
    works: tuple[Callable[[], object], ...] = (
        lambda: open_document(body, url="report.pdf"),
        lambda: read_capture(body, url="report.pdf"),
        lambda: tables(body),
    )
    for work in works:
        work()
    turns = [[seconds(work) for work in works] for _ in range(rounds)]
    document, cells, plumber = (statistics.median(times) for times in zip(*turns, strict=True))
    return document / plumber, cells / plumber


def tables(body: bytes) -> list:
    """What pdfplumber finds by itself."""
    with pdfplumber.open(BytesIO(body)) as pdf:
        return [page.extract_tables() for page in pdf.pages]


def seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _say(name: str, ratios: list[tuple[float, float]]) -> None:
    document, cells = (statistics.median(each) for each in zip(*ratios, strict=True))
    print(f"{name:24} {len(ratios):4} PDFs  to Document {document:.2f}  to checked cells {cells:.2f}", flush=True)


if __name__ == "__main__":
    main()
