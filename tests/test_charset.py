"""Charsets: what the bytes are, whatever the header or the page says of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.documents import Unreadable
from pipelines.documents.charset import decode

TEXT = "青水镇2023年政府信息公开工作年度报告，主动公开信息317条，收到申请29件。" * 3
TRADITIONAL = "青水鎮2023年政府信息公開工作年度報告，主動公開信息317條，收到申請29件。" * 3


def page(text: str, meta: str = "") -> str:
    return f"<html><head>{meta}</head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize(
    ("encoding", "header", "meta", "charset"),
    [
        ("utf-8", None, "", "utf-8"),
        ("utf-8", "gbk", "<meta charset=gb2312>", "utf-8"),
        ("utf-8", "iso-8859-1", "", "utf-8"),
        ("utf-8-sig", None, "", "utf-8"),
        ("utf-16", None, "", "utf-16"),
        ("utf-16-le", None, "", "utf-16-le"),
        ("utf-16-be", None, "", "utf-16-be"),
        ("gb18030", "GB2312", "", "gb18030"),
        ("gb18030", None, '<meta http-equiv="Content-Type" content="text/html; charset=gbk">', "gb18030"),
        ("gb18030", "utf-8", '<meta charset="utf-8">', "gb18030"),
        ("gb18030", "ISO-8859-1", "", "gb18030"),
        ("gb18030", "nonsense", "", "gb18030"),
        ("gb18030", "big5", "", "gb18030"),
    ],
)
def test_simplified_pages(encoding, header, meta, charset):
    text = page(TEXT, meta)
    assert decode(text.encode(encoding), header) == (text, charset)


@pytest.mark.parametrize("header", [None, "big5", "utf-8", "gb2312"])
def test_traditional_pages(header):
    text = page(TRADITIONAL)
    assert decode(text.encode("big5"), header) == (text, "big5hkscs")


def test_rare_characters_of_gb18030_under_a_gb2312_label():
    text = page(TEXT + "蔄山镇、㙦头村、𬭚")
    assert decode(text.encode("gb18030"), "gb2312") == (text, "gb18030")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_few_broken_bytes_are_counted(encoding):
    text = page(TEXT * 20)
    body = text.encode(encoding)
    cut = len(b"<html><head></head><body><p>") + 1
    read, charset = decode(body[:cut] + body[cut + 1 :], encoding)
    assert charset.startswith(f"{encoding} (") and charset.endswith("broken characters)")
    assert read.count("\ufffd") <= 3 and "主动公开信息317条" in read


def test_many_broken_bytes_are_refused():
    body = bytearray(page(TEXT * 20).encode())
    body[40::37] = b"\xff" * len(body[40::37])
    with pytest.raises(Unreadable, match="charset"):
        decode(bytes(body), "utf-8")


@pytest.mark.parametrize("encoding", ["shift_jis", "euc_kr", "koi8_r"])
def test_texts_of_other_languages_never_become_chinese(encoding):
    words = {
        "shift_jis": "これはテストのぺーじです",
        "euc_kr": "이것은 시험 페이지입니다",
        "koi8_r": "Это тестовая страница",
    }
    body = (words[encoding] * 30).encode(encoding)
    try:
        text, charset = decode(body)
    except Unreadable:
        return
    assert not charset.startswith(("gb", "big5")), text[:40]


@given(st.text(st.characters(codec="gb18030", exclude_categories=["Cc", "Cs", "Co"]), max_size=60))
def test_utf8_is_always_itself(text):
    assert decode(text.encode(), "gb2312")[0] == text.removeprefix("\ufeff")
