"""Hits of too many are shown in their order although not each is looked at, and exclusions leave out just what has them."""

import random
import sqlite3

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bench.search import put_in_index
from pipelines.publishing.pages import ordering, searching
from pipelines.publishing.queries import Query
from pipelines.searching import FTS_OPTIONS, index_text, terms
from pipelines.storing import schema
from tests.test_searching import TERMS, TEXTS, found_by_like

# The years that have each phrase: what was the wording once, what came back, what never went, and what nobody dated.
PHRASES = {
    "信息公开申请办理机构": range(2012, 2018),
    "鱼鳞册": (2013, 2014, 2023),
    "主动公开": (*range(2012, 2025), None),
    "未署日期": (None, 2012),
}
REPORTS = 400


@pytest.fixture(scope="module")
def archive():
    chance, db = random.Random(5), sqlite3.connect(":memory:")
    schema.create(db)
    for report in sorted(chance.sample(range(1, 2**53), REPORTS)):
        year = chance.choice([*range(2012, 2025), None])
        has = [phrase for phrase, years in PHRASES.items() if year in years and chance.random() < 0.9]
        row = {"id": report, "agency": "柳林镇人民政府", "title": "报告", "year": year, "province": "山东省"}
        row |= {"level": chance.choice(["county", "township"]), "kind": "government", "status": "complete"}
        db.execute(f"INSERT INTO reports({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", [*row.values()])
        text = "，".join([*has, "其他"])
        words = "INSERT INTO sections(id, report_id, position, key, text, start, end) VALUES (?, ?, 0, 'a', ?, 0, ?)"
        db.execute(words, [report, report, text, len(text)])
        put_in_index(db, row, [text])
    yield db
    db.close()


def expected(db, term, sort, level=None):
    """Every hit in its order, by the rows alone."""
    found = db.execute(
        "SELECT r.id, r.year FROM sections s JOIN reports r ON r.id = s.report_id WHERE s.text LIKE ? AND r.level LIKE ?",
        [f"%{term}%", level or "%"],
    )
    turn = 1 if sort == "oldest" else -1
    return [row[0] for row in sorted(found, key=lambda row: (row[1] is None, turn * (row[1] or 0), row[0]))]


@pytest.mark.parametrize("most", [20, 200])
@pytest.mark.parametrize(("sample", "together"), [(1, 0), (4, 5), (1, 500), (25, 500)])
def test_every_hit_of_many_comes_once_in_its_order(archive, monkeypatch, most, sample, together):
    """Whatever the sample shows or lacks, and whether or not the years that it lacks have many hits."""
    monkeypatch.setattr(searching, "MOST", most)
    monkeypatch.setattr(searching, "SORTED", most // 2)
    monkeypatch.setattr(searching, "SAMPLE", sample)
    monkeypatch.setattr(searching, "PAGE", 17)
    monkeypatch.setattr(ordering, "_TOGETHER", together)
    for term in PHRASES:
        for sort, level in (("newest", None), ("oldest", "county"), ("relevance", "township")):
            asked = {"q": term, "sort": sort} | ({"level": level} if level else {})
            wanted = expected(archive, term, sort, level)
            first = searching.page(archive, asked)
            assert first["total"] == min(most, len(wanted)) and first["more"] == (len(wanted) > most)
            assert [hit["id"] for hit in first["hits"]] == wanted[:17]
            last = most // 17
            if last > 1:
                later = searching.page(archive, asked | {"page": str(last)})
                assert [hit["id"] for hit in later["hits"]] == wanted[(last - 1) * 17 : last * 17]


def test_years_without_a_hit_are_asked_for_together(archive, monkeypatch):
    """A phrase that has gone out of use costs one walk through the index, not one for each year since."""
    monkeypatch.setattr(searching, "MOST", 40)
    monkeypatch.setattr(searching, "SORTED", 30)
    asked = []
    # (what is counted behind the last hit that was fetched goes on where that walk had come to)
    archive.set_trace_callback(lambda sql: asked.append(sql) if "MATCH" in sql and "rowid >" not in sql else None)
    try:
        page = searching.page(archive, {"q": "信息公开申请办理机构"})
    finally:
        archive.set_trace_callback(None)
    assert page["hits"][0]["year"] == 2017 and page["more"]
    assert len(asked) <= 3  # the hits, the seven years from 2024 on, and 2017


@settings(max_examples=60, deadline=None)
@given(
    st.lists(TEXTS, min_size=1, max_size=5),
    st.lists(TERMS, min_size=1, max_size=2).map(" ".join),
    st.lists(TERMS, min_size=1, max_size=2).map(" ".join),
)
@example(["公开信息", "公信息公开", "信公息"], "信息公", "公公")
@example(["公开", "公 开"], "公", "公开")
def test_exclusions_leave_out_what_like_finds(texts, wanted, unwanted):
    db = sqlite3.connect(":memory:")
    db.execute(f"CREATE VIRTUAL TABLE t USING fts5(text, {FTS_OPTIONS})")
    db.executemany("INSERT INTO t(rowid, text) VALUES (?, ?)", [(n, index_text(t)) for n, t in enumerate(texts)])
    query = Query(tuple(terms(wanted)), tuple(terms(unwanted)))
    rows = db.execute("SELECT rowid FROM t WHERE t MATCH ? ORDER BY rowid", [query.expression({}) or '""'])
    left_out = {row for term in query.unwanted for row in found_by_like(texts, term)}
    assert [n for (n,) in rows] == [n for n in found_by_like(texts, " ".join(query.wanted)) if n not in left_out]
