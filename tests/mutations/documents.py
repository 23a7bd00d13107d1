"""Built documents that are consistent, and changes of them: cells, prose, dates, wording."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from random import Random

from pipelines.reader import read_capture
from pipelines.records import Provenance, Report
from tests.builder.draft import Draft, Line, draft
from tests.builder.layouts import LAYOUTS
from tests.mutations.mutation import Fired, Mutation, asked


def consistent_draft(edition: str, layout: str, seed: int) -> Draft:
    """A builder's report whose tables fulfil every identity, whose prose says what they say, by a town without rules."""
    made = draft(edition, "consistent", LAYOUTS[layout], Random(f"{seed}/{edition}/{layout}"))
    cells = made.truth.cells
    for key in [key for key in cells if key.startswith("t2.rules.")]:
        made.write(key, "0", 0)
    if "t2.normative_docs.newly_made" in cells:
        made.write("t2.normative_docs.newly_made", "90", 90)
    made.sections["overview"] += [Line(sentence) for sentence in said(made)]
    return made


def said(made: Draft) -> list[str]:
    """The figures of the tables in prose."""
    value = {key: cell.value for key, cell in made.truth.cells.items()}
    flow = {row: value[f"t3.{row}.total"] for row in ("new_received", "carried_in", "result_total", "carried_out")}
    groups = {word: sum(v for key, v in value.items() if key.startswith(f"t3.{word}") and key.endswith(".total"))
              for word in ("granted", "partially_granted", "denied_", "unavailable_", "notprocessed_")}  # fmt: skip
    issued = value.get("t2.normative_docs.issued", value.get("t2.normative_docs.newly_made"))
    suits = value["t4.suit_direct.total"] + value["t4.suit_after_review.total"]
    return [
        f"（三）依申请公开。{made.truth.year}年，收到政府信息公开申请{flow['new_received']}件，上年结转{flow['carried_in']}件，"
        f"办结{flow['result_total']}件，结转下年度{flow['carried_out']}件。",
        f"申请中，予以公开{groups['granted']}件，部分公开{groups['partially_granted']}件，不予公开{groups['denied_']}件，"
        f"无法提供{groups['unavailable_']}件，不予处理{groups['notprocessed_']}件。",
        f"因政府信息公开被申请行政复议{value['t4.review.total']}件，被提起行政诉讼{suits}件。",
        f"制发行政规范性文件{issued}件。",
    ]


def read_draft(made: Draft, published_on: str | None = None) -> Report:
    """The report that the reader makes of a draft."""
    shape = made.layout
    shape.wear(made)
    (reading,) = read_capture(
        shape.render(made),
        url=f"http://www.example.invalid/a{shape.suffix}",
        media_type=shape.media_type,
        provenance=Provenance(published_on=published_on),
    )
    assert reading.report is not None, reading.note
    return reading.report


def of_document(change: Callable[[Draft], str | None], edition: str) -> Callable[[int], Fired]:
    """What fires on a built document after `change`, which may give the day of publication."""

    def fired(seed: int) -> Fired:
        made = consistent_draft(edition, ("tab", "html")[seed % 2], seed)
        report = read_draft(made, change(made))
        return asked({finding.code for finding in report.findings})

    return fired


def add(**changes: float) -> Callable[[Draft], None]:
    """Adds to cells, named with __ for the dot; `set__` before the name puts the number there instead."""

    def change(made: Draft) -> None:
        for name, number in changes.items():
            key = name.removeprefix("set__").replace("__", ".")
            new = number if name.startswith("set__") else made.truth.cells[key].value + number
            made.write(key, f"{new}元" if key == "t2.procurement.amount" else str(new), new)

    return change


def reword(old: str, new: str, section: str = "overview") -> Callable[[Draft], None]:
    """Replaces words in the prose of a section; {n} in `old` is a number, {same} and {more} in
    `new` are that number and one more."""

    def change(made: Draft) -> None:
        pattern = re.compile(re.escape(old).replace(r"\{n\}", r"(\d+)"))
        lines = made.sections[section]
        found = [n for n, line in enumerate(lines) if isinstance(line, Line) and pattern.search(line.text)]
        assert found, old
        for n in found:
            text = pattern.sub(lambda found: _filled(new, found), lines[n].text)
            lines[n] = Line(text, lines[n].kind)

    return change


def _filled(new: str, found: re.Match) -> str:
    number = int(found[1]) if found.groups() else 0
    return new.replace("{more}", str(number + 1)).replace("{same}", str(number))


