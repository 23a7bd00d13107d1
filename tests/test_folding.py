"""One text folded character by character, and its lines: places in the folded text are places in the document."""

from __future__ import annotations

import sys
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from pipelines.documents.text import read_text
from pipelines.reading.folding import fold, lines, remembered

WRITTEN = st.text(alphabet="一二，（）ＡA1 \t\n\u3000\r", max_size=60)


def test_a_folded_character_folds_to_itself():
    """Characters are replaced one after the other, so that none may become one that is replaced later."""
    every = "".join(
        chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) not in ("Cs", "Cn")
    )
    folded = fold(every)
    assert len(folded) == len(every)
    assert fold(folded) == folded


def test_few_and_many_strange_characters_fold_alike():
    many = "".join(map(chr, range(0xFF01, 0xFF5F)))
    assert "".join(fold(each) for each in many) == fold(many) == "".join(map(chr, range(0x21, 0x7F)))
    assert fold("２０２３年，（公開）") == "2023年,(公开)"


@given(WRITTEN, st.integers(0, 60), st.integers(0, 60))
def test_the_lines_of_a_span_are_its_stripped_pieces(text, start, end):
    document = read_text(text)
    found = lines(document, start, end)
    assert [document.text[line.start : line.end] for line in found] == [
        bare for piece in document.text[start:end].split("\n") if (bare := piece.strip())
    ]
    assert all(start <= line.start < line.end <= end for line in found)


def test_an_answer_is_remembered_for_the_document_and_what_was_asked():
    asked = []

    @remembered
    def length(document, further):
        asked.append(further)
        return len(document.text) + further

    one, other = read_text("一"), read_text("一")
    assert [length(one, 1), length(one, 1), length(one, 2), length(other, 2)] == [2, 2, 3, 3]
    assert asked == [1, 2, 2]
