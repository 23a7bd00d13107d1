"""Chinese numerals that are written in full, and what they count."""

from __future__ import annotations

_HAN_DIGITS = "零一二三四五六七八九"


def from_han(numeral: str) -> int | None:
    """十二 → 12, 一百零三 → 103, up to 9999, written in full; 一百三 (130) and 三五百 are no numbers for sure."""
    digits, value = numeral.replace("两", "二").replace("〇", "零"), 0
    for sign, size in (("千", 1000), ("百", 100), ("十", 10)):
        head, found, rest = digits.partition(sign)
        if found:
            value += size * max(_HAN_DIGITS.find(head.lstrip("零") or "一"), 0)
            digits = rest
    value += max(_HAN_DIGITS.find(digits.lstrip("零")), 0) if digits else 0
    plain = numeral.replace("两", "二").replace("〇", "零")
    full = _in_han(value)
    return value if plain in (full, full.removeprefix("一") if full.startswith("一十") else full) and value else None


def _in_han(value: int) -> str:
    """The numeral of a number from 1 to 9999, written in full."""
    written, gap = "", False
    for sign, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = value // size % 10
        if digit:
            written += "零" * (gap and bool(written)) + _HAN_DIGITS[digit] + sign
        gap = not digit
    return written