def write(text: str, section: str = "overview") -> Callable[[Draft], None]:
    def change(made: Draft) -> None:
        made.sections[section].insert(1, Line(text))

    return change


def published(month_day: str, years_later: int) -> Callable[[Draft], str]:
    return lambda made: f"{made.truth.year + years_later}-{month_day}"


def by_a_bureau(made: Draft) -> str:
    """A county's bureau, whose report is due on 31 January, published in June."""
    old, new = made.truth.agency, "云溪县财政局"
    swap = lambda line: Line(line.text.replace(old, new), line.kind) if isinstance(line, Line) else line  # noqa: E731
    made.title = [swap(line) for line in made.title]
    made.sections = {key: [swap(block) for block in blocks] for key, blocks in made.sections.items()}
    made.truth.agency, made.truth.title = new, made.truth.title.replace(old, new)
    return f"{made.truth.year + 1}-06-01"


def of_last_year(made: Draft) -> None:
    """The overview speaks of the year before, and of no other."""
    year = made.truth.year
    lines = made.sections["overview"]
    made.sections["overview"] = [Line(line.text.replace(f"{year}年", f"{year - 1}年"), line.kind) for line in lines]


def on_a_later_form(made: Draft) -> None:
    """The report of 2022 on the form of 2019, signed in 2023."""
    year = made.truth.year
    later = lambda text: text.replace(f"{year + 1}年", "2023年").replace(f"{year}年", "2022年")  # noqa: E731
    swap = lambda line: Line(later(line.text), line.kind) if isinstance(line, Line) else line  # noqa: E731
    made.title = [swap(line) for line in made.title]
    made.sections = {key: [swap(block) for block in blocks] for key, blocks in made.sections.items()}


def no_disputes(made: Draft) -> None:
    lines = made.sections["overview"]
    made.sections["overview"] = [line for line in lines if "行政复议" not in line.text]
    write("未发生因政府信息公开引发的行政复议、行政诉讼。")(made)


def all_disputes(made: Draft) -> None:
    total = sum(made.truth.cells[f"t4.{block}.total"].value for block in ("review", "suit_direct", "suit_after_review"))
    lines = made.sections["overview"]
    made.sections["overview"] = [line for line in lines if "行政复议" not in line.text]
    write(f"因政府信息公开引发的行政复议、行政诉讼共{total + 1}件。")(made)


def _document(code: str, edition: str, does: str, change: Callable, *others: str) -> Mutation:
    return Mutation(code, does, frozenset(others), of_document(change, edition))


def document_mutations() -> Iterator[Mutation]:
    both = {"t3__granted__other_org": 1, "t3__granted__total": 1}
    yield _document(
        "T3-ROWSUM", "f2021", "one more in a result cell", add(t3__denied_internal_affairs__other_org=1), "T3-RESULTSUM"
    )
    yield _document(
        "T3-RESULTSUM", "f2021", "one more in a result cell and in its row's total", add(**both), "P-OUTCOME"
    )
    yield _document("T3-RESULTSUM-19", "f2019", "the same on the form of 2019", add(**both), "P-OUTCOME")
    yield _document("T3-BALANCE", "f2021", "one more carried in", add(t3__carried_in__natural_person=1), "T3-ROWSUM")
    yield _document("T4-SUM", "f2021", "one more review upheld", add(t4__review__upheld=1))
    yield _document("T2-STOCK-FLOW", "f2021", "nothing in force or repealed, though some were issued", add(set__t2__normative_docs__in_force=0, set__t2__normative_docs__repealed=0))  # fmt: skip
    yield _document(
        "T2-DISCLOSED-STOCK", "f2019", "nothing disclosed in total", add(set__t2__normative_docs__total_disclosed=0)
    )
    yield _document(
        "T2-DISCLOSED-MADE", "f2019", "nothing newly made", add(set__t2__normative_docs__newly_made=0), "P-NORMATIVE"
    )
    yield _document("T2-COMPETENCE", "f2021", "a town with six 规章 in force", add(set__t2__rules__in_force=6))
    yield _document("T2-PROCUREMENT", "f2019", "projects without an amount", add(set__t2__procurement__amount=0))
    yield from _of_prose()
    yield from _of_identity()
    yield from _of_wording()


