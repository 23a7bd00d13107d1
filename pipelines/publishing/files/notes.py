"""What every file says of itself: when, what was chosen, how many rows, what the statuses mean, the terms, how to cite."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.publishing import words
from pipelines.publishing.files.order import FORMS, HEADERS, Order, forms
from pipelines.publishing.files.reasons import REASONS, SHORT

PARTS = {
    "place": ("地方", "Place"),
    "year": ("年度", "Year"),
    "level": ("层级", "Level"),
    "kind": ("机关类型", "Kind of agency"),
    "agency": ("机关", "Agency"),
    "finding": ("有此发现", "With the finding"),
    "q": ("搜索", "Search"),
    "report": ("报告编号", "Report id"),
    "table": ("表", "Table"),
    "filter": ("筛选", "Filters"),
}
TITLE = (
    "公开：政府信息公开工作年度报告库",
    "Gongkai: yearly information-disclosure reports of Chinese administrative organs",
)
TERMS = (
    "各报告是行政机关发布的公文，依《中华人民共和国著作权法》第五条不受著作权保护；转载引用请注明机关、年度与出处。本库程序按 Apache-2.0 许可发布。",
    "The reports are official documents, to which copyright does not apply (Copyright Law of the PRC, article 5); name agency, year and source when you quote. The program is free under Apache-2.0.",
)
HINTS = (
    (
        "空格不是零。每个数字旁边有状态；长表还用一句话说明每个空格的原因。",
        "An empty cell is no zero. Each figure has its status beside it; the long form says in a sentence why a cell is empty.",
    ),
    (
        "统计范围为“汇总”的报告（全市、全县）与单个机关的报告不可相加。",
        "Reports whose scope is aggregate (a whole city or county) must not be added to those of single agencies.",
    ),
    (
        "报告编号有 16 位，表格软件打开 CSV 时会把末位显示为 0；请以报告页网址为准，或用 XLSX（其中编号为文本）。",
        "Report ids have 16 digits, of which spreadsheets keep 15 when they open CSV: rely on the report's address, or take XLSX, where ids are text.",
    ),
    (
        "CSV 中以 = + - @ 开头的文字前加了一个撇号，以免被表格软件当作公式；数字原样不动。",
        "In CSV an apostrophe stands before text that begins with = + - @, lest a spreadsheet run it; numbers are as they are.",
    ),
)
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Notes:
    """What is said: `chosen` is part → words in both languages, `form`, `header` and `site` those of the order."""

    as_of: str
    chosen: dict[str, Pair]
    form: Pair
    header: Pair
    rows: int | None
    site: str

    @classmethod
    def of(cls, as_of: str, chosen: dict[str, Pair], order: Order, rows: int | None) -> Notes:
        return cls(as_of, chosen, forms()[order.form], HEADERS[order.header], rows, order.site)

    def lines(self) -> list[tuple[Pair, Pair]]:
        """What is said as pairs of a name and its words, both in both languages."""
        said = [(("数据截至（UTC）", "As of (UTC)"), (self.as_of, self.as_of))]
        said += [(PARTS[part], named) for part, named in self.chosen.items()]
        if not self.chosen:
            said.append((("选取", "Selection"), ("全部报告", "all reports")))
        said += [(("形式", "Form"), self.form), (("列名", "Headers"), self.header)]
        if self.rows is not None:
            said.append((("行数", "Rows"), (str(self.rows), str(self.rows))))
        said += [(("注意", "Note"), hint) for hint in HINTS]
        said.append((("使用条件", "Terms"), TERMS))
        said.append((("引用", "Cite as"), self.citation))
        return said

    @property
    def citation(self) -> Pair:
        where = f"，{self.site}/" if self.site else ""
        where_en = f", {self.site}/" if self.site else ""
        chosen_zh = "；".join(zh for zh, _ in self.chosen.values()) or "全部报告"
        chosen_en = "; ".join(en for _, en in self.chosen.values()) or "all reports"
        return (
            f"{TITLE[0]}，{chosen_zh}，数据截至 {self.as_of}{where}。",
            f"{TITLE[1]}, {chosen_en}, as of {self.as_of}{where_en}.",
        )


def statuses() -> list[tuple[str, Pair, Pair]]:
    """Every status with its short words and what it means."""
    return [(status, SHORT[status], REASONS[status]) for status in REASONS]


def readme(notes: Notes, files: list[tuple[str, int, str]]) -> str:
    """README.txt of a bundle, Chinese then English: what it is, what is in it (file, rows, what it holds), the statuses."""
    return "\n".join(_part(notes, files, which) for which in (0, 1))


def _part(notes: Notes, files: list[tuple[str, int, str]], which: int) -> str:
    between = "：" if which == 0 else ": "
    known = {name: (about.zh, about.en) for name, about in words.relations().items()} | FORMS
    lines = [TITLE[which], "=" * 40, ""]
    lines += [f"{name[which]}{between}{said[which]}" for name, said in notes.lines()]
    lines += ["", ("文件", "Files")[which], "-" * 40]
    lines += [
        f"{file}  {rows} {('行', 'rows')[which]}  {known.get(table, ('', ''))[which]}" for file, rows, table in files
    ]
    lines += ["", ("单元格的状态", "Statuses of cells")[which], "-" * 40]
    lines += [f"{status}  {short[which]}{between}{meaning[which]}" for status, short, meaning in statuses()]
    return "\n".join([*lines, ""])
