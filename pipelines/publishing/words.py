"""The words for every public table, view and column, Chinese first, gathered from schema.yml and views.yml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipelines.publishing import language
from pipelines.publishing.yaml_files import loaded
from pipelines.storing import schema as tables
from pipelines.storing import views

_UNITS = {"件": "items", "项": "items", "条": "items", "次": "times", "篇": "articles", "人": "persons", "人次": "persons",
          "个": "number", "万元": "10,000 yuan", "元": "yuan", None: "none"}  # fmt: skip
# a code and its Chinese, in the description of a column
_LISTED = re.compile(r"(?:^|[，：])\s*([a-z_0-9]{2,}) ([^，；。（：]+)")
# What the sections are called: those of 2019 and 2021 by the form's headings, those of earlier years in general words.
_SECTIONS = {
    "preamble": ("引言", "Preamble"),
    "overview": ("总体情况", "Overall situation"),
    "proactive": ("主动公开政府信息情况", "Proactive disclosure"),
    "requests": ("收到和处理政府信息公开申请情况", "Requests received and handled"),
    "disputes": ("政府信息公开行政复议、行政诉讼情况", "Reviews and lawsuits"),
    "problems": ("存在的主要问题及改进情况", "Problems and improvements"),
    "other": ("其他需要报告的事项", "Other matters"),
    "tail": ("结尾", "End of the document"),
    "responses": ("回应解读情况", "Responses and interpretation"),
    "fees": ("收费及减免情况", "Fees and reductions"),
    "resources": ("机构、经费和培训情况", "Bodies, budget and training"),
    "annex": ("附表", "Annexed table"),
}
_SCHEMA = Path(views.__file__).with_name("schema.yml")


@dataclass(frozen=True, slots=True)
class Words:
    """What something is called and what it holds, in both languages."""

    zh: str
    en: str
    about_zh: str
    about_en: str

    @classmethod
    def of(cls, data: dict) -> Words:
        return cls(*(str(data[name]) for name in ("zh", "en", "about_zh", "about_en")))

    @property
    def title(self) -> str:
        return f"{self.zh} {self.en}"

    @property
    def description(self) -> str:
        return f"{self.about_zh} {self.about_en}"


@cache
def schema() -> dict:
    """schema.yml as plain data."""
    return loaded(_SCHEMA)


def section_title(key: str) -> tuple[str, str]:
    """What a section is called, in both languages; a key that is not known is its own name."""
    return _SECTIONS.get(key, (key, key))


@cache
def relations() -> dict[str, Words]:
    """The words of every public table and view."""
    known = {name: Words.of(table) for name, table in schema()["tables"].items()}
    known |= {name: Words.of(table) for name, table in schema()["made_by_form"].items()}
    return known | {name: Words.of(view) for name, view in views.load()["views"].items()}


@cache
def columns(relation: str) -> dict[str, Words]:
    """The words of a table's or a view's columns, in their order; KeyError where a column has none."""
    if relation in schema()["tables"]:
        return {name: Words.of(column) for name, column in schema()["tables"][relation]["columns"].items()}
    if relation in schema()["made_by_form"]:
        return _wide() if relation == "reports_wide" else _wide_zh()
    known = _shared() | views.load()["words"] | views.load()["views"][relation].get("words", {})
    known |= views.derived_words(relation)
    return {name: Words.of(known[name]) for name in views.view_columns(relation)}


@cache
def value_words() -> dict[str, dict[str, str]]:
    """Chinese for the words that columns of reports are made of (level, kind, status, scope), from their descriptions."""
    known = {name: columns("reports")[name].about_zh for name in ("level", "kind", "status", "scope")}
    return {name: listed(about) for name, about in known.items()}


def listed(about_zh: str) -> dict[str, str]:
    """The codes that a column's description lists, each with its Chinese."""
    return dict(_LISTED.findall(about_zh))


def value_word(column: str, value: object) -> object:
    """A word that a column of reports is made of, in the language of the request: the English of a code is the code."""
    if language.current() == "zh":
        return value_words().get(column, {}).get(value, value)
    return value.replace("_", " ") if column in value_words() and isinstance(value, str) else value


def unit_word(unit: str | None) -> str:
    """A unit of the form in the language of the request; empty without one."""
    return language.word(unit_words(unit))


def unit_words(unit: str | None) -> tuple[str, str]:
    """A unit of the form in both languages; empty without one."""
    return (unit, _UNITS.get(unit, unit)) if unit else ("", "")


def digits(value: float, spec: str = "") -> str:
    """A figure with all its digits: one rounded to six of them is another figure. `spec`: "," sets thousands apart, "+" a sign."""
    return f"{value:{spec}}" if isinstance(value, int) else f"{value:{spec}.15g}"


def after_figure(unit: str | None, value: float) -> tuple[str, str]:
    """What stands behind a figure in both languages: its unit, with a sign before one that begins with a number itself."""
    zh, en = unit_words(unit)
    en = en.removesuffix("s") if value == 1 else en
    return zh, f" × {en}" if en[:1].isdigit() else f" {en}" if en else ""


@cache
def in_reports(title_zh: str) -> str:
    """The column of `reports` with this Chinese title, which is its name in reports_wide_zh; the title where there is none."""
    return {named.zh: name for name, named in columns("reports").items()}.get(title_zh, title_zh)


def _wide() -> dict[str, Words]:
    """reports_wide: the report's own columns, then every cell of the form under its official label."""
    head = {name: columns("reports")[name] for name in tables.WIDE_HEAD}
    cells = {
        key: Words(cell.label_zh, cell.label_en, f"单位：{cell.unit or '无'}。", f"Unit: {_UNITS[cell.unit]}.")
        for key, cell in tables.wide_cells().items()
    }
    return head | cells


def _wide_zh() -> dict[str, Words]:
    headers = tables.wide_headers_zh()
    return {headers.get(name, words.zh): words for name, words in _wide().items()}


@cache
def _shared() -> dict[str, dict]:
    """A column name that several tables have: the words of the first; reports come before all others."""
    found: dict[str, dict] = {}
    for table in schema()["tables"].values():
        for name, column in table["columns"].items():
            found.setdefault(name, column)
    return found
