"""Reading against a BeautifulSoup parse of the same bytes: what an HTML report costs, bytes to checked cells.

    python -m bench.reading [--reports 40] [--rounds 5]

Prints the ratio of the medians, both measured in one process in turn. The bar is 1, the aim 0.5.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

from bs4 import BeautifulSoup

from pipelines.reader import read_capture
from tests.builder import EDITIONS, build

LAYOUTS = ("html_chrome", "html_word", "html_layout_tables", "html")


def main() -> None:
    """Measures and prints one line per layout and one over all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    everything: list[float] = []
    for layout in LAYOUTS:
        pages = [page(layout, seed) for seed in range(options.reports // len(LAYOUTS))]
        ratios = [ratio(body, url, options.rounds) for body, url in pages]
        everything += ratios
        size = statistics.median(len(body) for body, _ in pages) / 1024
        print(f"{layout:20} {size:6.0f} KB   reading / BeautifulSoup parse: {statistics.median(ratios):.2f}")
    print(f"{'all':20} {len(everything):6} pages reading / BeautifulSoup parse: {statistics.median(everything):.2f}")


def page(layout: str, seed: int) -> tuple[bytes, str]:
    """A built report padded with the prose and chrome that make a real page of about 50 KB."""
    built = build(seed, layout=layout, edition=list(EDITIONS)[seed % len(EDITIONS)], numbers="consistent")
    links = "".join(
        f'<li><a href="/zwgk/t{n}.html" title="通知公告{n}">通知公告第{n}号</a><span>2024</span></li>'
        for n in range(160)
    )
    prose = "".join(
        f'<p style="text-indent:2em"><span lang="EN-US">{n}</span>。加强政务公开平台建设，按时更新公开目录。</p>'
        for n in range(120)
    )
    body = built.body.replace(b"</body>", f"<div class='links'><ul>{links}</ul>{prose}</div></body>".encode())
    return body, built.url


def ratio(body: bytes, url: str, rounds: int) -> float:
    """Reading over parsing, the median of `rounds` turns each."""
    read = lambda: read_capture(body, url=url, media_type="text/html")  # noqa: E731
    parse = lambda: BeautifulSoup(body, "lxml")  # noqa: E731
    read(), parse()
    times = [(seconds(read), seconds(parse)) for _ in range(rounds)]
    return statistics.median(a for a, _ in times) / statistics.median(b for _, b in times)


def seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    main()
