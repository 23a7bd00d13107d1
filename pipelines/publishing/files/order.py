"""What is ordered: a selection of reports in a form, with headers, in a format. Pure; from an address or from the command's options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from pipelines.publishing import words
from pipelines.publishing.files.choosing import Selection, WrongOrder

FORMS = {"wide": ("宽表：一份报告一行", "wide: one row a report"), "long": ("长表：一格一行", "long: one row a cell")}
HEADERS = {"zh": ("中文列名", "Chinese headers"), "en": ("英文列名", "English headers"), "names": ("代号列名（供程序用）", "names, for programs")}  # fmt: skip
FORMATS = {
    "xlsx": ("Excel 工作簿", "Excel workbook"),
    "csv": ("CSV", "CSV"),
    "parquet": ("Parquet（供程序用）", "Parquet, for programs"),
    "zip": ("ZIP 数据包：各表与数据字典", "ZIP bundle: all tables with the codebook"),
}
_YES_NO = {"0": False, "1": True}


@dataclass(frozen=True, slots=True)
class Order:
    """`form` is wide, long, or the name of a table or view that has a row for a report; `statuses`: a status beside every figure.

    `spreadsheet`: text that a spreadsheet would run is made inert; `bom`: CSV begins with a byte order mark. `site`: what the
    addresses in the rows begin with.
    """

    selection: Selection = field(default_factory=Selection)
    form: str = "wide"
    header: str = "zh"
    format: str = "csv"
    statuses: bool = True
    spreadsheet: bool = True
    bom: bool = True
    site: str = ""

    @classmethod
    def asked(cls, asked: Mapping[str, str], format: str, site: str) -> Order:
        """From an address. `_dl=1`, the pages' own, and `bom=1` give a file for spreadsheets. Raises WrongOrder."""
        given = {name: asked[name] for name in ("form", "header") if asked.get(name)}
        bom, page = (_yes_no(asked, name) for name in ("bom", "_dl"))
        order = cls(Selection.asked(asked), **given, format=format, site=site.rstrip("/"))
        spreadsheet = bool(page or bom)
        statuses = _yes_no(asked, "status") is not False
        return replace(
            order, statuses=statuses, spreadsheet=spreadsheet, bom=spreadsheet if bom is None else bom
        ).checked()

    def checked(self) -> Order:
        """Itself. Raises WrongOrder for a form, header or format that there is not."""
        for name, value, known in (
            ("form", self.form, forms()),
            ("header", self.header, HEADERS),
            ("format", self.format, FORMATS),
        ):
            if value not in known:
                raise WrongOrder(
                    f"There is no {name} {value}; known are {', '.join(known)}.",
                    f"{name} 没有 {value} 这一种；可用：{'、'.join(known)}。",
                )
        return self

    @property
    def query(self) -> str:
        """The parameters of the address that gives this file, without its format."""
        more = {"form": self.form, "header": self.header} | ({} if self.statuses else {"status": "0"})
        return urlencode(self.selection.parameters | more)

    @property
    def language(self) -> str:
        """The language of the words in the rows; with names for headers codes stay codes, and reasons are in English."""
        return "zh" if self.header == "zh" else "en"


def forms() -> dict[str, tuple[str, str]]:
    """Every form with its words: wide, long, then the tables and views that have a row for a report."""
    tables = {name: (about.zh, about.en) for name, about in words.relations().items() if report_column(name)}
    return FORMS | tables


def report_column(relation: str) -> str | None:
    """The column that says which report a row is about; None where a row is about none, and for the twins of the wide form."""
    if relation == "reports":
        return "id"
    return "report_id" if "wide" not in relation and "report_id" in words.columns(relation) else None


def _yes_no(asked: Mapping[str, str], name: str) -> bool | None:
    given = asked.get(name)
    if given is not None and given not in _YES_NO:
        raise WrongOrder(f"{name} is 0 or 1.", f"{name} 应是 0 或 1。")
    return None if given is None else _YES_NO[given]
