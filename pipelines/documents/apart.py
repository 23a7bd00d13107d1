"""Words that stand raised, lowered or struck out: no digits of the number beside them, and no number of their own.

Writers put RAISED or STRUCK before such words and END behind them; settled() turns the signs into what readers see.
The signs are control characters, which neither HTML nor XML can hold.
"""

from __future__ import annotations

import re

RAISED, STRUCK, END = "\x01", "\x02", "\x03"
_APART = re.compile(f"([{RAISED}{STRUCK}])([^{RAISED}{STRUCK}{END}]*){END}")
_SIGN = re.compile(f"[{RAISED}{STRUCK}{END}]")
_WORD, _HAN = re.compile(r"\w"), re.compile("[\u3400-\u9fff]")
# What a note's mark stands beside: no mark itself.
_BESIDE = re.compile(r"[^\W\u00b2\u00b3\u00b9\u2070-\u209c\u2460-\u2473\u24ea-\u24ff\u2776-\u2793]")
_LONGEST_MARK = 6  # characters


def settled(text: str) -> str:
    """`text` without signs. Beside other words a mark or a struck-out figure is parted from them by a space: `12 1`.

    Where nothing else stands it is shown for what it is, `[1]` or `[删除：5]`: a footnote's mark in an empty cell, or a
    figure somebody took back, is neither a figure nor a blank, and whoever reads the cell must be able to see why.
    """
    if END not in text:
        return text
    beside = text
    while (fewer := _APART.sub("", beside)) != beside:
        beside = fewer
    if not _BESIDE.search(beside):
        text = _APART.sub(_shown, text)
    return _SIGN.sub(" ", text)


def _shown(apart: re.Match[str]) -> str:
    sign, words = apart[1], apart[2].strip()
    if not _WORD.search(words) or (sign == RAISED and len(words) > _LONGEST_MARK and _HAN.search(words)):
        return words  # a label on a raised line, as word processors shift whole tables, is no mark of a note
    return f"[删除：{words}]" if sign == STRUCK else f"[{words}]"


def apart(sign: str, words: str) -> str:
    """`words` between signs, line by line, as each line is settled by itself."""
    return "\n".join(f"{sign}{line}{END}" for line in words.split("\n"))