def _of_prose() -> Iterator[Mutation]:
    for code, old in (
        ("P-NEW", "信息公开申请{n}件"), ("P-RESULT", "办结{n}件"), ("P-CARRY", "上年结转{n}件"), ("P-OUTCOME", "予以公开{n}件"),
        ("P-REVIEW", "行政复议{n}件"), ("P-SUIT", "行政诉讼{n}件"), ("P-NORMATIVE", "规范性文件{n}件"),
    ):  # fmt: skip
        yield _document(
            code,
            "f2021",
            f"one more in the prose: {old.replace('{n}', '…')}",
            reword(old, old.replace("{n}", "{more}")),
        )
    yield _document("P-ZERO-DISPUTES", "f2021", "the prose denies any dispute", no_disputes)
    yield _document("P-TABLE-MISMATCH", "f2021", "one dispute more in the prose than in table four", all_disputes)
    yield _document(
        "P-PARTS-GT-WHOLE",
        "f2021",
        "a part of a whole raised above it",
        reword("微信公众号公开7条", "微信公众号公开9条"),
    )
    yield _document(
        "P-PARTS-LT-WHOLE", "f2021", "a part of a whole lowered", reword("微信公众号公开7条", "微信公众号公开5条")
    )
    yield _document(
        "P-UNIT-ODD", "f2021", "requests counted in 条", reword("信息公开申请{n}件", "信息公开申请{same}条")
    )
    yield _document("P-PRIOR-CLAIM", "f2021", "the prose says “as last year”", write("窗口设置与上年度相同。"))


def _of_identity() -> Iterator[Mutation]:
    yield _document("D-YEAR", "f2021", "the overview is last year's", of_last_year)
    yield _document("D-ERA-MISMATCH", "f2019", "the form of 2019 in the report for 2022", on_a_later_form)
    yield _document("D-EARLY", "f2021", "published in November of its own year", published("11-30", 0))
    yield _document("D-LATE", "f2021", "a county's bureau, published in June", by_a_bureau)
    yield _document(
        "C-REQUIRED-ABSENT",
        "f2021",
        "nothing about fees in section six",
        reword("未收取信息处理费", "没有其他事项", "other"),
    )
    yield _document("C-ANNOUNCED-ABSENT", "f2021", "the preface announces an annex that is not there", announce)


def _of_wording() -> Iterator[Mutation]:
    yield _document("X-BOOKMARK", "f2021", "a left-over bookmark", write("栏目更新[bookmark: _Toc1]及时。"))
    yield _document("X-ENGLISH-RESIDUE", "f2021", "English between Chinese", write("确保真实性 and 完整性。"))
    yield _document("X-MARKDOWN", "f2021", "a line marked as in Markdown", write("**栏目**更新及时。"))
    yield _document(
        "X-BRACKET-VARIANT", "f2021", "a document number in other brackets", write("依据国办函【2020】109号办理。")
    )
    yield _document("X-BROKEN-PARAGRAPH", "f2021", "a sentence broken by a line", broken)
    yield _document("X-OCR-ZERO", "f2021", "the letter O for 0", lambda made: made.write("t2.rules.in_force", "O", 0))
    yield _document(
        "X-HALFWIDTH", "f2021", "half-width punctuation throughout", write("栏目" + "更新,及时,准确" * 8 + "。")
    )
    yield _document(
        "X-CN-NUMERAL",
        "f2021",
        "a figure in Chinese numerals",
        lambda made: made.write("t2.penalty.decisions", "十二", 12),
    )
    yield _document("P-NEW-INCLUDES-CARRY", "f2021", "the prose counts requests carried in too", with_carried)
    yield _document("P-NO-FIGURES", "f2021", "no figure in the prose", without_figures)


def broken(made: Draft) -> None:
    write("本机关按照上级关于做好公开工作的各项要求，结合本地实际情况，认真梳理应当公开的事项并")(made)
    made.sections["overview"].insert(2, Line("逐条核对后予以发布，群众可以随时查阅。"))


def with_carried(made: Draft) -> None:
    cells = made.truth.cells
    both = cells["t3.new_received.total"].value + cells["t3.carried_in.total"].value
    reword("信息公开申请{n}件", f"信息公开申请{both}件")(made)


def without_figures(made: Draft) -> None:
    heading = made.sections["overview"][0]
    made.sections["overview"] = [heading, Line(f"{made.truth.year}年，本机关认真办理申请。")]
    made.sections["other"][1] = Line("信息处理费的规定已经公布。")


def announce(made: Draft) -> None:
    made.title[-1] = Line(made.title[-1].text + "本报告由正文和附表组成。")
