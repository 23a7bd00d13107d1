"""Crawling with reading and storing, against the same spider with robots, durable state and WARC alone; 200 hosts at once.

`python -m bench.crawl [--pages 500] [--hosts 8]` · `python -m bench.crawl --polite 200 --seconds 30`. The server runs on
this machine in a process of its own; of every five pages one is a report, two are none by their text, two are lists.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path

import yaml

ARCHIVE_ONLY = {"pipelines.items.ArchivePipeline": 100}
SIZE = 3  # documents named by a list page; with two list pages for them five pages in all, one of which is a report


class Answers:
    """What every host answers. Document n is a report where n % 3 == 0; list pages hold three rows and name the next."""

    def __init__(self, documents: int, slow: int = 0) -> None:
        from simulator import pages  # here: the crawl itself needs none of it
        from simulator.county import COUNTY, invent_county

        self.documents, self.slow = documents, slow
        found = [r for r in invent_county(5).reports if r.template not in ("docx", "shell")]
        self.county, self.reports = COUNTY, [(r.title, pages.report_page(r)) for r in found]

    def answer(self, path: str) -> tuple[int, bytes]:
        if path == "/nb/" or path.startswith("/nb/index_"):
            number = 0 if path == "/nb/" else int(path[10:].partition(".")[0])
            return 200, self._list(number).encode()
        if path.startswith("/nb/202601/t20260118_"):
            return 200, self._document(int(path[21:].partition(".")[0])).encode()
        return 404, b""

    def _list(self, number: int) -> str:
        """Two list pages for three documents: two on the one, one on the other."""
        begin, many = number // 2 * SIZE + number % 2 * 2, 2 - number % 2
        shown = range(begin, min(begin + many, self.documents))
        rows = "".join(
            f'<li><a href="/nb/202601/t20260118_{n}.html">{self._title(n)}</a><span>2026-01-18</span></li>'
            for n in shown
        )
        more = begin + many < self.documents
        foot = f'<div class="page"><a href="/nb/index_{number + 1}.html">下一页</a></div>' if more else ""
        filler = "<p>政务公开 信息公开目录 依申请公开</p>" * 120
        return f"<html><head><meta charset=utf-8></head><body><h2>年报</h2><ul>{rows}</ul>{foot}{filler}</body></html>"

    def _title(self, n: int) -> str:
        return self._own(n, self.reports[n % len(self.reports)][0]) if n % SIZE == 0 else f"第{n}号年度报告"

    def _own(self, n: int, text: str) -> str:
        """The words of a report as those of a town of its own: else most would be versions of a few dozen reports."""
        return text.replace(self.county, f"{self.county}{chr(0x4E00 + n % 400)}{chr(0x5200 + n // 400)}镇")

    def _document(self, n: int) -> str:
        if n % SIZE == 0:
            return self._own(n, self.reports[n % len(self.reports)][1])
        text = f"第{n}号通知。" + "现将有关事项说明如下，请各单位遵照执行。" * 150
        return f"<html><head><meta charset=utf-8></head><body><h1>{self._title(n)}</h1><div class=TRS_Editor><p>{text}</p></div></body></html>"


async def _serve(answers: Answers, hosts: int, ports, log) -> None:
    async def handle(reader, writer, number: int) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                log[number] += 1
                if number < answers.slow:
                    await asyncio.sleep(5)
                status, body = answers.answer(head.split(b" ", 2)[1].decode())
                kind = b"Content-Type: text/html; charset=utf-8\r\n"
                writer.write(b"HTTP/1.1 %d OK\r\n%sContent-Length: %d\r\n\r\n" % (status, kind, len(body)) + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    servers = [
        await asyncio.start_server(lambda r, w, n=n: handle(r, w, n), f"127.0.0.{1 + n % 200}", 0) for n in range(hosts)
    ]
    ports.put([server.sockets[0].getsockname()[:2] for server in servers])
    await asyncio.Event().wait()


def _server(documents: int, hosts: int, slow: int, ports, log) -> None:
    asyncio.run(_serve(Answers(documents, slow), hosts, ports, log))


def _sources(folder: Path, places: list[tuple[str, int]], delay: float) -> None:
    folder.mkdir()
    for number, (address, port) in enumerate(places):
        said = {"url": f"http://{address}:{port}/nb/", "platform": "trs_static", "publisher": "云泽县人民政府",
                "options": {"delay_seconds": delay}, "evidence": "made for a benchmark", "local": True}  # fmt: skip
        (folder / f"host-{number:03}.yml").write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")


class Memory:
    """What this process holds, in MB, as the crawl goes on: called whenever a run has moved."""

    def __init__(self) -> None:
        self.moves, self.held = 0, []

    def __call__(self, run) -> None:
        self.moves += 1
        if self.moves % 100 == 0:
            pages = int(Path("/proc/self/statm").read_text().split()[1])
            self.held.append(pages * resource.getpagesize() / 2**20)

    def fifths(self) -> list[float]:
        """The mean of each fifth of the crawl."""
        parts = [self.held[len(self.held) * n // 5 : len(self.held) * (n + 1) // 5] for n in range(5)]
        return [round(sum(part) / len(part), 1) for part in parts if part]


def cpu_seconds() -> float:
    """What this process, its readers and whatever else it started (one session) have computed until now."""
    ticks, own = 0, os.getsid(0)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # ended meanwhile
            continue
        if int(fields[3]) == own:
            ticks += sum(map(int, fields[11:15]))  # its own, then of those that it waited for: proc(5)
    return ticks / os.sysconf("SC_CLK_TCK")


def inner(folder: Path, whole: bool, max_seconds: float | None) -> None:
    """One crawl in this process; prints pages, seconds, CPU seconds and memory as JSON."""
    import crawler.settings  # here: what stands above is imported by every process that reads or stores as well
    from crawler.process import run_spider
    from crawler.runs import Filters
    from crawler.source_files import load_folder
    from pipelines.storing.state_db import StateDb

    if not whole:
        crawler.settings.ITEM_PIPELINES = ARCHIVE_ONLY
    data = folder / ("whole" if whole else "bare")
    data.mkdir()
    memory, began = Memory(), time.monotonic()
    with StateDb(data / "state.db") as state:
        runs = run_spider(list(load_folder(folder / "sources").values()), data, Filters(), max_seconds, memory, state)
    told = {
        "pages": sum(run.lists + 1 + run.documents for run in runs),
        "seconds": time.monotonic() - began,
        "cpu": cpu_seconds(),
        "main_cpu": time.process_time(),
        "fifths": memory.fifths(),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "outcomes": sorted({run.outcome.value for run in runs}),
    }
    if whole:
        told["stored"] = stored(data, sum(-(-run.documents // SIZE) for run in runs), max_seconds is None)
    print(json.dumps(told))


def stored(data: Path, reports: int, complete: bool) -> int:
    """How many reports the archive holds. Raises SystemExit where one could not be read, or where a `complete` crawl left
    some of them out: one that reads nothing is quick."""
    with closing(sqlite3.connect(data / "archive.db")) as db:
        held = dict(db.execute("SELECT status, count(*) FROM reports GROUP BY status").fetchall())
    if held.keys() != {"complete"} or (complete and held["complete"] != reports):
        raise SystemExit(f"{reports} reports were fetched and {held or 'none'} stored: this measures nothing")
    return held["complete"]


def _crawl(folder: Path, *arguments: str) -> dict:
    line = [sys.executable, "-m", "bench.crawl", "--inner", str(folder), *arguments]
    done = subprocess.run(line, stdout=subprocess.PIPE, text=True, check=True, start_new_session=True)
    return json.loads(done.stdout.splitlines()[-1])


def paired(folder: Path, rounds: int) -> None:
    """The two crawls one after the other, so that both meet the same machine."""
    for number in range(rounds):
        bare, whole = (_crawl(folder, *which) for which in ((), ("--whole",)))
        for name, told in (("bare", bare), ("whole", whole)):
            rate = told["pages"] / told["seconds"]
            print(f"{name}: {told['pages']} pages, {rate:.0f} a second, {told['outcomes']}; {_spent(told)}")
        ratio = (whole["pages"] / whole["seconds"]) / (bare["pages"] / bare["seconds"])
        print(f"round {number + 1}: with reading and storing {ratio:.2f} of the pages a second (bar 0.5)")
        for name in ("bare", "whole"):
            (folder / name).rename(folder / f"{name}-{number}")


def _spent(told: dict) -> str:
    """What a crawl computed for each page, all processes and the first alone, and how its memory went."""
    cpu, main = (1000 * told[name] / max(told["pages"], 1) for name in ("cpu", "main_cpu"))
    held = ", ".join(f"{fifth:.0f}" for fifth in told["fifths"])
    return f"CPU {cpu:.1f} ms a page, {main:.1f} of them in the first process; MB by fifths {held}, at most {told['peak_mb']:.0f}"


def polite(folder: Path, log, hosts: int, slow: int, seconds: float) -> None:
    """Many hosts at one request a second each; some of them slow. Counted from five seconds after the first request, so
    that neither the start nor the end, which waits for the slow ones, is taken for the pace."""
    seen: list[tuple[float, list[int]]] = []
    done = threading.Event()
    looking = threading.Thread(target=_look, args=(log, seen, done))
    looking.start()
    try:
        told = _crawl(folder, "--whole", "--max-seconds", str(seconds))
    finally:
        done.set()
        looking.join()
    first = next(at for at, counts in seen if any(counts))
    window = [one for one in seen if first + 5 <= one[0] <= first + seconds - 1]
    (begin, before), (end, after) = window[0], window[-1]
    rates = sorted((now - then) / (end - begin) for now, then in zip(after[slow:], before[slow:], strict=True))
    every = (sum(after) - sum(before)) / (end - begin)
    print(f"{hosts} hosts, {slow} of them slow, over {end - begin:.0f} s: {every:.0f} requests a second")
    mean, least, most = sum(rates) / len(rates), rates[0], rates[-1]
    print(f"a quick host: {mean:.2f} a second, from {least:.2f} to {most:.2f}; {_spent(told)}")


def _look(log, seen: list[tuple[float, list[int]]], done: threading.Event) -> None:
    """Notes what every host was asked until now, twice a second."""
    while not done.wait(0.5):
        seen.append((time.monotonic(), list(log)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--hosts", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--polite", type=int, help="so many hosts, a second apart each, in the place of the pair")
    parser.add_argument("--slow", type=int, default=10, help="of them so many answer after five seconds")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--inner", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--whole", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--max-seconds", type=float, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inner:
        inner(given.inner, given.whole, given.max_seconds)
        return
    hosts = given.polite or given.hosts
    documents = 90 if given.polite else given.pages * SIZE // 5 // hosts
    ports, log = multiprocessing.Queue(), multiprocessing.Array("i", hosts)
    slow = given.slow if given.polite else 0
    server = multiprocessing.Process(target=_server, args=(documents, hosts, slow, ports, log), daemon=True)
    server.start()
    try:
        with tempfile.TemporaryDirectory() as name:
            _sources(Path(name) / "sources", ports.get(timeout=30), 1.0 if given.polite else 0.0)
            polite(Path(name), log, hosts, slow, given.seconds) if given.polite else paired(Path(name), given.rounds)
    finally:
        server.kill()


if __name__ == "__main__":
    main()
