"""Search against LIKE, in one run over the same rows: the same hits, and how much faster the index gives the first page.

.venv/bin/python -m bench.search [--reports 5000]
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sqlite3
import statistics
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

from pipelines.publishing.site import Site
from pipelines.searching import fold, index_text, match_expression
from pipelines.storing import schema

SECTIONS = 6
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


def section(chance: random.Random, name: str) -> str:
    """Some 500 characters in the manner of a report."""
    clauses = (chance.choice(CLAUSES) for _ in range(40))
    return "，".join(c.format(n=chance.randrange(2000), y=chance.randrange(15, 26), town=name) for c in clauses) + "。"


def build(path: Path, reports: int) -> tuple[float, float]:
    """An archive of `reports` invented reports; gives the seconds for rows and for the index."""
    chance = random.Random(1)
    db = sqlite3.connect(path)
    schema.create(db)
    names = [town(chance) for _ in range(reports)]
    rows = [(r * 10 + n, r, n, section(chance, names[r])) for r in range(reports) for n in range(SECTIONS)]
    started = time.perf_counter()
    db.executemany("INSERT INTO reports(id, agency, year, status) VALUES (?, ?, 2023, 'complete')", enumerate(names))
    db.executemany("INSERT INTO sections(id, report_id, position, text) VALUES (?, ?, ?, ?)", rows)
    db.commit()
    stored = time.perf_counter()
    db.executemany(
        "INSERT INTO sections_fts(rowid, text) VALUES (?, ?)", ((row[0], index_text(row[3])) for row in rows)
    )
    db.commit()
    indexed = time.perf_counter()
    db.execute("CREATE TEMP TABLE folded(id INTEGER PRIMARY KEY, text TEXT)")
    db.executemany("INSERT INTO folded VALUES (?, ?)", ((row[0], fold(row[3])) for row in rows))
    compare(db)
    db.close()
    return stored - started, indexed - stored


def compare(db: sqlite3.Connection) -> None:
    """Hits and milliseconds of both ways; a difference in hits ends the run."""
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


async def pages(path: Path) -> list[float]:
    """Milliseconds of the first page of hits through the site itself, in process, every query five times."""
    site = Site(path)
    spent = []
    for query in QUERIES * 5:
        started = time.perf_counter()
        answer = await site.datasette.client.get(f"/archive/sections.json?_search={quote(query)}&_nocount=1")
        spent.append((time.perf_counter() - started) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{query}: {answer.status_code}")
    return sorted(spent[len(QUERIES) :])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--reports", type=int, default=5000)
    reports = options.parse_args().reports
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        rows_seconds, index_seconds = build(path, reports)
        print(f"{reports} reports, {reports * SECTIONS} sections, {path.stat().st_size / 2**20:.0f} MB in all")
        print(f"rows {rows_seconds:.1f} s, index {index_seconds:.1f} s")
        spent = asyncio.run(pages(path))
        print(f"first page as JSON: p50 {statistics.median(spent):.0f} ms, p95 {spent[int(len(spent) * 0.95)]:.0f} ms")


if __name__ == "__main__":
    main()
