"""Why something cannot be answered: one sentence for a person, in both languages."""

from __future__ import annotations

from pipelines.publishing.language import say


class Sentence(Exception):
    """`en` is what `str` gives, for logs, the shell and programs; a page shows `said`, in the visitor's language."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.en, self.zh = en, zh

    @property
    def said(self) -> str:
        return say(self.zh, self.en)
