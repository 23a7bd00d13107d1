"""Ten thousand HTML reports through `gongkai import`: reports a second, processor time a report, and whether memory grows.

    python -m bench.bulk [--reports 10000]

Built reports of all HTML layouts, each of an agency of its own, imported from a folder by a process of its own. Memory
is the resident size of that process and its readers, by the kernel's count, after a fifth and at the end. Processor
time is that of all of them together; it compares where other work makes reports a second say little.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.builder import EDITIONS, build

LAYOUTS = ("html", "html_layout_tables", "html_chrome")
DISTINCT = 120  # built documents; every report is one of them with an agency of its own
PAGE, TICKS = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_CLK_TCK")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder) / "in", options.reports)
        began = time.monotonic()
        samples, processor, code = run(Path(folder))
        seconds = time.monotonic() - began
    early = max(size for at, size in samples if at <= 0.2 * seconds)
    late = max(size for at, size in samples if at > 0.8 * seconds)
    print(f"{options.reports:,} reports in {seconds:.0f} s, {options.reports / seconds:.0f} a second, exit code {code}")
    print(f"processor time: {1000 * processor / options.reports:.0f} ms a report, start and end of the run included")
    print(
        f"resident memory: {early / 2**20:.0f} MB in the first fifth, {late / 2**20:.0f} MB in the last, ratio {late / early:.2f}"
    )
    return code


def write(folder: Path, reports: int) -> None:
    """The documents as files; the agency's name is replaced wherever it stands."""
    folder.mkdir()
    built = [
        build(seed, layout=LAYOUTS[seed % len(LAYOUTS)], edition=sorted(EDITIONS)[seed % len(EDITIONS)])
        for seed in range(DISTINCT)
    ]
    for number in range(reports):
        one = built[number % len(built)]
        name = one.truth.agency.encode()
        body = one.body.replace(name, f"云溪县第{number}镇人民政府".encode())
        (folder / f"{number:06}.html").write_bytes(body)


def run(folder: Path) -> tuple[list[tuple[float, int]], float, int]:
    """Imports; gives (seconds since the start, resident bytes) twice a second, processor seconds, and the exit code."""
    command = [sys.executable, "-m", "gongkai", "import", str(folder / "in"), "--data", str(folder / "data")]
    began, samples, spent = time.monotonic(), [], {}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            pids = list(family(process.pid))
            samples.append((time.monotonic() - began, sum(map(resident, pids))))
            spent |= {pid: seconds for pid in pids if (seconds := processor_seconds(pid))}
            time.sleep(0.5)
    return samples, sum(spent.values()), process.returncode


def family(pid: int) -> Iterator[int]:
    """A process and its descendants."""
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            yield from family(int(child))


def resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError):  # it has ended
        return 0


def processor_seconds(pid: int) -> float:
    """User and system time of a process so far."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS
    except OSError:  # it has ended
        return 0


if __name__ == "__main__":
    sys.exit(main())
