"""An invented county over several years for what needs more than one report: figures that follow on, prose of its own."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from pipelines.checking import check
from pipelines.form import form_cells
from pipelines.records import Capture, Cell, CellStatus, Identity, Provenance, Reading, Report, Scope, Section
from tests.made_readings import made_capture, made_reading
from tests.test_checks import consistent, counting

SOURCE = "county"
_CHARACTERS = "天地人山水火风云雨雪花草木石田土金银东西南北春夏秋冬日月星光早晚长短高低大小多少红黄蓝白黑走跑坐立说写读听看问答开关进出来去新旧好坏冷热明暗远近快慢轻重"


def prose(seed: object, clauses: int = 40) -> str:
    """Sentences of invented clauses: nobody else has them."""
    rng = Random(f"prose/{seed}")
    made = ("".join(rng.choices(_CHARACTERS, k=rng.randint(8, 14))) for _ in range(clauses))
    return "，".join(made) + "。"


def figures(edition: str, seed: int) -> dict:
    return consistent(edition, counting(seed * 40 + 1))


def following(edition: str, last: dict, seed: int) -> dict:
    """Figures of the year after `last`: what was carried over is carried in, the stocks and items follow on."""
    cells = figures(edition, seed)
    for key in [key for key in cells if key.startswith("t3.carried_in.")]:
        column = key.rpartition(".")[2]
        carried = last[f"t3.carried_out.{column}"]
        cells[f"t3.new_received.{column}"] += cells[key] - carried
        cells[key] = carried
    if edition == "f2021" and "t2.rules.in_force" in last:
        for row in ("rules", "normative_docs"):
            cells[f"t2.{row}.in_force"] = (
                last[f"t2.{row}.in_force"] + cells[f"t2.{row}.issued"] - cells[f"t2.{row}.repealed"]
            )
    for key in [key for key in cells if key.endswith(".prev_items") and key in last]:
        cells[key] = last[key] + last[key.replace("prev_items", "change")]
    return cells


def reading(
    agency: str | None,
    year: int | None,
    values: dict,
    edition: str = "f2021",
    words: str = "本镇情况见下表。",
    scope: Scope = Scope.OWN,
    mentions: tuple = (),
) -> Reading:
    """A checked reading as the reader gives it, from figures and prose."""
    cells = tuple(
        Cell(c.key, CellStatus.REPORTED, edition, values[c.key], str(values[c.key])) for c in form_cells(edition)
    )
    made = made_reading(agency, year, prose=words)
    whole = Section(0, "overview", "一、总体情况", 0, len(words))
    identity = Identity(title=f"{year}年政府信息公开工作年度报告", agency=agency, year=year, scope=scope)
    report = Report(identity, made.report.status, (whole,), cells, mentions, ())
    document = replace(made.document, text=words)
    return replace(made, document=document, report=check(report, words))


def captured(name: str, fetched_at: str = "2026-01-01T00:00:00Z", content: str = "") -> Capture:
    return made_capture(name, fetched_at, content, Provenance(source=SOURCE, publisher="云溪县人民政府"))
