"""The wordings of the survey as data: titles, headings and labels that real reports print (variants.yml)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

BREAKS = ("html", "text")  # formats in which a label may be broken over lines
_ONE_LINE_A_ROW = ("tab", "tab_shifted", "pipe_row", "markdown", "concat", "onepara", "one_table")


@cache
def variants() -> dict:
    return yaml.safe_load(Path(__file__).with_name("variants.yml").read_text("utf-8"))


def labels() -> list[tuple[str, str]]:
    """(official label, variant)"""
    return [(label, variant) for label, found in variants()["labels"].items() for variant in found]


def titles() -> list[str]:
    return variants()["titles"]


def headings() -> dict[str, list[str]]:
    return variants()["headings"]


def printed(variant: str, layout) -> str:
    """A line break inside a label, where the layout can show one; a space elsewhere."""
    broken = layout.format in BREAKS and layout.name not in _ONE_LINE_A_ROW
    return variant.replace("|", "\n" if broken else " ")
