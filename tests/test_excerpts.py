"""Excerpts show the text as it stands and mark what was searched for."""

from hypothesis import given
from hypothesis import strategies as st

from pipelines.publishing.excerpts import excerpt, whole
from pipelines.searching import fold, terms

TEXTS = st.text(st.sampled_from("公开團团１①㎏1aA ，。\u0301") | st.characters(exclude_categories=["Cs"]), max_size=300)


def marked(text, query):
    return [piece for piece, hit in excerpt(text, query) if hit]


def test_what_was_searched_for_is_marked_in_the_words_of_the_text():
    assert marked("甲" * 300 + "團旺鎮ＦＡＸ", "团旺 fax") == ["團旺鎮"[:2], "ＦＡＸ"]
    assert marked("共㎏1件", "kg1") == ["㎏1"]
    assert excerpt("短文", None) == [("短文", False)]


def test_a_title_without_end_is_shown_by_its_beginning():
    """A million marks were seventeen megabytes of page."""
    pieces = whole("公" * 1_000_000, ["公"])
    assert len(pieces) < 1200 and pieces[-1] == ("…", False)
    assert whole("公开年报", ["年报"]) == [("公开", False), ("年报", True)]


@given(TEXTS, st.text(st.sampled_from("公开团1a ，"), min_size=1, max_size=3))
def test_every_piece_is_of_the_text_and_every_mark_is_a_term(text, query):
    pieces = excerpt(text, query)
    position = 0
    for piece, hit in pieces:
        bare = piece.removesuffix("…") if not hit and piece != text else piece
        assert bare in text[position:] or bare in text
        position = max(position, text.find(bare, position))
        if hit:
            assert any(term in "".join(map(fold, piece)) for term in terms(query))
