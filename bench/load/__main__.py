"""Makes an archive.db to load the site with: `python -m bench.load --reports 20000 DIR` (a folder that has none yet)."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bench.load.writing import write


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=20_000)
    parser.add_argument("folder", type=Path)
    asked = parser.parse_args()
    path = asked.folder / "archive.db"
    if path.exists():
        sys.exit(f"{path} is there already; name another folder.")
    asked.folder.mkdir(parents=True, exist_ok=True)
    reports = write(path, asked.reports, print)
    print(f"{reports} reports, {path.stat().st_size / 2**20:.0f} MB: {path}")


if __name__ == "__main__":
    main()
