"""Shared wording: what is a report's own, how much of it two share, the longest passage; found without comparing all."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.similar import brute, run, written
from pipelines.checking.copying import clauses, compare, names_of, own_text, signature, template, verbatim
from pipelines.checking.copying.pairs import longest
from pipelines.checking.copying.wording import MANY, SHINGLE
from pipelines.storing.archive_db import ArchiveDb
from tests.empty_archive import empty_archive
from tests.related import captured, figures, prose, reading

NOTHING = frozenset()
SMALL = st.text(alphabet="天地人水，", max_size=40)


def brute_longest(one: list[str], other: list[str]) -> int:
    found = (
        len(run[a:b])
        for run in one
        for a in range(len(run))
        for b in range(a + SHINGLE, len(run) + 1)
        if any(run[a:b] in there for there in other)
    )
    return max(found, default=0)


@settings(max_examples=150, deadline=None)
@given(st.lists(SMALL, max_size=3), st.lists(SMALL, max_size=3))
def test_the_longest_passage_is_the_longest(one, other):
    passage = longest(one, other)
    assert len(passage) == brute_longest(one, other)
    assert not passage or (any(passage in run for run in one) and any(passage in run for run in other))


def own(text: str, names: tuple[str, ...] = (), common=NOTHING):
    return [own_text(clauses(text, names), common)]


def test_figures_and_names_changed_are_still_a_copy():
    words = "{year}年，{town}把窗口搬到一楼，收到申请{n}件。" + prose("a", 20)
    one = words.format(year=2022, town="柳河镇", n=12)
    two = words.format(year=2023, town="石桥乡", n=7)
    names = [names_of(f"云溪县{town}人民政府", ("云溪县",)) for town in ("柳河镇", "石桥乡")]
    assert names[0] == ("云溪县柳河镇人民政府", "柳河镇人民政府", "云溪县柳河镇", "云溪县", "柳河镇")
    shared = compare(own(one, names[0]), own(two, names[1]))
    assert (shared.mine, shared.theirs) == (1.0, 1.0)
    assert verbatim(shared.passage, one, names[0]) == one and verbatim(shared.passage, two, names[1]) == two


def test_shares_are_of_each_ones_own():
    part, rest = prose("part", 20), prose("rest", 60)
    shared = compare(own(part), own(part + rest))
    assert shared.mine == 1.0 and 0.2 < shared.theirs < 0.35 and shared.passage == part.replace("，", ",")
    assert compare(own(prose("one")), own(prose("two"))) is None
    assert compare(own("公开及时。"), own("公开及时。")) is None


def test_what_many_agencies_write_is_nobodys():
    formula = "严格落实政府信息公开各项要求。"
    key = clauses(formula)[0].key
    for agencies, expected in ((MANY, [key]), (MANY - 1, [])):
        keys = numpy.full(3 * agencies, key, "u8")
        whose = numpy.repeat(numpy.arange(agencies, dtype="u8"), 3)  # every one writes it in three years
        assert template(keys, whose).tolist() == expected
    assert template(numpy.empty(0, "u8"), numpy.empty(0, "u8")).tolist() == []
    [left] = own(f"{formula}{prose('b', 3)}{formula}", common=frozenset({key}))
    assert left.runs == (prose("b", 3).replace("，", ","),)


def test_the_signature_is_the_same_whatever_the_order_and_none_for_little():
    shingles = sorted(own(prose("c", 20))[0].shingles)
    mixed = Random(1).sample(shingles, len(shingles))
    assert signature(shingles) == signature(mixed) and len(signature(shingles)) == 42
    assert signature(shingles[:10]) == ()


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    reports = written(90, seed=5)
    _, found, db, _ = run(Path(tmp_path_factory.mktemp("similar")), reports)
    yield reports, found, db
    db.close()


def test_what_is_found_is_what_comparing_every_pair_finds(archive):
    reports, found, db = archive
    exact = brute(db, reports)
    assert len(exact) > 15 and found <= exact
    assert len(found & exact) >= 0.95 * len(exact)


def test_every_row_stands_from_both_sides_and_its_passage_in_the_text(archive):
    *_, db = archive
    rows = db.query("SELECT report_id, other_id, containment, passage FROM similar_reports")
    assert rows and {(other, one) for one, other, *_ in rows} == {(one, other) for one, other, *_ in rows}
    for report, _, containment, passage in rows:
        text = "".join(text for (text,) in db.query("SELECT text FROM sections WHERE report_id = ?", report))
        assert 0 < containment <= 1 and passage in "".join(text.split())


def test_a_clause_that_becomes_template_is_no_longer_shared(tmp_path):
    """Two towns share wording until eight more write the same: then it is nobody's."""
    words, values = prose("shared", 30), figures("f2021", 1)
    with ArchiveDb(empty_archive(tmp_path / "a.db"), reader="test") as db:
        for number in range(10):
            made = reading(f"第{number}镇人民政府", 2023, values, words=words)
            db.store(captured(f"{number}.txt"), (made,))
            db.relate()
            rows = db.query("SELECT count(*) FROM similar_reports")[0][0]
            assert rows == (number * (number + 1) if number < 9 else 0)
        assert db.query("SELECT 1 FROM findings WHERE code = 'C-NEAR-DUPLICATE'") == []
