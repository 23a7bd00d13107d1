"""One report of the load archive as its reader would give it: text, sections, cells with their places, findings."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from zlib import crc32

from bench.load.figures import edition_of, figures, spoiled
from bench.load.places import Reporter, years_of
from bench.load.wording import problems, prose
from pipelines.checking import check
from pipelines.form import form_cells
from pipelines.form.editions import FormCell
from pipelines.records import (
    CaptureOutcome,
    Cell,
    CellStatus,
    CheckStatus,
    Document,
    Finding,
    Identity,
    Match,
    Mention,
    Place,
    Reading,
    Report,
    ReportStatus,
    Scope,
    Section,
    Statistic,
)

_PASSED = 62  # checks that a consistent report passes; only the others are really checked, which costs 2 ms
_TABLES = {"t2": ("proactive", "二、主动公开政府信息情况"), "t3": ("requests", "三、收到和处理政府信息公开申请情况"),
           "t4": ("disputes", "四、政府信息公开行政复议、行政诉讼情况")}  # fmt: skip
_GAPS = (CellStatus.MISSING, CellStatus.REFUSED, CellStatus.UNPARSEABLE)
_EMPTY = {CellStatus.BLANK: "", CellStatus.NOT_APPLICABLE: "/", CellStatus.ZERO_WORD: "无",
          CellStatus.REFUSED: "1 2", CellStatus.UNPARSEABLE: "约三件"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Key:
    """Which report: the agency's number among the reporters, and the year."""

    number: int
    year: int

    def share(self, salt: str) -> float:
        """A number between 0 and 1 that this report always has."""
        return crc32(f"{salt}/{self.number}/{self.year}".encode()) / 2**32


def fate(key: Key) -> str:
    """What became of a report: unreadable, prose, partial, blanks, spoiled or plain; the same for the same report."""
    at = key.share("fate")
    for word, below in (("unreadable", 0.01), ("prose", 0.04), ("partial", 0.12), ("blanks", 0.22), ("spoiled", 0.3)):
        if at < below:
            return word
    return "plain"


def copied_from(key: Key, reporters: list[Reporter]) -> Key | None:
    """Whose words a report has taken: in 2 % those of the agency beside it, in 2 % its own of the year before."""
    if (source := _candidate(key, reporters)) is None or _candidate(source, reporters) is not None:
        return None
    there = source.year in years_of(source.number) and fate(source) not in ("unreadable", "prose")
    return source if there and fate(key) not in ("unreadable", "prose") else None


def _candidate(key: Key, reporters: list[Reporter]) -> Key | None:
    at, beside = key.share("copy"), reporters[key.number].neighbour
    if at < 0.02:
        return Key(beside, key.year) if beside is not None else None
    same_form = edition_of(key.year - 1) == edition_of(key.year)
    return Key(key.number, key.year - 1) if at < 0.04 and same_form else None


