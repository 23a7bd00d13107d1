"""Broken tables against a real browser: its own repair of the page must give the document that we read from the bytes."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from random import Random

import pytest

from pipelines.documents import open_document
from pipelines.records import Grid

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
BEGIN = [
    "<td>",
    "<td rowspan=2>",
    "<td colspan=2>",
    "<th>",
    "<td><p>",
    "<td><div>",
    "<td><span>",
    "<td><font><b>",
    "<td><p><span>",
]
END = ["</td>", "", "</p></td>", "</span></td>", "</div>", "</b>", "</p>"]


def broken_page(seed: int) -> str:
    """A table whose tags close at random; every cell has its own number."""
    rng, rows, number = Random(seed), [], 100 * seed
    for _ in range(rng.randint(4, 7)):
        row = rng.choice(["<tr>"] * 9 + [""])
        for _ in range(rng.randint(2, 5)):
            number += 1
            row += f"{rng.choice(BEGIN)}{number}{rng.choice(END)}"
        rows.append(row + rng.choice(["</tr>", ""]))
    head = "<!DOCTYPE html><html><head><meta charset=utf-8></head><body>"
    return f"{head}<table><tr><td>甲<td>乙</tr>{''.join(rows)}</table><p>尾</p></body></html>"


def repaired(page: str, folder: Path) -> bytes:
    file = folder / "page.html"
    file.write_text(page, encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}", "--dump-dom"]
    return subprocess.run([CHROMIUM, *options, file.as_uri()], capture_output=True, timeout=300, check=True).stdout


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="needs chromium: apt-get install chromium")
@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_broken_tables_are_repaired_as_a_browser_does(seed, tmp_path):
    page = broken_page(seed)
    ours = open_document(page.encode(), url="a.html")
    browsers = open_document(repaired(page, tmp_path), url="a.html")
    assert any(isinstance(block, Grid) for block in ours.blocks)
    assert (ours.text, ours.blocks) == (browsers.text, browsers.blocks)
