"""How long pages take, by type, over HTTP against `gongkai serve` on a load archive (bench.load).

    python -m bench.pages DIR [--rounds 30] [--clients 20] [--only WORD]

Every type is asked for with ids drawn by chance: first each once after the start (cold), then `--rounds` times (warm),
then with `--clients` at once. Milliseconds as a client waits; `cpu` is what the server computes for a request, which
other work of the machine does not change.
"""

from __future__ import annotations

import argparse
import os
import random
import sqlite3
import statistics
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.serving import served

# Names in braces are drawn anew for each request; see _Draw.
TYPES = {
    "home": "/",
    "reports": "/archive/reports",
    "reports of a year": "/archive/reports?year={year}",
    "reports of a county": "/archive/reports?county={county}",
    "report": "/archive/reports/{report}",
    "agency": "/archive/agencies/{agency}",
    "division": "/archive/divisions/{division}",
    "capture": "/archive/captures/{capture}",
    "cells of a report": "/archive/cells?report_id={report}",
    "cells of a key": "/archive/cells?key=t3.new_received.total",
    "findings table": "/archive/findings?code=T3-ROWSUM",
    "view": "/archive/v_denial_reasons?year={year}",
    "view, whole": "/archive/v_denial_reasons",
    "counts of zeros": "/archive/v_zero_reporters?year={year}",
    "wide table": "/archive/reports_wide",
    "rows of requests": "/archive/requests?row_key=granted",
    "rows of a check": "/archive/checks?code=T3-ROWSUM",
    "reports of a scope": "/archive/reports?scope=aggregate",
    "canned query": "/archive/refusals_by_reason?place={county}&year={year}",
    "all data": "/archive",
    "search, frequent": "/-/search?q=信息公开",
    "search, two characters": "/-/search?q={two}",
    "search, one character": "/-/search?q={one}",
    "search, rare": "/-/search?q={town}",
    "search, two terms": "/-/search?q={two}+{town}",
    "search box of sections": "/archive/sections?_search={two}",
    "search box, filtered": "/archive/sections?_search={two}&key=problems",
    "search box of reports": "/archive/reports?_search={town}",
    "text": "/-/text/{report}?key=t3.new_received.total",
    "versions": "/-/versions/{report}",
    "citation": "/-/cite/{report}",
    "compare": "/-/compare?a={report}&b={beside}",
    "series": "/-/series",
    "distribution": "/-/distribution?year={year}",
    "coverage": "/-/coverage",
    "findings": "/-/findings",
    "findings of a code": "/-/findings?code=T3-ROWSUM&year={year}",
    "similar": "/-/similar",
    "similar pair": "/-/similar/{alike}",
    "methods": "/-/methods",
    "codebook": "/-/codebook",
    "export form": "/-/export",
    "feed": "/-/feeds/new.atom",
    "feed of a province": "/-/feeds/place/{province}/findings.atom",
    "api": "/-/api",
    "report as JSON": "/archive/reports/{report}.json",
}
_DRAWN = 400
_TWO = ["公开", "申请", "培训", "答复", "医疗", "农村", "热线", "〔20", "12"]
_ONE = ["镇", "民", "3", "石", "廉"]


class _Draw:
    """Ids and words that stand in the archive, drawn by chance but the same in every run."""

    def __init__(self, path: Path) -> None:
        self.chance = random.Random(1)
        with sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True) as db:
            some = f"SELECT id, agency_id, division_code, county, capture_id FROM reports WHERE status != 'unreadable' AND id > ? ORDER BY id LIMIT {_DRAWN}"
            self.rows = [row for start in range(8) for row in db.execute(some, [start * 2**50])]
            pairs = "SELECT report_id, other_id FROM similar_reports LIMIT 200"
            self.pairs = db.execute(pairs).fetchall()

    def filled(self, address: str) -> str:
        row, beside = self.chance.choice(self.rows), self.chance.choice(self.rows)
        known = dict(zip(("report", "agency", "division", "county", "capture"), row, strict=True))
        known |= {
            "province": f"{(row[2] or '370000')[:2]}0000",
            "beside": beside[0],
            "year": self.chance.randint(2016, 2024),
        }
        known["county"] = known["county"] or "长安区"
        known |= {"one": self.chance.choice(_ONE), "two": self.chance.choice(_TWO), "town": known["county"][:3]}
        known["alike"] = "/".join(map(str, self.chance.choice(self.pairs))) if self.pairs else "1/2"
        return quote(address.format(**known), safe="/?&=+,%")


def asked(url: str) -> tuple[float, int]:
    """Milliseconds until the whole answer is here, and its status."""
    started = time.perf_counter()
    try:
        with urlopen(url, timeout=120) as answer:
            answer.read()
            status = answer.status
    except HTTPError as error:
        error.read()
        status = error.code
    return (time.perf_counter() - started) * 1000, status


def cpu_seconds(pid: int) -> float:
    """What a process has computed so far; 0 where the system does not say (only Linux does)."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _counted(pid: int) -> Iterator[list[float]]:
    """The seconds that the server computes meanwhile, put into the list at the end."""
    before, found = cpu_seconds(pid), [0.0]
    yield found
    found[0] = cpu_seconds(pid) - before


def percentiles(spent: list[float]) -> tuple[float, float]:
    ordered = sorted(spent)
    return statistics.median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--only", default="")
    asked_for = parser.parse_args()
    draw = _Draw(asked_for.folder / "archive.db")
    types = {name: address for name, address in TYPES.items() if asked_for.only in name}
    with served(asked_for.folder.resolve(), "--rate", "0") as (process, home):
        _alone(home.rstrip("/"), process.pid, types, draw, asked_for.rounds)
        if asked_for.clients:
            _together(home.rstrip("/"), types, draw, asked_for.clients)


def _alone(home: str, pid: int, types: dict[str, str], draw: _Draw, rounds: int) -> None:
    """Every type cold first, in the seconds in which the server still makes itself ready, then each in turn."""
    first = {name: asked(home + draw.filled(address)) for name, address in types.items()}
    print(f"{'page':<26}{'status':>7}{'cold':>8}{'p50':>8}{'p95':>8}{'cpu':>8}  ms")
    for name, address in types.items():
        cold, status = first[name]
        with _counted(pid) as computed:
            spent = [asked(home + draw.filled(address))[0] for _ in range(rounds)]
        p50, p95 = percentiles(spent)
        print(f"{name:<26}{status:>7}{cold:>8.0f}{p50:>8.0f}{p95:>8.0f}{computed[0] * 1000 / rounds:>8.0f}", flush=True)


def _together(home: str, types: dict[str, str], draw: _Draw, clients: int) -> None:
    """All types mixed by so many clients at once."""
    wanted = [home + draw.filled(address) for address in types.values() for _ in range(4)]
    draw.chance.shuffle(wanted)
    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        found = list(pool.map(asked, wanted))
    p50, p95 = percentiles([spent for spent, _ in found])
    faults = sum(status >= 500 for _, status in found)
    rate = len(found) / (time.perf_counter() - started)
    print(f"{clients} clients: {rate:.0f} pages a second, p50 {p50:.0f} ms, p95 {p95:.0f} ms, {faults} faults")


if __name__ == "__main__":
    main()
