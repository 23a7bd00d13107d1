"""What a printed cell says (form notes §6)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reading.values import looks_like_value, parse
from pipelines.records import CellStatus

REPORTED, BLANK = CellStatus.REPORTED, CellStatus.BLANK
UNPARSEABLE, NOT_APPLICABLE = CellStatus.UNPARSEABLE, CellStatus.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("text", "status", "value"),
    [
        ("0", REPORTED, 0),
        ("12", REPORTED, 12),
        ("１，２３４", REPORTED, 1234),
        ("1,234", REPORTED, 1234),
        ("12 件", REPORTED, 12),
        ("22（其中修订16件）", REPORTED, 22),
        ("〇", REPORTED, 0),
        ("二十三", REPORTED, 23),
        ("无", CellStatus.ZERO_WORD, 0),
        ("", BLANK, None),
        ("\u3000\xa0", BLANK, None),
        ("/", NOT_APPLICABLE, None),
        ("－", NOT_APPLICABLE, None),
        ("不适用", NOT_APPLICABLE, None),
        ("若干", UNPARSEABLE, None),
        ("190余次", UNPARSEABLE, None),
        ("0 0", UNPARSEABLE, None),
        ("00", UNPARSEABLE, None),
        ("-2", UNPARSEABLE, None),
        ("1.5", UNPARSEABLE, None),
        ("12.00", REPORTED, 12),
        ("1.000", UNPARSEABLE, None),
        ("1,23", UNPARSEABLE, None),
        ("3（4）", UNPARSEABLE, None),
        ("O1", UNPARSEABLE, None),
        *(
            (text, UNPARSEABLE, None)
            for text in ("一百二", "百二", "一百零", "百", "㊂", "12（上年）", "12(上年同期)", "12（2022年）")
        ),
        *(
            (text, UNPARSEABLE, None)
            for text in ("12（累计）", "12（预计）", "12（待核实）", "12（百件）", "12(单位：百)")
        ),
        ("一百零二", REPORTED, 102),
        ("12㈠", REPORTED, 12),
        ("12（含上年结转3件）", REPORTED, 12),
        ("12（件）", REPORTED, 12),
        ("12①", REPORTED, 12),
        ("12 ①", REPORTED, 12),
        ("1 2①", UNPARSEABLE, None),
        ("12 1", UNPARSEABLE, None),
        ("12¹", REPORTED, 12),
        ("①", UNPARSEABLE, None),
        ("²", UNPARSEABLE, None),
        ("1²3", UNPARSEABLE, None),
        ("12万元", UNPARSEABLE, None),
        ("12元", UNPARSEABLE, None),
        ("12人次", UNPARSEABLE, None),
        ("3.5万", REPORTED, 35000),
        ("2万件", REPORTED, 20000),
        ("3.55555万", UNPARSEABLE, None),
        ("3万余", UNPARSEABLE, None),
        ("+19", UNPARSEABLE, None),
        ("***", NOT_APPLICABLE, None),
    ],
)
def test_a_count(text, status, value):
    parsed = parse(text)
    assert (parsed.status, parsed.value) == (status, value)


@pytest.mark.parametrize(("text", "value"), [("+3", 3), ("增3", 3), ("减2", -2), ("-2", -2), ("↓2", -2), ("7", 7)])
def test_a_signed_change(text, value):
    assert parse(text, "signed").value == value


@pytest.mark.parametrize(
    ("text", "unit", "printed", "value"),
    [
        ("12.50万元", "万元", None, 12.5),
        ("3", "万元", None, 3),
        ("125000元", "万元", None, 12.5),
        ("152790元", None, None, 152790),
        ("12.5万元", None, None, 125000),
        ("12.5", None, "万元", 125000),
        ("0.1万元", None, None, 1000),
        ("3.5万", "万元", None, 3.5),
        ("3.5万", None, "元", 35000),
        ("3.5万", None, None, None),
        ("3.5万件", "万元", None, None),
    ],
)
def test_an_amount_is_converted_only_from_a_printed_unit(text, unit, printed, value):
    assert parse(text, "amount", unit, printed).value == value


def test_an_amount_without_any_unit_is_refused():
    parsed = parse("808", "amount")
    assert (parsed.status, parsed.value, parsed.finding) == (CellStatus.REFUSED, None, "T-UNIT-MISSING")


@pytest.mark.parametrize(
    ("text", "value"), [("12.5", 12.5), ("-3", -3), ("3.5万条", 35000), ("8篇", 8), ("约5", None), ("3.5", 3.5)]
)
def test_a_line_of_another_table_admits_any_number(text, value):
    assert parse(text, "any").value == value


@given(st.integers(0, 10**9), st.sampled_from(["", " ", "\u3000", "\xa0"]))
def test_every_count_is_read_back(number, around):
    assert parse(f"{around}{number}{around}").value == number
    assert parse(f"{number:,}").value == number


@given(st.text(max_size=12))
def test_only_a_number_or_a_word_for_none_has_a_value(text):
    parsed = parse(text)
    assert (parsed.value is not None) == (parsed.status in (REPORTED, CellStatus.ZERO_WORD))
    if parsed.value is not None:
        assert looks_like_value(text)


@given(st.integers(0, 999), st.integers(0, 999), st.sampled_from([" ", "\t", "\n", "\u3000", "\xa0"]))
def test_two_numbers_are_never_one(first, second, gap):
    assert parse(f"{first}{gap}{second}").value is None


@pytest.mark.parametrize("digits", [16, 400, 5000])
def test_a_number_too_long_to_be_exact_is_none(digits):
    assert parse("9" * digits).status is UNPARSEABLE
    assert parse("9" * digits, "amount", "万元").status is UNPARSEABLE
