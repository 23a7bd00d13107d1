"""A column walked without a network: asks of a platform module are answered by a function, as the spider would walk it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from crawler.answers import decode
from crawler.options import Options
from crawler.platforms import PLATFORMS, Ask, Row, as_ask, first_ask

FIXTURES = Path(__file__).parent / "fixtures"
TOWNS = [f"{a}{b}镇" for a in "青白石沙柳" for b in "湾桥庄岭口"]  # 25 invented towns
Answer = Callable[[Ask], str | None]


def fixture(platform: str, name: str) -> str:
    return decode((FIXTURES / platform / name).read_bytes())


def title(number: int) -> str:
    return f"云泽县{TOWNS[number]}2025年政府信息公开工作年度报告"


def day(number: int) -> str:
    return f"2026-01-{number % 28 + 1:02d}"


@dataclass
class Walk:
    """What a walk found: the rows in their order, every request by its key, and what was stated and not there."""

    rows: dict[str, Row] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    @property
    def titles(self) -> set[str]:
        return {row.title for row in self.rows.values()}


def walk(platform: str, url: str, answer: Answer, **options: object) -> Walk:
    """Asks until nothing is left; a page beyond the first that repeats the rows of another leads no further."""
    made, found, seen = Options.model_validate(options), Walk(), set()
    queue = deque([(first_ask(platform, url, made), False)])
    while queue:
        ask, further = queue.popleft()
        if ask.key in found.asked:
            continue
        found.asked.append(ask.key)
        again = Ask.of(ask.key, ask.said)
        assert again == ask, "a request survives state.db"
        text = answer(again)
        if text is None:
            found.lost.extend([ask.key] if ask.must or not further else [])
            continue
        page = PLATFORMS[platform].list_page(ask.url, text, made, again)
        rows = frozenset(row.url for row in page.rows)
        repeated = further and rows and rows in seen
        seen.add(rows)
        found.rows |= {row.url: row for row in page.rows}
        queue.extend((one, False) for one in page.islands)
        queue.extend((as_ask(one), True) for one in (() if repeated else page.next_pages))
        queue.extend((as_ask(one), False) for one in (*page.sub_columns, *filter(None, [page.forward])))
        assert len(found.asked) < 80, found.asked
    return found


def pages(size: int, total: int = 25) -> list[list[int]]:
    """The numbers of the reports on each page."""
    return [list(range(start, min(start + size, total))) for start in range(0, total, size)]
