"""What a person types into the search page: terms, phrases, exclusions, against a plain reading of the folded text."""

import re
import sqlite3

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.publishing.excerpts import places
from pipelines.publishing.queries import Query
from pipelines.searching import FTS_OPTIONS, facet_token, fold, index_text

CHARACTERS = st.sampled_from('公开信息團团01aA年，。-"“”「」 \u3000\n１㎏')
TEXTS = st.text(CHARACTERS, max_size=30)
COLUMNS = ("title", "agency", "place", "text", "facets")


def found_by_index(reports, expression):
    db = sqlite3.connect(":memory:")
    db.execute(f"CREATE VIRTUAL TABLE reports_fts USING fts5({', '.join(COLUMNS)}, {FTS_OPTIONS})")
    for number, (title, text, year) in enumerate(reports):
        row = (number, index_text(title), "", "", index_text(text), facet_token("year", year))
        db.execute("INSERT INTO reports_fts(rowid, title, agency, place, text, facets) VALUES (?, ?, ?, ?, ?, ?)", row)
    asked = "SELECT rowid FROM reports_fts WHERE reports_fts MATCH ? ORDER BY rowid"
    return [number for (number,) in db.execute(asked, [expression])]


def stands_in(term, text):
    """As `LIKE '%term%'` on the folded text; a blank of a quoted phrase is any run of blanks."""
    return re.search(r"\s+".join(map(re.escape, term.split())), fold(text)) is not None


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS, st.sampled_from([2022, 2023, None])), min_size=1, max_size=4), TEXTS)
@example([("公开", "信 息", 2023)], '公 "信 息"')
@example([("公开", "信\n息公", 2023)], '"信 息"')
@example([("", "信 息息", 2023)], '"信 息 息"')
@example([("公开", "信息", None)], "公 -信")
@example([("", "甲-乙", None)], '"-乙"')
def test_hits_are_those_of_a_plain_reading(reports, typed):
    query = Query.of(typed)
    if not query.wanted:
        return
    plain = [
        number
        for number, (title, text, _) in enumerate(reports)
        if all(stands_in(term, title) or stands_in(term, text) for term in query.wanted)
        and not any(stands_in(term, title) or stands_in(term, text) for term in query.unwanted)
    ]
    assert found_by_index(reports, query.expression({})) == plain
    of_a_year = [number for number in plain if reports[number][2] == 2023]
    assert found_by_index(reports, query.expression({"year": 2023})) == of_a_year


@pytest.mark.parametrize(
    ("typed", "wanted", "unwanted"),
    [
        ("依申请公开　商业秘密", ["依申请公开", "商业秘密"], []),
        ('"信息 公开" -诉讼', ["信息 公开"], ["诉讼"]),
        ("“团旺 镇” －复议", ["团旺 镇"], ["复议"]),
        ("「團旺」", ["团旺"], []),
        ('-"行政 诉讼" 镇', ["镇"], ["行政 诉讼"]),
        ('"-5" -', ["-5", "-"], []),
        ('没有"关上', ['没有"关上'], []),
        ("公开 公开 ＦＡＸ", ["公开", "fax"], []),
        ('" " ', [], []),
    ],
)
def test_what_is_read_from_what_is_typed(typed, wanted, unwanted):
    assert Query.of(typed) == Query(tuple(wanted), tuple(unwanted))


@pytest.mark.parametrize("typed", ["Ａ", "年", "y", "2023", "Ａyear", "year", "＿", "a", "ａyearａ2023"])
def test_no_word_finds_the_token_of_a_facet(typed):
    assert found_by_index([("", "", 2023)], Query.of(typed).expression({})) == []


@pytest.mark.parametrize("value", [2023, None, "内蒙古自治区", "a b", "－", "x*\"'", 0])
def test_the_token_of_a_facet_is_found_by_its_value_only(value):
    others = [2022, "", "内蒙古", "ab c", "*"]
    reports = [("甲", "乙", one) for one in (*others, value)]
    assert found_by_index(reports, Query(("甲",)).expression({"year": value})) in ([5], [1, 5])  # None and "" are one


@given(TEXTS, st.lists(st.text(CHARACTERS, min_size=1, max_size=3), max_size=3))
def test_every_place_that_is_marked_has_one_of_the_terms(text, typed):
    terms = [" ".join(fold(one).split()) for one in typed if fold(one).split()]
    found = places(text, terms)
    assert all(any(stands_in(term, text[start:end]) for term in terms) for start, end in found)
    assert [
        pair for one, other in zip(found, found[1:], strict=False) for pair in [(one[1], other[0])] if pair[0] > pair[1]
    ] == []
    if len(fold(text)) == len(text):
        assert bool(found) == any(stands_in(term, text) for term in terms)
