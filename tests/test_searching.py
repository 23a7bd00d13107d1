"""Search finds what stands there: the index against LIKE on the folded text, for any text and any term."""

import sqlite3
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.searching import _UNUSUAL, FTS_OPTIONS, _half_width, fold, index_text, match_expression, terms

# Few different characters, so that terms are found often and nearly found more often still.
CHARACTERS = st.sampled_from(
    "公开信息團团0171aAbéßＡ１⑩。，,.-%_\"'*()^:{}+ \u3000\n\t\x00\x01\x7f\x1c①㈠İΣς薴苧苎﹪𠮷👍"
)
TEXTS = st.text(CHARACTERS | st.characters(exclude_categories=["Cs"]), max_size=40)
TERMS = st.text(CHARACTERS, max_size=6)


def found_by_index(texts: list[str], query: str) -> list[int]:
    db = sqlite3.connect(":memory:")
    db.execute(f"CREATE VIRTUAL TABLE t USING fts5(text, {FTS_OPTIONS})")
    db.executemany("INSERT INTO t(rowid, text) VALUES (?, ?)", [(n, index_text(t)) for n, t in enumerate(texts)])
    rows = db.execute("SELECT rowid FROM t WHERE t MATCH ? ORDER BY rowid", [match_expression(query)])
    return [n for (n,) in rows]


def found_by_like(texts: list[str], query: str) -> list[int]:
    """The contract's words: every term of the folded query by LIKE '%term%' on the folded text."""
    wanted = terms(query)
    if not wanted:
        return []
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE t(n INTEGER PRIMARY KEY, text TEXT)")
    # SQLite's LIKE stops at a NUL; nothing else about the text is changed for it.
    db.executemany("INSERT INTO t VALUES (?, ?)", [(n, no_nul(fold(t))) for n, t in enumerate(texts)])
    where = " AND ".join(["text LIKE ? ESCAPE char(27)"] * len(wanted))
    patterns = [f"%{no_nul(escaped(term))}%" for term in wanted]
    return [n for (n,) in db.execute(f"SELECT n FROM t WHERE {where} ORDER BY n", patterns)]


def escaped(term: str) -> str:
    return "".join(f"\x1b{c}" if c in "%_\x1b" else c for c in term)


def no_nul(text: str) -> str:
    return text.replace("\x00", "\ue000")


@settings(max_examples=400, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=5), st.lists(TERMS, min_size=1, max_size=3).map(" ".join))
@example(["热线1711号"], "711")
@example(["共收到申请12 件"], "12件")
@example(["公 开"], "公开")
@example(["公开"], "开 公")
@example(['他说"是'], '"是')
def test_hits_are_those_of_like_on_the_folded_text(texts, query):
    assert found_by_index(texts, query) == found_by_like(texts, query)


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.data())
def test_every_piece_of_a_text_finds_it(text, data):
    """Not only random terms: pieces cut from the folded text itself, of one, two, three and more characters."""
    runs = fold(text).split()
    if not runs:
        return
    run = data.draw(st.sampled_from(runs))
    start = data.draw(st.integers(0, len(run) - 1))
    length = data.draw(st.integers(1, 8))
    assert found_by_index([text, "无关的另一行"], run[start : start + length])[:1] == [0]


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("门牌1711号", "711", True),
        ("团旺镇人民政府", "旺", True),
        ("團旺鎮人民政府", "团旺镇", True),
        ("团旺镇人民政府", "團旺鎮", True),
        ("国办函〔2020〕109号", "〔2020〕109", True),
        ("ＦＡＸ：０５３５－１２３４", "fax:0535-12", True),
        ("依申请公开 主动公开", "主动　依申请", True),
        ("依申请公开", "依申请 主动", False),
        ("信息", "信 息公", False),
        ("满意率100%", "0%", True),
        ("满意率100件", "0%", False),
        ("a OR b", "OR", True),
        ("NEAR(公开)", "near(公", True),
    ],
)
def test_what_people_type(text, query, found):
    assert bool(found_by_index([text], query)) is found


@given(TEXTS)
def test_folding_twice_changes_nothing_and_only_nfkc_changes_the_length(text):
    assert len(fold(text)) == len(unicodedata.normalize("NFKC", text))
    once = fold(text)
    if unicodedata.is_normalized("NFKC", once):
        assert fold(once) == once


USUAL = [character for code in range(0x10000) if not _UNUSUAL.search(character := chr(code))]


def test_what_is_usual_folds_by_itself_as_nfkc_would_fold_it():
    """No character of these takes anything from what stands beside it: not in a row, and not one behind another."""
    for step in (1, 7, 501):
        text = "".join(USUAL[start] for first in range(step) for start in range(first, len(USUAL), step))
        assert _half_width(text) == unicodedata.normalize("NFKC", text)


@given(st.text(st.sampled_from(USUAL) | st.sampled_from("（Ａ臺灣。ß")))
def test_an_unusual_character_changes_nothing_beside_it(text):
    """It sends all of the text through NFKC; without it none of the text goes there."""
    assert fold(f"{text}①") == f"{fold(text)}1"


@given(TEXTS, TEXTS)
def test_tokens_of_joined_texts_are_the_joined_tokens(one, other):
    """So that a report's index entry can be put together from those of its sections."""
    assert index_text(f"{one} {other}").split() == f"{index_text(one)} {index_text(other)}".split()


@pytest.mark.parametrize("query", ["", " ", "\u3000", "\n"])
def test_a_query_without_a_term_finds_nothing(query):
    assert found_by_index(["公开", ""], query) == []
