"""Tables of 2014, pairs of years and small archives that are consistent, and changes of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from pipelines.checking import check
from pipelines.checking.years import Year, check_years
from pipelines.form import form_cells
from pipelines.form.findings import RELATED
from pipelines.records import Cell, CellStatus, Identity, Mention, Report, ReportStatus, Scope
from pipelines.storing.archive_db import ArchiveDb
from tests.builder.statistics_form import SUMS
from tests.empty_archive import empty_archive
from tests.mutations.mutation import AGENCY, Fired, Mutation, asked
from tests.related import captured, figures, following, prose, reading


def statistics(seed: int) -> dict[str, int]:
    """The table of 2014 with every identity fulfilled."""
    rng = Random(f"2014/{seed}")
    cells = {cell.key: rng.randint(1, 40) for cell in form_cells("f2014")}
    sums = SUMS | {"active_total": ("ch_gazette", "ch_website", "ch_weibo", "ch_wechat", "ch_other")}
    for whole, parts in sums.items():
        cells[f"stat.{whole}"] = sum(cells[f"stat.{part}"] for part in parts)
    spare = cells["stat.req_replied"] - cells["stat.req_closed_on_time"]
    cells |= {"stat.req_closed_extended": spare, "stat.req_closed": cells["stat.req_replied"]}
    cells["stat.active_normative"] = min(cells["stat.active_normative"], cells["stat.active_total"])
    for meeting in ("stat.resp_press_conf", "stat.resp_interview"):
        cells[meeting] += cells[f"{meeting}_principal"]
    return cells


def of_statistics(seed: int, **changes: float) -> Fired:
    values = statistics(seed)
    values |= {f"stat.{key}": values[f"stat.{key}"] + more for key, more in changes.items()}
    cells = tuple(Cell(key, CellStatus.REPORTED, "f2014", value, str(value)) for key, value in values.items())
    report = check(Report(Identity(agency=AGENCY, year=2016), ReportStatus.COMPLETE, (), cells, (), ()))
    return asked({finding.code for finding in report.findings})


def statistics_mutations() -> Iterator[Mutation]:
    def of(code: str, does: str, change: dict, *others: str) -> Mutation:
        return Mutation(code, does, frozenset(others), lambda seed: of_statistics(seed, **change))

    for code, key, words in (
        ("S14-RECEIVED", "req_letter", "one more by letter"), ("S14-DENIED", "den_other", "one more ground of refusal"),
        ("S14-SUIT", "suit_total", "one more lawsuit in all"), ("S14-STAFF", "inst_staff_part", "one more part-time"),
        ("S14-REVIEW", "review_other", "one more outcome of reviews"),
        ("S14-REVIEW-PENDING", "review_total", "one more review in all"),
        ("S14-CLOSED", "req_closed_extended", "one more concluded after extension"),
        ("S14-REPLIED", "rep_granted", "one more granted"),
    ):  # fmt: skip
        yield of(code, words, {key: 1})
    yield of("S14-CHANNEL-BOUNDS", "1,000 more in all than the channels together", {"active_total": 1000})
    yield of("S14-NORMATIVE", "1,000 more normative documents disclosed", {"active_normative": 1000})
    yield of("S14-PRINCIPAL", "100 more press conferences with the leader", {"resp_press_conf_principal": 100})
    yield of("S14-CLOSE-VS-REPLY", "one more concluded, on time", {"req_closed": 1, "req_closed_on_time": 1})
    yield of("S14-INT", "half a complaint more", {"complaints": 0.5})


def of_years(seed: int, edition: str, before: dict | None = None, after: dict | None = None, **more: object) -> Fired:
    """What fires on a report of two that follow each other, after changes of either one's figures."""
    year = {"f2019": 2020, "f2021": 2023}[edition]
    last = figures(edition, seed % 7 + 1)
    this = following(edition, last, seed % 7 + 3)
    last, this = (
        {k: v + (change or {}).get(k, 0) for k, v in each.items()} for each, change in ((last, before), (this, after))
    )
    if more.pop("same", False):
        this = last
    if zeros := more.pop("zeros", None):
        last, this = dict.fromkeys(last, 0), dict.fromkeys(this, 0) | zeros
    made = [{k: Cell(k, CellStatus.REPORTED, edition, v) for k, v in each.items()} for each in (last, this)]
    two = Year(year - 1, AGENCY, "own", made[0]), Year(year, AGENCY, "own", made[1])
    this_year = replace(two[1], **more) if more else two[1]
    return asked({finding.code for _, finding in check_years(this_year, two[0]) if finding})


