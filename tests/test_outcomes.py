"""How a run ends, in one word, by a table: what happened, what was expected, what was known before. No HTTP."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as some

from crawler.outcomes import Run, judge
from crawler.runs import SourceRun
from crawler.source import Expect
from gongkai.crawl import Crawled
from pipelines.records import RunOutcome as Word

AT = "http://www.yunze.gov.cn/zwgk/nb/"
# (what happened, what was expected, the word, what its sentence says)
TABLE = {
    "all had": ({"found": 7, "fetched": 7, "new": 7}, {}, Word.OK, ""),
    "nothing changed": ({"found": 7, "known": 7, "first_unchanged": True}, {}, Word.UNCHANGED, ""),
    "a page that did not change brought a late report": ({"found": 8, "known": 7, "first_unchanged": True, "fetched": 1}, {}, Word.OK, ""),
    "what we hold was withdrawn": ({"found": 7, "known": 7, "withdrawn": [AT]}, {}, Word.OK, "no longer there"),
    "all that we looked at again was gone": ({"found": 7, "known": 7, "withdrawn": [AT, AT], "vanished": 2}, {}, Word.PARTIAL, "not one of the 2"),
    "two of three that we looked at again": ({"found": 7, "known": 7, "withdrawn": [AT, AT], "vanished": 2, "fetched": 1}, {}, Word.OK, "2 that we hold"),
    "gone for the second time": ({"found": 7, "known": 7, "withdrawn": [AT, AT]}, {}, Word.OK, "2 that we hold"),
    "nothing but pages that are no report": ({"found": 7, "fetched": 2, "unread": [AT, AT]}, {}, Word.PARTIAL, "not one of the 2"),
    "two of three are no report": ({"found": 7, "fetched": 3, "unread": [AT, AT]}, {}, Word.OK, ""),
    "a row without a year is not there": ({"found": 7, "gone": [AT]}, {}, Word.OK, "1 listed but not there"),
    "documents that robots.txt forbids": ({"found": 7, "denied": 2}, {}, Word.OK, "2 forbidden by robots.txt"),
    "robots.txt forbids all that is listed": ({"found": 2, "denied": 2}, {}, Word.ROBOTS_DENIED, "every one of the 2"),
    "still forbidden, in a column that has not changed": ({"found": 7, "denied": 2, "first_unchanged": True}, {}, Word.UNCHANGED, "2 forbidden"),
    "nothing, and never anything": ({}, {}, Word.EMPTY, "no report is listed"),
    "nothing of one year": ({"filtered": True}, {}, Word.OK, ""),
    "nothing where there was something": ({"known": 9}, {}, Word.LAYOUT_CHANGED, "where 9 were known"),
    "nothing of one year where there was something": ({"known": 9, "filtered": True}, {}, Word.LAYOUT_CHANGED, "9"),
    "a first page that lost its rows, the rest stands": ({"found": 5, "known": 9, "emptied": [AT]}, {}, Word.LAYOUT_CHANGED, AT),
    "fewer than known is no fault, and is said": ({"found": 3, "known": 9}, {}, Word.OK, "3 are listed, 9 were before"),
    "fewer than expected": ({"found": 3}, {"least_reports": 4}, Word.PARTIAL, "at least 4"),
    "as many as expected": ({"found": 4}, {"least_reports": 4}, Word.OK, ""),
    "none, where some are expected": ({}, {"least_reports": 4}, Word.EMPTY, ""),
    "an old newest year": ({"found": 3, "newest_year": 2021}, {"newest_year": 2023}, Word.STALE, "2021, 2023 was expected"),
    "no year at all": ({"found": 3}, {"newest_year": 2023}, Word.STALE, "for no year"),
    "the expected year": ({"found": 3, "newest_year": 2023}, {"newest_year": 2023}, Word.OK, ""),
    "few and old: the graver word": ({"found": 3, "newest_year": 2021}, {"least_reports": 4, "newest_year": 2023}, Word.PARTIAL, "at least 4"),
    "unchanged, and old": ({"found": 3, "known": 3, "first_unchanged": True, "newest_year": 2021}, {"newest_year": 2023}, Word.STALE, ""),
    "unchanged, and few": ({"found": 3, "known": 3, "first_unchanged": True}, {"least_reports": 4}, Word.PARTIAL, ""),
    "an address that could not be had": ({"found": 3, "failed": [AT]}, {}, Word.PARTIAL, f"1 of the addresses could not be had: {AT}"),
    "many of them": ({"found": 3, "failed": [f"{AT}{n}" for n in range(5)]}, {}, Word.PARTIAL, "and 2 more"),
    "a report that leads nowhere": ({"found": 3, "missing": [AT]}, {}, Word.PARTIAL, "listed as reports but not there"),
    "a list that states more than it brings": ({"found": 3, "short": [AT]}, {}, Word.PARTIAL, f"not had to its end: {AT}"),
    "one that states rows and brings none": ({"short": [AT]}, {}, Word.PARTIAL, "not had to its end"),
    "one that brought some before": ({"known": 9, "short": [AT]}, {}, Word.LAYOUT_CHANGED, "9"),
    "more pages than one run asks for": ({"found": 500, "left": 100}, {}, Word.PARTIAL, "100 are left, the next run goes on"),
    "more pages than are ever asked for": ({"found": 3, "cut": [AT]}, {}, Word.PARTIAL, "further than it is followed"),
    "the column is not there": ({"known": 9, "found": 9, "first": Word.GONE}, {}, Word.GONE, "is not there"),
    "the column could not be had": ({"found": 9, "first": Word.UNREACHABLE}, {}, Word.UNREACHABLE, "could not be had"),
    "the column is forbidden": ({"first": Word.ROBOTS_DENIED}, {}, Word.ROBOTS_DENIED, "robots.txt forbids"),
    "a challenge": ({"found": 3, "blocked": "412 challenge"}, {}, Word.BLOCKED, "412 challenge"),
    "a challenge on the column itself": ({"first": Word.UNREACHABLE, "blocked": "412 challenge"}, {}, Word.BLOCKED, "412"),
    "a challenge after some were missing": ({"found": 3, "missing": [AT], "failed": [AT], "blocked": "429"}, {}, Word.BLOCKED, "429"),
    "the day's requests used up": ({"found": 3, "resting": "a.gov.cn is not asked now"}, {}, Word.STOPPED, "a later run"),
    "stopped in order": ({"stopped": True}, {}, Word.STOPPED, "goes on from here"),
    "stopped while blocked": ({"stopped": True, "blocked": "403"}, {}, Word.STOPPED, "goes on from here"),
    "our own fault goes before all": ({"stopped": True, "blocked": "403", "broken": "KeyError"}, {}, Word.FAILED, "KeyError"),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLE)
def test_the_word_for(name):
    happened, expected, word, says = TABLE[name]
    outcome, note = judge(Run(**happened), Expect(**expected))
    assert (outcome, says in note) == (word, True), note


def test_every_word_of_the_closed_list_is_in_the_table():
    assert {word for _, _, word, _ in TABLE.values()} == set(Word)


counts = some.integers(0, 3)
addresses = some.lists(some.just(AT), max_size=2)
runs = some.builds(
    Run,
    first=some.sampled_from([None, None, Word.GONE, Word.UNREACHABLE, Word.ROBOTS_DENIED]),
    first_unchanged=some.booleans(), found=counts, known=counts, fetched=counts, left=counts, failed=addresses, gone=addresses,
    missing=addresses, cut=addresses, emptied=addresses, short=addresses, blocked=some.sampled_from([None, "403"]), stopped=some.booleans(),
    filtered=some.booleans(), newest_year=some.sampled_from([None, 2022]),
)  # fmt: skip


@given(
    runs, some.builds(Expect, least_reports=some.sampled_from([None, 2]), newest_year=some.sampled_from([None, 2023]))
)
def test_a_run_is_called_good_only_where_nothing_is_wrong(run, expect):
    outcome, note = judge(run, expect)
    wrong = run.first or run.failed or run.missing or run.cut or run.emptied or run.short or run.blocked or run.left
    wrong = wrong or (run.known and not run.found)
    if outcome in (Word.OK, Word.UNCHANGED):
        assert not wrong and not run.stopped
        assert expect.least_reports is None or run.found >= expect.least_reports
        assert expect.newest_year is None or (run.newest_year or 0) >= expect.newest_year
    else:
        assert note, "whatever is not well is said in a sentence"


CODES = dict.fromkeys((Word.OK, Word.UNCHANGED, Word.STOPPED), 0)
CODES |= dict.fromkeys((Word.BLOCKED, Word.GONE, Word.UNREACHABLE, Word.ROBOTS_DENIED), 4)


@pytest.mark.parametrize("word", Word)
def test_the_exit_code_of_a_word(word):
    code = CODES.get(word, 1)
    assert crawled(word).exit_code == code
    assert crawled(word, Word.OK).exit_code == (0 if code == 0 else 1)
    assert crawled(word, complaints=["a report that cannot be read"]).exit_code == (4 if code == 4 else 1)


def crawled(*words: Word, complaints: Sequence[str] = ()) -> Crawled:
    runs = [SourceRun(None, 1, Run(), "2026-11-21T00:00:00Z", outcome=word) for word in words]
    return Crawled(runs, list(complaints))
