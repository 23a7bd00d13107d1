"""Search against LIKE, in one run over the same rows: the same hits, and how much faster the index gives the first page.

Then the first page of the product's own search, as HTML with its facets and snippets; and with `--drawn N` that of N queries
of each kind whose words are cut by chance from the archive's own texts. It invents its archive, or asks one that is there
(such as one of bench.load): `.venv/bin/python -m bench.search [--reports 5000] [--clauses 40] [--archive FILE] [--drawn 20]`
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import sqlite3
import statistics
import tempfile
import time
from os import cpu_count, getloadavg
from pathlib import Path
from urllib.parse import quote

from pipelines.publishing.site import Site
from pipelines.searching import facet_token, fold, index_text, match_expression
from pipelines.storing import schema
from pipelines.storing.indexing import FACETS, section_words

SECTIONS = 6
BATCH = 1000
TURNS = 3
MOST_COMPARED = 20_000  # LIKE over more than that takes minutes
PROVINCES = ["山东省", "湖南省", "浙江省", "云南省", "广东省"]
LEVELS = ["township", "county", "prefecture"]
INTO_REPORTS = (
    "INSERT INTO reports(id, agency, title, year, province, level, kind, status) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
INTO_SECTIONS = "INSERT INTO sections(id, report_id, position, key, text, start, end) VALUES (?, ?, ?, ?, ?, ?, ?)"
PAGES = {
    "search page": "/-/search?q={}",
    "narrowed to a year": "/-/search?q={}&year=2022",
    "narrowed to a province, newest first": "/-/search?q={}&province=%E5%B1%B1%E4%B8%9C%E7%9C%81&sort=newest",
    "tenth page": "/-/search?q={}&page=10",
    "Datasette's table as JSON": "/archive/sections.json?_search={}&_nocount=1",
}
# Kinds of drawn queries: {N} is a piece of N characters of some section, each another one.
KINDS = {
    "1 character": "q={1}",
    "2 characters": "q={2}",
    "3 characters": "q={3}",
    "5 characters": "q={5}",
    "8 characters": "q={8}",
    "12 characters": "q={12}",
    "two terms": "q={2}+{3}",
    "three terms": "q={2}+{2}+{4}",
    "an exclusion": "q={2}+-{2}",
    "a long term and an exclusion": "q={5}+-{1}",
    "of a year": "q={4}&year={year}",
    "of a province, oldest first": "q={3}&province={province}&sort=oldest",
    "of a level": "q={5}&level=township",
    "second page": "q={4}&page=2",
}
CLAUSES = [
    "全面推进政务公开工作",
    "依法做好依申请公开",
    "及时回应群众关切",
    "加强信息发布审核",
    "完善公开目录",
    "健全工作制度",
    "强化监督保障",
    "规范平台建设",
    "主动公开政府信息{n}条",
    "收到申请{n}件",
    "办结{n}件",
    "通过微信公众号发布{n}条",
    "结转下年度{n}件",
    "热线{n}",
    "国办函〔20{y}〕{n}号",
    "{town}政务服务中心",
    "{town}便民大厅",
    "{town}组织业务培训{n}次",
]
FIRST, SECOND = "柳石青白大小上下东西南北清平安永长高新金", "林门河山沟坪塘湾桥店庄岭坝口溪井岗寨洲"
QUERIES = ["镇", "公开", "青山", "青山镇", "由和逮尧", "依申请公开", "711", "2023", "〔2021〕", "青山镇 依申请公开"]


def town(chance: random.Random) -> str:
    return chance.choice(FIRST) + chance.choice(SECOND) + chance.choice(["镇", "乡"])


def section(chance: random.Random, name: str, clauses: int) -> str:
    """Text in the manner of a report; 40 clauses are some 500 characters."""
    said = (chance.choice(CLAUSES) for _ in range(clauses))
    return "，".join(c.format(n=chance.randrange(2000), y=chance.randrange(15, 26), town=name) for c in said) + "。"


def build(path: Path, reports: int, clauses: int) -> tuple[float, float]:
    """An archive of `reports` invented reports; gives the seconds for rows and for the index."""
    chance = random.Random(1)
    db = sqlite3.connect(path)
    db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000")
    schema.create(db)
    storing = indexing = 0.0
    for first in range(0, reports, BATCH):
        made = [invented(chance, report, clauses) for report in range(first, min(first + BATCH, reports))]
        started = time.perf_counter()
        for row, texts in made:
            db.execute(INTO_REPORTS, list(row.values()))
            parts = [(row["id"] * 10 + n, row["id"], n, "problems", text, 0, len(text)) for n, text in enumerate(texts)]
            db.executemany(INTO_SECTIONS, parts)
        stored = time.perf_counter()
        for row, texts in made:
            put_in_index(db, row, texts)
        db.commit()
        storing, indexing = storing + stored - started, indexing + time.perf_counter() - stored
    db.close()
    return storing, indexing


def invented(chance: random.Random, report: int, clauses: int) -> tuple[dict, list[str]]:
    """The row of a report and the texts of its sections."""
    name, year = town(chance), chance.randrange(2008, 2025)
    row = {"id": report, "agency": f"{name}人民政府", "title": f"{name}{year}年政府信息公开工作年度报告", "year": year}
    row |= {"province": chance.choice(PROVINCES), "level": chance.choice(LEVELS), "kind": "government"}
    return row | {"status": "complete"}, [section(chance, name, clauses) for _ in range(SECTIONS)]


def put_in_index(db: sqlite3.Connection, row: dict, texts: list[str]) -> None:
    tokens = [index_text(text) for text in texts]
    keyed = enumerate((section_words(text, "problems") for text in tokens), row["id"] * 10)
    db.executemany("INSERT INTO sections_fts(rowid, text) VALUES (?, ?)", keyed)
    facets = " ".join(facet_token(name, row.get(name)) for name in FACETS)
    words = [index_text(row[name]) for name in ("title", "agency", "province")]
    into = "INSERT INTO reports_fts(rowid, title, agency, place, text, facets) VALUES (?, ?, ?, ?, ?, ?)"
    db.execute(into, [row["id"], *words, " ".join(tokens), facets])


def compare(path: Path) -> None:
    """Hits and milliseconds of both ways; a difference in hits ends the run."""
    db = sqlite3.connect(path)
    db.execute("CREATE TEMP TABLE folded(id INTEGER PRIMARY KEY, text TEXT)")
    texts = db.execute("SELECT id, text FROM sections").fetchall()
    db.executemany("INSERT INTO folded VALUES (?, ?)", ((row, fold(text)) for row, text in texts))
    print(f"{'query':<14}{'hits':>8}{'LIKE ms':>10}{'index ms':>10}{'first 50 ms':>13}")
    for query in QUERIES:
        words = fold(query).split()
        where = " AND ".join(["text LIKE '%' || ? || '%'"] * len(words))
        like, like_ms = timed(db, f"SELECT id FROM folded WHERE {where} ORDER BY id", words, 3)
        match = "SELECT rowid FROM sections_fts WHERE sections_fts MATCH ? ORDER BY rowid"
        index, index_ms = timed(db, match, [match_expression(query)], 5)
        _, first_ms = timed(db, f"{match} LIMIT 51", [match_expression(query)], 9)
        if like != index:
            raise SystemExit(f"{query}: LIKE finds {len(like)}, the index {len(index)}")
        print(f"{query:<14}{len(index):>8}{like_ms:>10.1f}{index_ms:>10.2f}{first_ms:>13.2f}")


def timed(db: sqlite3.Connection, sql: str, values: list, times: int) -> tuple[list, float]:
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        rows = db.execute(sql, values).fetchall()
        spent.append((time.perf_counter() - started) * 1000)
    return rows, statistics.median(spent)


async def pages(path: Path, drawn: int) -> None:
    """Milliseconds of the first page of hits through the site itself, in process: the site's own page, every query in
    every way of narrowing it, and Datasette's table as JSON; then the drawn ones."""
    site = Site(path)
    await site.datasette.invoke_startup()
    for name, address in PAGES.items():
        await timed_pages(site, name, [address.format(quote(query)) for query in QUERIES])
    draw = Draw(path)
    for name, kind in KINDS.items() if drawn else ():
        await timed_pages(site, name, [f"/-/search?{draw.filled(kind)}" for _ in range(drawn)])