def years_mutations() -> Iterator[Mutation]:
    def of(code: str, does: str, *others: str, edition: str = "f2021", **changes: object) -> Mutation:
        return Mutation(code, does, frozenset(others), lambda seed: of_years(seed, edition, **changes))

    text = "收到申请7件，与上年度相同。"
    prior = (Mention("requests_received", 7, "件", False, text[:6], 0, 6), Mention("same_as_last_year", None, None, False, "与上年度相同", 7, 13))  # fmt: skip
    after_review = {"t4.suit_after_review.upheld": 2, "t4.suit_after_review.total": 2}
    yield of("X-CARRY", "last year carries one more over in all", before={"t3.carried_out.total": 1})
    yield of("X-CARRY-COLUMN", "and in one column", before={"t3.carried_out.natural_person": 1})
    yield of("X-STOCK-CHAIN", "one more in force than follows", after={"t2.normative_docs.in_force": 1})
    yield of("X-ITEMS-CHAIN", "one more item than follows", edition="f2019", after={"t2.licensing.prev_items": 1})
    yield of("X-IDENTICAL", "the figures of last year again", "X-CARRY", "X-CARRY-COLUMN", "X-STOCK-CHAIN", same=True)
    yield of("P-PRIOR", "“as last year”, which was not", mentions=prior, text=text)
    yield of("T4-SUIT-WITHOUT-REVIEW", "lawsuits after review, no review in two years", zeros=after_review)
    yield of(
        "T4-DISPUTE-WITHOUT-REQUEST",
        "a review, no request in two years",
        zeros={"t4.review.upheld": 1, "t4.review.total": 1},
    )


def of_tables(seed: int, **changes: float) -> Fired:
    """What fires on the tables of 2021 after changes that no reader takes from a document: half a request."""
    values = figures("f2021", seed % 7 + 1)
    values |= {key.replace("__", "."): values[key.replace("__", ".")] + more for key, more in changes.items()}
    cells = tuple(Cell(key, CellStatus.REPORTED, "f2021", value, str(value)) for key, value in values.items())
    report = check(Report(Identity(agency=AGENCY, year=2023), ReportStatus.COMPLETE, (), cells, (), ()))
    return asked({finding.code for finding in report.findings})


def tables_mutations() -> Iterator[Mutation]:
    def of(code: str, does: str, *others: str, **changes: float) -> Mutation:
        return Mutation(code, does, frozenset(others), lambda seed: of_tables(seed, **changes))

    half = {"t3__granted__other_org": 0.5, "t3__granted__total": 0.5}
    yield of("T3-INT", "half a request more granted, and in all", "T3-RESULTSUM", **half)
    yield of("T4-INT", "half a review more upheld, and in all", t4__review__upheld=0.5, t4__review__total=0.5)
    yield of("T2-INT", "half a penalty more", t2__penalty__decisions=0.5)


def of_archive(seed: int, change: str | None = None) -> Fired:
    """What fires for want of other reports in an archive of a county and two of its towns over two years."""
    town, other, whole = ("浙江省杭州市桐庐县" + name for name in ("百江镇人民政府", "瑶琳镇人民政府", "人民政府"))
    last = figures("f2021", seed % 7 + 1)
    this = following("f2021", last, seed % 7 + 3)
    words = {year: prose(f"{seed}/{year}") + "依法答复申请，未收处理费。" for year in (2022, 2023, "other", "whole")}
    if change == "C-AS-LAST-YEAR":
        words[2023] = words[2022]
    if change in ("C-NEAR-DUPLICATE", "C-OTHER-AGENCY"):
        words["other"] = words[2023] + ("请与百江镇人民政府联系。" if change == "C-OTHER-AGENCY" else "")
    if change == "C-REGION-LEVEL":
        words[2023] += "按照区政府要求，及时公开。"
    asked_of_whole = this["t3.new_received.total"] + (this["t3.new_received.total"] if change != "R-ROLLUP" else -1)
    zeros = dict.fromkeys(this, 0)
    with (
        TemporaryDirectory() as folder,
        ArchiveDb(empty_archive(Path(folder) / "a.db"), reader="test", scratch=True) as db,
    ):
        for name, made in (
            ("a", reading(town, 2022, last, words=words[2022])),
            ("b", reading(town, 2023, this, words=words[2023])),
            ("c", reading(other, 2023, zeros, words=words["other"])),
            (
                "d",
                reading(
                    whole,
                    2023,
                    zeros | {"t3.new_received.total": asked_of_whole},
                    words=words["whole"],
                    scope=Scope.AGGREGATE,
                ),
            ),
        ):
            db.store(captured(f"{name}.txt"), (made,))
        db.relate()
        return asked({code for (code,) in db.query("SELECT DISTINCT code FROM findings")}) & _OF_ARCHIVE


_OF_ARCHIVE = frozenset(RELATED) | {"C-REGION-LEVEL"}


def archive_mutations() -> Iterator[Mutation]:
    def of(code: str, does: str, *others: str) -> Mutation:
        return Mutation(code, does, frozenset(others), lambda seed: of_archive(seed, code))

    yield of("C-AS-LAST-YEAR", "the prose of last year again")
    yield of("C-NEAR-DUPLICATE", "the prose of another town")
    yield of("C-OTHER-AGENCY", "and that town's name left in it", "C-NEAR-DUPLICATE")
    yield of("C-REGION-LEVEL", "区政府 in a town of a county")
    yield of("R-ROLLUP", "the county has one request less than its town")
