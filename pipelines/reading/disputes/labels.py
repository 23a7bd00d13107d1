"""The labels of table four: its three blocks, the name over two of them, and the five outcomes of each."""

from __future__ import annotations

from pipelines.form import TABLE_FOUR
from pipelines.form.editions import Label
from pipelines.reading.vocabulary import Vocabulary

LITIGATION = "litigation"
OUTCOMES = Vocabulary(TABLE_FOUR.outcomes)
BLOCKS = Vocabulary((*TABLE_FOUR.blocks, Label(LITIGATION, "行政诉讼")))
ORDER = [outcome.key for outcome in TABLE_FOUR.outcomes]