async def timed_pages(site: Site, name: str, addresses: list[str]) -> None:
    """Every address TURNS times; the first turn warms the file's pages up, as the first visitors would."""
    spent, worked = [], 0.0
    for turn in range(TURNS + 1):
        for address in addresses:
            started, before = time.perf_counter(), time.process_time()
            answer = await site.datasette.client.get(address)
            spent += [(time.perf_counter() - started) * 1000] * (turn > 0)
            worked += (time.process_time() - before) * 1000 * (turn > 0)
            if answer.status_code != 200:
                raise SystemExit(f"{address}: {answer.status_code}")
    spent.sort()
    # on a machine that does other things as well, waiting is no measure of ours
    own = f"{worked / len(spent):.0f} ms of CPU, of {cpu_count()} with load {getloadavg()[0]:.0f}"
    p95 = spent[int(len(spent) * 0.95)]
    print(
        f"{name}: p50 {statistics.median(spent):.0f} ms, p95 {p95:.0f} ms, slowest {spent[-1]:.0f} ms; {own}",
        flush=True,
    )


class Draw:
    """Words that stand in the archive, and years and provinces that it has, by chance but the same in every run."""

    def __init__(self, path: Path) -> None:
        self.chance = random.Random(2)
        self.db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        self.most = self.db.execute("SELECT max(id) FROM sections").fetchone()[0]

    def filled(self, kind: str) -> str:
        known = self.db.execute(
            "SELECT year, province FROM reports WHERE id >= ? AND year IS NOT NULL AND province IS NOT NULL LIMIT 1",
            [self.chance.random() * 2**52],
        ).fetchone()
        kind = kind.replace("{year}", str(known[0])).replace("{province}", quote(known[1]))
        return re.sub(r"\{(\d+)\}", lambda found: quote(self.piece(int(found[1]))), kind)

    def piece(self, length: int) -> str:
        """So many characters of one run of some section."""
        while True:
            row = "SELECT text FROM sections WHERE id >= ? ORDER BY id LIMIT 1"
            text = self.db.execute(row, [self.chance.random() * self.most]).fetchone()[0]
            runs = [run for run in re.split(r"[\s\"“”「」-]+", text) if len(run) >= length]
            if runs:
                run = self.chance.choice(runs)
                start = self.chance.randrange(len(run) - length + 1)
                return run[start : start + length]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--reports", type=int, default=5000)
    options.add_argument("--clauses", type=int, default=40, help="of each of six sections; 40 are some 500 characters")
    options.add_argument("--archive", type=Path, help="an archive.db that is there; without it one is invented")
    options.add_argument("--drawn", type=int, default=0, help="so many queries of each kind, of words of the archive")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = given.archive or Path(folder) / "archive.db"
        if not given.archive:
            rows_seconds, index_seconds = build(path, given.reports, given.clauses)
            print(f"rows {rows_seconds:.1f} s, index {index_seconds:.1f} s")
            if given.reports <= MOST_COMPARED:
                compare(path)
        with sqlite3.connect(path) as db:
            reports, sections = (
                db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ("reports", "sections")
            )
        print(f"{reports} reports, {sections} sections, {path.stat().st_size / 2**20:.0f} MB in all")
        asyncio.run(pages(path, given.drawn))


if __name__ == "__main__":
    main()
