"""What a printed cell says: a number, a word for none, nothing, a slash, or text that is no number.

Rules: form notes §6 (value semantics). A blank is never a zero, a lone hyphen is no minus sign, and a number that the
column does not admit (a sign or a decimal in a count) is kept as text with status `unparseable`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pipelines.form.labels import BOOKMARK
from pipelines.reading.numerals import from_han
from pipelines.records import CellStatus

_BLANK = re.compile(r"^[\s\u200b-\u200d\ufeff]*$")
_NOT_APPLICABLE = re.compile(r"^(?:[/\\\-—―–−─_]+|\*{2,}|不适用|N/?A|n/?a)$")
_ZERO_WORDS = frozenset({"零", "无", "没有", "未发生"})
_OCR_ZEROS = frozenset({"〇", "O", "o"})
# Only where the form or the line counts so.
_OTHERWISE_COUNTED = ("人次", "篇", "期", "场", "例", "则", "部", "家", "户")
_COUNTED = ("件次", "条次", "人次", "件", "条", "次", "项", "个", "份", "人", "宗", "起", *_OTHERWISE_COUNTED[1:])
_MONEY = ("万元", "元")
_UNITS = "|".join((*_MONEY, *_COUNTED))
_NOTE_MARKS = "[\u00b2\u00b3\u00b9\u2070-\u209c\u2460-\u2473\u24ea-\u24ff\u2776-\u2793\u3220-\u3229\u3251-\u325f\u3280-\u3289\u32b1-\u32bf]"
_TRAILING_MARKS = re.compile(
    rf"[\s\u3000\xa0]*{_NOTE_MARKS}+[\s\u3000\xa0]*$"
)  # 12①: a figure and the mark of a note, not 121
_NUMBER = re.compile(
    r"^(?P<sign>[+\-−]|增加?|减少?|[↑↓])?(?P<digits>[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,15})(?P<fraction>\.[0-9]+)?"
    rf"(?P<wan>万(?!元))?(?P<unit>{_UNITS})?(?P<note>[(【\[].*[)】\]])?$"
)
_CORRECTION = re.compile("更正|应为|应是|改为|有误|实为|错误|存疑|作废|无效")
# 12(上年), 12(预计), 12(百件): the figure itself is another year's, not yet one, or counted otherwise.
_OF_SOMETHING_ELSE = re.compile(
    r"[(【\[](?:(?:上一?年度?|去年|往年|历年|20\d\d年度?)?(?:同期|累计)?(?:数|数据)?|暂?估计?|预[计估]|待[核定查].{0,2}|未核实|计划数?|目标数?"
    r"|(?:计量)?(?:单位[:：]?)?[十百千万亿]+[件条次项个份人宗起]?)[)】\]]$"
)
_VAGUE = re.compile(
    rf"^(?:若干|[多数几](?:{_UNITS})|[约近]?\d+[多余]?(?:{_UNITS})?|\d+[多余])$"
)  # 190余次: a figure, no number
_PER_WAN = 10_000


@dataclass(frozen=True, slots=True)
class Value:
    """A parsed cell: `value` in the cell's own unit (NULL unless reported or zero_word), and the finding it causes."""

    status: CellStatus
    value: int | float | None = None
    printed_unit: str | None = None
    finding: str | None = None


_MERGED = Value(CellStatus.UNPARSEABLE, finding="T-MERGED-CELLS")
_NO_NUMBER = Value(CellStatus.UNPARSEABLE)


@lru_cache(maxsize=50_000)
def looks_like_value(text: str) -> bool:
    """Whether `text` can stand in a value slot of a table: a number, a word for none, a slash. Blank is not."""
    if _BLANK.match(text):
        return False
    plain = _plain(text)
    return bool(
        _NUMBER.match(plain)
        or _NOT_APPLICABLE.match(plain)
        or plain in _ZERO_WORDS
        or plain in _OCR_ZEROS
        or _VAGUE.match(plain)
        or _several_numbers(text)
        or _chinese_numeral(plain) is not None
    )


@lru_cache(maxsize=50_000)
def is_word(text: str) -> bool:
    """Whether a cell holds words: neither nothing nor anything that can stand in a value slot."""
    return not is_blank(text) and not looks_like_value(text)


def is_blank(text: str) -> bool:
    """White space only, whatever kind."""
    return not text or (not text[0].isalnum() and _BLANK.match(text) is not None)


def is_unit(text: str) -> bool:
    """A unit alone, as where white space tore it from its number."""
    return bool(re.fullmatch(_UNITS, text))


def is_dash(text: str) -> bool:
    """A slash, a dash or 不适用: no figure belongs there."""
    return bool(_NOT_APPLICABLE.match(_plain(text)))


