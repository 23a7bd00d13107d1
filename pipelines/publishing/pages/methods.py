"""How the archive is made and what it does not claim: words, and the measured figures of the documentation."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from sqlite3 import Connection

from pipelines.publishing.files.notes import statuses
from pipelines.publishing.finding_words import explained
from pipelines.publishing.from_docs import measured
from pipelines.publishing.pages import rows
from pipelines.publishing.yaml_files import loaded

_WORDS = Path(__file__).parents[1] / "methods.yml"
_OFF = "SELECT code, message_zh, message_en FROM checks_off ORDER BY 1"


@cache
def sections() -> list[dict]:
    """methods.yml."""
    return loaded(_WORDS)


def page(connection: Connection, asked: Mapping[str, str]) -> dict:
    """Nothing may be asked."""
    figures = measured()
    return {
        "sections": sections(),
        "measured": {"date": figures["date"], "reader": figures["reader"]},
        "accuracy": figures["accuracy"],
        "checks": [{**row, "sentence": explained()[row["code"]].sentence} for row in figures["checks"]],
        "checks_off": rows.of(connection, _OFF),
        "gaps": figures["gaps"],
        "statuses": statuses(),
    }
