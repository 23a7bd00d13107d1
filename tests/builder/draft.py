"""A report before it has a format: title, prose, headings and tables, with the truth beside it."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tests.builder import form, numbers, tables
from tests.builder.tables import Slot, Table
from tests.builder.truth import CellTruth, Truth

_PLACES = ("云溪县白鹿镇", "青泽市柳渡乡", "南岚区石桥街道", "永澜县望河镇", "北汀市松坪乡")
_BODIES = ("人民政府", "人民政府", "办事处", "人民政府", "人民政府")


@dataclass(frozen=True)
class Line:
    """A paragraph of prose; `kind` is title, heading, text, or unescaped (markup as it stands, in HTML)."""

    text: str
    kind: str = "text"


@dataclass
class Draft:
    """What is to be rendered, and the truth about it. Damages change both before rendering."""

    truth: Truth
    tables: dict[str, list[Table]]
    sections: dict[str, list[Line | Table]]
    title: list[Line]
    rng: Random
    layout: object

    def blocks(self) -> list[Line | Table]:
        body = list(self.title)
        for key, _ in form.SECTIONS:
            body += self.sections.get(key, [])
        return body

    @property
    def two(self) -> Table:
        return self.tables["t2"][0]

    @property
    def three(self) -> Table:
        return self.tables["t3"][0]

    @property
    def four(self) -> Table:
        return self.tables["t4"][0]

    def replace(self, name: str, *new: Table) -> None:
        """Put `new` where the table `name` stands; none removes it."""
        section = next(part for part in self.sections.values() if self.tables[name][0] in part)
        at = section.index(self.tables[name][0])
        section[at : at + len(self.tables[name])] = new
        self.tables[name] = list(new)

    def drop_heading(self, section: str) -> None:
        self.sections[section] = [
            b for b in self.sections[section] if not (isinstance(b, Line) and b.kind == "heading")
        ]

    @staticmethod
    def reworded(line: Line, text: str) -> Line:
        return Line(text, line.kind)

    def write(
        self, key: str, raw: str, value: float | None, status: str = "reported", allowed: set[str] | None = None
    ) -> None:
        """Print `raw` in the cell `key` and note what that means."""
        default = {"read"} if status in ("reported", "zero_word") else {status}
        self.truth.cells[key] = CellTruth(value, status, raw, frozenset(allowed or default))
        for table in self.tables[key[:2]]:
            for slot in table.slots():
                if slot.key == key:
                    slot.text = raw

    def relabel(self, old: str, new: str) -> bool:
        """Reword every slot that prints exactly `old`; True if there was one."""
        slots = [s for group in self.tables.values() for t in group for s in t.slots() if s.text == old and not s.key]
        for slot in slots:
            slot.text = new
        return bool(slots)


def draft(edition: str, kind: str, layout, rng: Random) -> Draft:
    """An undamaged report on `edition` (f2021, f2019, mixed) with figures of `kind`."""
    editions = form.EDITIONS[edition]
    which = rng.randrange(len(_PLACES))
    agency = _PLACES[which] + _BODIES[which]
    year = {"f2021": rng.randint(2021, 2024), "f2019": rng.randint(2019, 2020), "mixed": 2021}[edition]
    cells = {key: _cell(key, value) for key, value in numbers.fill(kind, editions, rng).items()}
    title = f"{agency}{year}年政府信息公开工作年度报告"
    t4 = None if edition == "mixed" else editions["t3"]
    truth = Truth(agency, year, title, editions | {"t4": t4}, cells, [key for key, _ in form.SECTIONS])
    made = {
        "t2": [tables.table_two(editions["t2"], cells)],
        "t3": [tables.table_three(editions["t3"], cells)],
        "t4": [tables.table_four(cells)],
    }
    return Draft(
        truth, made, _sections(truth, made, rng), [Line(title, "title"), Line(_preface(agency, year))], rng, layout
    )


def _cell(key: str, value: int) -> CellTruth:
    """Only the procurement amount has no unit in the form, so that a careful report prints it."""
    return CellTruth(value, raw=f"{value}元" if key == "t2.procurement.amount" else str(value))


def _preface(agency: str, year: int) -> str:
    return f"本报告依照《中华人民共和国政府信息公开条例》编制，所列数据的统计期限自{year}年1月1日起，到{year}年12月31日止。如有疑问，请与{agency}党政办公室联系（电话：0000-1234567）。"


def _sections(truth: Truth, made: dict[str, list[Table]], rng: Random) -> dict[str, list[Line | Table]]:
    headings = {key: Line(text, "heading") for key, text in form.SECTIONS}
    said = rng.randint(20, 400)
    bodies = {
        "overview": [
            Line(
                f"（一）主动公开。{truth.year}年，本机关主动公开政府信息{said}条，其中政府网站公开{said - 7}条，微信公众号公开7条。"
            ),
            Line("（二）监督保障。全年开展业务培训2次，公开栏目由专人维护，群众来访查阅均有登记。"),
        ],
        "proactive": list(made["t2"]),
        "requests": list(made["t3"]),
        "disputes": list(made["t4"]),
        "problems": [Line("公开的内容还不够细，更新有时偏慢。下一年将按月核对目录，补齐缺项。")],
        "other": [
            Line(f"{truth.year}年未收取信息处理费。"),
            Line(truth.agency),
            Line(f"{truth.year + 1}年1月{rng.randint(5, 29)}日"),
        ],
    }
    return {key: [headings[key], *body] for key, body in bodies.items()}


def blank_row(table: Table, keys: list[str]) -> list[Slot]:
    return [slot for slot in table.slots() if slot.key in keys]