@lru_cache(maxsize=50_000)
def parse(text: str, number: str = "count", unit: str | None = None, printed_unit: str | None = None) -> Value:
    """The value of a printed cell.

    `number` is what the column admits (count, signed, amount, any), `unit` the unit the archive keeps (元 or 万元 for
    amounts), `printed_unit` the unit the column's header prints, used where the cell prints none. 万 behind a figure
    multiplies it (3.5万 is 35000).
    """
    if _BLANK.match(BOOKMARK.sub("", text)):
        return Value(CellStatus.BLANK)
    plain = _plain(text)
    if _NOT_APPLICABLE.match(plain):
        return Value(CellStatus.NOT_APPLICABLE)
    if plain in _ZERO_WORDS:
        return Value(CellStatus.ZERO_WORD, 0)
    if plain in _OCR_ZEROS:
        return Value(CellStatus.REPORTED, 0, finding="X-OCR-ZERO")
    if _several_numbers(text):
        return _MERGED
    if match := _NUMBER.match(plain):
        return _number(match, number, unit, printed_unit)
    if (chinese := _chinese_numeral(plain)) is not None:
        return Value(CellStatus.REPORTED, chinese, finding="X-CN-NUMERAL")
    return _NO_NUMBER


def _plain(text: str) -> str:
    """The text folded and without white space or marks of notes; a mark alone stays, and is no number."""
    text = BOOKMARK.sub("", text)
    text = re.sub(_NOTE_MARKS, "*", _TRAILING_MARKS.sub("", text) or text)
    return re.sub(r"[\s\u200b-\u200d\ufeff]+", "", unicodedata.normalize("NFKC", text))


def _several_numbers(text: str) -> bool:
    """`0 0`: white space between digits joins nothing; it may be two cells run into one. A note's mark is no digit."""
    text = _TRAILING_MARKS.sub("", text) or text
    return bool(re.search(r"\d[\s\u3000\xa0]+\d", unicodedata.normalize("NFKC", text).strip()))


def _number(match: re.Match[str], number: str, unit: str | None, header_unit: str | None) -> Value:
    digits = match["digits"]
    if len(digits) > 1 and digits.startswith("0"):  # 00 is two cells run together, never one number
        return _MERGED
    note = match["note"] or "note"
    if not re.search(r"[^\d\W]", note) or _CORRECTION.search(note):  # 3(4), 3(更正为4): which of the two is the figure?
        return _NO_NUMBER
    if _OF_SOMETHING_ELSE.match(note):
        return _NO_NUMBER
    if match["sign"] and number not in ("signed", "any"):
        return _NO_NUMBER
    if match["unit"] in _MONEY and number not in ("amount", "any"):
        return _NO_NUMBER  # money in a column of counts
    if match["unit"] in _OTHERWISE_COUNTED and number != "any" and match["unit"] != unit:
        return _NO_NUMBER
    amount = Decimal(digits.replace(",", "") + (match["fraction"] or ""))
    if match["sign"] and match["sign"][0] in "-−减↓":
        amount = -amount
    if number == "amount" and match["wan"] and match["unit"]:
        return _NO_NUMBER  # 3.5万件 in a column of money
    if number == "amount":
        return _amount(amount, unit, _money_of(match, unit, header_unit))
    if match["wan"]:
        amount *= _PER_WAN
    if number == "any":
        return Value(CellStatus.REPORTED, _plain_number(amount), match["unit"])
    # 12.00 is how a sheet shows 12; 1.000 may be a thousand.
    whole = amount == amount.to_integral_value() and (match["wan"] or match["fraction"] in (None, ".00"))
    return Value(CellStatus.REPORTED, int(amount)) if whole else _NO_NUMBER


def _money_of(match: re.Match[str], unit: str | None, header_unit: str | None) -> str | None:
    """The unit an amount is printed in. 3.5万 is money in 万元 where 元 or 万元 is said elsewhere, else it has no unit."""
    if not match["wan"]:
        return match["unit"] or header_unit
    known = unit == "万元" or header_unit == "元"
    return "万元" if known and match["unit"] is None else None


def _amount(amount: Decimal, unit: str | None, printed: str | None) -> Value:
    """Money in the archive's unit. The form fixes 万元 for fees; procurement has no unit of its own (DESIGN §4)."""
    if printed not in (None, *_MONEY):
        return _NO_NUMBER
    if unit == "万元":
        amount = amount / _PER_WAN if printed == "元" else amount
    elif printed is None and amount:  # nothing is nothing in any unit
        return Value(CellStatus.REFUSED, finding="T-UNIT-MISSING")
    elif printed == "万元":
        amount *= _PER_WAN
    return Value(CellStatus.REPORTED, _plain_number(amount), printed)


def _plain_number(amount: Decimal) -> int | float:
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _chinese_numeral(text: str) -> int | None:
    """十二 → 12, 二十三 → 23, up to 9999; None for anything else (一百二 is 120), and for a lone 一, often typed for a dash."""
    return None if text == "一" else from_han(text)