class _Text:
    """The document as it grows, with the sections and the places in it."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.sections: list[Section] = []

    def add(self, piece: str) -> int:
        """Appends and gives where the piece begins."""
        start = self.length
        self.pieces.append(piece)
        self.length += len(piece)
        return start

    def section(self, key: str, heading: str | None, start: int) -> None:
        whole = "".join(self.pieces)
        self.pieces = [whole]
        end = start + len(whole[start:].rstrip())
        self.sections.append(Section(len(self.sections), key, heading, start, end))


def own_words(key: Key) -> dict[str, str]:
    """The sections of a report that it wrote itself."""
    chance = random.Random(f"words/{key.number}/{key.year}")
    return {"overview": prose(chance, chance.randint(10, 26)), "problems": problems(chance)}


def reading(key: Key, reporters: list[Reporter]) -> Reading:
    """The report of this key, checked where something is odd about it."""
    chance, fated = random.Random(f"report/{key.number}/{key.year}"), fate(key)
    if fated == "unreadable":
        return Reading(CaptureOutcome.UNREADABLE, finding=Finding("F-UNREADABLE", values={"x": "xref"}), note="broken")
    name, edition = reporters[key.number].agency.name, edition_of(key.year)
    values = figures(key.number, key.year, reporters[key.number].scale, chance)
    values = spoiled(values, chance) if fated == "spoiled" else values
    title = f"{name}{key.year}年政府信息公开工作年度报告"
    text, words = _Text(), own_words(copied_from(key, reporters) or key)
    text.add(f"{title}\n")
    mentions = _prose_before(text, name, key.year, words["overview"], values)
    cells = _cells(text, edition, _statuses(fated, edition, chance), values)
    _prose_behind(text, words["problems"], name, key.year)
    signed = f"{key.year + 1}-{chance.randint(1, 3):02}-{chance.randint(1, 28):02}"
    published = signed if chance.random() < 0.93 else f"{key.year + 1}-0{chance.randint(4, 9)}-12"
    scope = Scope.AGGREGATE if "局" not in name and reporters[key.number].scale == 80 else Scope.OWN
    identity = Identity(title, name, True, key.year, published, signed, scope)
    status = {"prose": ReportStatus.PROSE, "partial": ReportStatus.PARTIAL}.get(fated, ReportStatus.COMPLETE)
    findings = _findings(cells, fated, chance)
    report = Report(identity, status, tuple(text.sections), cells, mentions, findings, (), _statistics(cells, edition))
    document = Document("".join(text.pieces), ())
    if fated in ("spoiled", "blanks") or published != signed:
        report = check(report, document.text)
    return Reading(CaptureOutcome.REPORT, document, report)


def checks_passed(report: Report) -> int:
    """The checks that passed, or would have where nothing was odd enough to check."""
    passed = sum(check.status is CheckStatus.PASS for check in report.checks)
    return passed if report.checks or report.status is ReportStatus.PROSE else _PASSED


def _prose_before(text: _Text, name: str, year: int, overview: str, values: Mapping) -> tuple[Mention, ...]:
    start = text.add(
        f"本报告由{name}按照《中华人民共和国政府信息公开条例》编制，统计期限为{year}年1月1日至12月31日。\n"
    )
    text.section("preamble", None, start)
    received = values.get("t3.new_received.total", values.get("stat.req_received"))
    shown = values.get("stat.active_total", 40 + received * 3)
    start = text.add("一、总体情况\n")
    quotes = [(f"全年主动公开政府信息{shown}条。", "disclosed", shown, "条"),
              (f"收到政府信息公开申请{received}件。", "requests_received", received, "件")]  # fmt: skip
    mentions = []
    for quote, measure, value, unit in quotes:
        at = text.add(quote)
        mentions.append(Mention(measure, value, unit, False, quote, at, at + len(quote)))
    text.add(overview + "\n")
    text.section("overview", "一、总体情况", start)
    return tuple(mentions)


def _prose_behind(text: _Text, said: str, name: str, year: int) -> None:
    for key, heading, words in (
        ("problems", "五、存在的主要问题及改进情况", said),
        ("other", "六、其他需要报告的事项", "本年度未收取信息处理费。" if "热线" in said else "无。"),
    ):
        start = text.add(f"{heading}\n{words}\n")
        text.section(key, heading, start)
    text.section("tail", None, text.add(f"{name}\n{year + 1}年1月"))


@cache
def _rows(edition: str) -> tuple[tuple[str, tuple[tuple[str, tuple[FormCell, ...]], ...]], ...]:
    """The tables of an edition, each with its rows: the row's label and its cells."""
    tables = groupby(form_cells(edition), key=lambda cell: cell.form_table)
    return tuple(
        (table, tuple((few[0].label_zh.split(" / ")[0], few) for few in _by_row(cells))) for table, cells in tables
    )


def _by_row(cells) -> list[tuple[FormCell, ...]]:
    return [tuple(row) for _, row in groupby(cells, key=lambda cell: cell.row_key)]


