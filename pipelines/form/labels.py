"""How a printed label becomes comparable: the normalisation that the form's labels and a document's labels share.

Order matters: residue, width, script, white space, enumerator, trailing gloss, punctuation (form notes, §7).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from pipelines.form.editions import SECTIONS, load

BOOKMARK = re.compile(r"\[bookmark:[^\]]*\]")
PINYIN = re.compile(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,7}\)")
_SPACE = re.compile(r"[\s\u200b-\u200d\ufeff]+")
_ENUMERATOR = re.compile(
    r"^(?:[(（]?[一二三四五六七八九十]{1,3}[)）][、.．,，:：]?|[一二三四五六七八九十]{1,3}[、.．,，:：是]"
    r"|[(（]?\d{1,2}[)）][、.．,，:：]?|\d{1,2}[、.．,，:：])"
)
_GLOSS = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】][:：]?$")
_PUNCTUATION = re.compile(r"[\"'“”‘’「」『』《》<>、，,。.;；:：/\-—―_·•●*|()（）\[\]【】]")
TRADITIONAL = str.maketrans(load("normalisation.yml")["traditional"])


class Norm(NamedTuple):
    """A normalised label: `text` to compare, `enumerator` as printed (（三）, 2., 四、) or ''."""

    text: str
    enumerator: str


def clean(label: str) -> str:
    """The label without residue, width, script and white space differences; enumerator and gloss still there."""
    label = PINYIN.sub("", BOOKMARK.sub("", label))
    return _SPACE.sub("", unicodedata.normalize("NFKC", label).translate(TRADITIONAL))


@lru_cache(maxsize=20_000)
def normalise(label: str) -> Norm:
    """`label` as it compares with the form's labels, and the enumerator that stood before it."""
    text = clean(label)
    enumerator = m.group() if (m := _ENUMERATOR.match(text)) else ""
    text = text[len(enumerator) :]
    while (shorter := _GLOSS.sub("", text)) != text and shorter:
        text = shorter
    return Norm(_PUNCTUATION.sub("", text).replace("其它", "其他"), enumerator)


HEADINGS = frozenset(normalise(name).text for section in SECTIONS for name in (section.label, *section.aliases))
"""The names of the six sections, as they compare."""
