"""Where two texts differ, and which passages they share: nothing is lost, the work is bounded."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.checking.copying import clauses
from pipelines.publishing.pages.shared_wording import LEAST, keys_of, masked, runs, shared
from pipelines.publishing.pages.texts import Budget, Piece, alike, pieces, tidy

WORDS = st.text(alphabet="公开政府信息12３，。\n 申请aB", max_size=80)


@given(WORDS, WORDS)
@settings(max_examples=60, deadline=None)
def test_the_pieces_are_the_two_texts(one, other):
    found = pieces(one, other)
    assert "".join(piece.a for piece in found) == tidy(one)
    assert "".join(piece.b for piece in found) == tidy(other)
    assert all((piece.a == piece.b) == (piece.kind == "same") for piece in found)


def test_a_figure_that_changed_stands_alone():
    found = pieces("全年共收到申请12件，其中自然人10件。", "全年共收到申请15件，其中自然人10件。")
    assert Piece("changed", "12", "15") in found
    assert 0 < alike(found) < 1 and alike(pieces("同", "同")) == 1


def test_lines_and_blanks_are_no_difference():
    assert [piece.kind for piece in pieces("第一句。\n\n  第二句。", "第一句。\n第二句。")] == ["same"]


def test_a_long_passage_that_both_have_is_folded():
    (piece,) = pieces("甲乙丙丁。" * 60, "甲乙丙丁。" * 60)
    begin, middle, end = piece.folds
    assert begin + middle + end == piece.a and len(middle) > len(begin)
    assert Piece("changed", "甲" * 200, "乙" * 200).folds is None


def test_what_repeats_itself_is_bounded():
    budget, start = Budget(), time.thread_time()
    one = "".join(f"第{number % 7}句话。" for number in range(3000))
    found = pieces(one, one.replace("句", "段"), budget)
    assert budget.spent_out and time.thread_time() - start < 2
    assert "".join(piece.a for piece in found) == one


@given(WORDS, st.lists(st.sampled_from(["公开", "政府", "申请"]), max_size=2))
@settings(max_examples=60, deadline=None)
def test_clauses_have_the_hashes_that_the_archive_keeps(text, names):
    assert keys_of(text, names) == {clause.key for clause in clauses(text, names)} - {0}


def test_shared_passages_are_found_under_other_figures_and_names():
    one = "本镇情况如下。青石镇全年公开信息36条，坚持把公开摆在重要位置来抓。自己写的话。"
    other = "另一句开头。白河乡全年公开信息412条，坚持把公开摆在重要位置来抓。完全不同。"
    ready = masked(one, ["青石镇"], set()), masked(other, ["白河乡"], set())
    mine, theirs, passages = shared(*ready, one, other)
    assert "".join(s.text for s in mine) == one and "".join(s.text for s in theirs) == other
    ((first, second),) = passages
    assert first.startswith("青石镇全年公开信息36条") and second.startswith("白河乡全年公开信息412条")
    assert [s.kind for s in mine] == ["own", "shared", "own"] and mine[1].passage == 1


def test_template_wording_is_told_apart():
    text = "认真贯彻政府信息公开条例。这一句是两份报告自己都写的内容。"
    template = keys_of("认真贯彻政府信息公开条例。", [])
    ready = masked(text, [], template)
    mine, _, passages = shared(ready, ready, text, text)
    assert [s.kind for s in mine] == ["template", "shared"]
    assert passages == [("这一句是两份报告自己都写的内容。",) * 2]


def test_passages_are_longest_first():
    one = "十二个字的一段共有文字甲。" + "自己的，" + "这是更长的一段两份报告共有的文字乙丙丁戊。"
    other = "这是更长的一段两份报告共有的文字乙丙丁戊。" + "别的，" + "十二个字的一段共有文字甲。"
    _, _, passages = shared(masked(one, [], set()), masked(other, [], set()), one, other)
    assert [len(a) for a, _ in passages] == sorted((len(a) for a, _ in passages), reverse=True) and len(passages) == 2


@given(st.text(alphabet="甲乙丙", max_size=60), st.text(alphabet="甲乙丙", max_size=60))
@settings(max_examples=80, deadline=None)
def test_runs_stand_in_both(one, other):
    for at, there, length in runs(one, other):
        assert length >= LEAST and one[at : at + length] == other[there : there + length]