def _statuses(fated: str, edition: str, chance: random.Random) -> dict[str, CellStatus]:
    """The cells that have no number, by key."""
    keys = [cell.key for cell in form_cells(edition)]
    if fated == "prose":
        return dict.fromkeys(keys, CellStatus.MISSING)
    if fated == "partial":
        return {key: chance.choice(_GAPS) for key in chance.sample(keys, chance.randint(2, 24))}
    if fated == "blanks":
        kinds = (CellStatus.BLANK, CellStatus.BLANK, CellStatus.NOT_APPLICABLE, CellStatus.ZERO_WORD)
        return {key: chance.choice(kinds) for key in chance.sample(keys, chance.randint(3, 40))}
    return {}


def _cells(text: _Text, edition: str, without: Mapping[str, CellStatus], values: Mapping) -> tuple[Cell, ...]:
    """Writes the tables into the text and gives their cells; a section for each, for the table of 2014 the annex."""
    cells: list[Cell] = []
    for number, (table, rows) in enumerate(_rows(edition)):
        key, heading = _TABLES.get(table, ("annex", "附表：政府信息公开情况统计表"))
        start = text.add(f"{heading}\n")
        for line, (label, few) in enumerate(rows):
            text.add(f"{label}\t")
            cells += [
                _cell(text, cell, without.get(cell.key), values, (number, line, at)) for at, cell in enumerate(few, 1)
            ]
            text.add("\n")
        text.section(key, heading, start)
    return tuple(cells)


def _cell(text: _Text, cell: FormCell, without: CellStatus | None, values: Mapping, at: tuple[int, int, int]) -> Cell:
    if without is CellStatus.MISSING:
        return Cell(cell.key, without, cell.edition, unit=cell.unit)
    raw = _EMPTY[without] if without else str(values[cell.key])
    start = text.add(raw)
    text.add("\t")
    place = Place(start, start + len(raw), *at)
    value = {None: values[cell.key], CellStatus.ZERO_WORD: 0}.get(without)
    status = without or CellStatus.REPORTED
    match = Match.ALIAS if at[1] % 9 == 5 else Match.EXACT
    return Cell(cell.key, status, cell.edition, value, raw, cell.unit, match, place)


def _statistics(cells: tuple[Cell, ...], edition: str) -> tuple[Statistic, ...]:
    if edition != "f2014":
        return ()
    labels = {cell.key: cell.label_zh for cell in form_cells(edition)}
    return tuple(
        Statistic(n, c.key, labels[c.key], None, c.status, c.value, c.unit, c.raw, c.match, c.place)
        for n, c in enumerate(cells)
    )


def _findings(cells: tuple[Cell, ...], fated: str, chance: random.Random) -> tuple[Finding, ...]:
    said = [Finding("X-HALFWIDTH", "text")] if chance.random() < 0.1 else []
    if fated == "prose":
        tables = sorted({cell.key.partition(".")[0] for cell in cells})
        return (*said, *(Finding("T-TABLE-MISSING", t, values={"t": _NAMES[t]}) for t in tables))
    codes = {CellStatus.REFUSED: "T-CELL-REFUSED", CellStatus.UNPARSEABLE: "T-CELL-UNPARSEABLE"}
    for cell in cells:
        if code := codes.get(cell.status):
            table = cell.key.partition(".")[0]
            said.append(Finding(code, cell.key, None, cell.raw, {"t": _NAMES[table], "key": cell.key, "x": cell.raw}))
    if missing := [cell for cell in cells if cell.status is CellStatus.MISSING]:
        table = missing[0].key.partition(".")[0]
        said.append(Finding("T-TABLE-TRUNCATED", table, values={"t": _NAMES[table], "n": len(missing)}))
    return tuple(said)


_NAMES = {"t2": "表二", "t3": "表三", "t4": "表四", "stat": "统计表"}
