"""What Datasette says of a wrong request, in Chinese too: it has English only, and for some only a page of HTML."""

from __future__ import annotations

import re

_COMPLAINTS = {
    r"_(?:no)?col=(?P<names>.*) - invalid columns": ("没有这些列：{names}。", "There are no such columns: {names}."),
    r"Cannot sort table by (?P<names>.*)": ("不能按此列排序：{names}。", "The rows cannot be sorted by {names}."),
    r"Cannot use _sort and _sort_desc at the same time": ("_sort 与 _sort_desc 只能用一个。", "Give either _sort or _sort_desc."),
    r"_size must be a positive integer": ("_size 应是正整数。", "_size is a whole number from 1."),
    r"_size must be <= (?P<names>\d+)": ("_size 最大为 {names}。", "_size is at most {names}."),
    r"Cannot search by that column": ("不能在该列中搜索。", "That column cannot be searched."),
    r"Statement must be a SELECT": ("只接受 SELECT 语句。", "A statement must be a SELECT."),
    r"Statement contained a disallowed PRAGMA.*": ("语句中有不允许的 PRAGMA。", "The statement has a PRAGMA that is not allowed."),
    r"<p>SQL query took too long.*|interrupted": (
        "查询超过时限，已停止；请加条件，或下载文件。", "The statement took too long and was stopped; narrow it, or take the file."),
    r"no such (?P<kind>column|table|function): (?P<names>.*)": ("没有这个列、表或函数：{names}。", "There is no {kind} {names}."),
    r'near "(?P<names>.*)": syntax error': ("语句在“{names}”附近有语法错误。", "The statement has a syntax error near “{names}”."),
    r"You can only execute one statement at a time\.": ("一次只能执行一条语句。", "Only one statement at a time."),
    r"incomplete input": ("语句不完整。", "The statement is not complete."),
    r"access to (?P<names>.*) is prohibited|not authorized": ("语句要读的内容不公开。", "The statement asks for what is not published."),
    r"Invalid _through.*": ("_through 所指的表没有这种联系。", "_through names no table that refers to this one."),
}  # fmt: skip
_KNOWN = [(re.compile(pattern, re.DOTALL), said) for pattern, said in _COMPLAINTS.items()]


def in_two_languages(message: str) -> tuple[str, str] | None:
    """A complaint of Datasette or SQLite in Chinese and in English; None for one that is not known."""
    for pattern, (zh, en) in _KNOWN:
        if match := pattern.fullmatch(message.strip()):
            named = {name: value or "" for name, value in match.groupdict().items()}
            return zh.format(**named), en.format(**named)
    return None
